//! The letter about a virus in an attached file.

use super::letter::Letter;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct FileInfected {
    reference: String,
    title: String,
    city: String,
    #[serde(default)]
    slot: String,
    name: String,
    finding: String,
    was_received: bool,
}

impl Letter for FileInfected {
    const FACT: &'static str = "application.file_infected";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City if self.slot == "signed-page" => {
                ("See the signed page", format!("/portal/applications/{}/signed-page", self.reference))
            }
            Side::City => ("See the files", format!("/portal/applications/{}/attachments", self.reference)),
            Side::Fund => ("See the application", format!("/desk/applications/{}", self.reference)),
        }
    }
    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign applications for {}.", self.city),
            Side::Fund => "You are a program officer.".to_owned(),
        }
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|was_received| json!({"reference": "UDF-2027-0142", "title": "Sister ports", "city": "Millbrook, New York", "slot": if was_received { "signed-page" } else { "quote" }, "name": "quote.pdf", "finding": "Win.Test.EICAR_HDB-1", "was_received": was_received}))
            .to_vec()
    }
}
