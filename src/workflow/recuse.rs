//! Somebody steps back from an instance: from now on they take no step on it, and what they
//! approved there and is still open does not count (W9).

use super::person::Who;
use super::store;
use crate::db::{Conn, Error, Tx};

/// Keeps that `account` stepped back; whether this is new.
///
/// # Errors
/// [`Error::Missing`] when there is no such instance.
pub fn recuse(tx: &mut Tx<'_>, instance: &str, (account, reason): (&str, &str), by: &Who) -> Result<bool, Error> {
    let found = store::instance(tx, instance)?;
    store::insert_recusal(tx, (&found.id, account, reason), by)
}

/// Whether this person stepped back from an instance, by whichever of their accounts.
///
/// # Errors
/// The database's refusal.
pub fn is_recused(conn: &mut Conn, instance: &str, account: &str) -> Result<bool, Error> {
    store::is_recused(conn, instance, account)
}

/// The instances from which this person stepped back, by whichever of their accounts.
///
/// # Errors
/// The database's refusal.
pub fn list_recused(conn: &mut Conn, account: &str) -> Result<Vec<String>, Error> {
    store::list_recused(conn, account)
}
