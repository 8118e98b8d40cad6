//! When reviewers are reminded of what they owe: dated data in `config/policies/`, inside the binary. Pure.

use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("review-reminders-1.toml", include_str!("../../config/policies/review-reminders-1.toml"))];

/// Which of it a folder of definitions may change.
pub(super) const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, ReminderTerms::parse).map(drop));

/// A day that passed longer ago is not told any more.
const LATEST: u64 = 60;

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReminderTerms {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    days_before: u64,
    days_after: u64,
    days_to_take_over: u64,
}

impl ReminderTerms {
    fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        if (1..LATEST).contains(&read.days_after) && read.days_before < LATEST && read.days_to_take_over < LATEST {
            Ok(read)
        } else {
            Err(format!("days_after is at least 1, and all days are less than {LATEST}"))
        }
    }

    /// Reviews that are due on these days are due soon.
    pub(super) fn soon(&self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        (today, today.checked_add_days(Days::new(self.days_before)).unwrap_or(today))
    }

    /// Reviews that were due on these days are late.
    pub(super) fn late(&self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        (back(LATEST), back(self.days_after))
    }
}

/// The first day on which reviews may be due that others take over today.
///
/// # Errors
/// A mistake in the files.
pub fn first_due_to_take_over(today: NaiveDate) -> Result<NaiveDate, Error> {
    Ok(today.checked_add_days(Days::new(reminder_terms(today)?.days_to_take_over)).unwrap_or(today))
}

/// The terms of a day.
pub(super) fn reminder_terms(today: NaiveDate) -> Result<&'static ReminderTerms, Error> {
    static ALL: LazyLock<Result<Dated<ReminderTerms>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), ReminderTerms::parse));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(today);
    valid.ok_or_else(|| Error::Broken(format!("config/policies has no reminders of reviews that are valid on {today}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_is_soon_before_it_and_late_after_it() {
        let terms = reminder_terms(day("2027-01-19")).expect("terms");
        assert_eq!(terms.soon(day("2027-01-19")), (day("2027-01-19"), day("2027-01-22")));
        assert_eq!(first_due_to_take_over(day("2027-01-19")).expect("a day"), day("2027-01-26"));
        assert_eq!(terms.late(day("2027-01-23")), (day("2026-11-24"), day("2027-01-22")));
    }

    #[test]
    fn nobody_is_late_on_the_day_itself() {
        let text =
            |after: u64| format!("name = \"x\"\nvalid_from = 2020-01-01\ndays_before = 3\ndays_after = {after}\ndays_to_take_over = 7");
        assert!(ReminderTerms::parse(&text(1)).is_ok());
        for wrong in [0, 60] {
            assert!(ReminderTerms::parse(&text(wrong)).expect_err("refused").contains("days_after is at least 1"));
        }
    }
}
