//! Expenses in the order of their days, page by page.

use super::Scope;
use crate::db::schema::{activities as v, activity_records as r, awards as w, expenses as e, organisations as o};
use crate::db::{Conn, Error, Multi};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Which expenses.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Span {
    pub(in super::super) award: Option<String>,
    pub(in super::super) category: Option<String>,
    pub(in super::super) kind: Option<String>,
    /// Where they stand; anywhere, if none is named.
    pub(in super::super) states: Vec<String>,
    /// Of these activities alone.
    pub(in super::super) activities: Option<Vec<String>>,
    /// Only of activities that are tied to no event.
    pub(in super::super) is_without_event: bool,
    /// On these days.
    pub(in super::super) days: Option<(NaiveDate, NaiveDate)>,
}

/// One expense with its award and activity.
pub(in super::super) type LineRow = (
    (String, NaiveDate, String, String, String),
    (i64, i64, String, String),
    (String, String, String),
    (Option<String>, Option<String>, Option<String>, Option<String>),
);

/// Expenses after one of them, at most `limit`.
pub(in super::super) fn list_expense_lines(
    conn: &mut Conn,
    scope: &Scope,
    span: &Span,
    after: Option<(NaiveDate, String)>,
    limit: i64,
) -> Result<Vec<LineRow>, Error> {
    let mut query = e::table
        .inner_join(w::table.on(w::id.eq(e::award_id)))
        .inner_join(o::table.on(o::id.eq(e::organisation_id)))
        .left_join(v::table.on(v::id.eq(e::activity_id)))
        .left_join(r::table.on(r::id.eq(e::activity_id)))
        .select((
            (e::id, e::spent_on, e::category, e::payee, e::description),
            (e::amount_cents, e::disallowed_cents, e::state, e::submitted_by_name),
            (w::reference, o::name, o::state),
            (v::title.nullable(), v::kind.nullable(), r::title.nullable(), r::kind.nullable()),
        ))
        .order((e::spent_on, e::id))
        .limit(limit)
        .into_boxed::<Multi>();
    if !scope.closed.is_empty() {
        query = query.filter(e::award_id.ne_all(scope.closed.clone()));
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
    let Span { award, category, kind, mut states, activities, is_without_event, days } = span.clone();
    if let Some(award) = award {
        query = query.filter(e::award_id.eq(award));
    }
    if let Some(category) = category {
        query = query.filter(e::category.eq(category));
    }
    if let Some(kind) = kind {
        query = if matches!(conn, Conn::Pg(_)) {
            // Two sets of identifiers, and not conditions on what is joined: so PostgreSQL goes along the days and stops when the
            // page is full, as SQLite does by itself.
            let (record, plan) = diesel::alias!(r as record, v as plan);
            let recorded = record.filter(record.field(r::kind).eq(kind.clone())).select(record.field(r::id));
            let planned = plan.filter(plan.field(v::kind).eq(kind)).select(plan.field(v::id));
            query.filter(e::activity_id.eq_any(recorded).or(r::id.is_null().and(e::activity_id.eq_any(planned))))
        } else {
            query.filter(r::kind.eq(kind.clone()).or(r::kind.is_null().and(v::kind.eq(kind))))
        };
    }
    if states.len() > 1 {
        query = query.filter(e::state.eq_any(states));
    } else if let Some(state) = states.pop() {
        query = query.filter(e::state.eq(state));
    }
    if let Some(activities) = activities {
        query = query.filter(e::activity_id.eq_any(activities));
    }
    if is_without_event {
        query = query.filter(r::event_id.is_null());
    }
    if let Some((from, to)) = days {
        query = query.filter(e::spent_on.between(from, to));
    }
    if let Some((day, id)) = after {
        // The first bound is where the index of days is entered; by the second alone it is read from its beginning.
        query = query.filter(e::spent_on.ge(day)).filter(e::spent_on.gt(day).or(e::spent_on.eq(day).and(e::id.gt(id))));
    }
    Ok(query.load(conn)?)
}
