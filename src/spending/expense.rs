//! An expense: one payment of one activity in one category, with its receipt.

use super::currency::Foreign;
use crate::award::Award;
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Organisation;
use chrono::NaiveDate;

/// Where an expense stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ExpenseState {
    /// Waits for an officer.
    Submitted,
    /// Sent back with a question.
    Questioned,
    /// Accepted, wholly or in part; it is in the ledger.
    Accepted,
    /// Refused for good.
    Disallowed,
}

impl ExpenseState {
    /// Where expenses wait, for a decision or for an answer.
    pub const WAITING: [Self; 2] = [Self::Submitted, Self::Questioned];

    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Submitted => "Waiting for review",
            Self::Questioned => "Question to answer",
            Self::Accepted => "Accepted",
            Self::Disallowed => "Not allowed",
        }
    }
}

/// The file that proves an expense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// SHA-256 of its bytes: its address in the file store.
    pub sha256: String,
    /// Its cleaned name.
    pub name: String,
    /// How it is served.
    pub media_type: String,
}

/// One expense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expense {
    /// Its identifier.
    pub id: Id<Expense>,
    /// The award it is charged to.
    pub award: Id<Award>,
    /// The city.
    pub organisation: Id<Organisation>,
    /// The activity.
    pub activity: String,
    /// The cost category.
    pub category: String,
    /// The person it was for, if it was for one.
    pub attendee: Option<String>,
    /// The day of the cost.
    pub spent_on: NaiveDate,
    /// How much, in US dollars.
    pub amount: Money,
    /// Whom the city paid; empty for expenses from before it was asked.
    pub payee: String,
    /// What was bought.
    pub description: String,
    /// What was paid in another currency.
    pub original: Option<Foreign>,
    /// Nights of each person that it paid for.
    pub nights: Option<i32>,
    /// Days of meals of each person that it paid for.
    pub days: Option<i32>,
    /// The proof, if there is one.
    pub receipt: Option<Receipt>,
    /// Where it stands.
    pub state: ExpenseState,
    /// The officer's question or reason.
    pub reason: Option<String>,
    /// The account that submitted it.
    pub submitted_by: String,
    /// Its name.
    pub submitted_by_name: String,
    /// When.
    pub submitted_at: Timestamp,
    /// The officer who decided.
    pub decided_by_name: Option<String>,
    /// The part that was paid from the advance.
    pub from_advance: Money,
    /// The part that the fund owes the city.
    pub claimed: Money,
    /// The part of an accepted expense that was not allowed.
    pub disallowed: Money,
    /// Guards against two changes at once.
    pub version: i64,
}

impl Expense {
    /// Whether it still waits for somebody.
    #[must_use]
    pub fn is_open(&self) -> bool {
        ExpenseState::WAITING.contains(&self.state)
    }

    /// What the fund accepted of it.
    #[must_use]
    pub fn accepted(&self) -> Money {
        if self.state == ExpenseState::Accepted { self.amount.minus(self.disallowed).unwrap_or(self.amount) } else { Money::ZERO }
    }

    /// Its state in words; says so when only a part was accepted.
    #[must_use]
    pub fn state_words(&self) -> &'static str {
        match (self.state, self.disallowed.is_positive(), self.accepted().is_positive()) {
            (ExpenseState::Accepted, true, true) => "Accepted in part",
            (ExpenseState::Accepted, true, false) => ExpenseState::Disallowed.label(),
            (state, ..) => state.label(),
        }
    }
}
