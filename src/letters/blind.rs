//! Letters about copies for blind review. Reviewers read the label of an application and nothing of who applies.

use super::letter::Letter;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Ready {
    reference: String,
    opportunity: String,
    #[serde(skip_serializing)]
    assignment: String,
}

impl Letter for Ready {
    const FACT: &'static str = "blind.copy_ready";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the review", format!("/panel/reviews/{}", self.assignment))
    }
    fn why(&self, _: Side) -> String {
        "You are a reviewer of this program.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "K42", "opportunity": "Training and Conference Support 2027", "assignment": "abc"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Outdated {
    reference: String,
    opportunity: String,
    waits: bool,
}

impl Letter for Outdated {
    const FACT: &'static str = "blind.copy_outdated";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the copy", format!("/desk/applications/{}/blind", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|waits| json!({"reference": "UDF-2027-0142", "opportunity": "Training and Conference Support 2027", "waits": waits}))
            .to_vec()
    }
}
