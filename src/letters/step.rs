//! Letters about the way of a case: what is due, what is late, appeals, and what is taken up again.

use super::letter::Letter;
use super::shown::Day;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn page(side: Side, reference: &str) -> String {
    match side {
        Side::City => format!("/portal/applications/{reference}/status"),
        Side::Fund => format!("/desk/applications/{reference}"),
    }
}

fn because(side: Side, city: &str) -> String {
    match side {
        Side::City => format!("You prepare or sign for {city}."),
        Side::Fund => "You work on applications of the fund.".into(),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DueSoon {
    reference: String,
    city: String,
    opportunity: String,
    place: String,
    due_on: Day,
}

impl Letter for DueSoon {
    const FACT: &'static str = "application.due_soon";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("Open the application", page(side, &self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "opportunity": "City Engagement Grants 2027", "place": "Eligibility check", "due_on": "2027-03-31"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Overdue {
    reference: String,
    city: String,
    opportunity: String,
    place: String,
    due_on: Day,
}

impl Letter for Overdue {
    const FACT: &'static str = "application.overdue";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("Open the application", page(side, &self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        DueSoon::samples()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Appealed {
    reference: String,
    city: String,
    title: String,
    opportunity: String,
    reason: String,
    appealed_by: String,
}

impl Letter for Appealed {
    const FACT: &'static str = "application.appealed";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("Open the application", page(side, &self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Training for two clerks", "opportunity": "City Engagement Grants 2027", "reason": "The letter says that no budget was attached. It was: page 3.", "appealed_by": "Ana Diaz"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Reopened {
    reference: String,
    city: String,
    title: String,
    opportunity: String,
    reason: String,
    is_concept_note: bool,
    contact: String,
}

impl Letter for Reopened {
    const FACT: &'static str = "application.reopened";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See where it stands", page(side, &self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|is_concept_note| json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Training for two clerks", "opportunity": "City Engagement Grants 2027", "reason": "The city withdrew the wrong one of its two applications.", "is_concept_note": is_concept_note, "contact": "Program office, help@fund.example"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Upheld {
    reference: String,
    city: String,
    title: String,
    opportunity: String,
    reason: String,
}

impl Letter for Upheld {
    const FACT: &'static str = "application.appeal_upheld";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See where it stands", page(side, &self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Training for two clerks", "opportunity": "City Engagement Grants 2027", "reason": "The budget was attached."}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Dismissed {
    reference: String,
    city: String,
    title: String,
    opportunity: String,
    reason: String,
    signed_by: String,
}

impl Letter for Dismissed {
    const FACT: &'static str = "application.appeal_dismissed";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See where it stands", page(side, &self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Training for two clerks", "opportunity": "City Engagement Grants 2027", "reason": "The activity is outside the dates of the round.", "signed_by": "Urban Diplomacy Fund"}),
        ]
    }
}
