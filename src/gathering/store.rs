//! Rows of events and of activities as they were held.

use super::event::{Event, EventInput};
use super::record::{ActivityRecord, Person, RecordState};
use crate::award::Award;
use crate::db::schema::{activity_people as p, activity_records as r, event_names as n, events as e};
use crate::db::{Conn, Error, Multi, Tx};
use crate::intake::Attendee;
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, Actor};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeSet;

type EventRow =
    ((String, String, String, String, String, String), (NaiveDate, NaiveDate, String, Option<String>), (String, NaiveDateTime, i64));

macro_rules! event_columns {
    () => {
        (
            (e::id, e::kind, e::title, e::provider, e::place, e::country),
            (e::starts_on, e::ends_on, e::url, e::merged_into),
            (e::made_by_name, e::made_at, e::version),
        )
    };
}

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read_event((what, when, course): EventRow) -> Result<Event, Error> {
    Ok(Event {
        id: id(&what.0)?,
        kind: what.1,
        title: what.2,
        provider: what.3,
        place: what.4,
        country: what.5,
        starts_on: when.0,
        ends_on: when.1,
        url: when.2,
        merged_into: when.3.as_deref().map(id).transpose()?,
        made_by_name: course.0,
        made_at: Timestamp::from_naive(course.1),
        version: course.2,
    })
}

fn read_events(rows: Vec<EventRow>) -> Result<Vec<Event>, Error> {
    rows.into_iter().map(read_event).collect()
}

pub(super) fn find_event(conn: &mut Conn, event: Id<Event>) -> Result<Option<Event>, Error> {
    e::table.find(event.text()).select(event_columns!()).first::<EventRow>(conn).optional()?.map(read_event).transpose()
}

/// Whether the person may know of an event: the fund entered it, or an award that is open to them did or has a part in it.
pub(super) fn is_open(conn: &mut Conn, actor: &Actor, event: Id<Event>) -> Result<bool, Error> {
    let closed = actor.walls.ids();
    if closed.is_empty() {
        return Ok(true);
    }
    let own = e::table.find(event.text()).filter(e::award_id.is_null().or(e::award_id.ne_all(closed.clone())));
    if own.count().get_result::<i64>(conn)? > 0 {
        return Ok(true);
    }
    let parts = r::table.filter(r::event_id.eq(event.text())).filter(r::award_id.ne_all(closed));
    Ok(parts.count().get_result::<i64>(conn)? > 0)
}

/// Which events to list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted<'a> {
    /// Those that begin in these days.
    Between(NaiveDate, NaiveDate),
    /// Those of which every word begins so, newest first; of those only what takes place on one of these days.
    Words(&'a [String], Option<(NaiveDate, NaiveDate)>),
    /// Those that were merged into this one.
    MergedInto(Id<Event>),
}

/// Events that are open to the person: without those that only closed awards know of.
pub(super) fn list_events(conn: &mut Conn, closed: &[String], wanted: Wanted<'_>, limit: i64) -> Result<Vec<Event>, Error> {
    let mut query = e::table.select(event_columns!()).order((e::starts_on.desc(), e::id.desc())).limit(limit).into_boxed::<Multi>();
    if !closed.is_empty() {
        let parts = r::table.filter(r::award_id.ne_all(closed.to_vec())).filter(r::event_id.is_not_null());
        let parts = parts.select(r::event_id.assume_not_null());
        query = query.filter(e::award_id.is_null().or(e::award_id.ne_all(closed.to_vec())).or(e::id.eq_any(parts)));
    }
    query = match wanted {
        Wanted::Between(from, to) => query.filter(e::starts_on.between(from, to)).filter(e::merged_into.is_null()),
        Wanted::Words(words, days) => {
            let mut query = query.filter(e::merged_into.is_null());
            if let Some((first, last)) = days {
                query = query.filter(e::starts_on.le(last)).filter(e::ends_on.ge(first));
            }
            for word in words {
                let named = n::table.filter(n::folded.like(format!("{word}%"))).select(n::event_id);
                query = query.filter(e::id.eq_any(named));
            }
            query
        }
        Wanted::MergedInto(event) => query.filter(e::merged_into.eq(event.text())),
    };
    read_events(query.load::<EventRow>(conn)?)
}

pub(super) fn insert_event(
    tx: &mut Tx<'_>,
    (event, input): (Id<Event>, &EventInput),
    (starts_on, ends_on): (NaiveDate, NaiveDate),
    words: &BTreeSet<String>,
    (award, by, name): (Option<Id<Award>>, Id<Account>, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(e::table)
        .values((
            (e::id.eq(event.text()), e::kind.eq(&input.kind), e::title.eq(&input.title), e::provider.eq(&input.provider)),
            (e::place.eq(&input.place), e::country.eq(&input.country), e::starts_on.eq(starts_on), e::ends_on.eq(ends_on)),
            (e::url.eq(&input.url), e::award_id.eq(award.map(|id| id.text()))),
            (e::made_by.eq(by.text()), e::made_by_name.eq(name), e::made_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    insert_words(tx, event, words)
}

fn insert_words(tx: &mut Tx<'_>, event: Id<Event>, words: &BTreeSet<String>) -> Result<(), Error> {
    for word in words {
        diesel::insert_into(n::table).values((n::event_id.eq(event.text()), n::folded.eq(word))).execute(&mut **tx)?;
    }
    Ok(())
}

/// Corrects an event that stands for itself, over the version that was read, and the words by which it is found.
pub(super) fn change_event(
    tx: &mut Tx<'_>,
    event: &Event,
    input: &EventInput,
    (starts_on, ends_on): (NaiveDate, NaiveDate),
    words: &BTreeSet<String>,
) -> Result<(), Error> {
    let values = (
        (e::kind.eq(&input.kind), e::title.eq(&input.title), e::provider.eq(&input.provider)),
        (e::place.eq(&input.place), e::country.eq(&input.country), e::starts_on.eq(starts_on), e::ends_on.eq(ends_on)),
        (e::url.eq(&input.url), e::version.eq(event.version + 1)),
    );
    let row = e::table.find(event.id.text()).filter(e::version.eq(event.version)).filter(e::merged_into.is_null());
    one(diesel::update(row).set(values).execute(&mut **tx)?)?;
    diesel::delete(n::table.filter(n::event_id.eq(event.id.text()))).execute(&mut **tx)?;
    insert_words(tx, event.id, words)
}

/// The award for which a city entered an event.
pub(super) fn find_award_of(conn: &mut Conn, event: Id<Event>) -> Result<Option<String>, Error> {
    Ok(e::table.find(event.text()).select(e::award_id).first::<Option<String>>(conn).optional()?.flatten())
}

/// Lets `kept` stand for `merged`, and for all that `merged` had stood for.
pub(super) fn change_merged(tx: &mut Tx<'_>, merged: &Event, kept: Id<Event>) -> Result<(), Error> {
    diesel::update(e::table.filter(e::merged_into.eq(merged.id.text()))).set(e::merged_into.eq(kept.text())).execute(&mut **tx)?;
    let row = e::table.find(merged.id.text()).filter(e::version.eq(merged.version)).filter(e::merged_into.is_null());
    one(diesel::update(row).set((e::merged_into.eq(kept.text()), e::version.eq(merged.version + 1))).execute(&mut **tx)?)
}

/// Lets an event stand for itself again.
pub(super) fn change_separated(tx: &mut Tx<'_>, event: &Event) -> Result<(), Error> {
    let row = e::table.find(event.id.text()).filter(e::version.eq(event.version)).filter(e::merged_into.is_not_null());
    one(diesel::update(row).set((e::merged_into.eq(None::<String>), e::version.eq(event.version + 1))).execute(&mut **tx)?)
}

type RecordRow = (
    (String, String, Option<String>, String, String, String, String),
    (NaiveDate, NaiveDate, String, String, i32, i32),
    (String, bool, String, String, NaiveDateTime, i64),
);
type PersonRow = (String, String, String, String, String, bool);

macro_rules! record_columns {
    () => {
        (
            (r::id, r::award_id, r::event_id, r::kind, r::title, r::place, r::country),
            (r::starts_on, r::ends_on, r::partner, r::provider, r::attendees_career, r::attendees_appointee),
            (r::state, r::added, r::reason, r::changed_by_name, r::changed_at, r::version),
        )
    };
}

fn read_record((what, when, course): RecordRow, people: Vec<Person>) -> Result<ActivityRecord, Error> {
    let state: RecordState = course.0.parse().map_err(|_| Error::unreadable("state of an activity", &course.0))?;
    Ok(ActivityRecord {
        id: id(&what.0)?,
        award: id(&what.1)?,
        event: what.2.as_deref().map(id).transpose()?,
        kind: what.3,
        title: what.4,
        place: what.5,
        country: what.6,
        starts_on: when.0,
        ends_on: when.1,
        partner: when.2,
        provider: when.3,
        career: when.4,
        appointees: when.5,
        state,
        added: course.1,
        reason: course.2,
        changed_by_name: course.3,
        changed_at: Timestamp::from_naive(course.4),
        version: course.5,
        people,
    })
}

fn read_person((_, person, name, job, standing, attended): PersonRow) -> Result<Person, Error> {
    let standing = standing.parse().map_err(|_| Error::unreadable("standing", &standing))?;
    Ok(Person { attendee: Attendee { id: id(&person)?, name, job, standing }, attended })
}

/// With their people, whom one query reads.
fn with_people(conn: &mut Conn, rows: Vec<RecordRow>) -> Result<Vec<ActivityRecord>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.0.0.clone()).collect();
    let people: Vec<PersonRow> = p::table
        .filter(p::activity_id.eq_any(&ids))
        .order((p::activity_id, p::id))
        .select((p::activity_id, p::id, p::name, p::job, p::standing, p::attended))
        .load(conn)?;
    let of = |activity: &str| people.iter().filter(|row| row.0 == activity).cloned().map(read_person).collect::<Result<Vec<_>, _>>();
    rows.into_iter()
        .map(|row| {
            let people = of(&row.0.0)?;
            read_record(row, people)
        })
        .collect()
}

/// What became of the activities of an award, in the order of their days.
pub(super) fn list_records(conn: &mut Conn, award: Id<Award>) -> Result<Vec<ActivityRecord>, Error> {
    let rows =
        r::table.filter(r::award_id.eq(award.text())).order((r::starts_on, r::id)).select(record_columns!()).load::<RecordRow>(conn)?;
    with_people(conn, rows)
}

/// An event and all that were merged into it.
pub(super) fn list_with_merged(conn: &mut Conn, event: Id<Event>) -> Result<Vec<String>, Error> {
    let mut all: Vec<String> = e::table.filter(e::merged_into.eq(event.text())).select(e::id).load(conn)?;
    all.push(event.text());
    Ok(all)
}

/// At most `limit` of the activities that are parts in any of these events, without those of closed awards: in the order of their
/// awards, after one of them.
pub(super) fn list_of_events(
    conn: &mut Conn,
    closed: &[String],
    events: &[String],
    (after, limit): (Option<(String, String)>, i64),
) -> Result<Vec<ActivityRecord>, Error> {
    let mut query = r::table
        .filter(r::event_id.eq_any(events.to_vec()))
        .filter(r::award_id.ne_all(closed.to_vec()))
        .order((r::award_id, r::id))
        .limit(limit)
        .select(record_columns!())
        .into_boxed::<Multi>();
    if let Some((award, activity)) = after {
        let later = r::award_id.gt(award.clone()).or(r::award_id.eq(award.clone()).and(r::id.gt(activity)));
        query = query.filter(r::award_id.ge(award)).filter(later);
    }
    let rows = query.load::<RecordRow>(conn)?;
    with_people(conn, rows)
}

pub(super) fn find_record(conn: &mut Conn, activity: &str) -> Result<Option<ActivityRecord>, Error> {
    let row = r::table.find(activity).select(record_columns!()).first::<RecordRow>(conn).optional()?;
    Ok(with_people(conn, row.into_iter().collect())?.pop())
}

/// Keeps a record: a new one, or over the one with the version before.
pub(super) fn keep_record(tx: &mut Tx<'_>, record: &ActivityRecord) -> Result<(), Error> {
    let state: &str = record.state.into();
    let values = (
        (r::kind.eq(&record.kind), r::title.eq(&record.title), r::place.eq(&record.place), r::country.eq(&record.country)),
        (
            r::starts_on.eq(record.starts_on),
            r::ends_on.eq(record.ends_on),
            r::partner.eq(&record.partner),
            r::provider.eq(&record.provider),
        ),
        (
            r::event_id.eq(record.event.map(|id| id.text())),
            r::attendees_career.eq(record.career),
            r::attendees_appointee.eq(record.appointees),
        ),
        (r::state.eq(state), r::reason.eq(&record.reason), r::changed_by_name.eq(&record.changed_by_name)),
        (r::changed_at.eq(record.changed_at.naive()), r::version.eq(record.version)),
    );
    if record.version == 1 {
        let key = (r::id.eq(record.id.text()), r::award_id.eq(record.award.text()), r::added.eq(record.added));
        diesel::insert_into(r::table).values((key, values.0, values.1, values.2, values.3, values.4)).execute(&mut **tx)?;
    } else {
        let row = r::table.find(record.id.text()).filter(r::version.eq(record.version - 1));
        one(diesel::update(row).set(values).execute(&mut **tx)?)?;
    }
    diesel::delete(p::table.filter(p::activity_id.eq(record.id.text()))).execute(&mut **tx)?;
    for person in &record.people {
        let standing: &str = person.attendee.standing.into();
        diesel::insert_into(p::table)
            .values((
                (p::activity_id.eq(record.id.text()), p::id.eq(person.attendee.id.text()), p::name.eq(&person.attendee.name)),
                (p::job.eq(&person.attendee.job), p::standing.eq(standing), p::attended.eq(person.attended)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// How many activities are parts in any of these events, without those of closed awards.
pub(super) fn count_parts(conn: &mut Conn, closed: &[String], events: &[String]) -> Result<i64, Error> {
    Ok(r::table.filter(r::event_id.eq_any(events)).filter(r::award_id.ne_all(closed)).count().get_result(conn)?)
}

/// The event that an activity is a part in.
pub(super) fn find_event_of(conn: &mut Conn, activity: &str) -> Result<Option<String>, Error> {
    Ok(r::table.find(activity).select(r::event_id).first::<Option<String>>(conn).optional()?.flatten())
}

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
