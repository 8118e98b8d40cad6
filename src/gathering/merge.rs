//! An officer lets one event stand for another that is the same, and takes that back.

use super::event::Event;
use super::facts::{EventMerged, EventSeparated};
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why events were not merged or separated.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// Not an officer.
    #[error("Only a program officer keeps the register of events.")]
    NotOfficer,
    /// They stand for each other already, or for another.
    #[error("These events cannot be merged: one of them was merged already. Look at the register again.")]
    Merged,
    /// It stands for itself.
    #[error("This event was not merged into another.")]
    NotMerged,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for MergeError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::Merged | Self::NotMerged => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What merging two events would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The event that is kept.
    pub kept: Event,
    /// The one that it would stand for.
    pub merged: Event,
    /// How many activities that are open to the reader it would move.
    pub activities: usize,
}

/// What merging would do.
///
/// # Errors
/// [`MergeError`].
pub fn preview(conn: &mut Conn, actor: &Actor, kept: Id<Event>, merged: Id<Event>) -> Result<Preview, MergeError> {
    let (kept, merged) = (read::open_event(conn, actor, kept)?, read::open_event(conn, actor, merged)?);
    if kept.id == merged.id || kept.merged_into.is_some() || merged.merged_into.is_some() {
        return Err(MergeError::Merged);
    }
    let activities = read::count_parts(conn, actor, merged.id)?;
    Ok(Preview { kept, merged, activities })
}

/// Lets `kept` stand for `merged`.
///
/// # Errors
/// [`MergeError`].
pub fn merge(tx: &mut Tx<'_>, actor: &Actor, (kept, merged): (Id<Event>, Id<Event>), reason: &str) -> Result<(), MergeError> {
    if actor.account.is_none() || !policy::may_tidy(actor) {
        return Err(MergeError::NotOfficer);
    }
    let found = preview(tx, actor, kept, merged)?;
    let reason = reason_of(reason)?;
    let all = store::list_with_merged(tx, merged)?;
    let activities = usize::try_from(store::count_parts(tx, &[], &all)?).unwrap_or(0);
    store::change_merged(tx, &found.merged, kept)?;
    let fact = EventMerged {
        event_id: kept.text(),
        merged_id: merged.text(),
        activities,
        reason: reason.to_owned(),
        merged_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// Lets an event that was merged stand for itself again. What it had stood for stays with the other.
///
/// # Errors
/// [`MergeError`].
pub fn separate(tx: &mut Tx<'_>, actor: &Actor, id: Id<Event>, reason: &str) -> Result<(), MergeError> {
    if actor.account.is_none() || !policy::may_tidy(actor) {
        return Err(MergeError::NotOfficer);
    }
    let event = read::open_event(tx, actor, id)?;
    let from = event.merged_into.ok_or(MergeError::NotMerged)?;
    let reason = reason_of(reason)?;
    store::change_separated(tx, &event)?;
    let fact = EventSeparated { event_id: id.text(), from_id: from.text(), reason: reason.to_owned(), separated_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

fn reason_of(reason: &str) -> Result<&str, MergeError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(MergeError::Fields(vec![FieldError::new("reason", "Say why, in at most 500 characters.")]));
    }
    Ok(reason)
}
