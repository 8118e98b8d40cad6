//! Places of the United States: name, state, county, population, time zone. A
//! register to suggest from, taken from GeoNames (CC BY 4.0, see `NOTICE`); it never
//! decides who is eligible.

mod import;
mod search;
mod store;
#[cfg(test)]
mod tests;

pub use import::{ImportError, ImportReport, import, parse, read_bundled};
pub use search::{STATES, Wish, fold, search, state_name};

use crate::db::{Conn, Error};
use chrono_tz::Tz;

/// The line that must be shown wherever the data are shown or exported.
pub const ATTRIBUTION: &str = "Contains data from GeoNames, CC BY 4.0";

/// One place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The identifier in GeoNames.
    pub geoname_id: i64,
    /// The name.
    pub name: String,
    /// Two-letter code of the state, district or territory.
    pub state: String,
    /// Three-digit FIPS code of the county within the state, where known.
    pub county_fips: Option<String>,
    /// The county's name, where known.
    pub county: Option<String>,
    /// GeoNames' figure; not an official estimate, and 0 where unknown.
    pub population: i64,
    /// The IANA zone.
    pub zone: Tz,
    /// Decimal degrees, as text.
    pub latitude: String,
    /// Decimal degrees, as text.
    pub longitude: String,
}

impl Place {
    /// `Madison, WI`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}, {}", self.name, self.state)
    }
}

/// The place with this GeoNames identifier.
///
/// # Errors
/// The database's refusal.
pub fn find(conn: &mut Conn, geoname_id: i64) -> Result<Option<Place>, Error> {
    store::find(conn, geoname_id)
}

/// The places with these identifiers, by name.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, geoname_ids: &[i64]) -> Result<Vec<Place>, Error> {
    store::list(conn, geoname_ids)
}

/// How many places are known.
///
/// # Errors
/// The database's refusal.
pub fn count(conn: &mut Conn) -> Result<i64, Error> {
    store::count(conn)
}
