//! The rubric's reasons for a letter: for each criterion the anchor that the mean
//! of the reviews comes nearest to. No score and no reviewer is named (N9).

use super::case::Case;
use crate::db::{Conn, Error};
use crate::review;

/// A sentence for each criterion, such as “Plan and feasibility: A clear plan with small gaps.”
///
/// # Errors
/// The database's refusal.
pub fn reasons(conn: &mut Conn, case: &Case) -> Result<Vec<String>, Error> {
    let means = review::criterion_means(conn, case.application.id)?;
    let rubric = &case.definition.rubric;
    let sentence = |criterion: &crate::opportunity::Criterion| {
        let nearest = means.get(&criterion.id)?.nearest();
        criterion.anchor(rubric, nearest).map(|anchor| format!("{}: {anchor}", criterion.title))
    };
    Ok(rubric.criteria.iter().filter_map(sentence).collect())
}
