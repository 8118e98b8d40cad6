//! What is planned, line by line: the budgets in force of signed awards, and what cities planned for activities.

use super::Scope;
use crate::db::schema::{activities as v, award_budget_lines as l, awards as w, budget_lines as b, organisations as o};
use crate::db::{Conn, Error};
use diesel::prelude::*;

/// A line as it is read: the number of the award, the city, its state; the activity; the category; cents; the identifier of
/// the activity.
pub(in super::super) type PlanRow = ((String, String, String), Option<String>, String, i64, String);

/// The budgets in force within the scope, of one award and category if these are named, in the order of the awards' numbers,
/// after a number and a category; at most `limit` lines.
pub(in super::super) fn list_budgets(
    conn: &mut Conn,
    scope: &Scope,
    (award, category): (Option<String>, Option<String>),
    after: Option<(String, String)>,
    limit: i64,
) -> Result<Vec<PlanRow>, Error> {
    let signed = l::table
        .inner_join(w::table.on(w::id.eq(l::award_id).and(w::budget_version.eq(l::budget_version))))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .filter(w::accepted_at.is_not_null())
        .filter(w::annulled_at.is_null())
        .filter(l::amount_cents.ne(0))
        .select(((w::reference, o::name, o::state), l::category, l::amount_cents))
        .order((w::reference, l::category))
        .limit(limit);
    let mut query = within!(signed, scope, |state| o::state.eq(state));
    if let Some(award) = award {
        query = query.filter(w::id.eq(award));
    }
    if let Some(category) = category {
        query = query.filter(l::category.eq(category));
    }
    if let Some((reference, category)) = after {
        let later = w::reference.gt(reference.clone()).or(w::reference.eq(reference.clone()).and(l::category.gt(category)));
        query = query.filter(w::reference.ge(reference)).filter(later);
    }
    let rows: Vec<((String, String, String), String, i64)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(whose, category, cents)| (whose, None, category, cents, String::new())).collect())
}

/// What was planned for these activities within the scope, in the order of the awards' numbers, after an activity and a
/// category of an award; at most `limit` lines.
pub(in super::super) fn list_planned(
    conn: &mut Conn,
    scope: &Scope,
    (activities, award, category): (Vec<String>, Option<String>, Option<String>),
    after: Option<(String, String, String)>,
    limit: i64,
) -> Result<Vec<PlanRow>, Error> {
    let signed = b::table
        .inner_join(w::table.on(w::id.eq(b::application_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .left_join(v::table.on(v::id.eq(b::activity_id)))
        .filter(w::accepted_at.is_not_null())
        .filter(w::annulled_at.is_null())
        .filter(b::activity_id.eq_any(activities))
        .select(((w::reference, o::name, o::state), v::title.nullable(), b::category, b::amount_cents, b::activity_id))
        .order((w::reference, b::activity_id, b::category))
        .limit(limit);
    let mut query = within!(signed, scope, |state| o::state.eq(state));
    if let Some(award) = award {
        query = query.filter(w::id.eq(award));
    }
    if let Some(category) = category {
        query = query.filter(b::category.eq(category));
    }
    if let Some((reference, activity, category)) = after {
        let same = w::reference.eq(reference.clone());
        let later = b::activity_id.gt(activity.clone()).or(b::activity_id.eq(activity).and(b::category.gt(category)));
        query = query.filter(w::reference.ge(reference.clone())).filter(w::reference.gt(reference).or(same.and(later)));
    }
    Ok(query.load(conn)?)
}
