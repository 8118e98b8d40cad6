//! BAI2, the cash management balance report of US banks: records 01 file, 02 group, 03 account, 16 transaction, 88 more of
//! the record before, and the trailers 49, 98 and 99 with their sums and counts, all of which must hold. Pure.

use super::line::{FileError, Format, Line, MOST_LINES, StatementFile, cents, cheque_number, find_trace, short, words};
use crate::kernel::Money;
use chrono::NaiveDate;

/// A record with the records that go on with it, and the line where it begins.
struct Record<'a> {
    line: u64,
    /// How many physical records it takes.
    length: i64,
    kind: &'a str,
    rest: String,
    /// Whether its last field is finished; otherwise its words go on.
    is_ended: bool,
}

/// Fields of a record, the first after its kind first.
struct Fields<'a> {
    line: u64,
    left: std::str::Split<'a, char>,
}

impl<'a> Fields<'a> {
    fn of(record: &'a Record<'_>) -> Self {
        Self { line: record.line, left: record.rest.split(',') }
    }

    fn field(&mut self) -> &'a str {
        self.left.next().unwrap_or_default().trim()
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            let _ = self.field();
        }
    }

    fn is_at_end(&self) -> bool {
        self.left.clone().next().is_none()
    }

    fn cents(&mut self, what: &str) -> Result<Money, FileError> {
        let line = self.line;
        cents(self.field()).ok_or_else(|| FileError::at(line, format!("{what} is no amount in cents.")))
    }

    fn count(&mut self, what: &str) -> Result<i64, FileError> {
        let line = self.line;
        let text = self.field();
        let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| plain).ok_or_else(|| FileError::at(line, format!("{what} is no count.")))
    }
}

/// Sums and counts at one level: of an account, a group, the file.
#[derive(Clone, Copy, Default)]
struct Level {
    sum: i64,
    parts: i64,
    records: i64,
}

impl Level {
    fn add(&mut self, line: u64, amount: Money) -> Result<(), FileError> {
        self.sum = self.sum.checked_add(amount.cents()).ok_or_else(|| FileError::at(line, "the amounts are too large."))?;
        Ok(())
    }

    /// Takes a finished part in, after its trailer said the same.
    fn close(&mut self, line: u64, part: Self) -> Result<(), FileError> {
        self.add(line, Money::from_cents(part.sum))?;
        self.parts += 1;
        self.records += part.records;
        Ok(())
    }
}

fn hold(line: u64, what: &str, (counted, said): (i64, i64)) -> Result<(), FileError> {
    if counted == said { Ok(()) } else { Err(FileError::at(line, format!("{what} does not hold: counted {counted}, and it says {said}."))) }
}

fn hold_sum(line: u64, what: &str, (counted, said): (i64, Money)) -> Result<(), FileError> {
    if counted == said.cents() {
        return Ok(());
    }
    let counted = Money::from_cents(counted);
    Err(FileError::at(line, format!("{what} does not add up: its amounts come to {counted}, and it says {said}.")))
}

/// Where the reader is.
#[derive(Default)]
struct Reading {
    file: Option<Level>,
    group: Option<(Level, Option<NaiveDate>)>,
    account: Option<(Level, StatementFile)>,
    done: Vec<StatementFile>,
    is_over: bool,
}

/// Whether a file looks like BAI2.
pub(super) fn is_one(text: &str) -> bool {
    text.starts_with("01,")
}

/// Reads every account of a file, or nothing.
///
/// # Errors
/// [`FileError`] naming the line.
pub(super) fn read(text: &str) -> Result<Vec<StatementFile>, FileError> {
    let mut reading = Reading::default();
    for record in records(text)? {
        reading.take(&record)?;
    }
    if !reading.is_over {
        return Err(FileError::whole("The file breaks off: its last record (99) is missing. Ask the bank for a whole file."));
    }
    if reading.done.iter().all(|statement| statement.lines.is_empty() && statement.closing.is_none()) {
        return Err(FileError::whole("The file holds no account."));
    }
    Ok(reading.done)
}

/// Physical lines put together to records.
fn records(text: &str) -> Result<Vec<Record<'_>>, FileError> {
    let mut all: Vec<Record<'_>> = Vec::new();
    for (number, line) in (1_u64..).zip(text.lines()) {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        let Some((kind, rest)) = line.split_once(',') else { return Err(FileError::at(number, "it is no record of BAI2.")) };
        let ended = rest.strip_suffix('/').unwrap_or(rest);
        match (kind, all.last_mut()) {
            ("88", Some(before)) => {
                before.length += 1;
                before.rest.push(if before.is_ended { ',' } else { ' ' });
                before.rest.push_str(ended);
                before.is_ended = ended.len() < rest.len();
            }
            ("01" | "02" | "03" | "16" | "49" | "98" | "99", _) => {
                all.push(Record { line: number, length: 1, kind, rest: ended.to_owned(), is_ended: ended.len() < rest.len() });
            }
            _ => return Err(FileError::at(number, format!("“{}” is no record of BAI2.", words(kind)))),
        }
        if all.len() > MOST_LINES.saturating_mul(2) {
            return Err(FileError::too_many());
        }
    }
    Ok(all)
}

impl Reading {
    fn take(&mut self, record: &Record<'_>) -> Result<(), FileError> {
        let misplaced = || FileError::at(record.line, format!("record {} does not belong here.", record.kind));
        if self.is_over {
            return Err(misplaced());
        }
        match (record.kind, self.file.is_some(), self.group.is_some(), self.account.is_some()) {
            ("01", false, ..) => self.file = Some(begin_file(record)?),
            ("02", true, false, _) => self.group = Some(begin_group(record)?),
            ("03", true, true, false) => {
                let as_of = self.group.as_ref().and_then(|(_, day)| *day);
                self.account = Some(begin_account(record, as_of)?);
            }
            ("16", true, true, true) => self.transaction(record)?,
            ("49", true, true, true) => self.end_account(record)?,
            ("98", true, true, false) => self.end_group(record)?,
            ("99", true, false, false) => self.end_file(record)?,
            _ => return Err(misplaced()),
        }
        Ok(())
    }

    fn transaction(&mut self, record: &Record<'_>) -> Result<(), FileError> {
        let Some((level, statement)) = &mut self.account else { return Ok(()) };
        let mut fields = Fields::of(record);
        let code = fields.field().to_owned();
        let amount = fields.cents("the amount")?;
        if amount.cents() < 0 {
            return Err(FileError::at(record.line, "the amount of a transaction has no sign; its code says in or out."));
        }
        level.add(record.line, amount)?;
        level.records += record.length;
        funds_type(&mut fields)?;
        let reference = short(fields.field());
        let customer = fields.field().to_owned();
        let text: Vec<&str> = fields.left.collect();
        let description = words(&format!("{} {customer}", text.join(",")));
        if amount.is_zero() {
            return Ok(());
        }
        let is_out =
            direction(&code).ok_or_else(|| FileError::at(record.line, format!("“{}” is no code of a transaction.", words(&code))))?;
        let Some(value_on) = statement.closing_on else {
            return Err(FileError::at(record.line, "the group names no day for it."));
        };
        let amount = if is_out { Money::from_cents(-amount.cents()) } else { amount };
        let trace = find_trace(&customer).or_else(|| find_trace(&description));
        // A cheque that was paid, a certified one too, has its number in the reference of the customer.
        let cheque = matches!(code.as_str(), "474" | "475").then(|| cheque_number(&customer)).flatten();
        statement.lines.push(Line { value_on, amount, description, trace, cheque, reference, code: Some(code), counterparty: None });
        if statement.lines.len() > MOST_LINES {
            return Err(FileError::too_many());
        }
        Ok(())
    }

    fn end_account(&mut self, record: &Record<'_>) -> Result<(), FileError> {
        let (Some((mut level, statement)), Some((group, _))) = (self.account.take(), &mut self.group) else { return Ok(()) };
        level.records += record.length;
        let mut fields = Fields::of(record);
        hold_sum(record.line, "the account", (level.sum, fields.cents("the sum of the account")?))?;
        hold(record.line, "the number of records of the account", (level.records, fields.count("the number of records")?))?;
        statement.adds_up()?;
        group.close(record.line, level)?;
        self.done.push(statement);
        Ok(())
    }

    fn end_group(&mut self, record: &Record<'_>) -> Result<(), FileError> {
        let (Some((mut level, _)), Some(file)) = (self.group.take(), &mut self.file) else { return Ok(()) };
        level.records += record.length;
        let mut fields = Fields::of(record);
        hold_sum(record.line, "the group", (level.sum, fields.cents("the sum of the group")?))?;
        hold(record.line, "the number of accounts", (level.parts, fields.count("the number of accounts")?))?;
        hold(record.line, "the number of records of the group", (level.records, fields.count("the number of records")?))?;
        file.close(record.line, level)
    }

    fn end_file(&mut self, record: &Record<'_>) -> Result<(), FileError> {
        let Some(mut level) = self.file.take() else { return Ok(()) };
        level.records += record.length;
        let mut fields = Fields::of(record);
        hold_sum(record.line, "the file", (level.sum, fields.cents("the sum of the file")?))?;
        hold(record.line, "the number of groups", (level.parts, fields.count("the number of groups")?))?;
        hold(record.line, "the number of records of the file", (level.records, fields.count("the number of records")?))?;
        self.is_over = true;
        Ok(())
    }
}

fn begin_file(record: &Record<'_>) -> Result<Level, FileError> {
    let version = record.rest.rsplit(',').next().unwrap_or_default().trim();
    if version != "2" {
        return Err(FileError::at(record.line, "it is not version 2 of BAI."));
    }
    Ok(Level { records: record.length, ..Level::default() })
}

fn begin_group(record: &Record<'_>) -> Result<(Level, Option<NaiveDate>), FileError> {
    let mut fields = Fields::of(record);
    fields.skip(3);
    let day = fields.field();
    fields.skip(1);
    let currency = fields.field();
    only_dollars(record.line, currency)?;
    let plain = day.len() == 6 && day.bytes().all(|b| b.is_ascii_digit());
    let as_of = NaiveDate::parse_from_str(&format!("20{day}"), "%Y%m%d").ok().filter(|_| plain);
    let as_of = as_of.ok_or_else(|| FileError::at(record.line, "the day of the group must look like 270131."))?;
    Ok((Level { records: record.length, ..Level::default() }, Some(as_of)))
}

fn begin_account(record: &Record<'_>, as_of: Option<NaiveDate>) -> Result<(Level, StatementFile), FileError> {
    let mut fields = Fields::of(record);
    let account = fields.field().to_owned();
    if account.is_empty() {
        return Err(FileError::at(record.line, "it names no account."));
    }
    only_dollars(record.line, fields.field())?;
    let mut level = Level { records: record.length, ..Level::default() };
    let (mut opening, mut closing) = (None, None);
    while !fields.is_at_end() {
        let code = fields.field();
        let amount = fields.field();
        fields.skip(1);
        funds_type(&mut fields)?;
        if amount.is_empty() {
            continue;
        }
        let amount = cents(amount).ok_or_else(|| FileError::at(record.line, "a balance is no amount in cents."))?;
        level.add(record.line, amount)?;
        match code {
            "010" => opening = Some(amount),
            "015" => closing = Some(amount),
            _ => {}
        }
    }
    let statement = StatementFile { format: Format::Bai2, account: Some(account), opening, closing, closing_on: as_of, lines: Vec::new() };
    Ok((level, statement))
}

fn only_dollars(line: u64, currency: &str) -> Result<(), FileError> {
    if currency.is_empty() || currency == "USD" {
        return Ok(());
    }
    Err(FileError::at(line, format!("the currency is {}; the fund’s account holds US dollars.", words(currency))))
}

/// The fields that say when the money can be used: one, and for some kinds more.
fn funds_type(fields: &mut Fields<'_>) -> Result<(), FileError> {
    let line = fields.line;
    match fields.field() {
        "V" => fields.skip(2),
        "S" => fields.skip(3),
        "D" => {
            let count = fields.count("the number of days")?;
            fields.skip(usize::try_from(count.min(100)).unwrap_or(0).saturating_mul(2));
        }
        "" | "0" | "1" | "2" | "Z" => {}
        other => return Err(FileError::at(line, format!("“{}” is no kind of funds.", words(other)))),
    }
    Ok(())
}

/// Whether a transaction with this code takes money out: 100–399 are credits, 400–699 debits.
fn direction(code: &str) -> Option<bool> {
    let plain = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    match code.parse::<u16>().ok().filter(|_| plain)? {
        100..=399 => Some(false),
        400..=699 => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "01,121000358,0615001,270603,0205,1,80,1,2/\n\
        02,0615001,121000358,1,270602,,USD,2/\n\
        03,9876543210,USD,010,2000000,,,015,1499900,,/\n\
        16,455,500000,Z,BR1,,ACH OFFSET 061000140000001/\n\
        16,475,1100,V,270602,,BR2,1042,CHECK C-1042\n\
        88,PAID/\n\
        16,165,1000,0,BR3,,DEPOSIT, WIRE/\n\
        49,4002000,6/\n\
        98,4002000,1,8/\n\
        99,4002000,1,10/\n";

    #[test]
    fn reads_accounts_balances_and_directions() {
        let read = read(FILE).expect("readable");
        let [statement] = read.as_slice() else { panic!("{read:?}") };
        assert_eq!(statement.account.as_deref(), Some("9876543210"));
        assert_eq!((statement.opening, statement.closing), (Some(Money::from_cents(2_000_000)), Some(Money::from_cents(1_499_900))));
        let seen: Vec<_> = statement.lines.iter().map(|l| (l.amount.cents(), l.trace.as_deref(), l.reference.as_deref())).collect();
        assert_eq!(
            seen,
            [(-500_000, Some("061000140000001"), Some("BR1")), (-1_100, Some("C-1042"), Some("BR2")), (1_000, None, Some("BR3"))]
        );
        assert_eq!((statement.lines[0].value_on.to_string().as_str(), statement.lines[1].cheque.as_deref()), ("2027-06-02", Some("1042")));
        assert_eq!((statement.lines[2].description.as_str(), statement.lines[2].cheque.as_deref()), ("DEPOSIT, WIRE", None));
    }

    #[test]
    fn says_what_does_not_hold_and_where() {
        let rows = [
            (
                "49,4002000,6",
                "49,4002001,6",
                "Line 8: the account does not add up: its amounts come to $40,020.00, and it says $40,020.01.",
            ),
            ("49,4002000,6", "49,4002000,7", "Line 8: the number of records of the account does not hold: counted 6, and it says 7."),
            ("98,4002000,1,8", "98,4002000,2,8", "Line 9: the number of accounts does not hold: counted 1, and it says 2."),
            ("99,4002000,1,10", "99,4002000,1,11", "Line 10: the number of records of the file does not hold: counted 10, and it says 11."),
            ("USD,2/", "EUR,2/", "Line 2: the currency is EUR; the fund’s account holds US dollars."),
            (",1,2/", ",1,3/", "Line 1: it is not version 2 of BAI."),
            ("16,455,", "16,955,", "Line 4: “955” is no code of a transaction."),
            ("16,455,500000", "16,455,5e5", "Line 4: the amount is no amount in cents."),
            ("99,4002000,1,10/\n", "", "The file breaks off: its last record (99) is missing. Ask the bank for a whole file."),
        ];
        for (from, to, expected) in rows {
            assert!(FILE.contains(from), "{from}");
            assert_eq!(read(&FILE.replacen(from, to, 1)).expect_err(expected).to_string(), expected);
        }
        let balance = FILE.replace("015,1499900", "015,1499901").replace("4002000", "4002001");
        let told = read(&balance).expect_err("refused").to_string();
        assert!(told.starts_with("The statement does not add up: $20,000.00 and its lines come to $14,999.00"), "{told}");
    }

    proptest! {
        #[test]
        fn a_file_cut_anywhere_is_refused_or_whole(cut in 0..FILE.len()) {
            let end = FILE.trim_end().trim_end_matches('/').len();
            if FILE.is_char_boundary(cut) && cut < end {
                prop_assert!(read(&FILE[..cut]).is_err(), "{cut}");
            }
        }

        #[test]
        fn a_changed_byte_never_panics(at in 0..FILE.len(), byte in 0x20_u8..0x7f) {
            let mut bytes = FILE.as_bytes().to_vec();
            bytes[at] = byte;
            let _ = read(&String::from_utf8(bytes).expect("text"));
        }
    }
}
