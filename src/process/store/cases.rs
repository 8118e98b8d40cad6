//! The queries of the list of cases: applications beside where they stand, and
//! beside the reviews that they wait for.

use super::super::list::{Filter, Row, Sort};
use super::super::stage::{Stage, parse};
use super::lower;
use crate::db::schema::{
    application_partners as t, applications as a, opportunities as p, organisations as o, review_assignments as r, wf_instances as i,
};
use crate::db::{Conn, Error, Fixed, Multi};
use crate::intake::Application;
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::Opportunity;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::BTreeMap;

type Found = (String, String, String, String, String, String, i64, String, Option<NaiveDateTime>, Option<String>);

/// The stages of a review that is still owed.
const OWED: [&str; 2] = ["assigned", "cleared"];

/// Received cases with what a row of a list shows.
macro_rules! cases {
    () => {
        i::table
            .inner_join(a::table.on(a::id.eq(i::id)))
            .inner_join(o::table.on(o::id.eq(a::organisation_id)))
            .inner_join(p::table.on(p::id.eq(a::opportunity_id)))
            .filter(a::submitted_at.is_not_null())
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

/// The same, the newest first.
macro_rules! received {
    ($limit:expr) => {
        cases!().order(i::id.desc()).limit($limit)
    };
}

/// Where a page of a list goes on: what the last case before it is sorted by.
type Mark = (Option<NaiveDateTime>, i64, String, String, String, String);

fn mark(conn: &mut Conn, id: &str) -> Result<Mark, Error> {
    let found = a::table
        .inner_join(o::table.on(o::id.eq(a::organisation_id)))
        .filter(a::id.eq(id))
        .select((a::submitted_at, a::total_cents, lower(o::name), o::state, a::reference, a::id))
        .first(conn)
        .optional()?;
    found.ok_or(Error::Missing)
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

/// Those of the filter, without the closed ones.
pub(in super::super) fn list(
    conn: &mut Conn,
    (filter, closed): (&Filter, &[String]),
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let mark = after.map(|id| mark(conn, id)).transpose()?;
    let mut query = cases!().filter(a::id.ne_all(closed.to_vec())).limit(limit).into_boxed::<Multi>();
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
    if let Some(state) = &filter.state {
        query = query.filter(o::state.eq(state.clone()));
    }
    if let Some(from) = filter.received_from {
        query = query.filter(a::submitted_at.ge(from.naive()));
    }
    if let Some(before) = filter.received_before {
        query = query.filter(a::submitted_at.lt(before.naive()));
    }
    if let Some(least) = filter.asked_from {
        query = query.filter(a::total_cents.ge(least.cents()));
    }
    if let Some(most) = filter.asked_to {
        query = query.filter(a::total_cents.le(most.cents()));
    }
    if let Some(text) = &filter.text {
        let words = pattern(text);
        let named = lower(a::title).like(lower(words.clone())).escape('!');
        let of_city = lower(o::name).like(lower(words.clone())).escape('!');
        let numbered = lower(a::reference).like(lower(words)).escape('!');
        query = query.filter(named.or(of_city).or(numbered));
    }
    // One order for the page and the file, with the identifier last, so that a page goes on exactly where the one before ended.
    query = match filter.sort {
        Sort::Newest => query.order((a::submitted_at.desc(), a::id.desc())),
        Sort::Oldest => query.order((a::submitted_at.asc(), a::id.asc())),
        Sort::Most => query.order((a::total_cents.desc(), a::id.desc())),
        Sort::Least => query.order((a::total_cents.asc(), a::id.asc())),
        Sort::City => query.order((lower(o::name).asc(), o::state.asc(), a::id.asc())),
        Sort::Reference => query.order(a::reference.asc()),
    };
    if let Some((at, total, city, state, reference, id)) = mark {
        // Each first bound says once more what the second one says, so that an index is entered at the mark and not at its end.
        let same_name = || lower(o::name).eq(city.clone());
        query = match filter.sort {
            Sort::Newest => {
                query.filter(a::submitted_at.le(at)).filter(a::submitted_at.lt(at).or(a::submitted_at.eq(at).and(a::id.lt(id))))
            }
            Sort::Oldest => {
                query.filter(a::submitted_at.ge(at)).filter(a::submitted_at.gt(at).or(a::submitted_at.eq(at).and(a::id.gt(id))))
            }
            Sort::Most => {
                query.filter(a::total_cents.le(total)).filter(a::total_cents.lt(total).or(a::total_cents.eq(total).and(a::id.lt(id))))
            }
            Sort::Least => {
                query.filter(a::total_cents.ge(total)).filter(a::total_cents.gt(total).or(a::total_cents.eq(total).and(a::id.gt(id))))
            }
            Sort::City => {
                let later_state = same_name().and(o::state.gt(state.clone()));
                let same_city = same_name().and(o::state.eq(state)).and(a::id.gt(id));
                query.filter(lower(o::name).ge(city.clone())).filter(lower(o::name).gt(city.clone()).or(later_state).or(same_city))
            }
            Sort::Reference => query.filter(a::reference.gt(reference)),
        };
    }
    query.load::<Found>(conn)?.into_iter().map(row).collect()
}

/// Words anywhere, with nothing in them that means more than itself.
fn pattern(text: &str) -> String {
    let plain = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

/// The received cases with one of these numbers.
pub(in super::super) fn list_by_reference(
    conn: &mut Conn,
    (numbers, closed): (&[String], &[String]),
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let found = received!(limit).filter(a::reference.eq_any(numbers)).filter(a::id.ne_all(closed));
    found.load::<Found>(conn)?.into_iter().map(row).collect()
}

/// The received cases of the cities in these places of the register, and of those whose name begins so: led by them, or
/// with them as a partner.
pub(in super::super) fn list_by_city(
    conn: &mut Conn,
    (towns, start, closed): (&[i64], &str, &[String]),
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let end = format!("{start}\u{10FFFF}");
    let named = o::table.filter(lower(o::name).ge(start)).filter(lower(o::name).lt(end)).order(lower(o::name)).limit(limit);
    let mut cities: Vec<String> = named.select(o::id).load(conn)?;
    cities.extend(o::table.filter(o::geoname_id.eq_any(towns)).select(o::id).load::<String>(conn)?);
    let mut with = list_with_partner(conn, (towns, start, closed), limit)?;
    let led = a::table.filter(a::organisation_id.eq_any(cities)).filter(a::submitted_at.is_not_null()).filter(a::id.ne_all(closed));
    with.extend(led.order((a::submitted_at.desc(), a::id.desc())).limit(limit).select(a::id).load::<String>(conn)?);
    let found = received!(limit).filter(a::id.eq_any(with));
    found.load::<Found>(conn)?.into_iter().map(row).collect()
}

/// The received applications in which such a city or network takes part as a partner, the newest first.
fn list_with_partner(conn: &mut Conn, (towns, start, closed): (&[i64], &str, &[String]), limit: i64) -> Result<Vec<String>, Error> {
    let received = || {
        let partners = t::table.inner_join(a::table.on(a::id.eq(t::application_id)));
        partners.filter(t::removed_at.is_null()).filter(a::submitted_at.is_not_null()).filter(a::id.ne_all(closed.to_vec()))
    };
    let newest = (a::submitted_at.desc(), a::id.desc());
    let mut found: Vec<String> = received().filter(t::geoname_id.eq_any(towns)).order(newest).limit(limit).select(a::id).load(conn)?;
    let named = received().filter(lower(t::name).ge(start)).filter(lower(t::name).lt(format!("{start}\u{10FFFF}")));
    found.extend(named.order(newest).limit(limit).select(a::id).load::<String>(conn)?);
    Ok(found)
}

/// Where every case of a round stands.
pub(in super::super) fn list_stages(conn: &mut Conn, round: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, Stage>, Error> {
    let cases = i::table.inner_join(a::table.on(a::id.eq(i::id))).filter(a::opportunity_id.eq(round.text()));
    let rows: Vec<(String, String)> = cases.select((i::id, i::stage)).load(conn)?;
    let read = |(id, stage): (String, String)| -> Result<(Id<Application>, Stage), Error> {
        Ok((id.parse().map_err(|_| Error::unreadable("identifier", &id))?, parse(&stage)?))
    };
    rows.into_iter().map(read).collect()
}

pub(in super::super) fn count_by_stage(conn: &mut Conn, closed: &[String]) -> Result<Vec<(Stage, i64)>, Error> {
    // Payment runs are instances too.
    let open = i::table.filter(i::stage.not_like("run%")).filter(i::id.ne_all(closed)).group_by(i::stage);
    let counts: Vec<(String, i64)> = open.select((i::stage, diesel::dsl::count_star())).load(conn)?;
    counts.into_iter().map(|(marking, n)| Ok((parse(&marking)?, n))).collect()
}

pub(in super::super) fn count_overdue(conn: &mut Conn, closed: &[String], today: NaiveDate) -> Result<i64, Error> {
    let waiting = r::table.filter(r::due_on.lt(today)).filter(r::stage.eq_any(OWED)).select(r::application_id);
    let cases = i::table.filter(i::stage.eq(Stage::InReview.to_string())).filter(i::id.eq_any(waiting)).filter(i::id.ne_all(closed));
    Ok(cases.count().get_result(conn)?)
}

/// Where each of these cases stands, by its identifier.
pub(in super::super) fn list_stages_of(conn: &mut Conn, ids: &[String]) -> Result<Vec<(String, Stage)>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        stage: String,
    }
    let rows: Vec<Row> = Fixed::among("SELECT id, stage FROM wf_instances WHERE id IN (", ids, ")").load(conn)?;
    rows.into_iter().map(|Row { id, stage }| Ok((id, parse(&stage)?))).collect()
}
