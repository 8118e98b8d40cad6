//! What happened to the reports of a schedule, with every value a letter will show.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The reports of an award were put on its schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportsScheduled {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The first day of its period.
    pub period_start: NaiveDate,
    /// The last day of its period.
    pub period_end: NaiveDate,
    /// How many were added.
    pub reports: usize,
}

impl Fact for ReportsScheduled {
    const NAME: &'static str = "report.scheduled";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// What every fact about one report says of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct About {
    /// The report.
    pub report_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the report is called.
    pub report: String,
    /// The first day that it tells of.
    pub period_start: NaiveDate,
    /// The last day that it tells of.
    pub period_end: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
}

/// The city is reminded of a report that is due soon.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportDueSoon {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// What the fund has to say, where it was sent back.
    pub reason: Option<String>,
}

impl Fact for ReportDueSoon {
    const NAME: &'static str = "report.due_soon";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// A report is late.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportOverdue {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// So many days.
    pub days_late: i64,
}

impl Fact for ReportOverdue {
    const NAME: &'static str = "report.overdue";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// A city sent a performance report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PerformanceSent {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// SHA-256 of what was sent.
    pub digest: String,
    /// Who sent it.
    pub sent_by: String,
    /// When.
    pub sent_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for PerformanceSent {
    const NAME: &'static str = "report.sent";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// A city's official certified a financial report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportCertified {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// SHA-256 of what was certified.
    pub digest: String,
    /// The name that was typed.
    pub certified_by: String,
    /// The title of the person.
    pub title: String,
    /// When.
    pub certified_at: Timestamp,
    /// What the city has received and not spent, line 10c.
    pub cash_on_hand: Money,
    /// What was spent of the award, line 10e.
    pub spent: Money,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for ReportCertified {
    const NAME: &'static str = "report.certified";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// An officer accepted a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AwardReportAccepted {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// The officer.
    pub accepted_by: String,
    /// When.
    pub accepted_at: Timestamp,
}

impl Fact for AwardReportAccepted {
    const NAME: &'static str = "report.taken";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// An officer sent a report back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AwardReportReturned {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// What must be mended.
    pub reason: String,
    /// The officer.
    pub returned_by: String,
    /// When.
    pub returned_at: Timestamp,
}

impl Fact for AwardReportReturned {
    const NAME: &'static str = "report.sent_back";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// An officer gave more time for a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportExtended {
    /// The report, with its new day.
    #[serde(flatten)]
    pub about: About,
    /// When it was due before.
    pub was_due_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The officer.
    pub extended_by: String,
}

impl Fact for ReportExtended {
    const NAME: &'static str = "report.extended";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}

/// An officer does not ask for a report any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportWaived {
    /// The report.
    #[serde(flatten)]
    pub about: About,
    /// Why.
    pub reason: String,
    /// The officer.
    pub waived_by: String,
}

impl Fact for ReportWaived {
    const NAME: &'static str = "report.waived";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.about.award_id)
    }
}
