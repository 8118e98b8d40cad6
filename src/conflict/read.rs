//! The one read: every application that is closed to a person, with the grounds.

use super::rules::{employers, rules_on};
use super::store::Ties;
use super::{Ground, Tie, Wall, Walls, store};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// How a person is connected with a city.
#[derive(Clone, Debug)]
enum Connection {
    Member,
    Employer(String),
    Award(NaiveDate),
    /// Named in the last declaration of ties.
    Named,
}

impl Connection {
    /// The tie to an application in which the city is the lead, or a partner.
    fn tie(&self, application: String, is_partner: bool) -> Tie {
        let of = |ground| Tie::new(application.clone(), ground);
        match self {
            Self::Member => of(if is_partner { Ground::PartnerCity } else { Ground::SameCity }),
            Self::Employer(domain) => Tie { domain: Some(domain.clone()), ..of(Ground::EmployerDomain) },
            Self::Named => of(Ground::Declared),
            Self::Award(ended_on) => Tie { ended_on: Some(*ended_on), ..of(Ground::PastAward) },
        }
    }
}

/// Every application that is closed to the person of this account, by whichever of their accounts.
///
/// # Errors
/// A mistake in the rules, or the database's refusal.
pub fn walls<T: ?Sized>(conn: &mut Conn, account: Id<T>) -> Result<Walls, Error> {
    let accounts = store::accounts_of_person(conn, &account.text())?;
    walls_of(conn, &accounts)
}

/// The same for who knows all accounts of the person.
///
/// # Errors
/// As [`walls`].
pub fn walls_of(conn: &mut Conn, accounts: &[String]) -> Result<Walls, Error> {
    let of_person = store::ties(conn, accounts)?;
    let mut ties: Vec<Tie> = of_person.declared.iter().map(|id| Tie::new(id.clone(), Ground::Declared)).collect();
    let mut connections = connections(conn, &of_person, &mut ties)?;
    let acted_on: Vec<String> = of_person.acted_on.into_iter().collect();
    let earlier = if acted_on.is_empty() { vec![] } else { store::awards_among(conn, &acted_on)? };
    connections.extend(earlier.into_iter().map(|(city, ended_on)| (city, Connection::Award(ended_on))));
    ties.extend(acted_on.into_iter().map(|id| Tie::new(id, Ground::OwnApplication)));
    ties.extend(through_cities(conn, &connections)?);
    let cities = connections.into_iter().filter(|(_, by)| !matches!(by, Connection::Award(_))).map(|(city, _)| city).collect();
    Ok(Walls::new(closed(conn, ties)?, cities))
}

/// The cities that a person belongs to, those with which they share an employer, and those that they named in their last
/// declaration of ties, themselves or by an employer; what names a mailbox of such an employer itself, or a place that is no
/// registered city, goes to `ties`.
fn connections(conn: &mut Conn, of_person: &Ties, ties: &mut Vec<Tie>) -> Result<Vec<(String, Connection)>, Error> {
    let mut found: Vec<(String, Connection)> = of_person.cities.iter().map(|city| (city.clone(), Connection::Member)).collect();
    for email in &of_person.mailboxes {
        let behind = store::behind(conn, &employers(email)?)?;
        let of_employer = |(id, domain): (String, String)| Tie { domain: Some(domain), ..Tie::new(id, Ground::EmployerDomain) };
        ties.extend(behind.applications.into_iter().map(of_employer));
        found.extend(behind.cities.into_iter().map(|(city, domain)| (city, Connection::Employer(domain))));
    }
    for domain in &of_person.domains {
        let behind = store::behind(conn, &employers(&format!("@{domain}"))?)?;
        ties.extend(behind.applications.into_keys().map(|id| Tie::new(id, Ground::Declared)));
        found.extend(behind.cities.into_keys().map(|city| (city, Connection::Named)));
    }
    let places: Vec<i64> = of_person.places.iter().copied().collect();
    if !places.is_empty() {
        found.extend(store::cities_at(conn, &places)?.into_iter().map(|city| (city, Connection::Named)));
        ties.extend(store::applications_with_places(conn, &places)?.into_iter().map(|id| Tie::new(id, Ground::Declared)));
    }
    Ok(found)
}

/// The applications in which these cities have a part.
fn through_cities(conn: &mut Conn, connections: &[(String, Connection)]) -> Result<Vec<Tie>, Error> {
    let cities: BTreeSet<&String> = connections.iter().map(|(city, _)| city).collect();
    let cities: Vec<String> = cities.into_iter().cloned().collect();
    if cities.is_empty() {
        return Ok(vec![]);
    }
    let mut ties = Vec::new();
    for (is_partner, found) in [(false, store::applications_of(conn, &cities)?), (true, store::applications_with(conn, &cities)?)] {
        for (application, city) in found {
            let of_city = connections.iter().filter(|(of, _)| *of == city);
            ties.extend(of_city.map(|(_, by)| by.tie(application.clone(), is_partner)));
        }
    }
    Ok(ties)
}

/// The ties that count, by application.
fn closed(conn: &mut Conn, ties: Vec<Tie>) -> Result<BTreeMap<String, Wall>, Error> {
    let ids: BTreeSet<&String> = ties.iter().map(|tie| &tie.application).collect();
    let ids: Vec<String> = ids.into_iter().cloned().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut walls: BTreeMap<String, Wall> = BTreeMap::new();
    let begun = store::begun(conn, &ids)?;
    for tie in ties {
        let Some((reference, city, at)) = begun.get(&tie.application) else { continue };
        let day = at.date();
        if rules_on(day)?.counts(&tie, day) {
            let wall = || Wall { reference: reference.clone(), city: city.clone(), grounds: BTreeSet::new() };
            walls.entry(tie.application).or_insert_with(wall).grounds.insert(tie.ground);
        }
    }
    Ok(walls)
}
