//! Rows of who has which page open to write.

use super::id;
use crate::db::schema::presences as p;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Somebody at one place.
pub(in crate::people) struct Row {
    pub(in crate::people) account: Id<Account>,
    pub(in crate::people) place: String,
    pub(in crate::people) name: String,
    pub(in crate::people) since: Timestamp,
    pub(in crate::people) seen_at: Timestamp,
}

/// The most people of one whole that are looked at.
const MOST: i64 = 50;

/// Everybody of a whole who gave a sign between two instants, the earliest first.
pub(in crate::people) fn list(conn: &mut Conn, whole: &str, (after, until): (Timestamp, Timestamp)) -> Result<Vec<Row>, Error> {
    let rows: Vec<(String, String, String, NaiveDateTime, NaiveDateTime)> = p::table
        .filter(p::whole.eq(whole))
        .filter(p::seen_at.gt(after.naive()))
        .filter(p::seen_at.le(until.naive()))
        .order((p::since, p::account_id))
        .select((p::account_id, p::place, p::name, p::since, p::seen_at))
        .limit(MOST)
        .load(conn)?;
    let read = |(account, place, name, since, seen_at): (String, _, _, _, _)| {
        Ok(Row { account: id(&account)?, place, name, since: Timestamp::from_naive(since), seen_at: Timestamp::from_naive(seen_at) })
    };
    rows.into_iter().map(read).collect()
}

pub(in crate::people) fn has(conn: &mut Conn, whole: &str, account: Id<Account>) -> Result<bool, Error> {
    Ok(p::table.find((whole, account.text())).select(p::place).first::<String>(conn).optional()?.is_some())
}

/// Puts a person's sign in the place of the one before.
pub(in crate::people) fn save(tx: &mut Tx<'_>, whole: &str, row: &Row) -> Result<(), Error> {
    let account = row.account.text();
    let signs = (p::place.eq(&row.place), p::name.eq(&row.name), p::since.eq(row.since.naive()), p::seen_at.eq(row.seen_at.naive()));
    let changed = diesel::update(p::table.find((whole, &account))).set(signs).execute(&mut **tx)?;
    if changed == 0 {
        diesel::insert_into(p::table).values((p::whole.eq(whole), p::account_id.eq(&account), signs)).execute(&mut **tx)?;
    }
    Ok(())
}

pub(in crate::people) fn delete(tx: &mut Tx<'_>, whole: &str, account: Id<Account>) -> Result<(), Error> {
    diesel::delete(p::table.find((whole, account.text()))).execute(&mut **tx)?;
    Ok(())
}

/// Forgets everybody who gave no sign since an instant.
pub(in crate::people) fn delete_older(tx: &mut Tx<'_>, than: Timestamp) -> Result<(), Error> {
    diesel::delete(p::table.filter(p::seen_at.le(than.naive()))).execute(&mut **tx)?;
    Ok(())
}
