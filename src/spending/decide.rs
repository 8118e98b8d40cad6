//! An officer sends an expense back with a question, or disallows it with a reason.

use super::expense::{Expense, ExpenseState};
use super::facts::{ExpenseDisallowed, ExpenseQuestioned};
use super::store::Decision;
use super::{audience, policy, store};
use crate::award;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Account, Actor, organisation};
use crate::{audit, gathering, outbox};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Not an officer.
    #[error("Only a program or finance officer can decide on expenses.")]
    NotOfficer,
    /// The one who submitted it.
    #[error("You submitted this expense, so another person must decide on it.")]
    SamePerson,
    /// It is not waiting.
    #[error("This expense is not waiting for a decision.")]
    NotWaiting,
    /// It is another than the page showed.
    #[error("The city changed this expense after you opened it. Open it again, look at what it says now and decide then.")]
    Changed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// An expense with the version of it that the page showed; `None` where a program acts.
type Seen = (Id<Expense>, Option<i64>);

/// Sends an expense back with a question; the city is told. With the version that the page showed.
///
/// # Errors
/// [`DecideError`].
pub fn question(tx: &mut Tx<'_>, actor: &Actor, (id, seen): Seen, question: &str) -> Result<(), DecideError> {
    let (account, expense) = load(tx, actor, (id, seen), question)?;
    store::mark_decided(tx, &expense, &decision(ExpenseState::Questioned, account, actor, question.trim()))?;
    let award = award::award(tx, expense.award)?;
    let city = organisation::city(tx, award.organisation)?;
    let activities = gathering::activities(tx, award.id)?;
    let fact = ExpenseQuestioned {
        expense_id: id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        activity: activities.into_iter().find(|a| a.id.text() == expense.activity).map(|a| a.title).unwrap_or_default(),
        amount: expense.amount,
        question: question.trim().to_owned(),
        asked_by: actor.name.clone(),
        asked_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Disallows an expense for good. With the version that the page showed.
///
/// # Errors
/// [`DecideError`].
pub fn disallow(tx: &mut Tx<'_>, actor: &Actor, (id, seen): Seen, reason: &str) -> Result<(), DecideError> {
    let (account, expense) = load(tx, actor, (id, seen), reason)?;
    store::mark_decided(tx, &expense, &decision(ExpenseState::Disallowed, account, actor, reason.trim()))?;
    let award = award::award(tx, expense.award)?;
    let fact = ExpenseDisallowed {
        expense_id: id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        amount: expense.amount,
        reason: reason.trim().to_owned(),
        decided_by: actor.name.clone(),
        decided_at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

fn load(tx: &mut Tx<'_>, actor: &Actor, (id, seen): Seen, words: &str) -> Result<(Id<Account>, Expense), DecideError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(DecideError::NotOfficer)?;
    let expense = store::open_expense(tx, actor, id)?;
    if policy::is_submitter(actor, &expense) {
        return Err(DecideError::SamePerson);
    }
    if expense.state != ExpenseState::Submitted {
        return Err(DecideError::NotWaiting);
    }
    if seen.is_some_and(|seen| seen != expense.version) {
        return Err(DecideError::Changed);
    }
    if words.trim().is_empty() || words.chars().count() > 1000 {
        return Err(DecideError::Fields(vec![FieldError::new("reason", "Write what the city must know, in at most 1,000 characters.")]));
    }
    Ok((account, expense))
}

fn decision<'a>(state: ExpenseState, account: Id<Account>, actor: &'a Actor, reason: &'a str) -> Decision<'a> {
    Decision {
        state,
        reason: Some(reason),
        by: account.text(),
        name: &actor.name,
        from_advance: Money::ZERO,
        claimed: Money::ZERO,
        disallowed: Money::ZERO,
    }
}
