//! Reads what was adopted, as far as it is open to the person.

use super::adopted::{Adopted, Heading, Standing};
use super::situation::{Situation, hides};
use super::store;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::Timestamp;
use crate::opportunity::{self, Opportunity};
use crate::people::Actor;
use crate::process;
use crate::reporting::ranking::{self, Scope};
use std::collections::BTreeSet;

/// The most adopted slates of a round that are listed.
pub const MOST_LISTED: i64 = 50;

/// The slates of the round that were adopted, the newest first. None for whoever reviews in it and may not see all of them yet.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, actor: &Actor, situation: &Situation) -> Result<Vec<Heading>, Error> {
    if hides(&situation.ranking).is_some() {
        return Ok(Vec::new());
    }
    let closed = process::list_closed(conn, actor)?;
    let touched = store::list_with(conn, situation.round.id, &closed)?;
    let mut found = store::list(conn, situation.round.id, MOST_LISTED)?;
    for heading in &mut found {
        heading.chosen = heading.chosen.filter(|_| !touched.contains(&heading.n));
        heading.reason = heading.reason.take().filter(|reason| !actor.walls.are_named_in(reason));
    }
    Ok(found)
}

/// One adopted slate, with what is closed to the person left out.
///
/// # Errors
/// [`Error::Missing`] when there is none, or the person may not see it; the database's refusal.
pub fn adopted(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp), n: i32) -> Result<(Opportunity, Adopted), Error> {
    let ranking = ranking::read(conn, actor, (slug, now), Scope::Open)?;
    if hides(&ranking).is_some() {
        return Err(Error::Missing);
    }
    let round = opportunity::by_slug(conn, slug)?;
    let mut found = store::find(conn, round.id, n)?.ok_or(Error::Missing)?;
    found.latest = store::latest_number(conn, round.id)?;
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    let (proposal, is_whole) = found.proposal.without(&closed);
    let reason = found.reason.filter(|reason| !actor.walls.are_named_in(reason));
    Ok((round, Adopted { proposal, is_whole, reason, ..found }))
}

/// What the slate that holds in its round says of an application. The caller asks who may read the case.
///
/// # Errors
/// The database's refusal.
pub fn standing(conn: &mut Conn, application: &Application) -> Result<Option<Standing>, Error> {
    store::standing(conn, application)
}
