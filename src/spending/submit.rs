//! A city submits an expense, or answers an officer's question by submitting it again; it adds a receipt that was
//! missing.

use super::check::{Around, Checked, NewExpense};
use super::expense::{Expense, ExpenseState, Receipt};
use super::facts::{ExpenseSubmitted, ReceiptAdded};
use super::flags::{self, FlagKind};
use super::{audience, policy, store};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::files::scan;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Account, Actor, FundRole, organisation};
use crate::{audit, outbox};

/// Why an expense was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitExpenseError {
    /// Does not write for the city.
    #[error("Only people of the city can submit its expenses.")]
    NotOfCity,
    /// There is no open question.
    #[error("This expense can no longer be changed.")]
    NotQuestioned,
    /// The award is closed.
    #[error("The award is closed, so no more expenses can be added.")]
    Closed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SubmitExpenseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfCity => Kind::Missing,
            Self::NotQuestioned | Self::Closed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Takes an expense, keeps what is found about it and tells the officers.
///
/// # Errors
/// [`SubmitExpenseError`].
pub fn submit_expense(tx: &mut Tx<'_>, actor: &Actor, new: &NewExpense) -> Result<Id<Expense>, SubmitExpenseError> {
    let (award, account) = own(tx, actor, new.award)?;
    if let Some((id, _)) = new.replaces {
        let old = store::expense(tx, id)?;
        if old.award != award.id || old.state != ExpenseState::Questioned {
            return Err(SubmitExpenseError::NotQuestioned);
        }
    }
    let now = tx.now();
    let around = Around::load(tx, award, new.replaces.map(|(id, _)| id), now)?;
    let checked = check(tx, &around, new)?;
    let found = flags::find(tx, &around, &checked)?;
    let expense = made(tx, (&around.award, around.replaces), &checked, (account, actor));
    match new.replaces {
        Some((_, version)) => store::change_answer(tx, &expense, version)?,
        None => store::insert_expense(tx, &expense)?,
    }
    store::change_flags(tx, expense.id, &found)?;
    let fact = submitted(tx, &around.award, (&expense, &checked), actor)?;
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[around.award.id], &[FundRole::ProgramOfficer])?;
    outbox::announce(tx, &fact, &to)?;
    Ok(expense.id)
}

/// The award, if the person submits expenses of it.
pub(super) fn own(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<(Award, Id<Account>), SubmitExpenseError> {
    let award = award::award(tx, award)?;
    let account = actor.account.filter(|_| policy::may_submit(actor, award.organisation)).ok_or(SubmitExpenseError::NotOfCity)?;
    if award.closed_at.is_some() {
        return Err(SubmitExpenseError::Closed);
    }
    Ok((award, account))
}

/// The expense that sound fields make.
pub(super) fn made(
    tx: &Tx<'_>,
    (award, replaces): (&Award, Option<Id<Expense>>),
    checked: &Checked,
    (account, actor): (Id<Account>, &Actor),
) -> Expense {
    Expense {
        id: replaces.unwrap_or_else(|| tx.id()),
        award: award.id,
        organisation: award.organisation,
        activity: checked.activity.id.text(),
        category: checked.category.clone(),
        attendee: checked.attendee.clone(),
        spent_on: checked.spent_on,
        amount: checked.amount,
        payee: checked.payee.clone(),
        description: checked.description.clone(),
        original: checked.original.clone(),
        nights: checked.nights,
        days: checked.days,
        receipt: checked.receipt.clone(),
        state: ExpenseState::Submitted,
        reason: None,
        submitted_by: account.text(),
        submitted_by_name: actor.name.clone(),
        submitted_at: tx.now(),
        decided_by_name: None,
        from_advance: Money::ZERO,
        claimed: Money::ZERO,
        disallowed: Money::ZERO,
        version: 1,
    }
}

/// What happened, for the record and the letter.
pub(super) fn submitted(
    tx: &mut Tx<'_>,
    award: &Award,
    (expense, checked): (&Expense, &Checked),
    actor: &Actor,
) -> Result<ExpenseSubmitted, db::Error> {
    let city = organisation::city(tx, award.organisation)?;
    Ok(ExpenseSubmitted {
        expense_id: expense.id.text(),
        award_id: award.id.text(),
        reference: award.reference.clone(),
        city: city.full_name(),
        activity: checked.activity.title.clone(),
        category: expense.category.clone(),
        amount: expense.amount,
        spent_on: expense.spent_on,
        payee: expense.payee.clone(),
        description: expense.description.clone(),
        original: expense.original.as_ref().map(super::Foreign::words),
        receipt_sha256: expense.receipt.as_ref().map(|r| r.sha256.clone()),
        submitted_by: actor.name.clone(),
        submitted_at: tx.now(),
        zone: city.zone.to_string(),
    })
}

/// Every field, and whether a virus was found in the file.
fn check(tx: &mut Tx<'_>, around: &Around, new: &NewExpense) -> Result<Checked, SubmitExpenseError> {
    let infected = match &new.receipt {
        Ok(Some(receipt)) => infection(tx, receipt)?,
        _ => None,
    };
    match (around.check(new), infected) {
        (Ok(checked), None) => Ok(checked),
        (checked, infected) => Err(SubmitExpenseError::Fields(checked.err().unwrap_or_default().into_iter().chain(infected).collect())),
    }
}

fn infection(tx: &mut Tx<'_>, receipt: &Receipt) -> Result<Option<FieldError>, db::Error> {
    let known = scan::expect(tx, &receipt.sha256)?;
    if !known.is_infected() {
        return Ok(None);
    }
    let found = known.finding.unwrap_or_default();
    Ok(Some(FieldError::new("receipt", format!("A virus was found in the selected file: {found}. Select another file."))))
}

/// Adds the receipt that an expense which nobody has decided on was submitted without.
///
/// # Errors
/// [`SubmitExpenseError`].
pub fn add_receipt(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, version): (Id<Expense>, i64),
    receipt: &Result<Option<Receipt>, String>,
) -> Result<(), SubmitExpenseError> {
    let expense = store::expense(tx, id)?;
    let (award, _) = own(tx, actor, expense.award)?;
    if expense.state != ExpenseState::Submitted || expense.receipt.is_some() {
        return Err(SubmitExpenseError::NotQuestioned);
    }
    let wrong = |told: &str| SubmitExpenseError::Fields(vec![FieldError::new("receipt", told)]);
    let receipt = match receipt {
        Ok(Some(receipt)) => receipt,
        Ok(None) => return Err(wrong("Choose the receipt, a PDF or a photo.")),
        Err(problem) => return Err(wrong(problem)),
    };
    if let Some(problem) = infection(tx, receipt)? {
        return Err(SubmitExpenseError::Fields(vec![problem]));
    }
    store::change_receipt(tx, (id, version), receipt)?;
    let mut flags = store::list_flags(tx, id)?;
    flags.retain(|flag| flag.kind != FlagKind::MissingReceipt);
    flags.retain(|flag| flag.kind != FlagKind::DuplicateReceipt);
    flags.extend(flags::of_receipt(tx, &award, receipt, id)?);
    store::change_flags(tx, id, &flags)?;
    let fact = ReceiptAdded {
        expense_id: id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        amount: expense.amount,
        receipt_sha256: receipt.sha256.clone(),
        added_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
