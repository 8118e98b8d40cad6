//! An officer accepts an expense, all of it or a part: what the advance covers is liquidated, what goes beyond it
//! becomes a claim that the fund owes, and the rest is not allowed. Every flag is answered with it.

use super::expense::{Expense, ExpenseState};
use super::facts::{ExpenseAccepted, ExpensePartlyAllowed, FlagsAnswered};
use super::flags::{Flag, FlagKind};
use super::store::Decision;
use super::{audience, policy, store};
use crate::award::{self, Award};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::people::{Account, Actor, organisation};
use crate::{audit, gathering, opportunity, outbox};

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
    /// It is another than the page showed.
    #[error("The city changed this expense after you opened it. Open it again, look at what it says now and decide then.")]
    Changed,
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

impl Refusal for AcceptError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What an officer says of an expense.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The amount to allow, as typed; empty for all of it.
    pub allowed: String,
    /// Why not all of it.
    pub reason: String,
    /// What is said to each flag, by the name of its kind.
    pub answers: Vec<(String, String)>,
    /// The version of the expense that the page showed; `None` where a program acts.
    pub seen: Option<i64>,
}

/// Accepts all of an expense that nothing was found about; `press` is the key of this press of the button.
///
/// # Errors
/// [`AcceptError`].
pub fn accept(tx: &mut Tx<'_>, actor: &Actor, id: Id<Expense>, press: &str) -> Result<(), AcceptError> {
    judge(tx, actor, id, &Judgement::default(), press)
}

/// Accepts a part of an expense that nothing was found about.
///
/// # Errors
/// [`AcceptError`].
pub fn allow_in_part(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Expense>,
    (allowed, reason): (Money, &str),
    press: &str,
) -> Result<(), AcceptError> {
    let judgement = Judgement { allowed: allowed.plain(), reason: reason.to_owned(), ..Judgement::default() };
    judge(tx, actor, id, &judgement, press)
}

/// Accepts an expense as an officer judges it, and posts what is allowed of it.
///
/// # Errors
/// [`AcceptError`].
pub fn judge(tx: &mut Tx<'_>, actor: &Actor, id: Id<Expense>, judgement: &Judgement, press: &str) -> Result<(), AcceptError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(AcceptError::NotOfficer)?;
    let expense = store::open_expense(tx, actor, id)?;
    if policy::is_submitter(actor, &expense) {
        return Err(AcceptError::SamePerson);
    }
    if expense.state != ExpenseState::Submitted {
        return Err(AcceptError::NotWaiting);
    }
    if judgement.seen.is_some_and(|seen| seen != expense.version) {
        return Err(AcceptError::Changed);
    }
    let flags = store::list_flags(tx, id)?;
    let (allowed, answers) = read(&expense, &flags, judgement).map_err(AcceptError::Fields)?;
    let award = award::award(tx, expense.award)?;
    let (from_advance, claimed) = split(tx, &expense, allowed)?;
    for (event, amount) in [("advance.liquidate", from_advance), ("claim.accept", claimed)] {
        if amount.is_positive() {
            post(tx, actor, (&award, &expense), (event, amount), press)?;
        }
    }
    let disallowed = expense.amount.minus(allowed).unwrap_or(Money::ZERO);
    let reason = Some(judgement.reason.trim()).filter(|_| disallowed.is_positive());
    let decision =
        Decision { state: ExpenseState::Accepted, reason, by: account.text(), name: &actor.name, from_advance, claimed, disallowed };
    store::mark_decided(tx, &expense, &decision)?;
    answer(tx, (account, actor), (&expense, &award), &answers)?;
    tell(tx, actor, (&expense, award), &decision)
}

/// The amount allowed and the answers to flags.
type Allowed = (Money, Vec<(FlagKind, String)>);

/// The amount to allow and the answers, or what is wrong with them.
fn read(expense: &Expense, flags: &[Flag], judgement: &Judgement) -> Result<Allowed, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let allowed = if judgement.allowed.trim().is_empty() { Ok(expense.amount) } else { Money::parse(&judgement.allowed) };
    let allowed = match allowed {
        Ok(allowed) if allowed.is_positive() && allowed <= expense.amount => allowed,
        Ok(allowed) if allowed.is_positive() => {
            mistakes.push(FieldError::new("allowed", format!("Enter at most {}: no more was submitted.", expense.amount)));
            expense.amount
        }
        Ok(_) => {
            mistakes.push(FieldError::new("allowed", "Enter an amount above zero. To allow nothing, choose “Do not allow”."));
            expense.amount
        }
        Err(problem) => {
            mistakes.push(FieldError::new("allowed", problem.to_string()));
            expense.amount
        }
    };
    let reason = judgement.reason.trim();
    if (allowed < expense.amount && reason.is_empty()) || reason.chars().count() > 1000 {
        mistakes.push(FieldError::new("part", "Write why not all of it is allowed, in at most 1,000 characters. The city reads it."));
    }
    let mut answers = Vec::new();
    for flag in flags.iter().filter(|flag| flag.answer.is_none()) {
        let name: &str = flag.kind.into();
        let words = judgement.answers.iter().find(|(kind, _)| kind == name).map(|(_, words)| words.trim()).unwrap_or_default();
        if words.is_empty() || words.chars().count() > 500 {
            let told = format!("Say why this may be accepted ({}), in at most 500 characters.", flag.kind.label());
            mistakes.push(FieldError::new(format!("answer-{name}"), told));
        }
        answers.push((flag.kind, words.to_owned()));
    }
    if mistakes.is_empty() { Ok((allowed, answers)) } else { Err(mistakes) }
}

/// What the award holds for the category of an expense: what was advanced and not yet spent, and what is still obligated.
fn held_for(conn: &mut Conn, expense: &Expense) -> Result<(Money, Money), db::Error> {
    let position = ledger::award_position(conn, &expense.award.text())?.category(&expense.category);
    Ok((position.advanced, position.undelivered))
}

/// The most that can be accepted of an expense, where its award holds less for its category than was submitted. An answer
/// to a flag does not change that: money moves into the category by a change of the budget.
///
/// # Errors
/// The database's refusal.
pub fn most_acceptable(conn: &mut Conn, expense: &Expense) -> Result<Option<Money>, db::Error> {
    let (advanced, obligated) = held_for(conn, expense)?;
    let held = advanced.plus(obligated).unwrap_or(obligated);
    Ok(Some(held).filter(|held| *held < expense.amount))
}

/// How much can be accepted, and what has to come first for more, as a sentence for the officer.
#[must_use]
pub fn words_for_most(most: Money) -> String {
    let held = if most.is_positive() {
        format!("Accept at most {most}: the award holds no more")
    } else {
        "The award holds nothing more".to_owned()
    };
    format!("{held} for this category. For more, the city asks for a change of its budget first.")
}

/// The parts that the advance covers and that become a claim.
fn split(tx: &mut Tx<'_>, expense: &Expense, allowed: Money) -> Result<(Money, Money), AcceptError> {
    let (advanced, obligated) = held_for(tx, expense)?;
    let from_advance = allowed.min(advanced);
    let claimed = allowed.minus(from_advance).unwrap_or(Money::ZERO);
    if claimed > obligated {
        let held = advanced.plus(obligated).unwrap_or(obligated);
        let told = format!("{} Send it back with a question.", words_for_most(held));
        return Err(AcceptError::Fields(vec![FieldError::new("allowed", told)]));
    }
    Ok((from_advance, claimed))
}

/// Posts one event of an expense and keeps which journal it made.
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
    let evidence = match &expense.receipt {
        Some(receipt) => format!("receipt {}", receipt.sha256),
        None => format!("expense {}, without a receipt", expense.id),
    };
    let command = Command::new(format!("expense/{}/{event}/{press}", expense.id), event, opportunity.fund, today, &actor.doer())
        .legs([Leg::of_award(&award.opportunity_id, award.id.text(), &expense.category, amount)])
        .evidenced_by(evidence);
    let receipt = ledger::post(tx, &command)?;
    store::insert_journal(tx, expense.id, receipt.seq, event)?;
    Ok(())
}

/// Keeps the answers to the flags.
fn answer(
    tx: &mut Tx<'_>,
    (account, actor): (Id<Account>, &Actor),
    (expense, award): (&Expense, &Award),
    answers: &[(FlagKind, String)],
) -> Result<(), AcceptError> {
    if answers.is_empty() {
        return Ok(());
    }
    store::answer_flags(tx, expense.id, answers, (account, &actor.name))?;
    let fact = FlagsAnswered {
        expense_id: expense.id.text(),
        award_id: award.id.text(),
        reference: award.reference.clone(),
        answers: answers.iter().map(|(kind, words)| (kind.to_string(), words.clone())).collect(),
        answered_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

fn tell(tx: &mut Tx<'_>, actor: &Actor, (expense, award): (&Expense, Award), decision: &Decision<'_>) -> Result<(), AcceptError> {
    let city = organisation::city(tx, award.organisation)?;
    let activities = gathering::activities(tx, award.id)?;
    let activity = activities.into_iter().find(|a| a.id.text() == expense.activity).map(|a| a.title).unwrap_or_default();
    let to = audience::of_award(tx, award.id)?;
    if decision.disallowed.is_positive() {
        let fact = ExpensePartlyAllowed {
            expense_id: expense.id.text(),
            award_id: award.id.text(),
            reference: award.reference,
            city: city.full_name(),
            activity,
            category: expense.category.clone(),
            amount: expense.amount,
            allowed: expense.amount.minus(decision.disallowed).unwrap_or(Money::ZERO),
            disallowed: decision.disallowed,
            from_advance: decision.from_advance,
            claimed: decision.claimed,
            reason: decision.reason.unwrap_or_default().to_owned(),
            decided_by: actor.name.clone(),
            decided_at: tx.now(),
            zone: city.zone.to_string(),
        };
        audit::record(tx, &actor.doer(), &fact)?;
        outbox::announce(tx, &fact, &to)?;
        return Ok(());
    }
    let fact = ExpenseAccepted {
        expense_id: expense.id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        activity,
        category: expense.category.clone(),
        amount: expense.amount,
        from_advance: decision.from_advance,
        claimed: decision.claimed,
        accepted_by: actor.name.clone(),
        accepted_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
