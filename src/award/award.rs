//! The noun: what a city is offered, and what it accepted.

use crate::kernel::{Id, Money, Timestamp};
use crate::people::Organisation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An amount for one category of cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The code of the category.
    pub category: String,
    /// How much.
    pub amount: Money,
}

/// An award. Shares its identifier and reference number with its application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The identifier of the application too (`cast`).
    pub id: Id<Award>,
    /// The number people see.
    pub reference: String,
    /// The round; the ledger's program.
    pub opportunity_id: String,
    /// The city.
    pub organisation: Id<Organisation>,
    /// The name of the city.
    pub city: String,
    /// What the application calls itself.
    pub title: String,
    /// All lines together.
    pub amount: Money,
    /// The number of the budget in force.
    pub budget_version: i32,
    /// The budget in force.
    pub lines: Vec<Line>,
    /// The first day of the period of performance.
    pub period_start: NaiveDate,
    /// The last day of the period of performance.
    pub period_end: NaiveDate,
    /// When it was offered: decided, and once the city is told, the moment of that.
    pub offered_at: Timestamp,
    /// When the city was told; until then it sees nothing of it.
    pub told_at: Option<Timestamp>,
    /// When the city signed.
    pub accepted_at: Option<Timestamp>,
    /// When the city declined.
    pub declined_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: i64,
}

impl Award {
    /// Whether the city signed and the award is not closed.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.accepted_at.is_some() && self.closed_at.is_none()
    }

    /// Whether the city has neither signed nor declined.
    #[must_use]
    pub fn is_open_offer(&self) -> bool {
        self.accepted_at.is_none() && self.declined_at.is_none()
    }

    /// The budget of one category.
    #[must_use]
    pub fn budget(&self, category: &str) -> Money {
        self.lines.iter().find(|line| line.category == category).map_or(Money::ZERO, |line| line.amount)
    }
}

/// All lines together; `None` when they are too large to add up.
#[must_use]
pub fn total(lines: &[Line]) -> Option<Money> {
    Money::total(lines.iter().map(|line| line.amount)).ok()
}
