//! Takes an invitation back before it is answered. Its link ends, and whoever was invited is told.

use super::facts::SeatWithdrawn;
use super::seat::{LONGEST, Seat, Stage};
use super::store::seats;
use super::{invite, policy};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::{audit, opportunity, outbox};

/// Why an invitation was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// Neither an officer nor a chair.
    #[error("Only a program officer or the chair of a panel takes an invitation back.")]
    NotAllowed,
    /// It was answered.
    #[error("This invitation was answered or withdrawn already. Open the page again to see how.")]
    Ended,
    /// The reason is too long.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for WithdrawError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Ended => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Takes the invitation back; the reason may be empty.
///
/// # Errors
/// See [`WithdrawError`]; nothing changes then.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: Id<Seat>, reason: &str) -> Result<(), WithdrawError> {
    if !policy::may_lead(actor) {
        return Err(WithdrawError::NotAllowed);
    }
    let seat = seats::seat(tx, id)?;
    if seat.stage != Stage::Invited {
        return Err(WithdrawError::Ended);
    }
    let reason = reason.trim();
    if reason.chars().count() > LONGEST {
        return Err(WithdrawError::Invalid(vec![FieldError::new("why", "Write at most 1,000 characters.")]));
    }
    seats::mark_ended(tx, &seat, Stage::Withdrawn, (reason, &actor.name))?;
    let round = opportunity::opportunity(tx, seat.round)?;
    let fact = SeatWithdrawn {
        seat: id.text(),
        opportunity: round.id.text(),
        title: round.title,
        name: seat.name.clone(),
        email: seat.email.clone(),
        reason: reason.to_owned(),
        withdrawn_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = invite::recipient(tx, &seat)?;
    Ok(outbox::announce(tx, &fact, &[to])?)
}
