//! The read side: who is on the panel of a round, what they declared, and which flags hold.

use super::store::{declarations, phases, seats};
use super::{Declaration, Declared, Flags, Phase, Seat, flags, policy};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::panel::seat::{Absence, MOST_SEATS};
use crate::people::{Account, Actor, FundRole, account, organisation};
use std::collections::{BTreeMap, BTreeSet};

/// So many seats of one person are listed.
const MINE: i64 = 100;

/// Somebody on the panel of a round, for whoever assigns reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The seat.
    pub seat: Id<Seat>,
    /// The account, which holds the role of a reviewer and is open.
    pub account: Id<Account>,
    /// The name.
    pub name: String,
    /// What they know about.
    pub tags: Vec<String>,
    /// The most reviews that they want to write in this round.
    pub most_reviews: i32,
    /// When they do not review.
    pub absence: Option<Absence>,
    /// The state in which they work, as a two-letter code, if they say.
    pub state: Option<String>,
}

/// Everybody on the panel of a round, by name: who accepted, was not taken off, and can review.
///
/// # Errors
/// The database's refusal.
pub fn members(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Member>, Error> {
    let taken = seats::list_accepted(conn, round)?;
    if taken.is_empty() {
        return Ok(vec![]);
    }
    let able = account::list_with_fund_roles(conn, &[FundRole::Reviewer])?;
    let able: BTreeSet<Id<Account>> = able.into_iter().map(|person| person.id).collect();
    let member = |seat: Seat| {
        let account = seat.account.filter(|account| able.contains(account))?;
        let Seat { id, name, tags, most_reviews, absence, state, .. } = seat;
        Some(Member { seat: id, account, name, tags, most_reviews, absence, state })
    };
    Ok(taken.into_iter().filter_map(member).collect())
}

/// Every seat of a round, those included that ended, in the order in which they were offered.
///
/// # Errors
/// [`Error::Missing`] for whoever may not see them.
pub fn list_seats(conn: &mut Conn, actor: &Actor, round: Id<Opportunity>) -> Result<Vec<Seat>, Error> {
    if policy::may_see(actor) { seats::list_of_round(conn, round, MOST_SEATS) } else { Err(Error::Missing) }
}

/// One seat, for whoever leads panels.
///
/// # Errors
/// [`Error::Missing`], also for whoever may not see it.
pub fn seat(conn: &mut Conn, actor: &Actor, id: Id<Seat>) -> Result<Seat, Error> {
    if policy::may_see(actor) { seats::seat(conn, id) } else { Err(Error::Missing) }
}

/// The person's own seats that are open, the newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_mine(conn: &mut Conn, actor: &Actor) -> Result<Vec<Seat>, Error> {
    actor.account.map_or_else(|| Ok(vec![]), |account| seats::list_open_of(conn, account, MINE))
}

/// The person's last declaration, in force or not, with what it names.
///
/// # Errors
/// The database's refusal.
pub fn latest_declaration(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Option<Declaration>, Error> {
    let Some(account) = actor.account else { return Ok(None) };
    let mut found = declarations::list_latest(conn, &[account], now)?;
    declarations::add_ties(conn, &mut found)?;
    Ok(found.pop())
}

/// Until when the last declaration of each of these accounts holds or held; whoever never declared is missing. For those who lead
/// panels: what was named is not read.
///
/// # Errors
/// The database's refusal.
pub fn standing_of(conn: &mut Conn, accounts: &[Id<Account>], now: Timestamp) -> Result<BTreeMap<Id<Account>, Timestamp>, Error> {
    let found = declarations::list_latest(conn, accounts, now)?;
    Ok(found.into_iter().map(|declaration| (declaration.account, declaration.lapses_at)).collect())
}

/// What somebody declared, if it is in force at an instant: for the rules that keep people away from applications.
///
/// # Errors
/// The database's refusal.
pub fn declared(conn: &mut Conn, account: Id<Account>, at: Timestamp) -> Result<Option<Declared>, Error> {
    Ok(declared_by(conn, &[account], at)?.remove(&account))
}

/// The same for several accounts, in as few queries; those without a declaration in force are missing.
///
/// # Errors
/// The database's refusal.
pub fn declared_by(conn: &mut Conn, accounts: &[Id<Account>], at: Timestamp) -> Result<BTreeMap<Id<Account>, Declared>, Error> {
    let mut found = declarations::list_latest(conn, accounts, at)?;
    found.retain(|declaration| declaration.holds(at));
    declarations::add_ties(conn, &mut found)?;
    let named: BTreeSet<i64> = found.iter().flat_map(|one| one.ties.iter().filter_map(|tie| tie.geoname_id)).collect();
    let named: Vec<i64> = named.into_iter().collect();
    let cities = if named.is_empty() { vec![] } else { organisation::list_by_places(conn, &named)? };
    let of = |declaration: Declaration| {
        let domains: BTreeSet<String> = declaration.ties.iter().filter_map(|tie| tie.domain.clone()).collect();
        let places: BTreeSet<i64> = declaration.ties.iter().filter_map(|tie| tie.geoname_id).collect();
        let is_named = |place: Option<i64>| place.is_some_and(|id| places.contains(&id));
        let organisations = cities.iter().filter(|city| is_named(city.geoname_id)).map(|city| city.id).collect();
        let declared = Declared {
            declaration: declaration.id,
            domains: domains.into_iter().collect(),
            places: places.iter().copied().collect(),
            organisations,
            lapses_at: declaration.lapses_at,
        };
        (declaration.account, declared)
    };
    Ok(found.into_iter().map(of).collect())
}

/// The phases of a round, in their order.
///
/// # Errors
/// The database's refusal.
pub fn list_phases(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Phase>, Error> {
    phases::list(conn, round)
}

/// One phase.
///
/// # Errors
/// [`Error::Missing`].
pub fn phase(conn: &mut Conn, id: Id<Phase>) -> Result<Phase, Error> {
    phases::phase(conn, id)
}

/// The flags that hold in a round at an instant.
///
/// # Errors
/// The database's refusal.
pub fn flags_now(conn: &mut Conn, round: Id<Opportunity>, now: Timestamp) -> Result<Flags, Error> {
    Ok(flags(&phases::list(conn, round)?, now))
}
