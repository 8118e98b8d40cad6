//! Takes somebody off the panel of a round, with a reason that they read. What they still owe is taken back by `process`; what they
//! submitted stays.

use super::facts::SeatRemoved;
use super::seat::{LONGEST, Seat, Stage};
use super::store::seats;
use super::{invite, policy};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::{audit, opportunity, outbox};

/// Why nobody was taken off.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// Not a program officer.
    #[error("Only a program officer takes somebody off a panel.")]
    NotAllowed,
    /// The person is not on it.
    #[error("This person is not on the panel, or no longer.")]
    NotOn,
    /// A reason is needed.
    #[error("Give a reason.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RemoveError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotOn => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Takes the person off and tells them why.
///
/// # Errors
/// See [`RemoveError`]; nothing changes then.
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, id: Id<Seat>, reason: &str) -> Result<(), RemoveError> {
    if !policy::may_remove(actor) {
        return Err(RemoveError::NotAllowed);
    }
    let seat = seats::seat(tx, id)?;
    if seat.stage != Stage::Accepted {
        return Err(RemoveError::NotOn);
    }
    let reason = reason.trim();
    if !(1..=LONGEST).contains(&reason.chars().count()) {
        let told = "Say why this person is taken off the panel, in at most 1,000 characters.";
        return Err(RemoveError::Invalid(vec![FieldError::new("reason", told)]));
    }
    seats::mark_ended(tx, &seat, Stage::Removed, (reason, &actor.name))?;
    let round = opportunity::opportunity(tx, seat.round)?;
    let fact = SeatRemoved {
        seat: id.text(),
        opportunity: round.id.text(),
        title: round.title,
        name: seat.name.clone(),
        email: seat.email.clone(),
        reason: reason.to_owned(),
        removed_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = invite::recipient(tx, &seat)?;
    Ok(outbox::announce(tx, &fact, &[to])?)
}
