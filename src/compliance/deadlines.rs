//! When the final report is due: dated data in `config/policies/`, inside the binary.

use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("closeout-2025.toml", include_str!("../../config/policies/closeout-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::<Policy>::of_toml(files).map(drop));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    report_days: u64,
}

/// The policy for awards whose period ends on a day.
fn policy(period_end: NaiveDate) -> Result<&'static Policy, Error> {
    static ALL: LazyLock<Result<Dated<Policy>, String>> = LazyLock::new(|| Dated::of_toml(&DEFINITION.files()));
    let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))?.on(period_end);
    valid.ok_or_else(|| Error::Broken(format!("config/policies has no closeout policy that is valid on {period_end}")))
}

/// The day on which the final report of an award with this last day is due.
///
/// # Errors
/// A mistake in the files, or no policy for the day.
pub fn due_on(period_end: NaiveDate) -> Result<NaiveDate, Error> {
    let days = policy(period_end)?.report_days;
    period_end.checked_add_days(Days::new(days)).ok_or_else(|| Error::Broken(format!("{period_end} is too far away")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_due_when_policy_and_agreement_say() {
        let day = |text: &str| text.parse().expect("a day");
        let agreement = include_str!("../../config/agreements/grant-standard-2.txt");
        let days = policy(day("2028-06-30")).expect("a policy").report_days;
        assert!(agreement.contains(&format!("within {days} days after the period ends")));
        assert_eq!(due_on(day("2028-06-30")).expect("a day"), day("2028-10-28"));
        assert!(due_on(day("2024-09-30")).is_err(), "no policy is made up for days before the first");
    }
}
