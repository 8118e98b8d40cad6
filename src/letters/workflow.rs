//! Letters about versions of a workflow: to those who may decide a proposal, and to its proposer.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn page(id: &str) -> String {
    format!("/desk/workflows/proposals/{id}")
}

const DECIDERS: &str = "You may decide what others propose for the workflows of the fund.";

#[derive(Serialize, Deserialize)]
pub(super) struct Proposed {
    proposal_id: String,
    title: String,
    version: String,
    changes: Vec<String>,
    proposed_by: String,
    proposed_at: Timestamp,
}

impl Letter for Proposed {
    const FACT: &'static str = "workflow.proposed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at the proposal", page(&self.proposal_id))
    }
    fn why(&self, _: Side) -> String {
        DECIDERS.into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("proposed", self.proposed_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"proposal_id": "1", "name": "grant-standard", "title": "Standard grant", "version": "2.1.0", "definition_hash": "09", "changes": ["With the panel: the deadline was 10 business days and is 5 business days."], "proposed_by": "Olive Moss", "proposed_at": "2027-04-08T15:00:00Z"}),
            json!({"proposal_id": "1", "name": "grant-standard", "title": "Standard grant", "version": "2.1.0", "definition_hash": "09", "changes": [], "proposed_by": "Olive Moss", "proposed_at": "2027-04-08T15:00:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Published {
    proposal_id: String,
    title: String,
    version: String,
    changes: Vec<String>,
    proposed_by: String,
    published_by: String,
    published_at: Timestamp,
}

impl Letter for Published {
    const FACT: &'static str = "workflow.published";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the version", page(&self.proposal_id))
    }
    fn why(&self, _: Side) -> String {
        DECIDERS.into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("published", self.published_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"proposal_id": "1", "name": "grant-standard", "title": "Standard grant", "version": "2.1.0", "definition_hash": "09", "changes": ["The title was “Grant” and is “Standard grant”."], "proposed_by": "Olive Moss", "published_by": "Ada Lind", "published_at": "2027-04-09T15:00:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Refused {
    proposal_id: String,
    title: String,
    version: String,
    refused_by: String,
    refused_at: Timestamp,
    reason: String,
}

impl Letter for Refused {
    const FACT: &'static str = "workflow.refused";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the proposal", page(&self.proposal_id))
    }
    fn why(&self, _: Side) -> String {
        "You proposed this version.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("refused", self.refused_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"proposal_id": "1", "name": "grant-standard", "title": "Standard grant", "version": "2.1.0", "definition_hash": "09", "proposed_by": "Olive Moss", "refused_by": "Ada Lind", "refused_at": "2027-04-09T15:00:00Z", "reason": "Five days are too few."}),
        ]
    }
}
