//! Rows of seats and of what the people on them know about.

use super::{id, one};
use crate::db::schema::{panel_seats as s, panel_tags as t};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::panel::{Absence, Seat, Stage, Terms};
use crate::people::Account;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable)]
struct Row {
    id: String,
    opportunity_id: String,
    email: String,
    name: String,
    account_id: Option<String>,
    most_reviews: i32,
    absent_from: Option<NaiveDate>,
    absent_to: Option<NaiveDate>,
    reply_by: NaiveDate,
    note: String,
    invited_by: String,
    invited_by_name: String,
    invited_at: NaiveDateTime,
    asked_n: i32,
    asked_at: NaiveDateTime,
    asked_by: String,
    stage: String,
    answered_at: Option<NaiveDateTime>,
    reason: String,
    ended_at: Option<NaiveDateTime>,
    ended_by_name: String,
    version: i64,
    state: String,
}

impl TryFrom<Row> for Seat {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            round: id(&row.opportunity_id)?,
            email: row.email,
            name: row.name,
            account: row.account_id.as_deref().map(id).transpose()?,
            most_reviews: row.most_reviews,
            absence: row.absent_from.zip(row.absent_to).map(|(from, to)| Absence { from, to }),
            tags: vec![],
            reply_by: row.reply_by,
            note: row.note,
            invited_by: id(&row.invited_by)?,
            invited_by_name: row.invited_by_name,
            invited_at: Timestamp::from_naive(row.invited_at),
            asked_n: row.asked_n,
            asked_at: Timestamp::from_naive(row.asked_at),
            asked_by: id(&row.asked_by)?,
            stage: row.stage.parse().map_err(|_| Error::unreadable("stage of a seat", &row.stage))?,
            answered_at: row.answered_at.map(Timestamp::from_naive),
            reason: row.reason,
            ended_at: row.ended_at.map(Timestamp::from_naive),
            ended_by_name: row.ended_by_name,
            version: row.version,
            state: Some(row.state).filter(|state| !state.is_empty()),
        })
    }
}

/// The seats with what their people know about, in one more query.
fn with_tags(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Seat>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut seats = rows.into_iter().map(Seat::try_from).collect::<Result<Vec<_>, _>>()?;
    if seats.is_empty() {
        return Ok(seats);
    }
    let tags: Vec<(String, String)> = t::table.filter(t::seat_id.eq_any(ids)).load(conn)?;
    let mut by_seat: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (of, tag) in tags {
        by_seat.entry(of).or_default().push(tag);
    }
    for seat in &mut seats {
        seat.tags = by_seat.remove(&seat.id.text()).unwrap_or_default();
        // In one order, whatever the database takes for the order of letters.
        seat.tags.sort();
    }
    Ok(seats)
}

pub(in crate::panel) fn seat(conn: &mut Conn, id: Id<Seat>) -> Result<Seat, Error> {
    let row = s::table.find(id.text()).first::<Row>(conn)?;
    with_tags(conn, vec![row])?.pop().ok_or(Error::Missing)
}

/// Whether an address has a seat in a round, or is asked to take one.
pub(in crate::panel) fn find_open(conn: &mut Conn, round: Id<Opportunity>, email: &str) -> Result<Option<Seat>, Error> {
    let open = [Stage::Invited.to_string(), Stage::Accepted.to_string()];
    let row = s::table.filter(s::opportunity_id.eq(round.text())).filter(s::email.eq(email)).filter(s::stage.eq_any(open));
    row.first::<Row>(conn).optional()?.map(Seat::try_from).transpose()
}

pub(in crate::panel) fn count_of_round(conn: &mut Conn, round: Id<Opportunity>) -> Result<i64, Error> {
    Ok(s::table.filter(s::opportunity_id.eq(round.text())).count().get_result(conn)?)
}

/// The seats of a round, in the order in which they were offered.
pub(in crate::panel) fn list_of_round(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Seat>, Error> {
    let rows = s::table.filter(s::opportunity_id.eq(round.text())).order(s::id).limit(limit).load::<Row>(conn)?;
    with_tags(conn, rows)
}

/// The taken seats of a round, by name.
pub(in crate::panel) fn list_accepted(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Seat>, Error> {
    let taken = s::table.filter(s::opportunity_id.eq(round.text())).filter(s::stage.eq(Stage::Accepted.to_string()));
    let rows = taken.order((s::name, s::id)).load::<Row>(conn)?;
    with_tags(conn, rows)
}

/// Somebody's seats that are open, the newest first.
pub(in crate::panel) fn list_open_of(conn: &mut Conn, account: Id<Account>, limit: i64) -> Result<Vec<Seat>, Error> {
    let open = [Stage::Invited.to_string(), Stage::Accepted.to_string()];
    let theirs = s::table.filter(s::account_id.eq(account.text())).filter(s::stage.eq_any(open));
    let rows = theirs.order(s::id.desc()).limit(limit).load::<Row>(conn)?;
    with_tags(conn, rows)
}

pub(in crate::panel) fn insert(tx: &mut Tx<'_>, new: &Seat) -> Result<(), Error> {
    diesel::insert_into(s::table)
        .values((
            (s::id.eq(new.id.text()), s::opportunity_id.eq(new.round.text()), s::email.eq(&new.email), s::name.eq(&new.name)),
            (s::account_id.eq(new.account.map(|id| id.text())), s::most_reviews.eq(new.most_reviews), s::reply_by.eq(new.reply_by)),
            (s::note.eq(&new.note), s::invited_by.eq(new.invited_by.text()), s::invited_by_name.eq(&new.invited_by_name)),
            (s::invited_at.eq(new.invited_at.naive()), s::asked_n.eq(new.asked_n), s::asked_at.eq(new.asked_at.naive())),
            (s::asked_by.eq(new.asked_by.text()), s::stage.eq(new.stage.to_string())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Another letter with a link was sent by this person, with a last day to answer.
pub(in crate::panel) fn mark_asked(tx: &mut Tx<'_>, read: &Seat, (by, reply_by): (Id<Account>, NaiveDate)) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = s::table.filter(s::id.eq(read.id.text())).filter(s::version.eq(read.version));
    one(diesel::update(row)
        .set((
            (s::asked_n.eq(read.asked_n + 1), s::asked_at.eq(now), s::asked_by.eq(by.text())),
            (s::reply_by.eq(reply_by), s::version.eq(read.version + 1)),
        ))
        .execute(&mut **tx)?)
}

pub(in crate::panel) fn mark_accepted(
    tx: &mut Tx<'_>,
    read: &Seat,
    (account, name): (Id<Account>, &str),
    terms: &Terms,
) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = s::table.filter(s::id.eq(read.id.text())).filter(s::version.eq(read.version));
    one(diesel::update(row)
        .set((
            (s::stage.eq(Stage::Accepted.to_string()), s::answered_at.eq(Some(now)), s::version.eq(read.version + 1)),
            (s::account_id.eq(Some(account.text())), s::name.eq(name), s::most_reviews.eq(terms.most_reviews)),
            (s::absent_from.eq(terms.absence.map(|days| days.from)), s::absent_to.eq(terms.absence.map(|days| days.to))),
            s::state.eq(terms.state.as_deref().unwrap_or_default()),
        ))
        .execute(&mut **tx)?)?;
    change_tags(tx, read.id, &terms.tags)
}

pub(in crate::panel) fn change_terms(tx: &mut Tx<'_>, read: &Seat, terms: &Terms) -> Result<(), Error> {
    let row = s::table.filter(s::id.eq(read.id.text())).filter(s::version.eq(read.version));
    one(diesel::update(row)
        .set((
            (s::most_reviews.eq(terms.most_reviews), s::version.eq(read.version + 1)),
            (s::absent_from.eq(terms.absence.map(|days| days.from)), s::absent_to.eq(terms.absence.map(|days| days.to))),
            s::state.eq(terms.state.as_deref().unwrap_or_default()),
        ))
        .execute(&mut **tx)?)?;
    change_tags(tx, read.id, &terms.tags)
}

fn change_tags(tx: &mut Tx<'_>, seat: Id<Seat>, tags: &[String]) -> Result<(), Error> {
    diesel::delete(t::table.filter(t::seat_id.eq(seat.text()))).execute(&mut **tx)?;
    for tag in tags {
        diesel::insert_into(t::table).values((t::seat_id.eq(seat.text()), t::tag.eq(tag))).execute(&mut **tx)?;
    }
    Ok(())
}

/// It is over: declined, withdrawn or removed.
pub(in crate::panel) fn mark_ended(tx: &mut Tx<'_>, read: &Seat, stage: Stage, (reason, by_name): (&str, &str)) -> Result<(), Error> {
    let now = tx.now().naive();
    let answered = read.answered_at.map(Timestamp::naive).or((stage == Stage::Declined).then_some(now));
    let row = s::table.filter(s::id.eq(read.id.text())).filter(s::version.eq(read.version));
    one(diesel::update(row)
        .set((
            (s::stage.eq(stage.to_string()), s::answered_at.eq(answered), s::reason.eq(reason)),
            (s::ended_at.eq(Some(now)), s::ended_by_name.eq(by_name), s::version.eq(read.version + 1)),
        ))
        .execute(&mut **tx)?)
}
