//! What ended before a decision is taken up again by an officer, with a reason: an application that
//! its city withdrew, that was found ineligible, or whose invitation lapsed. Until which day it can
//! be, the workflow says; after that the end is final.

use super::ProcessError;
use super::case::Case;
use super::facts::ApplicationReopened;
use super::fire::{Fire, Press, act_of, fire};
use super::news::News;
use super::screen::require;
use crate::db::{Conn, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::people::Actor;
use crate::workflow::{self, TimerKind};
use chrono::NaiveDate;

const ACT: &str = "reopen";
/// The step of the program after which an end is final.
pub(super) const FINAL: &str = "let_stand";

/// Takes the application up again, as it was received; its city is told.
///
/// # Errors
/// [`ProcessError`].
pub fn reopen(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    require(reason, "reason", "Give the reason in at most 4,000 characters. The letter shows it.")?;
    fire(tx, actor, &case, &Fire::new(ACT, press).because(reason), |tx, actor, _| {
        let taken_up = intake::take_up(tx, actor, id)?;
        let fact = ApplicationReopened {
            application: id.text(),
            reference: case.application.reference.clone(),
            city: case.application.city_name.clone(),
            title: case.application.shown_title().to_owned(),
            opportunity: case.definition.title.clone(),
            reason: reason.trim().to_owned(),
            reopened_by: actor.name.clone(),
            is_concept_note: taken_up.is_concept_note,
            contact: format!("{}, {}", case.definition.contact.name, case.definition.contact.email),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The last day before the way in which an application ended is final: until then its city can appeal, or an officer can
/// reopen it. None, where it has not ended so or the end is final.
///
/// # Errors
/// The database's refusal.
pub fn final_after(conn: &mut Conn, case: &Case) -> Result<Option<NaiveDate>, Error> {
    let instance = case.application.id.text();
    let found = workflow::instance(conn, &instance)?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    let stands = |id: &str| definition.transition(id).is_some_and(|step| act_of(step) == FINAL);
    let open = workflow::list_open_timers(conn, &instance)?;
    let timer = open.iter().find(|timer| timer.kind == TimerKind::Fire && stands(&timer.transition));
    // It rings when the day after the last one begins.
    Ok(timer.and_then(|timer| timer.due_at.day_in(case.definition.dates.zone).pred_opt()))
}
