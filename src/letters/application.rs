//! Letters about an application until it is reviewed: the receipt, questions, and
//! the finding that it may not take part.

use super::letter::Letter;
use super::shown::{Dollars, Moment};
use crate::kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Submitted {
    reference: String,
    title: String,
    city: String,
    total: Dollars,
    received_at: Timestamp,
    city_zone: Option<String>,
    sha256: String,
}

impl Letter for Submitted {
    const FACT: &'static str = "application.submitted";

    fn button(&self) -> (&'static str, String) {
        ("See what we received", format!("/portal/applications/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign applications for {}.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("received", self.received_at, None), Moment::new("received_in_city", self.received_at, self.city_zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        [json!("America/Denver"), Value::Null]
            .map(|zone| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "total": 845_000, "received_at": "2027-01-31T20:00:00Z", "city_zone": zone, "sha256": "ab12"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Returned {
    reference: String,
    title: String,
    city: String,
    questions: Vec<String>,
    due_at: Option<Timestamp>,
    city_zone: Option<String>,
}

impl Letter for Returned {
    const FACT: &'static str = "application.returned";

    fn button(&self) -> (&'static str, String) {
        ("Answer and send again", format!("/portal/applications/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign applications for {}.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        self.due_at.map(|at| Moment::new("due", at, self.city_zone.as_deref())).into_iter().collect()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-02-14T22:00:00Z"), Value::Null]
            .map(|due| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "questions": ["Who travels?", "Why does the budget list two hotels?"], "due_at": due, "city_zone": "America/Denver"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct FoundIneligible {
    reference: String,
    title: String,
    city: String,
    reason: String,
    appeal: Option<String>,
}

impl Letter for FoundIneligible {
    const FACT: &'static str = "application.found_ineligible";

    fn button(&self) -> (&'static str, String) {
        ("See the application", format!("/portal/applications/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign applications for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        [json!("You can ask for a second look within 14 days."), Value::Null]
            .map(|appeal| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "reason": "The city has more than 50,000 people.", "appeal": appeal}))
            .to_vec()
    }
}
