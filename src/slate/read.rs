//! Reads what was adopted, as far as it is open to the person.

use super::adopted::{Adopted, Heading, Standing};
use super::situation::{Situation, hides};
use super::store;
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::people::Actor;
use crate::process;
use crate::reporting::ranking::{self, Scope};
use std::collections::BTreeMap;

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
    let is_whole = closed(conn, actor, situation.round.id)?.is_empty();
    let mut found = store::list(conn, situation.round.id, MOST_LISTED)?;
    for heading in &mut found {
        heading.chosen = heading.chosen.filter(|_| is_whole);
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
    let (proposal, is_whole) = found.proposal.without(&closed(conn, actor, round.id)?);
    let reason = found.reason.filter(|reason| !actor.walls.are_named_in(reason));
    Ok((round, Adopted { proposal, is_whole, reason, ..found }))
}

/// The received applications of a round that are closed to the person: number by identifier. Those included that a slate could not
/// choose from, and those that were withdrawn since: it may have counted or named them.
fn closed(conn: &mut Conn, actor: &Actor, round: Id<Opportunity>) -> Result<BTreeMap<String, String>, Error> {
    let ids: Vec<Id<Application>> = process::list_closed(conn, actor)?.iter().filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let all = intake::list_by_id(conn, &ids)?.into_iter();
    let of_round = all.filter(|one| one.opportunity == round && one.submitted_at.is_some());
    Ok(of_round.map(|one| (one.id.text(), one.reference)).collect())
}

/// What the slate that holds in its round says of an application, for whoever reads the slates of that round. The caller asks who may
/// read the case.
///
/// # Errors
/// The database's refusal.
pub fn standing(conn: &mut Conn, actor: &Actor, application: &Application, now: Timestamp) -> Result<Option<Standing>, Error> {
    let Some(mut found) = store::standing(conn, application)? else { return Ok(None) };
    let slug = opportunity::opportunity(conn, application.opportunity)?.slug;
    let is_hidden = match ranking::read(conn, actor, (&slug, now), Scope::Open) {
        Err(Error::Missing) => true,
        ranking => hides(&ranking?).is_some(),
    };
    let closed = closed(conn, actor, application.opportunity)?;
    if is_hidden || closed.contains_key(&application.id.text()) {
        return Ok(None);
    }
    // Who stands before it was counted over all of them.
    found.runner_up = found.runner_up.filter(|_| closed.is_empty());
    Ok(Some(found))
}
