//! What each activity of some awards planned and spent, category by category.

use crate::db::portable::sum_i64;
use crate::db::schema::{activities as v, activity_records as r, budget_lines as b, expenses as e};
use crate::db::{Conn, Error};
use diesel::prelude::*;

/// The activities of these awards, each with its award: as planned in their order, then those that were added.
pub(in super::super) fn activities_of(conn: &mut Conn, awards: &[String]) -> Result<Vec<(String, String)>, Error> {
    let mut all: Vec<(String, String)> = v::table
        .filter(v::application_id.eq_any(awards.to_vec()))
        .order((v::application_id, v::position))
        .select((v::application_id, v::id))
        .load(conn)?;
    let added: Vec<(String, String)> = r::table
        .filter(r::award_id.eq_any(awards.to_vec()))
        .filter(r::added.eq(true))
        .order((r::award_id, r::starts_on, r::id))
        .select((r::award_id, r::id))
        .load(conn)?;
    all.extend(added);
    Ok(all)
}

/// What the activities of these awards planned: activity, category, cents.
pub(in super::super) fn planned_of(conn: &mut Conn, awards: &[String]) -> Result<Vec<(String, String, i64)>, Error> {
    let lines = b::table.filter(b::application_id.eq_any(awards.to_vec()));
    Ok(lines.select((b::activity_id, b::category, b::amount_cents)).load(conn)?)
}

/// Activity, category, cents, cents that were not allowed.
type SpentRow = (String, String, Option<i64>, Option<i64>);

/// What was accepted of the expenses of these awards: activity, category, cents.
pub(in super::super) fn spent_of(conn: &mut Conn, awards: &[String]) -> Result<Vec<(String, String, i64)>, Error> {
    let rows: Vec<SpentRow> = e::table
        .filter(e::award_id.eq_any(awards.to_vec()))
        .filter(e::state.eq("accepted"))
        .group_by((e::activity_id, e::category))
        .select((e::activity_id, e::category, sum_i64(e::amount_cents), sum_i64(e::disallowed_cents)))
        .load(conn)?;
    let read = |(activity, category, cents, refused): SpentRow| (activity, category, cents.unwrap_or(0) - refused.unwrap_or(0));
    Ok(rows.into_iter().map(read).collect())
}
