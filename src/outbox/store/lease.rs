//! Leases: a worker claims due messages for a while, sends them outside any
//! transaction, and marks each by its lease token. An expired lease is claimed anew.

use super::State;
use crate::db::schema::{outbox_attempts as a, outbox_messages as m};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

/// A claimed message, with what is needed to render and send it.
#[derive(Clone, Debug, Queryable)]
pub struct Leased {
    /// Its identifier; also the left part of its Message-ID.
    pub id: String,
    /// The fact it tells.
    pub fact: String,
    /// To whom.
    pub to_name: String,
    /// Where to.
    pub to_address: String,
    /// The language.
    pub locale: String,
    /// On whose side they stand; a [`super::super::Side`].
    pub side: String,
    /// The fact's values, as JSON.
    pub payload: String,
    /// Attempts so far.
    pub attempts: i32,
    /// When it was queued.
    pub created_at: NaiveDateTime,
    /// The rendered bytes, after the first attempt.
    pub raw: Option<Vec<u8>>,
}

/// What a claim came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The server took it. `forget` drops the values and bytes, which hold a secret link.
    Sent {
        /// Whether to drop them.
        forget: bool,
    },
    /// Tried in vain; try again at this instant.
    Retry(Timestamp, String),
    /// Not tried, by no fault of the message; look again at this instant.
    Hold(Timestamp, String),
    /// Give up; a person must act.
    Dead(String),
    /// Not sent, because the address is known to fail.
    Suppressed(String),
}

impl Outcome {
    fn state(&self) -> State {
        match self {
            Self::Sent { .. } => State::Sent,
            Self::Retry(..) | Self::Hold(..) => State::Retry,
            Self::Dead(_) => State::Dead,
            Self::Suppressed(_) => State::Suppressed,
        }
    }

    fn not_before(&self) -> Option<Timestamp> {
        match self {
            Self::Retry(at, _) | Self::Hold(at, _) => Some(*at),
            Self::Sent { .. } | Self::Dead(_) | Self::Suppressed(_) => None,
        }
    }

    fn error(&self) -> Option<&str> {
        match self {
            Self::Sent { .. } => None,
            Self::Retry(_, why) | Self::Hold(_, why) | Self::Dead(why) | Self::Suppressed(why) => Some(why),
        }
    }
}

/// No attempt waits so long: one that would was put off by a clock that was ahead.
const FARTHEST: TimeDelta = TimeDelta::hours(8);

/// Claims up to `limit` due messages for `hold`; returns them with the token.
///
/// # Errors
/// The database's refusal.
pub fn lease(tx: &mut Tx<'_>, limit: i64, hold: TimeDelta) -> Result<(String, Vec<Leased>), Error> {
    let now = tx.now();
    let token = tx.id::<Leased>().text();
    let due: Vec<String> = due_ids(tx, now.naive(), limit)?;
    if due.is_empty() {
        return Ok((token, vec![]));
    }
    diesel::update(m::table.filter(m::id.eq_any(&due)))
        .set((m::state.eq(State::Leased.to_string()), m::lease_token.eq(&token), m::lease_until.eq(now.plus(hold).naive())))
        .execute(&mut **tx)?;
    let leased = m::table
        .filter(m::lease_token.eq(&token))
        .order(m::id)
        .select((m::id, m::fact, m::to_name, m::to_address, m::locale, m::side, m::payload, m::attempts, m::created_at, m::raw))
        .load(&mut **tx)?;
    Ok((token, leased))
}

fn due_ids(conn: &mut Conn, now: NaiveDateTime, limit: i64) -> Result<Vec<String>, Error> {
    // A first attempt waits for nothing, not even for a clock that was ahead when the message was queued.
    let first = m::state.eq(State::Pending.to_string());
    let again = m::not_before.le(now).or(m::not_before.gt(now + FARTHEST));
    let due = first.or(m::state.eq(State::Retry.to_string()).and(again));
    let expired = m::state.eq(State::Leased.to_string()).and(m::lease_until.lt(now).assume_not_null());
    let query = m::table.filter(due.or(expired)).order(m::not_before).limit(limit).select(m::id);
    Ok(match conn {
        Conn::Pg(c) => query.for_update().skip_locked().load(c)?,
        Conn::Sqlite(c) => query.load(c)?,
    })
}

/// Keeps the rendered bytes before the first attempt, so that every attempt sends the same.
///
/// # Errors
/// [`Error::Stale`] when the lease was lost.
pub fn store_rendered(tx: &mut Tx<'_>, id: &str, token: &str, rendered: (&str, &str, &[u8], &str)) -> Result<(), Error> {
    let (message_id, subject_line, raw, sha256) = rendered;
    let changed = diesel::update(m::table.find(id).filter(m::lease_token.eq(token)))
        .set((m::message_id.eq(message_id), m::subject_line.eq(subject_line), m::raw.eq(raw), m::raw_sha256.eq(sha256)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Marks what a claim came to. A token marks once; every attempt leaves a row.
///
/// # Errors
/// [`Error::Stale`] when the lease was lost.
pub fn mark(tx: &mut Tx<'_>, id: &str, token: &str, outcome: &Outcome) -> Result<(), Error> {
    let now = tx.now().naive();
    let claimed = m::table.find(id).filter(m::lease_token.eq(token));
    let attempts: Option<i32> = claimed.select(m::attempts).first(&mut **tx).optional()?;
    let n = attempts.ok_or(Error::Stale)? + i32::from(!matches!(outcome, Outcome::Hold(..)));
    let state = outcome.state();
    let not_before = outcome.not_before().map_or(now, Timestamp::naive);
    if Some(n) != attempts {
        diesel::insert_into(a::table)
            .values((a::message_id.eq(id), a::n.eq(n), a::at.eq(now), a::outcome.eq(outcome.error().unwrap_or("sent"))))
            .execute(&mut **tx)?;
    }
    if matches!(outcome, Outcome::Sent { forget: true }) {
        diesel::update(claimed)
            .set((
                m::state.eq(state.to_string()),
                m::attempts.eq(n),
                m::payload.eq("{}"),
                m::raw.eq(None::<Vec<u8>>),
                m::lease_token.eq(None::<String>),
                m::lease_until.eq(None::<NaiveDateTime>),
                m::last_error.eq(None::<String>),
                m::sent_at.eq(now),
            ))
            .execute(&mut **tx)?;
        return Ok(());
    }
    let sent_at = (state == State::Sent).then_some(now);
    diesel::update(claimed)
        .set((
            m::state.eq(state.to_string()),
            m::not_before.eq(not_before),
            m::attempts.eq(n),
            m::lease_token.eq(None::<String>),
            m::lease_until.eq(None::<NaiveDateTime>),
            m::last_error.eq(outcome.error()),
            m::sent_at.eq(sent_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
