//! An event is entered in the register: by an officer, or by a city for an award of its own.

use super::event::{Event, EventInput, words_of};
use super::facts::EventEntered;
use super::{policy, store};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why an event was not entered, or an activity not joined to one.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Neither an officer nor of the city.
    #[error("Only program officers and people of the city can do that.")]
    NotAllowed,
    /// The award is closed.
    #[error("The award is closed, so its activities can no longer be changed.")]
    Closed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for EventError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Missing,
            Self::Closed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Enters an event; for an award if a city does.
///
/// # Errors
/// [`EventError`].
pub fn enter_event(tx: &mut Tx<'_>, actor: &Actor, award: Option<Id<Award>>, input: &EventInput) -> Result<Id<Event>, EventError> {
    let may = match award {
        Some(award) => policy::may_record(actor, award::award(tx, award)?.organisation),
        None => policy::may_tidy(actor),
    };
    let account = actor.account.filter(|_| may).ok_or(EventError::NotAllowed)?;
    let mistakes = input.mistakes();
    let (Some(starts_on), Some(ends_on), true) = (input.starts_on, input.ends_on, mistakes.is_empty()) else {
        return Err(EventError::Fields(mistakes));
    };
    let event: Id<Event> = tx.id();
    let words = words_of(&[&input.title, &input.provider, &input.place, &input.country]);
    store::insert_event(tx, (event, input), (starts_on, ends_on), &words, (award, account, &actor.name))?;
    let fact = EventEntered {
        event_id: event.text(),
        title: input.title.clone(),
        place: input.place.clone(),
        starts_on,
        award_id: award.map(|id| id.text()),
        entered_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(event)
}
