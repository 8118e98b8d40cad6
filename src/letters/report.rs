//! Letters about the reports of a schedule: to the city before they are due and while they are late, to the fund when they are
//! there, and to the city what came of them.

use super::letter::Letter;
use super::shown::{Day, Dollars, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What every letter says of a report.
#[derive(Serialize, Deserialize)]
struct About {
    report_id: String,
    reference: String,
    city: String,
    report: String,
    period_end: Day,
    due_on: Day,
}

impl About {
    fn page(&self, side: Side) -> String {
        match side {
            Side::City => format!("/portal/awards/{}/reports", self.reference),
            Side::Fund => "/desk/reports".to_owned(),
        }
    }

    fn desk(&self) -> String {
        format!("/desk/reports/{}", self.report_id)
    }

    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign for {}.", self.city),
            Side::Fund => "You are an officer of the fund.".into(),
        }
    }
}

/// A payload with these fields more.
fn sample(more: Value) -> Value {
    let mut all = json!({
        "report_id": "01890000-0000-7000-8000-000000000001", "reference": "UDF-2027-0142", "city": "Millbrook, New York",
        "report": "Financial report (SF-425)", "period_end": "2027-12-31", "due_on": "2028-03-30"
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
        all.extend(more);
    }
    all
}

#[derive(Serialize, Deserialize)]
pub(super) struct DueSoon {
    #[serde(flatten)]
    about: About,
    reason: Option<String>,
}

impl Letter for DueSoon {
    const FACT: &'static str = "report.due_soon";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the reports", self.about.page(side))
    }
    fn why(&self, side: Side) -> String {
        self.about.why(side)
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({"reason": null})), sample(json!({"reason": "Line 11 lacks the base."}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Overdue {
    #[serde(flatten)]
    about: About,
    days_late: i64,
}

impl Letter for Overdue {
    const FACT: &'static str = "report.overdue";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the reports", self.about.page(side))
    }
    fn why(&self, side: Side) -> String {
        self.about.why(side)
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({"days_late": 15}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    #[serde(flatten)]
    about: About,
    sent_by: String,
    sent_at: Timestamp,
}

impl Letter for Sent {
    const FACT: &'static str = "report.sent";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read the report", self.about.desk())
    }
    fn why(&self, _: Side) -> String {
        self.about.why(Side::Fund)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("sent", self.sent_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({"sent_by": "Ada Park", "sent_at": "2028-02-01T15:00:00Z"}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Certified {
    #[serde(flatten)]
    about: About,
    certified_by: String,
    title: String,
    certified_at: Timestamp,
    cash_on_hand: Dollars,
    spent: Dollars,
}

impl Letter for Certified {
    const FACT: &'static str = "report.certified";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read the report", self.about.desk())
    }
    fn why(&self, _: Side) -> String {
        self.about.why(Side::Fund)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("certified", self.certified_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({
            "certified_by": "Ada Park", "title": "City Manager", "certified_at": "2028-02-01T15:00:00Z",
            "cash_on_hand": 45_000, "spent": 400_000
        }))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Taken {
    #[serde(flatten)]
    about: About,
}

impl Letter for Taken {
    const FACT: &'static str = "report.taken";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the reports", self.about.page(side))
    }
    fn why(&self, side: Side) -> String {
        self.about.why(side)
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SentBack {
    #[serde(flatten)]
    about: About,
    reason: String,
}

impl Letter for SentBack {
    const FACT: &'static str = "report.sent_back";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("Mend the report", self.about.page(side))
    }
    fn why(&self, side: Side) -> String {
        self.about.why(side)
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({"reason": "Line 11 lacks the base."}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Extended {
    #[serde(flatten)]
    about: About,
    was_due_on: Day,
    reason: String,
}

impl Letter for Extended {
    const FACT: &'static str = "report.extended";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the reports", self.about.page(side))
    }
    fn why(&self, side: Side) -> String {
        self.about.why(side)
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({"was_due_on": "2028-03-01", "reason": "The audit takes longer."}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Waived {
    #[serde(flatten)]
    about: About,
    reason: String,
}

impl Letter for Waived {
    const FACT: &'static str = "report.waived";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the reports", self.about.page(side))
    }
    fn why(&self, side: Side) -> String {
        self.about.why(side)
    }
    fn samples() -> Vec<Value> {
        vec![sample(json!({"reason": "The final report tells the same."}))]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct RefundRequested {
    reference: String,
    city: String,
    amount: Dollars,
    due_on: Day,
    citation: String,
}

impl Letter for RefundRequested {
    const FACT: &'static str = "refund.requested";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See the award’s money", format!("/portal/awards/{}/reports", self.reference)),
            Side::Fund => ("Open the closeout", format!("/desk/closeouts/{}", self.reference)),
        }
    }
    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign for {}.", self.city),
            Side::Fund => "You are a finance officer of the fund.".into(),
        }
    }
    fn samples() -> Vec<Value> {
        vec![json!({
            "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "due_on": "2028-07-31",
            "citation": "2 CFR 200.345"
        })]
    }
}
