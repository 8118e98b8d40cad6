//! A program officer recommends an award, which reserves its money.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::lapse::reserved_until;
use super::news::News;
use crate::award::{self, AwardRecommended, Bounds, Proposal, Recommendation};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;
use crate::review;

/// Recommends the award and reserves its money.
///
/// # Errors
/// [`ProcessError::NotCovered`] when the allotment is too small, [`ProcessError::ReviewsOwed`]
/// while a review is missing.
pub fn recommend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    proposal: &Proposal,
    press: &Press,
) -> Result<Option<Recommendation>, ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("recommend", press), |tx, actor, _| {
        let owed = review::standing(tx, id)?.owed;
        if owed > 0 {
            return Err(ProcessError::ReviewsOwed(owed));
        }
        let now = tx.now();
        let bounds = bounds(tx, &case, now)?;
        let made = award::recommend(tx, actor, case.award(), proposal, &bounds)?;
        let fact = AwardRecommended {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            opportunity: case.definition.title.clone(),
            amount: made.total,
            lines: named(&case, &made.lines),
            rationale: made.rationale.clone(),
            recommended_by: actor.name.clone(),
            reserved_until: made.reserved_until,
        };
        Ok((made, vec![News::record(tx, actor, fact)?]))
    })
}

/// What the round and the application allow, as of now.
fn bounds(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Bounds, Error> {
    let amounts = &case.definition.amounts;
    Ok(Bounds {
        floor: amounts.floor(),
        cap: amounts.cap(),
        requested: case.requested(conn)?,
        reserved_until: reserved_until(conn, case, now)?,
    })
}

/// Why this could not be recommended now, for whoever looks before: reviews that are owed, or amounts that the round or the
/// application does not allow. What the workflow and the allotment say is asked elsewhere.
///
/// # Errors
/// The database's refusal.
pub fn objection(conn: &mut Conn, case: &Case, proposal: &Proposal, now: Timestamp) -> Result<Option<String>, Error> {
    let owed = review::standing(conn, case.application.id)?.owed;
    if owed > 0 {
        return Ok(Some(ProcessError::ReviewsOwed(owed).to_string()));
    }
    let mistakes = award::mistakes(proposal, &bounds(conn, case, now)?);
    let said: Vec<String> = mistakes.into_iter().map(|mistake| mistake.message).collect();
    Ok((!said.is_empty()).then(|| said.join(" ")))
}

/// Lines with the names of their categories in place of the codes, for letters.
pub(super) fn named(case: &Case, lines: &[award::Line]) -> Vec<award::Line> {
    lines.iter().map(|line| award::Line { category: case.category_title(&line.category), amount: line.amount }).collect()
}
