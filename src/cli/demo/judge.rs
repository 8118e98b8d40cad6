//! The fund screens, reviews, recommends and decides.

use super::check::check_all;
use super::scene::{Case, Goal, Scene};
use super::words;
use crate::award::{Line, Proposal};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Definition};
use crate::people::{Actor, FundRole};
use crate::process::{self, Screened};
use crate::review::{self, Assignment, Check, Review, Score};
use anyhow::{Context, Result};
use chrono::{NaiveDate, TimeDelta};
use std::sync::Arc;

/// Takes every application as far as it shall come up to the offer, from `first` on.
pub(super) fn decide_all(scene: &mut Scene, first: NaiveDate) -> Result<()> {
    scene.at(first + TimeDelta::days(3), 14);
    let cases = scene.cases.clone();
    scene.begin("screening", cases.len());
    for case in &cases {
        screen(scene, case)?;
        scene.step();
    }
    scene.at(first + TimeDelta::days(6), 14);
    let reviewed = scene.reaching(Goal::InReview);
    scene.begin("review", reviewed.len());
    for (n, case) in reviewed.iter().enumerate() {
        review(scene, case, n)?;
        scene.step();
    }
    rank(scene)?;
    scene.at(first + TimeDelta::days(12), 14);
    check_all(scene)?;
    scene.at(first + TimeDelta::days(14), 14);
    let decided = scene.reaching(Goal::Recommended);
    scene.begin("decisions", decided.len());
    for case in &decided {
        decide(scene, case)?;
        scene.step();
    }
    Ok(())
}

/// Lets the scores decide who of those that shall be decided gets an award: the declines
/// go to the last in rank, and the others keep how far they shall come, in turn.
fn rank(scene: &mut Scene) -> Result<()> {
    let decided = scene.reaching(Goal::Recommended);
    let mut scored = Vec::new();
    for case in &decided {
        let standing = scene.app.db.read(|conn| review::standing(conn, case.id))?;
        scored.push((standing.summary.map(|s| s.mean), case.id));
    }
    scored.sort_by_key(|(mean, _)| std::cmp::Reverse(*mean));
    let (declines, mut awards): (Vec<Goal>, Vec<Goal>) = decided.iter().map(|case| case.goal).partition(|goal| *goal == Goal::Declined);
    let declined: Vec<_> = scored.iter().rev().take(declines.len()).map(|(_, id)| *id).collect();
    awards.reverse();
    for case in scene.cases.iter_mut().filter(|case| decided.iter().any(|d| d.id == case.id)) {
        case.goal = if declined.contains(&case.id) { Goal::Declined } else { awards.pop().unwrap_or(Goal::Recommended) };
    }
    Ok(())
}

fn checks() -> Vec<Check> {
    let holds = |question: &str| Check { question: question.into(), holds: true };
    vec![holds("Every question is answered."), holds("The budget fits the plan."), holds("The attachment can be read.")]
}

pub(super) fn screen(scene: &Scene, case: &Case) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let found = |note: &str| Screened { checks: checks(), note: note.into() };
    let press = Scene::press();
    match case.goal {
        Goal::Draft | Goal::Submitted => Ok(()),
        Goal::Withdrawn => {
            let city = scene.city(case.city)?;
            let official = scene.actor(city.official)?;
            scene.act(|tx| process::withdraw(tx, &official, case.id, "The conference was called off.", &press))
        }
        Goal::Returned => {
            let answer_by: Timestamp = scene.app.now().plus(TimeDelta::days(14));
            let parts = vec!["skills".to_owned(), "budget".to_owned()];
            let found = found("Please say who will train the others, and explain the cost of travel.");
            scene.act(|tx| process::return_for_changes(tx, &officer, case.id, (&found, &parts, answer_by), &press))
        }
        Goal::Ineligible => scene.act(|tx| {
            process::find_ineligible(tx, &officer, case.id, &found("The plan pays for a position, which this round cannot do."), &press)
        }),
        _ => scene.act(|tx| process::pass_screening(tx, &officer, case.id, &found(""), &press)),
    }
}

/// Three of the reviewers, in turn, review the `turn`th case; where reviews are still owed, the third has only begun.
pub(super) fn review(scene: &mut Scene, case: &Case, turn: usize) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let (application, definition) = load(scene, case)?;
    let about = scene.app.db.read(|conn| process::about(conn, case.id))?;
    // The third one is the first reviewer on the first case, who thus has something to do.
    let reviewers: Vec<_> = scene.staff.reviewers.iter().cycle().skip(turn + 3).take(3).copied().collect();
    // Of those that are under way, every other is late by the day of the demo.
    let days = if case.goal == Goal::InReview && turn % 2 == 1 { 7 } else { 21 };
    let due = scene.app.now().plus(TimeDelta::days(days)).day();
    let assigned = scene.act(|tx| review::assign(tx, &officer, &about, &reviewers, Some(due)))?;
    // The city whose people are named first gets its award, so that there is something to see.
    let quality = if case.city == 0 { 1 } else { scene.dice.between(-1, 1) };
    for (n, (id, reviewer)) in assigned.into_iter().zip(reviewers).enumerate() {
        let reviewer = scene.actor(reviewer)?;
        scene.act(|tx| review::declare(tx, &reviewer, id, &application.reference, None))?;
        let written = write_review(scene, &definition, quality);
        // Where the review is still under way, the last of the three has only begun.
        if case.goal == Goal::InReview && n == 2 {
            save_draft(scene, &reviewer, id, &definition, &written)?;
        } else {
            scene.act(|tx| review::submit(tx, &reviewer, id, (&definition.rubric, &application.reference), &written))?;
        }
    }
    Ok(())
}

fn save_draft(scene: &Scene, reviewer: &Actor, id: crate::kernel::Id<Assignment>, definition: &Definition, written: &Review) -> Result<()> {
    let begun = Review { scores: written.scores.iter().take(2).cloned().collect(), overall: String::new() };
    scene.act(|tx| review::save(tx, reviewer, id, &definition.rubric, &begun))
}

fn write_review(scene: &mut Scene, definition: &Definition, quality: i64) -> Review {
    let rubric = &definition.rubric;
    let scores = rubric.criteria.iter().map(|criterion| {
        let score = (3 + quality + scene.dice.between(-1, 1)).clamp(rubric.scale_min, rubric.scale_max);
        Score {
            criterion: criterion.id.clone(),
            score: criterion.is_scored().then_some(score),
            // The first judgment is that nothing is missing.
            judgment: criterion.kind.judgments().first().copied(),
            comment: words::comment(&mut scene.dice).into(),
        }
    });
    Review { scores: scores.collect(), overall: "A small city with a clear plan.".into() }
}

fn load(scene: &Scene, case: &Case) -> Result<(Application, Arc<Definition>)> {
    Ok(scene.app.db.read(|conn| {
        let application = intake::application(conn, case.id)?;
        let definition = opportunity::definition(conn, &application.definition_sha256)?;
        Ok::<_, crate::db::Error>((application, definition))
    })?)
}

fn decide(scene: &Scene, case: &Case) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let approver = scene.staff(FundRole::ApprovingOfficial)?;
    let press = Scene::press();
    if case.goal == Goal::Declined {
        return scene.act(|tx| {
            process::decline(tx, &approver, case.id, "Other applications scored higher, and the money did not reach this far.", &press)
        });
    }
    let (_, definition) = load(scene, case)?;
    let lines = scene.app.db.read(|conn| intake::budget_by_category(conn, case.id))?;
    let proposal = Proposal {
        lines: lines.into_iter().map(|(category, amount)| Line { category, amount }).collect(),
        period_start: definition.dates.performance_starts,
        period_end: definition.dates.performance_ends,
        rationale: "Scored well by three reviewers; the plan is sound and the costs are explained.".into(),
    };
    scene.act(|tx| process::recommend(tx, &officer, case.id, &proposal, &press))?;
    if case.goal > Goal::Recommended { approve(scene, case.id) } else { Ok(()) }
}

/// Approving officials approve what is recommended, as many as its amount needs.
pub(super) fn approve(scene: &Scene, id: Id<Application>) -> Result<()> {
    for n in 0.. {
        let approver = scene.nth_of_staff(FundRole::ApprovingOfficial, n)?;
        let now = scene.app.db.clock().now();
        let digest = scene.app.db.read(|conn| {
            let found = process::Case::load(conn, id)?;
            process::approval_digest(conn, &approver, &found, now)
        })?;
        let digest = digest.context("nothing waits for an approval")?;
        let awarded = scene.act(|tx| process::approve(tx, &approver, id, (&digest, "Within the allotment."), &Scene::press()))?;
        if awarded.is_some() {
            break;
        }
    }
    Ok(())
}
