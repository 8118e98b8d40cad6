//! What is read for a comparison: every received application of some rounds with its city, where it stands,
//! its last decision, its last recommendation, whether a review counts, and what its city sent before. A few
//! queries, whatever the number of applications.

use super::known::Known;
use crate::award::{self, Award, Stage as Proposal};
use crate::db::schema::{applications as a, organisations as o, recommendations as c, review_assignments as r, wf_instances as i};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::process::Stage;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// So many cities are asked for in one query.
const AT_ONCE: usize = 1_000;

type Row = (String, String, String, Option<NaiveDateTime>, String, i64, String);

/// The received applications of these rounds, at most `limit`, without those named in `closed`.
pub(super) fn list(conn: &mut Conn, rounds: &[Id<Opportunity>], closed: &BTreeSet<String>, limit: i64) -> Result<Vec<Known>, Error> {
    let verdicts = award::list_last_verdicts(conn, rounds)?;
    let rounds: Vec<String> = rounds.iter().map(Id::text).collect();
    let rows: Vec<Row> = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .inner_join(i::table.on(i::id.eq(a::id)))
        .filter(a::opportunity_id.eq_any(&rounds))
        .filter(a::submitted_at.is_not_null())
        .order(a::id)
        .limit(limit)
        .select((a::id, a::opportunity_id, a::organisation_id, a::submitted_at, o::state, o::population, i::stage))
        .load(conn)?;
    let proposals = proposals(conn, &rounds)?;
    let reviewed = reviewed(conn, &rounds)?;
    let earlier = earlier(conn, rows.iter().map(|row| row.2.clone()).collect())?;
    let known = rows.into_iter().filter(|row| !closed.contains(&row.0)).map(|(id, round, city, at, state, population, stage)| {
        let sent = earlier.get(&city).map(Vec::as_slice).unwrap_or_default();
        let is_first = !sent.iter().any(|(other, when)| *other != round && at.is_some_and(|at| *when < at));
        let case: Id<Award> = id.parse().map_err(|_| Error::unreadable("identifier", &id))?;
        Ok(Known {
            state,
            population,
            is_first,
            stage: stage.parse::<Stage>().map_err(|_| Error::unreadable("stage of a case", &stage))?,
            verdict: verdicts.get(&case).copied(),
            proposal: proposals.get(&id).copied(),
            is_reviewed: reviewed.contains(&id),
        })
    });
    known.collect()
}

/// What became of the last recommendation of each application.
fn proposals(conn: &mut Conn, rounds: &[String]) -> Result<BTreeMap<String, Proposal>, Error> {
    let of_rounds = a::table.filter(a::opportunity_id.eq_any(rounds)).select(a::id);
    let rows: Vec<(String, String)> =
        c::table.filter(c::application_id.eq_any(of_rounds)).order((c::at, c::id)).select((c::application_id, c::stage)).load(conn)?;
    rows.into_iter()
        .map(|(id, stage)| Ok((id, stage.parse::<Proposal>().map_err(|_| Error::unreadable("recommendation stage", &stage))?)))
        .collect()
}

/// The applications with a review that is submitted and counts.
fn reviewed(conn: &mut Conn, rounds: &[String]) -> Result<BTreeSet<String>, Error> {
    let submitted = r::table.filter(r::opportunity_id.eq_any(rounds)).filter(r::stage.eq("submitted"));
    let ids: Vec<String> = submitted.select(r::application_id).distinct().load(conn)?;
    Ok(ids.into_iter().collect())
}

/// What these cities have sent in any round: the round and when.
fn earlier(conn: &mut Conn, cities: BTreeSet<String>) -> Result<BTreeMap<String, Vec<(String, NaiveDateTime)>>, Error> {
    let cities: Vec<String> = cities.into_iter().collect();
    let mut sent: BTreeMap<String, Vec<(String, NaiveDateTime)>> = BTreeMap::new();
    for some in cities.chunks(AT_ONCE) {
        let rows: Vec<(String, String, Option<NaiveDateTime>)> = a::table
            .filter(a::organisation_id.eq_any(some))
            .filter(a::submitted_at.is_not_null())
            .select((a::organisation_id, a::opportunity_id, a::submitted_at))
            .load(conn)?;
        for (city, round, at) in rows {
            sent.entry(city).or_default().extend(at.map(|at| (round, at)));
        }
    }
    Ok(sent)
}
