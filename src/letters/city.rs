//! Letters about who acts for a city: proofs, the authorized official, requests to join.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn because(city: &str) -> String {
    format!("You write for {city} in this program.")
}

#[derive(Serialize, Deserialize)]
pub(super) struct MailboxLink {
    city: String,
    claimant: String,
    claimant_email: String,
    path: String,
    expires_at: Timestamp,
}

impl Letter for MailboxLink {
    const FACT: &'static str = "claim.mailbox_link";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Confirm this mailbox", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("{} named this mailbox of a government. If you do not know why, do nothing.", self.claimant)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, NY", "claimant": "Cleo Diaz", "claimant_email": "cleo@mail.example", "path": "/link/mailbox/abc", "expires_at": "2027-01-05T15:30:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ClaimConfirmed {
    city: String,
    claimant: String,
    proof: String,
    path: String,
}

impl Letter for ClaimConfirmed {
    const FACT: &'static str = "claim.confirmed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to your city’s page", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, NY", "claimant": "Cleo Diaz", "proof": "the letter letter.pdf", "confirmed_by": "Olive", "path": "/portal/cities/1"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ClaimRefused {
    city: String,
    claimant: String,
    reason: String,
    refused_by: String,
    path: String,
}

impl Letter for ClaimRefused {
    const FACT: &'static str = "claim.refused";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Give another proof", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, NY", "claimant": "Cleo Diaz", "reason": "The letter is not signed.", "refused_by": "Olive", "path": "/portal/cities/1/claim"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfficialNamed {
    city: String,
    name: String,
    job_title: String,
    email: String,
    named_by: String,
    asks_fund: bool,
    path: String,
}

impl Letter for OfficialNamed {
    const FACT: &'static str = "official.named";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at your city’s page", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("You are the authorized official of {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|asks| json!({"organisation": "1", "city": "Millbrook, NY", "name": "Mae Mayor", "job_title": "Mayor", "email": "mae@millbrook.example", "named_by": "Cleo Diaz", "asks_fund": asks, "path": "/portal/cities/1"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfficialLink {
    city: String,
    job_title: String,
    named_by: String,
    path: String,
    expires_at: Timestamp,
}

impl Letter for OfficialLink {
    const FACT: &'static str = "official.link";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Answer", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("{} named you. If you do not know why, do nothing: nothing happens then.", self.named_by)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, NY", "job_title": "Mayor", "named_by": "Cleo Diaz", "path": "/sign-in/link/abc", "expires_at": "2027-01-05T15:30:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfficialConfirmed {
    city: String,
    name: String,
    job_title: String,
    statement: String,
    before: String,
    path: String,
}

impl Letter for OfficialConfirmed {
    const FACT: &'static str = "official.confirmed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to your city’s page", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        because(&self.city)
    }
    fn samples() -> Vec<Value> {
        ["Otto Old", ""]
            .map(|before| json!({"organisation": "1", "city": "Millbrook, NY", "account": "2", "name": "Mae Mayor", "job_title": "Mayor", "statement": "I am the Mayor.", "before": before, "path": "/portal/cities/1"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct OfficialReplaced {
    city: String,
    now: String,
    job_title: String,
    named_by: String,
}

impl Letter for OfficialReplaced {
    const FACT: &'static str = "official.replaced";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to your page", "/portal".to_owned())
    }
    fn why(&self, _: Side) -> String {
        format!("You were the authorized official of {} until now.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, NY", "account": "2", "name": "Otto Old", "now": "Mae Mayor", "job_title": "Mayor", "named_by": "Cleo Diaz"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct NamingEnded {
    city: String,
    name: String,
    ended_by: String,
    by_fund: bool,
    reason: String,
    path: String,
}

impl Letter for NamingEnded {
    const FACT: &'static str = "official.naming_ended";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to your city’s page", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("You named {}.", self.name)
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|by_fund| json!({"organisation": "1", "city": "Millbrook, NY", "name": "Mae Mayor", "ended_by": "Olive", "by_fund": by_fund, "reason": "Nobody there knows her.", "path": "/portal/cities/1"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct AccessRefused {
    city: String,
    reason: String,
    refused_by: String,
    by_fund: bool,
}

impl Letter for AccessRefused {
    const FACT: &'static str = "organisation.access_refused";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to your page", "/portal".to_owned())
    }
    fn why(&self, _: Side) -> String {
        format!("You asked to join {} in this program.", self.city)
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|by_fund| json!({"organisation": "1", "city": "Millbrook, NY", "account": "2", "name": "Otto", "reason": "You work for another city.", "refused_by": "Cleo Diaz", "by_fund": by_fund}))
            .to_vec()
    }
}
