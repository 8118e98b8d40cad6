//! Where an award's money stands: per category from the ledger, per event and
//! per person from the plan and the accepted expenses (`events.rs`).

use super::events::{self, ActivitySpending};
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::gathering;
use crate::intake;
use crate::kernel::Money;
use crate::ledger;
use crate::opportunity::{self, Definition};
use crate::spending::{self, Which};
use std::sync::Arc;

/// Five amounts that say where money stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// The approved budget; for an event and a person, what the city planned.
    pub planned: Money,
    /// Obligated in all.
    pub obligated: Money,
    /// Paid in advance and not yet spent.
    pub advanced: Money,
    /// Accepted cost.
    pub spent: Money,
    /// Obligated and not spent.
    pub left: Money,
}

impl Amounts {
    pub(super) fn new(planned: Money, obligated: Money, advanced: Money, spent: Money) -> Self {
        Self { planned, obligated, advanced, spent, left: obligated.minus(spent).unwrap_or(Money::ZERO) }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let add = |a: Money, b: Money| a.plus(b).unwrap_or(a);
        Self {
            planned: add(self.planned, other.planned),
            obligated: add(self.obligated, other.obligated),
            advanced: add(self.advanced, other.advanced),
            spent: add(self.spent, other.spent),
            left: add(self.left, other.left),
        }
    }
}

/// One category of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategorySpending {
    /// The category's code.
    pub category: String,
    /// Where its money stands.
    pub amounts: Amounts,
}

/// One award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardSpending {
    /// The award.
    pub award: Award,
    /// Its round, which names categories and kinds of events.
    pub definition: Arc<Definition>,
    /// Its categories, in the order of the chart.
    pub categories: Vec<CategorySpending>,
    /// All of them together.
    pub total: Amounts,
    /// Its events.
    pub activities: Vec<ActivitySpending>,
}

/// Where one award stands.
///
/// # Errors
/// The database's refusal.
pub fn award_spending(conn: &mut Conn, award: Award) -> Result<AwardSpending, Error> {
    let position = ledger::award_position(conn, &award.id.text())?;
    let amounts = |p: &ledger::CategoryPosition, planned: Money| Amounts::new(planned, p.obligated, p.advanced, p.accepted());
    let categories: Vec<CategorySpending> = position
        .categories
        .iter()
        .map(|p| CategorySpending { category: p.category.clone(), amounts: amounts(p, award.budget(&p.category)) })
        .collect();
    let total = amounts(&position.total, award.amount);
    let expenses = spending::list_expenses(conn, Which::Award(award.id))?;
    let plan = intake::budget_lines(conn, award.id.cast())?;
    let (activities, records) = (gathering::activities(conn, award.id)?, gathering::list_records(conn, award.id)?);
    let activities = events::stand((activities, &records), &plan, &expenses, &categories);
    let definition = intake::application(conn, award.id.cast())?.definition_sha256;
    let definition = opportunity::definition(conn, &definition)?;
    Ok(AwardSpending { award, definition, categories, total, activities })
}
