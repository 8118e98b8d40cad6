//! Saves a review as a draft. Anything may be missing; what is there must fit the rubric.

use super::{Assignment, Review, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::Rubric;
use crate::people::Actor;

/// The longest comment, in characters.
const LONGEST: usize = 4000;

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

/// Replaces the draft by `review`; the last save wins, so that autosave and two
/// tabs of the same person never block each other.
///
/// # Errors
/// [`SaveError`]; nothing is kept then.
pub fn save(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, rubric: &Rubric, review: &Review) -> Result<(), SaveError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_write(actor, &assignment) {
        return Err(SaveError::Missing);
    }
    let mistakes = mistakes(rubric, review);
    if !mistakes.is_empty() {
        return Err(SaveError::Invalid(mistakes));
    }
    Ok(store::change_review(tx, &assignment, review)?)
}

/// What cannot be stored, whether draft or final.
pub(super) fn mistakes(rubric: &Rubric, review: &Review) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    for score in &review.scores {
        let known = rubric.criterion(&score.criterion).is_some();
        if !known || score.score.is_some_and(|s| !rubric.points().any(|p| p == s)) {
            mistakes.push(FieldError::new(
                format!("score-{}", score.criterion),
                format!("Choose a score from {} to {}.", rubric.scale_min, rubric.scale_max),
            ));
        }
        if score.comment.chars().count() > LONGEST {
            mistakes.push(FieldError::new(format!("comment-{}", score.criterion), "Shorten the comment to at most 4,000 characters."));
        }
    }
    if review.overall.chars().count() > LONGEST {
        mistakes.push(FieldError::new("overall", "Shorten the comment to at most 4,000 characters."));
    }
    mistakes
}
