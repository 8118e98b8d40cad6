//! Organisations: cities, taken from the register of places with what it says of
//! them at that moment. A place is registered once; its first person writes for it.

use super::store::{organisations, roles};
use super::{Actor, CityRole, FundRole, Organisation, claim, facts};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{Id, Kind, Refusal, Timestamp};
use crate::places;
use chrono_tz::Tz;

/// A registered city.
#[derive(Clone, Debug)]
pub struct City {
    /// Its identifier.
    pub id: Id<Organisation>,
    /// Its name.
    pub name: String,
    /// Its place in the register.
    pub geoname_id: Option<i64>,
    /// Two-letter code of the state, district or territory.
    pub state: String,
    /// Its county, where the register knows it.
    pub county: Option<String>,
    /// The register's figure; not an official estimate.
    pub population: i64,
    /// Its IANA zone.
    pub zone: Tz,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl City {
    /// `Madison, WI`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}, {}", self.name, self.state)
    }
}

/// Why a city was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Not signed in.
    #[error("Sign in first.")]
    Forbidden,
    /// No such place.
    #[error("There is no such place in the register. Search for the city again.")]
    UnknownPlace,
    /// Somebody was first.
    #[error("{} is registered already. Ask to join it.", .0.full_name())]
    Registered(Box<City>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RegisterError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::UnknownPlace => Kind::Missing,
            Self::Registered(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Registers the city of a place, makes the actor its first preparer and begins their claim.
///
/// # Errors
/// Nobody signed in; no such place; registered already.
pub fn register(tx: &mut Tx<'_>, actor: &Actor, geoname_id: i64) -> Result<Id<Organisation>, RegisterError> {
    let account = actor.account.ok_or(RegisterError::Forbidden)?;
    let place = places::find(tx, geoname_id)?.ok_or(RegisterError::UnknownPlace)?;
    if let Some(city) = organisations::find_by_place(tx, geoname_id)? {
        return Err(RegisterError::Registered(Box::new(city)));
    }
    let id = organisations::insert(tx, &place)?;
    roles::insert_membership(tx, account, id, CityRole::Preparer)?;
    let fact = facts::CityRegistered { organisation: id.text(), city: place.full_name(), geoname_id, population: place.population };
    audit::record(tx, &actor.doer(), &fact)?;
    claim::begin(tx, actor, id)?;
    Ok(id)
}

/// The city of a place, registered by an officer of the fund if it is not yet. Nobody belongs to it by
/// that, and nobody's claim to it is begun.
///
/// # Errors
/// Not a program officer; no such place.
pub fn register_for_fund(tx: &mut Tx<'_>, actor: &Actor, geoname_id: i64) -> Result<Id<Organisation>, RegisterError> {
    if !actor.has(FundRole::ProgramOfficer) {
        return Err(RegisterError::Forbidden);
    }
    let place = places::find(tx, geoname_id)?.ok_or(RegisterError::UnknownPlace)?;
    if let Some(city) = organisations::find_by_place(tx, geoname_id)? {
        return Ok(city.id);
    }
    let id = organisations::insert(tx, &place)?;
    let fact = facts::CityRegistered { organisation: id.text(), city: place.full_name(), geoname_id, population: place.population };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(id)
}

/// A registered city.
///
/// # Errors
/// [`db::Error::Missing`].
pub fn city(conn: &mut Conn, id: Id<Organisation>) -> Result<City, db::Error> {
    organisations::city(conn, id)
}

/// The city registered for a place.
///
/// # Errors
/// The database's refusal.
pub fn find_by_place(conn: &mut Conn, geoname_id: i64) -> Result<Option<City>, db::Error> {
    organisations::find_by_place(conn, geoname_id)
}

/// The cities registered for these places, by name.
///
/// # Errors
/// The database's refusal.
pub fn list_by_places(conn: &mut Conn, geoname_ids: &[i64]) -> Result<Vec<City>, db::Error> {
    organisations::list_by_places(conn, geoname_ids)
}

/// Several cities, by name.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, ids: &[Id<Organisation>]) -> Result<Vec<City>, db::Error> {
    organisations::list(conn, ids)
}
