//! Rows of sessions.

use super::id;
use crate::db::schema::{accounts as a, sessions as s};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use crate::people::session::{Method, Session};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    _token_hash: String,
    account_id: String,
    method: String,
    device: String,
    created_at: NaiveDateTime,
    last_seen_at: NaiveDateTime,
    idle_minutes: i64,
    expires_at: NaiveDateTime,
}

impl TryFrom<Row> for Session {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            account: id(&row.account_id)?,
            method: row.method.parse().map_err(|_| Error::unreadable("way of signing in", &row.method))?,
            device: row.device,
            created_at: Timestamp::from_naive(row.created_at),
            last_seen_at: Timestamp::from_naive(row.last_seen_at),
            idle: TimeDelta::minutes(row.idle_minutes.clamp(0, 1_000_000)),
            expires_at: Timestamp::from_naive(row.expires_at),
        })
    }
}

pub(in crate::people) struct New<'a> {
    pub(in crate::people) token_hash: String,
    pub(in crate::people) account: Id<Account>,
    pub(in crate::people) method: Method,
    pub(in crate::people) device: &'a str,
    pub(in crate::people) idle_minutes: i64,
    pub(in crate::people) expires_at: Timestamp,
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    let id = tx.id::<Session>().text();
    diesel::insert_into(s::table)
        .values((
            (s::id.eq(id), s::token_hash.eq(&new.token_hash), s::account_id.eq(new.account.text()), s::method.eq(new.method.to_string())),
            (
                s::device.eq(new.device),
                s::created_at.eq(now),
                s::last_seen_at.eq(now),
                s::idle_minutes.eq(new.idle_minutes),
                s::expires_at.eq(new.expires_at.naive()),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The session with its person's name and address, unless the account is disabled.
pub(in crate::people) fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<(Session, String, String)>, Error> {
    let found: Option<(Row, String, String)> = s::table
        .inner_join(a::table.on(a::id.eq(s::account_id)))
        .filter(s::token_hash.eq(token_hash))
        .filter(a::disabled_at.is_null())
        .select((s::all_columns, a::name, a::email))
        .first(conn)
        .optional()?;
    found.map(|(row, name, email)| Ok((row.try_into()?, name, email))).transpose()
}

pub(in crate::people) fn change_times(tx: &mut Tx<'_>, seen: &Session) -> Result<(), Error> {
    diesel::update(s::table.find(seen.id.text()))
        .set((
            s::created_at.eq(seen.created_at.naive()),
            s::last_seen_at.eq(seen.last_seen_at.naive()),
            s::expires_at.eq(seen.expires_at.naive()),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Sessions of one person, newest use first.
pub(in crate::people) fn list(conn: &mut Conn, account: Id<Account>) -> Result<Vec<Session>, Error> {
    let rows: Vec<Row> = s::table.filter(s::account_id.eq(account.text())).order(s::last_seen_at.desc()).load(conn)?;
    rows.into_iter().map(Session::try_from).collect()
}

pub(in crate::people) fn delete(tx: &mut Tx<'_>, session: Id<Session>) -> Result<bool, Error> {
    Ok(diesel::delete(s::table.find(session.text())).execute(&mut **tx)? == 1)
}

/// Deletes the sessions of one person, all but `keep`; returns how many.
pub(in crate::people) fn delete_all(tx: &mut Tx<'_>, account: Id<Account>, keep: Option<Id<Session>>) -> Result<usize, Error> {
    let keep = keep.map(|id| id.text()).unwrap_or_default();
    Ok(diesel::delete(s::table.filter(s::account_id.eq(account.text())).filter(s::id.ne(keep))).execute(&mut **tx)?)
}

/// Deletes what is past its absolute end, for whoever it was.
pub(in crate::people) fn delete_expired(tx: &mut Tx<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::delete(s::table.filter(s::expires_at.le(now))).execute(&mut **tx)?;
    Ok(())
}
