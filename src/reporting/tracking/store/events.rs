//! Events of the register that cities have a part in, and what is planned and waits there.

use super::costs::{Record, record, record_columns};
use super::{AT_ONCE, Scope};
use crate::db::portable::sum_i64;
use crate::db::schema::{activity_records as r, awards as w, event_sums as es, events as ev, expenses as e, organisations as o};
use crate::db::{Conn, Error, Multi};
use crate::spending::ExpenseState;
use chrono::NaiveDate;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::{BTreeMap, VecDeque};

/// The most events that are looked through for one page.
const MOST_EVENTS: i64 = 20_000;

/// An event that stands for itself, with those it stands for.
#[derive(Clone, Debug)]
pub(in super::super) struct EventRow {
    pub(in super::super) id: String,
    pub(in super::super) title: String,
    pub(in super::super) place: String,
    pub(in super::super) starts_on: NaiveDate,
    pub(in super::super) ends_on: NaiveDate,
    /// Itself and those that were merged into it.
    pub(in super::super) all: Vec<String>,
    /// How many activities within the scope are parts in it.
    pub(in super::super) parts: i64,
}

/// Identifier, what it was merged into, title, place, days, the award whose activity made it.
type Row = (String, Option<String>, String, String, NaiveDate, NaiveDate, Option<String>);

/// The events in which awards within the scope have a part, newest first, after one of them.
pub(in super::super) fn list_events(conn: &mut Conn, scope: &Scope, after: &str, limit: usize) -> Result<Vec<EventRow>, Error> {
    let rows: Vec<Row> = ev::table
        .order((ev::starts_on.desc(), ev::id.desc()))
        .limit(MOST_EVENTS)
        .select((ev::id, ev::merged_into, ev::title, ev::place, ev::starts_on, ev::ends_on, ev::award_id))
        .load(conn)?;
    let mut groups: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        groups.entry(row.1.as_deref().unwrap_or(&row.0)).or_default().push(row);
    }
    let heads = rows.iter().filter(|row| row.1.is_none());
    let mut groups: VecDeque<Group<'_>> = heads.map(|head| (head, groups.remove(head.0.as_str()).unwrap_or_default())).collect();
    if !after.is_empty() {
        let begins = groups.iter().position(|(_, all)| all.iter().any(|row| row.0 == after));
        groups.drain(..begins.unwrap_or(groups.len()));
    }
    // Of one state or city few events may be parts at all, so they are asked for once, and not event by event.
    let of_place = if scope.state.is_some() || scope.city.is_some() { Some(joined(conn, scope, None)?) } else { None };
    let (mut is_past, mut page, mut some) = (after.is_empty(), Vec::new(), limit);
    // Mostly the first groups fill a page. Where few are within the scope, ever more of them are asked about at once.
    while !groups.is_empty() && page.len() < limit {
        let asked: Vec<Group<'_>> = groups.drain(..groups.len().min(some)).collect();
        let ids = || asked.iter().flat_map(|(_, all)| all.iter().map(|row| row.0.clone())).collect();
        let joined = if let Some(known) = &of_place { known } else { &joined(conn, scope, Some(ids()))? };
        let shown = asked.into_iter().flat_map(|group| told_apart(group, scope, joined));
        for (row, all) in shown {
            let parts: i64 = all.iter().filter_map(|one| joined.get(&one.0)).sum();
            if is_past && parts > 0 {
                page.push(event(row, &all, parts));
            }
            is_past = is_past || row.0 == after;
        }
        some = some.saturating_mul(4);
    }
    Ok(page)
}

/// An event that stands for itself, with all that it stands for.
type Group<'a> = (&'a Row, Vec<&'a Row>);

/// Whoever may not know of the event that stands for others reads each by its own name.
fn told_apart<'a>((head, all): Group<'a>, scope: &Scope, joined: &Parts) -> Vec<Group<'a>> {
    let is_closed = head.6.as_ref().is_some_and(|award| scope.closed.contains(award)) && !joined.contains_key(&head.0);
    if is_closed { all.into_iter().map(|own| (own, vec![own])).collect() } else { vec![(head, all)] }
}

fn event((id, _, title, place, starts_on, ends_on, _): &Row, all: &[&Row], parts: i64) -> EventRow {
    EventRow {
        id: id.clone(),
        title: title.clone(),
        place: place.clone(),
        starts_on: *starts_on,
        ends_on: *ends_on,
        all: all.iter().map(|one| one.0.clone()).collect(),
        parts,
    }
}

/// Events, each with how many activities are parts in it.
type Parts = BTreeMap<String, i64>;

/// Which of these events, or of all, are named by activities of awards within the scope, and by how many.
fn joined(conn: &mut Conn, scope: &Scope, events: Option<Vec<String>>) -> Result<Parts, Error> {
    let Some(events) = events else { return load_joined(conn, scope, None) };
    let mut found = Parts::new();
    for some in events.chunks(AT_ONCE) {
        found.extend(load_joined(conn, scope, Some(some.to_vec()))?);
    }
    Ok(found)
}

fn load_joined(conn: &mut Conn, scope: &Scope, events: Option<Vec<String>>) -> Result<Parts, Error> {
    let parts = r::table
        .inner_join(w::table.on(w::id.eq(r::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .filter(r::event_id.is_not_null())
        .group_by(r::event_id)
        .select((r::event_id.assume_not_null(), count_star()));
    let mut query = within!(parts, scope, |state| o::state.eq(state));
    if let Some(events) = events {
        query = query.filter(r::event_id.eq_any(events));
    }
    Ok(query.load::<(String, i64)>(conn)?.into_iter().collect())
}

/// The activities that are parts in these events, of awards that are open to the reader.
pub(in super::super) fn records_of_events(conn: &mut Conn, scope: &Scope, events: &[String]) -> Result<Vec<Record>, Error> {
    let mut found = Vec::new();
    for some in events.chunks(AT_ONCE) {
        let parts = r::table
            .inner_join(w::table.on(w::id.eq(r::award_id)))
            .inner_join(o::table.on(o::id.eq(w::organisation_id)))
            .filter(r::event_id.eq_any(some.to_vec()))
            .select(record_columns!());
        let query = within!(parts, scope, |state| o::state.eq(state));
        found.extend(query.load::<super::costs::RecordRow>(conn)?.into_iter().map(record));
    }
    Ok(found)
}

/// One event and those that were merged into it.
pub(in super::super) fn event_with_merged(conn: &mut Conn, event: &str) -> Result<Vec<String>, Error> {
    let mut all: Vec<String> = ev::table.filter(ev::merged_into.eq(event)).select(ev::id).load(conn)?;
    all.push(event.to_owned());
    Ok(all)
}

/// The activities of one event and of those that were merged into it.
pub(in super::super) fn activities_of_event(conn: &mut Conn, event: &str) -> Result<Vec<String>, Error> {
    let all = event_with_merged(conn, event)?;
    Ok(r::table.filter(r::event_id.eq_any(all)).select(r::id).load(conn)?)
}

/// The kept sum of what was accepted within the scope for activities that are parts in events, in cents.
pub(in super::super) fn spent_on_events(conn: &mut Conn, scope: &Scope) -> Result<i64, Error> {
    let mut query = es::table.select(sum_i64(es::cents)).into_boxed::<Multi>();
    if scope.is_narrowed {
        query = query.filter(es::program.eq_any(scope.programs.clone()));
    }
    if let Some(state) = scope.state.clone() {
        query = query.filter(es::state.eq(state));
    }
    let sum: Option<i64> = query.first(conn)?;
    Ok(sum.unwrap_or(0))
}

/// The states that wait, written out: the index of what waits holds these alone, and is taken where a statement names them.
const WAITS: &str = "expenses.state IN ('submitted', 'questioned')";

/// What waits for a decision or an answer within the scope, in cents: all of it, or only in activities that are parts in events.
pub(in super::super) fn waiting_within(conn: &mut Conn, scope: &Scope, is_of_events: bool) -> Result<i64, Error> {
    let mut query = e::table
        .inner_join(w::table.on(w::id.eq(e::award_id)))
        .inner_join(o::table.on(o::id.eq(e::organisation_id)))
        .left_join(r::table.on(r::id.eq(e::activity_id)))
        .filter(sql::<Bool>(WAITS))
        .filter(e::award_id.ne_all(scope.closed.clone()))
        .select(sum_i64(e::amount_cents))
        .into_boxed::<Multi>();
    if is_of_events {
        query = query.filter(r::event_id.is_not_null());
    }
    if scope.is_narrowed {
        query = query.filter(w::opportunity_id.eq_any(scope.programs.clone()));
    }
    if let Some(state) = scope.state.clone() {
        query = query.filter(o::state.eq(state));
    }
    if let Some(city) = scope.city.clone() {
        query = query.filter(e::organisation_id.eq(city));
    }
    let sum: Option<i64> = query.first(conn)?;
    Ok(sum.unwrap_or(0))
}

/// What waits for a decision or an answer in each of these activities: activity, cents.
pub(in super::super) fn waiting_of(conn: &mut Conn, activities: &[String]) -> Result<Vec<(String, i64)>, Error> {
    let mut found = Vec::new();
    for some in activities.chunks(AT_ONCE) {
        let rows: Vec<(String, Option<i64>)> = e::table
            .filter(e::activity_id.eq_any(some.to_vec()))
            .filter(e::state.eq_any(ExpenseState::WAITING.map(|state| state.to_string())))
            .group_by(e::activity_id)
            .select((e::activity_id, sum_i64(e::amount_cents)))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(activity, cents)| (activity, cents.unwrap_or(0))));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_named_as_the_states_are() {
        let states = ExpenseState::WAITING.map(|state| format!("'{state}'")).join(", ");
        assert_eq!(WAITS, format!("expenses.state IN ({states})"));
    }
}
