//! What happened to amendments, and of which conditions a city was reminded, with every value that a letter will show.

use crate::kernel::{Fact, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What every fact about an amendment says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The amendment.
    pub amendment: String,
    /// Its number among those of the award.
    pub n: i32,
    /// The award.
    pub award_id: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What it changes, in words.
    pub kind: String,
    /// What changes, a sentence each.
    pub changes: Vec<String>,
    /// Why: as it was asked, or as it was decided.
    pub reason: String,
    /// Where transfers stand with it, once they pass the limit.
    pub over_limit: Option<String>,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The zone of the round.
    pub zone: String,
    /// SHA-256 of what was asked.
    pub digest: String,
    /// The journals it made.
    pub journals: Vec<i64>,
}

macro_rules! about_an_amendment {
    ($($(#[$doc:meta])* $fact:ident = $name:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $fact(pub News);

        impl From<News> for $fact {
            fn from(news: News) -> Self {
                Self(news)
            }
        }

        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("award", &self.0.award_id)
            }
        }
    )*};
}

about_an_amendment! {
    /// An amendment was asked for.
    AmendmentAsked = "amendment.asked",
    /// An amendment was approved; the city signs it before it is in force.
    AmendmentApproved = "amendment.approved",
    /// An amendment was refused.
    AmendmentRefused = "amendment.refused",
    /// An amendment was sent back.
    AmendmentReturned = "amendment.returned",
    /// An amendment was taken back.
    AmendmentWithdrawn = "amendment.withdrawn",
    /// An amendment is in force.
    AmendmentInForce = "amendment.in_force",
}

/// A condition whose day comes or has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCondition {
    /// The application, whose award it binds.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The condition.
    pub condition: String,
    /// What it says.
    pub text: String,
    /// What ends it.
    pub remedy: String,
    /// Its day.
    pub due_on: NaiveDate,
    /// Whether it holds back payments.
    pub gates_payment: bool,
}

macro_rules! about_a_condition {
    ($($(#[$doc:meta])* $fact:ident = $name:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $fact(pub DueCondition);

        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("application", &self.0.application)
            }
        }
    )*};
}

about_a_condition! {
    /// The city was reminded that the day of a condition comes.
    ConditionDueSoon = "condition.due_soon",
    /// The city was told that the day of a condition has passed.
    ConditionOverdue = "condition.overdue",
}
