//! Submits a review: complete, weighed, locked.

use super::facts::ReviewSubmitted;
use super::{Assignment, Review, Stage, complete, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::Rubric;
use crate::outbox::Side;
use crate::people::{self, Actor, FundRole};
use crate::{audit, blind, outbox};

/// Why a review was not submitted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// Not the reviewer, not cleared, or submitted already.
    #[error("This review does not exist, or you may not change it.")]
    Missing,
    /// The application is no longer in review.
    #[error("This application is no longer in review.")]
    Closed,
    /// Its reviewers wait for a copy of it.
    #[error("This application is being prepared for blind review. Your draft is saved: submit it when you can read the application.")]
    Prepared,
    /// It was begun under another rubric, on which it stays.
    #[error("This review was begun under another version of the rubric. Nothing was submitted. Open it again.")]
    OtherRubric,
    /// Another window saved meanwhile.
    #[error("Your review was changed in another window. Look at both versions.")]
    Changed,
    /// Something is missing or does not fit the rubric.
    #[error("The review is not complete.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SubmitError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Missing,
            Self::Closed | Self::Prepared | Self::OtherRubric | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            _ => &[],
        }
    }
}

/// Stores `review` for good with its weighted score. `reference` goes into the record.
///
/// # Errors
/// [`SubmitError`]; nothing is kept then.
pub fn submit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Assignment>,
    (rubric, reference): (&Rubric, &str),
    review: &Review,
) -> Result<(), SubmitError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_write(actor, &assignment) {
        return Err(SubmitError::Missing);
    }
    if assignment.rubric_sha256.is_some() && assignment.rubric_sha256 != Some(rubric.sha256()?) {
        return Err(SubmitError::OtherRubric);
    }
    let now = tx.now();
    if !super::shows_applicant(tx, &assignment, now)? && blind::waits(tx, assignment.application)? {
        return Err(SubmitError::Prepared);
    }
    let mut mistakes = complete::mistakes(rubric, review);
    mistakes.extend(complete::gaps(rubric, review));
    let points = review.points(rubric);
    let (true, Some(points)) = (mistakes.is_empty(), points) else {
        return Err(SubmitError::Invalid(mistakes));
    };
    store::change_review(tx, &assignment, review)?;
    let saved = store::assignment(tx, id)?;
    store::mark_submitted(tx, &saved, points)?;

    let all = store::list_for_application(tx, assignment.application)?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let fact = ReviewSubmitted {
        application: assignment.application.text(),
        reference: reference.to_owned(),
        assignment: id.text(),
        reviewer: assignment.reviewer_name,
        submitted: count(all.iter().filter(|a| a.stage == Stage::Submitted).count()),
        wanted: count(all.iter().filter(|a| a.stage.counts()).count()),
        reopened: store::versions::count(tx, id)?,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let officers = people::account::list_open_to(tx, assignment.application, &[FundRole::ProgramOfficer])?;
    let officers: Vec<_> = officers.iter().map(|person| person.recipient(Side::Fund)).collect();
    Ok(outbox::announce(tx, &fact, &officers)?)
}
