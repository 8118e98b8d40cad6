//! What happened to recommendations and awards. What is told to a city holds no
//! reviewer's name and no single score.

use super::award::Line;
use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An officer recommended an award; its money is reserved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardRecommended {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The round.
    pub opportunity: String,
    /// How much.
    pub amount: Money,
    /// By category.
    pub lines: Vec<Line>,
    /// Why.
    pub rationale: String,
    /// Who recommends.
    pub recommended_by: String,
    /// The last day for which the money is reserved, if there is one.
    #[serde(default)]
    pub reserved_until: Option<NaiveDate>,
}

/// Nobody decided on a recommendation until its last day; its money is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardLapsed {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The round.
    pub opportunity: String,
    /// How much had been recommended.
    pub amount: Money,
    /// Who had recommended it.
    pub recommended_by: String,
    /// The last day for which the money was reserved.
    pub reserved_until: NaiveDate,
}

/// A recommendation was approved: the city is offered an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardOffered {
    /// The application and award.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// The round.
    pub opportunity: String,
    /// How much.
    pub amount: Money,
    /// By category, with the names of the categories.
    pub lines: Vec<Line>,
    /// The first day of the period of performance.
    pub period_start: NaiveDate,
    /// The last day of the period of performance.
    pub period_end: NaiveDate,
    /// What reviewers found, a sentence for each criterion.
    pub reasons: Vec<String>,
    /// The last day on which the offer can be accepted.
    pub accept_by: NaiveDate,
    /// The name under the letter.
    pub signed_by: String,
}

/// An application gets no award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationDeclined {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// The round.
    pub opportunity: String,
    /// What reviewers found, a sentence for each criterion.
    pub reasons: Vec<String>,
    /// Why, in the words of who decided.
    pub reason: String,
    /// The last day for an appeal, where the workflow has one.
    #[serde(default)]
    pub appeal_by: Option<NaiveDate>,
    /// The name under the letter.
    pub signed_by: String,
}

/// A recommendation went back to review; its money is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardSentBack {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much had been recommended.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who sent it back.
    pub sent_back_by: String,
}

/// A city signed its agreement: the award is obligated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardAccepted {
    /// The application and award.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// How much.
    pub amount: Money,
    /// The name typed under the agreement.
    pub signed_by: String,
    /// When.
    pub signed_at: Timestamp,
    /// SHA-256 of the text that was signed.
    pub digest: String,
    /// The last day of the period of performance.
    pub period_end: NaiveDate,
}

/// A city declined its offer; the money is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferDeclined {
    /// The application and award.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much had been offered.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who declined.
    pub declined_by: String,
}

/// An award was closed; what was not spent is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardClosed {
    /// The application and award.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// How much had been awarded.
    pub amount: Money,
    /// How much was not used and went back to the fund.
    pub returned: Money,
}

/// An award was approved; the city is told later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardApproved {
    /// The application and award.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// How much.
    pub amount: Money,
}

/// It was decided to give no award; the city is told later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclineDecided {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// Why.
    pub reason: String,
}

/// A city did not answer its offer in time; the money is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferExpired {
    /// The application and award.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// How much had been offered.
    pub amount: Money,
    /// The day on which the city was told of it.
    pub offered_on: NaiveDate,
}

macro_rules! about_a_case {
    ($($fact:ident = $name:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("application", &self.application)
            }
        }
    )*};
}

about_a_case! {
    AwardApproved = "award.approved",
    DeclineDecided = "award.decline_decided",
    OfferExpired = "award.offer_expired",
    AwardRecommended = "award.recommended",
    AwardLapsed = "award.lapsed",
    AwardOffered = "award.offered",
    ApplicationDeclined = "application.declined",
    AwardSentBack = "award.sent_back",
    AwardAccepted = "award.accepted",
    OfferDeclined = "award.offer_declined",
    AwardClosed = "award.closed",
}
