//! Who is told: reviewers when a copy for which they waited is ready, and those who prepare when one is no longer of what was
//! received.

use super::copy::State;
use super::facts::{CopyOutdated, CopyReady};
use super::label::label;
use super::{read, store};
use crate::audit;
use crate::conflict;
use crate::db::{Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::outbox::{self, Side};
use crate::people::{Actor, FundRole, account};
use crate::{opportunity, panel};

/// Tells the reviewers who wait for the copy of an application that they can read it.
pub(super) fn ready(tx: &mut Tx<'_>, application: &Application) -> Result<(), Error> {
    let round = application.opportunity;
    let now = tx.now();
    if panel::flags_now(tx, round, now)?.applicants || !read::is_waited_for(tx, round)? {
        return Ok(());
    }
    let reference = label(tx, application.id)?;
    let title = opportunity::opportunity(tx, round)?.title;
    for (assignment, reviewer) in store::list_open_tasks(tx, application.id)? {
        let person = account::account(tx, reviewer)?;
        if person.disabled_at.is_some() || conflict::walls(tx, reviewer)?.hide(application.id) {
            continue;
        }
        let fact = CopyReady { application: application.id.text(), reference: reference.clone(), opportunity: title.clone(), assignment };
        outbox::announce(tx, &fact, &[person.recipient(Side::Fund)])?;
    }
    Ok(())
}

/// Tells whoever prepared the copy of an application, or else all who may, that something else was received than it was made
/// of. To be called when something was received.
///
/// # Errors
/// The database's refusal.
pub fn note_received(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), Error> {
    let Some(copy) = store::list_copies(tx, &[id])?.remove(&id) else { return Ok(()) };
    if copy.state(&read::document(tx, id)?) != State::Stale {
        return Ok(());
    }
    let application = intake::application(tx, id)?;
    let preparer = store::find_preparer(tx, id)?;
    let mut told = Vec::new();
    for person in account::list_open_to(tx, id, &[FundRole::ProgramOfficer])? {
        if !store::is_reviewer(tx, (person.id, id))? {
            told.push(person);
        }
    }
    if told.iter().any(|person| Some(person.id) == preparer) {
        told.retain(|person| Some(person.id) == preparer);
    }
    let fact = CopyOutdated {
        application: id.text(),
        reference: application.reference,
        opportunity: opportunity::opportunity(tx, application.opportunity)?.title,
        waits: read::is_waited_for(tx, application.opportunity)?,
    };
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let told: Vec<_> = told.iter().map(|person| person.recipient(Side::Fund)).collect();
    outbox::announce(tx, &fact, &told)
}
