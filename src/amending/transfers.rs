//! The counter of transfers among categories: how much budget revisions moved, as a share of a base, against the limit of
//! a dated policy in `config/policies/`. Crossing it is told, and may need an approving official; it is never an error.

use crate::db::Error;
use crate::kernel::{Dated, Family, Money};
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("rebudget-2025.toml", include_str!("../../config/policies/rebudget-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, parse).map(drop));

/// What the share is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Base {
    TotalAward,
    BudgetPeriod,
    ToDate,
}

/// What crossing the limit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Action {
    Report,
    Approval,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    citation: String,
    share_percent: u32,
    base: Base,
    threshold: String,
    applies_below_threshold: bool,
    action: Action,
}

/// The policy.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    citation: String,
    share_percent: u32,
    base: Base,
    threshold: Money,
    applies_below_threshold: bool,
    action: Action,
}

fn parse(text: &str) -> Result<Rules, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    if !(1..=100).contains(&file.share_percent) {
        return Err("share_percent is between 1 and 100".to_owned());
    }
    Ok(Rules {
        citation: file.citation,
        share_percent: file.share_percent,
        base: file.base,
        threshold: Money::parse(&file.threshold).map_err(|e| format!("threshold: {e}"))?,
        applies_below_threshold: file.applies_below_threshold,
        action: file.action,
    })
}

/// The policy for an award that was offered on this day.
pub(super) fn rules_on(day: NaiveDate) -> Result<&'static Rules, Error> {
    static ALL: LazyLock<Result<Dated<Rules>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(day);
    valid.ok_or_else(|| Error::Broken(format!("config/policies has no policy on transfers that is valid on {day}")))
}

/// What the share may be of, for one award.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// The award as last amended.
    pub(super) total_award: Money,
    /// The budget with which the period began.
    pub(super) budget_period: Money,
    /// What is obligated to date.
    pub(super) to_date: Money,
}

/// How much moved among the categories of an award, and how near the limit that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfers {
    /// What budget revisions in force added to categories, all together.
    pub moved: Money,
    /// What the share is of.
    pub base: Money,
    /// The share in hundredths of a percent: 1250 is 12.5 %.
    pub share_percent_hundredths: i64,
    /// The limit in percent.
    pub limit_percent: u32,
    /// The same as an amount.
    pub limit: Money,
    /// Whether the policy counts the transfers of an award of this size.
    pub is_counted: bool,
    /// Whether the limit is passed.
    pub is_over: bool,
    /// Whether passing it needs an approving official.
    pub needs_approval: bool,
    /// Where the limit comes from.
    pub citation: String,
}

/// Counts what moved.
pub(super) fn count(rules: &Rules, moved: Money, sizes: Sizes) -> Transfers {
    let base = match rules.base {
        Base::TotalAward => sizes.total_award,
        Base::BudgetPeriod => sizes.budget_period,
        Base::ToDate => sizes.to_date,
    };
    let (moved_cents, base_cents, percent) = (i128::from(moved.cents()), i128::from(base.cents().max(0)), i128::from(rules.share_percent));
    let share = if base_cents == 0 { 0 } else { moved_cents * 10_000 / base_cents };
    let is_counted = rules.applies_below_threshold || sizes.total_award > rules.threshold;
    let is_over = is_counted && moved_cents * 100 > base_cents * percent;
    Transfers {
        moved,
        base,
        share_percent_hundredths: i64::try_from(share).unwrap_or(i64::MAX),
        limit_percent: rules.share_percent,
        limit: Money::from_cents(i64::try_from(base_cents * percent / 100).unwrap_or(i64::MAX)),
        is_counted,
        is_over,
        needs_approval: is_over && rules.action == Action::Approval,
        citation: rules.citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(base: Base) -> Rules {
        Rules { base, action: Action::Approval, ..rules_on("2027-01-01".parse().expect("a day")).expect("the policy").clone() }
    }

    fn sizes(total: i64) -> Sizes {
        let usd = Money::from_dollars;
        Sizes { total_award: usd(total), budget_period: usd(8_000), to_date: usd(4_000) }
    }

    #[test]
    fn the_shipped_policy_is_ten_percent_of_the_award_and_tells() {
        let shipped = rules_on("2027-01-01".parse().expect("a day")).expect("the policy");
        let over = count(shipped, Money::from_cents(100_001), sizes(10_000));
        assert!(over.is_over && !over.needs_approval);
        assert_eq!((over.limit_percent, over.limit, over.citation.as_str()), (10, Money::from_dollars(1_000), "2 CFR 200.308(f)"));
        assert!(rules_on("2024-09-30".parse().expect("a day")).is_err(), "no policy is made up for days before the first");
    }

    #[test]
    fn the_limit_itself_is_not_over_and_one_cent_more_is() {
        for (base, limit) in [(Base::TotalAward, 100_000), (Base::BudgetPeriod, 80_000), (Base::ToDate, 40_000)] {
            let at = |cents| count(&rules(base), Money::from_cents(cents), sizes(10_000));
            assert_eq!((at(limit).is_over, at(limit).share_percent_hundredths, at(limit).limit.cents()), (false, 1_000, limit), "{base:?}");
            assert!(at(limit + 1).is_over && at(limit + 1).needs_approval, "{base:?}");
        }
        let none = count(&rules(Base::ToDate), Money::ZERO, Sizes { to_date: Money::ZERO, ..sizes(1) });
        assert_eq!((none.share_percent_hundredths, none.is_over), (0, false));
    }

    #[test]
    fn small_awards_are_counted_only_where_the_policy_says_so() {
        let small = Rules { applies_below_threshold: false, ..rules(Base::TotalAward) };
        let half = |total: i64| count(&small, Money::from_dollars(total / 2), sizes(total));
        assert!(!half(350_000).is_over && !half(350_000).is_counted, "at the threshold");
        assert!(half(350_002).is_over);
    }

    #[test]
    fn a_policy_that_makes_no_sense_is_refused() {
        let text = FILES[0].1;
        for (from, to) in [("share_percent = 10", "share_percent = 0"), ("\"350000.00\"", "\"much\""), ("\"report\"", "\"shout\"")] {
            assert!(parse(&text.replace(from, to)).is_err(), "{to}");
        }
    }
}
