//! Attaches a stored file to its place in the application, replacing what was there.
//! The bytes are checked and kept by `files` before the transaction begins.

use super::edit::{self, EditError};
use super::facts::{FileAttached, FileDetached};
use super::{Application, scope, store};
use crate::audit;
use crate::config;
use crate::db::{self, Tx};
use crate::files::{FileKind, Scan, Stored, scan};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::file_size;
use crate::opportunity::{self, Answer, AttachmentSlot, Definition, FileAnswer};
use crate::people::Actor;
use std::sync::Arc;

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
    /// What the virus scanner says of it.
    pub scan: Scan,
}

/// What the files of one application may have together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Bytes.
    pub max_bytes: u64,
    /// Files.
    pub max_files: usize,
}

impl From<&config::Files> for Quota {
    fn from(settings: &config::Files) -> Self {
        Self { max_bytes: settings.application_max_bytes, max_files: settings.application_max_files }
    }
}

impl Quota {
    /// Whether `file` has room beside `others`; the sentence if not.
    fn check(&self, others: &[&Attachment], file: &Stored) -> Result<(), String> {
        if others.len() >= self.max_files {
            let most = if self.max_files == 1 { "1 file".to_owned() } else { format!("{} files", self.max_files) };
            return Err(format!("An application can have at most {most}. Remove one, then select this file again."));
        }
        let used = others.iter().map(|a| a.size_bytes).fold(0, i64::saturating_add);
        let together = u64::try_from(used.saturating_add(file.size_bytes)).unwrap_or(u64::MAX);
        if together <= self.max_bytes {
            return Ok(());
        }
        let (most, would) = (file_size(self.max_bytes), file_size(together));
        Err(format!(
            "The files of an application can have {most} together. With this one they would have {would}. Select a smaller file, or remove another."
        ))
    }
}

/// A file for its place.
#[derive(Clone, Copy, Debug)]
pub struct NewAttachment<'a> {
    /// The application.
    pub application: Id<Application>,
    /// The place.
    pub slot: &'a str,
    /// The file, checked and kept.
    pub file: &'a Stored,
    /// What all files may have together.
    pub quota: Quota,
}

/// Attaches a file. The quota is counted in the same transaction, so that two uploads at once cannot
/// go over it together.
///
/// # Errors
/// See [`EditError`].
pub fn attach(tx: &mut Tx<'_>, actor: &Actor, new: NewAttachment<'_>) -> Result<(), EditError> {
    let NewAttachment { application: id, slot, file, quota } = new;
    let (application, definition) = open(tx, actor, id, slot)?;
    let place = definition.slot(slot).ok_or(db::Error::Missing)?;
    let there = store::attachments(tx, id)?;
    let others: Vec<&Attachment> = there.iter().filter(|a| a.slot != slot).collect();
    fits(&place, file).and_then(|()| quota.check(&others, file)).map_err(|sentence| EditError::field(slot, sentence))?;
    let known = scan::expect(tx, &file.sha256)?;
    if known.is_infected() {
        let found = known.finding.unwrap_or_default();
        return Err(EditError::field(slot, format!("A virus was found in the selected file: {found}. Select another file.")));
    }
    if let Some(old) = there.into_iter().find(|a| a.slot == slot) {
        store::delete_attachment(tx, old.id)?;
    }
    store::insert_attachment(tx, id, slot, file, &actor.name)?;
    if definition.question(slot).is_some() {
        let version = store::find_answer(tx, id, slot)?.map_or(0, |saved| saved.version);
        let (name, media_type) = (file.name.clone(), file.kind.media_type().to_owned());
        let answer = Answer::File(FileAnswer { name, media_type, size_bytes: file.size_bytes, sha256: file.sha256.clone() });
        store::change_answer(tx, id, slot, (&answer, version), &actor.name)?;
    }
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

/// The application and its form, if the actor may change the file in this place. A question that is answered by
/// a file is open as any other question is.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, slot: &str) -> Result<(Application, Arc<Definition>), EditError> {
    let application = store::application(tx, id)?;
    let definition = opportunity::definition(tx, &application.definition_sha256)?;
    edit::open(tx, actor, id, &scope::names_of(&definition, slot))
}

/// Whether the place takes such a file; the sentence if not.
fn fits(place: &AttachmentSlot, file: &Stored) -> Result<(), String> {
    if !place.types.contains(&file.kind) {
        return Err(format!("The selected file must be a {}.", FileKind::labels(&place.types)));
    }
    match place.max_mb {
        Some(most) if u64::try_from(file.size_bytes).unwrap_or(u64::MAX) > most.saturating_mul(1_000_000) => {
            Err(format!("The selected file must be smaller than {most} MB."))
        }
        _ => Ok(()),
    }
}

/// Takes a file out of the application.
///
/// # Errors
/// See [`EditError`].
pub fn detach(tx: &mut Tx<'_>, actor: &Actor, attachment: Id<Attachment>) -> Result<(), EditError> {
    let stored = store::attachment(tx, attachment)?;
    let (application, definition) = open(tx, actor, stored.application, &stored.slot)?;
    store::delete_attachment(tx, attachment)?;
    if definition.question(&stored.slot).is_some() {
        store::delete_answer(tx, application.id, &stored.slot)?;
    }
    store::touch(tx, &application)?;
    let fact = FileDetached { application: application.id.text(), slot: stored.slot, name: stored.name, sha256: stored.sha256 };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
