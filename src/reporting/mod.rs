//! Reports that only read: what was spent, per award, category, event and person;
//! what the public sees; how a round ranks; whether cities succeed alike; exports that spreadsheets open safely.

pub mod accounting;
mod came;
mod csv;
pub mod disparity;
mod events;
mod fill_in;
mod journal;
mod listing;
mod public_awards;
pub mod ranking;
mod spending;
mod streamed;
pub mod tracking;

pub use self::csv::{CsvError, csv_text, guarded, raw_csv, safe_cell, unguarded};
pub use came::Came;
pub use events::{ActivitySpending, AttendeeSpending};
pub use fill_in::{Blank, FillIn, Takes};
pub use journal::{
    GeneralLedgerMap, JournalExport, JournalExportError, JournalFile, JournalTakenOut, JournalWanted, export_journal, journal_csv,
    journal_workbook, take_out_journal,
};
pub use listing::{Holds, Listing, Sheet, Value};
pub use public_awards::{PublicActivity, PublicAward, list_public_awards, public_award};
pub use spending::{Amounts, AwardSpending, CategorySpending, award_spending};
pub use streamed::{MOST_STREAMED, Rows, StreamError, Streamed, Written};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[disparity::DEFINITION, journal::DEFINITION];
