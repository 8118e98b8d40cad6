//! An officer accepts an expense: what the advance covers is liquidated, and what
//! goes beyond it becomes a claim that the fund owes.

use super::expense::{Expense, ExpenseState};
use super::facts::ExpenseAccepted;
use super::store::Decision;
use super::{audience, policy, store};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::people::{Actor, organisation};
use crate::{audit, intake, opportunity, outbox};

/// Why an expense was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// Not an officer.
    #[error("Only a program or finance officer can accept expenses.")]
    NotOfficer,
    /// The one who submitted it.
    #[error("You submitted this expense, so another person must decide on it.")]
    SamePerson,
    /// It is not waiting.
    #[error("This expense is not waiting for a decision.")]
    NotWaiting,
    /// The award holds too little.
    #[error("The award holds only {left} in this category, so {asked} cannot be accepted.")]
    TooMuch {
        /// What is left.
        left: Money,
        /// What was asked.
        asked: Money,
    },
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AcceptError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::TooMuch { .. } => Kind::Conflict,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Accepts an expense and posts it; `press` is the key of this press of the button.
///
/// # Errors
/// [`AcceptError`].
pub fn accept(tx: &mut Tx<'_>, actor: &Actor, id: Id<Expense>, press: &str) -> Result<(), AcceptError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(AcceptError::NotOfficer)?;
    let expense = store::open_expense(tx, actor, id)?;
    if policy::is_submitter(actor, &expense) {
        return Err(AcceptError::SamePerson);
    }
    if expense.state != ExpenseState::Submitted {
        return Err(AcceptError::NotWaiting);
    }
    let award = award::award(tx, expense.award)?;
    let (from_advance, claimed) = split(tx, &expense)?;
    if from_advance.is_positive() {
        post(tx, actor, (&award, &expense), ("advance.liquidate", from_advance), press)?;
    }
    if claimed.is_positive() {
        post(tx, actor, (&award, &expense), ("claim.accept", claimed), press)?;
    }
    let decision = Decision { state: ExpenseState::Accepted, reason: None, by: account.text(), name: &actor.name, from_advance, claimed };
    store::mark_decided(tx, &expense, &decision)?;
    let city = organisation::city(tx, award.organisation)?;
    let activities = intake::activities(tx, award.id.cast())?;
    let fact = ExpenseAccepted {
        expense_id: expense.id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        activity: activities.into_iter().find(|a| a.id.text() == expense.activity).map(|a| a.title).unwrap_or_default(),
        category: expense.category,
        amount: expense.amount,
        from_advance,
        claimed,
        accepted_by: actor.name.clone(),
        accepted_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// The parts that the advance covers and that become a claim.
fn split(tx: &mut Tx<'_>, expense: &Expense) -> Result<(Money, Money), AcceptError> {
    let position = ledger::award_position(tx, &expense.award.text())?.category(&expense.category);
    let (advanced, obligated) = (position.advanced, position.undelivered);
    let from_advance = expense.amount.min(advanced);
    let claimed = expense.amount.minus(from_advance).unwrap_or(Money::ZERO);
    if claimed > obligated {
        let left = advanced.plus(obligated).unwrap_or(obligated);
        return Err(AcceptError::TooMuch { left, asked: expense.amount });
    }
    Ok((from_advance, claimed))
}

fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, expense): (&Award, &Expense),
    (event, amount): (&'static str, Money),
    press: &str,
) -> Result<(), Rejection> {
    let opportunity = award.opportunity_id.parse().map_err(|_| db::Error::unreadable("opportunity", &award.opportunity_id))?;
    let opportunity = opportunity::opportunity(tx, opportunity)?;
    let today = tx.now().day_in(opportunity.closes.zone);
    let command = Command::new(format!("expense/{}/{event}/{press}", expense.id), event, opportunity.fund, today, &actor.doer())
        .legs([Leg::of_award(&award.opportunity_id, award.id.text(), &expense.category, amount)])
        .evidenced_by(format!("receipt {}", expense.receipt.sha256));
    ledger::post(tx, &command).map(|_| ())
}
