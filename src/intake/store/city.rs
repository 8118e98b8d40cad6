//! Who of a city is told, read beside the application so that a fact carries it.

use super::id_of;
use crate::db::schema::{accounts as c, memberships as m, organisations as o};
use crate::db::{Conn, Error};
use crate::kernel::Id;
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
    let rows: Vec<(String, String, String, String)> = m::table
        .inner_join(c::table.on(c::id.eq(m::account_id)))
        .filter(m::organisation_id.eq(city.text()))
        .filter(m::role.eq_any(roles))
        .filter(c::disabled_at.is_null())
        .order(c::email)
        .select((c::id, c::name, c::email, c::locale))
        .distinct()
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, email, locale)| Recipient { account_id: Some(id), name, email, locale, side: Side::City })
        .collect())
}
