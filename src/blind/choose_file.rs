//! An officer says what reviewers get of a file: the file without what it says about itself, another file, or nothing.

use super::copy::{FileChoice, Replacement};
use super::facts::FileChosen;
use super::prepare::{Looked, PrepareError, save_head};
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::files::{Stored, scan};
use crate::intake::{self, Attachment};
use crate::kernel::{FieldError, Id};
use crate::people::Actor;

/// What somebody wants for a file.
#[derive(Clone, Debug)]
pub struct FileWish {
    /// The file.
    pub file: Id<Attachment>,
    /// `shown`, `replaced` or `withheld`, as chosen.
    pub choice: String,
    /// The file that takes its place, checked and kept; why it was not taken.
    pub other: Result<Option<Stored>, String>,
}

/// The field of the choice for a file.
#[must_use]
pub fn choice_field(file: Id<Attachment>) -> String {
    format!("choice-{file}")
}

/// The field of the file that takes its place.
#[must_use]
pub fn other_field(file: Id<Attachment>) -> String {
    format!("other-{file}")
}

/// Keeps what was chosen, in place of what stood at version `seen` of the copy; 0 before the first time.
///
/// # Errors
/// [`PrepareError`]; nothing is kept then.
pub fn choose_file(tx: &mut Tx<'_>, actor: &Actor, reference: &str, (wish, seen): (&FileWish, i64)) -> Result<(), PrepareError> {
    let by = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(PrepareError::NotAllowed)?;
    let application = read::open(tx, actor, reference)?;
    let draft = intake::draft_of(tx, application)?;
    let id = draft.application.id;
    let file = draft.attachments_asked_for().find(|file| file.id == wish.file).cloned().ok_or(db::Error::Missing)?;
    let known = store::prepared(tx, id)?.file(&file.sha256);
    let choice = chosen(tx, wish, &known)?;
    // A copy that is ready stays ready, and one that must be looked at again stays so.
    save_head(tx, actor, (&draft, by), (seen, Looked::Away))?;
    store::save_file(tx, id, (&file.sha256, &choice), &actor.name)?;
    let fact = FileChosen {
        application: id.text(),
        reference: draft.application.reference.clone(),
        slot: file.slot,
        original_sha256: file.sha256,
        choice: wish.choice.clone(),
        sha256: if let FileChoice::Replaced(other) = choice { Some(other.sha256) } else { None },
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// What was chosen, or what is wrong with it.
fn chosen(tx: &mut Tx<'_>, wish: &FileWish, known: &FileChoice) -> Result<FileChoice, PrepareError> {
    let refused = |field: String, told: &str| PrepareError::Invalid(vec![FieldError::new(field, told)]);
    match (wish.choice.as_str(), &wish.other) {
        ("shown", _) => Ok(FileChoice::Shown),
        ("withheld", _) => Ok(FileChoice::Withheld),
        ("replaced", Err(why)) => Err(refused(other_field(wish.file), why)),
        ("replaced", Ok(None)) => match known {
            FileChoice::Replaced(_) => Ok(known.clone()),
            FileChoice::Shown | FileChoice::Withheld => Err(refused(other_field(wish.file), "Select the file that takes its place.")),
        },
        ("replaced", Ok(Some(other))) => {
            let scan = scan::expect(tx, &other.sha256)?;
            if scan.is_infected() {
                let found = scan.finding.unwrap_or_default();
                let told = format!("A virus was found in the selected file: {found}. Select another file.");
                return Err(refused(other_field(wish.file), &told));
            }
            let Stored { sha256, size_bytes, kind, name } = other.clone();
            Ok(FileChoice::Replaced(Replacement { sha256, name, kind, size_bytes, scan }))
        }
        _ => Err(refused(choice_field(wish.file), "Choose what reviewers get.")),
    }
}
