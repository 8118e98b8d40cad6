//! A program officer gives more time, to all cities of a round or to one of them; those who
//! write are told.

use super::facts::DeadlineExtended;
use super::{enter, policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::{self, Extension, Opportunity};
use crate::outbox;
use crate::people::organisation::{self, RegisterError};
use crate::people::{Actor, CityRole, Organisation};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// The farthest that a deadline is moved at once.
const FARTHEST: TimeDelta = TimeDelta::days(366);

/// More time, as somebody wants to give it.
#[derive(Clone, Debug)]
pub struct MoreTime {
    /// The city; all cities where none is named.
    pub city: Option<Id<Organisation>>,
    /// The new last instant.
    pub until: Timestamp,
    /// Why. The letter shows it.
    pub reason: String,
}

/// Why no time was given.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// Not a program officer.
    #[error("Only a program officer gives more time.")]
    NotAllowed,
    /// Tied to the city.
    #[error("You have a tie to this city. Another program officer gives it more time.")]
    Tied,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ExtendError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed | Self::Tied => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Gives more time to the city of a place, which may have begun nothing; it is registered if it is not yet.
///
/// # Errors
/// See [`ExtendError`]; nothing changes then.
pub fn extend_place(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: Id<Opportunity>,
    geoname_id: i64,
    wanted: &MoreTime,
) -> Result<Extension, ExtendError> {
    let city = organisation::register_for_fund(tx, actor, geoname_id).map_err(|e| match e {
        RegisterError::Forbidden => ExtendError::NotAllowed,
        RegisterError::Db(e) => ExtendError::Db(e),
        other => ExtendError::Invalid(vec![FieldError::new("city", other.to_string())]),
    })?;
    extend(tx, actor, round, &MoreTime { city: Some(city), ..wanted.clone() })
}

/// Gives more time and tells those who write for the cities concerned.
///
/// # Errors
/// See [`ExtendError`]; nothing changes then.
pub fn extend(tx: &mut Tx<'_>, actor: &Actor, round: Id<Opportunity>, wanted: &MoreTime) -> Result<Extension, ExtendError> {
    let account = actor.account.filter(|_| policy::may_screen(actor)).ok_or(ExtendError::NotAllowed)?;
    if wanted.city.is_some_and(|city| !policy::may_enter_for(actor, city)) {
        return Err(ExtendError::Tied);
    }
    let found = opportunity::opportunity(tx, round)?;
    let before = match wanted.city {
        Some(city) => opportunity::closing(tx, &found, city)?.at,
        None => found.closes.at,
    };
    let mistakes = mistakes(wanted, before, tx.now());
    if !mistakes.is_empty() {
        return Err(ExtendError::Invalid(mistakes));
    }
    let new = Extension {
        id: tx.id(),
        opportunity: round,
        city: wanted.city,
        closes_at: wanted.until,
        reason: wanted.reason.trim().to_owned(),
        granted_by: account.text(),
        granted_by_name: actor.name.clone(),
        granted_at: tx.now(),
    };
    opportunity::insert_extension(tx, &found, &new)?;
    let roles = [CityRole::Preparer, CityRole::AuthorizedOfficial];
    // Each is told in the zones of their own cities.
    let (city, told, has_begun) = match wanted.city {
        Some(city) => {
            let mut told = store::recipients(tx, city, &roles)?;
            let theirs = store::list_of_city(tx, round, city)?;
            for application in theirs.iter().filter(|a| a.is_draft()) {
                told.extend(enter::mailbox_of_entry(tx, application)?);
            }
            let city = store::city(tx, city)?;
            (Some(city.full_name), BTreeMap::from([(vec![city.zone.name().to_owned()], told)]), !theirs.is_empty())
        }
        None => (None, read::list_writers_of_drafts_by_zones(tx, round)?, true),
    };
    let fact = DeadlineExtended {
        opportunity: round.text(),
        slug: found.slug.clone(),
        title: found.title.clone(),
        city,
        has_begun,
        closes_before: before,
        closes_at: new.closes_at,
        fund_zone: found.closes.zone.name().to_owned(),
        city_zones: told.keys().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        reason: new.reason.clone(),
        granted_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    for (city_zones, told) in told {
        outbox::announce(tx, &DeadlineExtended { city_zones, ..fact.clone() }, &told)?;
    }
    Ok(new)
}

/// Gives the same time to each of these cities, all of them or none.
///
/// # Errors
/// See [`ExtendError`]; a mistake names the city that it is about.
pub fn extend_some(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: Id<Opportunity>,
    cities: &[Id<Organisation>],
    wanted: &MoreTime,
) -> Result<(), ExtendError> {
    for city in cities {
        let one = MoreTime { city: Some(*city), ..wanted.clone() };
        match extend(tx, actor, round, &one) {
            Err(ExtendError::Invalid(mistakes)) => {
                let name = store::city(tx, *city)?.full_name;
                let named = |e: FieldError| FieldError::new(&e.field, format!("{name}: {}", e.message));
                return Err(ExtendError::Invalid(mistakes.into_iter().map(named).collect()));
            }
            other => other?,
        };
    }
    Ok(())
}

fn mistakes(wanted: &MoreTime, before: Timestamp, now: Timestamp) -> Vec<FieldError> {
    let mut found = Vec::new();
    if wanted.until <= before {
        found.push(FieldError::new("until", "Choose a time after the deadline as it is. A deadline is never moved forward."));
    } else if wanted.until <= now {
        found.push(FieldError::new("until", "Choose a time that has not passed."));
    } else if wanted.until > before.plus(FARTHEST) && wanted.until > now.plus(FARTHEST) {
        found.push(FieldError::new("until", "Choose a day within a year."));
    }
    if !(1..=1000).contains(&wanted.reason.trim().chars().count()) {
        found.push(FieldError::new("reason", "Give the reason in at most 1,000 characters. The letter shows it."));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_added_and_never_taken() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let (before, now) = (at("2027-02-26T22:00:00Z"), at("2027-02-27T10:00:00Z"));
        let fields = |until: &str, reason: &str| {
            let wanted = MoreTime { city: None, until: at(until), reason: reason.into() };
            mistakes(&wanted, before, now).into_iter().map(|e| e.field).collect::<Vec<_>>()
        };
        assert_eq!(fields("2027-03-01T22:00:00Z", "Storm."), Vec::<String>::new());
        assert_eq!(fields("2027-02-26T22:00:00Z", "Storm."), ["until"]);
        assert_eq!(fields("2027-02-27T09:00:00Z", " "), ["until", "reason"]);
        assert_eq!(fields("2029-03-01T22:00:00Z", "Storm."), ["until"]);
    }
}
