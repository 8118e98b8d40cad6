//! Letters to reviewers. They name no applicant and no score: what is under
//! review is read after signing in.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Assigned {
    reference: String,
    opportunity: String,
    due_at: Option<Timestamp>,
}

impl Letter for Assigned {
    const FACT: &'static str = "review.assigned";

    fn button(&self) -> (&'static str, String) {
        ("Open my reviews", "/panel".into())
    }
    fn why(&self) -> String {
        "You are a reviewer of this program.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        self.due_at.map(|at| Moment::new("due", at, None)).into_iter().collect()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-03-01T22:00:00Z"), Value::Null]
            .map(|due| json!({"reference": "UDF-2027-0142", "opportunity": "Training and Conference Support 2027", "due_at": due}))
            .to_vec()
    }
}
