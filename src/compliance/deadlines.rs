//! When the final report is due: dated data in `config/policies/`, inside the binary.

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("closeout-2025.toml", include_str!("../../config/policies/closeout-2025.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    #[serde(rename = "name")]
    _name: String,
    valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    report_days: u64,
}

/// The first day of each version and the days it gives; a file with a mistake is found by the tests.
static VERSIONS: LazyLock<Vec<(NaiveDate, u64)>> = LazyLock::new(|| FILES.iter().filter_map(|(_, text)| read(text)).collect());

fn read(text: &str) -> Option<(NaiveDate, u64)> {
    let policy: Policy = toml::from_str(text).ok()?;
    Some((policy.valid_from.to_string().parse().ok()?, policy.report_days))
}

/// The day on which the final report of an award with this last day is due; for days before every version, by the first one.
#[must_use]
pub fn due_on(period_end: NaiveDate) -> NaiveDate {
    let valid = VERSIONS.iter().rev().find(|(from, _)| *from <= period_end).or(VERSIONS.first());
    let days = valid.map_or(0, |(_, days)| *days);
    period_end.checked_add_days(Days::new(days)).unwrap_or(period_end)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_report_is_due_when_policy_and_agreement_say() {
        assert_eq!(super::VERSIONS.len(), super::FILES.len(), "every file is read");
        let agreement = include_str!("../../config/agreements/grant-standard-1.txt");
        let (_, days) = super::VERSIONS.last().expect("a version");
        assert!(agreement.contains(&format!("within {days} days after the period ends")));
        let day = |text: &str| text.parse().expect("a day");
        assert_eq!(super::due_on(day("2028-06-30")), day("2028-10-28"));
    }
}
