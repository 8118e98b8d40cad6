//! Attaches a stored file to its place in the application, replacing what was there.
//! The bytes are checked and kept by `files` before the transaction begins.

use super::edit::{self, EditError};
use super::facts::{FileAttached, FileDetached};
use super::{Application, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::files::{FileKind, Stored};
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;

/// A file of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its identifier.
    pub id: Id<Attachment>,
    /// The application it belongs to.
    pub application: Id<Application>,
    /// The place it was attached to.
    pub slot: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length.
    pub size_bytes: i64,
    /// The digest of its bytes, its key in the file store.
    pub sha256: String,
    /// Who attached it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
}

/// Attaches `file` to `slot`.
///
/// # Errors
/// See [`EditError`].
pub fn attach(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, slot: &str, file: &Stored) -> Result<(), EditError> {
    let (application, definition) = edit::open(tx, actor, id, &["attachments", slot])?;
    let place = definition.slot(slot).ok_or(db::Error::Missing)?;
    if !place.types.contains(&file.kind) {
        return Err(EditError::field(slot, format!("The selected file must be a {}.", FileKind::labels(&place.types))));
    }
    if let Some(old) = store::attachments(tx, id)?.into_iter().find(|a| a.slot == slot) {
        store::delete_attachment(tx, old.id)?;
    }
    store::insert_attachment(tx, id, slot, file, &actor.name)?;
    store::touch(tx, &application)?;
    let fact = FileAttached {
        application: id.text(),
        slot: slot.to_owned(),
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        size_bytes: file.size_bytes,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// Takes a file out of the application.
///
/// # Errors
/// See [`EditError`].
pub fn detach(tx: &mut Tx<'_>, actor: &Actor, attachment: Id<Attachment>) -> Result<(), EditError> {
    let stored = store::attachment(tx, attachment)?;
    let (application, _) = edit::open(tx, actor, stored.application, &["attachments", &stored.slot])?;
    store::delete_attachment(tx, attachment)?;
    store::touch(tx, &application)?;
    let fact = FileDetached { application: application.id.text(), slot: stored.slot, name: stored.name, sha256: stored.sha256 };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
