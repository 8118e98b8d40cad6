//! What comes up while grants run: a budget that was revised, an extension and an advance that wait for the fund, and a
//! condition with its day, so that each of these pages has something to show.

use super::pay;
use super::scene::{Case, Goal, Scene};
use crate::amending::{self, AmendmentKind, NewAmendment};
use crate::award::{Award, Line};
use crate::disbursement::{self, CategoryAmount, NewPayment, PaymentKind};
use crate::kernel::Money;
use crate::people::{FundRole, organisation};
use crate::risk::{self, NewCondition};
use anyhow::Result;
use chrono::{Months, TimeDelta};

/// So many days the city of the condition has left.
const DAYS_LEFT: i64 = 21;

/// Plays at the end of the story; what no award suits is left out.
pub(super) fn play(scene: &Scene) -> Result<()> {
    scene.begin("changes", 4);
    revise_budget(scene)?;
    scene.step();
    let under_way = first(scene, Goal::Spending);
    if let Some(case) = &under_way {
        ask_extension(scene, case)?;
        scene.step();
        impose(scene, case)?;
        scene.step();
    }
    ask_advance(scene)?;
    scene.step();
    Ok(())
}

/// The case that shall come just so far, of the city that is named first.
fn first(scene: &Scene, goal: Goal) -> Option<Case> {
    scene.cases.iter().filter(|case| case.goal == goal).min_by_key(|case| case.city).cloned()
}

fn amendment(award: &Award, kind: AmendmentKind, reason: &str) -> NewAmendment {
    NewAmendment {
        award: award.id,
        kind,
        seen_version: award.budget_version,
        lines: award.lines.clone(),
        period_end: Ok(None),
        key_person: String::new(),
        new_person: String::new(),
        reason: reason.into(),
    }
}

/// A twentieth of the largest category goes to another one: the official asks, an officer approves, and it is in force.
fn revise_budget(scene: &Scene) -> Result<()> {
    let Some(case) = first(scene, Goal::Accepted) else { return Ok(()) };
    let (official, officer) = (pay::official(scene, &case)?, scene.staff(FundRole::ProgramOfficer)?);
    let award = pay::load(scene, &case)?;
    let categories = scene.app.db.read(|conn| amending::categories(conn, &award))?;
    let Some(from) = award.lines.iter().max_by_key(|line| line.amount).map(|line| line.category.clone()) else { return Ok(()) };
    let Some((to, _)) = categories.into_iter().find(|(code, _)| *code != from) else { return Ok(()) };
    // Whole dollars.
    let moved = award.budget(&from).cents() / 2_000 * 100;
    let mut new = amendment(&award, AmendmentKind::Budget, "The second course has a fee; the flights cost less than planned.");
    if new.lines.iter().all(|line| line.category != to) {
        new.lines.push(Line { category: to.clone(), amount: Money::ZERO });
    }
    for line in &mut new.lines {
        let by = if line.category == from { -moved } else { moved };
        if line.category == from || line.category == to {
            line.amount = Money::from_cents(line.amount.cents() + by);
        }
    }
    if moved > 0 {
        let asked = scene.act(|tx| amending::ask(tx, &official, &new))?;
        scene.act(|tx| amending::approve(tx, &officer, asked.id, "The plan stays the same.", "demo-revision"))?;
    }
    Ok(())
}

/// The official asks for three more months; nobody has decided it yet.
fn ask_extension(scene: &Scene, case: &Case) -> Result<()> {
    let (official, award) = (pay::official(scene, case)?, pay::load(scene, case)?);
    if scene.app.now().day() + TimeDelta::days(2) > award.period_end {
        return Ok(());
    }
    let mut new = amendment(&award, AmendmentKind::Extension, "The partner moved the second course to the autumn.");
    new.period_end = Ok(award.period_end.checked_add_months(Months::new(3)));
    scene.act(|tx| amending::ask(tx, &official, &new))?;
    Ok(())
}

/// An officer asks the city for something by a day; from then on it holds back payments.
fn impose(scene: &Scene, case: &Case) -> Result<()> {
    let officer = scene.staff(FundRole::ProgramOfficer)?;
    let new = NewCondition {
        application: case.id,
        follows: None,
        text: "Send the agenda of the remaining activities and the names of those who take part.".into(),
        reason: "Two dates of the plan have passed, and the fund does not know the new ones.".into(),
        remedy: "The agenda and the names are sent by the day given here.".into(),
        citation: "2 CFR 200.208".into(),
        due_on: Ok(Some(scene.today + TimeDelta::days(DAYS_LEFT))),
        gates_payment: true,
        award_is_known: true,
    };
    scene.act(|tx| risk::impose_condition(tx, &officer, &new))?;
    Ok(())
}

/// A city asks for half of its award in advance and waits, if nothing stands in the way on the day of the demo.
fn ask_advance(scene: &Scene) -> Result<()> {
    let Some(case) = first(scene, Goal::BankEntered) else { return Ok(()) };
    let (official, award) = (pay::official(scene, &case)?, pay::load(scene, &case)?);
    let now = scene.app.now();
    let reasons = scene.app.db.read(|conn| {
        let today = now.day_in(organisation::city(conn, award.organisation)?.zone);
        disbursement::blocks(conn, &award, PaymentKind::Advance, today)
    })?;
    let half = |line: &Line| CategoryAmount { category: line.category.clone(), amount: Money::from_cents(line.amount.cents() / 2) };
    let lines: Vec<CategoryAmount> = award.lines.iter().map(half).filter(|line| line.amount.is_positive()).collect();
    if reasons.is_empty() && !lines.is_empty() {
        let purpose = "The course must be paid before it begins next month.".into();
        let new = NewPayment { award: award.id, kind: PaymentKind::Advance, lines, purpose };
        scene.act(|tx| disbursement::request_payment(tx, &official, &new))?;
    }
    Ok(())
}
