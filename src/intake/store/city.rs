//! Who of a city is told, read beside the application so that a fact carries it.

use super::id_of;
use crate::db::schema::{accounts as c, applications as a, memberships as m, organisations as o};
use crate::db::{Conn, Error};
use crate::intake::progress::Watched;
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::outbox::{Recipient, Side};
use crate::people::{CityRole, Organisation};
use chrono_tz::Tz;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A city as facts name it.
pub(in super::super) struct City {
    pub(in super::super) id: Id<Organisation>,
    pub(in super::super) full_name: String,
    pub(in super::super) zone: Tz,
    pub(in super::super) population: i64,
}

pub(in super::super) fn city(conn: &mut Conn, id: Id<Organisation>) -> Result<City, Error> {
    let (id, name, state, zone, population): (String, String, String, String, i64) =
        o::table.find(id.text()).select((o::id, o::name, o::state, o::time_zone, o::population)).first(conn)?;
    let zone = zone.parse().map_err(|_| Error::unreadable("time zone", &zone))?;
    Ok(City { id: id_of(&id)?, full_name: format!("{name}, {state}"), zone, population })
}

/// The active people who hold one of these roles in the city.
pub(in super::super) fn recipients(conn: &mut Conn, city: Id<Organisation>, roles: &[CityRole]) -> Result<Vec<Recipient>, Error> {
    people_of(conn, &[city.text()], roles)
}

/// The active people who write for a city with a draft in this round.
pub(in super::super) fn list_writers_of_drafts(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Recipient>, Error> {
    let cities = drafts_of(round).select(a::organisation_id).distinct().load(conn)?;
    writers_of(conn, &cities)
}

/// The same people, each once for each zone in which such a city lies.
pub(in super::super) fn list_writers_of_drafts_with_zones(
    conn: &mut Conn,
    round: Id<Opportunity>,
) -> Result<Vec<(Recipient, String)>, Error> {
    let cities: Vec<(String, String)> =
        o::table.filter(o::id.eq_any(drafts_of(round).select(a::organisation_id))).select((o::time_zone, o::id)).load(conn)?;
    let mut by_zone: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (zone, city) in cities {
        by_zone.entry(zone).or_default().push(city);
    }
    let mut found = Vec::new();
    for (zone, cities) in by_zone {
        found.extend(writers_of(conn, &cities)?.into_iter().map(|one| (one, zone.clone())));
    }
    Ok(found)
}

/// The active people who write for a city that applies in this round: with a draft, or with what was received and
/// is not withdrawn.
pub(in super::super) fn list_writers(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Recipient>, Error> {
    let applying = a::table.filter(a::opportunity_id.eq(round.text())).filter(a::withdrawn_at.is_null());
    let cities = applying.select(a::organisation_id).distinct().load(conn)?;
    writers_of(conn, &cities)
}

fn writers_of(conn: &mut Conn, cities: &[String]) -> Result<Vec<Recipient>, Error> {
    let mut found = Vec::new();
    // As many as a statement of SQLite takes with ease.
    for some in cities.chunks(1_000) {
        found.extend(people_of(conn, some, &[CityRole::Preparer, CityRole::AuthorizedOfficial])?);
    }
    found.sort_by(|a, b| a.email.cmp(&b.email));
    found.dedup_by(|a, b| a.account_id == b.account_id);
    Ok(found)
}

/// Each active person once, by address.
fn people_of(conn: &mut Conn, cities: &[String], roles: &[CityRole]) -> Result<Vec<Recipient>, Error> {
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    let rows: Vec<(String, String, String, String)> = m::table
        .inner_join(c::table.on(c::id.eq(m::account_id)))
        .filter(m::organisation_id.eq_any(cities))
        .filter(m::role.eq_any(roles))
        .filter(c::disabled_at.is_null())
        .order(c::email)
        .select((c::id, c::name, c::email, c::locale))
        .distinct()
        .load(conn)?;
    let reached = |(id, name, email, locale)| Recipient { account_id: Some(id), name, email, locale, side: Side::City };
    Ok(rows.into_iter().map(reached).collect())
}

/// The applications of a round that nobody has submitted yet.
#[diesel::dsl::auto_type(no_type_alias)]
fn drafts_of(round: Id<Opportunity>) -> _ {
    let round: String = round.text();
    a::table.filter(a::opportunity_id.eq(round)).filter(a::submitted_at.is_null()).filter(a::withdrawn_at.is_null())
}

pub(in super::super) fn list_cities_with_drafts(
    conn: &mut Conn,
    (round, without): Watched<'_>,
    limit: i64,
) -> Result<Vec<(Id<Organisation>, String)>, Error> {
    let drafts = drafts_of(round).filter(a::id.ne_all(without.to_vec())).select(a::organisation_id);
    let rows: Vec<(String, String, String)> =
        o::table.filter(o::id.eq_any(drafts)).order((o::name, o::id)).limit(limit).select((o::id, o::name, o::state)).load(conn)?;
    rows.into_iter().map(|(id, name, state)| Ok((id_of(&id)?, format!("{name}, {state}")))).collect()
}
