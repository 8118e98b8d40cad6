//! A reviewer says that they cannot judge an application, though they have no conflict of interest. Their
//! score is absent then, never zero, and the officer can assign somebody else.

use super::facts::ReviewAbstained;
use super::{Assignment, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::Side;
use crate::people::{self, Actor, FundRole};
use crate::{audit, outbox};

/// The longest reason, in characters.
const LONGEST: usize = 1000;

/// Why an abstention was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AbstainError {
    /// Not the reviewer, or done already.
    #[error("This review does not exist, or you may not see it.")]
    Missing,
    /// It needs a reason.
    #[error("Say why you abstain.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AbstainError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Missing,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Missing | Self::Db(_) => &[],
        }
    }
}

/// Ends the task with `reason` and tells the officers; what was written stays in the record and counts no more.
///
/// # Errors
/// [`AbstainError`].
pub fn abstain(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, reference: &str, reason: &str) -> Result<(), AbstainError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_leave(actor, &assignment) {
        return Err(AbstainError::Missing);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        let told = "Say in a few words why you cannot judge this application, at most 1,000 characters.";
        return Err(AbstainError::Invalid(vec![FieldError::new("reason", told)]));
    }
    store::mark_abstained(tx, &assignment, reason)?;
    let fact = ReviewAbstained {
        application: assignment.application.text(),
        reference: reference.to_owned(),
        assignment: id.text(),
        reviewer: assignment.reviewer_name,
        reason: reason.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let officers = people::account::list_open_to(tx, assignment.application, &[FundRole::ProgramOfficer])?;
    let officers: Vec<_> = officers.iter().map(|person| person.recipient(Side::Fund)).collect();
    Ok(outbox::announce(tx, &fact, &officers)?)
}
