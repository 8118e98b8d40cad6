//! Reads draws: those of a round for the desk, where they are not there for anybody to whom an application of the round is
//! closed; and what is published, for everybody.

use super::band::hides;
use super::draw::Draw;
use super::{policy, store};
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, identity};
use crate::process;
use crate::reporting::ranking::{self, Scope};
use std::collections::BTreeSet;

/// The most draws of a round that are listed.
const LISTED: i64 = 20;

/// Draws by lot in a round.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The round.
    pub round: Opportunity,
    /// What the version of the round that applied at the deadline announced.
    pub announced: Option<String>,
    /// Its draws, the newest first.
    pub draws: Vec<Draw>,
    /// Whether the actor prepared the one that is open.
    pub is_own: bool,
}

impl Standing {
    /// The draw that is neither made nor called off.
    #[must_use]
    pub fn open(&self) -> Option<&Draw> {
        self.draws.iter().find(|draw| draw.is_open())
    }

    /// The last draw that was made.
    #[must_use]
    pub fn last_drawn(&self) -> Option<&Draw> {
        self.draws.iter().find(|draw| draw.drawn().is_some())
    }

    /// Whether there is anything to say about draws in this round.
    #[must_use]
    pub fn is_of_use(&self) -> bool {
        self.announced.is_some() || !self.draws.is_empty()
    }
}

/// The draws of a published round, for those who look at them on the desk.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, for whoever looks at no draws, and for everybody to whom an application of
/// the round is closed.
pub fn of_round(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Standing, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    if !policy::may_look(actor) || !is_whole(conn, actor, round.id)? {
        return Err(Error::Missing);
    }
    let draws = store::list(conn, round.id, LISTED)?;
    let open = draws.iter().find(|draw| draw.is_open()).map(|draw| draw.by);
    let is_own = match (open, actor.account) {
        (Some(by), Some(account)) => identity::is_one_person(conn, by, account)?,
        _ => false,
    };
    Ok(Standing { announced: announced(conn, &round)?, round, draws, is_own })
}

/// The same, if it is there for the actor.
///
/// # Errors
/// The database's refusal.
pub fn find_of_round(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Option<Standing>, Error> {
    match of_round(conn, actor, slug) {
        Err(Error::Missing) => Ok(None),
        other => other.map(Some),
    }
}

/// The published rounds in which there is something to say about draws, and that are there for the actor; the latest deadline first.
///
/// # Errors
/// [`Error::Missing`] for whoever looks at no draws; the database's refusal.
pub fn list_rounds(conn: &mut Conn, actor: &Actor) -> Result<Vec<Standing>, Error> {
    if !policy::may_look(actor) {
        return Err(Error::Missing);
    }
    let mut found = Vec::new();
    for round in opportunity::list_published(conn)? {
        found.extend(find_of_round(conn, actor, &round.slug)?.filter(Standing::is_of_use));
    }
    Ok(found)
}

/// Whether no received application of the round is closed to the actor: a draw is about the order of all of them.
pub(super) fn is_whole(conn: &mut Conn, actor: &Actor, round: Id<Opportunity>) -> Result<bool, Error> {
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    if closed.is_empty() {
        return Ok(true);
    }
    Ok(intake::list_submitted(conn, round)?.iter().all(|application| !closed.contains(&application.id.text())))
}

/// What the round announced, by the version that applied at its deadline. A version that was stored before the deadline and
/// came back into force since must have announced it too.
pub(super) fn announced(conn: &mut Conn, round: &Opportunity) -> Result<Option<String>, Error> {
    let versions = opportunity::list_versions(conn, round.id)?;
    let in_time = |at: Timestamp| !round.closes.has_passed(at);
    let Some(applied) = versions.iter().find(|version| in_time(version.at)) else { return Ok(None) };
    let text = opportunity::definition(conn, &applied.sha256)?.announced_lottery().map(str::to_owned);
    let returned = versions.iter().any(|version| version.sha256 == round.definition_sha256 && in_time(version.at));
    if returned && opportunity::definition(conn, &round.definition_sha256)?.announced_lottery().is_none() {
        return Ok(None);
    }
    Ok(text)
}

/// The version of the round that applied at its deadline.
pub(super) fn applied_version(conn: &mut Conn, round: &Opportunity) -> Result<String, Error> {
    let versions = opportunity::list_versions(conn, round.id)?;
    let applied = versions.into_iter().find(|version| !round.closes.has_passed(version.at));
    applied.map(|version| version.sha256).ok_or(Error::Missing)
}

/// Whether the ranking is another one now than when the pool was made; its pool stays all the same. Not told to whom scores
/// are hidden, whose ranking is another one anyway.
///
/// # Errors
/// [`Error::Missing`] for those who see no rankings.
pub fn has_ranking_changed(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp), draw: &Draw) -> Result<bool, Error> {
    let round = ranking::read(conn, actor, (slug, now), Scope::Open)?;
    Ok(!hides(&round) && round.sha256()? != draw.ranking_sha256)
}

/// A published draw with its round, for everybody.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn published(conn: &mut Conn, id: Id<Draw>) -> Result<(Opportunity, Draw), Error> {
    let draw = store::draw(conn, id)?;
    Ok((opportunity::opportunity(conn, draw.round)?, draw))
}

/// The published draws of a round, the newest first, for everybody.
///
/// # Errors
/// The database's refusal.
pub fn list_of_round(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Draw>, Error> {
    store::list(conn, round, LISTED)
}
