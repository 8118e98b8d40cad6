//! What was received, read back from the document that is kept word for word. Other than a draft
//! it never changes, whatever the city may edit afterwards.

use super::cost::worked_out;
use super::partner::{PartState, Partner};
use super::save_answer::TITLE;
use super::submit::Submission;
use super::{CostItem, Draft, Standing};
use crate::db;
use crate::kernel::Money;
use crate::locale::format::date;
use crate::opportunity::Answers;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The content of a received document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Received {
    /// The number of the application.
    pub reference: String,
    /// The city as it was called.
    pub city: City,
    /// The form that was answered.
    pub opportunity: Form,
    /// `concept_note`, when it is no more than that.
    #[serde(default)]
    pub part: Option<String>,
    /// Who of the fund entered it for the city, if somebody did.
    #[serde(default)]
    pub entered_by: Option<String>,
    /// The answers to what was asked.
    pub answers: Answers,
    /// The activities, in order.
    pub activities: Vec<ReceivedActivity>,
    /// Who applies together with the city; nobody in most.
    #[serde(default)]
    pub partners: Vec<ReceivedPartner>,
    /// The files.
    pub attachments: Vec<ReceivedFile>,
    /// What was certified, and by whom.
    pub certification: Certified,
}

/// A city by name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct City {
    /// `Madison, WI`.
    pub name: String,
}

/// The version of the opportunity whose form was answered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Form {
    /// Its name as it was.
    pub title: String,
    /// The digest of the definition.
    pub definition_sha256: String,
}

/// An activity with what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReceivedActivity {
    /// What it is told apart by.
    #[serde(default)]
    pub id: Option<String>,
    /// Its kind, an identifier of the definition.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The town.
    pub place: String,
    /// The country.
    pub country: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The partner; may be empty.
    pub partner: String,
    /// Who gives the course or runs the conference; may be empty.
    pub provider: String,
    /// Who goes.
    pub attendees: Vec<ReceivedAttendee>,
    /// What its costs are counted from; none in documents from before there were such.
    #[serde(default)]
    pub costs: Vec<ReceivedCost>,
    /// What is asked for, by category.
    pub budget: Vec<ReceivedLine>,
}

/// One cost: so many of something at a price each. The received document and the API write it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedCost {
    /// The code of the category.
    pub category: String,
    /// What it is for.
    pub what: String,
    /// How many, such as `2.5`.
    pub quantity: String,
    /// Of what; may be empty.
    pub unit: String,
    /// The price of one, in cents.
    pub each_cents: i64,
    /// What the city pays of the whole, in cents.
    pub city_pays_cents: i64,
    /// What is asked for, in cents.
    pub asked_cents: i64,
    /// The identifier of the partner it is put down to; otherwise it is the lead city's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
}

/// A partner of a joint application with its share and what it confirmed. The received document and
/// the API write it so; neither holds the contact's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedPartner {
    /// Its identifier, as costs name it.
    pub id: String,
    /// `Madison, WI`, or the name of a network.
    pub name: String,
    /// What it does.
    pub part: String,
    /// What the fund is asked for, in cents.
    pub asked_cents: i64,
    /// What it pays itself, in cents.
    pub pays_cents: i64,
    /// Who confirmed that for it, as `Name, title`; empty while nobody did.
    pub confirmed_by: String,
    /// When; empty while nobody did.
    pub confirmed_at: String,
    /// The digest of what was confirmed; empty while nothing was.
    pub confirmed_sha256: String,
}

impl ReceivedPartner {
    /// Every partner of an application as it stands now.
    #[must_use]
    pub fn all(draft: &Draft) -> Vec<Self> {
        let shares = draft.by_city();
        let share = |partner: &Partner| shares.iter().find(|share| share.partner == Some(partner.id));
        let received = |partner: &Partner| {
            let answer = partner.answer.as_ref().filter(|_| draft.part_state(partner) == PartState::Confirmed);
            Self {
                id: partner.id.text(),
                name: partner.name.clone(),
                part: partner.part.clone(),
                asked_cents: share(partner).map_or(0, |share| share.asked.cents()),
                pays_cents: share(partner).map_or(0, |share| share.pays.cents()),
                confirmed_by: answer.map(|answer| format!("{}, {}", answer.name, answer.job_title)).unwrap_or_default(),
                confirmed_at: answer.map(|answer| answer.at.iso()).unwrap_or_default(),
                confirmed_sha256: answer.map(|answer| answer.sha256.clone()).unwrap_or_default(),
            }
        };
        draft.partners.iter().map(received).collect()
    }
}

impl From<&CostItem> for ReceivedCost {
    fn from(item: &CostItem) -> Self {
        Self {
            category: item.category.clone(),
            what: item.what.clone(),
            quantity: item.quantity.to_string(),
            unit: item.unit.clone(),
            each_cents: item.each.cents(),
            city_pays_cents: item.city_pays.cents(),
            asked_cents: item.asked().cents(),
            partner: item.partner.map(|id| id.text()),
        }
    }
}

impl ReceivedCost {
    /// What is asked for.
    #[must_use]
    pub fn asked(&self) -> Money {
        Money::from_cents(self.asked_cents)
    }

    /// `6 nights × $120.00`
    #[must_use]
    pub fn counted(&self) -> String {
        worked_out(&self.quantity, &self.unit, Money::from_cents(self.each_cents))
    }

    /// `Rooms in Graz: 6 nights × $120.00, of which the city pays $50.00`.
    #[must_use]
    pub fn worked_out(&self) -> String {
        let share = Money::from_cents(self.city_pays_cents);
        let share = if share.is_zero() { String::new() } else { format!(", of which the city pays {share}") };
        format!("{}: {}{share}", self.what, self.counted())
    }
}

/// Somebody who goes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReceivedAttendee {
    /// The name; may be empty.
    pub name: String,
    /// The job title.
    pub job: String,
    /// Whether the skills stay when the government changes.
    pub standing: Standing,
}

/// A line of the budget.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReceivedLine {
    /// The code of the category.
    pub category: String,
    /// How much, in cents.
    pub amount_cents: i64,
    /// How it was worked out.
    pub note: String,
}

impl ReceivedLine {
    /// How much.
    #[must_use]
    pub fn amount(&self) -> Money {
        Money::from_cents(self.amount_cents)
    }
}

/// A file by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReceivedFile {
    /// The place it was attached to.
    pub slot: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length.
    pub size_bytes: i64,
    /// The digest of its bytes.
    pub sha256: String,
}

/// What the authorized official confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Certified {
    /// The statements.
    pub statements: Vec<String>,
    /// The statement of legal effect as it was shown; not in documents from before it was kept.
    #[serde(default)]
    pub effect: Option<String>,
    /// The sentence beside the box, as it was shown; not in documents from before it was kept.
    #[serde(default)]
    pub agree: Option<String>,
    /// The name typed as a signature.
    pub signed_as: String,
    /// The page signed by hand, where one stands for the electronic signature.
    #[serde(default)]
    pub on_paper: Option<OnPaper>,
}

/// A page that an official signed by hand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OnPaper {
    /// What the official is.
    pub title: String,
    /// The day beside the signature.
    pub signed_on: NaiveDate,
    /// The page's name as a file.
    pub page: String,
    /// Its media type.
    pub media_type: String,
    /// The digest of its bytes.
    pub sha256: String,
}

impl Certified {
    /// `Ada Ames, Mayor, on a page signed on February 1, 2027`, or the name alone.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.on_paper {
            None => self.signed_as.clone(),
            Some(paper) => format!("{}, {}, on a page signed on {}", self.signed_as, paper.title, date(paper.signed_on)),
        }
    }
}

impl Received {
    /// Whether this is a concept note.
    #[must_use]
    pub fn is_concept_note(&self) -> bool {
        self.part.is_some()
    }

    /// The name of the plan, if one was given.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        self.answers.get(TITLE).map(crate::opportunity::Answer::shown)
    }
}

impl Submission {
    /// What was received, by its parts.
    ///
    /// # Errors
    /// A stored document that cannot be read.
    pub fn received(&self) -> Result<Received, db::Error> {
        serde_json::from_str(&self.document).map_err(|e| db::Error::unreadable("submitted document", e))
    }
}
