//! Letters about joint applications: a partner is asked to confirm its part, and what it answered.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct PartnerAsked {
    reference: String,
    title: String,
    lead: String,
    opportunity: String,
    partner: String,
    asked_by: String,
    expires_at: Timestamp,
    path: String,
}

impl Letter for PartnerAsked {
    const FACT: &'static str = "partner.asked";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read your part", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("{} of {} named you as the contact of {}. If you do not know why, do nothing.", self.asked_by, self.lead, self.partner)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"application": "1", "reference": "UDF-2027-0142", "title": "Sister ports", "lead": "Millbrook, NY", "opportunity": "Joint Projects Abroad 2027", "partner": "Elmira, NY", "asked_by": "Ada Park", "expires_at": "2027-01-31T22:00:00Z", "path": "/link/part/abc"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PartnerUnlinked {
    reference: String,
    title: String,
    lead: String,
    opportunity: String,
    partner: String,
    had_confirmed: bool,
    #[serde(default)]
    takes_part: bool,
}

impl Letter for PartnerUnlinked {
    const FACT: &'static str = "partner.unlinked";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("About the fund", "/about".into())
    }
    fn why(&self, _: Side) -> String {
        format!("{} named you as the contact of {} and we sent you a link.", self.lead, self.partner)
    }
    fn samples() -> Vec<Value> {
        [(true, false), (false, false), (true, true), (false, true)]
            .map(|(had, takes)| json!({"application": "1", "reference": "UDF-2027-0142", "title": "Sister ports", "lead": "Millbrook, NY", "opportunity": "Joint Projects Abroad 2027", "partner": "Elmira, NY", "had_confirmed": had, "takes_part": takes}))
            .to_vec()
    }
}

/// The application’s page about its partners.
fn partners(reference: &str) -> String {
    format!("/portal/applications/{reference}/partners")
}

fn because(city: &str) -> String {
    format!("You prepare or sign applications for {city}.")
}

#[derive(Serialize, Deserialize)]
pub(super) struct PartConfirmed {
    reference: String,
    title: String,
    city: String,
    partner: String,
    by: String,
    job_title: String,
    sha256: String,
    #[serde(default)]
    sent_to: String,
}

impl Letter for PartConfirmed {
    const FACT: &'static str = "partner.confirmed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the partners", partners(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"application": "1", "reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, NY", "partner": "Elmira, NY", "by": "Ines Diaz", "job_title": "City manager", "sha256": "ab12", "sent_to": "ines@elmira.example"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PartDeclined {
    reference: String,
    title: String,
    city: String,
    partner: String,
    by: String,
    job_title: String,
    reason: String,
}

impl Letter for PartDeclined {
    const FACT: &'static str = "partner.declined";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Change the part or remove the partner", partners(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"application": "1", "reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, NY", "partner": "Elmira, NY", "by": "Ines Diaz", "job_title": "City manager", "sha256": "ab12", "reason": "We have no staff for it this year."}),
        ]
    }
}
