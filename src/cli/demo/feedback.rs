//! The fund releases feedback to everybody who applied in a round that is decided, so that its pages have something to show.

use super::rounds::Round;
use super::scene::Scene;
use crate::feedback::{self, Choice, Plan, Wish};
use crate::opportunity;
use crate::people::FundRole;
use anyhow::Result;

const ADVICE: &str = "Say who trains the others, and when. A plan that names the days is easier to follow.";

/// Prepares one letter by hand, looks at all of them, and lets them out.
pub(super) fn release_all(scene: &Scene, round: &Round) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let slug = scene.app.db.read(|conn| opportunity::opportunity(conn, round.id))?.slug;
    let letters = || scene.app.db.read(|conn| feedback::of_round(conn, &officer, &slug)).map(|(_, letters)| letters);
    let Some(first) = letters()?.into_iter().find(feedback::Prepared::can_be_released) else { return Ok(()) };
    let choice = |comment: &feedback::Comment| Choice {
        review: comment.review,
        criterion: comment.criterion.clone(),
        is_released: comment.is_released,
        wording: comment.wording.clone(),
    };
    let wish = Wish { comments: first.comments.iter().map(choice).collect(), advice: ADVICE.into() };
    scene.act(|tx| feedback::prepare(tx, &officer, &first.application.reference, (&wish, 0)))?;
    let plan = Plan { seen: feedback::digest_of(&letters()?)?, due_at: None };
    let count = scene.act(|tx| feedback::plan(tx, &officer, &slug, &plan))?;
    scene.begin("feedback", count);
    loop {
        let now = scene.app.now();
        let due = scene.app.db.read(|conn| feedback::list_due(conn, now))?;
        let mut has_moved = false;
        for letter in due {
            has_moved |= scene.act(|tx| feedback::let_out(tx, letter))?;
            scene.step();
        }
        if !has_moved {
            return Ok(());
        }
    }
}
