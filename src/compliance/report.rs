//! The final report of an award: what happened in each activity, and who came.

use super::award_report::AwardReportState;
use crate::award::Award;
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Organisation;
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

/// How the schedule of reports says that a final report stands.
pub(super) fn on_schedule(state: ReportState) -> AwardReportState {
    match state {
        ReportState::Submitted => AwardReportState::Submitted,
        ReportState::Returned => AwardReportState::Returned,
        ReportState::Accepted => AwardReportState::Accepted,
    }
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
