//! Accepted costs and who came: kept sums, and the rows of some awards.

use super::{AT_ONCE, Scope};
use crate::db::portable::sum_i64;
use crate::db::schema::{activities as v, activity_records as r, cost_sums as s, expenses as e, people_sums as ps};
use crate::db::{Conn, Error, Multi};
use crate::kernel::Money;
use crate::reporting::Came;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Kind, fiscal year, whether held, cents, how many.
type SumRow = (String, i32, bool, Option<i64>, Option<i64>);

/// Accepted costs of one kind and fiscal year.
#[derive(Clone, Debug)]
pub(in super::super) struct Cost {
    pub(in super::super) kind: String,
    pub(in super::super) year: i32,
    pub(in super::super) is_held: bool,
    pub(in super::super) cents: i64,
    pub(in super::super) count: i64,
}

/// The kept sums of accepted costs within the scope.
pub(in super::super) fn costs_by(conn: &mut Conn, scope: &Scope) -> Result<Vec<Cost>, Error> {
    let mut query = s::table
        .group_by((s::kind, s::fiscal_year, s::held))
        .select((s::kind, s::fiscal_year, s::held, sum_i64(s::cents), sum_i64(s::n)))
        .into_boxed::<Multi>();
    if scope.is_narrowed {
        query = query.filter(s::program.eq_any(scope.programs.clone()));
    }
    if let Some(state) = scope.state.clone() {
        query = query.filter(s::state.eq(state));
    }
    let rows: Vec<SumRow> = query.load(conn)?;
    let read =
        |(kind, year, is_held, cents, count): SumRow| Cost { kind, year, is_held, cents: cents.unwrap_or(0), count: count.unwrap_or(0) };
    Ok(rows.into_iter().map(read).collect())
}

/// Who came to the activities that were held, by kind: career staff, appointees, days of people.
pub(in super::super) fn came_by_kind(conn: &mut Conn, scope: &Scope) -> Result<Vec<(String, [i64; 3])>, Error> {
    type Row = (String, Option<i64>, Option<i64>, Option<i64>);
    let mut query = ps::table
        .group_by(ps::kind)
        .select((ps::kind, sum_i64(ps::career), sum_i64(ps::appointees), sum_i64(ps::person_days)))
        .into_boxed::<Multi>();
    if scope.is_narrowed {
        query = query.filter(ps::program.eq_any(scope.programs.clone()));
    }
    if let Some(state) = scope.state.clone() {
        query = query.filter(ps::state.eq(state));
    }
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(|(kind, c, a, d)| (kind, [c.unwrap_or(0), a.unwrap_or(0), d.unwrap_or(0)])).collect())
}

/// The accepted expenses of these awards: activity, day, accepted cents.
pub(in super::super) fn costs(conn: &mut Conn, awards: &[String]) -> Result<Vec<(String, NaiveDate, i64)>, Error> {
    let mut found = Vec::new();
    for some in awards.chunks(AT_ONCE) {
        let rows: Vec<(String, NaiveDate, i64, i64)> = e::table
            .filter(e::award_id.eq_any(some.to_vec()))
            .filter(e::state.eq("accepted"))
            .select((e::activity_id, e::spent_on, e::amount_cents, e::disallowed_cents))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(activity, day, cents, refused)| (activity, day, cents - refused)));
    }
    Ok(found)
}

/// An activity as it became.
#[derive(Clone, Debug)]
pub(in super::super) struct Record {
    pub(in super::super) id: String,
    pub(in super::super) award: String,
    pub(in super::super) event: Option<String>,
    pub(in super::super) kind: String,
    pub(in super::super) is_held: bool,
    pub(in super::super) career: i64,
    pub(in super::super) appointees: i64,
    pub(in super::super) days: i64,
}

impl Record {
    /// What it counts for, with this accepted cost; nothing unless it was held.
    pub(in super::super) fn came(&self, cost: Money) -> Option<Came> {
        Came::of(self.is_held, (self.career, self.appointees), self.days, cost)
    }
}

/// A record as it is read.
pub(super) type RecordRow = ((String, String, Option<String>, String, String), (i32, i32, NaiveDate, NaiveDate));

/// Of a row.
pub(super) fn record(((id, award, event, kind, state), (career, appointees, from, to)): RecordRow) -> Record {
    Record {
        id,
        award,
        event,
        kind,
        is_held: state == "held",
        career: i64::from(career),
        appointees: i64::from(appointees),
        days: (to - from).num_days() + 1,
    }
}

/// The columns of a record.
macro_rules! record_columns {
    () => {
        (
            (
                crate::db::schema::activity_records::id,
                crate::db::schema::activity_records::award_id,
                crate::db::schema::activity_records::event_id,
                crate::db::schema::activity_records::kind,
                crate::db::schema::activity_records::state,
            ),
            (
                crate::db::schema::activity_records::attendees_career,
                crate::db::schema::activity_records::attendees_appointee,
                crate::db::schema::activity_records::starts_on,
                crate::db::schema::activity_records::ends_on,
            ),
        )
    };
}
pub(super) use record_columns;

/// What became of the activities of these awards.
pub(in super::super) fn records(conn: &mut Conn, awards: &[String]) -> Result<Vec<Record>, Error> {
    let mut found = Vec::new();
    for some in awards.chunks(AT_ONCE) {
        let rows: Vec<RecordRow> = r::table.filter(r::award_id.eq_any(some.to_vec())).select(record_columns!()).load(conn)?;
        found.extend(rows.into_iter().map(record));
    }
    Ok(found)
}

/// The planned kinds of the activities of these awards.
pub(in super::super) fn kinds_of(conn: &mut Conn, awards: &[String]) -> Result<BTreeMap<String, String>, Error> {
    let mut found = BTreeMap::new();
    for some in awards.chunks(AT_ONCE) {
        let rows: Vec<(String, String)> = v::table.filter(v::application_id.eq_any(some.to_vec())).select((v::id, v::kind)).load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}
