//! The journal of some days for a general ledger outside: a map says to which account and segment each line goes. A
//! line that nothing maps, or a map that loses the balance, refuses the whole file, and so does a journal that is closed to
//! whoever asks.

mod map;
mod take_out;
mod write;

pub use map::{DEFINITION, GeneralLedgerMap};
pub use take_out::{JournalFile, JournalTakenOut, take_out_journal};
pub use write::{JournalExport, JournalWanted, export_journal, journal_csv, journal_workbook};

use super::StreamError;
use crate::db::Error;
use crate::kernel::Money;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum JournalExportError {
    /// The map cannot be used.
    #[error("{file}: {problem}")]
    Map {
        /// Which file.
        file: String,
        /// What is wrong in it.
        problem: String,
    },
    /// Lines that nothing maps.
    #[error("The map says nothing of these accounts, so no file was written:\n{}", .0.join("\n"))]
    Unmapped(Vec<String>),
    /// What would be written does not balance.
    #[error("By this map debits come to {debit} and credits to {credit}. A journal must balance, so no file was written.")]
    Unbalanced {
        /// The debits.
        debit: Money,
        /// The credits.
        credit: Money,
    },
    /// A journal of these days is closed to whoever asks.
    #[error(
        "Some of these journals are about an award that is closed to you because of a conflict of interest, so no file was written. Ask another finance officer for it."
    )]
    Closed,
    /// The sums are too large.
    #[error("The amounts are too large to add up.")]
    TooLarge,
    /// It could not be written.
    #[error("The export could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// A row could not be written.
    #[error("The export could not be written: {0}")]
    Csv(#[from] ::csv::Error),
    /// The workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] StreamError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] Error),
}
