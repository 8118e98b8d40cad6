//! Opens the whole form to a city whose concept note was received, until a day of its own; and
//! closes it again when that day has passed. Called by `process`, which tells the city.

use super::{Application, Scope, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal, Timestamp};
use crate::opportunity;
use crate::people::Actor;

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The actor is no program officer.
    #[error("Only a program officer can invite a city to write its application.")]
    NotAllowed,
    /// The round has one stage.
    #[error("This round has no concept notes: the whole application was asked at once.")]
    OneStage,
    /// It was not received, or is open, or withdrawn, or was invited before.
    #[error("Only a concept note that was received can be invited, and only once.")]
    NotReceived,
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for InviteError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::OneStage | Self::NotReceived => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Opens the whole form until `answer_by`.
///
/// # Errors
/// See [`InviteError`].
pub fn invite(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, answer_by: Timestamp) -> Result<(), InviteError> {
    if !policy::may_screen(actor) {
        return Err(InviteError::NotAllowed);
    }
    let application = store::application(tx, id)?;
    if opportunity::definition(tx, &application.definition_sha256)?.concept_note.is_none() {
        return Err(InviteError::OneStage);
    }
    let is_waiting = application.submitted_at.is_some() && application.invited_at.is_none();
    if !is_waiting || application.is_editable() || application.withdrawn_at.is_some() {
        return Err(InviteError::NotReceived);
    }
    Ok(store::mark_invited(tx, &application, answer_by)?)
}

/// Closes what was not sent in time; what was typed stays readable to the city.
///
/// # Errors
/// The database's refusal.
pub fn close_invitation(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), db::Error> {
    let application = store::application(tx, id)?;
    store::change_scope(tx, &application, &Scope::None, application.answer_by)
}
