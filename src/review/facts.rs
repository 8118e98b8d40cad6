//! What happened in review. No fact that is told to an applicant holds a name or a score.

use crate::kernel::{Fact, Subject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A reviewer was asked to review an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAssigned {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The city that applies: needed to declare a conflict.
    pub city: String,
    /// The cities and networks that apply with it.
    #[serde(default)]
    pub partners: Vec<String>,
    /// The round.
    pub opportunity: String,
    /// The task; its page is `/panel/reviews/{assignment}`.
    pub assignment: String,
    /// Who reviews.
    pub reviewer: String,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// A reviewer submitted a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewSubmitted {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The task.
    pub assignment: String,
    /// Who reviewed.
    pub reviewer: String,
    /// Reviews submitted for this application, this one included.
    pub submitted: i64,
    /// Reviews wanted for this application.
    pub wanted: i64,
    /// How often it was opened again before.
    #[serde(default)]
    pub reopened: i32,
}

/// A reviewer opened a submitted review again; what it said is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReviewReopened {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) assignment: String,
    pub(super) reviewer: String,
    pub(super) version: i32,
    pub(super) reason: String,
}

/// A reviewer declared a conflict of interest and stepped back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRecused {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The task.
    pub assignment: String,
    /// Who stepped back.
    pub reviewer: String,
    /// What they said.
    pub note: String,
    /// Whether their review was submitted; it counts no more.
    #[serde(default)]
    pub had_submitted: bool,
}

/// A reviewer said that they cannot judge an application, without a conflict of interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAbstained {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The task.
    pub assignment: String,
    /// Who abstained.
    pub reviewer: String,
    /// Why.
    pub reason: String,
}

/// A reviewer was found to have a conflict of interest after they were assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewerExcluded {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The task.
    pub assignment: String,
    /// Who reviewed.
    pub reviewer: String,
    /// The city with a part in it to which they belong; empty where it is another conflict.
    pub city: String,
    /// What it is, said of the reviewer.
    #[serde(default)]
    pub why: String,
    /// Whether their review was submitted; it counts no more.
    pub had_submitted: bool,
}

/// A reviewer declared that there is no conflict of interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReviewCleared {
    pub(super) application: String,
    pub(super) assignment: String,
    pub(super) reviewer: String,
}

/// An officer took a reviewer off an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRemoved {
    /// The application.
    pub application: String,
    /// Its reference number.
    pub reference: String,
    /// The task.
    pub assignment: String,
    /// Who reviewed.
    pub reviewer: String,
    /// Why.
    pub reason: String,
}

/// A reviewer was reminded of a review that they owe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReviewReminded {
    pub(super) application: String,
    pub(super) reference: String,
    pub(super) assignment: String,
    pub(super) reviewer: String,
    pub(super) due_on: NaiveDate,
    pub(super) kind: String,
}

/// One review that is owed, as its reviewer knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueReview {
    /// What the reviewer knows the application by.
    pub label: String,
    /// The name of its round: labels are those of one round.
    pub round: String,
    /// By when.
    pub due_on: NaiveDate,
}

/// Reviews are due soon. Told to whoever owes them; each is on record as a reminder of its application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewsDueSoon {
    /// Who owes them.
    pub account: String,
    /// Which, the first day first.
    pub reviews: Vec<DueReview>,
}

/// Reviews are late. Told as [`ReviewsDueSoon`] is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewsOverdue {
    /// Who owes them.
    pub account: String,
    /// Which, the first day first.
    pub reviews: Vec<DueReview>,
}

/// An officer noted what screening found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ApplicationScreened {
    pub(super) application: String,
    pub(super) outcome: String,
    pub(super) note: String,
}

macro_rules! about {
    ($($fact:ident = $name:literal, $field:ident),* $(,)?) => {$(
        impl Fact for $fact {
            const NAME: &'static str = $name;
            fn subject(&self) -> Subject {
                Subject::new(stringify!($field), &self.$field)
            }
        }
    )*};
}

about! {
    ReviewAbstained = "review.abstained", application,
    ReviewAssigned = "review.assigned", application,
    ReviewSubmitted = "review.submitted", application,
    ReviewRecused = "review.recused", application,
    ReviewCleared = "review.cleared", application,
    ReviewReminded = "review.reminded", application,
    ReviewRemoved = "review.removed", application,
    ReviewReopened = "review.reopened", application,
    ReviewerExcluded = "review.excluded", application,
    ApplicationScreened = "application.screened", application,
    ReviewsDueSoon = "review.due_soon", account,
    ReviewsOverdue = "review.overdue", account,
}
