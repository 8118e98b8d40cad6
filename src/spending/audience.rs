//! Whom to tell about an award's money: resolved from roles at that moment.

use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::Id;
use crate::outbox::{Recipient, Side};
use crate::people::{CityRole, FundRole, Organisation, account};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Those of its city who are told about an award: the officials and preparers, and, where the fund entered the
/// application, the address that the city gave with it. Not the officer who entered it: the award's money is the city's.
///
/// # Errors
/// The database's refusal.
pub fn of_award(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Recipient>, Error> {
    let application = intake::application(conn, award.cast())?;
    let mut told = people(conn, application.city)?;
    told.extend(intake::find_mailbox(conn, &application)?);
    Ok(told)
}

/// As [`of_award`], for many awards, by their identifiers: the people of each city are looked up once.
///
/// # Errors
/// The database's refusal.
pub fn of_awards(conn: &mut Conn, awards: &[Id<Award>]) -> Result<BTreeMap<String, Vec<Recipient>>, Error> {
    let mut of_city: BTreeMap<Id<Organisation>, Vec<Recipient>> = BTreeMap::new();
    let mut told_of = BTreeMap::new();
    for piece in awards.chunks(500) {
        let ids: Vec<Id<intake::Application>> = piece.iter().map(|award| award.cast()).collect();
        for application in intake::list_by_id(conn, &ids)? {
            let mut told = match of_city.entry(application.city) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(unknown) => unknown.insert(people(conn, application.city)?).clone(),
            };
            told.extend(intake::find_mailbox(conn, &application)?);
            told_of.insert(application.id.text(), told);
        }
    }
    Ok(told_of)
}

/// Those of a city who are told about what concerns all its awards: the officials and preparers, and the addresses that
/// the city gave with applications whose award is active.
///
/// # Errors
/// The database's refusal.
pub fn city(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<Recipient>, Error> {
    let mut told = people(conn, city)?;
    for award in award::list_for_cities(conn, &[city])?.into_iter().filter(Award::is_active) {
        let application = intake::application(conn, award.id.cast())?;
        told.extend(intake::find_mailbox(conn, &application)?);
    }
    Ok(told)
}

fn people(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<Recipient>, Error> {
    let people = account::list_with_city_roles(conn, city, &[CityRole::AuthorizedOfficial, CityRole::Preparer])?;
    Ok(people.iter().map(|p| p.recipient(Side::City)).collect())
}

/// Those of the fund who hold one of these roles and are told about these awards: to whom none of them is closed
/// because of a conflict of interest.
///
/// # Errors
/// The database's refusal.
pub fn fund(conn: &mut Conn, awards: &[Id<Award>], roles: &[FundRole]) -> Result<Vec<Recipient>, Error> {
    Ok(account::list_open_to_all(conn, awards, roles)?.iter().map(|p| p.recipient(Side::Fund)).collect())
}

/// Those of the fund who hold one of these roles and are told about a city's account, if it is open to them.
///
/// # Errors
/// The database's refusal.
pub fn fund_for_city(conn: &mut Conn, city: Id<Organisation>, roles: &[FundRole]) -> Result<Vec<Recipient>, Error> {
    Ok(account::list_open_to_city(conn, city, roles)?.iter().map(|p| p.recipient(Side::Fund)).collect())
}
