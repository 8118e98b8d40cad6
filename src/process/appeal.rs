//! A city asks that a decision be looked at again, once; somebody who had no part in it decides.

use super::ProcessError;
use super::case::Case;
use super::facts::{AppealDismissed, AppealUpheld, ApplicationAppealed};
use super::fire::{Fire, Press, fire};
use super::news::News;
use super::reopen::FINAL;
use super::screen::require;
use super::timers::ends_on;
use crate::db::{self, Conn, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;
use chrono::NaiveDate;

/// The last day for an appeal against what leads to these places today; none, where the workflow has no appeal.
pub(super) fn appeal_by(conn: &mut Conn, case: &Case, places: &[String], now: Timestamp) -> Result<Option<NaiveDate>, db::Error> {
    ends_on(conn, case, (FINAL, Some(places)), now.day_in(case.definition.dates.zone))
}

/// The city appeals.
///
/// # Errors
/// [`ProcessError`].
pub fn appeal(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    if !actor.belongs_to(case.application.city) {
        return Err(db::Error::Missing.into());
    }
    require(reason, "reason", "Say why the decision should be looked at again, in at most 4,000 characters.")?;
    fire(tx, actor, &case, &Fire::new("appeal", press).because(reason), |tx, actor, _| {
        let fact = ApplicationAppealed {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            reason: reason.trim().to_owned(),
            appealed_by: actor.name.clone(),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The appeal is upheld: the case goes back to where it is looked at again.
///
/// # Errors
/// [`ProcessError`].
pub fn uphold_appeal(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    require(reason, "reason", "Give the reason. The letter shows it.")?;
    fire(tx, actor, &case, &Fire::new("uphold_appeal", press).because(reason), |tx, actor, _| {
        let fact = AppealUpheld {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            reason: reason.trim().to_owned(),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The appeal is dismissed: the decision stands.
///
/// # Errors
/// [`ProcessError`].
pub fn dismiss_appeal(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    require(reason, "reason", "Give the reason. The letter shows it.")?;
    fire(tx, actor, &case, &Fire::new("dismiss_appeal", press).because(reason), |tx, actor, _| {
        let fact = AppealDismissed {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            reason: reason.trim().to_owned(),
            signed_by: case.definition.letters.signed_by.clone(),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}
