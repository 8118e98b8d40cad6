//! Rows of the audit record.

use super::Doer;
use crate::db::schema::{audit_events, audit_seals, audit_unsealed};
use crate::db::{Conn, Error, Fixed, Tx, pieces};
use crate::kernel::{Subject, Timestamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// One thing that happened.
#[derive(Clone, Debug, Queryable)]
pub struct Event {
    /// Its identifier.
    pub id: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// The account that did it.
    pub actor_id: Option<String>,
    /// The name of who did it.
    pub actor_name: String,
    /// What happened, such as `application.submitted`.
    pub fact: String,
    /// The kind of thing.
    pub subject_kind: String,
    /// Which thing.
    pub subject_id: String,
    /// Every value of the fact, as JSON.
    pub payload: String,
}

#[derive(Queryable)]
pub(super) struct Seal {
    pub(super) seq: i64,
    pub(super) event_id: String,
    pub(super) prev_hash: String,
    pub(super) hash: String,
}

pub(super) fn insert(tx: &mut Tx<'_>, doer: &Doer, fact: &str, subject: &Subject, payload: String) -> Result<(), Error> {
    let id = tx.id::<Event>().text();
    let at = tx.now().naive();
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::id.eq(&id),
            audit_events::at.eq(at),
            audit_events::actor_id.eq(doer.account_id.as_deref()),
            audit_events::actor_name.eq(&doer.name),
            audit_events::fact.eq(fact),
            audit_events::subject_kind.eq(subject.kind),
            audit_events::subject_id.eq(&subject.id),
            audit_events::payload.eq(payload),
        ))
        .execute(&mut **tx)?;
    diesel::insert_into(audit_unsealed::table).values((audit_unsealed::event_id.eq(&id), audit_unsealed::at.eq(at))).execute(&mut **tx)?;
    Ok(())
}

/// Many events at once, each with its subject and its values, in order.
pub(super) fn insert_all(tx: &mut Tx<'_>, doer: &Doer, fact: &str, rows: &[(Subject, String)]) -> Result<(), Error> {
    const EVENTS: &str = "INSERT INTO audit_events (id, at, actor_id, actor_name, fact, subject_kind, subject_id, payload) VALUES";
    const UNSEALED: &str = "INSERT INTO audit_unsealed (event_id, at) VALUES";
    let at = tx.now().naive();
    for piece in pieces(rows) {
        let ids: Vec<String> = piece.iter().map(|_| tx.id::<Event>().text()).collect();
        let mut events = Fixed::of_rows(EVENTS, (piece.len(), 8), "");
        let mut unsealed = Fixed::of_rows(UNSEALED, (piece.len(), 2), "");
        for ((subject, payload), id) in piece.iter().zip(&ids) {
            let done = events.text(id).instant(at).optional_text(doer.account_id.as_deref()).text(&doer.name).text(fact);
            events = done.text(subject.kind).text(&subject.id).text(payload);
            unsealed = unsealed.text(id).instant(at);
        }
        events.run(tx)?;
        unsealed.run(tx)?;
    }
    Ok(())
}

/// The latest `limit` events about one thing, newest first: in the order in which they were written, whatever
/// the clock said.
///
/// # Errors
/// The database's refusal.
pub fn list_for(conn: &mut Conn, subject: &Subject, limit: i64) -> Result<Vec<Event>, Error> {
    Ok(audit_events::table
        .filter(audit_events::subject_kind.eq(subject.kind))
        .filter(audit_events::subject_id.eq(&subject.id))
        .order(audit_events::id.desc())
        .limit(limit)
        .load(conn)?)
}

/// The latest `limit` events about anything, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_latest(conn: &mut Conn, limit: i64) -> Result<Vec<Event>, Error> {
    // Identifiers rise, so that their index serves.
    Ok(audit_events::table.order(audit_events::id.desc()).limit(limit).load(conn)?)
}

/// The latest `limit` events before the event `before`, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_before(conn: &mut Conn, before: &str, limit: i64) -> Result<Vec<Event>, Error> {
    Ok(audit_events::table.filter(audit_events::id.lt(before)).order(audit_events::id.desc()).limit(limit).load(conn)?)
}

/// The identifier of the latest event.
///
/// # Errors
/// The database's refusal.
pub fn latest_id(conn: &mut Conn) -> Result<Option<String>, Error> {
    Ok(audit_events::table.select(diesel::dsl::max(audit_events::id)).first(conn)?)
}

pub(super) fn list_unsealed(conn: &mut Conn, limit: i64) -> Result<Vec<Event>, Error> {
    Ok(audit_unsealed::table
        .inner_join(audit_events::table.on(audit_events::id.eq(audit_unsealed::event_id)))
        .order(audit_unsealed::event_id)
        .limit(limit)
        .select(audit_events::all_columns)
        .load(conn)?)
}

pub(super) fn oldest_unsealed(conn: &mut Conn) -> Result<Option<Timestamp>, Error> {
    let at: Option<NaiveDateTime> = audit_unsealed::table.select(diesel::dsl::min(audit_unsealed::at)).first(conn)?;
    Ok(at.map(Timestamp::from_naive))
}

pub(super) fn last_seal(conn: &mut Conn) -> Result<Option<(i64, String)>, Error> {
    Ok(audit_seals::table.order(audit_seals::seq.desc()).select((audit_seals::seq, audit_seals::hash)).first(conn).optional()?)
}

pub(super) fn insert_seal(tx: &mut Tx<'_>, seal: &Seal) -> Result<(), Error> {
    diesel::insert_into(audit_seals::table)
        .values((
            audit_seals::seq.eq(seal.seq),
            audit_seals::event_id.eq(&seal.event_id),
            audit_seals::prev_hash.eq(&seal.prev_hash),
            audit_seals::hash.eq(&seal.hash),
        ))
        .execute(&mut **tx)?;
    diesel::delete(audit_unsealed::table.find(&seal.event_id)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn list_sealed(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<(Seal, Event)>, Error> {
    Ok(audit_seals::table
        .inner_join(audit_events::table.on(audit_events::id.eq(audit_seals::event_id)))
        .filter(audit_seals::seq.gt(after))
        .order(audit_seals::seq)
        .limit(limit)
        .select((audit_seals::all_columns, audit_events::all_columns))
        .load(conn)?)
}

pub(super) fn count_unsealed(conn: &mut Conn) -> Result<i64, Error> {
    Ok(audit_unsealed::table.count().get_result(conn)?)
}

pub(super) fn count_events(conn: &mut Conn) -> Result<(i64, i64, i64), Error> {
    Ok((audit_events::table.count().get_result(conn)?, audit_seals::table.count().get_result(conn)?, count_unsealed(conn)?))
}
