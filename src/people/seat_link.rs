//! Links that open one invitation to a panel: whoever holds one accepts or declines it, and nothing else of any account
//! opens. Accepting proves the mailbox, so the account is made or found and becomes a reviewer's, in the name of
//! whoever invited. Nobody is signed in. What the seat is, the asking slice knows.

use super::account::{self, AccountError};
use super::link::{self, Purpose};
use super::role::{self, RoleError};
use super::store::{accounts, links};
use super::{Account, Actor, FundRole, Person, link_terms, policy, secret};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Timestamp};
use chrono::TimeDelta;

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatLink {
    /// Which seat: the identifier that the asking slice gave.
    pub what: String,
    /// Whether it can still be answered with it.
    pub is_open: bool,
    /// When it was used, as long as it shows what came of it.
    pub used_at: Option<Timestamp>,
}

/// Makes a link for one person and one seat that works until an instant: the path of its page, or nothing when the
/// actor sent too many letters today.
///
/// # Errors
/// The database's refusal.
pub fn make(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (email, name): (&str, &str),
    what: &str,
    until: Timestamp,
) -> Result<Option<String>, db::Error> {
    if !link_terms::may_send_now(tx, actor.account)? {
        return Ok(None);
    }
    let lasts = TimeDelta::microseconds(until.micros() - tx.now().micros());
    let purpose = Purpose::Seat { what: what.to_owned() };
    let (token, _) = link::keep(tx, &purpose, (email, name), actor.account, lasts)?;
    Ok(Some(format!("/link/panel/{token}")))
}

/// What a link opens; a used one is found too, to show what came of it.
///
/// # Errors
/// [`db::Error::Missing`] for what is no such link.
pub fn find(conn: &mut Conn, token: &str, now: Timestamp) -> Result<SeatLink, db::Error> {
    let link = links::find(conn, &secret::digest(token))?.ok_or(db::Error::Missing)?;
    let is_fresh = now < link.expires_at;
    let Purpose::Seat { what } = link.purpose else { return Err(db::Error::Missing) };
    Ok(SeatLink { what, is_open: link.used_at.is_none() && is_fresh, used_at: link.used_at.filter(|_| is_fresh) })
}

/// Uses the link up; it is used once, whoever comes first.
///
/// # Errors
/// [`db::Error::Stale`] when it was used already.
pub fn use_up(tx: &mut Tx<'_>, token: &str) -> Result<(), db::Error> {
    let link = links::find(tx, &secret::digest(token))?.ok_or(db::Error::Missing)?;
    if links::mark_used(tx, &link)? { Ok(()) } else { Err(db::Error::Stale) }
}

/// Whether somebody with this address could be a reviewer, and the account if they have one.
#[derive(Clone, Debug)]
pub enum Candidate {
    /// No account has this address: one is made when they accept.
    Unknown,
    /// An account that becomes a reviewer's when they accept.
    Known(Person),
    /// A reviewer already.
    Reviewer(Person),
    /// A closed account.
    Closed,
    /// A role that a reviewer must not hold.
    Excluded(FundRole),
}

/// Who it is that has an address.
///
/// # Errors
/// The database's refusal.
pub fn candidate(conn: &mut Conn, email: &str) -> Result<Candidate, db::Error> {
    let Some(person) = accounts::find_by_email(conn, email)? else { return Ok(Candidate::Unknown) };
    if person.disabled_at.is_some() {
        return Ok(Candidate::Closed);
    }
    let held = account::actor(conn, person.id)?.fund_roles;
    Ok(match policy::conflicting(FundRole::Reviewer, &held) {
        Some(role) => Candidate::Excluded(role),
        None if held.contains(&FundRole::Reviewer) => Candidate::Reviewer(person),
        None => Candidate::Known(person),
    })
}

/// Why nobody was brought in.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// The name of a new person is wrong.
    #[error("Check what you entered.")]
    Invalid(Vec<FieldError>),
    /// The account was closed, or whoever invited may no longer bring in reviewers.
    #[error("This invitation no longer holds. Ask whoever invited you.")]
    Over,
    /// The person holds a role that a reviewer must not hold.
    #[error(transparent)]
    Role(RoleError),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// The account of an address that proved itself, made if there is none, as a reviewer's. `inviter` is asked again now.
///
/// # Errors
/// See [`BringError`].
pub fn bring_in(tx: &mut Tx<'_>, inviter: Id<Account>, (email, name): (&str, &str)) -> Result<Person, BringError> {
    if accounts::account(tx, inviter)?.disabled_at.is_some() {
        return Err(BringError::Over);
    }
    let inviter = account::actor(tx, inviter)?;
    let id = match candidate(tx, email)? {
        Candidate::Closed => return Err(BringError::Over),
        Candidate::Excluded(held) => return Err(BringError::Role(RoleError::Separated { wanted: FundRole::Reviewer, held })),
        Candidate::Reviewer(person) => return Ok(person),
        Candidate::Known(person) => person.id,
        Candidate::Unknown => account::create(tx, &Actor::anonymous(), email, name, None).map_err(|e| match e {
            AccountError::Invalid(fields) => BringError::Invalid(fields),
            AccountError::Db(e) => BringError::Db(e),
            AccountError::Forbidden | AccountError::OwnAccount => BringError::Over,
        })?,
    };
    match role::bring_reviewer(tx, &inviter, id) {
        Ok(()) => Ok(accounts::account(tx, id)?),
        Err(RoleError::Db(e)) => Err(BringError::Db(e)),
        Err(RoleError::Forbidden | RoleError::OwnRole) => Err(BringError::Over),
        Err(e @ RoleError::Separated { .. }) => Err(BringError::Role(e)),
    }
}
