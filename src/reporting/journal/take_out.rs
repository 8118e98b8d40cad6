//! The record that somebody took the journal out for another ledger. A file leaves only after this has committed.

use crate::audit;
use crate::db::{Error, Tx};
use crate::disbursement::policy;
use crate::kernel::{Fact, Id, Money, Subject, Timestamp};
use crate::people::Actor;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The journal of some days was taken out for another ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalTakenOut {
    /// The act of taking it out.
    pub export: String,
    /// What left.
    #[serde(flatten)]
    pub file: JournalFile,
}

impl Fact for JournalTakenOut {
    const NAME: &'static str = "journal.exported";
    fn subject(&self) -> Subject {
        Subject::new("export", &self.export)
    }
}

/// A file that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalFile {
    /// `csv` or `xlsx`.
    pub format: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// The map by which it was made.
    pub map: String,
    /// The digest of the map.
    pub map_sha256: String,
    /// How many lines it holds.
    pub lines: u64,
    /// The sum of debits, which is that of credits.
    pub total: Money,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

/// Records it.
///
/// # Errors
/// [`Error::Missing`] for those who are no finance officers, or the database's refusal; then no file may leave.
pub fn take_out_journal(tx: &mut Tx<'_>, actor: &Actor, file: &JournalFile) -> Result<(), Error> {
    if !policy::is_finance(actor) {
        return Err(Error::Missing);
    }
    let id: Id<JournalFile> = tx.id();
    audit::record(tx, &actor.doer(), &JournalTakenOut { export: id.text(), file: file.clone() })
}
