//! The record that somebody took a comparison out as a file. A file leaves only after this has committed.

use super::measure::may_read;
use crate::audit;
use crate::db::{Error, Tx};
use crate::kernel::{Fact, Id, Subject, Timestamp};
use crate::people::Actor;
use serde::{Deserialize, Serialize};

/// A comparison of success by groups was taken out as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisparityExported {
    /// The act of taking it out.
    pub export: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// The address of the page.
    pub address: String,
    /// The rounds that it compares.
    pub rounds: Vec<String>,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

impl Fact for DisparityExported {
    const NAME: &'static str = "disparity.exported";
    fn subject(&self) -> Subject {
        Subject::new("export", &self.export)
    }
}

/// A file of a comparison that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisparityFile {
    /// `csv` or `xlsx`.
    pub format: &'static str,
    /// The address of the page.
    pub address: String,
    /// The rounds that it compares.
    pub rounds: Vec<String>,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

/// Records it.
///
/// # Errors
/// [`Error::Missing`] for those who may not read comparisons, or the database's refusal; then no file may leave.
pub fn take_out(tx: &mut Tx<'_>, actor: &Actor, file: &DisparityFile) -> Result<(), Error> {
    if !may_read(actor) {
        return Err(Error::Missing);
    }
    let DisparityFile { format, address, rounds, sha256, at } = file.clone();
    let id: Id<DisparityFile> = tx.id();
    let fact = DisparityExported { export: id.text(), format: format.to_owned(), address, rounds, sha256, at };
    audit::record(tx, &actor.doer(), &fact)
}
