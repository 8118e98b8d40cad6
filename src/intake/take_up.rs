//! Takes up again what its city withdrew after it was received, or what was never sent after an
//! invitation. Called by `process`, which owns where a case stands and tells the city.

use super::{Application, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::opportunity;
use crate::people::Actor;

/// What was taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenUp {
    /// Whether it is a concept note whose city may be invited (again).
    pub is_concept_note: bool,
}

/// Why an application was not taken up again.
#[derive(Debug, thiserror::Error)]
pub enum TakeUpError {
    /// The actor does not work on applications for the fund.
    #[error("Only an officer of the fund can reopen an application.")]
    NotAllowed,
    /// It was never received, or is open.
    #[error("Only an application that was received, and is closed to its city, can be reopened.")]
    NotReceived,
    /// The city has as many in this round as it may.
    #[error(
        "The city has begun another application since, and may send {0} in this round. It has to withdraw that one before this one can be reopened."
    )]
    TooMany(i64),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for TakeUpError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotReceived | Self::TooMany(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Takes up an application as it was received: nothing of it can be edited until it is returned or invited.
///
/// # Errors
/// See [`TakeUpError`].
pub fn take_up(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>) -> Result<TakenUp, TakeUpError> {
    let application = store::application(tx, id)?;
    if !policy::may_see(actor, &application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_take_up(actor, &application) {
        return Err(TakeUpError::NotAllowed);
    }
    if application.is_draft() || application.is_editable() {
        return Err(TakeUpError::NotReceived);
    }
    let definition = opportunity::definition(tx, &application.definition_sha256)?;
    if application.withdrawn_at.is_some() {
        let others = store::list_of_city(tx, application.opportunity, application.city)?.len();
        let most = definition.max_applications_per_city;
        if i64::try_from(others).unwrap_or(i64::MAX) >= most {
            return Err(TakeUpError::TooMany(most));
        }
    }
    let last = store::submissions(tx, id)?.pop().map(|last| last.received_at);
    // An invitation after which nothing was sent is over: the concept note waits for an answer again.
    let was_sent_whole = application.invited_at.is_some_and(|invited| last.is_some_and(|last| last > invited));
    store::mark_taken_up(tx, &application, application.invited_at.filter(|_| was_sent_whole))?;
    Ok(TakenUp { is_concept_note: definition.concept_note.is_some() && !was_sent_whole })
}
