//! Rows of what reviews said before they were opened again, and of tasks that are given to their reviewers again.

use super::one;
use crate::db::schema::{review_assignments as a, review_versions as r};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::review::{Assignment, Review, Score, Stage, Version};
use crate::scoring::Points;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// One score as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    criterion: String,
    score: Option<i64>,
    judgment: Option<String>,
    comment: String,
}

impl From<&Score> for Kept {
    fn from(score: &Score) -> Self {
        let judgment = score.judgment.map(|judgment| judgment.to_string());
        Self { criterion: score.criterion.clone(), score: score.score, judgment, comment: score.comment.clone() }
    }
}

impl TryFrom<Kept> for Score {
    type Error = Error;
    fn try_from(kept: Kept) -> Result<Self, Error> {
        let judgment = kept.judgment.map(|word| word.parse().map_err(|_| Error::unreadable("judgment", &word))).transpose()?;
        Ok(Self { criterion: kept.criterion, score: kept.score, judgment, comment: kept.comment })
    }
}

type Row = (String, i32, String, String, i64, NaiveDateTime, NaiveDateTime, String);
type Columns = (r::assignment_id, r::n, r::overall, r::scores, r::weighted_score, r::submitted_at, r::reopened_at, r::reason);
const COLUMNS: Columns = (r::assignment_id, r::n, r::overall, r::scores, r::weighted_score, r::submitted_at, r::reopened_at, r::reason);

fn version((assignment, n, overall, scores, points, submitted_at, reopened_at, reason): Row) -> Result<(String, Version), Error> {
    let kept: Vec<Kept> = serde_json::from_str(&scores).map_err(|e| Error::unreadable("earlier version of a review", e))?;
    let scores = kept.into_iter().map(Score::try_from).collect::<Result<_, _>>()?;
    let version = Version {
        n,
        review: Review { scores, overall },
        points: Points(points),
        submitted_at: Timestamp::from_naive(submitted_at),
        reopened_at: Timestamp::from_naive(reopened_at),
        reason,
    };
    Ok((assignment, version))
}

/// Gives a task again that was taken from its reviewer: they declare anew, and find what they wrote. Since when they are asked stays, so
/// that labels that number reviewers stay the same.
pub(in crate::review) fn give_again(tx: &mut Tx<'_>, read: &Assignment, due_on: Option<NaiveDate>) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    let never: Option<NaiveDateTime> = None;
    let asked = (
        a::stage.eq(Stage::Assigned.to_string()),
        a::due_on.eq(due_on),
        a::declared_at.eq(never),
        a::skipped_at.eq(never),
        a::version.eq(read.version + 1),
    );
    one(diesel::update(row).set(asked).execute(&mut **tx)?)
}

/// The earlier versions of a review, the first one first.
pub(in crate::review) fn list(conn: &mut Conn, assignment: Id<Assignment>) -> Result<Vec<Version>, Error> {
    let rows: Vec<Row> = r::table.filter(r::assignment_id.eq(assignment.text())).order(r::n).select(COLUMNS).load(conn)?;
    rows.into_iter().map(|row| Ok(version(row)?.1)).collect()
}

/// The earlier versions of these reviews, each with the identifier of its review, those of one review in their order.
pub(in crate::review) fn list_of(conn: &mut Conn, assignments: &[Id<Assignment>]) -> Result<Vec<(String, Version)>, Error> {
    let ids: Vec<String> = assignments.iter().map(Id::text).collect();
    let rows: Vec<Row> = r::table.filter(r::assignment_id.eq_any(ids)).order((r::assignment_id, r::n)).select(COLUMNS).load(conn)?;
    rows.into_iter().map(version).collect()
}

/// How many versions of a review were opened again.
pub(in crate::review) fn count(conn: &mut Conn, assignment: Id<Assignment>) -> Result<i32, Error> {
    let last: Option<i32> = r::table.filter(r::assignment_id.eq(assignment.text())).select(diesel::dsl::max(r::n)).get_result(conn)?;
    Ok(last.unwrap_or(0))
}

/// Keeps what a submitted review says, and opens it again.
pub(in crate::review) fn reopen(tx: &mut Tx<'_>, read: &Assignment, said: &[Score], (n, reason): (i32, &str)) -> Result<(), Error> {
    let (Some(points), Some(submitted_at)) = (read.points, read.submitted_at) else { return Err(Error::Stale) };
    let kept: Vec<Kept> = said.iter().map(Kept::from).collect();
    let scores = serde_json::to_string(&kept).map_err(|e| Error::Broken(e.to_string()))?;
    let now = tx.now().naive();
    diesel::insert_into(r::table)
        .values((
            (r::assignment_id.eq(read.id.text()), r::n.eq(n), r::overall.eq(&read.overall), r::scores.eq(scores)),
            (r::weighted_score.eq(points.0), r::submitted_at.eq(submitted_at.naive()), r::reopened_at.eq(now), r::reason.eq(reason)),
        ))
        .execute(&mut **tx)?;
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row)
        .set((
            (a::stage.eq(Stage::Cleared.to_string()), a::version.eq(read.version + 1)),
            (a::weighted_score.eq(None::<i64>), a::submitted_at.eq(None::<NaiveDateTime>)),
        ))
        .execute(&mut **tx)?)
}

/// The versions of the round under which a review of it was begun.
pub(in crate::review) fn list_begun(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<String>, Error> {
    let begun = a::table.filter(a::opportunity_id.eq(opportunity.text())).filter(a::definition_sha256.is_not_null());
    let found: Vec<Option<String>> = begun.select(a::definition_sha256).distinct().load(conn)?;
    Ok(found.into_iter().flatten().collect())
}
