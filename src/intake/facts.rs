//! What happened to applications. Each carries what its letter shows and what an auditor asks.

use super::ReceiptText;
use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! fact {
    ($name:literal, $type:ident) => {
        impl Fact for $type {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new("application", &self.application)
            }
        }
    };
}

/// A draft was begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationStarted {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
}
fact!("application.started", ApplicationStarted);

/// An answer was saved. The record names the question; the words stay in the application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswerSaved {
    /// The application.
    pub application: String,
    /// The question.
    pub question: String,
}
fact!("application.answer_saved", AnswerSaved);

/// Answers were taken over from an earlier application of the city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswersCopied {
    /// The application.
    pub application: String,
    /// The reference number of the earlier one.
    pub from: String,
    /// The questions whose answers were taken over.
    pub questions: Vec<String>,
}
fact!("application.answers_copied", AnswersCopied);

/// Activities were taken over from an earlier application of the city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanCopied {
    /// The application.
    pub application: String,
    /// The reference number of the earlier one.
    pub from: String,
    /// The activities by name.
    pub activities: Vec<String>,
    /// How many costs came along.
    pub costs: usize,
    /// What they ask for.
    pub total: Money,
    /// What had no place in the round, as it was said.
    pub left_out: Vec<String>,
    /// The partners that were named with it.
    pub partners: Vec<String>,
}
fact!("application.plan_copied", PlanCopied);

/// A draft was moved to a newer version of its form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationMoved {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The version it was on.
    pub from_version: i32,
    /// The version it is on now.
    pub to_version: i32,
    /// The digest of that version.
    pub definition_sha256: String,
    /// The answers that did not fit, by question, so that no word is lost.
    pub given_up: BTreeMap<String, String>,
}
fact!("application.moved_to_version", ApplicationMoved);

/// An activity was added or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivitySaved {
    /// The application.
    pub application: String,
    /// The activity.
    pub activity: String,
    /// Its name.
    pub title: String,
}
fact!("application.activity_saved", ActivitySaved);

/// An activity was removed, with its budget.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityRemoved {
    /// The application.
    pub application: String,
    /// The activity.
    pub activity: String,
    /// Its name.
    pub title: String,
}
fact!("application.activity_removed", ActivityRemoved);

/// The budget of an activity was saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BudgetSaved {
    /// The application.
    pub application: String,
    /// The activity.
    pub activity: String,
    /// What is asked for.
    pub total: Money,
    /// What the city pays itself.
    #[serde(default)]
    pub city_pays: Money,
}
fact!("application.budget_saved", BudgetSaved);

/// A file was attached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileAttached {
    /// The application.
    pub application: String,
    /// The place of the file.
    pub slot: String,
    /// Its name.
    pub name: String,
    /// Its digest.
    pub sha256: String,
    /// Its length.
    pub size_bytes: i64,
}
fact!("application.file_attached", FileAttached);

/// A file was taken out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileDetached {
    /// The application.
    pub application: String,
    /// The place of the file.
    pub slot: String,
    /// Its name.
    pub name: String,
    /// Its digest.
    pub sha256: String,
}
fact!("application.file_detached", FileDetached);

/// An authorized official was asked to sign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignatureRequested {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The city.
    pub city: String,
    /// The amount asked for.
    pub total: Money,
    /// Who asks.
    pub asked_by: String,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// The zone of the fund.
    #[serde(default)]
    pub fund_zone: Option<String>,
    /// The zone of the city.
    pub city_zone: Option<String>,
    /// Path of the page that opens this application for this official; announced, never recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}
fact!("application.signature_requested", SignatureRequested);

/// An application was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationSubmitted {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The city.
    pub city: String,
    /// The name of the opportunity.
    pub opportunity: String,
    /// The amount asked for.
    pub total: Money,
    /// The instant of receipt.
    pub received_at: Timestamp,
    /// The zone of the fund.
    pub fund_zone: String,
    /// The zone of the city.
    pub city_zone: Option<String>,
    /// By when a decision is expected.
    pub decisions_by: NaiveDate,
    /// The first, second, … submission.
    pub n: i32,
    /// The digest of what was received.
    pub sha256: String,
    /// The addresses that get the receipt.
    pub recipients: Vec<String>,
    /// Whether it was a concept note, in a round of two stages.
    #[serde(default)]
    pub is_concept_note: bool,
    /// Who of the fund entered it for the city, if somebody did.
    #[serde(default)]
    pub entered_by: Option<String>,
    /// Who applies together with the city.
    #[serde(default)]
    pub partners: Vec<String>,
    /// Every question and answer, for the letter; announced, never recorded: the words stay in the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptText>,
}
fact!("application.submitted", ApplicationSubmitted);

/// An officer began to enter an application for a city.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnteredForCity {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// `phone` or `paper`.
    pub channel: String,
    /// Who called or wrote, and when.
    pub about: String,
    /// Where the city's mail goes.
    pub mail_to: Option<String>,
}
fact!("application.entered_for_city", EnteredForCity);

/// The page that an official signed by hand was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedPageGiven {
    /// The application.
    pub application: String,
    /// Its name as a file.
    pub name: String,
    /// Its digest.
    pub sha256: String,
    /// Whose signature it bears.
    pub official_name: String,
    /// What they are.
    pub official_title: String,
    /// The day beside the signature.
    pub signed_on: NaiveDate,
    /// What was asked for when it was given.
    pub total: Money,
}
fact!("application.signed_page_given", SignedPageGiven);

/// An officer goes on with an entry whose officer has left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntryTakenOver {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// Who entered it until now, by the name of then.
    pub from: String,
}
fact!("application.entry_taken_over", EntryTakenOver);

/// The city withdrew its application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationWithdrawn {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The city.
    pub city: String,
    /// Why, in the city's words; may be empty.
    pub reason: String,
    /// Who withdrew it.
    pub withdrawn_by: String,
    /// When.
    pub withdrawn_at: Timestamp,
    /// The zone of the city.
    pub city_zone: Option<String>,
}
fact!("application.withdrawn", ApplicationWithdrawn);

/// A deadline was moved, for all cities of a round or for one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeadlineExtended {
    /// The round.
    pub opportunity: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The city; all cities where none is named.
    pub city: Option<String>,
    /// Whether those who are told have begun an application in this round.
    #[serde(default = "begun")]
    pub has_begun: bool,
    /// The last instant as it was.
    pub closes_before: Timestamp,
    /// The last instant as it is.
    pub closes_at: Timestamp,
    /// The zone of the fund.
    pub fund_zone: String,
    /// The zones of the cities of those who are told.
    #[serde(default)]
    pub city_zones: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who granted it.
    pub granted_by: String,
}

/// What facts of before it was kept meant.
fn begun() -> bool {
    true
}

impl Fact for DeadlineExtended {
    const NAME: &'static str = "deadline.extended";
    fn subject(&self) -> Subject {
        Subject::new("opportunity", &self.opportunity)
    }
}

/// A virus was found in a file that is attached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileInfected {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The city.
    pub city: String,
    /// The place of the file.
    pub slot: String,
    /// Its name.
    pub name: String,
    /// The digest of its bytes.
    pub sha256: String,
    /// What the scanner calls it.
    pub finding: String,
    /// Whether the application had been received.
    pub was_received: bool,
}
fact!("application.file_infected", FileInfected);

mod partners;
pub use partners::{PartConfirmed, PartDeclined, PartnerAsked, PartnerChanged, PartnerNamed, PartnerRemoved, PartnerUnlinked};
