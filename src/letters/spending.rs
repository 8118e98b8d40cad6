//! Letters about expenses and reports.

use super::letter::Letter;
use super::shown::{Dollars, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseSubmitted {
    reference: String,
    city: String,
    amount: Dollars,
    activity: String,
    description: String,
    submitted_by: String,
}

impl Letter for ExpenseSubmitted {
    const FACT: &'static str = "expense.submitted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at the expense", format!("/desk/spending/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "activity": "Course", "description": "Course fee", "submitted_by": "Ada Park"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseAccepted {
    reference: String,
    city: String,
    amount: Dollars,
    activity: String,
    from_advance: Dollars,
    claimed: Dollars,
}

impl Letter for ExpenseAccepted {
    const FACT: &'static str = "expense.accepted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "activity": "Course", "from_advance": 40_000, "claimed": 5_000}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseQuestioned {
    reference: String,
    city: String,
    amount: Dollars,
    activity: String,
    question: String,
}

impl Letter for ExpenseQuestioned {
    const FACT: &'static str = "expense.questioned";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Answer the question", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "activity": "Course", "question": "The receipt shows another date. Which is right?"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReportSubmitted {
    reference: String,
    city: String,
    unspent: Dollars,
    submitted_by: String,
    submitted_at: Timestamp,
}

impl Letter for ReportSubmitted {
    const FACT: &'static str = "report.submitted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Read the report", format!("/desk/closeouts/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("submitted", self.submitted_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "unspent": 45_000, "submitted_by": "Ada Park", "submitted_at": "2027-11-04T15:00:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReportAccepted {
    reference: String,
    city: String,
    to_return: Dollars,
}

impl Letter for ReportAccepted {
    const FACT: &'static str = "report.accepted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the award", format!("/portal/awards/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "to_return": 5_000})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpenseDisallowed {
    reference: String,
    amount: Dollars,
    reason: String,
}

impl Letter for ExpenseDisallowed {
    const FACT: &'static str = "expense.disallowed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You prepare or sign for the city that entered this expense.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "amount": 45_000, "reason": "The agreement does not cover alcohol."})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReportReturned {
    reference: String,
    reason: String,
}

impl Letter for ReportReturned {
    const FACT: &'static str = "report.returned";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Mend the report", format!("/portal/awards/{}/reports", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You prepare or sign for the city that sent this report.".into()
    }
    fn samples() -> Vec<Value> {
        vec![json!({"reference": "UDF-2027-0142", "reason": "Please tell who took part."})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpensePartlyAllowed {
    reference: String,
    city: String,
    amount: Dollars,
    allowed: Dollars,
    disallowed: Dollars,
    activity: String,
    from_advance: Dollars,
    claimed: Dollars,
    reason: String,
}

impl Letter for ExpensePartlyAllowed {
    const FACT: &'static str = "expense.partly_allowed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 45_000, "allowed": 40_000, "disallowed": 5_000, "activity": "Course", "from_advance": 30_000, "claimed": 10_000, "reason": "The room cost more than the federal rate."}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ExpensesImported {
    reference: String,
    city: String,
    count: i64,
    amount: Dollars,
    submitted_by: String,
}

impl Letter for ExpensesImported {
    const FACT: &'static str = "expense.imported";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at the expenses", format!("/desk/spending/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are a program officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "count": 12, "amount": 245_000, "submitted_by": "Ada Park"}),
        ]
    }
}
