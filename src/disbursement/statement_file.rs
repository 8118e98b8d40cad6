//! A bank statement as CSV: a heading line with `date`, `amount` and
//! `description`, and perhaps `trace`. Money out is negative. Pure.

use crate::kernel::Money;
use chrono::NaiveDate;

/// One movement on the fund's bank account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The day on which the bank booked it.
    pub value_on: NaiveDate,
    /// Money in is positive, money out negative.
    pub amount: Money,
    /// What the bank wrote.
    pub description: String,
    /// The 15-digit trace, from its column or found in the description.
    pub trace: Option<String>,
}

/// Why a file cannot be taken; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementFileError {
    /// Not UTF-8 or not CSV.
    #[error("This file cannot be read as CSV. Save it as “CSV UTF-8” and upload it again.")]
    NotCsv,
    /// A heading is missing.
    #[error("The first line must name the columns; “{0}” is missing.")]
    NoColumn(&'static str),
    /// There are no lines.
    #[error("The file holds no lines below the headings.")]
    Empty,
    /// More lines than a statement has.
    #[error("The file holds more than 5,000 lines. Split it and upload each part.")]
    TooLong,
    /// One cell is wrong.
    #[error("Line {line}: {problem}")]
    Line {
        /// As a spreadsheet counts.
        line: u64,
        /// What is wrong, as a sentence.
        problem: String,
    },
}

const MOST_LINES: usize = 5_000;

/// Reads all lines, or none.
///
/// # Errors
/// [`StatementFileError`] naming the line.
pub fn read(bytes: &[u8]) -> Result<Vec<StatementLine>, StatementFileError> {
    let text = std::str::from_utf8(bytes).map_err(|_| StatementFileError::NotCsv)?.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| StatementFileError::NotCsv)?.clone();
    let column = |name: &str| headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
    let date = column("date").ok_or(StatementFileError::NoColumn("date"))?;
    let amount = column("amount").ok_or(StatementFileError::NoColumn("amount"))?;
    let description = column("description").ok_or(StatementFileError::NoColumn("description"))?;
    let trace = column("trace");
    let mut lines = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let line = index as u64 + 2;
        let record =
            record.map_err(|_| StatementFileError::Line { line, problem: "it has more or fewer cells than the headings.".into() })?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let read = parse_line(cell(date), cell(amount), cell(description), trace.map(cell).unwrap_or_default());
        lines.push(read.map_err(|problem| StatementFileError::Line { line, problem })?);
        if lines.len() > MOST_LINES {
            return Err(StatementFileError::TooLong);
        }
    }
    if lines.is_empty() { Err(StatementFileError::Empty) } else { Ok(lines) }
}

/// One line from its cells, or from a form.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn parse_line(date: &str, amount: &str, description: &str, trace: &str) -> Result<StatementLine, String> {
    let value_on = parse_day(date).ok_or("the date must look like 2027-01-31 or 01/31/2027.")?;
    let amount = parse_signed(amount)?;
    if description.chars().count() > 500 || description.chars().any(char::is_control) {
        return Err("the description must be plain text of at most 500 characters.".into());
    }
    let trace = if trace.is_empty() { find_trace(description) } else { Some(parse_trace(trace)?) };
    Ok(StatementLine { value_on, amount, description: description.to_owned(), trace })
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%m/%d/%Y")).ok().filter(|day| {
        use chrono::Datelike;
        (2000..2200).contains(&day.year())
    })
}

/// `-5000.00`, `(5,000.00)` or `5000`.
fn parse_signed(text: &str) -> Result<Money, String> {
    let text = text.trim();
    let in_brackets = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let negative = in_brackets.or_else(|| text.strip_prefix('-'));
    let amount = Money::parse(negative.unwrap_or(text)).map_err(|_| "the amount must look like -5000.00.".to_owned())?;
    if amount.is_zero() {
        return Err("the amount must not be zero.".into());
    }
    Ok(if negative.is_some() { Money::from_cents(-amount.cents()) } else { amount })
}

fn parse_trace(text: &str) -> Result<String, String> {
    if text.len() == 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("a trace number has 15 digits.".into())
    }
}

/// The only run of exactly 15 digits in a text, if there is just one.
fn find_trace(text: &str) -> Option<String> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 15);
    match (runs.next(), runs.next()) {
        (Some(only), None) => Some(only.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_banks_export() {
        let file = "\u{feff}Date,Description,Amount,Trace\r\n2026-11-25,ACH SETTLEMENT 061000140000001,\"-9,500.50\",\r\n11/27/2026,\"DEPOSIT, WIRE\",5000,061000140000002\r\n2026-11-27,FEE,(12.00),\r\n";
        let lines = read(file.as_bytes()).expect("readable");
        let seen: Vec<_> = lines.iter().map(|l| (l.value_on.to_string(), l.amount.cents(), l.trace.as_deref())).collect();
        assert_eq!(
            seen,
            [
                ("2026-11-25".to_owned(), -950_050, Some("061000140000001")),
                ("2026-11-27".to_owned(), 500_000, Some("061000140000002")),
                ("2026-11-27".to_owned(), -1_200, None),
            ]
        );
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let rows: [(&[u8], &str); 8] = [
            (b"\xff\xfe", "This file cannot be read as CSV. Save it as “CSV UTF-8” and upload it again."),
            (b"", "The first line must name the columns; “date” is missing."),
            (b"date,amount\n", "The first line must name the columns; “description” is missing."),
            (b"date,amount,description\n", "The file holds no lines below the headings."),
            (b"date,amount,description\n2026-11-25,1,a\n2026-02-30,1,a\n", "Line 3: the date must look like 2027-01-31 or 01/31/2027."),
            (b"date,amount,description\n2026-11-25,1e9,a\n", "Line 2: the amount must look like -5000.00."),
            (b"date,amount,description\n2026-11-25,0.00,a\n", "Line 2: the amount must not be zero."),
            (b"date,amount,description\n2026-11-25,1\n", "Line 2: it has more or fewer cells than the headings."),
        ];
        for (bytes, expected) in rows {
            assert_eq!(read(bytes).expect_err("refused").to_string(), expected);
        }
    }

    #[test]
    fn an_ambiguous_trace_is_no_trace() {
        assert_eq!(find_trace("061000140000001 061000140000002"), None);
        assert_eq!(find_trace("0610001400000012"), None);
    }
}
