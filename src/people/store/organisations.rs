//! Rows of organisations.

use super::id;
use crate::db::schema::organisations as o;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::{City, Organisation};
use crate::places::Place;
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable)]
struct Row {
    id: String,
    _kind: String,
    name: String,
    geoname_id: Option<i64>,
    state: String,
    county: Option<String>,
    population: i64,
    time_zone: String,
    created_at: NaiveDateTime,
}

impl TryFrom<Row> for City {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: id(&row.id)?,
            name: row.name,
            geoname_id: row.geoname_id,
            state: row.state,
            county: row.county,
            population: row.population,
            zone: row.time_zone.parse().map_err(|_| Error::unreadable("time zone", &row.time_zone))?,
            created_at: Timestamp::from_naive(row.created_at),
        })
    }
}

pub(in crate::people) fn insert(tx: &mut Tx<'_>, place: &Place) -> Result<Id<Organisation>, Error> {
    let id = tx.id::<Organisation>();
    let now = tx.now().naive();
    diesel::insert_into(o::table)
        .values((
            (
                o::id.eq(id.text()),
                o::kind.eq("city"),
                o::name.eq(&place.name),
                o::geoname_id.eq(place.geoname_id),
                o::state.eq(&place.state),
            ),
            (
                o::county.eq(place.county.as_deref()),
                o::population.eq(place.population),
                o::time_zone.eq(place.zone.name()),
                o::created_at.eq(now),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub(in crate::people) fn city(conn: &mut Conn, id: Id<Organisation>) -> Result<City, Error> {
    o::table.find(id.text()).first::<Row>(conn)?.try_into()
}

pub(in crate::people) fn find_by_place(conn: &mut Conn, geoname_id: i64) -> Result<Option<City>, Error> {
    o::table.filter(o::geoname_id.eq(geoname_id)).first::<Row>(conn).optional()?.map(City::try_from).transpose()
}

pub(in crate::people) fn list(conn: &mut Conn, ids: &[Id<Organisation>]) -> Result<Vec<City>, Error> {
    let ids: Vec<String> = ids.iter().map(Id::text).collect();
    let rows: Vec<Row> = o::table.filter(o::id.eq_any(ids)).order((o::name, o::state, o::id)).load(conn)?;
    rows.into_iter().map(City::try_from).collect()
}

pub(in crate::people) fn list_by_places(conn: &mut Conn, geoname_ids: &[i64]) -> Result<Vec<City>, Error> {
    let rows: Vec<Row> = o::table.filter(o::geoname_id.eq_any(geoname_ids)).order((o::name, o::state, o::id)).load(conn)?;
    rows.into_iter().map(City::try_from).collect()
}
