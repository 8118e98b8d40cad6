//! Claims as pages show them, each to those who may see it.

use super::Claim;
use crate::db::{Conn, Error};
use crate::files::{Scan, scan};
use crate::kernel::Id;
use crate::people::store::{accounts, claims, organisations};
use crate::people::{Actor, City, Organisation, Person, policy};

/// The claims on one page of a list.
pub const ON_A_PAGE: i64 = 50;

/// A claim with its city and the account of whoever claims.
#[derive(Clone, Debug)]
pub struct ClaimOfCity {
    /// The claim.
    pub claim: Claim,
    /// The city.
    pub city: City,
    /// Who claims it, if they have an account.
    pub claimant: Option<Person>,
    /// Who gave the mailbox, and who the letter.
    pub givers: (Option<Person>, Option<Person>),
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

/// Which claims a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Shown {
    /// With a proof, not decided: the longest waiting first.
    #[default]
    Waiting,
    /// Without a proof: the newest first.
    Unproved,
    /// Decided: the newest first.
    Decided,
}

/// One page, from 0, of the claims of a kind, and how many there are; nobody else sees any.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, actor: &Actor, shown: Shown, page: i64) -> Result<(Vec<ClaimOfCity>, i64), Error> {
    if !policy::may_see_claims(actor) {
        return Ok((vec![], 0));
    }
    let (found, count) = claims::list(conn, shown, (page.saturating_mul(ON_A_PAGE), ON_A_PAGE))?;
    Ok((found.into_iter().map(|claim| whole(conn, claim)).collect::<Result<_, _>>()?, count))
}

/// How many claims with a proof wait for an officer.
///
/// # Errors
/// The database's refusal.
pub fn count_to_decide(conn: &mut Conn) -> Result<i64, Error> {
    claims::count(conn, Shown::Waiting)
}

fn whole(conn: &mut Conn, claim: Claim) -> Result<ClaimOfCity, Error> {
    let city = organisations::city(conn, claim.city)?;
    let mut person = |id: Option<_>| id.map(|id| accounts::account(conn, id)).transpose();
    let claimant = person(claim.claimed_by)?;
    let givers = (person(claim.mailbox.as_ref().and_then(|m| m.by))?, person(claim.letter.as_ref().and_then(|l| l.by))?);
    let scan = claim.letter.as_ref().map(|letter| scan::scan(conn, &letter.sha256)).transpose()?;
    Ok(ClaimOfCity { claim, city, claimant, givers, scan })
}
