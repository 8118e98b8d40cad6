//! Rows of places.

use super::{Place, fold};
use crate::db::schema::places as p;
use crate::db::{Conn, Error, Multi, Tx};
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable)]
struct Row {
    geoname_id: i64,
    name: String,
    _search_name: String,
    state: String,
    county_fips: Option<String>,
    county: Option<String>,
    population: i64,
    time_zone: String,
    latitude: String,
    longitude: String,
}

impl TryFrom<Row> for Place {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            geoname_id: row.geoname_id,
            name: row.name,
            state: row.state,
            county_fips: row.county_fips,
            county: row.county,
            population: row.population,
            zone: row.time_zone.parse().map_err(|_| Error::unreadable("time zone", &row.time_zone))?,
            latitude: row.latitude,
            longitude: row.longitude,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = p, treat_none_as_default_value = false)]
struct Values<'a> {
    geoname_id: i64,
    name: &'a str,
    search_name: String,
    state: &'a str,
    county_fips: Option<&'a str>,
    county: Option<&'a str>,
    population: i64,
    time_zone: &'a str,
    latitude: &'a str,
    longitude: &'a str,
}

fn values(place: &Place) -> Values<'_> {
    Values {
        geoname_id: place.geoname_id,
        name: &place.name,
        search_name: fold(&place.name),
        state: &place.state,
        county_fips: place.county_fips.as_deref(),
        county: place.county.as_deref(),
        population: place.population,
        time_zone: place.zone.name(),
        latitude: &place.latitude,
        longitude: &place.longitude,
    }
}

pub(super) fn find(conn: &mut Conn, geoname_id: i64) -> Result<Option<Place>, Error> {
    p::table.find(geoname_id).first::<Row>(conn).optional()?.map(Place::try_from).transpose()
}

pub(super) fn list(conn: &mut Conn, geoname_ids: &[i64]) -> Result<Vec<Place>, Error> {
    let rows: Vec<Row> = p::table.filter(p::geoname_id.eq_any(geoname_ids)).order((p::search_name, p::state, p::geoname_id)).load(conn)?;
    rows.into_iter().map(Place::try_from).collect()
}

pub(super) fn count(conn: &mut Conn) -> Result<i64, Error> {
    Ok(p::table.count().get_result(conn)?)
}

pub(super) fn all(conn: &mut Conn) -> Result<HashMap<i64, Place>, Error> {
    let rows: Vec<Row> = p::table.load(conn)?;
    rows.into_iter().map(|row| Ok((row.geoname_id, row.try_into()?))).collect()
}

/// Many at once: one statement, which the two databases do not share.
pub(super) fn insert(tx: &mut Tx<'_>, places: &[&Place]) -> Result<(), Error> {
    let rows: Vec<Values<'_>> = places.iter().map(|place| values(place)).collect();
    let insert = diesel::insert_into(p::table).values(&rows);
    match &mut **tx {
        Conn::Pg(c) => insert.execute(c)?,
        Conn::Sqlite(c) => insert.execute(c)?,
    };
    Ok(())
}

pub(super) fn change(tx: &mut Tx<'_>, place: &Place) -> Result<(), Error> {
    let v = values(place);
    diesel::update(p::table.find(place.geoname_id))
        .set((
            (
                p::name.eq(v.name),
                p::search_name.eq(v.search_name),
                p::state.eq(v.state),
                p::county_fips.eq(v.county_fips),
                p::county.eq(v.county),
            ),
            (p::population.eq(v.population), p::time_zone.eq(v.time_zone), p::latitude.eq(v.latitude), p::longitude.eq(v.longitude)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Names that begin with `prefix`: a range of the index.
pub(super) fn list_by_prefix(conn: &mut Conn, prefix: &str, state: Option<&str>, limit: i64) -> Result<Vec<Place>, Error> {
    let end = format!("{prefix}\u{10FFFF}");
    let mut query = p::table.filter(p::search_name.ge(prefix)).filter(p::search_name.lt(&end)).into_boxed::<Multi>();
    if let Some(state) = state {
        query = query.filter(p::state.eq(state));
    }
    let rows: Vec<Row> = query.order((p::search_name.eq(prefix).desc(), p::population.desc(), p::geoname_id)).limit(limit).load(conn)?;
    rows.into_iter().map(Place::try_from).collect()
}

/// Names that hold a word beginning with each of `words`, which are folded and so
/// hold no wildcard.
pub(super) fn list_by_words(conn: &mut Conn, words: &[&str], state: Option<&str>, limit: i64) -> Result<Vec<Place>, Error> {
    let mut query = p::table.into_boxed::<Multi>();
    for word in words {
        query = query.filter(p::search_name.like(format!("{word}%")).or(p::search_name.like(format!("% {word}%"))));
    }
    if let Some(state) = state {
        query = query.filter(p::state.eq(state));
    }
    let rows: Vec<Row> = query.order((p::population.desc(), p::geoname_id)).limit(limit).load(conn)?;
    rows.into_iter().map(Place::try_from).collect()
}
