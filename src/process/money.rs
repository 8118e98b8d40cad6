//! The ledger effects of a step: which amounts of the case an event posts.

use super::ProcessError;
use super::case::Case;
use crate::award::{self, Verdict};
use crate::db::{self, Conn, Tx};
use crate::kernel::Money;
use crate::ledger::{self, Approval, Code, Command, Leg, Rejection};
use crate::people::Actor;

/// Posts one event of a step.
pub(super) fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    (event, key): (&str, &str),
    reason: Option<&str>,
) -> Result<(), ProcessError> {
    let mut command = command(tx, actor, case, (event, key));
    command.reason = reason.map(str::to_owned);
    match event {
        "award.release" | "hold.expire" => return free(tx, actor, case, (event, key), reason),
        "award.reserve" => {
            let open = award::latest_recommendation(tx, case.award())?;
            command.legs = legs_of(case, &open.lines);
            command.expires_on = open.reserved_until;
        }
        "award.deobligate" => {
            command.legs = unused(tx, case)?;
            command.reason = Some("closeout".into());
            if command.legs.is_empty() {
                return Ok(());
            }
        }
        "award.obligate" => {
            let agreement = award::agreement(tx, case.award())?;
            command.legs = legs(tx, case)?;
            command.evidence = Some(format!("agreement {} sha256:{}", agreement.id, agreement.digest));
            command.approval = Some(approval(tx, case)?);
        }
        _ => command.legs = legs(tx, case)?,
    }
    send(tx, case, &command)
}

/// A command for today in the zone of the round.
fn command(tx: &Tx<'_>, actor: &Actor, case: &Case, (event, key): (&str, &str)) -> Command {
    let zone = case.definition.dates.zone;
    Command::new(format!("{key}/{event}"), event, &case.opportunity.fund, tx.now().day_in(zone), &actor.doer()).in_zone(zone)
}

/// Frees what is reserved for the case. A reservation whose last day has passed expires,
/// whatever frees it; another one is released. `event` says what is left to the rest:
/// the ledger refuses to let a reservation expire early.
fn free(tx: &mut Tx<'_>, actor: &Actor, case: &Case, (event, key): (&str, &str), reason: Option<&str>) -> Result<(), ProcessError> {
    let today = tx.now().day_in(case.definition.dates.zone);
    let open = ledger::open_holds(tx, &case.application.id.text())?;
    let (over, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|hold| event == "hold.expire" || hold.has_expired(today));
    for (event, holds) in [("hold.expire", over), ("award.release", rest)] {
        if !holds.is_empty() {
            let mut command = command(tx, actor, case, (event, key)).holds(holds.into_iter().map(|hold| hold.id));
            command.reason = reason.map(str::to_owned);
            send(tx, case, &command)?;
        }
    }
    Ok(())
}

fn send(tx: &mut Tx<'_>, case: &Case, command: &Command) -> Result<(), ProcessError> {
    match ledger::post(tx, command) {
        Ok(_) => Ok(()),
        Err(rejection) => Err(explained(tx, case, command, rejection)),
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

/// Says how much is available where the allotment is too small, and which day has passed
/// where a reservation is over.
fn explained(conn: &mut Conn, case: &Case, command: &Command, rejection: Rejection) -> ProcessError {
    if rejection.code() == Some(Code::HoldExpired) {
        let last = award::latest_recommendation(conn, case.award()).ok().and_then(|over| over.reserved_until);
        return last.map_or_else(|| rejection.into(), ProcessError::ReservationOver);
    }
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
