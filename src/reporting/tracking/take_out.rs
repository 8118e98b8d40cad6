//! The record that somebody took figures or expenses out as a file. A file leaves only after this has committed.

use crate::audit;
use crate::db::{Error, Tx};
use crate::kernel::{Fact, Id, Subject, Timestamp};
use crate::people::{Actor, FundRole as R, Organisation};
use serde::{Deserialize, Serialize};

/// The people who read spending over all awards.
const READERS: &[R] = &[R::ProgramOfficer, R::FinanceOfficer, R::ApprovingOfficial, R::ReleasingOfficer, R::Auditor];

/// Figures or expenses were taken out as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendingExported {
    /// The act of taking it out.
    pub export: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// The address of the page.
    pub address: String,
    /// How many rows it holds.
    pub rows: usize,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

impl Fact for SpendingExported {
    const NAME: &'static str = "spending.exported";
    fn subject(&self) -> Subject {
        Subject::new("export", &self.export)
    }
}

/// A file that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendingFile {
    /// `csv` or `xlsx`.
    pub format: &'static str,
    /// The address of the page.
    pub address: String,
    /// How many rows it holds.
    pub rows: usize,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

/// Whether the person reads spending over all awards.
#[must_use]
pub fn may_read(actor: &Actor) -> bool {
    actor.account.is_some() && actor.may_enter(READERS)
}

/// Records it: a file over all awards, or one of a city for its own people.
///
/// # Errors
/// [`Error::Missing`] for those who may not read it, or the database's refusal; then no file may leave.
pub fn take_out(tx: &mut Tx<'_>, actor: &Actor, of: Option<Id<Organisation>>, file: &SpendingFile) -> Result<(), Error> {
    if !of.map_or_else(|| may_read(actor), |city| actor.belongs_to(city)) {
        return Err(Error::Missing);
    }
    let SpendingFile { format, address, rows, sha256, at } = file.clone();
    let id: Id<SpendingFile> = tx.id();
    audit::record(tx, &actor.doer(), &SpendingExported { export: id.text(), format: format.to_owned(), address, rows, sha256, at })
}
