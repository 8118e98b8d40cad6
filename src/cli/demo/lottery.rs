//! A round with little money whose applications the scores do not tell apart: the draw by lot that it announced is prepared
//! by one officer and made by another, so that its pages have something to show.

use super::apply;
use super::judge;
use super::rounds::{self, Round};
use super::scene::{Case, Goal, Scene};
use crate::lottery::{self, Typed, Wish};
use crate::opportunity;
use crate::people::FundRole::ProgramOfficer;
use crate::process;
use crate::reporting::ranking::{self, Scope};
use crate::review::{self, Review, Score};
use anyhow::Result;
use chrono::TimeDelta;

/// So many cities apply.
const CITIES: usize = 3;

/// Plays the round in the last two days before the day of the demo; not where the story has come too far already.
pub(super) fn play(scene: &mut Scene) -> Result<()> {
    let yesterday = scene.today - TimeDelta::days(1);
    let is_late = scene.app.now().day() >= yesterday;
    if scene.cities.len() < CITIES || is_late {
        return Ok(());
    }
    scene.begin("draw by lot", CITIES);
    let round = rounds::open_scarce(scene)?;
    let mut cases = Vec::new();
    // The first cities have enough to do.
    for city in (0..scene.cities.len()).rev().take(CITIES) {
        cases.push(apply::write_one(scene, &round, city, Goal::Scored)?);
        scene.step();
    }
    scene.at(yesterday, 15);
    for case in &cases {
        judge::screen(scene, case)?;
        review_alike(scene, &round, case)?;
    }
    announce_and_draw(scene, &round)
}

/// Three reviewers give every criterion the same.
fn review_alike(scene: &Scene, round: &Round, case: &Case) -> Result<()> {
    let officer = scene.staff(ProgramOfficer)?;
    let about = scene.app.db.read(|conn| process::about(conn, case.id))?;
    let reviewers: Vec<_> = scene.staff.reviewers.iter().rev().take(3).copied().collect();
    let tasks = scene.act(|tx| review::assign(tx, &officer, &about, &reviewers, None))?;
    let rubric = &round.definition.rubric;
    let scores = rubric.criteria.iter().map(|criterion| Score {
        criterion: criterion.id.clone(),
        score: criterion.is_scored().then_some(4),
        judgment: criterion.kind.judgments().first().copied(),
        comment: "A sound plan, like the others of this round.".into(),
    });
    let written = Review { scores: scores.collect(), overall: String::new() };
    for (task, reviewer) in tasks.into_iter().zip(reviewers) {
        let reviewer = scene.actor(reviewer)?;
        scene.act(|tx| review::declare(tx, &reviewer, task, &about.reference, None))?;
        scene.act(|tx| review::submit(tx, &reviewer, task, (rubric, &about.reference), &written))?;
    }
    Ok(())
}

fn announce_and_draw(scene: &Scene, round: &Round) -> Result<()> {
    let (officer, second) = (scene.staff(ProgramOfficer)?, scene.nth_of_staff(ProgramOfficer, 1)?);
    let (now, vault) = (scene.app.now(), scene.app.vault.clone());
    let slug = scene.app.db.read(|conn| opportunity::opportunity(conn, round.id))?.slug;
    let ranked = scene.app.db.read(|conn| ranking::read(conn, &officer, (&slug, now), Scope::Open))?;
    let band = lottery::band(&ranked, &ranked.evaluate()?)?;
    let wish = Wish {
        many: "money".into(),
        count: String::new(),
        source: "The five numbers of the evening draw of the state lottery, from the smallest to the largest, as its site shows them."
            .into(),
        public_at: Ok(now.plus(TimeDelta::hours(2))),
        reason: String::new(),
        seen: band.ranking_sha256.clone(),
    };
    let draw = scene.act(|tx| lottery::announce(tx, &vault, &officer, &slug, (&band, &wish)))?;
    scene.at(scene.today - TimeDelta::days(1), 20);
    let number = "4 11 23 38 52";
    let typed =
        Typed { number: number.into(), again: number.into(), origin: "https://lottery.example/evening".into(), has_confirmed: true };
    scene.act(|tx| lottery::draw_lots(tx, &vault, &second, draw.id, &typed))
}
