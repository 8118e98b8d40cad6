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
    /// Whom the city paid.
    #[serde(default)]
    pub payee: String,
    /// What was bought.
    pub description: String,
    /// What was paid in another currency, in words.
    #[serde(default)]
    pub original: Option<String>,
    /// SHA-256 of the receipt, if there is one.
    pub receipt_sha256: Option<String>,
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

/// An officer accepted a part of an expense.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpensePartlyAllowed {
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
    /// How much was submitted.
    pub amount: Money,
    /// The part that is allowed.
    pub allowed: Money,
    /// The part that is not.
    pub disallowed: Money,
    /// The part paid from the advance.
    pub from_advance: Money,
    /// The part the fund owes the city.
    pub claimed: Money,
    /// Why not all of it.
    pub reason: String,
    /// The officer.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
    /// The city's time zone.
    pub zone: String,
}

impl Fact for ExpensePartlyAllowed {
    const NAME: &'static str = "expense.partly_allowed";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// An officer answered what was found about an expense.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FlagsAnswered {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// Each flag and what was said to it.
    pub answers: Vec<(String, String)>,
    /// The officer.
    pub answered_by: String,
}

impl Fact for FlagsAnswered {
    const NAME: &'static str = "expense.flags_answered";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A city added the receipt of an expense that it had submitted without.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceiptAdded {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// SHA-256 of the receipt.
    pub receipt_sha256: String,
    /// Who added it.
    pub added_by: String,
}

impl Fact for ReceiptAdded {
    const NAME: &'static str = "expense.receipt_added";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// A part of an accepted expense was taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpenseTakenBack {
    /// The expense.
    pub expense_id: String,
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// How much is no longer allowed.
    pub amount: Money,
    /// The part that was not paid yet, and is not owed any more.
    pub withdrawn: Money,
    /// The part that the city has to give back.
    pub to_collect: Money,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: String,
    /// Who approved.
    pub approved_by: String,
}

impl Fact for ExpenseTakenBack {
    const NAME: &'static str = "expense.taken_back";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// Expenses of a file were submitted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpensesImported {
    /// The award.
    pub award_id: String,
    /// Its reference.
    pub reference: String,
    /// The city.
    pub city: String,
    /// The name of the file.
    pub file: String,
    /// How many.
    pub count: usize,
    /// All together.
    pub amount: Money,
    /// Who sent it.
    pub submitted_by: String,
}

impl Fact for ExpensesImported {
    const NAME: &'static str = "expense.imported";
    fn subject(&self) -> Subject {
        Subject::new("award", &self.award_id)
    }
}

/// Travel rates were brought in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RatesKept {
    /// Who set them.
    pub source: String,
    /// Where they are from.
    pub citation: String,
    /// How many.
    pub count: usize,
    /// SHA-256 of the file, if they came in one.
    pub file_sha256: Option<String>,
    /// Who brought them in.
    pub kept_by: String,
}

impl Fact for RatesKept {
    const NAME: &'static str = "rates.kept";
    fn subject(&self) -> Subject {
        Subject::new("rates", &self.source)
    }
}
