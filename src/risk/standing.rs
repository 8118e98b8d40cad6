//! How an application stands on a day: for each check the newest answer and whether it
//! still counts, and the level of risk they come to. Pure.

use super::attestation::Attestation;
use super::checks::{self, Check, Checks, Risk, Scope};
use crate::db::Error;
use crate::intake::Application;
use crate::kernel::Id;
use crate::rules::{Type, Value};
use chrono::{Days, NaiveDate};
use strum::VariantArray;

/// Whether an answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It counts.
    Current,
    /// It counts, and its last day is near.
    Expiring,
    /// Its last day has passed. It is as if nobody had answered.
    Expired,
    /// Nobody has answered.
    Missing,
}

/// One check with its newest answer.
#[derive(Clone, Debug)]
pub struct CheckStanding {
    /// The check.
    pub check: Check,
    /// The newest answer, also one that has expired.
    pub latest: Option<Attestation>,
    /// Whether it counts.
    pub state: State,
}

impl CheckStanding {
    /// The answer that counts.
    #[must_use]
    pub fn current(&self) -> Option<&Attestation> {
        self.latest.as_ref().filter(|_| matches!(self.state, State::Current | State::Expiring))
    }

    /// The last day on which an answer that has expired counted.
    #[must_use]
    pub fn expired_on(&self) -> Option<NaiveDate> {
        self.latest.as_ref().filter(|_| self.state == State::Expired).map(|answer| answer.valid_until)
    }
}

/// Every check of one application on one day.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Each check, in the order of pages.
    pub checks: Vec<CheckStanding>,
}

impl Standing {
    /// What `answers`, of the city and of any of its applications, come to for one application on a day.
    #[must_use]
    pub fn of(checks: &Checks, answers: &[Attestation], application: Id<Application>, today: NaiveDate) -> Self {
        let soon = today.checked_add_days(Days::new(checks.expiring_days.into())).unwrap_or(today);
        let stands = checks.checks.iter().map(|check| {
            let wanted = (check.about == Scope::Application).then_some(application);
            let about = answers.iter().filter(|a| a.kind == check.id && a.application == wanted);
            let latest = about.max_by_key(|a| (a.attested_at, a.id)).cloned();
            let state = match latest.as_ref().map(|a| a.valid_until) {
                None => State::Missing,
                Some(last) if last < today => State::Expired,
                Some(last) if last <= soon => State::Expiring,
                Some(_) => State::Current,
            };
            CheckStanding { check: check.clone(), latest, state }
        });
        Self { checks: stands.collect() }
    }

    /// The worst of what the current answers add; `None` while a required one is missing or has expired.
    #[must_use]
    pub fn level(&self) -> Option<Risk> {
        if self.checks.iter().any(|c| c.check.required && c.current().is_none()) {
            return None;
        }
        let added = self.checks.iter().filter_map(CheckStanding::current).map(|answer| answer.outcome.risk);
        Some(added.max().unwrap_or(Risk::Low))
    }

    /// What a workflow may ask, by name. A check that nobody has answered for this day is
    /// absent, so that a rule says which one is missing.
    #[must_use]
    pub fn facts(&self) -> Vec<(String, Value)> {
        let clear = |c: &CheckStanding| Some((clear_name(&c.check), Value::Bool(c.current()?.outcome.clears)));
        let mut facts: Vec<_> = self.checks.iter().filter_map(clear).collect();
        facts.extend(self.level().map(|level| (LEVEL.to_owned(), Value::Text(level.to_string()))));
        facts
    }
}

const LEVEL: &str = "risk.level";

fn clear_name(check: &Check) -> String {
    format!("risk.{}_clear", check.id)
}

/// Whether [`Standing::facts`] may give a fact of this name.
#[must_use]
pub fn is_fact(name: &str) -> bool {
    name.starts_with("risk.")
}

/// What people call one of these facts; the newest version of its check names it.
#[must_use]
pub fn fact_label(name: &str) -> Option<String> {
    if name == LEVEL {
        return Some("the level of risk is known, with every required check current".into());
    }
    let versions = checks::versions().ok()?;
    let found = versions.flat_map(|version| &version.checks).filter(|check| clear_name(check) == name).last()?;
    Some(format!("the check “{}” is current and clear", found.title))
}

/// The names that [`Standing::facts`] may give, with their types.
///
/// # Errors
/// A mistake in the files of checks.
pub fn fact_types() -> Result<Vec<(String, Type)>, Error> {
    let mut types = vec![(LEVEL.to_owned(), Type::Choice(Risk::VARIANTS.iter().map(ToString::to_string).collect()))];
    for check in checks::versions()?.flat_map(|version| &version.checks) {
        let name = clear_name(check);
        if !types.iter().any(|(known, _)| *known == name) {
            types.push((name, Type::Bool));
        }
    }
    Ok(types)
}

#[cfg(test)]
mod tests;
