//! The final report of an award: what happened in each activity, and who came.

use crate::award::Award;
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Organisation;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ReportState {
    /// Waits for an officer.
    Submitted,
    /// Sent back with a reason.
    Returned,
    /// Accepted.
    Accepted,
}

impl ReportState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Submitted => "Waiting for review",
            Self::Returned => "Sent back",
            Self::Accepted => "Accepted",
        }
    }
}

/// Days after the period of performance in which the report is due, as the agreement
/// says (2 CFR 200.344).
const DAYS: u64 = 120;

/// The day on which the final report of an award with this last day is due.
#[must_use]
pub fn due_on(period_end: NaiveDate) -> NaiveDate {
    period_end.checked_add_days(Days::new(DAYS)).unwrap_or(period_end)
}

/// One final report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalReport {
    /// Of which award.
    pub award: Id<Award>,
    /// By which city.
    pub organisation: Id<Organisation>,
    /// Where it stands.
    pub state: ReportState,
    /// What the award achieved.
    pub summary: String,
    /// What of the award was not spent, as the ledger said then.
    pub unspent: Money,
    /// What happened, by activity.
    pub narratives: BTreeMap<String, String>,
    /// The attendees who came, by activity.
    pub attended: BTreeMap<String, BTreeSet<String>>,
    /// The account that submitted it.
    pub submitted_by: String,
    /// Its name.
    pub submitted_by_name: String,
    /// When.
    pub submitted_at: Timestamp,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// The officer who decided.
    pub decided_by_name: Option<String>,
    /// Guards against two changes at once.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_report_is_due_when_the_agreement_says() {
        let agreement = include_str!("../../config/agreements/grant-standard-1.txt");
        assert!(agreement.contains(&format!("within {} days after the period ends", super::DAYS)));
        let day = |text: &str| text.parse().expect("a day");
        assert_eq!(super::due_on(day("2028-06-30")), day("2028-10-28"));
    }
}
