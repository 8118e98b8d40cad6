//! The journal in the formats of other accounting programs, so that an auditor can
//! check it with tools that are not ours: CSV (every line), beancount and hledger
//! (the settled lines, with balance assertions at the end).
//!
//! Written journal by journal, so that memory does not grow with the journal.

mod beancount;
mod hledger;
mod names;
mod rows;

use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger::{self, AccountKey, JournalEntry, JournalLine, Layer, Side};
use std::collections::BTreeMap;
use std::io::Write;

/// A format to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::Display, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// Every line of every journal, reservations included.
    Csv,
    /// For `bean-check`.
    Beancount,
    /// For `hledger check`.
    Hledger,
}

/// Why an export ended.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It could not be written.
    #[error("The export could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// A row could not be written as CSV.
    #[error("The export could not be written: {0}")]
    Csv(#[from] ::csv::Error),
    /// The balances are too large to add up.
    #[error("The balances are too large to add up.")]
    TooLarge,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] Error),
}

/// What stands on each account, positive for debits.
type Balances = BTreeMap<AccountKey, i64>;

/// Writes the whole journal; calls `progress` with the number of journals written so far.
///
/// # Errors
/// [`ExportError`].
pub fn export(conn: &mut Conn, format: Format, out: &mut dyn Write, progress: &mut dyn FnMut(i64)) -> Result<(), ExportError> {
    match format {
        Format::Csv => rows::write(conn, out, progress),
        Format::Beancount => beancount::write(conn, out, progress),
        Format::Hledger => hledger::write(conn, out, progress),
    }
}

/// Calls `each` with every journal in the order of days.
fn walk(
    conn: &mut Conn,
    progress: &mut dyn FnMut(i64),
    each: &mut dyn FnMut(&JournalEntry) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let (mut after, mut count) = (None, 0);
    loop {
        let page = ledger::list_by_day(conn, after)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.effective_on, last.seq));
        for entry in &page {
            each(entry)?;
            count += 1;
        }
        progress(count);
    }
}

/// The settled lines of a journal; one that only reserves has none.
fn settled(entry: &JournalEntry) -> impl Iterator<Item = &JournalLine> {
    entry.lines.iter().filter(|line| line.layer == Layer::Settled)
}

/// Debits positive, credits negative.
fn signed(line: &JournalLine) -> Money {
    if line.side == Side::Dr { line.amount } else { Money::from_cents(-line.amount.cents()) }
}

/// Whether an account appears for the first time; from then on it is known.
fn is_new(balances: &mut Balances, key: &AccountKey) -> bool {
    let known = balances.contains_key(key);
    balances.entry(key.clone()).or_default();
    !known
}

/// Adds the settled lines to what stands.
fn add(balances: &mut Balances, entry: &JournalEntry) -> Result<(), ExportError> {
    for line in settled(entry) {
        let sum = balances.entry(line.account.clone()).or_default();
        *sum = sum.checked_add(signed(line).cents()).ok_or(ExportError::TooLarge)?;
    }
    Ok(())
}
