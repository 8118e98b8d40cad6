//! Rows of meetings, their agendas and who attends.

use super::{id, one};
use crate::db::schema::{meeting_attendance as p, meeting_items as i, meetings as m};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Money, Timestamp};
use crate::meeting::{Attendance, Item, Meeting, Stage};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    opportunity_id: String,
    title: String,
    starts_at: NaiveDateTime,
    place: String,
    budget_cents: i64,
    chair_id: Option<String>,
    chair_name: String,
    stage: String,
    on_table: Option<String>,
    planned_by: String,
    planned_by_name: String,
    planned_at: NaiveDateTime,
    opened_at: Option<NaiveDateTime>,
    closed_at: Option<NaiveDateTime>,
    reason: String,
    version: i64,
}

impl TryFrom<Row> for Meeting {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            round: id(&row.opportunity_id)?,
            title: row.title,
            starts_at: Timestamp::from_naive(row.starts_at),
            place: row.place,
            budget: Money::from_cents(row.budget_cents),
            chair: row.chair_id.as_deref().map(id).transpose()?,
            chair_name: row.chair_name,
            stage: row.stage.parse().map_err(|_| Error::unreadable("stage of a meeting", &row.stage))?,
            on_table: row.on_table.as_deref().map(id).transpose()?,
            planned_by: id(&row.planned_by)?,
            planned_by_name: row.planned_by_name,
            planned_at: Timestamp::from_naive(row.planned_at),
            opened_at: row.opened_at.map(Timestamp::from_naive),
            closed_at: row.closed_at.map(Timestamp::from_naive),
            reason: row.reason,
            version: row.version,
        })
    }
}

fn domain(rows: Vec<Row>) -> Result<Vec<Meeting>, Error> {
    rows.into_iter().map(Meeting::try_from).collect()
}

pub(in crate::meeting) fn meeting(conn: &mut Conn, id: Id<Meeting>) -> Result<Meeting, Error> {
    m::table.find(id.text()).first::<Row>(conn)?.try_into()
}

/// The meetings that begin last, first.
pub(in crate::meeting) fn list(conn: &mut Conn, limit: i64) -> Result<Vec<Meeting>, Error> {
    domain(m::table.order((m::starts_at.desc(), m::id.desc())).limit(limit).load(conn)?)
}

/// The meetings that are planned or go on, of these rounds or with this chair, those that begin next first.
pub(in crate::meeting) fn list_to_come(
    conn: &mut Conn,
    rounds: &[Id<Opportunity>],
    chair: Id<Account>,
    limit: i64,
) -> Result<Vec<Meeting>, Error> {
    let rounds: Vec<String> = rounds.iter().map(|id| id.text()).collect();
    let live = [Stage::Planned.to_string(), Stage::Open.to_string()];
    let theirs = m::table.filter(m::stage.eq_any(live)).filter(m::opportunity_id.eq_any(rounds).or(m::chair_id.eq(chair.text())));
    domain(theirs.order((m::starts_at, m::id)).limit(limit).load(conn)?)
}

pub(in crate::meeting) fn insert(tx: &mut Tx<'_>, new: &Meeting) -> Result<(), Error> {
    diesel::insert_into(m::table)
        .values((
            (m::id.eq(new.id.text()), m::opportunity_id.eq(new.round.text()), m::title.eq(&new.title), m::place.eq(&new.place)),
            (m::starts_at.eq(new.starts_at.naive()), m::budget_cents.eq(new.budget.cents()), m::stage.eq(new.stage.to_string())),
            (m::chair_id.eq(new.chair.map(|id| id.text())), m::chair_name.eq(&new.chair_name)),
            (m::planned_by.eq(new.planned_by.text()), m::planned_by_name.eq(&new.planned_by_name)),
            (m::planned_at.eq(new.planned_at.naive()), m::reason.eq(&new.reason), m::version.eq(new.version)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Replaces what a meeting says, if it is as it was read.
pub(in crate::meeting) fn change(tx: &mut Tx<'_>, new: &Meeting) -> Result<(), Error> {
    let row = m::table.filter(m::id.eq(new.id.text())).filter(m::version.eq(new.version));
    one(diesel::update(row)
        .set((
            (m::title.eq(&new.title), m::place.eq(&new.place), m::starts_at.eq(new.starts_at.naive())),
            (m::budget_cents.eq(new.budget.cents()), m::chair_id.eq(new.chair.map(|id| id.text())), m::chair_name.eq(&new.chair_name)),
            m::version.eq(new.version + 1),
        ))
        .execute(&mut **tx)?)
}

/// It is open, closed or cancelled from now on; nothing is on the table any more.
pub(in crate::meeting) fn mark_stage(tx: &mut Tx<'_>, read: &Meeting, stage: Stage, reason: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let is_over = matches!(stage, Stage::Closed | Stage::Cancelled);
    let opened = if stage == Stage::Open { Some(now) } else { read.opened_at.map(Timestamp::naive) };
    let row = m::table.filter(m::id.eq(read.id.text())).filter(m::version.eq(read.version));
    one(diesel::update(row)
        .set((
            (m::stage.eq(stage.to_string()), m::opened_at.eq(opened), m::closed_at.eq(is_over.then_some(now))),
            (m::on_table.eq(None::<String>), m::reason.eq(reason), m::version.eq(read.version + 1)),
        ))
        .execute(&mut **tx)?)
}

pub(in crate::meeting) fn mark_on_table(tx: &mut Tx<'_>, read: &Meeting, item: Id<Item>) -> Result<(), Error> {
    let row = m::table.filter(m::id.eq(read.id.text())).filter(m::version.eq(read.version));
    one(diesel::update(row).set((m::on_table.eq(Some(item.text())), m::version.eq(read.version + 1))).execute(&mut **tx)?)
}

fn item_of((own, meeting, application, place): (String, String, String, i32)) -> Result<Item, Error> {
    Ok(Item { id: id(&own)?, meeting: id(&meeting)?, application: id(&application)?, place })
}

pub(in crate::meeting) fn item(conn: &mut Conn, id: Id<Item>) -> Result<Item, Error> {
    let row: (String, String, String, i32) = i::table.find(id.text()).first(conn)?;
    item_of(row)
}

/// The agenda of a meeting, in its order.
pub(in crate::meeting) fn list_items(conn: &mut Conn, meeting: Id<Meeting>) -> Result<Vec<Item>, Error> {
    let rows: Vec<(String, String, String, i32)> = i::table.filter(i::meeting_id.eq(meeting.text())).order((i::place, i::id)).load(conn)?;
    rows.into_iter().map(item_of).collect()
}

pub(in crate::meeting) fn insert_item(
    tx: &mut Tx<'_>,
    meeting: Id<Meeting>,
    application: Id<Application>,
    place: i32,
) -> Result<(), Error> {
    let id = tx.id::<Item>();
    diesel::insert_into(i::table)
        .values((i::id.eq(id.text()), i::meeting_id.eq(meeting.text()), i::application_id.eq(application.text()), i::place.eq(place)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::meeting) fn change_place(tx: &mut Tx<'_>, item: Id<Item>, place: i32) -> Result<(), Error> {
    one(diesel::update(i::table.find(item.text())).set(i::place.eq(place)).execute(&mut **tx)?)
}

#[derive(Queryable)]
struct Came {
    _id: String,
    _meeting_id: String,
    account_id: String,
    name: String,
    is_present: bool,
    at: NaiveDateTime,
    by_name: String,
}

/// Who came and left, in the order in which it was said.
pub(in crate::meeting) fn list_attendance(conn: &mut Conn, meeting: Id<Meeting>) -> Result<Vec<Attendance>, Error> {
    let rows: Vec<Came> = p::table.filter(p::meeting_id.eq(meeting.text())).order(p::id).load(conn)?;
    let attendance = |row: Came| -> Result<Attendance, Error> {
        let Came { account_id, name, is_present, at, by_name, .. } = row;
        Ok(Attendance { account: id(&account_id)?, name, is_present, at: Timestamp::from_naive(at), by_name })
    };
    rows.into_iter().map(attendance).collect()
}

pub(in crate::meeting) fn insert_attendance(tx: &mut Tx<'_>, meeting: Id<Meeting>, new: &Attendance) -> Result<(), Error> {
    let id = tx.id::<Attendance>();
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(id.text()), p::meeting_id.eq(meeting.text()), p::account_id.eq(new.account.text()), p::name.eq(&new.name)),
            (p::is_present.eq(new.is_present), p::at.eq(new.at.naive()), p::by_name.eq(&new.by_name)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
