//! What happened to expenses, with every value a letter will show.

use crate::kernel::{Fact, Money, Subject, Timestamp};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A city submitted an expense, or submitted it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpenseSubmitted {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The activity's title.
    pub activity: String,
    /// The category's code.
    pub category: String,
    /// How much.
    pub amount: Money,
    /// The day of the cost.
    pub spent_on: NaiveDate,
    /// What was bought.
    pub description: String,
    /// SHA-256 of the receipt.
    pub receipt_sha256: String,
    /// Who submitted it.
    pub submitted_by: String,
    /// When.
    pub submitted_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for ExpenseSubmitted {
    const NAME: &'static str = "expense.submitted";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer accepted an expense.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpenseAccepted {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The activity's title.
    pub activity: String,
    /// The category's code.
    pub category: String,
    /// How much.
    pub amount: Money,
    /// The part paid from the advance.
    pub from_advance: Money,
    /// The part the fund owes the city.
    pub claimed: Money,
    /// The officer.
    pub accepted_by: String,
    /// When.
    pub accepted_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for ExpenseAccepted {
    const NAME: &'static str = "expense.accepted";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer sent an expense back with a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpenseQuestioned {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The activity's title.
    pub activity: String,
    /// How much.
    pub amount: Money,
    /// The question.
    pub question: String,
    /// The officer.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for ExpenseQuestioned {
    const NAME: &'static str = "expense.questioned";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer refused an expense for good.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpenseDisallowed {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// The officer.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
}

impl Fact for ExpenseDisallowed {
    const NAME: &'static str = "expense.disallowed";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}
