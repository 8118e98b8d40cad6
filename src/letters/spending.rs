//! Letters about expenses, reports and the end of an award.

use super::letter::Letter;
use super::shown::{Dollars, Moment};
use crate::kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseSubmitted {
    reference: String,
    city: String,
    amount: Dollars,
    description: String,
    submitted_by: String,
}

impl Letter for ExpenseSubmitted {
    const FACT: &'static str = "expense.submitted";

    fn button(&self) -> (&'static str, String) {
        ("Look at the expense", format!("/desk/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "description": "Course fee", "submitted_by": "Ada Park"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseAccepted {
    reference: String,
    city: String,
    amount: Dollars,
    description: String,
}

impl Letter for ExpenseAccepted {
    const FACT: &'static str = "expense.accepted";

    fn button(&self) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "description": "Course fee"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseQuestioned {
    reference: String,
    city: String,
    amount: Dollars,
    description: String,
    question: String,
}

impl Letter for ExpenseQuestioned {
    const FACT: &'static str = "expense.questioned";

    fn button(&self) -> (&'static str, String) {
        ("Answer the question", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "description": "Course fee", "question": "The receipt shows another date. Which is right?"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReportSubmitted {
    reference: String,
    city: String,
    submitted_by: String,
    submitted_at: Timestamp,
}

impl Letter for ReportSubmitted {
    const FACT: &'static str = "report.submitted";

    fn button(&self) -> (&'static str, String) {
        ("Read the report", format!("/desk/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        "You are a program officer of the fund.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("submitted", self.submitted_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "submitted_by": "Ada Park", "submitted_at": "2027-11-04T15:00:00Z"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReportAccepted {
    reference: String,
    city: String,
}

impl Letter for ReportAccepted {
    const FACT: &'static str = "report.accepted";

    fn button(&self) -> (&'static str, String) {
        ("See the award", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct AwardClosed {
    reference: String,
    city: String,
    obligated: Dollars,
    spent: Dollars,
    deobligated: Dollars,
}

impl Letter for AwardClosed {
    const FACT: &'static str = "award.closed";

    fn button(&self) -> (&'static str, String) {
        ("See the public page of the award", format!("/awards/{}", self.reference))
    }
    fn why(&self) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "obligated": 845_000, "spent": 800_000, "deobligated": 45_000})]
    }
}
