//! Who is told: reviewers when a copy for which they waited is ready, or they wait no more; and those who prepare when a copy is no
//! longer of what was received.

use super::copy::State;
use super::facts::{CopyOutdated, CopyReady};
use super::label::label;
use super::{read, store};
use crate::audit;
use crate::conflict;
use crate::db::{Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::opportunity::{self, Opportunity};
use crate::outbox::{self, Side};
use crate::panel;
use crate::people::{Actor, FundRole, account};

/// Tells the reviewers who wait for the copy of an application that they can read it.
pub(super) fn ready(tx: &mut Tx<'_>, application: &Application) -> Result<(), Error> {
    let round = application.opportunity;
    let now = tx.now();
    if panel::flags_now(tx, round, now)?.applicants || !read::is_waited_for(tx, round)? {
        return Ok(());
    }
    let title = opportunity::opportunity(tx, round)?.title;
    readable(tx, application.id, &title)
}

/// Tells the reviewers of these applications of a round who waited for copies that they can read them without.
pub(super) fn waits_no_more(tx: &mut Tx<'_>, round: &Opportunity, applications: &[Application]) -> Result<(), Error> {
    let now = tx.now();
    if panel::flags_now(tx, round.id, now)?.applicants {
        return Ok(());
    }
    let states = read::states(tx, applications)?;
    for application in applications.iter().filter(|one| states.get(&one.id) != Some(&State::Ready)) {
        readable(tx, application.id, &round.title)?;
    }
    Ok(())
}

fn readable(tx: &mut Tx<'_>, id: Id<Application>, round: &str) -> Result<(), Error> {
    let reference = label(tx, id)?;
    for (assignment, reviewer) in store::list_open_tasks(tx, id)? {
        let person = account::account(tx, reviewer)?;
        if person.disabled_at.is_some() || conflict::walls(tx, reviewer)?.hide(id) {
            continue;
        }
        let fact = CopyReady { application: id.text(), reference: reference.clone(), opportunity: round.to_owned(), assignment };
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
