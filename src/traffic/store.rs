//! Rows of counted requests.

use crate::db::schema::traffic_minutes as t;
use crate::db::{Conn, Error, Tx, portable};
use crate::kernel::Timestamp;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

/// Minutes are kept so long.
const KEPT: TimeDelta = TimeDelta::days(2);

/// One minute of all processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minute {
    /// Its beginning.
    pub at: Timestamp,
    /// How many requests were answered.
    pub requests: i64,
    /// How many of them failed.
    pub failed: i64,
}

/// Adds what a process counted, and forgets old minutes.
///
/// # Errors
/// The database's refusal.
pub fn add(tx: &mut Tx<'_>, process: &str, flush: &[(Timestamp, i64, i64)]) -> Result<(), Error> {
    let old = tx.now().plus(-KEPT).naive();
    diesel::delete(t::table.filter(t::minute.lt(old))).execute(&mut **tx)?;
    for (at, requests, failed) in flush {
        let row = t::table.find((at.naive(), process));
        let changed =
            diesel::update(row).set((t::requests.eq(t::requests + *requests), t::failed.eq(t::failed + *failed))).execute(&mut **tx)?;
        if changed == 0 {
            diesel::insert_into(t::table)
                .values((t::minute.eq(at.naive()), t::process.eq(process), t::requests.eq(*requests), t::failed.eq(*failed)))
                .execute(&mut **tx)?;
        }
    }
    Ok(())
}

/// The minutes from an instant on, all processes together, the earliest first.
///
/// # Errors
/// The database's refusal.
pub fn since(conn: &mut Conn, from: Timestamp) -> Result<Vec<Minute>, Error> {
    let rows: Vec<(NaiveDateTime, Option<i64>, Option<i64>)> = t::table
        .filter(t::minute.ge(from.naive()))
        .group_by(t::minute)
        .order(t::minute)
        .select((t::minute, portable::sum_i64(t::requests), portable::sum_i64(t::failed)))
        .load(conn)?;
    let read = |(at, requests, failed): (NaiveDateTime, Option<i64>, Option<i64>)| Minute {
        at: Timestamp::from_naive(at),
        requests: requests.unwrap_or(0),
        failed: failed.unwrap_or(0),
    };
    Ok(rows.into_iter().map(read).collect())
}
