//! What was accepted of an expense becomes less, because a cost turned out not to be allowed or somebody else paid it. The bill
//! that takes it back (`recovering`) was approved by another person and posts the journals; here the expense follows.

use super::expense::{Expense, ExpenseState};
use super::facts::ExpenseTakenBack;
use super::store;
use crate::audit;
use crate::award::Award;
use crate::db::{self, Tx};
use crate::kernel::{Kind, Money, Refusal};
use crate::people::Actor;

/// What is taken back of an expense, and what the ledger made of it.
#[derive(Clone, Debug)]
pub struct Taken<'a> {
    /// How much is no longer allowed.
    pub amount: Money,
    /// The part that was not paid yet, and is not owed any more.
    pub withdrawn: Money,
    /// Why.
    pub reason: &'a str,
    /// Who asked for it.
    pub asked_by: &'a str,
    /// The journals, each with its event.
    pub journals: &'a [(i64, &'a str)],
}

/// Why nothing was taken back.
#[derive(Debug, thiserror::Error)]
pub enum TakeBackError {
    /// Less of it is accepted.
    #[error("Only {0} of this expense is accepted. Refuse this bill, and ask for another one.")]
    TooMuch(Money),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for TakeBackError {
    fn kind(&self) -> Kind {
        match self {
            Self::TooMuch(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Moves a part of an accepted expense to what is not allowed, with its reason and its journals.
///
/// # Errors
/// [`TakeBackError`].
pub fn take_back(tx: &mut Tx<'_>, actor: &Actor, (award, expense): (&Award, &Expense), taken: &Taken<'_>) -> Result<(), TakeBackError> {
    if expense.state != ExpenseState::Accepted || taken.amount > expense.accepted() {
        return Err(TakeBackError::TooMuch(expense.accepted()));
    }
    let from_claim = taken.amount.min(expense.claimed);
    let from_advance = taken.amount.minus(from_claim).unwrap_or(Money::ZERO);
    let claimed = expense.claimed.minus(from_claim).unwrap_or(Money::ZERO);
    let advance = expense.from_advance.minus(from_advance).unwrap_or(Money::ZERO);
    let disallowed = expense.disallowed.plus(taken.amount).unwrap_or(expense.amount);
    let reason = match expense.reason.as_deref().map(str::trim).filter(|told| !told.is_empty()) {
        Some(told) => format!("{told}\n{}", taken.reason),
        None => taken.reason.to_owned(),
    };
    store::change_accepted(tx, expense, (advance, claimed), (disallowed, &reason))?;
    for (seq, event) in taken.journals {
        store::insert_journal(tx, expense.id, *seq, event)?;
    }
    let fact = ExpenseTakenBack {
        expense_id: expense.id.text(),
        award_id: award.id.text(),
        reference: award.reference.clone(),
        amount: taken.amount,
        withdrawn: taken.withdrawn,
        to_collect: taken.amount.minus(taken.withdrawn).unwrap_or(Money::ZERO),
        reason: taken.reason.to_owned(),
        asked_by: taken.asked_by.to_owned(),
        approved_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
