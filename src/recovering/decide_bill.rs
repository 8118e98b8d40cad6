//! Another person decides on a bill. Approved, it takes that much back of what was accepted of its expense, and is posted
//! (`cost.bill`): what was not paid yet is set against it at once (`cost.offset`), the rest the city owes. The city is told how
//! much, why and until when.

use super::bill::{Bill, BillState, Receipt, Way};
use super::facts::{BillRefused, CostBilled, CostWithdrawn};
use super::{policy, store};
use crate::award::{self, Award};
use crate::compliance::reporting;
use crate::db::{self, Conn, Tx};
use crate::disbursement::{self, PaymentKind, Terms};
use crate::kernel::{Id, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::people::{Account, Actor, City, FundRole, organisation};
use crate::spending::{self, Expense, TakeBackError, Taken, audience};
use crate::{audit, opportunity, outbox};
use chrono::NaiveDate;

/// Why a bill was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideBillError {
    /// Neither a finance officer nor an approving official.
    #[error("Only a finance officer or an approving official can decide on a bill.")]
    WrongRole,
    /// The one who asked.
    #[error("You asked for this bill, so another person must decide on it.")]
    SamePerson,
    /// It was decided before.
    #[error("This bill is not waiting for a decision.")]
    NotWaiting,
    /// Its record is sealed.
    #[error("This award is closed. Refuse this bill; a cost of a closed award is taken back once the award is opened again.")]
    Closed,
    /// It was asked for before bills named an expense.
    #[error("This bill names no expense. Refuse it, and ask for another one.")]
    NoExpense,
    /// Money for it is on its way.
    #[error("Only {0} of this category can be taken back now, because a payment for the rest is on its way. Decide when it has left.")]
    OnItsWay(Money),
    /// The expense is not accepted as far as this.
    #[error(transparent)]
    TakeBack(#[from] TakeBackError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideBillError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Closed | Self::NoExpense | Self::OnItsWay(_) => Kind::Conflict,
            Self::TakeBack(e) => e.kind(),
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// A command about a bill: the fund is that of the award's round.
pub(super) fn command(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, bill): (&Award, &Bill),
    (event, key, effective_on): (&str, String, NaiveDate),
    amount: Money,
) -> Result<Command, db::Error> {
    let round = award.opportunity_id.parse().map_err(|_| db::Error::unreadable("opportunity", &award.opportunity_id))?;
    let fund = opportunity::opportunity(tx, round)?.fund;
    let leg = Leg::of_award(&award.opportunity_id, award.id.text(), &bill.category, amount);
    Ok(Command::new(key, event, fund, effective_on, &actor.doer()).legs([leg]).because(bill.reason.clone()))
}

fn waiting(tx: &mut Tx<'_>, actor: &Actor, id: Id<Bill>) -> Result<(Id<Account>, Award, Bill), DecideBillError> {
    let account = actor.account.filter(|_| policy::may_decide(actor)).ok_or(DecideBillError::WrongRole)?;
    let bill = store::bill(tx, id)?;
    let award = award::open_award(tx, actor, bill.award)?;
    if policy::is(actor, &bill.asked_by) {
        return Err(DecideBillError::SamePerson);
    }
    if bill.state == BillState::Asked { Ok((account, award, bill)) } else { Err(DecideBillError::NotWaiting) }
}

/// How much of a bill is only set against what the fund owes the city: what of the expense was not paid yet, and is not asked
/// for by a request that is under way. The rest must have been paid.
fn withdrawable(conn: &mut Conn, bill: &Bill, expense: &Expense) -> Result<Money, DecideBillError> {
    let owed = disbursement::available(conn, bill.award, PaymentKind::Reimbursement)?.remove(&bill.category).unwrap_or(Money::ZERO);
    let withdrawn = bill.amount.min(expense.claimed).min(owed);
    let stands = ledger::award_position(conn, &bill.award.text())?.category(&bill.category);
    let paid = stands.accepted().cents().saturating_sub(stands.unpaid.cents()).max(0);
    let most = Money::from_cents(withdrawn.cents().saturating_add(paid));
    if bill.amount > most { Err(DecideBillError::OnItsWay(most)) } else { Ok(withdrawn) }
}

/// Posts the bill, and what is set against it; gives both journals, the second one if there is any.
fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, bill): (&Award, &Bill),
    (withdrawn, press): (Money, &str),
) -> Result<(i64, Option<i64>), DecideBillError> {
    let effective_on = Terms::day(tx.now());
    let billed = command(tx, actor, (award, bill), ("cost.bill", format!("bill/{}/{press}", bill.id), effective_on), bill.amount)?;
    let billed = ledger::post(tx, &billed)?.seq;
    if !withdrawn.is_positive() {
        return Ok((billed, None));
    }
    let mut offset =
        command(tx, actor, (award, bill), ("cost.offset", format!("bill/{}/offset/{press}", bill.id), effective_on), withdrawn)?;
    offset.legs = offset.legs.into_iter().map(|leg| leg.moving_to(&bill.category)).collect();
    let offset = offset.approved_by(&bill.asked_by);
    Ok((billed, Some(ledger::post(tx, &offset)?.seq)))
}

/// Bills the cost; `press` is the key of this press of the button.
///
/// # Errors
/// [`DecideBillError`]; then nothing is posted.
pub fn approve_bill(tx: &mut Tx<'_>, actor: &Actor, id: Id<Bill>, press: &str) -> Result<(), DecideBillError> {
    let (account, award, bill) = waiting(tx, actor, id)?;
    if !award.is_active() {
        return Err(DecideBillError::Closed);
    }
    let expense = spending::expense(tx, bill.expense.ok_or(DecideBillError::NoExpense)?)?;
    if bill.amount > expense.accepted() {
        return Err(TakeBackError::TooMuch(expense.accepted()).into());
    }
    // What was paid may have become more since it was asked.
    let withdrawn = withdrawable(tx, &bill, &expense)?;
    let (billed, offset) = post(tx, actor, (&award, &bill), (withdrawn, press))?;
    let journals: Vec<(i64, &str)> =
        [(Some(billed), "cost.bill"), (offset, "cost.offset")].into_iter().filter_map(|(seq, event)| Some((seq?, event))).collect();
    let taken = Taken { amount: bill.amount, withdrawn, reason: &bill.reason, asked_by: &bill.asked_by_name, journals: &journals };
    spending::take_back(tx, actor, (&award, &expense), &taken)?;
    let city = organisation::city(tx, award.organisation)?;
    let (due_on, _) = reporting(award.period_start)?.debt_days(tx.now().day_in(city.zone))?;
    store::mark_bill_decided(tx, &bill, BillState::Billed, (account, &actor.name), Some((due_on, billed)))?;
    if let Some(journal_seq) = offset {
        let receipt = Receipt {
            n: 1,
            way: Way::Offset,
            amount: withdrawn,
            received_on: Terms::day(tx.now()),
            evidence: "Set against accepted cost that was not paid yet".to_owned(),
            recorded_by: actor.name.clone(),
            journal_seq,
        };
        let billed = Bill { version: bill.version.saturating_add(1), ..bill.clone() };
        store::insert_receipt(tx, &billed, &receipt, (account, withdrawn == bill.amount))?;
    }
    tell(tx, actor, (&award, &bill, &expense, &city), (withdrawn, billed, offset))
}

/// Tells the city and finance: what it owes, and what is not owed to it any more.
fn tell(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, bill, expense, city): (&Award, &Bill, &Expense, &City),
    (withdrawn, billed, offset): (Money, i64, Option<i64>),
) -> Result<(), DecideBillError> {
    let mut to = audience::of_award(tx, award.id)?;
    to.extend(audience::fund(tx, &[award.id], &[FundRole::FinanceOfficer])?);
    if let Some(journal_seq) = offset {
        let fact = CostWithdrawn {
            bill_id: bill.id.text(),
            award_id: award.id.text(),
            reference: award.reference.clone(),
            city: city.full_name(),
            cost: expense.description.clone(),
            amount: withdrawn,
            reason: bill.reason.clone(),
            asked_by: bill.asked_by_name.clone(),
            approved_by: actor.name.clone(),
            journal_seq,
        };
        audit::record(tx, &actor.doer(), &fact)?;
        outbox::announce(tx, &fact, &to)?;
    }
    let owed = bill.amount.minus(withdrawn).unwrap_or(Money::ZERO);
    if !owed.is_positive() {
        return Ok(());
    }
    let policy = reporting(award.period_start)?;
    let (due_on, delinquent_on) = policy.debt_days(tx.now().day_in(city.zone))?;
    let fact = CostBilled {
        bill_id: bill.id.text(),
        award_id: award.id.text(),
        reference: award.reference.clone(),
        city: city.full_name(),
        category: bill.category.clone(),
        cost: expense.description.clone(),
        amount: owed,
        reason: bill.reason.clone(),
        due_on,
        delinquent_on,
        citation: policy.debts.citation.clone(),
        asked_by: bill.asked_by_name.clone(),
        approved_by: actor.name.clone(),
        journal_seq: billed,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// Does not bill the cost.
///
/// # Errors
/// [`DecideBillError`].
pub fn refuse_bill(tx: &mut Tx<'_>, actor: &Actor, id: Id<Bill>) -> Result<(), DecideBillError> {
    let (account, award, bill) = waiting(tx, actor, id)?;
    store::mark_bill_decided(tx, &bill, BillState::Refused, (account, &actor.name), None)?;
    let fact = BillRefused {
        bill_id: id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        amount: bill.amount,
        refused_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
