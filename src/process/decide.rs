//! The decisions that give no award: decline, reject, send back.

use super::ProcessError;
use super::appeal::appeal_by;
use super::case::Case;
use super::facts::StepTaken;
use super::fire::{Fire, Press, fire};
use super::news::News;
use super::reasons::reasons;
use crate::award::{self, ApplicationDeclined, AwardSentBack, DeclineDecided};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Fact, Id, Timestamp};
use crate::people::Actor;
use crate::workflow::Transition;

/// Declines an application in review.
///
/// # Errors
/// [`ProcessError`].
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("decline", press).because(reason), |tx, actor, step| {
        award::decline(tx, actor, case.award(), reason)?;
        Ok(((), vec![decided(tx, actor, (&case, step), reason)?]))
    })?;
    Ok(())
}

/// Declines a recommended application; its money is free again.
///
/// # Errors
/// [`ProcessError`].
pub fn reject(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("reject", press).because(reason), |tx, actor, step| {
        award::reject(tx, actor, case.award(), reason)?;
        Ok(((), vec![decided(tx, actor, (&case, step), reason)?]))
    })?;
    Ok(())
}

/// Sends a recommendation back to review; its money is free again.
///
/// # Errors
/// [`ProcessError`].
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("send_back", press).because(reason), |tx, actor, _| {
        let open = award::send_back(tx, actor, case.award(), reason)?;
        let fact = AwardSentBack {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            amount: open.total,
            reason: reason.trim().to_owned(),
            sent_back_by: actor.name.clone(),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// Takes back an award that was decided and not told, because somebody who approved it stepped
/// back: its money is free again, and the case is weighed anew (W9).
///
/// # Errors
/// [`ProcessError`].
pub fn annul_approval(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("annul_approval", press).because(reason), |tx, actor, step| {
        let award = award::annul(tx, actor, case.award(), reason)?;
        let fact =
            StepTaken { application: id.text(), reference: award.reference, step: step.label.clone(), note: reason.trim().to_owned() };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The news of a decline: its letter, where the city is told at once.
fn decided(tx: &mut Tx<'_>, actor: &Actor, (case, step): (&Case, &Transition), reason: &str) -> Result<News, Error> {
    if step.told().any(|fact| fact == ApplicationDeclined::NAME) {
        let now = tx.now();
        let fact = declined(tx, case, reason, (&step.to, now))?;
        return News::record(tx, actor, fact);
    }
    let fact = DeclineDecided {
        application: case.application.id.text(),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        reason: reason.trim().to_owned(),
    };
    News::record(tx, actor, fact)
}

/// What the letter of a decline says that leads to these places.
pub(super) fn declined(
    conn: &mut Conn,
    case: &Case,
    reason: &str,
    (places, now): (&[String], Timestamp),
) -> Result<ApplicationDeclined, Error> {
    Ok(ApplicationDeclined {
        application: case.application.id.text(),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        title: case.application.shown_title().to_owned(),
        opportunity: case.definition.title.clone(),
        reasons: reasons(conn, case)?,
        reason: reason.trim().to_owned(),
        appeal_by: appeal_by(conn, case, places, now)?,
        signed_by: case.definition.letters.signed_by.clone(),
    })
}
