//! Letters about entries by hand: to those who may approve one, and to its preparer.

use super::letter::Letter;
use super::shown::{Day, Dollars, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn page(id: &str) -> String {
    format!("/desk/ledger/entries/{id}")
}

#[derive(Serialize, Deserialize)]
pub(super) struct Prepared {
    entry_id: String,
    number: i32,
    title: String,
    about: String,
    amount: Dollars,
    lines: Vec<String>,
    effective_on: Day,
    reason: String,
    evidence: Option<String>,
    prepared_by: String,
    prepared_at: Timestamp,
}

impl Letter for Prepared {
    const FACT: &'static str = "entry.prepared";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at the entry", page(&self.entry_id))
    }
    fn why(&self, _: Side) -> String {
        "You may approve what others enter in the ledger by hand.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("prepared", self.prepared_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"entry_id": "1", "number": 7, "title": "Deobligation", "about": "UDF-2027-0142", "amount": 50_000, "lines": ["Travel: $500.00"], "effective_on": "2027-04-08", "reason": "One course less", "evidence": "Letter of April 7", "prepared_by": "Fin Moss", "prepared_at": "2027-04-08T15:00:00Z", "subject_digest": "09"}),
            json!({"entry_id": "1", "number": 8, "title": "Reversal", "about": "Journal 12", "amount": 50_000, "lines": [], "effective_on": "2027-04-08", "reason": "The wrong award", "evidence": null, "prepared_by": "Fin Moss", "prepared_at": "2027-04-08T15:00:00Z", "subject_digest": "09"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Posted {
    number: i32,
    title: String,
    about: String,
    amount: Dollars,
    approved_by: String,
    approved_at: Timestamp,
    journal_seq: i64,
}

impl Letter for Posted {
    const FACT: &'static str = "entry.posted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the journal", format!("/desk/ledger/journals/{}", self.journal_seq))
    }
    fn why(&self, _: Side) -> String {
        "You prepared this entry.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("approved", self.approved_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"entry_id": "1", "number": 7, "title": "Deobligation", "about": "UDF-2027-0142", "amount": 50_000, "prepared_by": "Fin Moss", "approved_by": "Gus Hall", "approved_at": "2027-04-09T15:00:00Z", "journal_seq": 31, "subject_digest": "09"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Refused {
    entry_id: String,
    number: i32,
    title: String,
    about: String,
    amount: Dollars,
    refused_by: String,
    refused_at: Timestamp,
    reason: String,
}

impl Letter for Refused {
    const FACT: &'static str = "entry.refused";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the entry", page(&self.entry_id))
    }
    fn why(&self, _: Side) -> String {
        "You prepared this entry.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("refused", self.refused_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"entry_id": "1", "number": 7, "title": "Deobligation", "about": "UDF-2027-0142", "amount": 50_000, "refused_by": "Gus Hall", "refused_at": "2027-04-09T15:00:00Z", "reason": "The course took place after all."}),
        ]
    }
}
