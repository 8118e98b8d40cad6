//! What can be read of events and activities.

use super::event::Event;
use super::record::{ActivityRecord, RecordState};
use super::store::{self, Wanted};
use super::suggest::words_asked;
use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::intake::{self, Activity};
use crate::kernel::Id;
use crate::people::Actor;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// So many parts of one event are on a page.
const PARTS: usize = 100;
/// So many events that were merged into one are shown.
const MOST_MERGED: i64 = 500;

/// The activities of an award: those of its plan with what became of them laid over, and those that were added.
///
/// # Errors
/// The database's refusal.
pub fn activities(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Activity>, Error> {
    Ok(activities_and_records(conn, award)?.0)
}

/// The same with what became of them, as [`list_records`].
///
/// # Errors
/// The database's refusal.
pub fn activities_and_records(conn: &mut Conn, award: Id<Award>) -> Result<(Vec<Activity>, Vec<ActivityRecord>), Error> {
    let planned = intake::activities(conn, award.cast())?;
    let records = store::list_records(conn, award)?;
    Ok((laid_over(planned, &records), records))
}

fn laid_over(planned: Vec<Activity>, records: &[ActivityRecord]) -> Vec<Activity> {
    let mut next = planned.iter().map(|a| a.position).max().unwrap_or(0);
    let known: Vec<Id<Activity>> = planned.iter().map(|a| a.id).collect();
    let mut all: Vec<Activity> = planned
        .into_iter()
        .map(|activity| match records.iter().find(|record| record.id == activity.id) {
            Some(record) => record.over(Some(&activity), activity.position),
            None => activity,
        })
        .collect();
    for record in records.iter().filter(|record| !known.contains(&record.id)) {
        next = next.saturating_add(1);
        all.push(record.over(None, next));
    }
    all
}

/// What became of the activities of an award; those that are as planned are not among them.
///
/// # Errors
/// The database's refusal.
pub fn list_records(conn: &mut Conn, award: Id<Award>) -> Result<Vec<ActivityRecord>, Error> {
    store::list_records(conn, award)
}

/// Those of an award's activities of which nobody recorded yet that they were held or cancelled.
#[must_use]
pub fn unsettled<'a>(activities: &'a [Activity], records: &[ActivityRecord]) -> Vec<&'a Activity> {
    let is_settled = |id: Id<Activity>| records.iter().any(|record| record.id == id && record.state != RecordState::Planned);
    activities.iter().filter(|activity| !is_settled(activity.id)).collect()
}

/// For how many people an activity is, at least one: once it was held, for those who were there, named or counted; until
/// then, for those who are named, since no other number is kept before.
#[must_use]
pub fn people_at(activity: &Activity, records: &[ActivityRecord]) -> i64 {
    let held = records.iter().find(|record| record.id == activity.id && record.state == RecordState::Held);
    let named = i64::try_from(activity.attendees.len()).unwrap_or(1);
    held.map_or(named, |record| i64::from(record.attendees())).max(1)
}

/// One event.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn event(conn: &mut Conn, id: Id<Event>) -> Result<Event, Error> {
    store::find_event(conn, id)?.ok_or(Error::Missing)
}

/// One event, if the person may know of it.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_event(conn: &mut Conn, actor: &Actor, id: Id<Event>) -> Result<Event, Error> {
    let event = event(conn, id)?;
    if store::is_open(conn, actor, id)? { Ok(event) } else { Err(Error::Missing) }
}

/// The event that stands for one that was merged, if the person may know of it.
///
/// # Errors
/// The database's refusal.
pub fn open_kept(conn: &mut Conn, actor: &Actor, merged: &Event) -> Result<Option<Event>, Error> {
    match merged.merged_into {
        Some(kept) if store::is_open(conn, actor, kept)? => event(conn, kept).map(Some),
        _ => Ok(None),
    }
}

/// The event that an activity is a part in, as [`event_of`]; the one that the city named where the person may not know of
/// the one that stands for it.
///
/// # Errors
/// The database's refusal.
pub fn open_event_of(conn: &mut Conn, actor: &Actor, activity: &str) -> Result<Option<Event>, Error> {
    let Some(own) = own_event_of(conn, activity)? else { return Ok(None) };
    Ok(Some(open_kept(conn, actor, &own)?.unwrap_or(own)))
}

fn own_event_of(conn: &mut Conn, activity: &str) -> Result<Option<Event>, Error> {
    let Some(found) = store::find_event_of(conn, activity)? else { return Ok(None) };
    event(conn, found.parse().map_err(|_| Error::unreadable("identifier", &found))?).map(Some)
}

/// The event that an activity is a part in: the one that stands for it, if it was merged.
///
/// # Errors
/// The database's refusal.
pub fn event_of(conn: &mut Conn, activity: &str) -> Result<Option<Event>, Error> {
    let Some(own) = own_event_of(conn, activity)? else { return Ok(None) };
    match own.merged_into {
        Some(kept) => event(conn, kept).map(Some),
        None => Ok(Some(own)),
    }
}

/// Events of the register, newest first, that these words name; those that only closed awards know of are not there.
///
/// # Errors
/// The database's refusal.
pub fn list_events(conn: &mut Conn, reader: &Actor, words: &str, limit: i64) -> Result<Vec<Event>, Error> {
    store::list_events(conn, &reader.walls.ids(), Wanted::Words(&words_asked(words), None), limit)
}

/// Events of the register, newest first, with these words that take place in this year, if one is given.
///
/// # Errors
/// The database's refusal.
pub fn find_events(conn: &mut Conn, reader: &Actor, (words, year): (&str, Option<i32>), limit: i64) -> Result<Vec<Event>, Error> {
    let days = year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31)));
    store::list_events(conn, &reader.walls.ids(), Wanted::Words(&words_asked(words), days), limit)
}

/// The events that were merged into one.
///
/// # Errors
/// The database's refusal.
pub fn list_merged(conn: &mut Conn, reader: &Actor, event: Id<Event>) -> Result<Vec<Event>, Error> {
    store::list_events(conn, &reader.walls.ids(), Wanted::MergedInto(event), MOST_MERGED)
}

/// A city's part in an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPart {
    /// The award.
    pub award: Award,
    /// Its activity.
    pub record: ActivityRecord,
}

/// A page of the parts in an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventParts {
    /// The parts, those of one award together.
    pub rows: Vec<EventPart>,
    /// The key after which the next page begins, if there is one.
    pub next: Option<String>,
}

/// How many activities that are open to the reader are parts in an event or in one that it stands for.
///
/// # Errors
/// The database's refusal.
pub fn count_parts(conn: &mut Conn, reader: &Actor, event: Id<Event>) -> Result<usize, Error> {
    let all = store::list_with_merged(conn, event)?;
    Ok(usize::try_from(store::count_parts(conn, &reader.walls.ids(), &all)?).unwrap_or(0))
}

/// A page of the activities that are parts in an event or in one that it stands for, with their awards, of awards that are open
/// to the reader; after a key.
///
/// # Errors
/// The database's refusal.
pub fn list_parts(conn: &mut Conn, reader: &Actor, event: Id<Event>, after: &str) -> Result<EventParts, Error> {
    let all = store::list_with_merged(conn, event)?;
    let after = after.split_once('~').map(|(award, activity)| (award.to_owned(), activity.to_owned()));
    let one_more = i64::try_from(PARTS.saturating_add(1)).unwrap_or(i64::MAX);
    let mut records = store::list_of_events(conn, &reader.walls.ids(), &all, (after, one_more))?;
    let has_more = records.len() > PARTS;
    records.truncate(PARTS);
    let next = records.last().filter(|_| has_more).map(|last| format!("{}~{}", last.award, last.id));
    let ids: Vec<Id<Award>> = records.iter().map(|record| record.award).collect::<BTreeSet<_>>().into_iter().collect();
    let awards: BTreeMap<Id<Award>, Award> = award::list_by_id(conn, &ids)?.into_iter().map(|award| (award.id, award)).collect();
    let part = |record: ActivityRecord| {
        let award = awards.get(&record.award).cloned().ok_or(Error::Missing)?;
        Ok::<_, Error>(EventPart { award, record })
    };
    Ok(EventParts { rows: records.into_iter().map(part).collect::<Result<Vec<_>, Error>>()?, next })
}
