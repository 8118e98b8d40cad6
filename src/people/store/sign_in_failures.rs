//! Rows of failed sign-ins, by address.

use crate::db::schema::{accounts as a, sign_in_failures as f};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

/// Failures in a row of an address, and the last one.
pub(in crate::people) fn find(conn: &mut Conn, email: &str) -> Result<Option<(i32, Timestamp)>, Error> {
    let found: Option<(i32, NaiveDateTime)> = f::table.find(email).select((f::failures, f::last_failed_at)).first(conn).optional()?;
    Ok(found.map(|(failures, at)| (failures, Timestamp::from_naive(at))))
}

/// Notes a failure and returns how many there are in a row. Addresses without an
/// account are forgotten after a day, so that guessing does not fill the table.
pub(in crate::people) fn insert_or_count(tx: &mut Tx<'_>, email: &str) -> Result<i32, Error> {
    let now = tx.now();
    let old = now.plus(TimeDelta::days(-1)).naive();
    diesel::delete(f::table.filter(f::last_failed_at.lt(old)).filter(f::email.ne_all(a::table.select(a::email)))).execute(&mut **tx)?;
    let counted = diesel::update(f::table.find(email))
        .set((f::failures.eq(f::failures + 1), f::last_failed_at.eq(now.naive())))
        .execute(&mut **tx)?;
    if counted == 0 {
        diesel::insert_into(f::table)
            .values((f::email.eq(email), f::failures.eq(1), f::last_failed_at.eq(now.naive())))
            .execute(&mut **tx)?;
    }
    Ok(f::table.find(email).select(f::failures).first(&mut **tx)?)
}

/// Forgets the failures of an address.
pub(in crate::people) fn delete(tx: &mut Tx<'_>, email: &str) -> Result<(), Error> {
    diesel::delete(f::table.find(email)).execute(&mut **tx)?;
    Ok(())
}
