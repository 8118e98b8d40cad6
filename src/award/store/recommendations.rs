//! Rows of recommendations and decisions.

use super::{id, one};
use crate::award::{Award, Decision, Line, Recommendation, Stage, Verdict};
use crate::db::schema::{applications as a, decisions as d, recommendation_lines as l, recommendations as r};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::{Account, Actor};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable)]
struct Row {
    id: String,
    application_id: String,
    total_cents: i64,
    period_start: NaiveDate,
    period_end: NaiveDate,
    rationale: String,
    digest: String,
    account_id: String,
    actor_name: String,
    at: NaiveDateTime,
    version: i64,
    reserved_until: Option<NaiveDate>,
    stage: String,
}

fn with_lines(conn: &mut Conn, row: Row) -> Result<Recommendation, Error> {
    let lines: Vec<(String, i64)> =
        l::table.filter(l::recommendation_id.eq(&row.id)).order(l::category).select((l::category, l::amount_cents)).load(conn)?;
    Ok(Recommendation {
        id: id(&row.id)?,
        case: id(&row.application_id)?,
        stage: row.stage.parse().map_err(|_| Error::unreadable("recommendation stage", &row.stage))?,
        lines: lines.into_iter().map(|(category, cents)| Line { category, amount: Money::from_cents(cents) }).collect(),
        total: Money::from_cents(row.total_cents),
        period_start: row.period_start,
        period_end: row.period_end,
        rationale: row.rationale,
        reserved_until: row.reserved_until,
        digest: row.digest,
        by: row.account_id,
        by_name: row.actor_name,
        at: Timestamp::from_naive(row.at),
        version: row.version,
    })
}

fn all_with_lines(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<Recommendation>, Error> {
    rows.into_iter().map(|row| with_lines(conn, row)).collect()
}

/// The recommendation of a case that waits for a decision.
///
/// # Errors
/// The database's refusal.
pub fn find_open_recommendation(conn: &mut Conn, case: Id<Award>) -> Result<Option<Recommendation>, Error> {
    let found =
        r::table.filter(r::application_id.eq(case.text())).filter(r::stage.eq(Stage::Open.to_string())).first::<Row>(conn).optional()?;
    found.map(|row| with_lines(conn, row)).transpose()
}

/// The newest recommendation of a case, whatever became of it.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn latest_recommendation(conn: &mut Conn, case: Id<Award>) -> Result<Recommendation, Error> {
    let row = r::table.filter(r::application_id.eq(case.text())).order((r::at.desc(), r::id.desc())).first::<Row>(conn)?;
    with_lines(conn, row)
}

/// Every recommendation of a case, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_recommendations(conn: &mut Conn, case: Id<Award>) -> Result<Vec<Recommendation>, Error> {
    let rows = r::table.filter(r::application_id.eq(case.text())).order((r::at, r::id)).load(conn)?;
    all_with_lines(conn, rows)
}

/// The recommendations that wait longest, at most `limit`, without those for some cases.
///
/// # Errors
/// The database's refusal.
pub fn list_open_recommendations(conn: &mut Conn, without: &[String], limit: i64) -> Result<Vec<Recommendation>, Error> {
    let open = r::table.filter(r::stage.eq(Stage::Open.to_string())).filter(r::application_id.ne_all(without));
    let rows = open.order((r::at, r::id)).limit(limit).load(conn)?;
    all_with_lines(conn, rows)
}

/// The open recommendations whose last day lies before `day`, those that ended first
/// at first, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_reserved_before(conn: &mut Conn, day: NaiveDate, limit: i64) -> Result<Vec<Recommendation>, Error> {
    let due = r::table.filter(r::stage.eq(Stage::Open.to_string())).filter(r::reserved_until.lt(day));
    let rows = due.order((r::reserved_until, r::id)).limit(limit).load(conn)?;
    all_with_lines(conn, rows)
}

/// How many recommendations wait for the actor: without those that they made, since another person decides on them,
/// and those for what is closed to them.
///
/// # Errors
/// The database's refusal.
pub fn count_open_recommendations(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let others = r::account_id.ne(actor.account.map(|id| id.text()).unwrap_or_default());
    let open = r::table.filter(r::stage.eq(Stage::Open.to_string())).filter(r::application_id.ne_all(actor.walls.ids()));
    Ok(open.filter(others).count().get_result(conn)?)
}

/// Every decision on a case, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_decisions(conn: &mut Conn, case: Id<Award>) -> Result<Vec<Decision>, Error> {
    let rows: Vec<(String, String, Option<String>, String, String, NaiveDateTime)> = d::table
        .filter(d::application_id.eq(case.text()))
        .order((d::at, d::id))
        .select((d::outcome, d::reason, d::subject_digest, d::account_id, d::actor_name, d::at))
        .load(conn)?;
    let domain = |(outcome, reason, subject_digest, by, by_name, at): (String, String, Option<String>, String, String, NaiveDateTime)| {
        let verdict = outcome.parse().map_err(|_| Error::unreadable("decision", &outcome))?;
        Ok(Decision { verdict, reason, subject_digest, by, by_name, at: Timestamp::from_naive(at) })
    };
    rows.into_iter().map(domain).collect()
}

/// The last decision on each application of these rounds that has one.
///
/// # Errors
/// The database's refusal.
pub fn list_last_verdicts(conn: &mut Conn, rounds: &[Id<Opportunity>]) -> Result<BTreeMap<Id<Award>, Verdict>, Error> {
    let rounds: Vec<String> = rounds.iter().map(Id::text).collect();
    let of_rounds = a::table.filter(a::opportunity_id.eq_any(rounds)).select(a::id);
    let rows: Vec<(String, String)> =
        d::table.filter(d::application_id.eq_any(of_rounds)).order((d::at, d::id)).select((d::application_id, d::outcome)).load(conn)?;
    rows.into_iter()
        .map(|(case, outcome)| Ok((id(&case)?, outcome.parse::<Verdict>().map_err(|_| Error::unreadable("decision", &outcome))?)))
        .collect()
}

pub(in crate::award) fn insert_recommendation(tx: &mut Tx<'_>, new: &Recommendation) -> Result<(), Error> {
    diesel::insert_into(r::table)
        .values((
            (
                r::id.eq(new.id.text()),
                r::application_id.eq(new.case.text()),
                r::stage.eq(new.stage.to_string()),
                r::total_cents.eq(new.total.cents()),
            ),
            (
                r::period_start.eq(new.period_start),
                r::period_end.eq(new.period_end),
                r::reserved_until.eq(new.reserved_until),
                r::rationale.eq(&new.rationale),
                r::digest.eq(&new.digest),
            ),
            (r::account_id.eq(&new.by), r::actor_name.eq(&new.by_name), r::at.eq(new.at.naive()), r::version.eq(new.version)),
        ))
        .execute(&mut **tx)?;
    for line in &new.lines {
        diesel::insert_into(l::table)
            .values((l::recommendation_id.eq(new.id.text()), l::category.eq(&line.category), l::amount_cents.eq(line.amount.cents())))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub(in crate::award) fn mark_recommendation(tx: &mut Tx<'_>, read: &Recommendation, stage: Stage) -> Result<(), Error> {
    let row = r::table.filter(r::id.eq(read.id.text())).filter(r::version.eq(read.version));
    one(diesel::update(row).set((r::stage.eq(stage.to_string()), r::version.eq(read.version + 1))).execute(&mut **tx)?)
}

pub(in crate::award) fn insert_decision(
    tx: &mut Tx<'_>,
    case: Id<Award>,
    on: Option<&Recommendation>,
    (verdict, digest): (Verdict, Option<&str>),
    (account, name, reason): (Id<Account>, &str, &str),
) -> Result<(), Error> {
    let id = tx.id::<Decision>().text();
    let now = tx.now().naive();
    diesel::insert_into(d::table)
        .values((
            (
                d::id.eq(id),
                d::application_id.eq(case.text()),
                d::recommendation_id.eq(on.map(|r| r.id.text())),
                d::outcome.eq(verdict.to_string()),
            ),
            (d::reason.eq(reason), d::subject_digest.eq(digest), d::account_id.eq(account.text()), d::actor_name.eq(name), d::at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
