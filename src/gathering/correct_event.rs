//! An officer corrects what the register says of an event. What cities recorded of their activities stays as it is.

use super::event::{Event, EventInput, words_of};
use super::facts::{EventCorrected, EventWords};
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why an event was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// Not an officer.
    #[error("Only a program officer keeps the register of events.")]
    NotOfficer,
    /// Another stands for it.
    #[error("This event was merged: correct the one that stands for it.")]
    Merged,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CorrectError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::Merged => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Corrects the name, kind, provider, place, days and page of an event.
///
/// # Errors
/// [`CorrectError`].
pub fn correct_event(tx: &mut Tx<'_>, actor: &Actor, (id, version): (Id<Event>, i64), input: &EventInput) -> Result<(), CorrectError> {
    if actor.account.is_none() || !policy::may_tidy(actor) {
        return Err(CorrectError::NotOfficer);
    }
    let event = read::open_event(tx, actor, id)?;
    if event.merged_into.is_some() {
        return Err(CorrectError::Merged);
    }
    if event.version != version {
        return Err(db::Error::Stale.into());
    }
    let mistakes = input.mistakes();
    let (Some(starts_on), Some(ends_on), true) = (input.starts_on, input.ends_on, mistakes.is_empty()) else {
        return Err(CorrectError::Fields(mistakes));
    };
    let (before, after) = (EventWords::of(&event), EventWords::typed(input, (starts_on, ends_on)));
    if before == after {
        return Err(CorrectError::Fields(vec![FieldError::new("title", "Nothing is changed yet.")]));
    }
    let words = words_of(&[&input.title, &input.provider, &input.place, &input.country]);
    store::change_event(tx, &event, input, (starts_on, ends_on), &words)?;
    let award_id = store::find_award_of(tx, id)?;
    let fact = EventCorrected { event_id: id.text(), award_id, before, after, corrected_by: actor.name.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
