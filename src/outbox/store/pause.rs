//! Pauses: when the server refuses *us*, nothing is sent for a while, and no
//! message is blamed. Suppressions: addresses that bounced for good.

use crate::db::schema::{mail_suppressions as s, outbox_messages as m, outbox_pauses as p};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::TimeDelta;
use diesel::prelude::*;

/// The one channel there is yet.
const MAIL: &str = "mail";

/// No pause is so long: one that would be was begun by a clock that was ahead.
const LONGEST: TimeDelta = TimeDelta::hours(8);

/// A running pause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When sending starts again.
    pub until: Timestamp,
    /// What the server said.
    pub reason: String,
}

/// Stops sending until an instant.
///
/// # Errors
/// The database's refusal.
pub fn pause(tx: &mut Tx<'_>, until: Timestamp, reason: &str) -> Result<(), Error> {
    diesel::delete(p::table.find(MAIL)).execute(&mut **tx)?;
    diesel::insert_into(p::table).values((p::channel.eq(MAIL), p::until.eq(until.naive()), p::reason.eq(reason))).execute(&mut **tx)?;
    Ok(())
}

/// Ends a pause at once.
///
/// # Errors
/// The database's refusal.
pub fn resume(tx: &mut Tx<'_>) -> Result<(), Error> {
    diesel::delete(p::table.find(MAIL)).execute(&mut **tx)?;
    Ok(())
}

/// The pause that runs at `now`, if one does.
///
/// # Errors
/// The database's refusal.
pub fn find_pause(conn: &mut Conn, now: Timestamp) -> Result<Option<Pause>, Error> {
    let row: Option<(chrono::NaiveDateTime, String)> = p::table.find(MAIL).select((p::until, p::reason)).first(conn).optional()?;
    Ok(row
        .map(|(until, reason)| Pause { until: Timestamp::from_naive(until), reason })
        .filter(|pause| pause.until > now && pause.until <= now.plus(LONGEST)))
}

/// Why nothing is sent to an address, if so.
///
/// # Errors
/// The database's refusal.
pub fn find_suppression(conn: &mut Conn, address: &str) -> Result<Option<String>, Error> {
    Ok(s::table.find(address.to_lowercase()).select(s::reason).first(conn).optional()?)
}

/// Records that the message `id` bounced for good: nothing more goes to its
/// address. Returns the address. Recording it again changes nothing.
///
/// # Errors
/// [`Error::Missing`] when no such message was ours.
pub fn suppress(tx: &mut Tx<'_>, id: &str, reason: &str) -> Result<String, Error> {
    let address: String = m::table.find(id).select(m::to_address).first(&mut **tx)?;
    if find_suppression(tx, &address)?.is_none() {
        let now = tx.now().naive();
        diesel::insert_into(s::table)
            .values((s::address.eq(address.to_lowercase()), s::reason.eq(reason), s::message_id.eq(id), s::at.eq(now)))
            .execute(&mut **tx)?;
    }
    Ok(address)
}
