//! Letters about the specific conditions of an award.

use super::letter::Letter;
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
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "text": "There is no advance.", "reason": "The audit has findings.", "remedy": "Send the next audit.", "citation": "2 CFR 200.208", "imposed_by": "Ola Reed"}),
        ]
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
