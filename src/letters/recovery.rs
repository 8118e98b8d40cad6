//! Letters about costs that are asked back, and about closed awards that are opened again.

use super::letter::Letter;
use super::shown::{Day, Dollars};
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn why(side: Side, city: &str) -> String {
    match side {
        Side::City => format!("You prepare or sign for {city}."),
        Side::Fund => "You are an officer of the fund.".into(),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Billed {
    bill_id: String,
    reference: String,
    city: String,
    /// What the expense was for; empty in letters from before it was told.
    #[serde(default)]
    cost: String,
    amount: Dollars,
    reason: String,
    due_on: Day,
    delinquent_on: Day,
    citation: String,
}

impl Letter for Billed {
    const FACT: &'static str = "cost.billed";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See the spending", format!("/portal/awards/{}/spending", self.reference)),
            Side::Fund => ("Open the bill", format!("/desk/collections/{}", self.bill_id)),
        }
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        ["Flights to Lyon", ""]
            .into_iter()
            .map(|cost| {
                json!({
                    "bill_id": "01890000-0000-7000-8000-000000000001", "reference": "UDF-2027-0142", "city": "Millbrook, New York",
                    "cost": cost, "amount": 45_000, "reason": "The receipt is of another trip.", "due_on": "2028-07-31",
                    "delinquent_on": "2028-10-29", "citation": "2 CFR 200.345"
                })
            })
            .collect()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Collected {
    reference: String,
    city: String,
    amount: Dollars,
    left: Dollars,
    received_on: Day,
}

impl Letter for Collected {
    const FACT: &'static str = "cost.collected";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "left": 0, "received_on": "2028-07-20"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Referred {
    bill_id: String,
    reference: String,
    city: String,
    amount: Dollars,
    reason: String,
    referred_by: String,
}

impl Letter for Referred {
    const FACT: &'static str = "cost.referred";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See what is owed", format!("/portal/awards/{}/reports", self.reference)),
            Side::Fund => ("Open the bill", format!("/desk/collections/{}", self.bill_id)),
        }
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({
            "bill_id": "01890000-0000-7000-8000-000000000001", "reference": "UDF-2027-0142", "city": "Millbrook, New York",
            "amount": 45_000, "reason": "Three letters were not answered.", "referred_by": "April Approver"
        })]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Withdrawn {
    reference: String,
    city: String,
    cost: String,
    amount: Dollars,
    reason: String,
}

impl Letter for Withdrawn {
    const FACT: &'static str = "cost.withdrawn";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({
            "reference": "UDF-2027-0142", "city": "Millbrook, New York", "cost": "Flights to Lyon", "amount": 50_000,
            "reason": "Income of the program paid for it."
        })]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Reopened {
    reference: String,
    city: String,
    reason: String,
}

impl Letter for Reopened {
    const FACT: &'static str = "award.reopened";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See the award", format!("/portal/awards/{}", self.reference)),
            Side::Fund => ("Open the closeout", format!("/desk/closeouts/{}", self.reference)),
        }
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "reason": "A receipt was missing."})]
    }
}
