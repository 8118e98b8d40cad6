//! The final report as steps of the workflow: the city sends it, an officer sends it back or
//! accepts it. On versions that do not know these steps the report goes its way beside them.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, act_of, fire};
use crate::award::Award;
use crate::compliance::{self, NewFinalReport};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::people::Actor;
use crate::workflow;

/// The city's official sends the final report.
///
/// # Errors
/// [`ProcessError`].
pub fn submit_report(tx: &mut Tx<'_>, actor: &Actor, new: &NewFinalReport, press: &Press) -> Result<(), ProcessError> {
    // The slice first: its refusals say what can be mended, the engine's only that the case stands elsewhere.
    compliance::submit_final_report(tx, actor, new)?;
    step(tx, actor, new.award, Fire::new("submit_report", press))
}

/// An award with the version of its final report that the page showed; `None` where a program acts.
type Seen = (Id<Award>, Option<i64>);

/// An officer sends the final report back, with a reason.
///
/// # Errors
/// [`ProcessError`].
pub fn return_report(tx: &mut Tx<'_>, actor: &Actor, seen: Seen, reason: &str, press: &Press) -> Result<(), ProcessError> {
    compliance::return_final_report(tx, actor, seen, reason)?;
    step(tx, actor, seen.0, Fire::new("return_report", press).because(reason))
}

/// An officer accepts the final report.
///
/// # Errors
/// [`ProcessError`].
pub fn accept_report(tx: &mut Tx<'_>, actor: &Actor, seen: Seen, press: &Press) -> Result<(), ProcessError> {
    compliance::accept_final_report(tx, actor, seen)?;
    step(tx, actor, seen.0, Fire::new("accept_report", press))
}

fn step(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>, step: Fire<'_>) -> Result<(), ProcessError> {
    let case = Case::load(tx, award.cast())?;
    if is_known(tx, &case, step.act)? {
        fire(tx, actor, &case, &step, |_, _, _| Ok(((), Vec::new())))?;
    }
    Ok(())
}

fn is_known(conn: &mut Conn, case: &Case, act: &str) -> Result<bool, Error> {
    let found = workflow::instance(conn, &case.application.id.text())?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    Ok(definition.transitions.iter().any(|step| act_of(step) == act))
}
