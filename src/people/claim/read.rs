//! Claims as pages show them, each to those who may see it.

use super::Claim;
use crate::db::{Conn, Error};
use crate::files::{Scan, scan};
use crate::kernel::Id;
use crate::people::store::{accounts, claims, organisations};
use crate::people::{Actor, City, Organisation, Person, policy};

/// The most claims in one list.
const MOST: i64 = 200;

/// A claim with its city and the account of whoever claims.
#[derive(Clone, Debug)]
pub struct ClaimOfCity {
    /// The claim.
    pub claim: Claim,
    /// The city.
    pub city: City,
    /// Who claims it, if they have an account.
    pub claimant: Option<Person>,
    /// What the virus scanner says of the letter.
    pub scan: Option<Scan>,
}

/// Whether the fund has found that the people of this city act for it.
///
/// # Errors
/// The database's refusal.
pub fn is_confirmed(conn: &mut Conn, city: Id<Organisation>) -> Result<bool, Error> {
    claims::has_confirmed(conn, city)
}

/// The newest claim on a city, for its people and the fund's.
///
/// # Errors
/// [`Error::Missing`] for everybody else.
pub fn latest(conn: &mut Conn, actor: &Actor, city: Id<Organisation>) -> Result<Option<Claim>, Error> {
    if policy::may_see_members(actor, city) { claims::find_latest(conn, city) } else { Err(Error::Missing) }
}

/// One claim, for those who read the queue.
///
/// # Errors
/// [`Error::Missing`] for everybody else.
pub fn claim(conn: &mut Conn, actor: &Actor, id: Id<Claim>) -> Result<ClaimOfCity, Error> {
    if !policy::may_see_claims(actor) {
        return Err(Error::Missing);
    }
    let claim = claims::claim(conn, id)?;
    whole(conn, claim)
}

/// The claim whose letter somebody wants to open: its city's people and those who read the queue.
///
/// # Errors
/// [`Error::Missing`] for everybody else.
pub fn find_letter(conn: &mut Conn, actor: &Actor, id: Id<Claim>) -> Result<super::Letter, Error> {
    let claim = claims::claim(conn, id)?;
    if policy::may_see_claims(actor) || actor.writes_for(claim.city) { claim.letter.ok_or(Error::Missing) } else { Err(Error::Missing) }
}

/// Claims that nobody has decided, the longest waiting first; nobody else sees any.
///
/// # Errors
/// The database's refusal.
pub fn list_open(conn: &mut Conn, actor: &Actor) -> Result<Vec<ClaimOfCity>, Error> {
    let found = if policy::may_see_claims(actor) { claims::list_open(conn, MOST)? } else { vec![] };
    found.into_iter().map(|claim| whole(conn, claim)).collect()
}

/// Claims that were decided, the newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_decided(conn: &mut Conn, actor: &Actor) -> Result<Vec<ClaimOfCity>, Error> {
    let found = if policy::may_see_claims(actor) { claims::list_decided(conn, MOST)? } else { vec![] };
    found.into_iter().map(|claim| whole(conn, claim)).collect()
}

/// How many claims with a proof wait for an officer.
///
/// # Errors
/// The database's refusal.
pub fn count_to_decide(conn: &mut Conn) -> Result<i64, Error> {
    claims::count_proved(conn)
}

fn whole(conn: &mut Conn, claim: Claim) -> Result<ClaimOfCity, Error> {
    let city = organisations::city(conn, claim.city)?;
    let claimant = claim.claimed_by.map(|id| accounts::account(conn, id)).transpose()?;
    let scan = claim.letter.as_ref().map(|letter| scan::scan(conn, &letter.sha256)).transpose()?;
    Ok(ClaimOfCity { claim, city, claimant, scan })
}
