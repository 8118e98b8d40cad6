//! Lets a letter out when its instant has come and its city was told the decision: once, as it was looked at, by mail and
//! on the page of the city. The program itself does it.

use super::draft::{Outcome, Release};
use super::facts::{FeedbackReleased, FeedbackStopped};
use super::{policy, read, store};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity;
use crate::outbox::{self, Recipient, Side};
use crate::people::{Actor, CityRole, account};
use crate::process;

/// The most letters that one round of the worker lets out.
const ROUND: i64 = 100;

/// Why a letter is stopped.
const CHANGED: &str =
    "The reviews that count are no longer those that this letter rests on. Look at the letter as it is now, and release it again.";

/// A letter: of which release, to whom.
type Due = (Id<Release>, Id<Application>);

/// The letters that are due at `now`, those due first before, at most 100.
///
/// # Errors
/// The database's refusal.
pub fn list_due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Due>, Error> {
    store::list_due(conn, now, ROUND)
}

/// Lets a letter out, or stops it where a review no longer counts; whether one of both was done now.
///
/// # Errors
/// The database's refusal.
pub fn let_out(tx: &mut Tx<'_>, (id, application): (Id<Release>, Id<Application>)) -> Result<bool, Error> {
    let release = store::release(tx, id)?;
    if release.cancelled_at.is_some() || tx.now() < release.due_at {
        return Ok(false);
    }
    let Some((text, reviews)) = store::find_waiting(tx, (id, application))? else { return Ok(false) };
    if !policy::TOLD.contains(&process::stage(tx, application)?) {
        return Ok(false);
    }
    let mut counting: Vec<String> = store::counting(tx, application)?.iter().map(Id::text).collect();
    counting.sort();
    if counting.join(",") != reviews {
        return stop(tx, &release, application);
    }
    if !store::end(tx, (id, application), (Outcome::LetOut, None))? {
        return Ok(false);
    }
    let fact: FeedbackReleased = serde_json::from_str(&text).map_err(|e| Error::unreadable("letter", e))?;
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let to = audience(tx, application)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(true)
}

/// Who gets the letter: those who write for the lead city, and for partner cities that confirmed their part.
fn audience(tx: &mut Tx<'_>, id: Id<Application>) -> Result<Vec<Recipient>, Error> {
    let application = intake::application(tx, id)?;
    let mut told = intake::list_told(tx, &application)?;
    for city in read::partner_cities(tx, id)? {
        let people = account::list_with_city_roles(tx, city, &[CityRole::Preparer, CityRole::AuthorizedOfficial])?;
        told.extend(people.iter().map(|person| person.recipient(Side::City)));
    }
    Ok(told)
}

/// Keeps why the letter does not go out, and writes to whoever released it.
fn stop(tx: &mut Tx<'_>, release: &Release, id: Id<Application>) -> Result<bool, Error> {
    if !store::end(tx, (release.id, id), (Outcome::Stopped, Some(CHANGED)))? {
        return Ok(false);
    }
    let application = intake::application(tx, id)?;
    let fact = FeedbackStopped {
        application: id.text(),
        reference: application.reference,
        city: application.city_name,
        slug: opportunity::opportunity(tx, release.round)?.slug,
        reason: CHANGED.to_owned(),
    };
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let planner = account::account(tx, release.by)?;
    let rights = account::actor(tx, release.by)?;
    // To whoever stepped back from the case meanwhile it is closed, and so is what a letter tells of it.
    if planner.disabled_at.is_none() && policy::may_look(&rights) && !process::is_recused(tx, &rights, id)? {
        outbox::announce(tx, &fact, &[planner.recipient(Side::Fund)])?;
    }
    Ok(true)
}
