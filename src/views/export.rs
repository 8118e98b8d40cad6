//! The record that somebody took a list out as a file: what it was narrowed to, how much, and the digest.

use super::facts::ListExported;
use super::policy;
use super::save::ViewError;
use crate::audit;
use crate::db::Tx;
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;

/// A file that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// `csv` or `xlsx`.
    pub format: String,
    /// How many applications it holds.
    pub rows: usize,
    /// What the list was narrowed to, in words.
    pub filters: Vec<String>,
    /// The same as the address of the list.
    pub query: String,
    /// The digest of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
}

/// Records it. A file leaves only after this has committed.
///
/// # Errors
/// [`ViewError::NotAllowed`], or the database's refusal; then no file may leave.
pub fn export(tx: &mut Tx<'_>, actor: &Actor, export: &Export) -> Result<(), ViewError> {
    if policy::may_take(actor, false) { record(tx, actor, export) } else { Err(ViewError::NotAllowed) }
}

/// Records a file of the ranking of a round, which the chair of a panel takes too.
///
/// # Errors
/// As [`export`].
pub fn export_ranking(tx: &mut Tx<'_>, actor: &Actor, export: &Export) -> Result<(), ViewError> {
    if policy::may_take(actor, true) { record(tx, actor, export) } else { Err(ViewError::NotAllowed) }
}

fn record(tx: &mut Tx<'_>, actor: &Actor, export: &Export) -> Result<(), ViewError> {
    let Export { format, rows, filters, query, sha256, at } = export.clone();
    let id: Id<Export> = tx.id();
    audit::record(tx, &actor.doer(), &ListExported { export: id.text(), format, rows, filters, query, sha256, at })?;
    Ok(())
}
