//! Letters of decision: the decision that waits, the offer, the decline, the
//! signed agreement, the end.

use super::letter::Letter;
use super::shown::{Day, Dollars, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Recommended {
    reference: String,
    city: String,
    amount: Dollars,
    opportunity: String,
    rationale: String,
    recommended_by: String,
    #[serde(default)]
    reserved_until: Option<Day>,
}

impl Letter for Recommended {
    const FACT: &'static str = "award.recommended";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at it and decide", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are an approving official. Another person recommended it, so it needs your decision.".into()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-03-31"), Value::Null]
            .map(|until| json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 845_000, "opportunity": "Training and Conference Support 2027", "rationale": "First in rank.", "lines": [], "recommended_by": "Ola Reed", "reserved_until": until}))
            .to_vec()
    }
}

fn because(city: &str, side: Side) -> String {
    match side {
        Side::City => format!("You prepare or sign for {city}."),
        Side::Fund => "You look after this award at the fund.".into(),
    }
}

/// The application at the fund, or the page of the city.
fn page(side: Side, reference: &str, own: &str) -> String {
    match side {
        Side::City => format!("/portal/{own}/{reference}"),
        Side::Fund => format!("/desk/applications/{reference}"),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Offered {
    reference: String,
    title: String,
    city: String,
    amount: Dollars,
    period_start: Day,
    period_end: Day,
    reasons: Vec<String>,
    accept_by: Day,
    signed_by: String,
}

impl Letter for Offered {
    const FACT: &'static str = "award.offered";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read and accept the agreement", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(&self.city, side)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training", "amount": 845_000, "lines": [], "period_start": "2027-04-15", "period_end": "2028-04-14", "reasons": ["Need: a clear need."], "accept_by": "2027-04-14", "signed_by": "Gus Hall"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Declined {
    reference: String,
    title: String,
    city: String,
    reasons: Vec<String>,
    reason: String,
    #[serde(default)]
    appeal_by: Option<Day>,
    signed_by: String,
}

impl Letter for Declined {
    const FACT: &'static str = "application.declined";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the application", format!("/portal/applications/{}", self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(&self.city, side)
    }
    fn samples() -> Vec<Value> {
        [json!(["Need: the need is not shown."]), json!([])]
            .map(|reasons| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "opportunity": "Training", "appeal_by": if reasons == json!([]) { Value::Null } else { json!("2027-04-30") }, "reasons": reasons, "reason": "The money did not reach this far.", "signed_by": "Gus Hall"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SentBack {
    reference: String,
    city: String,
    amount: Dollars,
    reason: String,
    sent_back_by: String,
}

impl Letter for SentBack {
    const FACT: &'static str = "award.sent_back";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the application", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 845_000, "reason": "One score has no comment.", "sent_back_by": "Gus Hall"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Lapsed {
    reference: String,
    city: String,
    opportunity: String,
    amount: Dollars,
    recommended_by: String,
    reserved_until: Day,
}

impl Letter for Lapsed {
    const FACT: &'static str = "award.lapsed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open it to recommend it anew", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You recommend or decide on awards of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "opportunity": "Training and Conference Support 2027", "amount": 845_000, "recommended_by": "Ola Reed", "reserved_until": "2027-03-31"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfferExpired {
    reference: String,
    city: String,
    title: String,
    amount: Dollars,
    offered_on: Day,
}

impl Letter for OfferExpired {
    const FACT: &'static str = "award.offer_expired";

    fn button(&self, side: Side) -> (&'static str, String) {
        let href = match side {
            Side::City => format!("/portal/applications/{}/status", self.reference),
            Side::Fund => format!("/desk/applications/{}", self.reference),
        };
        ("Open the application", href)
    }
    fn why(&self, side: Side) -> String {
        because(&self.city, side)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Training for two clerks", "amount": 845_000, "offered_on": "2027-03-31"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Accepted {
    reference: String,
    city: String,
    amount: Dollars,
    signed_by: String,
    signed_at: Timestamp,
    digest: String,
    period_end: Day,
}

impl Letter for Accepted {
    const FACT: &'static str = "award.accepted";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the award", page(side, &self.reference, "awards"))
    }
    fn why(&self, side: Side) -> String {
        because(&self.city, side)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("signed", self.signed_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Sister ports", "amount": 845_000, "signed_by": "Mayor Lee", "signed_at": "2027-04-02T15:00:00Z", "digest": "ab12", "period_end": "2028-04-14"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfferDeclined {
    reference: String,
    city: String,
    amount: Dollars,
    reason: String,
    declined_by: String,
}

impl Letter for OfferDeclined {
    const FACT: &'static str = "award.offer_declined";

    fn button(&self, side: Side) -> (&'static str, String) {
        ("See the application", page(side, &self.reference, "applications"))
    }
    fn why(&self, side: Side) -> String {
        because(&self.city, side)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 845_000, "reason": "The council said no.", "declined_by": "Mayor Lee"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Closed {
    reference: String,
    city: String,
    title: String,
    amount: Dollars,
    returned: Dollars,
}

impl Letter for Closed {
    const FACT: &'static str = "award.closed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the public page of the award", format!("/awards/{}", self.reference))
    }
    fn why(&self, side: Side) -> String {
        because(&self.city, side)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "title": "Sister ports", "amount": 845_000, "returned": 45_000}),
        ]
    }
}
