//! Takes a reviewer off an application, with a reason.

use super::facts::ReviewRemoved;
use super::{Assignment, policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why a reviewer was not taken off.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// The actor does not choose reviewers.
    #[error("Only a program officer or the chair of the panel takes a reviewer off.")]
    Forbidden,
    /// It is done or over.
    #[error("This review is submitted or closed and can no longer be taken off.")]
    Closed,
    /// A reason is needed.
    #[error("Give a reason.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RemoveError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Closed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Closed | Self::Db(_) => &[],
        }
    }
}

/// Takes the reviewer off; what they wrote stays in the record and counts no more.
///
/// # Errors
/// [`RemoveError`].
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, reason: &str) -> Result<(), RemoveError> {
    if !policy::may_assign(actor) {
        return Err(RemoveError::Forbidden);
    }
    let assignment = store::assignment(tx, id)?;
    if !assignment.stage.is_open() {
        return Err(RemoveError::Closed);
    }
    if reason.trim().is_empty() {
        return Err(RemoveError::Invalid(vec![FieldError::new("reason", "Say why this reviewer is taken off.")]));
    }
    store::mark_removed(tx, &assignment)?;
    let fact = ReviewRemoved {
        application: assignment.application.text(),
        assignment: id.text(),
        reviewer: assignment.reviewer_name,
        reason: reason.trim().to_owned(),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
