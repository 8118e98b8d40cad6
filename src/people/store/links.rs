//! Rows of one-time links.

use super::id;
use crate::db::schema::one_time_links as l;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::link::{Link, Purpose};
use crate::people::{Account, Person};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    _token_hash: String,
    purpose: String,
    email: String,
    name: String,
    invited_by: Option<String>,
    created_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    used_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Link {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            purpose: serde_json::from_str(&row.purpose).map_err(|e| Error::unreadable("purpose of a link", e))?,
            email: row.email,
            name: row.name,
            invited_by: row.invited_by.as_deref().map(id).transpose()?,
            created_at: Timestamp::from_naive(row.created_at),
            expires_at: Timestamp::from_naive(row.expires_at),
            used_at: row.used_at.map(Timestamp::from_naive),
        })
    }
}

pub(in crate::people) struct New<'a> {
    pub(in crate::people) token_hash: String,
    pub(in crate::people) purpose: &'a Purpose,
    pub(in crate::people) email: &'a str,
    pub(in crate::people) name: &'a str,
    pub(in crate::people) invited_by: Option<Id<Account>>,
    pub(in crate::people) expires_at: Timestamp,
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &New<'_>) -> Result<(), Error> {
    let purpose = serde_json::to_string(new.purpose).map_err(|e| Error::Broken(e.to_string()))?;
    let id = tx.id::<Link>().text();
    let now = tx.now().naive();
    diesel::insert_into(l::table)
        .values((
            (l::id.eq(id), l::token_hash.eq(&new.token_hash), l::purpose.eq(purpose), l::email.eq(new.email), l::name.eq(new.name)),
            (l::invited_by.eq(new.invited_by.map(|id| id.text())), l::created_at.eq(now), l::expires_at.eq(new.expires_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::people) fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<Link>, Error> {
    l::table.filter(l::token_hash.eq(token_hash)).first::<Row>(conn).optional()?.map(Link::try_from).transpose()
}

/// When links were asked for by an address between two instants, newest first: what a clock wrote that was ahead
/// must keep nobody from asking.
pub(in crate::people) fn list_requested_between(
    conn: &mut Conn,
    email: &str,
    (since, until): (Timestamp, Timestamp),
) -> Result<Vec<Timestamp>, Error> {
    let times: Vec<NaiveDateTime> = l::table
        .filter(l::email.eq(email))
        .filter(l::invited_by.is_null())
        .filter(l::created_at.gt(since.naive()))
        .filter(l::created_at.le(until.naive()))
        .order(l::created_at.desc())
        .select(l::created_at)
        .load(conn)?;
    Ok(times.into_iter().map(Timestamp::from_naive).collect())
}

/// How many links somebody sent to others between two instants.
pub(in crate::people) fn count_sent_between(
    conn: &mut Conn,
    by: Id<Account>,
    (since, until): (Timestamp, Timestamp),
) -> Result<i64, Error> {
    Ok(l::table
        .filter(l::invited_by.eq(by.text()))
        .filter(l::created_at.gt(since.naive()))
        .filter(l::created_at.le(until.naive()))
        .count()
        .get_result(conn)?)
}

/// Marks a link used; a link is used once, whoever comes first.
pub(in crate::people) fn mark_used(tx: &mut Tx<'_>, link: &Link) -> Result<bool, Error> {
    let now = tx.now().naive();
    let unused = l::table.find(link.id.text()).filter(l::used_at.is_null());
    Ok(diesel::update(unused).set(l::used_at.eq(now)).execute(&mut **tx)? == 1)
}

/// Ends every pending link to a person and every invitation by them.
pub(in crate::people) fn mark_all_used(tx: &mut Tx<'_>, person: &Person) -> Result<(), Error> {
    let now = tx.now().naive();
    let theirs = l::email.eq(&person.email).or(l::invited_by.eq(person.id.text()).assume_not_null());
    diesel::update(l::table.filter(l::used_at.is_null()).filter(theirs)).set(l::used_at.eq(now)).execute(&mut **tx)?;
    Ok(())
}
