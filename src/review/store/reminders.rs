//! Rows of what reviewers were reminded of, and the reviews of which they are to be reminded.

use super::{Row, domain, id};
use crate::db::schema::{review_assignments as a, review_reminders as r, wf_instances as i};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::people::Account;
use crate::review::remind::Reminder;
use crate::review::{Assignment, Stage};
use chrono::NaiveDate;
use diesel::prelude::*;

/// The stages of a task in which its reviewer owes it, while its case is in review.
const OPEN: [Stage; 2] = [Stage::Assigned, Stage::Cleared];
const IN_REVIEW: &str = "in_review";

/// The first and the last day of a span.
type Span = (NaiveDate, NaiveDate);

/// Reviewers with open reviews that are due on one of these days and of which they were not reminded in this way.
pub(in crate::review) fn list_reviewers(
    conn: &mut Conn,
    kind: Reminder,
    (from, until): Span,
    limit: i64,
) -> Result<Vec<Id<Account>>, Error> {
    let told = r::table.filter(r::assignment_id.eq(a::id)).filter(r::kind.eq(kind.to_string())).filter(r::day.nullable().eq(a::due_on));
    let reviewers: Vec<String> = a::table
        .inner_join(i::table.on(i::id.eq(a::application_id)))
        .filter(i::stage.eq(IN_REVIEW))
        .filter(a::stage.eq_any(OPEN.map(|stage| stage.to_string())))
        .filter(a::due_on.ge(from))
        .filter(a::due_on.le(until))
        .filter(diesel::dsl::not(diesel::dsl::exists(told)))
        .order(a::reviewer_id)
        .limit(limit)
        .select(a::reviewer_id)
        .distinct()
        .load(conn)?;
    reviewers.iter().map(|text| id(text)).collect()
}

/// The open reviews of a reviewer that are due on one of these days, those due first first.
pub(in crate::review) fn list_owed(conn: &mut Conn, reviewer: Id<Account>, (from, until): Span) -> Result<Vec<Assignment>, Error> {
    let rows: Vec<Row> = a::table
        .inner_join(i::table.on(i::id.eq(a::application_id)))
        .filter(i::stage.eq(IN_REVIEW))
        .filter(a::reviewer_id.eq(reviewer.text()))
        .filter(a::stage.eq_any(OPEN.map(|stage| stage.to_string())))
        .filter(a::due_on.ge(from))
        .filter(a::due_on.le(until))
        .order((a::due_on, a::id))
        .limit(500)
        .select(a::all_columns)
        .load(conn)?;
    domain(rows)
}

/// The open reviews of a reviewer in a round that were due before a day, those due first first.
pub(in crate::review) fn list_late(
    conn: &mut Conn,
    (round, reviewer): (Id<Opportunity>, Id<Account>),
    today: NaiveDate,
) -> Result<Vec<Assignment>, Error> {
    let rows: Vec<Row> = a::table
        .inner_join(i::table.on(i::id.eq(a::application_id)))
        .filter(i::stage.eq(IN_REVIEW))
        .filter(a::reviewer_id.eq(reviewer.text()))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::stage.eq_any(OPEN.map(|stage| stage.to_string())))
        .filter(a::due_on.lt(today))
        .order((a::due_on, a::id))
        .limit(500)
        .select(a::all_columns)
        .load(conn)?;
    domain(rows)
}

/// Of what these reviews' reviewer was reminded in this way: each with the day.
pub(in crate::review) fn list_told(
    conn: &mut Conn,
    kind: Reminder,
    tasks: &[Assignment],
) -> Result<Vec<(Id<Assignment>, NaiveDate)>, Error> {
    let ids: Vec<String> = tasks.iter().map(|task| task.id.text()).collect();
    let rows: Vec<(String, NaiveDate)> =
        r::table.filter(r::assignment_id.eq_any(ids)).filter(r::kind.eq(kind.to_string())).select((r::assignment_id, r::day)).load(conn)?;
    rows.into_iter().map(|(task, day)| Ok((id(&task)?, day))).collect()
}

/// Notes that the reviewer is reminded, or needs not be. Whoever comes second meets [`Error::Unique`].
pub(in crate::review) fn insert(tx: &mut Tx<'_>, task: Id<Assignment>, (kind, day): (Reminder, NaiveDate)) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(r::table)
        .values((r::assignment_id.eq(task.text()), r::kind.eq(kind.to_string()), r::day.eq(day), r::told_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}
