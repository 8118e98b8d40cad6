//! The ledger effects of a step: which amounts of the case an event posts.

use super::ProcessError;
use super::case::Case;
use crate::award::{self, Verdict};
use crate::db::{self, Conn, Tx};
use crate::kernel::Money;
use crate::ledger::{self, Approval, Code, Command, Hold, HoldId, Leg, Rejection};
use crate::people::Actor;

/// Posts one event of a step.
pub(super) fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    (event, key): (&str, &str),
    reason: Option<&str>,
) -> Result<(), ProcessError> {
    let effective_on = tx.now().day_in(case.definition.dates.zone);
    let mut command = Command::new(format!("{key}/{event}"), event, &case.opportunity.fund, effective_on, &actor.doer());
    command.legs = match event {
        "award.release" => Vec::new(),
        "award.deobligate" => unused(tx, case)?,
        _ => legs(tx, case)?,
    };
    command.reason = reason.map(str::to_owned);
    match event {
        "award.release" => match expire_due(tx, actor, case, key)? {
            Some(open) => command.holds = open,
            None => return Ok(()),
        },
        "award.deobligate" if command.legs.is_empty() => return Ok(()),
        "award.deobligate" => command.reason = Some("closeout".into()),
        "award.obligate" => {
            let agreement = award::agreement(tx, case.award())?;
            command.evidence = Some(format!("agreement {} sha256:{}", agreement.id, agreement.digest));
            command.approval = Some(approval(tx, case)?);
        }
        _ => {}
    }
    match ledger::post(tx, &command) {
        Ok(_) => Ok(()),
        Err(rejection) => Err(explained(tx, case, &command, rejection)),
    }
}

/// A leg per category of the latest recommendation, which the award took over.
fn legs(conn: &mut Conn, case: &Case) -> Result<Vec<Leg>, db::Error> {
    let recommendation = award::latest_recommendation(conn, case.award())?;
    Ok(legs_of(case, &recommendation.lines))
}

fn legs_of(case: &Case, lines: &[award::Line]) -> Vec<Leg> {
    let (program, award) = (case.opportunity.id.text(), case.application.id.text());
    lines.iter().map(|line| Leg::of_award(&program, &award, &line.category, line.amount)).collect()
}

/// Expires the reservations whose last day has passed, which cannot be released any more. Those that can
/// be; `None` if the others were all there were.
fn expire_due(tx: &mut Tx<'_>, actor: &Actor, case: &Case, key: &str) -> Result<Option<Vec<HoldId>>, ProcessError> {
    let (now, fund) = (tx.now(), &case.opportunity.fund);
    let holds = ledger::open_holds(tx, &case.application.id.text())?;
    let (due, open): (Vec<Hold>, Vec<Hold>) = holds.into_iter().partition(|hold| hold.has_expired(now.day()));
    let ids = |holds: Vec<Hold>| holds.into_iter().map(|hold| hold.id).collect::<Vec<_>>();
    if due.is_empty() {
        return Ok(Some(ids(open)));
    }
    let effective_on = now.day_in(case.definition.dates.zone);
    let expiry = Command::new(format!("{key}/hold.expire"), "hold.expire", fund, effective_on, &actor.doer());
    ledger::post(tx, &expiry.holds(ids(due)))?;
    Ok(Some(ids(open)).filter(|open| !open.is_empty()))
}

/// What closeout gives back: obligated, with nothing delivered and nothing paid.
fn unused(conn: &mut Conn, case: &Case) -> Result<Vec<Leg>, db::Error> {
    let (program, award) = (case.opportunity.id.text(), case.application.id.text());
    let position = ledger::award_position(conn, &award)?;
    let left = position.categories.iter().filter(|c| c.undelivered.is_positive());
    Ok(left.map(|c| Leg::of_award(&program, &award, &c.category, c.undelivered)).collect())
}

/// What an approver of these lines approves: the digest of the obligation that will follow.
pub(super) fn obligation_digest(case: &Case, lines: &[award::Line], effective_on: chrono::NaiveDate, actor: &Actor) -> String {
    // Neither the day nor the actor nor the key is part of the digest; see `Command::subject_digest`.
    Command::new("", "award.obligate", &case.opportunity.fund, effective_on, &actor.doer()).legs(legs_of(case, lines)).subject_digest()
}

/// The approval of the award, as it was decided.
fn approval(conn: &mut Conn, case: &Case) -> Result<Approval, db::Error> {
    let decided =
        award::list_decisions(conn, case.award())?.into_iter().rfind(|d| d.verdict == Verdict::Awarded).ok_or(db::Error::Missing)?;
    let subject_digest = decided.subject_digest.ok_or_else(|| db::Error::unreadable("decision", "no digest"))?;
    Ok(Approval { approver: decided.by, subject_digest })
}

/// Says how much is available where the allotment is too small.
fn explained(conn: &mut Conn, case: &Case, command: &Command, rejection: Rejection) -> ProcessError {
    let is_shortage = rejection.code() == Some(Code::LimitBreached) && matches!(command.event.as_str(), "award.reserve" | "award.commit");
    if !is_shortage {
        return rejection.into();
    }
    match ledger::allotment_position(conn, &case.opportunity.fund, &case.opportunity.id.text()) {
        Ok(position) => ProcessError::NotCovered {
            wanted: Money::total(command.legs.iter().map(|leg| leg.amount)).unwrap_or_default(),
            available: position.available,
        },
        Err(_) => rejection.into(),
    }
}
