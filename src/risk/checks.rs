//! What is checked before an award: dated data in `config/policies/`, inside the binary.
//! A version is never edited; an attestation names the one it was made under.

use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("pre-award-checks-2025.toml", include_str!("../../config/policies/pre-award-checks-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::kept("policies", &FILES, |files| read(files).map(drop));

/// How much an answer adds to the risk of an award, and the level of them all.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Nothing. As a level: low.
    #[serde(rename = "none")]
    Low,
    /// Worth a condition.
    Elevated,
    /// Worth no award, or one with strong conditions.
    High,
}

impl Risk {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Elevated => "Elevated",
            Self::High => "High",
        }
    }
}

/// What a check is about, and so for what else its answer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The city: an answer counts for each of its applications.
    City,
    /// One application, and the award that follows.
    Application,
}

/// What a specific condition says [2 CFR 200.208], as an answer proposes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// Unique in its version.
    pub id: String,
    /// What the city must do or not do.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What ends it, and by when.
    pub remedy: String,
    /// Where the fund may ask for it.
    pub citation: String,
}

/// One answer to a check.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Unique in its check.
    pub id: String,
    /// What it says.
    pub label: String,
    /// Whether the check is passed with it.
    pub clears: bool,
    /// What it adds.
    pub risk: Risk,
    /// Whether the identifier must be typed.
    #[serde(default)]
    pub asks_identifier: bool,
    /// Whether the last day must be typed, because somebody else sets it.
    #[serde(default)]
    pub asks_expiry: bool,
    /// The conditions that may follow.
    #[serde(default)]
    pub conditions: Vec<Proposed>,
}

/// A number or code that a check asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// What it is called.
    pub label: String,
    /// How many characters it has.
    pub length: usize,
    /// The characters it is made of, in capitals.
    pub characters: String,
}

impl Identifier {
    /// The identifier as it is kept: without spaces, in capitals. `None` when it cannot be one.
    #[must_use]
    pub fn read(&self, typed: &str) -> Option<String> {
        let kept: String = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        let fits = kept.chars().count() == self.length && kept.chars().all(|c| self.characters.contains(c));
        fits.then_some(kept)
    }
}

/// One kind of check.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name in addresses, rules and rows.
    pub id: String,
    /// Its name on pages.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// Who says that it is to be asked.
    pub citation: String,
    /// What it is about.
    pub about: Scope,
    /// Whether the level of risk is unknown without it.
    pub required: bool,
    /// Whether an answer needs a file.
    pub evidence_required: bool,
    /// Which file.
    pub evidence_hint: String,
    /// How many days an answer counts after the day it was given, or at most, where its last day is typed.
    pub valid_days: u32,
    /// What it asks for beside the answer.
    pub identifier: Option<Identifier>,
    /// The answers, the best first.
    pub outcomes: Vec<Outcome>,
}

impl Check {
    /// The answer with this name.
    #[must_use]
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }
}

/// Every check of one version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// Its name.
    pub name: String,
    /// By which rows name it.
    pub version: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    /// Who says that there must be checks.
    pub citation: String,
    /// How many days before its last day an answer is shown as expiring.
    pub expiring_days: u32,
    /// The checks, in the order of pages.
    pub checks: Vec<Check>,
}

impl Checks {
    /// Reads one version, and refuses what contradicts itself.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut proposals = BTreeSet::new();
        let mut names = BTreeSet::new();
        for check in &read.checks {
            let told = |problem: &str| Err(format!("check {}: {problem}", check.id));
            let mut answers = BTreeSet::new();
            if !names.insert(&check.id) {
                return told("it stands there twice");
            }
            if !check.outcomes.iter().all(|outcome| answers.insert(&outcome.id)) {
                return told("an outcome stands there twice");
            }
            if !check.outcomes.iter().any(|outcome| outcome.clears) {
                return told("no outcome clears it");
            }
            if check.identifier.is_none() && check.outcomes.iter().any(|outcome| outcome.asks_identifier) {
                return told("an outcome asks for an identifier that is not described");
            }
            if !check.outcomes.iter().flat_map(|o| &o.conditions).all(|proposed| proposals.insert(&proposed.id)) {
                return told("a condition has the name of another");
            }
        }
        Ok(read)
    }

    /// The check with this name.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }
}

/// Reads every version, each with a name of its own, because rows name it.
fn read(files: &[(&str, &str)]) -> Result<Dated<Checks>, String> {
    let all = Dated::read(files, Checks::parse)?;
    let mut names = BTreeSet::new();
    let twice = all.all().map(|checks| checks.version.clone()).find(|version| !names.insert(version.clone()));
    match twice {
        Some(version) => Err(format!("pre-award-checks-….toml: two files are version {version}")),
        None => Ok(all),
    }
}

fn all() -> Result<&'static Dated<Checks>, Error> {
    static ALL: LazyLock<Result<Dated<Checks>, String>> = LazyLock::new(|| read(&DEFINITION.files()));
    ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))
}

/// Every version, the oldest first.
pub(super) fn versions() -> Result<impl Iterator<Item = &'static Checks>, Error> {
    Ok(all()?.all())
}

/// The checks that are valid on a day.
///
/// # Errors
/// A mistake in the files, or none for the day.
pub fn checks_on(day: NaiveDate) -> Result<&'static Checks, Error> {
    all()?.on(day).ok_or_else(|| Error::Broken(format!("config/policies has no checks before the award that are valid on {day}")))
}

/// The answer that a row names, under the version it names.
pub(super) fn outcome(version: &str, check: &str, outcome: &str) -> Result<&'static Outcome, Error> {
    let found = versions()?.find(|checks| checks.version == version).and_then(|checks| checks.check(check)?.outcome(outcome));
    found.ok_or_else(|| Error::unreadable("outcome of a check", format!("{version}/{check}/{outcome}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_versions_are_sound_and_have_names_of_their_own() {
        let mut names = BTreeSet::new();
        for checks in versions().expect("sound files") {
            assert!(names.insert(&checks.version), "{}", checks.version);
            assert!(
                checks.checks.iter().flat_map(|c| &c.outcomes).flat_map(|o| &o.conditions).all(|c| c.citation.contains("2 CFR 200.208"))
            );
        }
        let day = |text: &str| text.parse().expect("a day");
        let ids: Vec<_> = checks_on(day("2027-01-11")).expect("a version").checks.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["uei", "sam_registration", "exclusions", "past_performance", "audit_findings"]);
        assert!(checks_on(day("2024-09-30")).is_err(), "no checks are made up for days before the first");
    }

    #[test]
    fn an_identifier_is_read_in_capitals_and_without_spaces() {
        let checks = checks_on("2027-01-11".parse().expect("a day")).expect("a version");
        let uei = checks.check("uei").and_then(|c| c.identifier.clone()).expect("an identifier");
        assert_eq!(uei.read(" abc1 23de fgh4").as_deref(), Some("ABC123DEFGH4"));
        for wrong in ["", "ABC123DEFGH", "ABC123DEFGH45", "ABC123DEFGHI", "ABC-23DEFGH4"] {
            assert_eq!(uei.read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_version_that_contradicts_itself_is_refused() {
        let text = FILES.first().map(|(_, text)| *text).expect("a file");
        for (from, to, words) in [
            ("id                = \"exclusions\"", "id = \"uei\"", "check uei: it stands there twice"),
            ("id       = \"corrective_plan\"", "id = \"interim_report\"", "a condition has the name of another"),
            ("id     = \"person_excluded\"", "id = \"none_found\"", "an outcome stands there twice"),
            (
                "id          = \"active\"\nlabel       = \"Active\"\nclears      = true",
                "id = \"active\"\nlabel = \"Active\"\nclears = false",
                "no outcome clears it",
            ),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            assert!(Checks::parse(&changed).expect_err(from).contains(words), "{from}");
        }
        assert!(Checks::parse(&text.replace("expiring_days", "expiring_day")).is_err());
    }
}
