//! Letters of decision: the decision that waits, the award, the decline, the
//! signed agreement.

use super::letter::Letter;
use super::shown::{Dollars, Moment};
use crate::kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Recommended {
    reference: String,
    city: String,
    amount: Dollars,
    opportunity: String,
    recommended_by: String,
}

impl Letter for Recommended {
    const FACT: &'static str = "award.recommended";

    fn button(&self) -> (&'static str, String) {
        ("Look at it and decide", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self) -> String {
        "You are an approving official. Another person recommended it, so it needs your decision.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 845_000, "opportunity": "Training and Conference Support 2027", "recommended_by": "Ola Reed"})]
    }
}

/// What reviewers found under one heading of the rubric.
#[derive(Serialize, Deserialize)]
pub(super) struct Finding {
    criterion: String,
    comments: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Approved {
    reference: String,
    title: String,
    city: String,
    amount: Dollars,
    reasons: Vec<Finding>,
    accept_by: Option<Timestamp>,
    city_zone: Option<String>,
}

impl Letter for Approved {
    const FACT: &'static str = "award.approved";

    fn button(&self) -> (&'static str, String) {
        ("Read and accept the agreement", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign applications for {}.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        self.accept_by.map(|at| Moment::new("accept_until", at, self.city_zone.as_deref())).into_iter().collect()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-04-15T22:00:00Z"), Value::Null]
            .map(|by| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "amount": 845_000, "reasons": [{"criterion": "Need", "comments": ["Clear need.", "Well put."]}], "accept_by": by, "city_zone": "America/Denver"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Declined {
    reference: String,
    title: String,
    city: String,
    reasons: Vec<Finding>,
    reason: Option<String>,
}

impl Letter for Declined {
    const FACT: &'static str = "application.declined";

    fn button(&self) -> (&'static str, String) {
        ("See the application", format!("/portal/applications/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign applications for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        [json!("The money did not reach this far down the list."), Value::Null]
            .map(|reason| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "reasons": [{"criterion": "Need", "comments": ["The need is not shown."]}], "reason": reason}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Accepted {
    reference: String,
    city: String,
    amount: Dollars,
    signed_by: String,
    signed_at: Timestamp,
    sha256: String,
    city_zone: Option<String>,
}

impl Letter for Accepted {
    const FACT: &'static str = "award.accepted";

    fn button(&self) -> (&'static str, String) {
        ("See the award", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("signed", self.signed_at, self.city_zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 845_000, "signed_by": "Mayor Lee", "signed_at": "2027-04-02T15:00:00Z", "sha256": "ab12", "city_zone": "America/Denver"})]
    }
}
