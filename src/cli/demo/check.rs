//! The fund looks at the risk of those it is about to recommend: every check is answered
//! with a file, and one city of each round has findings in its audit and a condition that follows.

use super::apply::small_pdf;
use super::scene::{Case, Goal, Scene};
use crate::files::FileKind;
use crate::people::FundRole;
use crate::risk::{self, Check, CheckStanding, Evidence, NewAttestation, NewCondition, Proposal};
use anyhow::Result;
use chrono::{NaiveDate, TimeDelta};

/// The check with the findings.
const AUDIT: &str = "audit_findings";
/// What the proposal is called that the demo follows: one that leaves room for an advance.
const PLAN: &str = "corrective_plan";

/// Answers every check that has no answer now, for all who shall be recommended.
pub(super) fn check_all(scene: &Scene) -> Result<()> {
    let cases: Vec<Case> = scene.reaching(Goal::Recommended).into_iter().filter(|case| case.goal != Goal::Declined).collect();
    // The first in the list of cities whose award is under way, or in this year's round the last that waits for a decision.
    let under_way = cases.iter().filter(|case| case.goal >= Goal::Accepted && case.goal < Goal::Closed).min_by_key(|case| case.city);
    let marked = under_way.or_else(|| cases.iter().max_by_key(|case| case.city)).map(|case| case.id);
    scene.begin("checks", cases.len());
    for case in &cases {
        check(scene, case, marked == Some(case.id))?;
        scene.step();
    }
    Ok(())
}

pub(super) fn check(scene: &Scene, case: &Case, has_findings: bool) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let (city, today) = (scene.city(case.city)?, scene.app.now().day());
    let record = |scene: &Scene| scene.app.db.read(|conn| risk::record(conn, &officer, case.id, today));
    let is_open = |c: &CheckStanding| c.current().is_none() || (has_findings && c.check.id == AUDIT);
    for open in record(scene)?.standing.checks.iter().filter(|c| is_open(c)) {
        let new = answer(scene, case, (&open.check, &city.name), has_findings)?;
        scene.act(|tx| risk::attest(tx, &officer, &new))?;
    }
    let proposed = record(scene)?.proposals.into_iter().find(|p| p.condition.id == PLAN);
    if let Some(Proposal { attestation, condition, .. }) = proposed.filter(|_| has_findings) {
        let new = NewCondition {
            application: case.id,
            follows: Some((attestation, condition.id)),
            text: condition.text,
            reason: condition.reason,
            remedy: condition.remedy,
            citation: condition.citation,
            due_on: Ok(None),
            gates_payment: false,
            award_is_known: false,
        };
        scene.act(|tx| risk::impose_condition(tx, &officer, &new))?;
    }
    Ok(())
}

/// The best answer, or findings in the audit; with the page that was looked at.
fn answer(scene: &Scene, case: &Case, (check, city): (&Check, &str), has_findings: bool) -> Result<NewAttestation> {
    let (outcome, note) = match check.id.as_str() {
        "past_performance" => ("first_award", "The first award of this fund."),
        AUDIT if has_findings => ("findings_open", "Two findings on payroll records; the plan to correct them runs for a year."),
        AUDIT if !case.city.is_multiple_of(3) => ("below_threshold", "The city spent less than the threshold of the single audit."),
        _ => (check.outcomes.first().map_or("", |best| best.id.as_str()), ""),
    };
    let page = small_pdf(&format!("{} of {city}, looked up on {}", check.title, scene.app.now().day()));
    let file = scene.app.files.accept_bytes(&format!("{}.pdf", check.id.replace('_', "-")), &page, &[FileKind::Pdf])?;
    Ok(NewAttestation {
        application: case.id,
        kind: check.id.clone(),
        outcome: outcome.to_owned(),
        identifier: if check.identifier.is_some() { format!("UDFDEM{:06}", case.city) } else { String::new() },
        note: note.to_owned(),
        expires_on: Ok(Some(last_day(scene.app.now().day(), case.city))),
        evidence: Ok(Some(Evidence { sha256: file.sha256, name: file.name, media_type: file.kind.media_type().to_owned() })),
    })
}

/// When the registration of a city ends: in six weeks to eleven months, so that some run out soon.
fn last_day(today: NaiveDate, city: usize) -> NaiveDate {
    let days = i64::try_from(42 + city * 53 % 290).unwrap_or(200);
    today + TimeDelta::days(days)
}
