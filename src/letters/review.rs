//! Letters about review. They name no applicant and no score: what is under
//! review is read after signing in.

use super::letter::Letter;
use super::shown::Day;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Assigned {
    reference: String,
    opportunity: String,
    #[serde(skip_serializing)]
    assignment: String,
    due_on: Option<Day>,
}

impl Letter for Assigned {
    const FACT: &'static str = "review.assigned";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the review", format!("/panel/reviews/{}", self.assignment))
    }
    fn why(&self, _: Side) -> String {
        "You are a reviewer of this program.".into()
    }
    fn samples() -> Vec<Value> {
        [json!("2027-03-01"), Value::Null]
            .map(|due| json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "opportunity": "Training and Conference Support 2027", "assignment": "abc", "reviewer": "Rae Lim", "due_on": due}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Submitted {
    reference: String,
    submitted: i64,
    wanted: i64,
}

impl Letter for Submitted {
    const FACT: &'static str = "review.submitted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the application", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "assignment": "abc", "reviewer": "Rae Lim", "submitted": 2, "wanted": 3})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Recused {
    reference: String,
    #[serde(default)]
    had_submitted: bool,
}

impl Letter for Recused {
    const FACT: &'static str = "review.recused";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Assign another reviewer", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        [true, false]
            .map(|had| json!({"reference": "UDF-2027-0142", "assignment": "abc", "reviewer": "Rae Lim", "note": "My sister works there.", "had_submitted": had}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Abstained {
    reference: String,
}

impl Letter for Abstained {
    const FACT: &'static str = "review.abstained";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Assign another reviewer", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "assignment": "abc", "reviewer": "Rae Lim", "reason": "I know too little of ports."})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Excluded {
    reference: String,
    reviewer: String,
    city: String,
    // Every letter has a `why` of its own: why its reader gets it.
    #[serde(default, rename(serialize = "ground"))]
    why: String,
    had_submitted: bool,
}

impl Letter for Excluded {
    const FACT: &'static str = "review.excluded";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Assign another reviewer", format!("/desk/applications/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        let why = "has a mailbox of the same employer as somebody who applies";
        [("Elmira, NY", true), ("Elmira, NY", false), ("", true)]
            .map(|(city, had)| json!({"reference": "UDF-2027-0142", "assignment": "abc", "reviewer": "Rae Lim", "city": city, "why": why, "had_submitted": had}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Removed {
    reference: String,
    reason: String,
}

impl Letter for Removed {
    const FACT: &'static str = "review.removed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open your reviews", "/panel".into())
    }
    fn why(&self, _: Side) -> String {
        "You are a reviewer of this program.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "assignment": "abc", "reviewer": "Rae Lim", "reason": "The panel was made smaller."})]
    }
}

/// One review of a list.
#[derive(Serialize, Deserialize)]
struct Due {
    label: String,
    round: String,
    due_on: Day,
}

fn samples() -> Vec<Value> {
    let first = json!({"label": "UDF-2027-0142", "round": "Training and Conference Support 2027", "due_on": "2027-03-01"});
    let second = json!({"label": "K42", "round": "City Engagement Grants 2027", "due_on": "2027-03-02"});
    let (one, two) = (json!([first]), json!([first, second]));
    [one, two].map(|reviews| json!({"account": "1", "reviews": reviews})).to_vec()
}

const ASKED: &str = "You were asked to review these applications.";

#[derive(Serialize, Deserialize)]
pub(super) struct DueSoon {
    reviews: Vec<Due>,
}

impl Letter for DueSoon {
    const FACT: &'static str = "review.due_soon";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open your reviews", "/panel".into())
    }
    fn why(&self, _: Side) -> String {
        ASKED.into()
    }
    fn samples() -> Vec<Value> {
        samples()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Overdue {
    reviews: Vec<Due>,
}

impl Letter for Overdue {
    const FACT: &'static str = "review.overdue";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open your reviews", "/panel".into())
    }
    fn why(&self, _: Side) -> String {
        ASKED.into()
    }
    fn samples() -> Vec<Value> {
        samples()
    }
}
