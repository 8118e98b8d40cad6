//! Rows of marks and of pairs.

use super::marks::Marks;
use super::pair::{Pair, SetAside, Why};
use crate::db::schema::{applications as a, comparisons_due as d, possible_duplicates as p, similarity_marks as m};
use crate::db::{Conn, Error, Tx, portable};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// So many shared marks are looked at, those of the newest applications.
const MOST_SHARED: i64 = 5_000;
/// So many pairs of one application are shown.
const MOST_SHOWN: i64 = 50;
/// Rows in one statement.
const CHUNK: usize = 500;

pub(super) fn queue(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), Error> {
    let now = tx.now().naive();
    if diesel::update(d::table.find(id.text())).set(d::since.eq(now)).execute(&mut **tx)? == 0 {
        diesel::insert_into(d::table).values((d::application_id.eq(id.text()), d::since.eq(now))).execute(&mut **tx)?;
    }
    Ok(())
}

pub(super) fn list_due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Id<Application>>, Error> {
    let due = d::table.filter(d::since.le(now.naive())).order((d::since, d::application_id)).limit(limit);
    due.select(d::application_id).load::<String>(conn)?.iter().map(|text| id_of(text)).collect()
}

pub(super) fn put_off(tx: &mut Tx<'_>, id: Id<Application>, at: Timestamp) -> Result<(), Error> {
    diesel::update(d::table.find(id.text())).set(d::since.eq(at.naive())).execute(&mut **tx)?;
    Ok(())
}

/// Keeps its place in the queue from other workers until the transaction ends; `false` where one was first.
pub(super) fn hold_due(tx: &mut Tx<'_>, id: Id<Application>) -> Result<bool, Error> {
    Ok(diesel::update(d::table.find(id.text())).set(d::since.eq(d::since)).execute(&mut **tx)? == 1)
}

pub(super) fn marks(conn: &mut Conn, id: Id<Application>) -> Result<Marks, Error> {
    let rows: Vec<(String, String)> = m::table.filter(m::application_id.eq(id.text())).select((m::mark, m::label)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Waits until no other comparison looks for pairs: two at once could keep the same pair.
pub(super) fn queue_up(tx: &mut Tx<'_>) -> Result<(), Error> {
    portable::lock_named(tx, "duplicates")
}

/// Takes it out of the queue; `false` where another worker was first.
pub(super) fn take_due(tx: &mut Tx<'_>, id: Id<Application>) -> Result<bool, Error> {
    Ok(diesel::delete(d::table.find(id.text())).execute(&mut **tx)? == 1)
}

pub(super) fn change_marks(tx: &mut Tx<'_>, id: Id<Application>, marks: &Marks) -> Result<(), Error> {
    diesel::delete(m::table.filter(m::application_id.eq(id.text()))).execute(&mut **tx)?;
    let rows: Vec<_> =
        marks.iter().map(|(mark, label)| (m::application_id.eq(id.text()), m::mark.eq(mark.clone()), m::label.eq(label.clone()))).collect();
    for row in rows {
        diesel::insert_into(m::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

/// A mark that another application has too.
pub(super) struct Shared {
    pub(super) application: String,
    pub(super) city: String,
    pub(super) mark: String,
    pub(super) label: String,
}

pub(super) fn list_sharing(conn: &mut Conn, id: Id<Application>, marks: &[String]) -> Result<Vec<Shared>, Error> {
    let mut found = Vec::new();
    for some in marks.chunks(CHUNK) {
        let rows: Vec<(String, String, String, String)> = m::table
            .inner_join(a::table.on(a::id.eq(m::application_id)))
            .filter(m::mark.eq_any(some))
            .filter(m::application_id.ne(id.text()))
            .filter(a::withdrawn_at.is_null())
            .order(m::application_id.desc())
            .limit(MOST_SHARED)
            .select((m::application_id, a::organisation_id, m::mark, m::label))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(application, city, mark, label)| Shared { application, city, mark, label }));
    }
    Ok(found)
}

type Row = (String, String, String, NaiveDateTime, Option<NaiveDateTime>, Option<String>, Option<String>);

fn id_of(text: &str) -> Result<Id<Application>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read((first, second, why, found_at, at, by, reason): Row) -> Result<Pair, Error> {
    let set_aside = at.map(|at| SetAside { by: by.unwrap_or_default(), at: Timestamp::from_naive(at), reason: reason.unwrap_or_default() });
    Ok(Pair {
        first: id_of(&first)?,
        second: id_of(&second)?,
        why: serde_json::from_str(&why).map_err(|e| Error::unreadable("reason", e))?,
        found_at: Timestamp::from_naive(found_at),
        set_aside,
    })
}

macro_rules! select {
    ($rows:expr) => {
        $rows.select((p::first_id, p::second_id, p::why, p::found_at, p::set_aside_at, p::set_aside_name, p::set_aside_reason))
    };
}

pub(super) fn find(conn: &mut Conn, (first, second): (Id<Application>, Id<Application>)) -> Result<Option<Pair>, Error> {
    select!(p::table.find((first.text(), second.text()))).first::<Row>(conn).optional()?.map(read).transpose()
}

/// Pairs with an application that was withdrawn since are not told.
pub(super) fn list(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Pair>, Error> {
    let later =
        p::table.inner_join(a::table.on(a::id.eq(p::second_id))).filter(p::first_id.eq(id.text())).filter(a::withdrawn_at.is_null());
    let mut rows: Vec<Row> = select!(later).order(p::second_id.desc()).limit(MOST_SHOWN).load(conn)?;
    let earlier =
        p::table.inner_join(a::table.on(a::id.eq(p::first_id))).filter(p::second_id.eq(id.text())).filter(a::withdrawn_at.is_null());
    rows.extend(select!(earlier).order(p::first_id.desc()).limit(MOST_SHOWN).load::<Row>(conn)?);
    let mut pairs = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    pairs.sort_by_key(|pair| (pair.set_aside.is_some(), std::cmp::Reverse(pair.other(id))));
    pairs.truncate(usize::try_from(MOST_SHOWN).unwrap_or_default());
    Ok(pairs)
}

pub(super) fn list_flagged(conn: &mut Conn, ids: &[String], without: &[String]) -> Result<Vec<String>, Error> {
    let later = p::table.inner_join(a::table.on(a::id.eq(p::second_id))).filter(p::first_id.eq_any(ids)).filter(a::id.ne_all(without));
    let mut found: Vec<String> =
        later.filter(a::withdrawn_at.is_null()).filter(p::set_aside_at.is_null()).select(p::first_id).load(conn)?;
    let earlier = p::table.inner_join(a::table.on(a::id.eq(p::first_id))).filter(p::second_id.eq_any(ids)).filter(a::id.ne_all(without));
    found.extend(earlier.filter(a::withdrawn_at.is_null()).filter(p::set_aside_at.is_null()).select(p::second_id).load::<String>(conn)?);
    Ok(found.into_iter().collect::<BTreeSet<_>>().into_iter().collect())
}

/// Pairs that nobody set aside are found anew.
pub(super) fn delete_open(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), Error> {
    let own = p::table.filter(p::first_id.eq(id.text()).or(p::second_id.eq(id.text()))).filter(p::set_aside_at.is_null());
    diesel::delete(own).execute(&mut **tx)?;
    Ok(())
}

/// Keeps a pair. One that was set aside stays so while there is no reason that nobody looked at.
pub(super) fn keep(tx: &mut Tx<'_>, pair: &Pair) -> Result<(), Error> {
    let (first, second) = (pair.first.text(), pair.second.text());
    if let Some(earlier) = find(tx, (pair.first, pair.second))? {
        let is_known = |why: &Why| earlier.why.contains(why);
        if pair.why.iter().all(is_known) {
            return Ok(());
        }
        // Unless somebody set it aside this moment: then all is compared again later.
        let pair = p::table.find((&first, &second));
        let as_read = pair.filter(p::set_aside_at.is_null().eq(earlier.set_aside.is_none()));
        if diesel::delete(as_read).execute(&mut **tx)? == 0 {
            return Err(Error::Stale);
        }
    }
    let why = serde_json::to_string(&pair.why).map_err(|e| Error::unreadable("reason", e))?;
    diesel::insert_into(p::table)
        .values((p::first_id.eq(&first), p::second_id.eq(&second), p::why.eq(why), p::found_at.eq(pair.found_at.naive())))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn mark_set_aside(
    tx: &mut Tx<'_>,
    (first, second): (Id<Application>, Id<Application>),
    by: Id<Account>,
    looked: &SetAside,
) -> Result<(), Error> {
    diesel::update(p::table.find((first.text(), second.text())))
        .set((
            (p::set_aside_at.eq(looked.at.naive()), p::set_aside_by.eq(by.text())),
            (p::set_aside_name.eq(&looked.by), p::set_aside_reason.eq(&looked.reason)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
