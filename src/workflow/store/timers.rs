//! Rows of timers: what is due on an instance, armed when it came to a place, ended once.

use super::super::net::Marking;
use crate::db::schema::wf_timers as t;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// What a timer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum TimerKind {
    /// Reminds whose work it is.
    Remind,
    /// Tells others that it is late.
    Escalate,
    /// Takes a step.
    Fire,
}

/// A timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Its identifier.
    pub id: String,
    /// The instance.
    pub instance: String,
    /// The number of the event by which the instance came to the place.
    pub armed_by: i64,
    /// The place.
    pub place: String,
    /// What it does.
    pub kind: TimerKind,
    /// The step it takes; empty for others.
    pub transition: String,
    /// From when on.
    pub due_at: Timestamp,
}

type Row = (String, String, i64, String, String, String, NaiveDateTime);
type Columns = (t::id, t::instance_id, t::armed_by, t::place, t::kind, t::transition_id, t::due_at);
const COLUMNS: Columns = (t::id, t::instance_id, t::armed_by, t::place, t::kind, t::transition_id, t::due_at);

fn read((id, instance, armed_by, place, kind, transition, due_at): Row) -> Result<Timer, Error> {
    let kind = kind.parse().map_err(|_| Error::unreadable("kind of a timer", &kind))?;
    Ok(Timer { id, instance, armed_by, place, kind, transition, due_at: Timestamp::from_naive(due_at) })
}

/// Arms a timer, unless the same event armed it before.
///
/// # Errors
/// The database's refusal.
pub fn arm_timer(tx: &mut Tx<'_>, new: &Timer) -> Result<(), Error> {
    diesel::insert_into(t::table)
        .values((
            (t::id.eq(&new.id), t::instance_id.eq(&new.instance), t::armed_by.eq(new.armed_by), t::place.eq(&new.place)),
            (t::kind.eq(new.kind.to_string()), t::transition_id.eq(&new.transition), t::due_at.eq(new.due_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Ends the timers of the places that the instance has left.
///
/// # Errors
/// The database's refusal.
pub fn end_timers_left(tx: &mut Tx<'_>, instance: &str, marking: &Marking) -> Result<(), Error> {
    let now = tx.now().naive();
    let places: Vec<&str> = marking.places().collect();
    let left = t::table.filter(t::instance_id.eq(instance)).filter(t::ended_at.is_null()).filter(t::place.ne_all(places));
    diesel::update(left).set((t::ended_at.eq(now), t::outcome.eq("left"))).execute(&mut **tx)?;
    Ok(())
}

/// Ends a timer because it did its work; whether nobody had ended it.
///
/// # Errors
/// The database's refusal.
pub fn end_timer(tx: &mut Tx<'_>, id: &str) -> Result<bool, Error> {
    let now = tx.now().naive();
    let open = t::table.filter(t::id.eq(id)).filter(t::ended_at.is_null());
    Ok(diesel::update(open).set((t::ended_at.eq(now), t::outcome.eq("done"))).execute(&mut **tx)? == 1)
}

/// The open timers that are due, the longest due first.
///
/// # Errors
/// The database's refusal.
pub fn list_due_timers(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Timer>, Error> {
    let due = t::table.filter(t::ended_at.is_null()).filter(t::due_at.le(now.naive()));
    due.order((t::due_at, t::id)).limit(limit).select(COLUMNS).load::<Row>(conn)?.into_iter().map(read).collect()
}

/// A timer that has not ended.
///
/// # Errors
/// The database's refusal.
pub fn find_open_timer(conn: &mut Conn, id: &str) -> Result<Option<Timer>, Error> {
    let open = t::table.filter(t::id.eq(id)).filter(t::ended_at.is_null());
    open.select(COLUMNS).first::<Row>(conn).optional()?.map(read).transpose()
}

/// The open timers of an instance, those due first before.
///
/// # Errors
/// The database's refusal.
pub fn list_open_timers(conn: &mut Conn, instance: &str) -> Result<Vec<Timer>, Error> {
    let open = t::table.filter(t::instance_id.eq(instance)).filter(t::ended_at.is_null());
    open.order((t::due_at, t::id)).select(COLUMNS).load::<Row>(conn)?.into_iter().map(read).collect()
}
