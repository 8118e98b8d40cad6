//! The chart and the posting rules that this program carries, parsed once.

use super::chart::Chart;
use super::rules::{Rule, RuleSet};
use super::source::SourceError;
use crate::db;
use chrono::NaiveDate;
use std::sync::LazyLock;

const CHART: (&str, &str) = ("config/ledger/chart-2025.toml", include_str!("../../config/ledger/chart-2025.toml"));
const RULES: (&str, &str) = ("config/ledger/posting-rules-2025.toml", include_str!("../../config/ledger/posting-rules-2025.toml"));

/// A chart with the rules written for it.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// The accounts.
    pub chart: Chart,
    /// The rules and tie-points.
    pub rules: RuleSet,
}

impl Rulebook {
    /// Reads and checks a chart and a rule set, each given as file name and text.
    ///
    /// # Errors
    /// The first mistake, with file, line and mend.
    pub fn parse(chart: (&str, &str), rules: (&str, &str)) -> Result<Self, SourceError> {
        let chart = Chart::parse(chart.0, chart.1)?;
        let rules = RuleSet::parse(rules.0, rules.1, &chart)?;
        Ok(Self { chart, rules })
    }

    /// The one this program carries.
    ///
    /// # Errors
    /// The first mistake in its files.
    pub fn embedded() -> Result<&'static Self, SourceError> {
        static EMBEDDED: LazyLock<Result<Rulebook, SourceError>> = LazyLock::new(|| Rulebook::parse(CHART, RULES));
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// The one this program carries, with a mistake in it told as a fault.
    pub(super) fn current() -> Result<&'static Self, db::Error> {
        Self::embedded().map_err(|e| db::Error::Broken(e.to_string()))
    }

    /// The rule of an event in a variant.
    #[must_use]
    pub fn rule(&self, event: &str, variant: &str) -> Option<&Rule> {
        self.rules.rule(event, variant)
    }

    /// Whether the rules are valid on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        let within = |from: NaiveDate, to: Option<NaiveDate>| from <= day && to.is_none_or(|to| day <= to);
        within(self.chart.valid_from, self.chart.valid_to) && within(self.rules.valid_from, self.rules.valid_to)
    }
}
