//! Letters to whoever told of trouble with the site.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn report(id: &str) -> String {
    format!("/help/reports/{id}")
}

#[derive(Serialize, Deserialize)]
pub(super) struct Reported {
    trouble: String,
    number: String,
    reported_at: Timestamp,
    told: String,
    reference: Option<String>,
    closes_at: Option<Timestamp>,
    city_zone: Option<String>,
}

impl Letter for Reported {
    const FACT: &'static str = "trouble.reported";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See what you told us", report(&self.trouble))
    }
    fn why(&self, _: Side) -> String {
        "You told us that you had trouble with the site.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        let closes = self.closes_at.map(|at| Moment::in_both("closes", at, None, self.city_zone.as_deref()));
        std::iter::once(Moment::new("reported", self.reported_at, None)).chain(closes).collect()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"trouble": "0192", "number": "H-17", "reported_at": "2027-02-26T21:48:00Z", "told": "The page does not save.", "reference": "UDF-2027-0142", "closes_at": "2027-02-26T22:00:00Z", "city_zone": "America/Denver"}),
            json!({"trouble": "0192", "number": "H-18", "reported_at": "2027-02-26T21:48:00Z", "told": "I cannot find my city.", "reference": null, "closes_at": null}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Answered {
    trouble: String,
    number: String,
    told: String,
    reported_at: Timestamp,
    answer: String,
    answered_by: String,
}

impl Letter for Answered {
    const FACT: &'static str = "trouble.answered";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the answer", report(&self.trouble))
    }
    fn why(&self, _: Side) -> String {
        "You told us that you had trouble with the site.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("reported", self.reported_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"trouble": "0192", "number": "H-17", "reported_at": "2027-02-26T21:48:00Z", "told": "The page does not save.", "answer": "It works again. Your city has until Monday.", "answered_by": "Ola Reed"}),
        ]
    }
}
