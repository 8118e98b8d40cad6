//! Carries a release out: each case in a transaction of its own, in the name of who planned it,
//! with the rights of that moment. What cannot be told any more is kept with its reason.

use super::{Digest, NotTold, Outcome, Release, ReleaseCarriedOut, ReleaseError, ReleaseStage};
use crate::audit;
use crate::db::{Conn, Db, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Kind, Refusal, Timestamp};
use crate::outbox::{self, Side};
use crate::people::{Actor, account};
use crate::process::case::Case;
use crate::process::fire::Press;
use crate::process::stage::{Stage, stage};
use crate::process::tell::{tell, waiting_letter};
use crate::process::{ProcessError, store};
use crate::workflow::{Denied, FireError};

/// The most cases that one round of the worker tells.
const ROUND: i64 = 100;

/// A case of a release that is to be told.
pub type Telling = (Id<Release>, Id<Application>);

/// The cases that releases tell from `now` on, those due first before, at most 100.
///
/// # Errors
/// The database's refusal.
pub fn list_due_tellings(conn: &mut Conn, now: Timestamp) -> Result<Vec<Telling>, Error> {
    store::list_due_tellings(conn, now, ROUND)
}

/// Tells the city of one case of a release, or keeps why it was not told; whether it was told now.
///
/// # Errors
/// What may pass, such as a busy database: the case still waits then.
pub fn carry_out(db: &Db, digest: Digest<'_>, telling: Telling) -> Result<bool, Error> {
    let refused = match db.write(|tx| tell_case(tx, digest, telling)) {
        Ok(is_new) => return Ok(is_new),
        Err(ProcessError::Db(e) | ProcessError::Workflow(FireError::Db(e))) if e.kind() != Kind::Missing => return Err(e),
        Err(e) => e,
    };
    db.write(|tx| {
        let planner = store::release(tx, telling.0)?.planned_by_name;
        store::mark_release_case(tx, telling, Outcome::NotTold, Some(&reason(&refused, &planner))).map(drop)
    })?;
    Ok(false)
}

/// Why a case was not told, in words that anybody may read.
fn reason(refused: &ProcessError, planner: &str) -> String {
    match refused {
        ProcessError::Workflow(FireError::Denied(Denied::Recused)) => format!("{planner} has stepped back from this application."),
        ProcessError::Workflow(FireError::Denied(Denied::WrongRole(roles))) => {
            format!("{planner} no longer holds the role that tells cities: {roles}.")
        }
        ProcessError::Db(_) => "The decision is not there any more.".into(),
        other => other.to_string(),
    }
}

fn tell_case(tx: &mut Tx<'_>, digest: Digest<'_>, (id, application): Telling) -> Result<bool, ProcessError> {
    let found = store::release(tx, id)?;
    if found.stage != ReleaseStage::Planned || found.due_at > tx.now() {
        return Ok(false);
    }
    let Some(seen) = store::find_waiting_letter(tx, (id, application))? else { return Ok(false) };
    if account::account(tx, found.planned_by)?.disabled_at.is_some() {
        return Err(ReleaseError::Planner(format!("The account of {} is closed.", found.planned_by_name)).into());
    }
    let actor = account::actor(tx, found.planned_by)?;
    let stands = stage(tx, application)?;
    if stands != Stage::Decided {
        return Err(ReleaseError::Elsewhere(stands.label().into()).into());
    }
    // What was looked at is the letter as of the instant of the release: late is possible, other words are not.
    let case = Case::load(tx, application)?;
    let letter = waiting_letter(tx, &case, found.due_at)?;
    if digest(&letter)? != seen {
        return Err(ReleaseError::LetterChanged.into());
    }
    if !store::mark_release_case(tx, (id, application), Outcome::Told, None)? {
        return Ok(false);
    }
    tell(tx, &actor, application, &Press::of(&format!("{id}/{application}")))?;
    Ok(true)
}

/// Ends the releases of which every case was told or says why not, and writes to who planned one
/// if something was not told; how many.
///
/// # Errors
/// [`ProcessError`].
pub fn finish_releases(db: &Db) -> Result<usize, ProcessError> {
    let now = db.clock().now();
    let mut finished = 0;
    for id in db.read(|conn| store::list_finished_releases(conn, now, ROUND))? {
        finished += usize::from(db.write(|tx| finish(tx, id))?);
    }
    Ok(finished)
}

fn finish(tx: &mut Tx<'_>, id: Id<Release>) -> Result<bool, ProcessError> {
    if !store::mark_release(tx, id, ReleaseStage::Done)? {
        return Ok(false);
    }
    let (found, cases) = (store::release(tx, id)?, store::list_release_cases(tx, id)?);
    let told = cases.iter().filter(|case| case.outcome == Outcome::Told).count();
    let not_told = cases.into_iter().filter(|case| case.outcome == Outcome::NotTold);
    let not_told: Vec<NotTold> =
        not_told.map(|case| NotTold { reference: case.reference, city: case.city, reason: case.reason.unwrap_or_default() }).collect();
    let fact = ReleaseCarriedOut { release: id.text(), opportunity: found.title, told, not_told };
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let planner = account::account(tx, found.planned_by)?;
    // What was closed to the planner meanwhile is not in their letter.
    let closed = account::actor(tx, found.planned_by)?.walls;
    let not_told = fact.not_told.iter().filter(|case| !closed.are_named_in(&case.reference)).cloned().collect();
    let fact = ReleaseCarriedOut { not_told, ..fact };
    if !fact.not_told.is_empty() && planner.disabled_at.is_none() {
        outbox::announce(tx, &fact, &[planner.recipient(Side::Fund)])?;
    }
    Ok(true)
}
