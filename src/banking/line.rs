//! What a statement of the bank says, whatever its format: the account, its balances and the movements on it. Pure.

use crate::kernel::{Money, one_line};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The most lines of one file: those of the largest run, and as many more.
pub(super) const MOST_LINES: usize = 20_000;
/// The most characters of what the bank wrote.
const MOST_WORDS: usize = 500;

/// In which format a statement came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// BAI2, cash management balance reporting.
    Bai2,
    /// ISO 20022 bank-to-customer statement.
    Camt053,
    /// Open Financial Exchange, 1.x or 2.x.
    Ofx,
    /// One line that a person typed.
    Typed,
}

impl Format {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Bai2 => "BAI2",
            Self::Camt053 => "camt.053",
            Self::Ofx => "OFX",
            Self::Typed => "Typed in",
        }
    }
}

/// One movement on the fund's bank account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The day on which the bank booked it.
    pub value_on: NaiveDate,
    /// Money in is positive, money out negative.
    pub amount: Money,
    /// What the bank wrote.
    pub description: String,
    /// The trace or voucher number of a payment, from its field or found in the words.
    pub trace: Option<String>,
    /// The number of the cheque that the bank names in a field of its own: digits, without zeros before them.
    pub cheque: Option<String>,
    /// What the bank calls this very movement; the same in overlapping statements.
    pub reference: Option<String>,
    /// The bank's code for this kind of movement.
    pub code: Option<String>,
    /// Who sent or got it.
    pub counterparty: Option<String>,
}

impl Line {
    /// The number of the cheque that this line pays: of money out, from its field or from the words (`C-1042`).
    pub(super) fn paid_cheque(&self) -> Option<String> {
        let in_words = || cheque_number(self.trace.as_deref()?.strip_prefix("C-")?);
        self.cheque.clone().or_else(in_words).filter(|_| self.amount.cents() < 0)
    }
}

/// A statement as a file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFile {
    /// Its format.
    pub format: Format,
    /// The number of the account, if it says so.
    pub account: Option<String>,
    /// The balance before its lines.
    pub opening: Option<Money>,
    /// The balance after them.
    pub closing: Option<Money>,
    /// The day of the closing balance.
    pub closing_on: Option<NaiveDate>,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// Why a file cannot be taken; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// One place is wrong.
    #[error("Line {line}: {problem}")]
    Line {
        /// As an editor or a spreadsheet counts.
        line: u64,
        /// What is wrong, as a sentence.
        problem: String,
    },
    /// The whole is wrong.
    #[error("{0}")]
    Whole(String),
}

impl FileError {
    pub(super) fn at(line: u64, problem: impl Into<String>) -> Self {
        Self::Line { line, problem: problem.into() }
    }

    pub(super) fn whole(problem: impl Into<String>) -> Self {
        Self::Whole(problem.into())
    }

    /// There are more lines than one file may hold.
    pub(super) fn too_many() -> Self {
        Self::whole("The file holds more than 20,000 lines. Split it and upload each part.")
    }
}

impl StatementFile {
    /// Whether its lines lead from the first balance to the last; both sums where they do not.
    ///
    /// # Errors
    /// A sentence with both sums.
    pub(super) fn adds_up(&self) -> Result<(), FileError> {
        if self.lines.len() > MOST_LINES {
            return Err(FileError::too_many());
        }
        let (Some(opening), Some(closing)) = (self.opening, self.closing) else { return Ok(()) };
        let sum = Money::total(self.lines.iter().map(|line| line.amount)).and_then(|moved| opening.plus(moved));
        match sum {
            Ok(sum) if sum == closing => Ok(()),
            Ok(sum) => Err(FileError::whole(format!(
                "The statement does not add up: {opening} and its lines come to {sum}, and it closes with {closing}. Ask the bank for a whole file."
            ))),
            Err(_) => Err(FileError::whole("The amounts of this statement are too large.")),
        }
    }
}

/// Words of the bank on one line, of a bounded length.
pub(super) fn words(text: &str) -> String {
    one_line(text).chars().take(MOST_WORDS).collect()
}

/// A short text of the bank, if there is one.
pub(super) fn short(text: &str) -> Option<String> {
    let text: String = one_line(text).chars().take(100).collect();
    Some(text).filter(|text| !text.is_empty())
}

/// The trace of a payment that stands in the words: the only run of exactly 15 digits, or the only voucher or cheque number
/// (`V-12-3`, `C-1042`).
#[must_use]
pub fn find_trace(text: &str) -> Option<String> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 15);
    let numbers = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| is_number(word));
    let mut found = digits.chain(numbers);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only.to_owned()),
        _ => None,
    }
}

/// The number of a cheque as a field of the bank holds it: digits alone, of which zeros before them do not count.
pub(super) fn cheque_number(field: &str) -> Option<String> {
    let field = field.trim();
    let digits = field.trim_start_matches('0');
    let is_number = (1..=12).contains(&digits.len()) && field.len() <= 20 && field.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.to_owned())
}

/// Whether a word is a voucher or cheque number of the fund.
fn is_number(word: &str) -> bool {
    fn of_digits(part: &str) -> bool {
        (1..=12).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    }
    match word.split('-').collect::<Vec<_>>().as_slice() {
        ["V", run, n] => of_digits(run) && of_digits(n),
        ["C", n] => of_digits(n),
        _ => false,
    }
}

/// Whole cents out of digits, such as `950050`; with a sign where one may stand.
pub(super) fn cents(text: &str) -> Option<Money> {
    let (digits, is_out) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    if digits.is_empty() || digits.len() > 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let cents: i64 = digits.parse().ok()?;
    Some(Money::from_cents(if is_out { -cents } else { cents }))
}

/// A decimal amount with a sign, such as `-9500.50`.
pub(super) fn decimal(text: &str) -> Option<Money> {
    let text = text.trim();
    let (rest, is_out) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    if !rest.starts_with(|c: char| c.is_ascii_digit()) || rest.contains(',') {
        return None;
    }
    let amount = Money::parse(rest).ok()?;
    Some(Money::from_cents(if is_out { -amount.cents() } else { amount.cents() }))
}

/// How an account of the fund is kept and shown: its last digits, and a mark that tells it from others.
#[must_use]
pub fn account_mark(number: &str) -> String {
    let plain: String = number.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let hash = HEXLOWER.encode(&Sha256::digest(plain.trim_start_matches('0')));
    let hash: String = hash.chars().take(12).collect();
    format!("{}/{hash}", shown(&plain))
}

/// The part of an account's mark that is shown.
#[must_use]
pub fn account_words(mark: &str) -> &str {
    mark.split('/').next().unwrap_or_default()
}

fn shown(plain: &str) -> String {
    let count = plain.chars().count();
    let tail: String = plain.chars().skip(count.saturating_sub(4)).collect();
    if count > 4 { format!("•••• {tail}") } else { "••••".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_trace_is_no_trace() {
        assert_eq!(find_trace("ACH 061000140000001 out").as_deref(), Some("061000140000001"));
        assert_eq!(find_trace("061000140000001 061000140000002"), None);
        assert_eq!(find_trace("0610001400000012"), None);
        assert_eq!(find_trace("CHECK C-1042 PAID").as_deref(), Some("C-1042"));
        assert_eq!(find_trace("V-12-3").as_deref(), Some("V-12-3"));
        assert_eq!(find_trace("V-12-3 C-1"), None);
    }

    #[test]
    fn the_number_of_a_cheque_is_digits_without_zeros_before_them() {
        for (field, number) in [("1042", "1042"), (" 0000001042 ", "1042"), ("7", "7")] {
            assert_eq!(cheque_number(field).as_deref(), Some(number), "{field}");
        }
        for other in ["", "0", "C-1042", "1042A", "10 42", "１０", "1234567890123", "-1"] {
            assert_eq!(cheque_number(other), None, "{other}");
        }
        let line = |cents, trace: Option<&str>, cheque: Option<&str>| {
            let (trace, cheque) = (trace.map(str::to_owned), cheque.map(str::to_owned));
            Line { amount: Money::from_cents(cents), trace, cheque, ..Line::default() }.paid_cheque()
        };
        assert_eq!(line(-1, Some("C-0042"), None).as_deref(), Some("42"));
        assert_eq!(line(-1, Some("061000140000001"), Some("42")).as_deref(), Some("42"));
        assert_eq!(line(-1, Some("V-4-2"), None), None);
        assert_eq!(line(1, Some("C-42"), Some("42")), None, "money that comes in pays no cheque of the fund");
    }

    #[test]
    fn amounts_are_whole_cents() {
        assert_eq!(cents("-950050").map(Money::cents), Some(-950_050));
        assert_eq!(cents("+1").map(Money::cents), Some(1));
        for bad in ["", "-", "1.0", "１", "999999999999999", "--1", "1 "] {
            assert_eq!(cents(bad), None, "{bad}");
        }
        assert_eq!(decimal("-9500.50").map(Money::cents), Some(-950_050));
        assert_eq!(decimal("12").map(Money::cents), Some(1_200));
        for bad in ["", "1,000.00", "1.005", "$5", "- 5", "1e3", "NaN"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_account_is_told_from_others_and_not_shown() {
        let mark = account_mark("000123456789");
        assert_eq!(account_words(&mark), "•••• 6789");
        assert_eq!(mark, account_mark("123456789"), "zeros before it");
        assert_ne!(mark, account_mark("223456789"));
        assert!(!mark.contains("12345"));
        assert_eq!(account_words(&account_mark("1234")), "••••");
    }

    #[test]
    fn a_statement_that_does_not_add_up_says_both_sums() {
        let line = |cents| Line { amount: Money::from_cents(cents), ..Line::default() };
        let mut file = StatementFile {
            format: Format::Bai2,
            account: None,
            opening: Some(Money::from_dollars(100)),
            closing: Some(Money::from_dollars(90)),
            closing_on: None,
            lines: vec![line(-1_500), line(500)],
        };
        assert_eq!(file.adds_up(), Ok(()));
        file.closing = Some(Money::from_cents(9_001));
        let told = file.adds_up().expect_err("refused").to_string();
        assert!(told.contains("come to $90.00") && told.contains("closes with $90.01"), "{told}");
    }
}
