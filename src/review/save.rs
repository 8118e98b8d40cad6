//! Saves a review as a draft. Anything may be missing; what is there must fit the rubric.

use super::{Assignment, Review, complete, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::Rubric;
use crate::people::Actor;

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Not the reviewer, not cleared, or submitted already.
    #[error("This review does not exist, or you may not change it.")]
    Missing,
    /// Something does not fit the rubric.
    #[error("Check your review.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SaveError {
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

/// Replaces the whole draft by `review`, for what has no page beside it that could be older. A page saves by
/// `keep`, which loses nothing of another window.
///
/// # Errors
/// [`SaveError`]; nothing is kept then.
pub fn save(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, rubric: &Rubric, review: &Review) -> Result<(), SaveError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_write(actor, &assignment) {
        return Err(SaveError::Missing);
    }
    let mistakes = complete::mistakes(rubric, review);
    if !mistakes.is_empty() {
        return Err(SaveError::Invalid(mistakes));
    }
    Ok(store::change_review(tx, &assignment, review)?)
}
