//! What was told of trouble, and what was answered.

use crate::kernel::{Fact, Subject, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody had trouble and told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubleReported {
    /// The report.
    pub trouble: String,
    /// Its number, such as `H-17`.
    pub number: String,
    /// When.
    pub reported_at: Timestamp,
    /// Who told it.
    pub name: String,
    /// In their words.
    pub told: String,
    /// The page that it was about.
    pub page: Option<String>,
    /// The request that failed.
    pub request_id: Option<String>,
    /// The reference number of the application, as known or as typed.
    pub reference: Option<String>,
    /// The application, if it is one of theirs.
    pub application: Option<String>,
    /// The last instant for that application.
    pub closes_at: Option<Timestamp>,
    /// The zone of its city.
    #[serde(default)]
    pub city_zone: Option<String>,
    /// What was still missing in it.
    pub missing: Option<i32>,
}

impl Fact for TroubleReported {
    const NAME: &'static str = "trouble.reported";
    fn subject(&self) -> Subject {
        Subject::new("trouble", &self.trouble)
    }
}

/// A person of the fund answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubleAnswered {
    /// The report.
    pub trouble: String,
    /// Its number.
    pub number: String,
    /// What was told.
    pub told: String,
    /// When it was told.
    pub reported_at: Timestamp,
    /// The answer.
    pub answer: String,
    /// Who answers.
    pub answered_by: String,
    /// Whether a letter brings the answer; otherwise the person was told on another way.
    pub by_letter: bool,
}

impl Fact for TroubleAnswered {
    const NAME: &'static str = "trouble.answered";
    fn subject(&self) -> Subject {
        Subject::new("trouble", &self.trouble)
    }
}
