//! The letter that brings a city a note of the fund.

use super::letter::Letter;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    reference: String,
    title: String,
    city: String,
    text: String,
    written_by: String,
}

impl Letter for Written {
    const FACT: &'static str = "application.note_written";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read it with the application", format!("/portal/applications/{}/status", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign applications for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "text": "The hotel you name is closed in May.\nAnother quote is welcome.", "written_by": "Ola Reed"}),
        ]
    }
}
