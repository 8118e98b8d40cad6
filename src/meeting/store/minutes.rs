//! Rows of what was noted, agreed and recommended: only added to.

use super::id;
use crate::db::schema::{meeting_consensus as c, meeting_items as i, meeting_notes as n, meeting_outcomes as o, meetings as m};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Money, Timestamp};
use crate::meeting::{Agreed, Item, Note, Outcome, Outcomes, Stage};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable)]
struct Noted {
    _id: String,
    item_id: String,
    body: String,
    by_name: String,
    at: NaiveDateTime,
}

/// What was noted on these, the first first.
pub(in crate::meeting) fn list_notes(conn: &mut Conn, items: &[Id<Item>]) -> Result<Vec<Note>, Error> {
    let items: Vec<String> = items.iter().map(|id| id.text()).collect();
    let rows: Vec<Noted> = n::table.filter(n::item_id.eq_any(items)).order(n::id).load(conn)?;
    let note = |row: Noted| -> Result<Note, Error> {
        let Noted { item_id, body, by_name, at, .. } = row;
        Ok(Note { item: id(&item_id)?, body, by_name, at: Timestamp::from_naive(at) })
    };
    rows.into_iter().map(note).collect()
}

pub(in crate::meeting) fn insert_note(tx: &mut Tx<'_>, new: &Note) -> Result<(), Error> {
    let id = tx.id::<Note>();
    diesel::insert_into(n::table)
        .values((
            (n::id.eq(id.text()), n::item_id.eq(new.item.text()), n::body.eq(&new.body)),
            (n::by_name.eq(&new.by_name), n::at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

#[derive(Queryable)]
struct Consented {
    item_id: String,
    criterion: String,
    n: i32,
    score: i64,
    reason: String,
    by_name: String,
    at: NaiveDateTime,
}

/// What was agreed on these, the first first.
pub(in crate::meeting) fn list_agreed(conn: &mut Conn, items: &[Id<Item>]) -> Result<Vec<Agreed>, Error> {
    let items: Vec<String> = items.iter().map(|id| id.text()).collect();
    let rows: Vec<Consented> = c::table.filter(c::item_id.eq_any(items)).order((c::item_id, c::criterion, c::n)).load(conn)?;
    let agreed = |row: Consented| -> Result<Agreed, Error> {
        let Consented { item_id, criterion, n, score, reason, by_name, at } = row;
        Ok(Agreed { item: id(&item_id)?, criterion, n, score, reason, by_name, at: Timestamp::from_naive(at) })
    };
    rows.into_iter().map(agreed).collect()
}

pub(in crate::meeting) fn insert_agreed(tx: &mut Tx<'_>, new: &Agreed) -> Result<(), Error> {
    diesel::insert_into(c::table)
        .values((
            (c::item_id.eq(new.item.text()), c::criterion.eq(&new.criterion), c::n.eq(new.n), c::score.eq(new.score)),
            (c::reason.eq(&new.reason), c::by_name.eq(&new.by_name), c::at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

#[derive(Queryable)]
struct Ended {
    item_id: String,
    n: i32,
    verdict: String,
    amount_cents: i64,
    sentence: String,
    reason: String,
    by_name: String,
    at: NaiveDateTime,
}

impl TryFrom<Ended> for Outcome {
    type Error = Error;
    fn try_from(row: Ended) -> Result<Self, Error> {
        Ok(Self {
            item: id(&row.item_id)?,
            n: row.n,
            verdict: row.verdict.parse().map_err(|_| Error::unreadable("verdict of a panel", &row.verdict))?,
            amount: Money::from_cents(row.amount_cents),
            sentence: row.sentence,
            reason: row.reason,
            by_name: row.by_name,
            at: Timestamp::from_naive(row.at),
        })
    }
}

/// What was recommended on these, the first first.
pub(in crate::meeting) fn list_outcomes(conn: &mut Conn, items: &[Id<Item>]) -> Result<Vec<Outcome>, Error> {
    let items: Vec<String> = items.iter().map(|id| id.text()).collect();
    let rows: Vec<Ended> = o::table.filter(o::item_id.eq_any(items)).order((o::item_id, o::n)).load(conn)?;
    rows.into_iter().map(Outcome::try_from).collect()
}

/// The newest that meetings which are closed recommended on these applications.
pub(in crate::meeting) fn list_of_applications(conn: &mut Conn, applications: &[Id<Application>]) -> Result<Outcomes, Error> {
    let ids: Vec<String> = applications.iter().map(|id| id.text()).collect();
    let rows: Vec<(String, String, Ended)> = o::table
        .inner_join(i::table.on(i::id.eq(o::item_id)))
        .inner_join(m::table.on(m::id.eq(i::meeting_id)))
        .filter(i::application_id.eq_any(ids))
        .filter(m::stage.eq(Stage::Closed.to_string()))
        .order((o::at, o::n))
        .select((i::application_id, i::meeting_id, o::all_columns))
        .load(conn)?;
    let mut newest = BTreeMap::new();
    for (application, meeting, row) in rows {
        // The newest is read last, and stays.
        newest.insert(id(&application)?, (id(&meeting)?, Outcome::try_from(row)?));
    }
    Ok(newest)
}

pub(in crate::meeting) fn insert_outcome(tx: &mut Tx<'_>, new: &Outcome) -> Result<(), Error> {
    diesel::insert_into(o::table)
        .values((
            (o::item_id.eq(new.item.text()), o::n.eq(new.n), o::verdict.eq(new.verdict.to_string()), o::sentence.eq(&new.sentence)),
            (o::amount_cents.eq(new.amount.cents()), o::reason.eq(&new.reason), o::by_name.eq(&new.by_name), o::at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
