//! An officer enters and submits an application for a city. From the beginning on the officer has
//! stepped back from the case: on the desk it is not there for them.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::partners::exclude_conflicted;
use super::start_case::open;
use crate::blind;
use crate::db::Tx;
use crate::duplicates;
use crate::intake::{self, Application, NewEntry, Submission};
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::people::{Actor, Organisation};
use crate::workflow;

const WHY: &str = "Entered the application for the city";

/// Begins an application of a city that the actor writes for it.
///
/// # Errors
/// [`ProcessError`]; nothing is begun then.
pub fn enter(
    tx: &mut Tx<'_>,
    actor: &Actor,
    whose: (Id<Opportunity>, Id<Organisation>),
    new: &NewEntry,
) -> Result<Application, ProcessError> {
    let application = intake::enter(tx, actor, whose, new)?;
    let application = open(tx, actor, application)?;
    let case = Case::load(tx, application.id)?;
    if let Some(account) = actor.account {
        let who = case.who(actor, tx.now());
        workflow::recuse(tx, &application.id.text(), (&account.text(), WHY), &who)?;
    }
    Ok(application)
}

/// Goes on with an entry whose officer has left; from now on the actor has stepped back from the case.
///
/// # Errors
/// [`ProcessError`]; nothing changes then.
pub fn take_over(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>) -> Result<Application, ProcessError> {
    let application = intake::take_over(tx, actor, id)?;
    let case = Case::load(tx, id)?;
    if let Some(account) = actor.account {
        workflow::recuse(tx, &id.text(), (&account.text(), WHY), &case.who(actor, tx.now()))?;
    }
    Ok(application)
}

/// Submits an application that the actor entered, certified by the page that the official signed.
///
/// # Errors
/// [`ProcessError`].
pub fn submit_for_city(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, version): (Id<Application>, i64),
    press: &Press,
) -> Result<Submission, ProcessError> {
    let case = Case::load(tx, id)?;
    let submission = intake::submit_on_paper(tx, actor, (id, version), press.begun_at)?;
    // With the name and the amount that were received now.
    let case = Case { application: intake::application(tx, id)?, ..case };
    duplicates::queue(tx, id)?;
    exclude_conflicted(tx, &case)?;
    blind::note_received(tx, id)?;
    fire(tx, actor, &case, &Fire::new("submit", press), |_, _, _| Ok(((), Vec::new())))?;
    Ok(submission)
}
