//! A bill: a part of an accepted expense is taken back, and what was paid of it is asked back.

use crate::award::Award;
use crate::kernel::{Id, Money, Timestamp};
use crate::spending::Expense;
use chrono::NaiveDate;

/// Where a bill stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum BillState {
    /// Waits for another person.
    Asked,
    /// Not billed.
    Refused,
    /// The city owes it.
    Billed,
    /// All of it came back.
    Settled,
}

impl BillState {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "Waits for a decision",
            Self::Refused => "Not billed",
            Self::Billed => "Billed",
            Self::Settled => "Settled",
        }
    }
}

/// One bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its identifier.
    pub id: Id<Bill>,
    /// Of which award.
    pub award: Id<Award>,
    /// The expense; none for bills from before they named one.
    pub expense: Option<Id<Expense>>,
    /// The category's code.
    pub category: String,
    /// How much.
    pub amount: Money,
    /// Why the cost is not allowed.
    pub reason: String,
    /// Where it stands.
    pub state: BillState,
    /// By when the city pays.
    pub due_on: Option<NaiveDate>,
    /// The account that asked for it.
    pub asked_by: String,
    /// Its name.
    pub asked_by_name: String,
    /// When.
    pub asked_at: Timestamp,
    /// Who decided.
    pub decided_by_name: Option<String>,
    /// The journal that billed it.
    pub journal_seq: Option<i64>,
    /// Guards against two changes at once.
    pub version: i64,
}

impl Bill {
    /// Whether the city is late.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.state == BillState::Billed && self.due_on.is_some_and(|due_on| due_on < today)
    }
}

/// A bill in a list, with whose it is and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillRow {
    /// The bill.
    pub bill: Bill,
    /// The award's reference.
    pub reference: String,
    /// The city, with its state.
    pub city: String,
    /// What came back, or was set against what the fund owes the city.
    pub received: Money,
    /// Whether it was referred to debt collection.
    pub is_referred: bool,
}

impl BillRow {
    /// What the city still owes; nothing where it is not billed.
    #[must_use]
    pub fn owed(&self) -> Option<Money> {
        (self.bill.state == BillState::Billed).then(|| self.bill.amount.minus(self.received).unwrap_or(Money::ZERO))
    }
}

/// What was referred to debt collection of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// What was owed then.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// The approving official.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How a bill becomes less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// Money came.
    Bank,
    /// It was set against accepted cost that was not paid yet.
    Offset,
}

/// What came back of a bill, or was set against what the fund owes the city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number, from 1.
    pub n: i32,
    /// How.
    pub way: Way,
    /// How much.
    pub amount: Money,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub evidence: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// The journal that booked it.
    pub journal_seq: i64,
}
