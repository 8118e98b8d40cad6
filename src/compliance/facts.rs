//! What happened at the end of an award, with every value a letter will show.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// A city submitted its final report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinalReportSubmitted {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What of the award was not spent.
    pub unspent: Money,
    /// Who submitted it.
    pub submitted_by: String,
    /// When.
    pub submitted_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for FinalReportSubmitted {
    const NAME: &'static str = "report.submitted";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer sent a final report back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinalReportReturned {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// The officer.
    pub returned_by: String,
    /// When.
    pub returned_at: Timestamp,
}

impl Fact for FinalReportReturned {
    const NAME: &'static str = "report.returned";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer accepted a final report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinalReportAccepted {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The officer.
    pub accepted_by: String,
    /// When.
    pub accepted_at: Timestamp,
    /// The advance that the city must send back before the award can be closed.
    pub to_return: Money,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for FinalReportAccepted {
    const NAME: &'static str = "report.accepted";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}
