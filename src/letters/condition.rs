//! Letters about the specific conditions of an award.

use super::letter::Letter;
use super::shown::{Day, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn award(side: Side, reference: &str) -> String {
    match side {
        Side::City => format!("/portal/awards/{reference}"),
        Side::Fund => format!("/desk/applications/{reference}/checks"),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Imposed {
    reference: String,
    city: String,
    text: String,
    reason: String,
    remedy: String,
    citation: String,
    imposed_by: String,
    #[serde(default)]
    due_on: Option<Day>,
    #[serde(default)]
    gates_payment: bool,
}

impl Letter for Imposed {
    const FACT: &'static str = "condition.imposed";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the award and its conditions", award(side, &self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        [(Value::Null, false), (json!("2027-09-30"), true)]
            .map(|(due_on, gates)| json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "text": "There is no advance.", "reason": "The audit has findings.", "remedy": "Send the next audit.", "citation": "2 CFR 200.208", "imposed_by": "Ola Reed", "due_on": due_on, "gates_payment": gates}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Lifted {
    reference: String,
    city: String,
    text: String,
    reason: String,
    lifted_by: String,
}

impl Letter for Lifted {
    const FACT: &'static str = "condition.lifted";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the award and its conditions", award(side, &self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "text": "There is no advance.", "reason": "The findings are corrected.", "lifted_by": "Gus Hall"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Met {
    reference: String,
    city: String,
    text: String,
    note: String,
    evidence: Option<String>,
    met_by: String,
    met_at: Timestamp,
}

impl Letter for Met {
    const FACT: &'static str = "condition.met";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the award and its conditions", award(side, &self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("met", self.met_at, None)]
    }
    fn samples() -> Vec<Value> {
        [Value::Null, json!("audit.pdf")]
            .map(|file| json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "text": "There is no advance.", "note": "We sent the audit.", "evidence": file, "met_by": "Ada Park", "met_at": "2027-08-02T15:00:00Z"}))
            .to_vec()
    }
}

/// What the letters about the day of a condition show.
#[derive(Serialize, Deserialize)]
struct Due {
    reference: String,
    city: String,
    text: String,
    remedy: String,
    due_on: Day,
    gates_payment: bool,
}

impl Due {
    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign for {}.", self.city),
            Side::Fund => "You are a program officer of the fund.".into(),
        }
    }

    fn samples() -> Vec<Value> {
        [true, false]
            .map(|gates| json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "text": "Send the audit.", "remedy": "The audit without findings.", "due_on": "2027-09-30", "gates_payment": gates}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct DueSoon(Due);

impl Letter for DueSoon {
    const FACT: &'static str = "condition.due_soon";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the award and its conditions", award(side, &self.0.reference))
    }
    fn why(&self, side: Side) -> String {
        self.0.why(side)
    }
    fn samples() -> Vec<Value> {
        Due::samples()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Overdue(Due);

impl Letter for Overdue {
    const FACT: &'static str = "condition.overdue";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the award and its conditions", award(side, &self.0.reference))
    }
    fn why(&self, side: Side) -> String {
        self.0.why(side)
    }
    fn samples() -> Vec<Value> {
        Due::samples()
    }
}
