//! Two rounds of the shipped opportunity for training: last year's, whose grants are on
//! their way, and this year's, which takes applications on the day of the demo; and others.

use super::scene::Scene;
use crate::disbursement::{self, NewStep, Step};
use crate::kernel::{Id, Money};
use crate::opportunity::{self, Definition, Opportunity};
use crate::people::FundRole;
use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate, TimeDelta};
use std::sync::Arc;

const SHIPPED: &str = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");
/// The year in the shipped file's name.
const SHIPPED_YEAR: i32 = 2027;

/// One round.
pub(super) struct Round {
    pub(super) id: Id<Opportunity>,
    pub(super) definition: Arc<Definition>,
    pub(super) closes: NaiveDate,
}

/// Both rounds.
pub(super) struct Rounds {
    pub(super) past: Round,
    pub(super) present: Round,
}

/// Imports and publishes both, with money for this many applications.
pub(super) fn open(scene: &Scene, applications: usize) -> Result<Rounds> {
    let year = round_year(scene.today);
    // Last year's grants need half a year after their deadline to come to a close.
    let is_young = scene.today < NaiveDate::from_ymd_opt(year - 1, 9, 10).unwrap_or(scene.today);
    let past_year = if is_young { year - 2 } else { year - 1 };
    let past = publish(scene, &moved_to(SHIPPED, past_year))?;
    let present = publish(scene, &open_by(&moved_to(SHIPPED, year), scene.today))?;
    fund(scene, &[&past, &present], past_year, allotment(applications))?;
    Ok(Rounds { past, present })
}

/// Imports and publishes another shipped round, in the first year in which its deadline is ahead,
/// with money from what is apportioned and not allotted yet.
pub(super) fn open_other(scene: &Scene, shipped: &str) -> Result<Round> {
    let round = (scene.today.year()..).take(3).find_map(|year| {
        let text = open_by(&moved_to(shipped, year), scene.today);
        let closes = opportunity::read("demo.toml", &text).ok()?.dates.closes.local.date();
        (closes > scene.today).then_some(text)
    });
    let round = publish(scene, &round.context("no year suits the round")?)?;
    allot(scene, ("other", round.id), OTHER_ALLOTMENT)?;
    Ok(round)
}

/// Imports and publishes a round that closed yesterday, announced a draw by lot, and has money for one or two.
pub(super) fn open_scarce(scene: &Scene) -> Result<Round> {
    let shipped = open_by(&moved_to(SHIPPED, round_year(scene.today)), scene.today);
    let round = publish(scene, &scarce(&shipped, scene.today - TimeDelta::days(1)))?;
    allot(scene, ("scarce", round.id), SCARCE_ALLOTMENT)?;
    Ok(round)
}

/// Less than three applications ask for, and no less than one of them does.
const SCARCE_ALLOTMENT: i64 = 12_000;

/// The shipped round under another name, closed early on a day, with a draw by lot.
fn scarce(shipped: &str, closes: NaiveDate) -> String {
    let line = shipped.lines().find(|line| line.starts_with("closes = ")).unwrap_or_default();
    let text = shipped
        .replace(line, &format!("closes = \"{closes} 09:00\""))
        .replace("training-and-conference-support", "short-courses")
        .replace("Training and Conference Support", "Short Courses Abroad");
    let said = "If the money does not reach all applications that the scores do not tell apart, lots decide among them. The draw is announced \
                here before it is made, and anybody can repeat it.";
    format!("{text}\n[lottery]\nannounced = true\ntext = \"{said}\"\n")
}

/// Dollars for each of the other rounds.
const OTHER_ALLOTMENT: i64 = 300_000;

fn allot(scene: &Scene, (key, round): (&str, Id<Opportunity>), dollars: i64) -> Result<()> {
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    let new = NewStep {
        key: format!("demo-allot-{key}-{round}"),
        step: Step::Allotted,
        fund: "UDF".into(),
        new_fund: None,
        program: Some(round.text()),
        amount: Money::from_dollars(dollars),
        effective_on: scene.app.now().day(),
        evidence: "Allotment memo of the demo".into(),
    };
    scene.act(|tx| disbursement::record_step(tx, &finance, &new))?;
    Ok(())
}

/// Dollars for one round: two million, or enough for every application to ask for the most.
fn allotment(applications: usize) -> i64 {
    i64::try_from(applications).unwrap_or(i64::MAX).saturating_mul(15_000).max(2_000_000)
}

/// One appropriation, of which a part stays unapportioned, with an allotment for each round.
fn fund(scene: &Scene, rounds: &[&Round], fiscal_year: i32, allotment: i64) -> Result<()> {
    let finance = scene.staff(FundRole::FinanceOfficer)?;
    let day = scene.app.now().day();
    let step = |key: &str, step, program, dollars: i64, evidence: &str| NewStep {
        key: format!("demo-{key}"),
        step,
        fund: "UDF".into(),
        new_fund: Some(("Urban Diplomacy Fund".into(), fiscal_year)),
        program,
        amount: Money::from_dollars(dollars),
        effective_on: day,
        evidence: evidence.into(),
    };
    let mut steps = vec![
        step("appropriate", Step::Appropriated, None, allotment * 3, "Public law of the demo, section 1"),
        step("apportion", Step::Apportioned, None, allotment * 5 / 2, "Apportionment letter of the demo"),
    ];
    for (n, round) in rounds.iter().enumerate() {
        steps.push(step(&format!("allot-{n}"), Step::Allotted, Some(round.id.text()), allotment, "Allotment memo of the demo"));
    }
    for new in &steps {
        scene.act(|tx| disbursement::record_step(tx, &finance, new))?;
    }
    Ok(())
}

/// The round whose deadline, late in February of its year, is still ahead.
fn round_year(today: NaiveDate) -> i32 {
    if (today.month(), today.day()) < (2, 20) { today.year() } else { today.year() + 1 }
}

/// A shipped definition with every year in it moved.
fn moved_to(shipped: &str, year: i32) -> String {
    let by = year - SHIPPED_YEAR;
    let years: Vec<i32> = (SHIPPED_YEAR - 1..=SHIPPED_YEAR + 1).collect();
    let order: Vec<i32> = if by > 0 { years.into_iter().rev().collect() } else { years };
    order.into_iter().fold(shipped.to_owned(), |text, y| text.replace(&y.to_string(), &(y + by).to_string()))
}

/// The same, opening at least a month before `today`.
fn open_by(text: &str, today: NaiveDate) -> String {
    let month_ago = (today - TimeDelta::days(30)).to_string();
    let line = text.lines().find(|line| line.starts_with("opens = ")).unwrap_or_default();
    let opens = line.trim_start_matches("opens = \"").get(..10).unwrap_or_default();
    if opens <= month_ago.as_str() { text.to_owned() } else { text.replace(line, &format!("opens = \"{month_ago} 09:00\"")) }
}

fn publish(scene: &Scene, text: &str) -> Result<Round> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let imported = scene.act(|tx| opportunity::import(tx, &officer, "demo.toml", text))?;
    let id = imported.id;
    scene.act(|tx| opportunity::publish(tx, &officer, id))?;
    let definition = scene.app.db.read(|conn| opportunity::current_definition(conn, id))?;
    let deadline = definition.dates.deadline().context("the round has no deadline")?;
    Ok(Round { id, closes: deadline.at.day_in(deadline.zone), definition })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_move_by_whole_years_and_stay_readable() {
        for (day, year) in [("2026-11-24", 2027), ("2027-02-19", 2027), ("2027-02-20", 2028), ("2029-07-01", 2030)] {
            let today = day.parse().expect("a day");
            assert_eq!(round_year(today), year, "{day}");
            let present = open_by(&moved_to(SHIPPED, year), today);
            for text in [moved_to(SHIPPED, year - 1), scarce(&present, today - TimeDelta::days(1)), present] {
                opportunity::read("demo.toml", &text).expect("a definition");
            }
        }
        assert_eq!(moved_to(SHIPPED, SHIPPED_YEAR), SHIPPED);
    }
}
