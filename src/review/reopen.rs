//! Opens a submitted review again, in a phase in which submitted reviews may be changed. What it said is kept beside it as a
//! numbered version; until it is submitted anew it is owed and counts no more.

use super::facts::ReviewReopened;
use super::store::{self, versions};
use super::{Assignment, Review, policy};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::people::Actor;
use crate::scoring::Points;
use crate::{audit, panel};

/// The longest reason, in characters.
const LONGEST: usize = 1000;

/// What a review said before it was opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub n: i32,
    /// What it said.
    pub review: Review,
    /// The weighted score.
    pub points: Points,
    /// When it was submitted.
    pub submitted_at: Timestamp,
    /// When it was opened again.
    pub reopened_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Why a review was not opened again.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// Not the reviewer, or not submitted.
    #[error("This review does not exist, or you may not change it.")]
    Missing,
    /// The phase does not allow it.
    #[error("Submitted reviews cannot be changed now.")]
    NotNow,
    /// It needs a reason.
    #[error("Say why you change your review.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReopenError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Missing,
            Self::NotNow => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Missing | Self::NotNow | Self::Db(_) => &[],
        }
    }
}

/// Whether the actor may open this review again now.
///
/// # Errors
/// The database's refusal.
pub fn may_reopen(conn: &mut Conn, actor: &Actor, assignment: &Assignment, now: Timestamp) -> Result<bool, db::Error> {
    Ok(policy::may_change(actor, assignment) && panel::flags_now(conn, assignment.opportunity, now)?.changes)
}

/// Opens the review for `reason`; its scores and comments stand in the form again. `reference` goes into the record.
///
/// # Errors
/// [`ReopenError`]; nothing changes then.
pub fn reopen(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, reference: &str, reason: &str) -> Result<(), ReopenError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_change(actor, &assignment) {
        return Err(ReopenError::Missing);
    }
    let now = tx.now();
    if !may_reopen(tx, actor, &assignment, now)? {
        return Err(ReopenError::NotNow);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        let told = "Say in a few words why you change your review, at most 1,000 characters.";
        return Err(ReopenError::Invalid(vec![FieldError::new("reason", told)]));
    }
    let said = store::list_scores(tx, id)?;
    let n = versions::count(tx, id)? + 1;
    versions::reopen(tx, &assignment, &said, (n, reason))?;
    let fact = ReviewReopened {
        application: assignment.application.text(),
        reference: reference.to_owned(),
        assignment: id.text(),
        reviewer: assignment.reviewer_name,
        version: n,
        reason: reason.to_owned(),
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}
