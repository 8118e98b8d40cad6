//! A report that a city owes on a schedule: on what was done, or on the money; for a stretch of its
//! award, or the final one.

use crate::award::Award;
use crate::kernel::{Id, Timestamp};
use chrono::NaiveDate;

/// What a report tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ReportForm {
    /// What was done in a stretch of the award.
    Performance,
    /// The money at the end of a stretch.
    Financial,
    /// What came of the award: the final report.
    FinalPerformance,
    /// The money at the end of the award.
    FinalFinancial,
}

impl ReportForm {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Performance => "Performance report",
            Self::Financial => "Financial report (SF-425)",
            Self::FinalPerformance => "Final report",
            Self::FinalFinancial => "Final financial report (SF-425)",
        }
    }

    /// In words, inside a sentence.
    #[must_use]
    pub fn in_a_sentence(self) -> &'static str {
        match self {
            Self::Performance => "performance report",
            Self::Financial => "financial report",
            Self::FinalPerformance => "final report",
            Self::FinalFinancial => "final financial report",
        }
    }

    /// Whether it is about money and certified.
    #[must_use]
    pub fn is_financial(self) -> bool {
        matches!(self, Self::Financial | Self::FinalFinancial)
    }

    /// Whether it is one of the last two.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::FinalPerformance | Self::FinalFinancial)
    }

    /// What others need to know of it.
    #[must_use]
    pub fn kind(self) -> ReportKind {
        match self {
            Self::Performance => ReportKind::Performance,
            Self::Financial => ReportKind::Financial,
            Self::FinalPerformance | Self::FinalFinancial => ReportKind::Final,
        }
    }
}

/// What kind of report is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// On what was done.
    Performance,
    /// On the money.
    Financial,
    /// One of those at the end.
    Final,
}

impl ReportKind {
    /// In words, inside a sentence.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Performance => "performance report",
            Self::Financial => "financial report",
            Self::Final => "final report",
        }
    }
}

/// A report that a city owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Which kind.
    pub kind: ReportKind,
    /// The last day that it tells of.
    pub period_end: NaiveDate,
    /// The day on which it was due.
    pub due_on: NaiveDate,
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AwardReportState {
    /// The city has not sent it.
    Owed,
    /// Waits for an officer.
    Submitted,
    /// Sent back with a reason.
    Returned,
    /// Accepted.
    Accepted,
    /// Not asked for any more.
    Waived,
}

impl AwardReportState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Owed => "Not sent yet",
            Self::Submitted => "Waiting for review",
            Self::Returned => "Sent back",
            Self::Accepted => "Accepted",
            Self::Waived => "Not asked for",
        }
    }
}

/// One report of the schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardReport {
    /// Its identifier.
    pub id: Id<AwardReport>,
    /// Of which award.
    pub award: Id<Award>,
    /// What it tells.
    pub form: ReportForm,
    /// The first day that it tells of.
    pub period_start: NaiveDate,
    /// The last day that it tells of.
    pub period_end: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: AwardReportState,
    /// Why it was sent back, or is not asked for.
    pub reason: Option<String>,
    /// The account that sent it last.
    pub submitted_by: Option<String>,
    /// The officer who decided.
    pub decided_by_name: Option<String>,
    /// The day on which the city is reminded next.
    pub remind_on: Option<NaiveDate>,
    /// Guards against two changes at once.
    pub version: i64,
}

impl AwardReport {
    /// Whether the city must send it, for the first time or again.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, AwardReportState::Owed | AwardReportState::Returned)
    }

    /// Whether the city is late.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due_on < today
    }

    /// Whether the city may send it: an interim report once its stretch is over, the final one at any time.
    #[must_use]
    pub fn can_be_sent(&self, today: NaiveDate) -> bool {
        self.is_open() && (self.form.is_final() || self.period_end < today)
    }
}

/// What was sent: kept word for word, one for each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The number of the time, from 1.
    pub n: i32,
    /// What it says, as JSON.
    pub document: String,
    /// SHA-256 of the document.
    pub digest: String,
    /// The name that was typed under it, or of the account.
    pub name: String,
    /// The title of the person, where it is certified.
    pub title: Option<String>,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(form: ReportForm, state: AwardReportState) -> AwardReport {
        let day = |text: &str| text.parse().expect("a day");
        let id = "01890000-0000-7000-8000-000000000001";
        AwardReport {
            id: id.parse().expect("an identifier"),
            award: id.parse().expect("an identifier"),
            form,
            period_start: day("2027-04-01"),
            period_end: day("2027-12-31"),
            due_on: day("2028-03-30"),
            state,
            reason: None,
            submitted_by: None,
            decided_by_name: None,
            remind_on: None,
            version: 1,
        }
    }

    #[test]
    fn an_interim_report_is_sent_once_its_stretch_is_over() {
        let day = |text: &str| text.parse().expect("a day");
        let interim = report(ReportForm::Financial, AwardReportState::Owed);
        assert!(!interim.can_be_sent(day("2027-12-31")) && interim.can_be_sent(day("2028-01-01")));
        assert!(!interim.is_overdue(day("2028-03-30")) && interim.is_overdue(day("2028-03-31")));
        assert!(report(ReportForm::FinalFinancial, AwardReportState::Returned).can_be_sent(day("2027-06-01")));
        assert!(!report(ReportForm::Financial, AwardReportState::Accepted).is_overdue(day("2029-01-01")));
    }
}
