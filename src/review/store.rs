//! Rows of screenings, assignments and scores; what was opened again in `store/versions.rs`.

mod places;
pub(super) mod reminders;
pub(super) mod versions;

pub(super) use places::list_places;

use super::assign::About;
use super::failure::Failure;
use super::screening::Screening;
use super::{Assignment, Review, Score, Stage};
use crate::db::schema::{review_assignments as a, review_scores as s, screenings, wf_instances as i};
use crate::db::{Conn, Error, Fixed, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{Judgment, Opportunity};
use crate::people::Account;
use crate::scoring::Points;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::BTreeMap;
use std::str::FromStr;

diesel::allow_columns_to_appear_in_same_group_by_clause!(a::reviewer_id, s::score);

#[derive(Queryable)]
struct Row {
    id: String,
    application_id: String,
    opportunity_id: String,
    reviewer_id: String,
    reviewer_name: String,
    _assigned_by: String,
    assigned_at: NaiveDateTime,
    due_on: Option<NaiveDate>,
    stage: String,
    conflict_note: String,
    declared_at: Option<NaiveDateTime>,
    overall: String,
    weighted_score: Option<i64>,
    submitted_at: Option<NaiveDateTime>,
    version: i64,
    definition_sha256: Option<String>,
    rubric_sha256: Option<String>,
    saved_at: Option<NaiveDateTime>,
    skipped_at: Option<NaiveDateTime>,
    abstained: Option<String>,
}

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

impl TryFrom<Row> for Assignment {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        let stage = Stage::from_str(&row.stage).map_err(|_| Error::unreadable("review stage", &row.stage))?;
        Ok(Self {
            id: id(&row.id)?,
            application: id(&row.application_id)?,
            opportunity: id(&row.opportunity_id)?,
            reviewer: id(&row.reviewer_id)?,
            reviewer_name: row.reviewer_name,
            assigned_at: Timestamp::from_naive(row.assigned_at),
            due_on: row.due_on,
            // To the database an abstention is a removal.
            stage: if row.abstained.is_some() && stage == Stage::Removed { Stage::Abstained } else { stage },
            conflict_note: row.conflict_note,
            declared_at: row.declared_at.map(Timestamp::from_naive),
            overall: row.overall,
            points: row.weighted_score.map(Points),
            submitted_at: row.submitted_at.map(Timestamp::from_naive),
            version: row.version,
            definition_sha256: row.definition_sha256,
            rubric_sha256: row.rubric_sha256,
            saved_at: row.saved_at.map(Timestamp::from_naive),
            skipped_at: row.skipped_at.map(Timestamp::from_naive),
            abstained: row.abstained,
        })
    }
}

fn domain(rows: Vec<Row>) -> Result<Vec<Assignment>, Error> {
    rows.into_iter().map(Assignment::try_from).collect()
}

pub(super) fn assignment(conn: &mut Conn, id: Id<Assignment>) -> Result<Assignment, Error> {
    a::table.find(id.text()).first::<Row>(conn)?.try_into()
}

pub(super) fn list_for_application(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Assignment>, Error> {
    domain(a::table.filter(a::application_id.eq(application.text())).order((a::assigned_at, a::id)).load(conn)?)
}

/// A task with all others on its application; nothing where there is none.
pub(super) fn list_beside(conn: &mut Conn, task: Id<Assignment>) -> Result<Vec<Assignment>, Error> {
    let own = diesel::alias!(crate::db::schema::review_assignments as own);
    // One value and not a list of them: SQLite reads all tasks for a list from a query.
    let application = own.filter(own.field(a::id).eq(task.text())).select(own.field(a::application_id)).single_value();
    domain(a::table.filter(a::application_id.nullable().eq(application)).order((a::assigned_at, a::id)).load(conn)?)
}

pub(super) fn list_for_reviewer(conn: &mut Conn, reviewer: Id<Account>) -> Result<Vec<Assignment>, Error> {
    domain(a::table.filter(a::reviewer_id.eq(reviewer.text())).order((a::assigned_at.desc(), a::id)).limit(500).load(conn)?)
}

pub(super) fn list_recused(conn: &mut Conn, reviewer: Id<Account>) -> Result<Vec<Id<Application>>, Error> {
    let recused = a::table.filter(a::reviewer_id.eq(reviewer.text())).filter(a::stage.eq(Stage::Recused.to_string()));
    recused.select(a::application_id).load::<String>(conn)?.iter().map(|text| id(text)).collect()
}

/// The stages of a case in which a review still makes a difference.
const UNDECIDED: [&str; 5] = ["submitted", "returned", "in_review", "panel", "recommended"];

/// A reviewer and an application that they review.
type Pair = (Id<Account>, Id<Application>);

/// Every reviewer whose task counts in an application that is not decided yet, with that application; by reviewer.
pub(super) fn list_counted(conn: &mut Conn) -> Result<Vec<Pair>, Error> {
    let counting = [Stage::Assigned, Stage::Cleared, Stage::Submitted].map(|stage| stage.to_string());
    let rows: Vec<(String, String)> = a::table
        .inner_join(i::table.on(i::id.eq(a::application_id)))
        .filter(i::stage.eq_any(UNDECIDED))
        .filter(a::stage.eq_any(counting))
        .order((a::reviewer_id, a::application_id))
        .select((a::reviewer_id, a::application_id))
        .load(conn)?;
    rows.iter().map(|(reviewer, application)| Ok((id(reviewer)?, id(application)?))).collect()
}

pub(super) fn list_for_opportunity(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<Assignment>, Error> {
    domain(a::table.filter(a::opportunity_id.eq(opportunity.text())).load(conn)?)
}

pub(super) fn insert_assignment(
    tx: &mut Tx<'_>,
    about: &About,
    reviewer: (Id<Account>, &str),
    by: Id<Account>,
    due_on: Option<NaiveDate>,
) -> Result<Id<Assignment>, Error> {
    let id = tx.id::<Assignment>();
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((
            (a::id.eq(id.text()), a::application_id.eq(about.application.text()), a::opportunity_id.eq(about.opportunity.text())),
            (a::reviewer_id.eq(reviewer.0.text()), a::reviewer_name.eq(reviewer.1), a::assigned_by.eq(by.text())),
            (
                a::assigned_at.eq(now),
                a::due_on.eq(due_on),
                a::stage.eq(Stage::Assigned.to_string()),
                a::conflict_note.eq(""),
                a::overall.eq(""),
                a::version.eq(1),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Keeps from now on under which version of the round, and which rubric, the review is written.
pub(super) fn pin(tx: &mut Tx<'_>, read: &Assignment, definition_sha256: &str, rubric_sha256: &str) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::rubric_sha256.is_null());
    diesel::update(row).set((a::definition_sha256.eq(definition_sha256), a::rubric_sha256.eq(rubric_sha256))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn mark_skipped(tx: &mut Tx<'_>, read: &Assignment) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row).set((a::skipped_at.eq(now), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(super) fn mark_abstained(tx: &mut Tx<'_>, read: &Assignment, reason: &str) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row)
        .set((a::stage.eq(Stage::Removed.to_string()), a::abstained.eq(reason), a::version.eq(read.version + 1)))
        .execute(&mut **tx)?)
}

pub(super) fn mark_declared(tx: &mut Tx<'_>, read: &Assignment, stage: Stage, note: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row)
        .set((a::stage.eq(stage.to_string()), a::conflict_note.eq(note), a::declared_at.eq(now), a::version.eq(read.version + 1)))
        .execute(&mut **tx)?)
}

/// Closes the task of somebody who has a conflict that they did not declare themselves.
pub(super) fn mark_excluded(tx: &mut Tx<'_>, read: &Assignment, note: &str) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row)
        .set((a::stage.eq(Stage::Recused.to_string()), a::conflict_note.eq(note), a::version.eq(read.version + 1)))
        .execute(&mut **tx)?)
}

pub(super) fn mark_removed(tx: &mut Tx<'_>, read: &Assignment) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row).set((a::stage.eq(Stage::Removed.to_string()), a::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(super) fn mark_submitted(tx: &mut Tx<'_>, read: &Assignment, points: Points) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    one(diesel::update(row)
        .set((
            a::stage.eq(Stage::Submitted.to_string()),
            a::weighted_score.eq(points.0),
            a::submitted_at.eq(now),
            a::version.eq(read.version + 1),
        ))
        .execute(&mut **tx)?)
}

pub(super) fn change_review(tx: &mut Tx<'_>, read: &Assignment, review: &Review) -> Result<(), Error> {
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version));
    let now = tx.now().naive();
    let changed = (a::overall.eq(&review.overall), a::saved_at.eq(now), a::version.eq(read.version + 1));
    one(diesel::update(row).set(changed).execute(&mut **tx)?)?;
    diesel::delete(s::table.filter(s::assignment_id.eq(read.id.text()))).execute(&mut **tx)?;
    for score in &review.scores {
        let points = score.score.map(|n| i32::try_from(n).unwrap_or(i32::MAX));
        diesel::insert_into(s::table)
            .values((
                s::assignment_id.eq(read.id.text()),
                s::criterion.eq(&score.criterion),
                s::score.eq(points),
                s::comment.eq(&score.comment),
                s::judgment.eq(score.judgment.map(|judgment| judgment.to_string())),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

type ScoreRow = (String, Option<i32>, String, Option<String>);

fn score((criterion, score, comment, judgment): ScoreRow) -> Result<Score, Error> {
    let judgment = judgment.map(|word| word.parse().map_err(|_| Error::unreadable("judgment", &word))).transpose()?;
    Ok(Score { criterion, score: score.map(i64::from), judgment, comment })
}

pub(super) fn list_scores(conn: &mut Conn, assignment: Id<Assignment>) -> Result<Vec<Score>, Error> {
    let rows: Vec<ScoreRow> = s::table
        .filter(s::assignment_id.eq(assignment.text()))
        .order(s::criterion)
        .select((s::criterion, s::score, s::comment, s::judgment))
        .load(conn)?;
    rows.into_iter().map(score).collect()
}

/// The scores of these reviews, by criterion; reviews without any are not there.
pub(super) fn list_scores_of(conn: &mut Conn, assignments: &[Id<Assignment>]) -> Result<BTreeMap<Id<Assignment>, Vec<Score>>, Error> {
    let ids: Vec<String> = assignments.iter().map(Id::text).collect();
    let rows: Vec<(String, ScoreRow)> = s::table
        .filter(s::assignment_id.eq_any(ids))
        .order((s::assignment_id, s::criterion))
        .select((s::assignment_id, (s::criterion, s::score, s::comment, s::judgment)))
        .load(conn)?;
    let mut found: BTreeMap<Id<Assignment>, Vec<Score>> = BTreeMap::new();
    for (assignment, row) in rows {
        found.entry(id(&assignment)?).or_default().push(score(row)?);
    }
    Ok(found)
}

/// The fails in the submitted reviews of an application, by criterion, each with its review.
pub(super) fn list_failures(conn: &mut Conn, application: Id<Application>) -> Result<Vec<(Id<Assignment>, Failure)>, Error> {
    let rows: Vec<(String, String, String, String)> = s::table
        .inner_join(a::table.on(a::id.eq(s::assignment_id)))
        .filter(a::application_id.eq(application.text()))
        .filter(a::stage.eq(Stage::Submitted.to_string()))
        .filter(s::judgment.eq(Judgment::Fail.to_string()))
        .order((s::criterion, a::submitted_at, a::id))
        .select((a::id, s::criterion, a::reviewer_name, s::comment))
        .load(conn)?;
    let failure = |(review, criterion, reviewer, comment): (String, _, _, _)| Ok((id(&review)?, Failure { criterion, reviewer, comment }));
    rows.into_iter().map(failure).collect()
}

/// How many reviews of each of these applications are submitted; those without one are not there.
pub(super) fn count_submitted(conn: &mut Conn, applications: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, i64>, Error> {
    let ids: Vec<String> = applications.iter().map(Id::text).collect();
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        application_id: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    const BEFORE: &str = "SELECT application_id, count(*) AS n FROM review_assignments WHERE application_id IN (";
    let stage = Stage::Submitted.to_string();
    let rows: Vec<Row> = Fixed::among(BEFORE, &ids, ") AND stage = ? GROUP BY application_id").text(&stage).load(conn)?;
    rows.into_iter().map(|Row { application_id, n }| Ok((id(&application_id)?, n))).collect()
}

/// How often each reviewer of a round gave each score, in submitted reviews of other applications than these.
pub(super) fn count_scores(conn: &mut Conn, opportunity: Id<Opportunity>, but: &[String]) -> Result<Vec<(Id<Account>, i64, i64)>, Error> {
    let rows: Vec<(String, Option<i32>, i64)> = a::table
        .inner_join(s::table.on(s::assignment_id.eq(a::id)))
        .filter(a::opportunity_id.eq(opportunity.text()))
        .filter(a::stage.eq(Stage::Submitted.to_string()))
        .filter(a::application_id.ne_all(but))
        .filter(s::score.is_not_null())
        .group_by((a::reviewer_id, s::score))
        .select((a::reviewer_id, s::score, diesel::dsl::count_star()))
        .load(conn)?;
    rows.into_iter().map(|(reviewer, score, count)| Ok((id(&reviewer)?, score.map_or(0, i64::from), count))).collect()
}

/// The scores of the submitted reviews of a round, by review and criterion.
pub(super) fn list_scores_of_round(
    conn: &mut Conn,
    opportunity: Id<Opportunity>,
) -> Result<BTreeMap<Id<Assignment>, BTreeMap<String, i64>>, Error> {
    let rows: Vec<(String, String, Option<i32>)> = s::table
        .inner_join(a::table.on(a::id.eq(s::assignment_id)))
        .filter(a::opportunity_id.eq(opportunity.text()))
        .filter(a::stage.eq(Stage::Submitted.to_string()))
        .select((s::assignment_id, s::criterion, s::score))
        .load(conn)?;
    let mut found: BTreeMap<Id<Assignment>, BTreeMap<String, i64>> = BTreeMap::new();
    for (assignment, criterion, score) in rows {
        if let Some(score) = score {
            found.entry(id(&assignment)?).or_default().insert(criterion, i64::from(score));
        }
    }
    Ok(found)
}

pub(super) fn insert_screening(
    tx: &mut Tx<'_>,
    application: Id<Application>,
    by: (Id<Account>, &str),
    new: &Screening,
) -> Result<(), Error> {
    let id = tx.id::<Screening>().text();
    let checks = serde_json::to_string(&new.checks).map_err(|e| Error::Broken(e.to_string()))?;
    diesel::insert_into(screenings::table)
        .values((
            (screenings::id.eq(id), screenings::application_id.eq(application.text()), screenings::outcome.eq(new.outcome.to_string())),
            (screenings::checks.eq(checks), screenings::note.eq(&new.note), screenings::account_id.eq(by.0.text())),
            (screenings::actor_name.eq(by.1), screenings::at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn list_screenings(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Screening>, Error> {
    let rows: Vec<(String, String, String, String, NaiveDateTime)> = screenings::table
        .filter(screenings::application_id.eq(application.text()))
        .order(screenings::at)
        .select((screenings::outcome, screenings::checks, screenings::note, screenings::actor_name, screenings::at))
        .load(conn)?;
    let domain = |(outcome, checks, note, by, at): (String, String, String, String, NaiveDateTime)| {
        Ok(Screening {
            outcome: outcome.parse().map_err(|_| Error::unreadable("screening outcome", &outcome))?,
            checks: serde_json::from_str(&checks).map_err(|e| Error::unreadable("screening", e))?,
            note,
            by,
            at: Timestamp::from_naive(at),
        })
    };
    rows.into_iter().map(domain).collect()
}
