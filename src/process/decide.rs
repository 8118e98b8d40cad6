//! The decisions that give no award: decline, reject, send back.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::news::News;
use super::reasons::reasons;
use crate::award::{self, ApplicationDeclined, AwardSentBack};
use crate::db::{Error, Tx};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::Actor;

/// Declines an application in review.
///
/// # Errors
/// [`ProcessError`].
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("decline", press).because(reason), |tx, actor| {
        award::decline(tx, actor, case.award(), reason)?;
        Ok(((), vec![declined(tx, actor, &case, reason)?]))
    })?;
    Ok(())
}

/// Declines a recommended application; its money is free again.
///
/// # Errors
/// [`ProcessError`].
pub fn reject(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("reject", press).because(reason), |tx, actor| {
        award::reject(tx, actor, case.award(), reason)?;
        Ok(((), vec![declined(tx, actor, &case, reason)?]))
    })?;
    Ok(())
}

/// Sends a recommendation back to review; its money is free again.
///
/// # Errors
/// [`ProcessError`].
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("send_back", press).because(reason), |tx, actor| {
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

fn declined(tx: &mut Tx<'_>, actor: &Actor, case: &Case, reason: &str) -> Result<News, Error> {
    let fact = ApplicationDeclined {
        application: case.application.id.text(),
        reference: case.application.reference.clone(),
        city: case.application.city_name.clone(),
        title: case.application.shown_title().to_owned(),
        opportunity: case.definition.title.clone(),
        reasons: reasons(tx, case)?,
        reason: reason.trim().to_owned(),
        signed_by: case.definition.letters.signed_by.clone(),
    };
    News::record(tx, actor, fact)
}
