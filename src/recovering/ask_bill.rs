//! An officer asks that a part of an accepted expense be taken back: it turned out not to be allowed, or somebody else paid it.

use super::bill::{Bill, BillState};
use super::facts::BillAsked;
use super::{policy, store};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::Actor;
use crate::spending::{self, Expense};

/// What the officer typed.
#[derive(Clone, Debug)]
pub struct NewBill {
    /// The award.
    pub award: Id<Award>,
    /// The accepted expense; none if nothing was chosen.
    pub expense: Option<Id<Expense>>,
    /// How much of it.
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
    /// Its record is sealed.
    #[error("This award is closed. Ask to open it again first; then the cost can be taken back.")]
    Closed,
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
            Self::Closed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What of an expense is accepted and on no bill that waits.
fn billable(conn: &mut Conn, expense: &Expense) -> Result<Money, db::Error> {
    let asked = store::asked_of(conn, expense.id)?;
    Ok(expense.accepted().minus(asked).unwrap_or(Money::ZERO).max(Money::ZERO))
}

/// The expense that was chosen, and everything that is wrong with what was typed.
fn check(conn: &mut Conn, new: &NewBill) -> Result<(Option<Expense>, Vec<FieldError>), db::Error> {
    let mut mistakes = Vec::new();
    let found = match new.expense {
        Some(id) => match spending::expense(conn, id) {
            Err(db::Error::Missing) => None,
            other => Some(other?),
        },
        None => None,
    };
    let expense = found.filter(|expense| expense.award == new.award);
    if let Some(expense) = &expense {
        let most = billable(conn, expense)?;
        if !new.amount.is_positive() {
            mistakes.push(FieldError::new("bill_amount", "Enter an amount above zero."));
        } else if new.amount > most {
            mistakes.push(FieldError::new("bill_amount", format!("Only {most} of this expense is accepted and on no bill.")));
        }
    } else {
        mistakes.push(FieldError::new("bill_expense", "Choose the expense."));
    }
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        mistakes.push(FieldError::new("bill_reason", "Say why the cost is not allowed, in at most 1,000 characters. The city reads it."));
    }
    Ok((expense, mistakes))
}

/// Asks for a bill; nothing is posted and nothing taken back before another person approves.
///
/// # Errors
/// [`AskBillError`].
pub fn ask_bill(tx: &mut Tx<'_>, actor: &Actor, new: &NewBill) -> Result<Id<Bill>, AskBillError> {
    let account = actor.account.filter(|_| policy::may_ask(actor)).ok_or(AskBillError::NotOfficer)?;
    let award = award::open_award(tx, actor, new.award)?;
    if !award.is_active() {
        return Err(AskBillError::Closed);
    }
    let (expense, mistakes) = check(tx, new)?;
    let Some(expense) = expense.filter(|_| mistakes.is_empty()) else { return Err(AskBillError::Fields(mistakes)) };
    let bill = Bill {
        id: tx.id(),
        award: award.id,
        expense: Some(expense.id),
        category: expense.category,
        amount: new.amount,
        reason: new.reason.trim().to_owned(),
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
        expense_id: expense.id.text(),
        category: bill.category,
        amount: bill.amount,
        reason: bill.reason,
        asked_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(bill.id)
}
