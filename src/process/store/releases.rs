//! Rows of releases and their cases.

use crate::db::schema::{applications as a, opportunities as p, organisations as o, release_cases as c, releases as r, wf_instances as i};
use crate::db::{Conn, Error, Multi, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::process::release::{Outcome, Release, ReleaseCase, ReleaseStage, Telling};
use crate::process::stage::Stage;
use chrono::NaiveDateTime;
use diesel::prelude::*;

type Row = (String, String, String, String, NaiveDateTime, String, String, NaiveDateTime, String, Option<NaiveDateTime>);
type Columns =
    (r::id, r::opportunity_id, p::slug, p::title, r::due_at, r::planned_by, r::planned_by_name, r::planned_at, r::stage, r::ended_at);
const COLUMNS: Columns =
    (r::id, r::opportunity_id, p::slug, p::title, r::due_at, r::planned_by, r::planned_by_name, r::planned_at, r::stage, r::ended_at);

fn id<T: ?Sized>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

fn read((key, round, slug, title, due_at, by, by_name, planned_at, stage, ended_at): Row) -> Result<Release, Error> {
    Ok(Release {
        id: id(&key)?,
        opportunity: id(&round)?,
        slug,
        title,
        due_at: Timestamp::from_naive(due_at),
        planned_by: id(&by)?,
        planned_by_name: by_name,
        planned_at: Timestamp::from_naive(planned_at),
        stage: stage.parse().map_err(|_| Error::unreadable("stage of a release", &stage))?,
        ended_at: ended_at.map(Timestamp::from_naive),
    })
}

pub(in crate::process) fn insert_release(
    tx: &mut Tx<'_>,
    new: &Release,
    letters: &[(Id<Application>, String, String)],
) -> Result<(), Error> {
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(new.id.text()), r::opportunity_id.eq(new.opportunity.text()), r::due_at.eq(new.due_at.naive())),
            (
                r::planned_by.eq(new.planned_by.text()),
                r::planned_by_name.eq(&new.planned_by_name),
                r::planned_at.eq(new.planned_at.naive()),
            ),
            r::stage.eq(new.stage.to_string()),
        ))
        .execute(&mut **tx)?;
    for (application, _, sha256) in letters {
        diesel::insert_into(c::table)
            .values((
                (c::release_id.eq(new.id.text()), c::application_id.eq(application.text()), c::letter_sha256.eq(sha256)),
                c::outcome.eq(Outcome::Waits.to_string()),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub(in crate::process) fn release(conn: &mut Conn, id: Id<Release>) -> Result<Release, Error> {
    let found = r::table.inner_join(p::table.on(p::id.eq(r::opportunity_id))).filter(r::id.eq(id.text())).select(COLUMNS);
    read(found.first::<Row>(conn)?)
}

pub(in crate::process) fn list_releases(conn: &mut Conn, before: Option<&str>, limit: i64) -> Result<Vec<Release>, Error> {
    let mut query = r::table
        .inner_join(p::table.on(p::id.eq(r::opportunity_id)))
        .order(r::id.desc())
        .limit(limit)
        .select(COLUMNS)
        .into_boxed::<Multi>();
    if let Some(before) = before {
        query = query.filter(r::id.lt(before.to_owned()));
    }
    query.load::<Row>(conn)?.into_iter().map(read).collect()
}

/// The release in which a case waits to be told.
pub(in crate::process) fn find_planned_release(conn: &mut Conn, application: Id<Application>) -> Result<Option<Release>, Error> {
    let found = c::table
        .inner_join(r::table.on(r::id.eq(c::release_id)))
        .inner_join(p::table.on(p::id.eq(r::opportunity_id)))
        .filter(c::application_id.eq(application.text()))
        .filter(c::outcome.eq(Outcome::Waits.to_string()))
        .select(COLUMNS)
        .first::<Row>(conn)
        .optional()?;
    found.map(read).transpose()
}

/// Every case of a release, by reference.
pub(in crate::process) fn list_release_cases(conn: &mut Conn, release: Id<Release>) -> Result<Vec<ReleaseCase>, Error> {
    type Row = (String, String, String, String, String, Option<String>, Option<NaiveDateTime>);
    let rows = c::table
        .inner_join(a::table.on(a::id.eq(c::application_id)))
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(c::release_id.eq(release.text()))
        .order(a::reference)
        .select((c::application_id, a::reference, o::name, c::letter_sha256, c::outcome, c::reason, c::ended_at))
        .load::<Row>(conn)?;
    let read = |(application, reference, city, letter_sha256, outcome, reason, ended_at): Row| {
        Ok(ReleaseCase {
            application: id(&application)?,
            reference,
            city,
            letter_sha256,
            outcome: outcome.parse().map_err(|_| Error::unreadable("outcome of a case of a release", &outcome))?,
            reason,
            ended_at: ended_at.map(Timestamp::from_naive),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The digest of the letter of a case that still waits in a release.
pub(in crate::process) fn find_waiting_letter(
    conn: &mut Conn,
    (release, application): (Id<Release>, Id<Application>),
) -> Result<Option<String>, Error> {
    let waits = c::table.find((release.text(), application.text())).filter(c::outcome.eq(Outcome::Waits.to_string()));
    Ok(waits.select(c::letter_sha256).first(conn).optional()?)
}

pub(in crate::process) fn list_due_tellings(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Telling>, Error> {
    let due: Vec<(String, String)> = r::table
        .inner_join(c::table.on(c::release_id.eq(r::id)))
        .filter(r::stage.eq(ReleaseStage::Planned.to_string()))
        .filter(r::due_at.le(now.naive()))
        .filter(c::outcome.eq(Outcome::Waits.to_string()))
        .order((r::due_at, r::id, c::application_id))
        .limit(limit)
        .select((r::id, c::application_id))
        .load(conn)?;
    due.iter().map(|(release, application)| Ok((id(release)?, id(application)?))).collect()
}

/// Planned releases whose instant has come and of which no case waits.
pub(in crate::process) fn list_finished_releases(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Id<Release>>, Error> {
    let waiting = c::table.filter(c::release_id.eq(r::id)).filter(c::outcome.eq(Outcome::Waits.to_string()));
    let ids: Vec<String> = r::table
        .filter(r::stage.eq(ReleaseStage::Planned.to_string()))
        .filter(r::due_at.le(now.naive()))
        .filter(diesel::dsl::not(diesel::dsl::exists(waiting)))
        .order((r::due_at, r::id))
        .limit(limit)
        .select(r::id)
        .load(conn)?;
    ids.iter().map(|text| id(text)).collect()
}

/// Keeps what became of a case that waited; whether it did.
pub(in crate::process) fn mark_release_case(
    tx: &mut Tx<'_>,
    (release, application): (Id<Release>, Id<Application>),
    outcome: Outcome,
    reason: Option<&str>,
) -> Result<bool, Error> {
    let now = tx.now().naive();
    let waits = c::table.find((release.text(), application.text())).filter(c::outcome.eq(Outcome::Waits.to_string()));
    let changed =
        diesel::update(waits).set((c::outcome.eq(outcome.to_string()), c::reason.eq(reason), c::ended_at.eq(now))).execute(&mut **tx)?;
    Ok(changed == 1)
}

pub(in crate::process) fn mark_all_cancelled(tx: &mut Tx<'_>, release: Id<Release>) -> Result<(), Error> {
    let now = tx.now().naive();
    let waits = c::table.filter(c::release_id.eq(release.text())).filter(c::outcome.eq(Outcome::Waits.to_string()));
    diesel::update(waits).set((c::outcome.eq(Outcome::Cancelled.to_string()), c::ended_at.eq(now))).execute(&mut **tx)?;
    Ok(())
}

/// Ends a planned release; whether it was planned.
pub(in crate::process) fn mark_release(tx: &mut Tx<'_>, id: Id<Release>, stage: ReleaseStage) -> Result<bool, Error> {
    let now = tx.now().naive();
    let planned = r::table.find(id.text()).filter(r::stage.eq(ReleaseStage::Planned.to_string()));
    Ok(diesel::update(planned).set((r::stage.eq(stage.to_string()), r::ended_at.eq(now))).execute(&mut **tx)? == 1)
}

/// The decided cases of a round that wait in no release, by reference.
pub(in crate::process) fn list_decided(
    conn: &mut Conn,
    round: Id<Opportunity>,
    without: &[String],
    limit: i64,
) -> Result<Vec<Id<Application>>, Error> {
    let planned = c::table.filter(c::application_id.eq(a::id)).filter(c::outcome.eq(Outcome::Waits.to_string()));
    let ids: Vec<String> = i::table
        .inner_join(a::table.on(a::id.eq(i::id)))
        .filter(i::stage.eq(Stage::Decided.to_string()))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(diesel::dsl::not(diesel::dsl::exists(planned)))
        .order(a::reference)
        .limit(limit)
        .select(a::id)
        .load(conn)?;
    ids.iter().map(|text| id(text)).collect()
}

/// The rounds with decided cases that wait in no release: slug, name and how many, by name.
pub(in crate::process) fn count_decided(conn: &mut Conn, without: &[String]) -> Result<Vec<(String, String, i64)>, Error> {
    let planned = c::table.filter(c::application_id.eq(a::id)).filter(c::outcome.eq(Outcome::Waits.to_string()));
    Ok(i::table
        .inner_join(a::table.on(a::id.eq(i::id)))
        .inner_join(p::table.on(p::id.eq(a::opportunity_id)))
        .filter(i::stage.eq(Stage::Decided.to_string()))
        .filter(i::id.ne_all(without))
        .filter(diesel::dsl::not(diesel::dsl::exists(planned)))
        .group_by((p::slug, p::title))
        .order(p::title)
        .select((p::slug, p::title, diesel::dsl::count_star()))
        .load(conn)?)
}
