//! Letters about an application until it is decided: signature, receipt, questions,
//! the way to review, and the ways out.

use super::letter::Letter;
use super::shown::{Day, Dollars, Moment};
use crate::intake::ReceiptText;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn page(reference: &str) -> String {
    format!("/portal/applications/{reference}")
}

fn because(city: &str) -> String {
    format!("You prepare or sign applications for {city}.")
}

#[derive(Serialize, Deserialize)]
pub(super) struct SignatureRequested {
    reference: String,
    title: String,
    city: String,
    total: Dollars,
    asked_by: String,
    due_at: Option<Timestamp>,
    fund_zone: Option<String>,
    city_zone: Option<String>,
    /// What was queued before there were such links has none.
    path: Option<String>,
}

impl Letter for SignatureRequested {
    const FACT: &'static str = "application.signature_requested";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read and sign", self.path.clone().unwrap_or_else(|| page(&self.reference)))
    }
    fn why(&self, _: Side) -> String {
        format!("You are an authorized official of {}.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        let (fund, city) = (self.fund_zone.as_deref(), self.city_zone.as_deref());
        self.due_at.map(|at| Moment::in_both("due", at, fund, city)).into_iter().collect()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-01-31T22:00:00Z"), Value::Null]
            .map(|due| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "total": 845_000, "asked_by": "Ada Park", "due_at": due, "fund_zone": "America/New_York", "city_zone": "America/Denver", "path": due.as_str().map(|_| "/link/sign/abc")}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Submitted {
    reference: String,
    title: String,
    city: String,
    opportunity: String,
    total: Dollars,
    received_at: Timestamp,
    fund_zone: String,
    city_zone: Option<String>,
    decisions_by: Day,
    sha256: String,
    #[serde(default)]
    is_concept_note: bool,
    /// Who of the fund entered it for the city, if somebody did.
    #[serde(default)]
    entered_by: Option<String>,
    #[serde(default)]
    partners: Vec<String>,
    /// Every question and answer; what was queued before letters held them, or is too long for one, has none.
    #[serde(default)]
    receipt: Option<ReceiptText>,
    /// Whether the receipt's page offers it as PDF: of the program, not of the fact.
    #[serde(skip_deserializing, default = "has_pdf")]
    has_pdf: bool,
}

fn has_pdf() -> bool {
    cfg!(feature = "pdf")
}

impl Letter for Submitted {
    const FACT: &'static str = "application.submitted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See what we received", format!("{}/receipt", page(&self.reference)))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![
            Moment::new("received", self.received_at, Some(&self.fund_zone)),
            Moment::new("received_in_city", self.received_at, self.city_zone.as_deref()),
        ]
    }
    fn samples() -> Vec<Value> {
        [json!("America/Denver"), Value::Null]
            .map(|zone| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training and Conference Support 2027", "total": 845_000, "received_at": "2027-01-31T20:00:00Z", "fund_zone": "America/New_York", "city_zone": zone, "decisions_by": "2027-04-01", "sha256": "ab12", "is_concept_note": zone.is_null(), "entered_by": zone.as_str().map(|_| "Olive Ott"), "partners": zone.as_str().map_or(vec![], |_| vec!["Elmira, NY"])}))
            .into_iter()
            .chain([json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training and Conference Support 2027", "total": 845_000, "received_at": "2027-01-31T20:00:00Z", "fund_zone": "America/New_York", "city_zone": "America/Denver", "decisions_by": "2027-04-01", "sha256": "ab12", "receipt": ReceiptText::sample()})])
            .collect()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Withdrawn {
    reference: String,
    title: String,
    city: String,
    reason: String,
    withdrawn_by: String,
    withdrawn_at: Timestamp,
    city_zone: Option<String>,
}

impl Letter for Withdrawn {
    const FACT: &'static str = "application.withdrawn";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the application", page(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("withdrawn", self.withdrawn_at, self.city_zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        ["The course was called off.", ""]
            .map(|reason| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "reason": reason, "withdrawn_by": "Ada Park", "withdrawn_at": "2027-02-02T20:00:00Z", "city_zone": "America/Denver"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Returned {
    reference: String,
    title: String,
    city: String,
    parts: Vec<String>,
    note: String,
    answer_by: Timestamp,
    fund_zone: String,
    /// Not in what was queued before it was told.
    city_zone: Option<String>,
}

impl Letter for Returned {
    const FACT: &'static str = "application.returned";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Answer and send again", page(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::in_both("due", self.answer_by, Some(&self.fund_zone), self.city_zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training", "parts": ["Who travels", "Budget"], "note": "Why two hotels?", "answer_by": "2027-02-14T22:00:00Z", "fund_zone": "America/New_York", "city_zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Invited {
    reference: String,
    title: String,
    city: String,
    opportunity: String,
    note: String,
    answer_by: Timestamp,
    fund_zone: String,
    /// Not in what was queued before it was told.
    city_zone: Option<String>,
}

impl Letter for Invited {
    const FACT: &'static str = "application.invited";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Write the application", page(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::in_both("due", self.answer_by, Some(&self.fund_zone), self.city_zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        ["Tell us more about the second year.", ""]
            .map(|note| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Joint Projects", "note": note, "answer_by": "2027-04-14T03:59:00Z", "fund_zone": "America/New_York", "city_zone": "America/Denver"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct InvitationLapsed {
    reference: String,
    title: String,
    city: String,
    opportunity: String,
    ended_at: Option<Timestamp>,
    fund_zone: String,
    contact: String,
}

impl Letter for InvitationLapsed {
    const FACT: &'static str = "application.invitation_lapsed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See what your city wrote", page(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        self.ended_at.map(|at| Moment::new("ended", at, Some(&self.fund_zone))).into_iter().collect()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-04-14T03:59:00Z"), Value::Null]
            .map(|ended| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Joint Projects", "ended_at": ended, "fund_zone": "America/New_York", "contact": "Program office, help@fund.example"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct FoundIneligible {
    reference: String,
    title: String,
    city: String,
    reason: String,
    #[serde(default)]
    appeal_by: Option<Day>,
    contact: String,
}

impl Letter for FoundIneligible {
    const FACT: &'static str = "application.found_ineligible";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the application", page(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training", "reason": "The city has more than 50,000 people.", "appeal_by": "2027-04-30", "contact": "help@fund.example"}),
            json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training", "reason": "The city has more than 50,000 people.", "contact": "help@fund.example"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct EnteredReview {
    reference: String,
    title: String,
    city: String,
    decisions_by: Day,
}

impl Letter for EnteredReview {
    const FACT: &'static str = "application.entered_review";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Follow the application", page(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training", "decisions_by": "2027-04-01"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DeadlineExtended {
    slug: String,
    title: String,
    city: Option<String>,
    #[serde(default = "begun")]
    has_begun: bool,
    closes_before: Timestamp,
    closes_at: Timestamp,
    fund_zone: String,
    /// The zones of the reader's cities; what was queued before letters named them has none.
    #[serde(default)]
    city_zones: Vec<String>,
    reason: String,
}

/// What facts of before it was kept meant.
fn begun() -> bool {
    true
}

impl Letter for DeadlineExtended {
    const FACT: &'static str = "deadline.extended";

    fn button(&self, _: Side) -> (&'static str, String) {
        if self.has_begun {
            ("Go on with the application", "/portal".into())
        } else {
            ("Begin an application", format!("/portal/start/{}", self.slug))
        }
    }
    fn why(&self, _: Side) -> String {
        match &self.city {
            Some(city) => because(city),
            None => "You prepare or sign an application in this round.".into(),
        }
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        let moment = |name, at| Moment::in_all(name, at, &self.fund_zone, &self.city_zones);
        vec![moment("before", self.closes_before), moment("until", self.closes_at)]
    }
    fn samples() -> Vec<Value> {
        [json!("Millbrook, New York"), Value::Null]
            .map(|city| json!({"slug": "training-2027", "title": "Training and Conference Support 2027", "has_begun": city.is_null(), "city_zones": if city.is_null() { vec!["America/Denver", "Pacific/Honolulu"] } else { vec!["America/Denver"] }, "city": city, "closes_before": "2027-02-26T22:00:00Z", "closes_at": "2027-03-02T22:00:00Z", "fund_zone": "America/New_York", "reason": "A storm cut the power in many cities."}))
            .to_vec()
    }
}
