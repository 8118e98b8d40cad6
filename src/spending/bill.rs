//! A part of an accepted expense is taken back by two people. What was not paid yet is not owed any more: its journal is
//! reversed and the rest accepted anew. What was paid becomes a debt of the city (`cost.bill`).

use super::accept::post;
use super::expense::{Expense, ExpenseState};
use super::facts::ExpenseBilled;
use super::{policy, store};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::people::Actor;
use crate::{audit, opportunity};

/// Why nothing was billed.
#[derive(Debug, thiserror::Error)]
pub enum BillError {
    /// Not an officer.
    #[error("Only a program or finance officer can take back an accepted cost.")]
    NotOfficer,
    /// One person alone.
    #[error("Another person must approve that an accepted cost is taken back.")]
    SamePerson,
    /// It was not accepted.
    #[error("Only an accepted expense can be taken back.")]
    NotAccepted,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for BillError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotAccepted => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Takes back `amount` of an accepted expense, which `approver`, the account of another person, approved. Returns what the city has
/// to give back; the rest of the amount was not paid yet and is not owed any more.
///
/// # Errors
/// [`BillError`].
#[expect(clippy::too_many_arguments, reason = "who asks, who approved, what, how much, why and which press belong to one act")]
pub fn bill(
    tx: &mut Tx<'_>,
    actor: &Actor,
    approver: &str,
    id: Id<Expense>,
    amount: Money,
    reason: &str,
    press: &str,
) -> Result<Money, BillError> {
    if actor.account.is_none() || !policy::decides(actor) {
        return Err(BillError::NotOfficer);
    }
    if approver.is_empty() || actor.is_person(approver) {
        return Err(BillError::SamePerson);
    }
    let expense = store::open_expense(tx, actor, id)?;
    if expense.state != ExpenseState::Accepted {
        return Err(BillError::NotAccepted);
    }
    let reason = reason.trim();
    check(&expense, amount, reason).map_err(BillError::Fields)?;
    let award = award::award(tx, expense.award)?;
    let withdrawn = withdraw(tx, actor, (&award, &expense), amount, (approver, reason, press))?;
    let to_collect = amount.minus(withdrawn).unwrap_or(Money::ZERO);
    if to_collect.is_positive() {
        charge(tx, actor, (&award, &expense), to_collect, (reason, press))?;
    }
    let claimed = expense.claimed.minus(withdrawn).unwrap_or(Money::ZERO);
    let from_claim = to_collect.min(claimed);
    let claimed = claimed.minus(from_claim).unwrap_or(Money::ZERO);
    let of_advance = to_collect.minus(from_claim).unwrap_or(Money::ZERO);
    let advance = expense.from_advance.minus(of_advance).unwrap_or(Money::ZERO);
    let disallowed = expense.disallowed.plus(amount).unwrap_or(expense.amount);
    store::change_accepted(tx, &expense, (advance, claimed), disallowed)?;
    let fact = ExpenseBilled {
        expense_id: id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        amount,
        withdrawn,
        to_collect,
        reason: reason.to_owned(),
        asked_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(to_collect)
}

fn check(expense: &Expense, amount: Money, reason: &str) -> Result<(), Vec<FieldError>> {
    let mut mistakes = Vec::new();
    if !amount.is_positive() || amount > expense.accepted() {
        mistakes.push(FieldError::new("amount", format!("Enter an amount above zero and at most {}.", expense.accepted())));
    }
    if reason.is_empty() || reason.chars().count() > 1000 {
        mistakes.push(FieldError::new("reason", "Give the reason, in at most 1,000 characters. The city will read it."));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// Takes back what is owed and not paid: all of a claim or nothing of its journal stays, so the rest is accepted anew.
fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, expense): (&Award, &Expense),
    amount: Money,
    (approver, reason, press): (&str, &str, &str),
) -> Result<Money, BillError> {
    let unpaid = ledger::award_position(tx, &award.id.text())?.category(&expense.category).unpaid;
    let journals = store::list_expense_journals(tx, expense.id)?;
    let claim = journals.iter().rev().find(|(_, event)| event == "claim.accept").map(|(seq, _)| *seq);
    // The reversal mirrors the whole journal, so the whole claim must still be owed.
    let (Some(seq), true) = (claim, expense.claimed.is_positive() && expense.claimed <= unpaid) else { return Ok(Money::ZERO) };
    let part = amount.min(expense.claimed);
    let today = today(tx, award)?;
    let key = format!("expense/{}/reverse/{press}", expense.id);
    let command = Command::reversal(key, seq, reason, today, &actor.doer()).approved_by(approver);
    let receipt = ledger::post(tx, &command)?;
    store::insert_journal(tx, expense.id, receipt.seq, "journal.reverse")?;
    let rest = expense.claimed.minus(part).unwrap_or(Money::ZERO);
    if rest.is_positive() {
        post(tx, actor, (award, expense), ("claim.accept", rest), &format!("{press}/rest"))?;
    }
    Ok(part)
}

/// Makes a debt of what was paid.
fn charge(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, expense): (&Award, &Expense),
    amount: Money,
    (reason, press): (&str, &str),
) -> Result<(), BillError> {
    let opportunity = award.opportunity_id.parse().map_err(|_| db::Error::unreadable("opportunity", &award.opportunity_id))?;
    let fund = opportunity::opportunity(tx, opportunity)?.fund;
    let today = today(tx, award)?;
    let command = Command::new(format!("expense/{}/cost.bill/{press}", expense.id), "cost.bill", fund, today, &actor.doer())
        .legs([Leg::of_award(&award.opportunity_id, award.id.text(), &expense.category, amount)])
        .because(reason);
    let receipt = ledger::post(tx, &command)?;
    store::insert_journal(tx, expense.id, receipt.seq, "cost.bill")?;
    Ok(())
}

fn today(tx: &mut Tx<'_>, award: &Award) -> Result<chrono::NaiveDate, db::Error> {
    let opportunity = award.opportunity_id.parse().map_err(|_| db::Error::unreadable("opportunity", &award.opportunity_id))?;
    let zone = opportunity::opportunity(tx, opportunity)?.closes.zone;
    Ok(tx.now().day_in(zone))
}
