//! Who of a city is told, read beside the application so that a fact carries it.

use super::id_of;
use crate::db::schema::{accounts as c, applications as a, memberships as m, organisations as o};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::outbox::{Recipient, Side};
use crate::people::{CityRole, Organisation};
use chrono_tz::Tz;
use diesel::prelude::*;

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
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    let rows: Vec<Reached> = m::table
        .inner_join(c::table.on(c::id.eq(m::account_id)))
        .filter(m::organisation_id.eq(city.text()))
        .filter(m::role.eq_any(roles))
        .filter(c::disabled_at.is_null())
        .order(c::email)
        .select((c::id, c::name, c::email, c::locale))
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().map(reached).collect())
}

type Reached = (String, String, String, String);

fn reached((id, name, email, locale): Reached) -> Recipient {
    Recipient { account_id: Some(id), name, email, locale, side: Side::City }
}

/// The active people who write for a city with a draft in this round.
pub(in super::super) fn list_writers_of_drafts(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Recipient>, Error> {
    let drafts = a::table
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .select(a::organisation_id);
    let roles = [CityRole::Preparer, CityRole::AuthorizedOfficial].map(|role| role.to_string());
    let rows: Vec<Reached> = m::table
        .inner_join(c::table.on(c::id.eq(m::account_id)))
        .filter(m::organisation_id.eq_any(drafts))
        .filter(m::role.eq_any(roles))
        .filter(c::disabled_at.is_null())
        .order(c::email)
        .select((c::id, c::name, c::email, c::locale))
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().map(reached).collect())
}

pub(in super::super) fn list_cities_with_drafts(
    conn: &mut Conn,
    round: Id<Opportunity>,
    limit: i64,
) -> Result<Vec<(Id<Organisation>, String)>, Error> {
    let drafts = a::table
        .filter(a::opportunity_id.eq(round.text()))
        .filter(a::submitted_at.is_null())
        .filter(a::withdrawn_at.is_null())
        .select(a::organisation_id);
    let rows: Vec<(String, String, String)> =
        o::table.filter(o::id.eq_any(drafts)).order((o::name, o::id)).limit(limit).select((o::id, o::name, o::state)).load(conn)?;
    rows.into_iter().map(|(id, name, state)| Ok((id_of(&id)?, format!("{name}, {state}")))).collect()
}
