//! What happened on screening. Each carries what its letter shows.

use crate::kernel::{Fact, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An application was sent back with questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationReturned {
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
    /// The names of the parts that were opened.
    pub parts: Vec<String>,
    /// What the fund asks.
    pub note: String,
    /// Until when to answer.
    pub answer_by: Timestamp,
    /// The zone of the fund.
    pub fund_zone: String,
    /// The zone of the city.
    #[serde(default)]
    pub city_zone: Option<String>,
}

/// A concept note convinced: its city may write the whole application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationInvited {
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
    /// What the fund writes with it; may be empty.
    pub note: String,
    /// Until when to send the whole application.
    pub answer_by: Timestamp,
    /// The zone of the fund.
    pub fund_zone: String,
    /// The zone of the city.
    #[serde(default)]
    pub city_zone: Option<String>,
}

/// An invited city sent no application in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLapsed {
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
    /// The last instant on which it could have been sent.
    pub ended_at: Option<Timestamp>,
    /// The zone of the fund.
    pub fund_zone: String,
    /// Whom to ask.
    pub contact: String,
}

/// An application does not qualify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationFoundIneligible {
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
    /// Why.
    pub reason: String,
    /// The last day for an appeal, where the workflow has one.
    #[serde(default)]
    pub appeal_by: Option<NaiveDate>,
    /// Whom to ask.
    pub contact: String,
}

/// An application is complete and goes to review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationEnteredReview {
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
    /// By when decisions are expected.
    pub decisions_by: NaiveDate,
}

/// Somebody approved, and others must approve too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalGiven {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The step.
    pub step: String,
    /// SHA-256 of what was approved.
    pub digest: String,
    /// The account whose role was used, if it was lent.
    pub on_behalf_of: Option<String>,
}

/// Somebody stepped back from a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SteppedBack {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Who.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// A step was taken that needs no words of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTaken {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The step.
    pub step: String,
    /// What was written to it.
    pub note: String,
}

/// A case should move on soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDueSoon {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The round.
    pub opportunity: String,
    /// Where it stands.
    pub place: String,
    /// The last day.
    pub due_on: NaiveDate,
}

/// A case stands longer than it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOverdue {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The round.
    pub opportunity: String,
    /// Where it stands.
    pub place: String,
    /// The last day.
    pub due_on: NaiveDate,
}

/// A city asked that a decision be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationAppealed {
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
    /// Why.
    pub reason: String,
    /// Who appealed.
    pub appealed_by: String,
}

/// An officer took up again what had ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationReopened {
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
    /// Why.
    pub reason: String,
    /// Who reopened it.
    pub reopened_by: String,
    /// Whether it is a concept note that waits for an answer again.
    pub is_concept_note: bool,
    /// Whom to ask.
    pub contact: String,
}

/// An appeal was upheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealUpheld {
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
    /// Why.
    pub reason: String,
}

/// An appeal was dismissed; the decision stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealDismissed {
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
    /// Why.
    pub reason: String,
    /// Who signs.
    pub signed_by: String,
}

macro_rules! about_an_application {
    ($($fact:ident = $name:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("application", &self.application)
            }
        }
    )*};
}

about_an_application! {
    CaseDueSoon = "application.due_soon",
    CaseOverdue = "application.overdue",
    SteppedBack = "application.stepped_back",
    StepTaken = "application.step_taken",
    ApplicationAppealed = "application.appealed",
    AppealUpheld = "application.appeal_upheld",
    AppealDismissed = "application.appeal_dismissed",
    ApplicationReopened = "application.reopened",
    ApprovalGiven = "approval.given",
    ApplicationReturned = "application.returned",
    ApplicationInvited = "application.invited",
    InvitationLapsed = "application.invitation_lapsed",
    ApplicationFoundIneligible = "application.found_ineligible",
    ApplicationEnteredReview = "application.entered_review",
}
