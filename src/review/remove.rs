//! Takes a reviewer off an application, with a reason.

use super::facts::ReviewRemoved;
use super::{About, Assignment, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::Opportunity;
use crate::outbox::{self, Side};
use crate::people::{self, Account, Actor};
use crate::{audit, intake};

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

/// Takes the reviewer off and tells them; what they wrote stays in the record and counts no more.
///
/// # Errors
/// [`RemoveError`].
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, about: &About, id: Id<Assignment>, reason: &str) -> Result<(), RemoveError> {
    if !policy::may_assign(actor) {
        return Err(RemoveError::Forbidden);
    }
    let assignment = store::assignment(tx, id)?;
    if assignment.application != about.application || actor.is_kept_from(about.application) {
        return Err(db::Error::Missing.into());
    }
    if !assignment.stage.is_open() {
        return Err(RemoveError::Closed);
    }
    if reason.trim().is_empty() || reason.chars().count() > 500 {
        let told = "Say why this reviewer is taken off, in at most 500 characters.";
        return Err(RemoveError::Invalid(vec![FieldError::new("reason", told)]));
    }
    store::mark_removed(tx, &assignment)?;
    let fact = ReviewRemoved {
        application: about.application.text(),
        reference: about.reference.clone(),
        assignment: id.text(),
        reviewer: assignment.reviewer_name.clone(),
        reason: reason.trim().to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let reviewer = people::account::account(tx, assignment.reviewer)?;
    let now = tx.now();
    let letter = ReviewRemoved { reference: super::known_as(tx, &assignment, (&about.reference, now))?, ..fact };
    Ok(outbox::announce(tx, &letter, &[reviewer.recipient(Side::Fund)])?)
}

/// Takes everything back that a reviewer of a round has not submitted, because they left its panel for `reason`. Submitted reviews
/// stay. Whoever took them off the panel tells them. How many there were.
///
/// # Errors
/// [`db::Error::Missing`] for whoever does not choose reviewers.
pub fn take_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (round, reviewer): (Id<Opportunity>, Id<Account>),
    reason: &str,
) -> Result<usize, db::Error> {
    if !policy::may_assign(actor) {
        return Err(db::Error::Missing);
    }
    let mut owed = store::list_for_reviewer(tx, reviewer)?;
    owed.retain(|task| task.opportunity == round && task.stage.is_open());
    for assignment in &owed {
        store::mark_removed(tx, assignment)?;
        let fact = ReviewRemoved {
            application: assignment.application.text(),
            reference: intake::application(tx, assignment.application)?.reference,
            assignment: assignment.id.text(),
            reviewer: assignment.reviewer_name.clone(),
            reason: reason.to_owned(),
        };
        audit::record(tx, &actor.doer(), &fact)?;
    }
    Ok(owed.len())
}
