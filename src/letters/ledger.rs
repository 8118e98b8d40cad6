//! The letter that takes a checkpoint of the ledger out of the program.

use super::letter::Letter;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Checkpointed {
    journals: i64,
    note: Vec<String>,
    verifier: String,
}

impl Letter for Checkpointed {
    const FACT: &'static str = "ledger.checkpointed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the ledger", "/desk/ledger".into())
    }
    fn why(&self, _: Side) -> String {
        "You are an auditor of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        let note = ["fund.example/ledger", "2385", "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=", "", "— fund.example/ledger AAAA"];
        vec![json!({"journals": 2_385, "root": "0909", "note": note, "verifier": "fund.example/ledger+1a2b3c4d+AQkJ"})]
    }
}
