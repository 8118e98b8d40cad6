//! Rows of how complete drafts are.

use super::id_of;
use crate::db::schema::{applications as a, draft_progress as p, organisations as o, submissions as s};
use crate::db::{Conn, Error, Fixed, Tx};
use crate::intake::Application;
use crate::intake::progress::{Counted, NearlyComplete, Watched};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Organisation;
use chrono::NaiveDateTime;
use diesel::dsl::count_star;
use diesel::prelude::*;

/// Drafts that were changed since they were counted, or never counted: these first, then whoever waits longest,
/// so that a draft that is saved again and again keeps nobody else waiting.
pub(in super::super) fn list_uncounted(conn: &mut Conn, round: Id<Opportunity>, limit: i64) -> Result<Vec<Id<Application>>, Error> {
    let ids: Vec<String> = a::table
        .left_join(p::table.on(p::application_id.eq(a::id)))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .filter(p::version.is_null().or(p::version.nullable().ne(a::version.nullable())))
        .order((p::counted_at.is_not_null(), p::counted_at.nullable(), a::id))
        .select(a::id)
        .limit(limit)
        .load(conn)?;
    ids.iter().map(|id| id_of(id)).collect()
}

/// One statement: two processes that count the same draft at once both succeed, and the later one stays.
const SAVE: &str = "INSERT INTO draft_progress \
    (application_id, opportunity_id, version, wanted, missing, percent, saved_at, saved_by, counted_at) \
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (application_id) DO UPDATE SET version = excluded.version, \
    wanted = excluded.wanted, missing = excluded.missing, percent = excluded.percent, saved_at = excluded.saved_at, \
    saved_by = excluded.saved_by, counted_at = excluded.counted_at";

pub(in super::super) fn save_progress(tx: &mut Tx<'_>, counted: &Counted) -> Result<(), Error> {
    let (id, round) = (counted.application.text(), counted.round.text());
    let named = Fixed::new(SAVE).text(&id).text(&round).number(counted.version);
    let complete = named.small(counted.wanted).small(counted.missing).small(counted.percent);
    let saved = complete.instant(counted.saved_at.naive()).optional_text(counted.saved_by.as_deref());
    saved.instant(counted.counted_at.naive()).run(tx)?;
    Ok(())
}

pub(in super::super) fn count_drafts(conn: &mut Conn, (round, without): Watched<'_>) -> Result<i64, Error> {
    Ok(a::table
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .count()
        .get_result(conn)?)
}

pub(in super::super) fn count_received(conn: &mut Conn, (round, without): Watched<'_>) -> Result<i64, Error> {
    Ok(a::table
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(a::submitted_at.is_not_null())
        .count()
        .get_result(conn)?)
}

/// How many drafts stand at each per cent; at most 101 rows.
pub(in super::super) fn drafts_by_percent(conn: &mut Conn, (round, without): Watched<'_>) -> Result<Vec<(i32, i64)>, Error> {
    Ok(p::table
        .inner_join(a::table.on(a::id.eq(p::application_id)))
        .filter(p::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .group_by(p::percent)
        .order(p::percent)
        .select((p::percent, count_star()))
        .load(conn)?)
}

/// The cities that write a draft in the round, by name, from `offset` on.
pub(in super::super) fn list_drafting(
    conn: &mut Conn,
    (round, without): Watched<'_>,
    (offset, limit): (i64, i64),
) -> Result<Vec<(Id<Organisation>, String)>, Error> {
    let rows: Vec<(String, String, String)> = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .select((o::id, o::name, o::state))
        .distinct()
        .order((o::name, o::state, o::id))
        .offset(offset)
        .limit(limit)
        .load(conn)?;
    rows.into_iter().map(|(id, name, state)| Ok((id_of(&id)?, format!("{name}, {state}")))).collect()
}

type Near = (String, String, String, String, i32, i32, NaiveDateTime, Option<String>);

/// The drafts that are at least so complete, the most complete first.
pub(in super::super) fn list_nearly(
    conn: &mut Conn,
    (round, without): Watched<'_>,
    percent: i32,
    limit: i64,
) -> Result<Vec<NearlyComplete>, Error> {
    let rows: Vec<Near> = p::table
        .inner_join(a::table.on(a::id.eq(p::application_id)))
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(p::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(p::percent.ge(percent))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .order((p::percent.desc(), p::saved_at.desc(), p::application_id))
        .limit(limit)
        .select((o::id, o::name, o::state, o::time_zone, p::percent, p::missing, p::saved_at, p::saved_by))
        .load(conn)?;
    let read = |(id, name, state, zone, percent, missing, saved_at, saved_by): Near| {
        Ok(NearlyComplete {
            city: id_of(&id)?,
            city_name: format!("{name}, {state}"),
            zone: zone.parse().map_err(|_| Error::unreadable("time zone", &zone))?,
            percent,
            missing,
            saved_at: Timestamp::from_naive(saved_at),
            saved_by,
        })
    };
    rows.into_iter().map(read).collect()
}

/// When what came in was received, from an instant on, the latest first.
pub(in super::super) fn received_since(
    conn: &mut Conn,
    (round, without): Watched<'_>,
    from: Timestamp,
    limit: i64,
) -> Result<Vec<Timestamp>, Error> {
    let rows: Vec<NaiveDateTime> = s::table
        .inner_join(a::table.on(a::id.eq(s::application_id)))
        .filter(s::received_at.ge(from.naive()))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .order(s::received_at.desc())
        .limit(limit)
        .select(s::received_at)
        .load(conn)?;
    Ok(rows.into_iter().map(Timestamp::from_naive).collect())
}

/// The zones of cities that write drafts in the round.
pub(in super::super) fn zones_of_drafts(conn: &mut Conn, (round, without): Watched<'_>, limit: i64) -> Result<Vec<(String, i64)>, Error> {
    Ok(a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::id.ne_all(without.to_vec()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .group_by(o::time_zone)
        .order((count_star().desc(), o::time_zone))
        .limit(limit)
        .select((o::time_zone, count_star()))
        .load(conn)?)
}
