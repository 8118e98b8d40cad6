//! Rows of the outbox.

mod lease;
mod pause;

pub use lease::{Leased, Outcome, lease, mark, store_rendered};
pub use pause::{Pause, find_pause, find_suppression, pause, resume, suppress};

use super::Recipient;
use crate::db::schema::outbox_messages as m;
use crate::db::{Conn, Error, Fixed, Tx, pieces};
use crate::kernel::Subject;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Waits for its first attempt.
    Pending,
    /// A worker is sending it.
    Leased,
    /// Waits for another attempt.
    Retry,
    /// The server took it. Final.
    Sent,
    /// Given up, by rule; a person must act. Final.
    Dead,
    /// Not sent because the address is known to fail. Final.
    Suppressed,
}

/// A message as a list shows it.
#[derive(Clone, Debug, Queryable)]
pub struct Message {
    /// Its identifier.
    pub id: String,
    /// The fact it tells.
    pub fact: String,
    /// The kind of thing it is about.
    pub subject_kind: String,
    /// Which thing.
    pub subject_id: String,
    /// To whom.
    pub to_name: String,
    /// Where to.
    pub to_address: String,
    /// A [`State`].
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// The subject line, once rendered.
    pub subject_line: Option<String>,
    /// What the last attempt met.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: NaiveDateTime,
    /// When the server took it.
    pub sent_at: Option<NaiveDateTime>,
}

type Columns = (
    m::id,
    m::fact,
    m::subject_kind,
    m::subject_id,
    m::to_name,
    m::to_address,
    m::state,
    m::attempts,
    m::subject_line,
    m::last_error,
    m::created_at,
    m::sent_at,
);
const COLUMNS: Columns = (
    m::id,
    m::fact,
    m::subject_kind,
    m::subject_id,
    m::to_name,
    m::to_address,
    m::state,
    m::attempts,
    m::subject_line,
    m::last_error,
    m::created_at,
    m::sent_at,
);

/// A message to queue.
pub(super) struct NewMessage<'a> {
    pub(super) fact: &'a str,
    pub(super) subject: &'a Subject,
    pub(super) payload: &'a str,
    pub(super) to: &'a Recipient,
    pub(super) dedup_key: String,
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &[NewMessage<'_>]) -> Result<(), Error> {
    const BEFORE: &str = "INSERT INTO outbox_messages (id, fact, subject_kind, subject_id, account_id, to_name, to_address, locale, side,
        payload, dedup_key, state, not_before, attempts, created_at) VALUES";
    let now = tx.now().naive();
    let state = State::Pending.to_string();
    for some in pieces(new) {
        let ids: Vec<(String, String)> = some.iter().map(|new| (tx.id::<Message>().text(), new.to.side.to_string())).collect();
        let mut insert = Fixed::of_rows(BEFORE, (some.len(), 15), "");
        for (new, (id, side)) in some.iter().zip(&ids) {
            let about = insert.text(id).text(new.fact).text(new.subject.kind).text(&new.subject.id);
            let to = about.optional_text(new.to.account_id.as_deref()).text(&new.to.name).text(&new.to.email);
            let what = to.text(&new.to.locale).text(side).text(new.payload).text(&new.dedup_key).text(&state);
            insert = what.instant(now).small(0).instant(now);
        }
        insert.run(tx)?;
    }
    Ok(())
}

/// The newest messages, at most `limit`, in one state or in all.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, state: Option<State>, limit: i64) -> Result<Vec<Message>, Error> {
    let mut query = m::table.select(COLUMNS).order(m::created_at.desc()).limit(limit).into_boxed::<crate::db::Multi>();
    if let Some(state) = state {
        query = query.filter(m::state.eq(state.to_string()));
    }
    Ok(query.load(conn)?)
}

/// How many messages are in which state.
type Counts = Vec<(String, i64)>;

/// The same, without those about some things; and how many others stand in each state.
///
/// # Errors
/// The database's refusal.
pub fn list_besides(conn: &mut Conn, without: &[String], state: Option<State>, limit: i64) -> Result<(Vec<Message>, Counts), Error> {
    let others = || m::table.filter(m::subject_id.ne_all(without.to_vec()));
    let counts = others().group_by(m::state).select((m::state, diesel::dsl::count_star())).order(m::state).load(conn)?;
    let mut query = others().select(COLUMNS).order(m::created_at.desc()).limit(limit).into_boxed::<crate::db::Multi>();
    if let Some(state) = state {
        query = query.filter(m::state.eq(state.to_string()));
    }
    Ok((query.load(conn)?, counts))
}

/// The newest messages about one thing, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_about(conn: &mut Conn, subject: &Subject, limit: i64) -> Result<Vec<Message>, Error> {
    Ok(m::table
        .filter(m::subject_kind.eq(subject.kind))
        .filter(m::subject_id.eq(&subject.id))
        .select(COLUMNS)
        .order((m::created_at.desc(), m::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// One message.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn message(conn: &mut Conn, id: &str) -> Result<Message, Error> {
    Ok(m::table.find(id).select(COLUMNS).first(conn)?)
}

/// How many messages stand in each state.
///
/// # Errors
/// The database's refusal.
pub fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>, Error> {
    Ok(m::table.group_by(m::state).select((m::state, diesel::dsl::count_star())).order(m::state).load(conn)?)
}

/// How many letters wait to be sent, and since when the oldest does.
///
/// # Errors
/// The database's refusal.
pub fn queue(conn: &mut Conn) -> Result<(i64, Option<crate::kernel::Timestamp>), Error> {
    let waiting = [State::Pending, State::Leased, State::Retry].map(|state| state.to_string());
    let (count, oldest): (i64, Option<NaiveDateTime>) =
        m::table.filter(m::state.eq_any(waiting)).select((diesel::dsl::count_star(), diesel::dsl::min(m::created_at))).first(conn)?;
    Ok((count, oldest.map(crate::kernel::Timestamp::from_naive)))
}

/// How many messages were given up and not queued again.
///
/// # Errors
/// The database's refusal.
pub fn count_given_up(conn: &mut Conn) -> Result<i64, Error> {
    let dead: i64 = m::table.filter(m::state.eq(State::Dead.to_string())).count().get_result(conn)?;
    // A dead message stays dead; each can be queued again once, which its copy's key says.
    let again: i64 = m::table.filter(m::dedup_key.like("redrive/%")).count().get_result(conn)?;
    Ok(dead - again)
}

/// Queues a copy of a dead message, linked by its key; the dead one stays as it was.
pub(super) fn redrive(tx: &mut Tx<'_>, id: &str) -> Result<String, Error> {
    type Old = (String, String, String, Option<String>, String, String, (String, String), String);
    let old: Old = m::table
        .find(id)
        .filter(m::state.eq(State::Dead.to_string()))
        .select((m::fact, m::subject_kind, m::subject_id, m::account_id, m::to_name, m::to_address, (m::locale, m::side), m::payload))
        .first(&mut **tx)?;
    let now = tx.now().naive();
    let new_id = tx.id::<Message>().text();
    let (fact, subject_kind, subject_id, account_id, to_name, to_address, (locale, side), payload) = old;
    diesel::insert_into(m::table)
        .values((
            (m::id.eq(&new_id), m::fact.eq(fact), m::subject_kind.eq(subject_kind), m::subject_id.eq(subject_id)),
            (m::account_id.eq(account_id), m::to_name.eq(to_name), m::to_address.eq(to_address), m::locale.eq(locale), m::side.eq(side)),
            (m::payload.eq(payload), m::dedup_key.eq(format!("redrive/{id}")), m::state.eq(State::Pending.to_string())),
            (m::not_before.eq(now), m::attempts.eq(0), m::created_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(new_id)
}
