//! An officer asks that a cost be billed which was accepted and paid, and turned out not to be allowed.

use super::bill::{Bill, BillState};
use super::facts::BillAsked;
use super::{policy, store};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger;
use crate::people::Actor;

/// What the officer typed.
#[derive(Clone, Debug)]
pub struct NewBill {
    /// The award.
    pub award: Id<Award>,
    /// The category's code.
    pub category: String,
    /// How much.
    pub amount: Money,
    /// Why the cost is not allowed.
    pub reason: String,
}

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskBillError {
    /// Not an officer.
    #[error("Only a program or finance officer can ask that a cost be billed.")]
    NotOfficer,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AskBillError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What of a category was paid and is on no bill yet: paid cost less what open bills still ask back.
///
/// # Errors
/// The database's refusal.
pub fn billable(conn: &mut Conn, award: Id<Award>, category: &str) -> Result<Money, db::Error> {
    let position = ledger::award_position(conn, &award.text())?.category(category);
    let mut cents = position.spent.cents().saturating_sub(position.unpaid.cents());
    for bill in store::list_bills_of(conn, award)?.into_iter().filter(|bill| bill.category == category) {
        if matches!(bill.state, BillState::Asked | BillState::Billed) {
            let left = bill.amount.cents().saturating_sub(store::received(conn, bill.id)?.cents());
            cents = cents.saturating_sub(left);
        }
    }
    Ok(Money::from_cents(cents.max(0)))
}

/// Asks for a bill; nothing is posted before another person approves.
///
/// # Errors
/// [`AskBillError`].
pub fn ask_bill(tx: &mut Tx<'_>, actor: &Actor, new: &NewBill) -> Result<Id<Bill>, AskBillError> {
    let account = actor.account.filter(|_| policy::may_ask(actor)).ok_or(AskBillError::NotOfficer)?;
    let award = award::open_award(tx, actor, new.award)?;
    let mut mistakes = Vec::new();
    let most = billable(tx, award.id, &new.category)?;
    if !new.amount.is_positive() {
        mistakes.push(FieldError::new("bill_amount", "Enter an amount above zero."));
    } else if new.amount > most {
        mistakes.push(FieldError::new("bill_amount", format!("Only {most} of this category was paid and is on no bill.")));
    }
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        mistakes.push(FieldError::new("bill_reason", "Say why the cost is not allowed, in at most 1,000 characters. The city reads it."));
    }
    if !mistakes.is_empty() {
        return Err(AskBillError::Fields(mistakes));
    }
    let bill = Bill {
        id: tx.id(),
        award: award.id,
        category: new.category.clone(),
        amount: new.amount,
        reason: reason.to_owned(),
        state: BillState::Asked,
        due_on: None,
        asked_by: account.text(),
        asked_by_name: actor.name.clone(),
        asked_at: tx.now(),
        decided_by_name: None,
        journal_seq: None,
        version: 1,
    };
    store::insert_bill(tx, &bill)?;
    let fact = BillAsked {
        bill_id: bill.id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        category: bill.category,
        amount: bill.amount,
        reason: bill.reason,
        asked_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(bill.id)
}
