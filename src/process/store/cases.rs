//! The queries of the list of cases: applications beside where they stand, and
//! beside the reviews that they wait for.

use super::super::list::{Filter, Row};
use super::super::stage::{Stage, parse};
use super::lower;
use crate::db::schema::{applications as a, opportunities as p, organisations as o, review_assignments as r, wf_instances as i};
use crate::db::{Conn, Error, Multi};
use crate::kernel::{Money, Timestamp};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

type Found = (String, String, String, String, String, String, i64, String, Option<NaiveDateTime>, Option<String>);

/// The stages of a review that is still owed.
const OWED: [&str; 2] = ["assigned", "cleared"];

/// Received cases with what a row of a list shows, the newest first.
macro_rules! received {
    ($limit:expr) => {
        i::table
            .inner_join(a::table.on(a::id.eq(i::id)))
            .inner_join(o::table.on(o::id.eq(a::organisation_id)))
            .inner_join(p::table.on(p::id.eq(a::opportunity_id)))
            .filter(a::submitted_at.is_not_null())
            .order(i::id.desc())
            .limit($limit)
            .select((
                a::id,
                a::reference,
                a::title,
                o::name,
                o::state,
                p::title,
                a::total_cents,
                i::stage,
                a::submitted_at,
                a::entered_by_name,
            ))
    };
}

fn row((id, reference, title, city, state, opportunity, total, marking, submitted_at, entered_by): Found) -> Result<Row, Error> {
    Ok(Row {
        id,
        reference,
        title: if title.is_empty() { "Application without a name".into() } else { title },
        city: format!("{city}, {state}"),
        opportunity,
        total: Money::from_cents(total),
        stage: parse(&marking)?,
        submitted_at: submitted_at.map(Timestamp::from_naive),
        is_possible_duplicate: false,
        entered_by,
    })
}

pub(in super::super) fn list(conn: &mut Conn, filter: &Filter, before: Option<&str>, limit: i64) -> Result<Vec<Row>, Error> {
    let mut query = received!(limit).into_boxed::<Multi>();
    if let Some(stage) = filter.stage {
        query = query.filter(i::stage.eq(stage.to_string()));
    }
    if let Some(today) = filter.overdue_on {
        let waiting = r::table.filter(r::due_on.lt(today)).filter(r::stage.eq_any(OWED)).select(r::application_id);
        query = query.filter(i::stage.eq(Stage::InReview.to_string())).filter(i::id.eq_any(waiting));
    }
    if let Some(slug) = &filter.opportunity {
        query = query.filter(p::slug.eq(slug.clone()));
    }
    if let Some(before) = before {
        query = query.filter(i::id.lt(before.to_owned()));
    }
    query.load::<Found>(conn)?.into_iter().map(row).collect()
}

/// The received cases with one of these numbers.
pub(in super::super) fn list_by_reference(conn: &mut Conn, numbers: &[String], limit: i64) -> Result<Vec<Row>, Error> {
    received!(limit).filter(a::reference.eq_any(numbers)).load::<Found>(conn)?.into_iter().map(row).collect()
}

/// The received cases of the cities in these places of the register, and of those whose name begins so.
pub(in super::super) fn list_by_city(conn: &mut Conn, (towns, start): (&[i64], &str), limit: i64) -> Result<Vec<Row>, Error> {
    let end = format!("{start}\u{10FFFF}");
    let named = o::table.filter(lower(o::name).ge(start)).filter(lower(o::name).lt(end)).order(lower(o::name)).limit(limit);
    let mut cities: Vec<String> = named.select(o::id).load(conn)?;
    cities.extend(o::table.filter(o::geoname_id.eq_any(towns)).select(o::id).load::<String>(conn)?);
    received!(limit).filter(a::organisation_id.eq_any(cities)).load::<Found>(conn)?.into_iter().map(row).collect()
}

pub(in super::super) fn count_by_stage(conn: &mut Conn) -> Result<Vec<(Stage, i64)>, Error> {
    let counts: Vec<(String, i64)> = i::table.group_by(i::stage).select((i::stage, diesel::dsl::count_star())).load(conn)?;
    counts.into_iter().map(|(marking, n)| Ok((parse(&marking)?, n))).collect()
}

pub(in super::super) fn count_overdue(conn: &mut Conn, today: NaiveDate) -> Result<i64, Error> {
    let waiting = r::table.filter(r::due_on.lt(today)).filter(r::stage.eq_any(OWED)).select(r::application_id);
    let cases = i::table.filter(i::stage.eq(Stage::InReview.to_string())).filter(i::id.eq_any(waiting));
    Ok(cases.count().get_result(conn)?)
}
