//! The one read: every application that is closed to a person, with the grounds.

use super::rules::{employers, rules_on};
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
    let accounts = store::accounts(conn, &account.text())?;
    let acted_on = store::acted_on(conn, &accounts)?;
    let mut ties: Vec<Tie> = store::declared(conn, &accounts)?.into_iter().map(|id| Tie::new(id, Ground::Declared)).collect();
    let mut connections = connections(conn, &accounts, &mut ties)?;
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
fn connections(conn: &mut Conn, accounts: &[String], ties: &mut Vec<Tie>) -> Result<Vec<(String, Connection)>, Error> {
    let mut found: Vec<(String, Connection)> =
        store::cities_of(conn, accounts)?.into_iter().map(|city| (city, Connection::Member)).collect();
    for email in store::mailboxes(conn, accounts)? {
        let mut named = |application: String, domain: String| {
            ties.push(Tie { domain: Some(domain), ..Tie::new(application, Ground::EmployerDomain) });
        };
        let cities = employed_with(conn, &email, &mut named)?;
        found.extend(cities.into_iter().map(|(city, domain)| (city, Connection::Employer(domain))));
    }
    let (domains, places) = store::named_in_declarations(conn, accounts)?;
    for domain in domains {
        let mut named = |application: String, _: String| ties.push(Tie::new(application, Ground::Declared));
        let cities = employed_with(conn, &format!("@{domain}"), &mut named)?;
        found.extend(cities.into_iter().map(|(city, _)| (city, Connection::Named)));
    }
    if !places.is_empty() {
        found.extend(store::cities_at(conn, &places)?.into_iter().map(|city| (city, Connection::Named)));
        ties.extend(store::applications_with_places(conn, &places)?.into_iter().map(|id| Tie::new(id, Ground::Declared)));
    }
    Ok(found)
}

/// The cities whose people have a mailbox of the same employer as this one, each with the domain that both are at; every
/// application that names such a mailbox itself is given to `named`.
fn employed_with(conn: &mut Conn, email: &str, named: &mut dyn FnMut(String, String)) -> Result<Vec<(String, String)>, Error> {
    let names = employers(email)?;
    if names.is_empty() {
        return Ok(vec![]);
    }
    let shared: BTreeMap<String, String> =
        store::mailboxes_at(conn, &names)?.into_iter().map(|(domain, mailbox)| (mailbox, domain)).collect();
    let mailboxes: Vec<String> = shared.keys().cloned().collect();
    let domain = |mailbox: &str| shared.get(mailbox).cloned().unwrap_or_default();
    for (mailbox, application) in store::applications_naming(conn, &mailboxes)? {
        named(application, domain(&mailbox));
    }
    Ok(store::cities_behind(conn, &mailboxes)?.into_iter().map(|(mailbox, city)| (city, domain(&mailbox))).collect())
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
