//! Rows of what waits: whose work an instance is, where it stands. One row for each place with
//! owners and each of its owners; what has no last day is kept under the farthest one.

use super::super::net::Marking;
use super::cases::{Instance, list_events};
use super::definitions::definition;
use crate::db::schema::{wf_unlisted as u, wf_waits as w};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::Timestamp;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// An instance that waits for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The instance.
    pub instance: String,
    /// Where it stands.
    pub place: String,
    /// What the program knows that as.
    pub stage: String,
    /// Whose work it is.
    pub role: String,
    /// What the program groups its instances by.
    pub bundle: String,
    /// Since when it stands there.
    pub since: Timestamp,
    /// The last day for it, where the place has one.
    pub due_on: Option<NaiveDate>,
}

impl Wait {
    /// Where it stands in a list by due date.
    #[must_use]
    pub fn key(&self) -> WaitKey {
        WaitKey { due_on: stored(self.due_on), instance: self.instance.clone(), place: self.place.clone() }
    }
}

/// A position in a list by due date; what has no last day comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaitKey {
    /// The last day.
    pub due_on: NaiveDate,
    /// The instance.
    pub instance: String,
    /// The place.
    pub place: String,
}

/// What a list of waits is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitFilter {
    /// A stage.
    pub stage: Option<String>,
    /// A bundle.
    pub bundle: Option<String>,
    /// Due on this day or later.
    pub from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub until: Option<NaiveDate>,
    /// Instances to leave out.
    pub without: Vec<String>,
}

/// The day under which stands what has no last day.
fn stored(day: Option<NaiveDate>) -> NaiveDate {
    day.or_else(|| NaiveDate::from_ymd_opt(9999, 12, 31)).unwrap_or(NaiveDate::MAX)
}

type Row = (String, String, String, String, String, NaiveDateTime, NaiveDate);
const COLUMNS: (w::instance_id, w::place, w::stage, w::role, w::bundle, w::since, w::due_on) =
    (w::instance_id, w::place, w::stage, w::role, w::bundle, w::since, w::due_on);

fn read((instance, place, stage, role, bundle, since, due_on): Row) -> Wait {
    let due_on = Some(due_on).filter(|day| *day != stored(None));
    Wait { instance, place, stage, role, bundle, since: Timestamp::from_naive(since), due_on }
}

/// Keeps that an instance waits.
///
/// # Errors
/// The database's refusal.
pub fn insert_waits(tx: &mut Tx<'_>, waits: &[Wait]) -> Result<(), Error> {
    for wait in waits {
        diesel::insert_into(w::table)
            .values((
                (w::instance_id.eq(&wait.instance), w::place.eq(&wait.place), w::stage.eq(&wait.stage), w::role.eq(&wait.role)),
                (w::bundle.eq(&wait.bundle), w::since.eq(wait.since.naive()), w::due_on.eq(stored(wait.due_on))),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Ends what waited at the places that an instance does not stand in.
///
/// # Errors
/// The database's refusal.
pub fn delete_waits_left(tx: &mut Tx<'_>, instance: &str, marking: &Marking) -> Result<(), Error> {
    let places: Vec<&str> = marking.places().collect();
    diesel::delete(w::table.filter(w::instance_id.eq(instance)).filter(w::place.ne_all(places))).execute(&mut **tx)?;
    Ok(())
}

/// What waits for a role, what is due first before, from after a position on.
///
/// # Errors
/// The database's refusal.
pub fn list_waits(conn: &mut Conn, role: &str, filter: &WaitFilter, (after, limit): (Option<&WaitKey>, i64)) -> Result<Vec<Wait>, Error> {
    let mut query = w::table
        .filter(w::role.eq(role.to_owned()))
        .order((w::due_on, w::instance_id, w::place))
        .limit(limit)
        .select(COLUMNS)
        .into_boxed::<Multi>();
    if let Some(stage) = &filter.stage {
        query = query.filter(w::stage.eq(stage.clone()));
    }
    if let Some(bundle) = &filter.bundle {
        query = query.filter(w::bundle.eq(bundle.clone()));
    }
    if let Some(day) = filter.from.max(after.map(|key| key.due_on)) {
        query = query.filter(w::due_on.ge(day));
    }
    if let Some(day) = filter.until {
        query = query.filter(w::due_on.le(day));
    }
    if !filter.without.is_empty() {
        query = query.filter(w::instance_id.ne_all(filter.without.clone()));
    }
    if let Some(WaitKey { due_on, instance, place }) = after.cloned() {
        let same_instance = w::instance_id.eq(instance.clone()).and(w::place.gt(place));
        query = query.filter(w::due_on.gt(due_on).or(w::instance_id.gt(instance)).or(same_instance));
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(read).collect())
}

/// How many instances wait for one of these roles, narrowed by days; counted up to `most`, and one
/// more where there are more.
///
/// # Errors
/// The database's refusal.
pub fn count_waits(conn: &mut Conn, roles: &[String], filter: &WaitFilter, most: usize) -> Result<usize, Error> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut found: BTreeSet<String> = BTreeSet::new();
    for role in roles {
        let mut query = w::table.filter(w::role.eq(role.clone())).select(w::instance_id).distinct().limit(limit).into_boxed::<Multi>();
        if let Some(day) = filter.from {
            query = query.filter(w::due_on.ge(day));
        }
        if let Some(day) = filter.until {
            query = query.filter(w::due_on.le(day));
        }
        if !filter.without.is_empty() {
            query = query.filter(w::instance_id.ne_all(filter.without.clone()));
        }
        found.extend(query.load::<String>(conn)?);
    }
    Ok(found.len().min(most.saturating_add(1)))
}

/// Every row of one instance, by place and role.
///
/// # Errors
/// The database's refusal.
pub fn list_waits_of(conn: &mut Conn, instance: &str) -> Result<Vec<Wait>, Error> {
    let rows = w::table.filter(w::instance_id.eq(instance)).order((w::place, w::role)).select(COLUMNS);
    Ok(rows.load::<Row>(conn)?.into_iter().map(read).collect())
}

/// Instances from before there were worklists, a few at a time.
///
/// # Errors
/// The database's refusal.
pub fn list_unlisted(conn: &mut Conn, limit: i64) -> Result<Vec<String>, Error> {
    Ok(u::table.order(u::instance_id).limit(limit).select(u::instance_id).load(conn)?)
}

/// Whether an instance was not listed yet; from now on it is.
///
/// # Errors
/// The database's refusal.
pub fn take_unlisted(tx: &mut Tx<'_>, instance: &str) -> Result<bool, Error> {
    Ok(diesel::delete(u::table.find(instance)).execute(&mut **tx)? == 1)
}

/// Since when an instance stands at each of its places: the fold of its events.
///
/// # Errors
/// The database's refusal.
pub fn stands_since(conn: &mut Conn, instance: &str) -> Result<BTreeMap<String, Timestamp>, Error> {
    let mut since: BTreeMap<String, Timestamp> = BTreeMap::new();
    for event in list_events(conn, instance)? {
        let marking = Marking::parse(&event.marking_after);
        since.retain(|place, _| marking.has(place));
        for place in marking.places() {
            since.entry(place.to_owned()).or_insert(Timestamp::from_naive(event.at));
        }
    }
    Ok(since)
}

/// Where the rows of an instance differ from what its events say, in words (W1).
pub(super) fn faults(conn: &mut Conn, found: &Instance) -> Result<Vec<String>, Error> {
    if u::table.find(&found.id).count().get_result::<i64>(conn)? > 0 {
        return Ok(Vec::new());
    }
    let definition = definition(conn, &found.definition_hash)?;
    let mut wanted = BTreeSet::new();
    for (id, since) in stands_since(conn, &found.id)? {
        let Some(place) = definition.place(&id) else { continue };
        wanted.extend(place.owners.iter().map(|role| (id.clone(), role.clone(), place.stage().to_owned(), since, place.within.is_some())));
    }
    let rows = list_waits_of(conn, &found.id)?.into_iter();
    let kept: BTreeSet<_> = rows.map(|row| (row.place, row.role, row.stage, row.since, row.due_on.is_some())).collect();
    let said = |(place, role, ..): &(String, String, String, Timestamp, bool)| format!("“{place}” for {role}");
    let missing = wanted.difference(&kept).map(|row| format!("{} should wait at {}, and no row says so", found.id, said(row)));
    let wrong = kept.difference(&wanted).map(|row| format!("{} does not wait at {}, but a row says so", found.id, said(row)));
    Ok(missing.chain(wrong).collect())
}
