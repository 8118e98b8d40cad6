//! The noun: the yearly declaration of somebody on a panel, what it names, and the dated policy by which it is made.

use crate::db::Error;
use crate::kernel::{Dated, Family, Id, Timestamp};
use crate::people::{Account, Organisation};
use chrono::Months;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version of the policy, the latest last.
const FILES: [(&str, &str); 1] = [("panel-declaration-1.toml", include_str!("../../config/policies/panel-declaration-1.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::kept("policies", &FILES, |files| Dated::<DeclarationTerms>::of_toml(files).map(drop));

/// The terms of declarations that are made on one day: dated data in `config/policies/`, inside the binary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclarationTerms {
    /// The name of the version, kept with each declaration.
    pub name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    months: u32,
    remind_days: i64,
    /// What a tie is, as the page explains it.
    pub explains: String,
    /// What is certified, word for word.
    pub statement: String,
}

impl DeclarationTerms {
    /// When a declaration lapses that is made at an instant.
    #[must_use]
    pub fn lapses_at(&self, declared_at: Timestamp) -> Timestamp {
        let later = declared_at.utc().checked_add_months(Months::new(self.months));
        later.map_or(declared_at, Timestamp::from_utc)
    }

    /// Whether one that lapses then should be renewed now.
    #[must_use]
    pub fn is_due(&self, lapses_at: Timestamp, now: Timestamp) -> bool {
        lapses_at <= self.reminded_until(now)
    }

    /// Those that lapse until this instant are reminded of now.
    pub(super) fn reminded_until(&self, now: Timestamp) -> Timestamp {
        now.plus(chrono::TimeDelta::days(self.remind_days))
    }
}

/// The terms of declarations that are made at an instant.
///
/// # Errors
/// A mistake in the files.
pub fn declaration_terms(now: Timestamp) -> Result<&'static DeclarationTerms, Error> {
    static ALL: LazyLock<Result<Dated<DeclarationTerms>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(now.day());
    valid.ok_or_else(|| Error::Broken(format!("config/policies has no terms of the declaration that are valid at {}", now.iso())))
}

/// How somebody is tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum TieKind {
    /// An employer, by the domain of its mail.
    Employer,
    /// They live in the city.
    Lives,
    /// They work for the city, or did in the last two years.
    Works,
    /// A close relative works for it, or it pays them or their employer.
    Family,
}

impl TieKind {
    /// The kinds of ties to a city.
    pub const TO_CITIES: [Self; 3] = [Self::Lives, Self::Works, Self::Family];

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Employer => "Employer",
            Self::Lives => "I live there",
            Self::Works => "I work for it, or did in the last two years",
            Self::Family => "A close relative works for it, or it pays me or my employer",
        }
    }
}

/// One tie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// How.
    pub kind: TieKind,
    /// The domain of an employer.
    pub domain: Option<String>,
    /// The place of a city in the register.
    pub geoname_id: Option<i64>,
    /// What people read: the domain, or the city with its state.
    pub name: String,
}

/// What somebody certified, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Its identifier.
    pub id: Id<Declaration>,
    /// Who declared.
    pub account: Id<Account>,
    /// The name of the terms.
    pub terms: String,
    /// What was certified, word for word.
    pub statement: String,
    /// When.
    pub declared_at: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// What was named.
    pub ties: Vec<Tie>,
}

impl Declaration {
    /// Whether it is in force.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.declared_at <= at && at < self.lapses_at
    }
}

/// A declaration in force, for the rules that keep people away from applications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The declaration.
    pub declaration: Id<Declaration>,
    /// The domains of employers, in lower case.
    pub domains: Vec<String>,
    /// The places of cities, whether registered or not.
    pub places: Vec<i64>,
    /// Those of the places that are registered as cities by now.
    pub organisations: Vec<Id<Organisation>>,
    /// When it lapses.
    pub lapses_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_readable_and_a_declaration_holds_for_a_year() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let made = at("2027-01-31T15:00:00Z");
        let terms = declaration_terms(made).expect("terms");
        assert_eq!(terms.lapses_at(made), at("2028-01-31T15:00:00Z"));
        assert_eq!(terms.lapses_at(at("2028-02-29T15:00:00Z")), at("2029-02-28T15:00:00Z"), "a day that the year lacks");
        assert!(terms.reminded_until(made) > made && !terms.statement.is_empty() && !terms.explains.is_empty());
        assert!(declaration_terms(at("2019-12-31T12:00:00Z")).is_err());
    }
}
