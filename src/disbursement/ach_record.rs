//! One record of a NACHA file: 94 characters, of which fields are cut by the positions that the
//! rules name, counted from 1. Pure.

use super::ach_read::AchError;
use crate::kernel::Money;
use chrono::NaiveDate;

/// How long a record is.
pub(super) const WIDTH: usize = 94;
/// An entry hash keeps its ten low-order digits.
const HASH: u64 = 10_000_000_000;

/// One record with its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// The line, counted from 1.
    pub(super) line: usize,
    text: &'a str,
}

impl<'a> Record<'a> {
    /// A record of this line of printable ASCII, if it has the right length.
    pub(super) fn new(line: usize, text: &'a str) -> Result<Self, AchError> {
        let record = Self { line, text };
        if let Some(odd) = text.chars().find(|c| !matches!(c, ' '..='~')) {
            return Err(record.fail(format!("The character {} cannot stand in a payment file.", odd.escape_unicode())));
        }
        if text.len() == WIDTH {
            return Ok(record);
        }
        Err(record.fail(format!("The record has {} characters; every record has {WIDTH}.", text.len())))
    }

    /// What is wrong with this line.
    pub(super) fn fail(&self, reason: impl Into<String>) -> AchError {
        AchError { line: self.line, reason: reason.into() }
    }

    /// The characters from one position to another.
    pub(super) fn at(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from.saturating_sub(1)..to).unwrap_or_default()
    }

    /// The kind of record: its first character.
    pub(super) fn kind(&self) -> &'a str {
        self.at(1, 1)
    }

    /// Whether it only fills up the last block.
    pub(super) fn is_padding(&self) -> bool {
        self.text.bytes().all(|b| b == b'9')
    }

    /// A field that must say this.
    pub(super) fn must_be(&self, (from, to): (usize, usize), wanted: &str, what: &str) -> Result<(), AchError> {
        let found = self.at(from, to);
        if found == wanted { Ok(()) } else { Err(self.fail(format!("{what} is “{found}”; it must be “{wanted}”."))) }
    }

    /// A field of digits, as text.
    pub(super) fn digits(&self, (from, to): (usize, usize), what: &str) -> Result<&'a str, AchError> {
        let found = self.at(from, to);
        let are_digits = found.bytes().all(|b| b.is_ascii_digit());
        if are_digits { Ok(found) } else { Err(self.fail(format!("{what} is “{found}”; it must be digits alone."))) }
    }

    /// A field of digits, as a number.
    pub(super) fn number(&self, place: (usize, usize), what: &str) -> Result<u64, AchError> {
        let digits = self.digits(place, what)?;
        digits.parse().map_err(|_| self.fail(format!("{what} is “{digits}”, which is no number.")))
    }

    /// A field of cents.
    pub(super) fn money(&self, place: (usize, usize), what: &str) -> Result<Money, AchError> {
        let cents = i64::try_from(self.number(place, what)?).map_err(|_| self.fail(format!("{what} is too large.")))?;
        Ok(Money::from_cents(cents))
    }

    /// A day as year, month and day of two digits each.
    pub(super) fn day(&self, place: (usize, usize), what: &str) -> Result<NaiveDate, AchError> {
        let digits = self.digits(place, what)?;
        let part = |from: usize| digits.get(from..from + 2).and_then(|two| two.parse::<u32>().ok()).unwrap_or(0);
        let year = i32::try_from(part(0)).unwrap_or(0) + 2000;
        NaiveDate::from_ymd_opt(year, part(2), part(4)).ok_or_else(|| self.fail(format!("{what} is “{digits}”, which is no day.")))
    }
}

/// Counts and sums of a batch, or of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) count: u64,
    pub(super) hash: u64,
    pub(super) debit: i64,
    pub(super) credit: i64,
}

impl Sums {
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.hash = (self.hash + other.hash) % HASH;
        self.debit += other.debit;
        self.credit += other.credit;
    }
}

/// What a control record says, beside what was counted.
pub(super) fn control(record: &Record<'_>, what: &str, start: usize, width: usize, sums: Sums) -> Result<(), AchError> {
    let fail = |reason: String| Err(record.fail(reason));
    let hash = start + width;
    let said = Sums {
        count: record.number((start, hash - 1), "The count of entries and addenda")?,
        hash: record.number((hash, hash + 9), "The entry hash")?,
        debit: record.money((hash + 10, hash + 21), "The total of debits")?.cents(),
        credit: record.money((hash + 22, hash + 33), "The total of credits")?.cents(),
    };
    if said.count != sums.count {
        return fail(format!("{what} says {} entries and addenda; there are {}.", said.count, sums.count));
    }
    if said.hash != sums.hash {
        return fail(format!("{what} says the entry hash {:010}; the routing numbers add up to {:010}.", said.hash, sums.hash));
    }
    for (side, said, found) in [("debits", said.debit, sums.debit), ("credits", said.credit, sums.credit)] {
        if said != found {
            let (said, found) = (Money::from_cents(said), Money::from_cents(found));
            return fail(format!("{what} says {side} of {said}; the entries add up to {found}."));
        }
    }
    Ok(())
}
