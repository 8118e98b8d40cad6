//! Who has which page of an application open to write, whichever process served it: a notice for
//! colleagues, never a lock, and no record. What falls silent is forgotten.

use super::Actor;
use super::store::presences;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::TimeDelta;

/// After so long without a sign, somebody is thought to have gone.
const GONE: TimeDelta = TimeDelta::minutes(20);
/// A sign is noted again only after so long, so that typing does not write it with every save.
const AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Somebody who writes here now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// Who is at one place, as somebody there sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Everybody else.
    pub others: Vec<Writer>,
    /// Whether the actor's own sign is fresh enough to be left as it is.
    pub is_noted: bool,
}

/// Who has `place` of `whole` open.
///
/// # Errors
/// The database's refusal.
pub fn look(conn: &mut Conn, actor: &Actor, (whole, place): (&str, &str), now: Timestamp) -> Result<Seen, Error> {
    let Some(account) = actor.account else { return Ok(Seen { is_noted: true, ..Seen::default() }) };
    let here = presences::list(conn, whole, around(now))?;
    let here = here.into_iter().filter(|seen| seen.place == place);
    let (own, others): (Vec<_>, Vec<_>) = here.partition(|seen| seen.account == account);
    Ok(Seen {
        others: others.into_iter().map(|seen| Writer { name: seen.name, since: seen.since }).collect(),
        is_noted: own.iter().any(|seen| now < seen.seen_at.plus(AGAIN)),
    })
}

/// When a sign was given that counts now. One of the future comes from a clock that was ahead: it would not end.
fn around(now: Timestamp) -> (Timestamp, Timestamp) {
    (now.plus(-GONE), now.plus(AGAIN))
}

/// Notes that the actor has `place` of `whole` open. Somebody is at one place of a whole at a time.
///
/// # Errors
/// The database's refusal.
pub fn note(tx: &mut Tx<'_>, actor: &Actor, (whole, place): (&str, &str)) -> Result<(), Error> {
    let (Some(account), now) = (actor.account, tx.now()) else { return Ok(()) };
    let before = presences::list(tx, whole, around(now))?.into_iter().find(|seen| seen.account == account && seen.place == place);
    presences::delete_older(tx, now.plus(-GONE))?;
    let since = before.map_or(now, |seen| seen.since);
    presences::save(tx, whole, &presences::Row { account, place: place.to_owned(), name: actor.name.clone(), since, seen_at: now })
}

/// Whether the actor was seen at any place of `whole`.
///
/// # Errors
/// The database's refusal.
pub fn is_known(conn: &mut Conn, actor: &Actor, whole: &str) -> Result<bool, Error> {
    actor.account.map_or(Ok(false), |account| presences::has(conn, whole, account))
}

/// The actor has left `whole`.
///
/// # Errors
/// The database's refusal.
pub fn leave(tx: &mut Tx<'_>, actor: &Actor, whole: &str) -> Result<(), Error> {
    actor.account.map_or(Ok(()), |account| presences::delete(tx, whole, account))
}
