//! The charts and posting rules that this program carries, parsed once, and which of
//! them is in force on a day. A version begins on its first day and lasts until the next
//! one begins; an optional one begins when the fund has adopted it.

use super::chart::Chart;
use super::command::Command;
use super::rules::{Rule, RuleSet};
use super::source::SourceError;
use crate::db;
use chrono::NaiveDate;
use std::sync::LazyLock;

/// A file's name and text.
type File = (&'static str, &'static str);

/// A chart with the rules written for it, oldest first. What extends, extends the one before;
/// without a chart of its own it keeps that one's.
const VERSIONS: [(Option<File>, File); 3] = [
    (
        Some(("config/ledger/chart-2025.toml", include_str!("../../config/ledger/chart-2025.toml"))),
        ("config/ledger/posting-rules-2025.toml", include_str!("../../config/ledger/posting-rules-2025.toml")),
    ),
    (None, ("config/ledger/posting-rules-2027.toml", include_str!("../../config/ledger/posting-rules-2027.toml"))),
    (
        Some(("config/ledger/chart-2027-prior-year.toml", include_str!("../../config/ledger/chart-2027-prior-year.toml"))),
        ("config/ledger/posting-rules-2027-prior-year.toml", include_str!("../../config/ledger/posting-rules-2027-prior-year.toml")),
    ),
];

/// A chart with the rules written for it.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The accounts.
    pub chart: Chart,
    /// The rules and tie-points.
    pub rules: RuleSet,
}

/// An optional rule set that the fund has adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its name.
    pub rule_set: String,
    /// The first day it is in force.
    pub from_day: NaiveDate,
}

impl Rulebook {
    /// Reads and checks a chart and a rule set, each given as file name and text.
    ///
    /// # Errors
    /// The first mistake, with file, line and mend.
    pub fn parse(chart: (&str, &str), rules: (&str, &str)) -> Result<Self, SourceError> {
        Self::read(Some(chart), rules, None)
    }

    /// Reads and checks a version that extends this one. Without a chart of its own it keeps this one's.
    ///
    /// # Errors
    /// As [`Rulebook::parse`].
    pub fn extended(&self, chart: Option<(&str, &str)>, rules: (&str, &str)) -> Result<Self, SourceError> {
        Self::read(chart, rules, Some(self))
    }

    fn read(chart: Option<(&str, &str)>, rules: (&str, &str), base: Option<&Self>) -> Result<Self, SourceError> {
        let known = base.map(|base| &base.chart);
        let chart = match (chart, known) {
            (None, Some(known)) => known.clone(),
            (chart, known) => {
                let (file, text) = chart.unwrap_or_default();
                Chart::parse(file, text, known)?
            }
        };
        let rules = RuleSet::parse(rules.0, rules.1, &chart, base.map(|base| &base.rules))?;
        Ok(Self { chart, rules })
    }

    /// Every version that this program carries, oldest first.
    ///
    /// # Errors
    /// The first mistake in their files.
    pub fn all() -> Result<&'static [Self], SourceError> {
        static ALL: LazyLock<Result<Vec<Rulebook>, SourceError>> = LazyLock::new(|| {
            let mut all: Vec<Rulebook> = Vec::new();
            for (chart, rules) in VERSIONS {
                let version = Rulebook::read(chart, rules, all.last())?;
                all.push(version);
            }
            Ok(all)
        });
        ALL.as_ref().map(Vec::as_slice).map_err(Clone::clone)
    }

    /// The latest version that needs no adoption.
    ///
    /// # Errors
    /// As [`Rulebook::all`].
    pub fn embedded() -> Result<&'static Self, SourceError> {
        Self::all()?.iter().rev().find(|book| !book.rules.optional).ok_or_else(|| none("every rule set is optional"))
    }

    /// The version with every account and event there ever was: for reads and names.
    ///
    /// # Errors
    /// As [`Rulebook::all`].
    pub fn widest() -> Result<&'static Self, SourceError> {
        Self::all()?.last().ok_or_else(|| none("there is no rule set"))
    }

    /// What a category of cost is called, for pages; its code where it is not known.
    #[must_use]
    pub fn category_title(code: &str) -> String {
        Self::widest().map_or_else(|_| code.to_owned(), |book| book.chart.category_title(code))
    }

    /// As [`Rulebook::widest`], with a mistake in it told as a fault.
    pub(super) fn current() -> Result<&'static Self, db::Error> {
        Self::widest().map_err(|e| db::Error::Broken(e.to_string()))
    }

    /// The version in force on a day; the oldest one if the day lies before all.
    ///
    /// # Errors
    /// As [`Rulebook::all`].
    pub fn in_force(day: NaiveDate, adopted: &[Adopted]) -> Result<&'static Self, SourceError> {
        let all = Self::all()?;
        let begun = all.iter().filter_map(|book| Some((book.begins(adopted)?, book.rules.optional, book)));
        let latest = begun.filter(|(from, ..)| *from <= day).max_by_key(|(from, optional, _)| (*from, *optional));
        latest.map(|(.., book)| book).or(all.first()).ok_or_else(|| none("there is no rule set"))
    }

    /// The first day it is in force, unless it is optional and was not adopted.
    #[must_use]
    pub fn begins(&self, adopted: &[Adopted]) -> Option<NaiveDate> {
        if self.rules.optional {
            adopted.iter().find(|a| a.rule_set == self.rules.id).map(|a| a.from_day)
        } else {
            Some(self.rules.valid_from)
        }
    }

    /// The rule of an event in a variant.
    #[must_use]
    pub fn rule(&self, event: &str, variant: &str) -> Option<&Rule> {
        self.rules.rule(event, variant)
    }

    /// The rule that a command asks for: the one for money of earlier years, if it is about such and there is one.
    pub(super) fn rule_of(&self, command: &Command) -> Option<&Rule> {
        let carried = command.carried.and_then(|carried| self.rule(&command.event, carried.into()));
        carried.or_else(|| self.rule(&command.event, &command.variant))
    }

    /// Whether the rules are valid on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        let within = |from: NaiveDate, to: Option<NaiveDate>| from <= day && to.is_none_or(|to| day <= to);
        within(self.chart.valid_from, self.chart.valid_to) && within(self.rules.valid_from, self.rules.valid_to)
    }
}

fn none(message: &str) -> SourceError {
    SourceError { file: "config/ledger".to_owned(), line: 1, message: message.to_owned() }
}
