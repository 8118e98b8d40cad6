//! A bank statement as CSV: a heading line with `date`, `amount` and `description`, and perhaps `trace`, `reference` (what
//! the bank calls the movement), `check number` and `balance` (after it). Money out is negative. Pure.

use super::line::{FileError, Format, Line, MOST_LINES, StatementFile, cheque_number, find_trace, short};
use crate::kernel::Money;
use chrono::{Datelike, NaiveDate};

const NOT_CSV: &str = "This file cannot be read as CSV. Save it as “CSV UTF-8” and upload it again.";

const NO_COLUMNS: &str = "This is no statement that can be read: it is neither BAI2, camt.053 nor OFX, and its first line does not name the columns “date”, “amount” and “description” of a CSV.";
const OTHER_COMMA: &str = "The columns of this file are not separated by commas. Save it as “CSV UTF-8 (comma delimited)”, with amounts like -5000.00, and upload it again.";

/// What banks call the column of the numbers of cheques.
const CHEQUE: [&str; 12] = [
    "check number",
    "cheque number",
    "check no",
    "cheque no",
    "check no.",
    "cheque no.",
    "check #",
    "check",
    "cheque",
    "check_number",
    "cheque_number",
    "checknum",
];

/// Where the columns are.
struct Columns {
    date: usize,
    amount: usize,
    description: usize,
    trace: Option<usize>,
    cheque: Option<usize>,
    reference: Option<usize>,
    balance: Option<usize>,
}

impl Columns {
    fn of(headings: &csv::StringRecord) -> Result<Self, FileError> {
        let find = |name: &str| headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
        if ["date", "amount", "description"].into_iter().all(|name| find(name).is_none()) {
            let has_other = headings.iter().any(|heading| heading.contains([';', '\t']));
            return Err(FileError::whole(if has_other { OTHER_COMMA } else { NO_COLUMNS }));
        }
        let need =
            |name: &str| find(name).ok_or_else(|| FileError::whole(format!("The first line must name the columns; “{name}” is missing.")));
        Ok(Self {
            date: need("date")?,
            amount: need("amount")?,
            description: need("description")?,
            trace: find("trace"),
            cheque: CHEQUE.into_iter().find_map(find),
            reference: find("reference"),
            balance: find("balance"),
        })
    }
}

/// Reads all lines, or none.
///
/// # Errors
/// [`FileError`] naming the line.
pub(super) fn read(bytes: &[u8]) -> Result<StatementFile, FileError> {
    let text = std::str::from_utf8(bytes).map_err(|_| FileError::whole(NOT_CSV))?.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(FileError::whole("The file is empty. Download it from the bank again."));
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|_| FileError::whole(NOT_CSV))?)?;
    let (mut lines, mut balances) = (Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let number = index as u64 + 2;
        let record = record.map_err(|_| FileError::at(number, "it has more or fewer cells than the headings."))?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let optional = |at: Option<usize>| at.map(cell).unwrap_or_default();
        let mut line = parse_line(cell(columns.date), cell(columns.amount), cell(columns.description), optional(columns.trace))
            .map_err(|mistakes| FileError::at(number, mistakes.into_iter().map(|(_, told)| told).collect::<Vec<_>>().join(" Also, ")))?;
        line.cheque = cheque_number(optional(columns.cheque));
        line.reference = short(optional(columns.reference));
        if columns.balance.is_some() {
            let balance =
                parse_balance(optional(columns.balance)).ok_or_else(|| FileError::at(number, "the balance must look like 5000.00."))?;
            balances.push((number, balance));
        }
        lines.push(line);
        if lines.len() > MOST_LINES {
            return Err(FileError::too_many());
        }
    }
    if lines.is_empty() {
        return Err(FileError::whole("The file holds no lines below the headings."));
    }
    with_balances(lines, &balances)
}

/// The lines with the balances before and after them; each balance must follow from the one before it. Banks list the
/// newest first or last.
fn with_balances(mut lines: Vec<Line>, balances: &[(u64, Money)]) -> Result<StatementFile, FileError> {
    let mut balances = balances.to_vec();
    let starts = lines.first().zip(lines.last()).is_some_and(|(first, last)| first.value_on > last.value_on);
    if starts && !balances.is_empty() {
        lines.reverse();
        balances.reverse();
    }
    let mut opening = None;
    let mut before: Option<Money> = None;
    for (line, (number, balance)) in lines.iter().zip(&balances) {
        let too_large = || FileError::at(*number, "the amount is too large.");
        let was = balance.minus(line.amount).map_err(|_| too_large())?;
        if let Some(known) = before.filter(|known| *known != was) {
            let comes_to = known.plus(line.amount).map_err(|_| too_large())?;
            return Err(FileError::at(
                *number,
                format!("the balance does not add up: {known} and {} come to {comes_to}, and it says {balance}.", line.amount),
            ));
        }
        opening = opening.or(Some(was));
        before = Some(*balance);
    }
    let closing_on = before.and_then(|_| lines.iter().map(|line| line.value_on).max());
    Ok(StatementFile { format: Format::Csv, account: None, opening, closing: before, closing_on, lines })
}

/// A cell that is wrong: its name, and a sentence.
pub(super) type Mistake = (&'static str, String);

/// One line from its cells, or from a form.
///
/// # Errors
/// Every cell that is wrong, in their order.
pub(super) fn parse_line(date: &str, amount: &str, description: &str, trace: &str) -> Result<Line, Vec<Mistake>> {
    let mut mistakes: Vec<Mistake> = Vec::new();
    let value_on = parse_day(date);
    if value_on.is_none() {
        mistakes.push(("date", "the date must look like 2027-01-31 or 01/31/2027.".to_owned()));
    }
    let amount = parse_signed(amount).map_err(|told| mistakes.push(("amount", told))).ok();
    if description.chars().count() > 500 || description.chars().any(char::is_control) {
        mistakes.push(("description", "the description must be plain text of at most 500 characters.".to_owned()));
    }
    let trace =
        if trace.is_empty() { find_trace(description) } else { parse_trace(trace).map_err(|told| mistakes.push(("trace", told))).ok() };
    match (value_on, amount) {
        (Some(value_on), Some(amount)) if mistakes.is_empty() => {
            Ok(Line { value_on, amount, description: description.to_owned(), trace, ..Line::default() })
        }
        _ => Err(mistakes),
    }
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%m/%d/%Y")).ok();
    day.filter(|day| (2000..2200).contains(&day.year()))
}

/// `-5000.00`, `(5,000.00)` or `5000`.
fn parse_signed(text: &str) -> Result<Money, String> {
    let amount = parse_balance(text).ok_or("the amount must look like -5000.00.")?;
    if amount.is_zero() { Err("the amount must not be zero.".into()) } else { Ok(amount) }
}

fn parse_balance(text: &str) -> Option<Money> {
    let text = text.trim();
    let in_brackets = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let negative = in_brackets.or_else(|| text.strip_prefix('-'));
    let amount = Money::parse(negative.unwrap_or(text)).ok()?;
    Some(if negative.is_some() { Money::from_cents(-amount.cents()) } else { amount })
}

fn parse_trace(text: &str) -> Result<String, String> {
    match find_trace(text) {
        Some(trace) if trace == text => Ok(trace),
        _ => Err("a trace number has 15 digits; a voucher or cheque number looks like V-12-3 or C-1042.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_banks_export() {
        let file = "\u{feff}Date,Description,Amount,Trace\r\n2026-11-25,ACH SETTLEMENT 061000140000001,\"-9,500.50\",\r\n11/27/2026,\"DEPOSIT, WIRE\",5000,061000140000002\r\n2026-11-27,FEE,(12.00),\r\n";
        let read = read(file.as_bytes()).expect("readable");
        let seen: Vec<_> = read.lines.iter().map(|l| (l.value_on.to_string(), l.amount.cents(), l.trace.as_deref())).collect();
        assert_eq!(
            seen,
            [
                ("2026-11-25".to_owned(), -950_050, Some("061000140000001")),
                ("2026-11-27".to_owned(), 500_000, Some("061000140000002")),
                ("2026-11-27".to_owned(), -1_200, None),
            ]
        );
        assert_eq!((read.opening, read.closing), (None, None));
    }

    #[test]
    fn the_number_of_a_cheque_has_a_column_of_many_names() {
        for heading in ["Check Number", "cheque number", "CHECK #", "Check No."] {
            let file = format!(
                "Date,Description,Amount,{heading}\n06/02/2027,CHECK PAID,-50,0001042\n06/02/2027,ACH,-1,\n06/02/2027,FEE,-2,n/a\n"
            );
            let numbers: Vec<_> = read(file.as_bytes()).expect("readable").lines.into_iter().map(|line| line.cheque).collect();
            assert_eq!(numbers, [Some("1042".to_owned()), None, None], "{heading}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let rows: [(&[u8], &str); 14] = [
            (b"\xff\xfe", "This file cannot be read as CSV. Save it as “CSV UTF-8” and upload it again."),
            (b"", "The file is empty. Download it from the bank again."),
            (b"\xef\xbb\xbf \r\n", "The file is empty. Download it from the bank again."),
            (b"Dear Sirs,\nplease find enclosed\n", NO_COLUMNS),
            (b"date;amount;description\n2026-11-25;-1,00;a\n", OTHER_COMMA),
            (b"date\tamount\tdescription\n2026-11-25\t-1\ta\n", OTHER_COMMA),
            (b"amount,description\n", "The first line must name the columns; “date” is missing."),
            (b"date,amount\n", "The first line must name the columns; “description” is missing."),
            (b"date,amount,description\n", "The file holds no lines below the headings."),
            (b"date,amount,description\n2026-11-25,1,a\n2026-02-30,1,a\n", "Line 3: the date must look like 2027-01-31 or 01/31/2027."),
            (
                b"date,amount,description\n2026-11-32,1e9,a\n",
                "Line 2: the date must look like 2027-01-31 or 01/31/2027. Also, the amount must look like -5000.00.",
            ),
            (b"date,amount,description\n2026-11-25,1e9,a\n", "Line 2: the amount must look like -5000.00."),
            (b"date,amount,description\n2026-11-25,0.00,a\n", "Line 2: the amount must not be zero."),
            (b"date,amount,description\n2026-11-25,1\n", "Line 2: it has more or fewer cells than the headings."),
        ];
        for (bytes, expected) in rows {
            assert_eq!(read(bytes).expect_err("refused").to_string(), expected);
        }
    }

    #[test]
    fn the_lines_of_the_largest_run_fit_twice() {
        let file = |lines: usize| format!("date,amount,description\n{}", "2027-06-02,-1.00,ACH\n".repeat(lines));
        assert_eq!(read(file(20_000).as_bytes()).expect("readable").lines.len(), MOST_LINES);
        let told = read(file(20_001).as_bytes()).expect_err("refused").to_string();
        assert_eq!(told, "The file holds more than 20,000 lines. Split it and upload each part.");
    }

    #[test]
    fn balances_follow_from_one_another_in_either_order() {
        let file = "date,amount,description,balance,reference\n2026-11-25,-10,a,90,X1\n2026-11-26,5,b,95,X2\n";
        let read_up = read(file.as_bytes()).expect("readable");
        assert_eq!((read_up.opening, read_up.closing), (Some(Money::from_dollars(100)), Some(Money::from_dollars(95))));
        let newest_first = "date,amount,description,balance,reference\n2026-11-26,5,b,95,X2\n2026-11-25,-10,a,90,X1\n";
        assert_eq!(read(newest_first.as_bytes()).expect("readable"), read_up);
        let told = read(file.replace(",95,", ",96,").as_bytes()).expect_err("refused").to_string();
        assert_eq!(told, "Line 3: the balance does not add up: $90.00 and $5.00 come to $95.00, and it says $96.00.");
    }
}
