//! A city submits an expense with its receipt, or answers an officer's question
//! by submitting it again.

use super::expense::{Expense, ExpenseState, Receipt};
use super::facts::ExpenseSubmitted;
use super::{audience, policy, store};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::files::scan;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::{audit, intake, ledger, outbox};
use chrono::NaiveDate;

/// What the city entered.
#[derive(Clone, Debug)]
pub struct NewExpense {
    /// The award.
    pub award: Id<Award>,
    /// The questioned expense that this answers.
    pub replaces: Option<(Id<Expense>, i64)>,
    /// The activity.
    pub activity: String,
    /// The cost category.
    pub category: String,
    /// The person it was for, if one.
    pub attendee: Option<String>,
    /// The day of the cost.
    pub spent_on: Option<NaiveDate>,
    /// How much, or what is wrong with it.
    pub amount: Result<Money, String>,
    /// What was bought.
    pub description: String,
    /// The file, or what is wrong with it.
    pub receipt: Result<Receipt, String>,
}

/// Why an expense was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitExpenseError {
    /// Does not write for the city.
    #[error("Only people of the city can submit its expenses.")]
    NotOfCity,
    /// There is no open question.
    #[error("This expense can no longer be changed.")]
    NotQuestioned,
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
            Self::NotQuestioned => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Takes an expense and tells the officers.
///
/// # Errors
/// [`SubmitExpenseError`].
pub fn submit_expense(tx: &mut Tx<'_>, actor: &Actor, new: &NewExpense) -> Result<Id<Expense>, SubmitExpenseError> {
    let award = award::award(tx, new.award)?;
    let account = actor.account.filter(|_| policy::may_submit(actor, award.organisation)).ok_or(SubmitExpenseError::NotOfCity)?;
    if let Some((id, _)) = new.replaces {
        let old = store::expense(tx, id)?;
        if old.award != award.id || old.state != ExpenseState::Questioned {
            return Err(SubmitExpenseError::NotQuestioned);
        }
    }
    let (activity, checked) = check(tx, &award, new)?;
    let expense = Expense {
        id: new.replaces.map_or_else(|| tx.id(), |(id, _)| id),
        award: award.id,
        organisation: award.organisation,
        activity: new.activity.clone(),
        category: new.category.clone(),
        attendee: new.attendee.clone(),
        spent_on: checked.spent_on,
        amount: checked.amount,
        description: new.description.trim().to_owned(),
        receipt: checked.receipt,
        state: ExpenseState::Submitted,
        reason: None,
        submitted_by: account.text(),
        submitted_by_name: actor.name.clone(),
        submitted_at: tx.now(),
        decided_by_name: None,
        from_advance: Money::ZERO,
        claimed: Money::ZERO,
        version: 1,
    };
    match new.replaces {
        Some((_, version)) => store::change_answer(tx, &expense, version)?,
        None => store::insert_expense(tx, &expense)?,
    }
    tell(tx, actor, &award, &activity, &expense)?;
    Ok(expense.id)
}

fn tell(tx: &mut Tx<'_>, actor: &Actor, award: &Award, activity: &str, expense: &Expense) -> Result<(), db::Error> {
    let city = organisation::city(tx, award.organisation)?;
    let fact = ExpenseSubmitted {
        expense_id: expense.id.text(),
        award_id: award.id.text(),
        reference: award.reference.clone(),
        city: city.full_name(),
        activity: activity.to_owned(),
        category: expense.category.clone(),
        amount: expense.amount,
        spent_on: expense.spent_on,
        description: expense.description.clone(),
        receipt_sha256: expense.receipt.sha256.clone(),
        submitted_by: actor.name.clone(),
        submitted_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[award.id], &[FundRole::ProgramOfficer])?;
    outbox::announce(tx, &fact, &to)
}

struct Checked {
    spent_on: NaiveDate,
    amount: Money,
    receipt: Receipt,
}

/// Every field; returns the title of the activity and the values that parsed.
fn check(tx: &mut Tx<'_>, award: &Award, new: &NewExpense) -> Result<(String, Checked), SubmitExpenseError> {
    let mut mistakes = Vec::new();
    let activity = intake::activities(tx, award.id.cast())?.into_iter().find(|a| a.id.text() == new.activity);
    if activity.is_none() {
        mistakes.push(FieldError::new("activity", "Choose the activity that the cost belongs to."));
    }
    if let Some(attendee) = &new.attendee
        && !activity.as_ref().is_some_and(|a| a.attendees.iter().any(|person| person.id.text() == *attendee))
    {
        mistakes.push(FieldError::new("attendee", "Choose a person who is planned for this activity."));
    }
    let today = tx.now().day_in(organisation::city(tx, award.organisation)?.zone);
    match new.spent_on {
        None => mistakes.push(FieldError::new("spent_on", "Enter the day of the cost.")),
        Some(day) if day > today => mistakes.push(FieldError::new("spent_on", "The day of the cost lies in the future.")),
        Some(day) if !(award.period_start..=award.period_end).contains(&day) => {
            let period =
                format!("The day of the cost must lie in the period of performance, {} to {}.", award.period_start, award.period_end);
            mistakes.push(FieldError::new("spent_on", period));
        }
        Some(_) => {}
    }
    if let Some(problem) = check_amount(tx, award, new)? {
        mistakes.push(problem);
    }
    if new.description.trim().is_empty() || new.description.chars().count() > 300 {
        mistakes.push(FieldError::new("description", "Say what was bought and from whom, in at most 300 characters."));
    }
    let known = new.receipt.as_ref().map(|receipt| scan::expect(tx, &receipt.sha256)).ok().transpose()?.unwrap_or_default();
    match &new.receipt {
        Ok(_) if known.is_infected() => {
            let found = known.finding.unwrap_or_default();
            mistakes.push(FieldError::new("receipt", format!("A virus was found in the selected file: {found}. Select another file.")));
        }
        Err(problem) => mistakes.push(FieldError::new("receipt", problem.clone())),
        Ok(receipt) if store::has_receipt(tx, award.id, &receipt.sha256, new.replaces.map(|(id, _)| id))? => {
            mistakes
                .push(FieldError::new("receipt", "This very file proves another expense of this award already. Choose the right receipt."));
        }
        Ok(_) => {}
    }
    match (activity, new.spent_on, new.amount.clone(), new.receipt.clone()) {
        (Some(activity), Some(spent_on), Ok(amount), Ok(receipt)) if mistakes.is_empty() => {
            Ok((activity.title, Checked { spent_on, amount, receipt }))
        }
        _ => Err(SubmitExpenseError::Fields(mistakes)),
    }
}

/// The amount against what the award still holds in the category, open expenses included.
fn check_amount(tx: &mut Tx<'_>, award: &Award, new: &NewExpense) -> Result<Option<FieldError>, db::Error> {
    let positions = ledger::award_position(tx, &award.id.text())?;
    let Some(position) = positions.categories.iter().find(|p| p.category == new.category) else {
        return Ok(Some(FieldError::new("category", "Choose a cost category of this award.")));
    };
    let amount = match &new.amount {
        Err(problem) => return Ok(Some(FieldError::new("amount", problem.clone()))),
        Ok(amount) => *amount,
    };
    let replaced = new.replaces.map(|(id, _)| id);
    let open: i64 = store::list_expenses(tx, store::Which::Award(award.id))?
        .iter()
        .filter(|e| e.is_open() && e.category == new.category && Some(e.id) != replaced)
        .map(|e| e.amount.cents())
        .sum();
    let left = Money::from_cents(position.undelivered.cents() + position.advanced.cents() - open);
    Ok(if !amount.is_positive() {
        Some(FieldError::new("amount", "Enter an amount above zero."))
    } else if amount > left {
        Some(FieldError::new("amount", format!("Only {} of this category is left.", left.max(Money::ZERO))))
    } else {
        None
    })
}
