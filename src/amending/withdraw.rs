//! Takes back an amendment that is not in force: while it is asked, by the side that asked; once approved, by either.

use super::amendment::Amendment;
use super::facts::AmendmentWithdrawn;
use super::tell::{Audience, tell};
use super::{policy, store};
use crate::award;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why it was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// Not theirs, or settled.
    #[error("This amendment cannot be taken back any more, or not by you.")]
    NotAllowed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for WithdrawError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Takes it back, with a reason.
///
/// # Errors
/// [`WithdrawError`]; whoever may not know of it finds nothing.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: Id<Amendment>, reason: &str) -> Result<(), WithdrawError> {
    let amendment = store::amendment(tx, id)?;
    let award = award::award(tx, amendment.award)?;
    let is_of_city = actor.belongs_to(award.organisation) && amendment.is_for_city();
    let is_of_fund = policy::is_decider(actor) && !actor.is_kept_from(award.id);
    if !is_of_city && !is_of_fund {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_withdraw(actor, &award, &amendment) {
        return Err(WithdrawError::NotAllowed);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(WithdrawError::Fields([FieldError::new("why", "Say why, in at most 1,000 characters.")]));
    }
    // Before the approval of what the fund asked for, the city knows nothing of it.
    let audience = if amendment.is_for_city() { Audience::All } else { Audience::Deciders };
    store::mark_withdrawn(tx, &amendment)?;
    let now = store::amendment(tx, id)?;
    Ok(tell::<AmendmentWithdrawn>(tx, actor, (&award, &now), reason, &audience)?)
}
