//! A revision: the next version of an opportunity while officers work on it. It is sound at
//! every moment, since nothing that fails a check is kept, and nobody outside sees it.

use super::edit::{Edit, EditError, edit};
use super::facts::{OpportunityRevised, OpportunityRevisionDiscarded};
use super::import::ImportError;
use super::locate::line_of;
use super::policy::may_manage;
use super::read::{DefinitionError, Mistake, read};
use super::{Definition, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Refusal, Timestamp};
use crate::people::Actor;

/// The next version of an opportunity, or the first of a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The name in addresses.
    pub slug: String,
    /// The version it was begun from; `None` for a new opportunity.
    pub base_sha256: Option<String>,
    /// The definition as TOML.
    pub toml: String,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
    /// For optimistic changes.
    pub version: i64,
}

/// A stored version of an opportunity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Which one, counted from 1.
    pub n: i32,
    /// The digest of the definition.
    pub sha256: String,
    /// Who published it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Why a revision was not changed or published.
#[derive(Debug, thiserror::Error)]
pub enum ReviseError {
    /// The actor is no program officer.
    #[error("Only a program officer can change an opportunity.")]
    NotAllowed,
    /// Somebody else was faster.
    #[error("Somebody else changed this revision after you opened the page. Nothing of yours was kept yet. Compare, and save again.")]
    Changed,
    /// There is one already.
    #[error("{} works on a revision of this opportunity. Nothing was kept. Look at it first, or let your file take its place.", .0.changed_by)]
    Exists(Box<Revision>),
    /// Another version is in force than the one compared with.
    #[error("Another version was published since you opened the page. Nothing was published. Look at what differs from it now.")]
    Moved,
    /// It says what is in force.
    #[error("This revision says the same as the version in force: nothing would change.")]
    Unchanged,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The definition has mistakes, or it does not fit.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReviseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Changed | Self::Exists(_) | Self::Moved | Self::Unchanged => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Import(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Import(e) => e.fields(),
            _ => &[],
        }
    }
}

/// A change that a field of a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEdit {
    /// The field, at which mistakes are told.
    pub field: String,
    /// The change.
    pub edit: Edit,
}

fn stale(e: db::Error) -> ReviseError {
    match e {
        db::Error::Stale | db::Error::Unique(_) => ReviseError::Changed,
        other => other.into(),
    }
}

fn allowed(actor: &Actor) -> Result<(), ReviseError> {
    if may_manage(actor) { Ok(()) } else { Err(ReviseError::NotAllowed) }
}

fn record(tx: &mut Tx<'_>, actor: &Actor, (slug, title): (&str, String), changed: Vec<String>) -> Result<(), db::Error> {
    let opportunity = store::find_by_slug(tx, slug)?.map_or_else(|| slug.to_owned(), |o| o.id.text());
    let fact = OpportunityRevised { opportunity, slug: slug.to_owned(), title, changed };
    audit::record(tx, &actor.doer(), &fact)
}

/// Begins a revision from the version in force; gives the one there is already.
///
/// # Errors
/// A missing role, or the database's refusal.
pub fn begin_revision(tx: &mut Tx<'_>, actor: &Actor, slug: &str) -> Result<Revision, ReviseError> {
    allowed(actor)?;
    let opportunity = store::find_by_slug(tx, slug)?.ok_or(db::Error::Missing)?;
    if let Some(there) = store::find_revision(tx, slug)? {
        return Ok(there);
    }
    let new = Revision {
        slug: slug.to_owned(),
        toml: store::toml_text(tx, &opportunity.definition_sha256)?,
        base_sha256: Some(opportunity.definition_sha256),
        changed_by: actor.name.clone(),
        changed_at: tx.now(),
        version: 1,
    };
    store::insert_revision(tx, &new)?;
    record(tx, actor, (slug, opportunity.title), vec!["begun".into()])?;
    Ok(new)
}

/// Keeps the definition in `text` as the revision of the opportunity with its slug. One that is
/// there is replaced only if its version is the one named.
///
/// # Errors
/// Mistakes with their lines, [`ReviseError::Exists`], or the database's refusal.
pub fn keep_revision(tx: &mut Tx<'_>, actor: &Actor, (file, text): (&str, &str), replaces: Option<i64>) -> Result<Revision, ReviseError> {
    allowed(actor)?;
    let definition = read(file, text).map_err(ImportError::from)?;
    let slug = definition.slug;
    let base_sha256 = store::find_by_slug(tx, &slug)?.map(|o| o.definition_sha256);
    let there = store::find_revision(tx, &slug)?;
    let new = Revision {
        slug,
        base_sha256,
        toml: text.to_owned(),
        changed_by: actor.name.clone(),
        changed_at: tx.now(),
        version: there.as_ref().map_or(1, |there| there.version),
    };
    match there {
        None => store::insert_revision(tx, &new)?,
        Some(there) if replaces == Some(there.version) => store::change_revision(tx, &new).map_err(stale)?,
        Some(there) => return Err(ReviseError::Exists(Box::new(there))),
    }
    record(tx, actor, (&new.slug, definition.title), vec!["whole definition".into()])?;
    Ok(new)
}

/// Makes changes in the text of the revision, if all of it is sound afterwards.
///
/// # Errors
/// Mistakes beside their fields, [`ReviseError::Changed`], or the database's refusal.
pub fn revise(tx: &mut Tx<'_>, actor: &Actor, (slug, version): (&str, i64), edits: &[FieldEdit]) -> Result<(), ReviseError> {
    allowed(actor)?;
    let mut revision = store::find_revision(tx, slug)?.ok_or(db::Error::Missing)?;
    if revision.version != version {
        return Err(ReviseError::Changed);
    }
    let (text, definition) = edited(&revision.toml, edits).map_err(ReviseError::Invalid)?;
    if text == revision.toml {
        return Ok(());
    }
    revision.toml = text;
    revision.changed_by.clone_from(&actor.name);
    store::change_revision(tx, &revision).map_err(stale)?;
    let changed = edits.iter().map(|e| e.edit.path().to_owned()).collect();
    record(tx, actor, (slug, definition.title), changed)?;
    Ok(())
}

/// The text after these changes with what it says, or each mistake at the field that made it.
fn edited(text: &str, edits: &[FieldEdit]) -> Result<(String, Definition), Vec<FieldError>> {
    let first = edits.first().map(|e| e.field.clone()).unwrap_or_default();
    let all: Vec<Edit> = edits.iter().map(|e| e.edit.clone()).collect();
    let new = edit(text, &all).map_err(|e: EditError| vec![FieldError::new(first.clone(), e.to_string())])?;
    match read("revision", &new) {
        Ok(definition) => Ok((new, definition)),
        Err(DefinitionError { mistakes, .. }) => {
            let told = |m: &Mistake| match edits.iter().find(|e| line_of(&new, e.edit.path()) == m.line) {
                Some(edit) => FieldError::new(&edit.field, &m.message),
                None => FieldError::new(&first, elsewhere(&new, m)),
            };
            Err(mistakes.iter().map(told).collect())
        }
    }
}

/// What does not fit any more in a line that was not changed.
fn elsewhere(text: &str, mistake: &Mistake) -> String {
    let line = text.lines().nth(mistake.line.saturating_sub(1)).unwrap_or_default().trim();
    format!("It does not fit line {}, {line} – {}", mistake.line, mistake.message)
}

/// Takes a revision away; the version in force stays.
///
/// # Errors
/// A missing role, [`ReviseError::Changed`], or the database's refusal.
pub fn discard_revision(tx: &mut Tx<'_>, actor: &Actor, (slug, version): (&str, i64)) -> Result<(), ReviseError> {
    allowed(actor)?;
    let revision = store::find_revision(tx, slug)?.ok_or(db::Error::Missing)?;
    store::delete_revision(tx, slug, version).map_err(stale)?;
    let opportunity = store::find_by_slug(tx, slug)?.map_or_else(|| slug.to_owned(), |o| o.id.text());
    let fact = OpportunityRevisionDiscarded { opportunity, slug: slug.to_owned(), toml: revision.toml };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// The revision to publish, taken away because it becomes a version in the same transaction.
/// `compared_with` is the version in force that the officer saw it beside.
///
/// # Errors
/// A missing role, [`ReviseError::Changed`], [`ReviseError::Moved`], or the database's refusal.
pub fn take_revision(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (slug, version): (&str, i64),
    compared_with: Option<&str>,
) -> Result<Revision, ReviseError> {
    allowed(actor)?;
    let revision = store::find_revision(tx, slug)?.ok_or(db::Error::Missing)?;
    if revision.version != version {
        return Err(ReviseError::Changed);
    }
    let in_force = store::find_by_slug(tx, slug)?.map(|o| o.definition_sha256);
    if in_force.as_deref() != compared_with {
        return Err(ReviseError::Moved);
    }
    store::delete_revision(tx, slug, version).map_err(stale)?;
    Ok(revision)
}
