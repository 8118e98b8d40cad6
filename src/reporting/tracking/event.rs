//! What events of the register cost over all cities that went there.

use super::ask::{Filters, Wanted, cut};
use super::money::total;
use super::shares;
use super::store::{self, AwardRow, EventRow, Record, Scope, Which};
use crate::db::{Conn, Error};
use crate::gathering::Event;
use crate::kernel::{Id, Money};
use crate::people::Actor;
use crate::reporting::{Amounts, Came};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCost {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Where.
    pub place: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// How many awards have a part in it.
    pub awards: usize,
    /// Where its money stands: planned and spent are exact, its part of what is obligated and advanced follows the plans.
    pub amounts: Amounts,
    /// Submitted or asked about, not yet decided.
    pub waiting: Money,
    /// Who came.
    pub came: Came,
}

/// One page of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventView {
    /// Its events, newest first.
    pub rows: Vec<EventCost>,
    /// The event after which the next page begins.
    pub next: Option<String>,
    /// What is told below the last of them; nothing before the last page, and where nothing is signed.
    pub all: Option<AllEvents>,
}

/// All awards together, whether they have a part in an event or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllEvents {
    /// Where their money stands, as every other view has it.
    pub total: Amounts,
    /// What of it was spent on no event of the register.
    pub spent_on_none: Money,
    /// Submitted or asked about, not yet decided.
    pub waiting: Money,
    /// What of that is of no event.
    pub waiting_of_none: Money,
}

/// An event has so many parts on average at most, over a page of them.
const PARTS: i64 = 10;

/// How many of these events a page of at most `limit` shows: fewer where they have many parts, since each part is an award whose
/// accounts and expenses are read; one in any case.
fn fitting(parts: impl Iterator<Item = i64>, limit: usize) -> usize {
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_mul(PARTS);
    let sums = parts.scan(0_i64, |sum, parts| {
        *sum = sum.saturating_add(parts);
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= most).count().clamp(1, limit.max(1))
}

/// What each event cost, newest first, page by page.
///
/// # Errors
/// The database's refusal.
pub fn by_event(conn: &mut Conn, reader: &Actor, wanted: &Wanted) -> Result<EventView, Error> {
    let programs = store::programs(conn)?;
    let scope = wanted.filters.scope(reader, &programs);
    let mut events = store::list_events(conn, &scope, &wanted.after, wanted.limit.saturating_add(1))?;
    let shown = fitting(events.iter().map(|event| event.parts), wanted.limit);
    let next = cut(&mut events, shown, |event: &EventRow| event.id.clone());
    let all: Vec<String> = events.iter().flat_map(|event| event.all.iter().cloned()).collect();
    let records = store::records_of_events(conn, &scope, &all)?;
    let activities: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let awards: BTreeSet<&str> = records.iter().map(|record| record.award.as_str()).collect();
    let awards: Vec<String> = awards.into_iter().map(str::to_owned).collect();
    let shares = shares::by_activity(conn, &awards)?;
    let waiting: BTreeMap<String, i64> = store::waiting_of(conn, &activities)?.into_iter().collect();
    let mut by_event: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in &records {
        by_event.entry(record.event.as_deref().unwrap_or_default()).or_default().push(record);
    }
    let row = |event: EventRow| {
        let parts: Vec<&Record> = event.all.iter().filter_map(|id| by_event.get(id.as_str())).flatten().copied().collect();
        cost(event, &parts, &shares, &waiting)
    };
    let rows = events.into_iter().map(row).collect();
    let all = if next.is_none() { together(conn, &scope)? } else { None };
    Ok(EventView { rows, next, all })
}

/// All awards within the scope. Kept sums are read, and of single expenses those that wait and those of closed awards.
fn together(conn: &mut Conn, scope: &Scope) -> Result<Option<AllEvents>, Error> {
    let total = total(conn, scope, false)?;
    let waiting = store::waiting_within(conn, scope, false)?;
    if total == Amounts::default() && waiting == 0 {
        return Ok(None);
    }
    let on_events = spent_on_events(conn, scope)?;
    let of_events = store::waiting_within(conn, scope, true)?;
    Ok(Some(AllEvents {
        total,
        spent_on_none: Money::from_cents(total.spent.cents().saturating_sub(on_events)),
        waiting: Money::from_cents(waiting),
        waiting_of_none: Money::from_cents(waiting.saturating_sub(of_events)),
    }))
}

/// What was accepted for events within the scope, in cents: of one city from its expenses, else from kept sums less what is closed.
fn spent_on_events(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    if let Some(city) = scope.city.clone() {
        let awards = store::list_awards(conn, scope, Which::Cities(&[city]))?;
        return spent_by(conn, awards);
    }
    let whole = store::spent_on_events(conn, scope)?;
    let closed = store::list_awards(conn, scope, Which::Ids(&scope.closed))?;
    Ok(whole.saturating_sub(spent_by(conn, closed)?))
}

/// What was accepted for events of these awards, in cents.
fn spent_by(conn: &mut Conn, awards: Vec<AwardRow>) -> Result<i64, Error> {
    let awards: Vec<String> = awards.into_iter().map(|award| award.id).collect();
    let records = store::records(conn, &awards)?;
    let of_events: BTreeSet<&str> = records.iter().filter(|record| record.event.is_some()).map(|record| record.id.as_str()).collect();
    let costs = store::costs(conn, &awards)?.into_iter().filter(|(activity, ..)| of_events.contains(activity.as_str()));
    Ok(costs.map(|(_, _, cents)| cents).fold(0, i64::saturating_add))
}

fn cost(event: EventRow, parts: &[&Record], shares: &BTreeMap<String, Amounts>, waiting: &BTreeMap<String, i64>) -> EventCost {
    let awards: BTreeSet<&str> = parts.iter().map(|record| record.award.as_str()).collect();
    let share = |record: &Record| shares.get(&record.id).copied().unwrap_or_default();
    let came = parts.iter().filter_map(|record| record.came(share(record).spent)).fold(Came::default(), Came::plus);
    let waits = parts.iter().filter_map(|record| waiting.get(&record.id)).copied().fold(0, i64::saturating_add);
    EventCost {
        awards: awards.len(),
        amounts: parts.iter().fold(Amounts::default(), |sum, record| sum.plus(share(record))),
        waiting: Money::from_cents(waits),
        came,
        id: event.id,
        title: event.title,
        place: event.place,
        starts_on: event.starts_on,
        ends_on: event.ends_on,
    }
}

/// Where the money of one event stands, over all cities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventSpending {
    /// The part of each award, by its identifier: its budget and ledger go by category, and an event's part follows the city's plan.
    pub awards: BTreeMap<String, Amounts>,
    /// What was accepted for each activity, by its identifier. Each part in the event is one of them.
    pub spent: BTreeMap<String, Money>,
    /// All of them together.
    pub total: Amounts,
    /// Who came, and what that cost.
    pub came: Came,
}

/// Where the money of one event stands, and of those that it stands for: of all its parts in awards that are open to the reader.
///
/// # Errors
/// The database's refusal.
pub fn event_spending(conn: &mut Conn, reader: &Actor, event: Id<Event>) -> Result<EventSpending, Error> {
    let scope = Filters::default().scope(reader, &[]);
    let all = store::event_with_merged(conn, &event.text())?;
    let records = store::records_of_events(conn, &scope, &all)?;
    let awards: BTreeSet<&str> = records.iter().map(|record| record.award.as_str()).collect();
    let awards: Vec<String> = awards.into_iter().map(str::to_owned).collect();
    let shares = shares::by_activity(conn, &awards)?;
    let mut found = EventSpending::default();
    for record in records {
        let share = shares.get(&record.id).copied().unwrap_or_default();
        found.total = found.total.plus(share);
        found.came = record.came(share.spent).map_or(found.came, |came| found.came.plus(came));
        found.spent.insert(record.id, share.spent);
        let sum = found.awards.entry(record.award).or_default();
        *sum = sum.plus(share);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn a_page_has_fewer_events_where_they_have_many_parts() {
        let of = |parts: &[i64], limit| fitting(parts.iter().copied(), limit);
        assert_eq!(of(&[1; 11], 10), 10, "a full page, and one more that says there is a next");
        assert_eq!(of(&[20; 11], 10), 5);
        assert_eq!(of(&[60, 40, 1], 10), 2);
        assert_eq!(of(&[500, 1], 10), 1, "one in any case");
        assert_eq!(of(&[1, 1], 1), 1);
        assert_eq!(of(&[], 10), 1);
        assert_eq!(of(&[20; 3], 100_000), 3, "a file has all of them");
    }
}
