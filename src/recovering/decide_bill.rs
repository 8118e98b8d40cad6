//! Another person decides on a bill: approved it is posted (`cost.bill`), and the city is told how much, why and until when.

use super::bill::{Bill, BillState};
use super::facts::{BillRefused, CostBilled};
use super::{policy, store};
use crate::award::{self, Award};
use crate::compliance::reporting;
use crate::db::{self, Tx};
use crate::disbursement::Terms;
use crate::kernel::{Id, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::people::{Account, Actor, FundRole, organisation};
use crate::spending::audience;
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
    /// Less was paid than it asks back.
    #[error("Only {0} of this category was paid. Refuse this bill, and ask for another one.")]
    TooMuch(Money),
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
            Self::NotWaiting | Self::TooMuch(_) => Kind::Conflict,
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

/// Bills the cost; `press` is the key of this press of the button.
///
/// # Errors
/// [`DecideBillError`]; then nothing is posted.
pub fn approve_bill(tx: &mut Tx<'_>, actor: &Actor, id: Id<Bill>, press: &str) -> Result<(), DecideBillError> {
    let (account, award, bill) = waiting(tx, actor, id)?;
    // What was paid may have become less since it was asked.
    let paid = ledger::award_position(tx, &award.id.text())?.category(&bill.category);
    let paid = Money::from_cents(paid.spent.cents().saturating_sub(paid.unpaid.cents()));
    if bill.amount > paid {
        return Err(DecideBillError::TooMuch(paid));
    }
    let city = organisation::city(tx, award.organisation)?;
    let today = tx.now().day_in(city.zone);
    let policy = reporting(award.period_start)?;
    let (due_on, delinquent_on) = policy.debt_days(today)?;
    let event = ("cost.bill", format!("bill/{id}/{press}"), Terms::day(tx.now()));
    let posted = command(tx, actor, (&award, &bill), event, bill.amount)?;
    let journal_seq = ledger::post(tx, &posted)?.seq;
    store::mark_bill_decided(tx, &bill, BillState::Billed, (account, &actor.name), Some((due_on, journal_seq)))?;
    let fact = CostBilled {
        bill_id: id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        category: bill.category,
        amount: bill.amount,
        reason: bill.reason,
        due_on,
        delinquent_on,
        citation: policy.debts.citation.clone(),
        asked_by: bill.asked_by_name,
        approved_by: actor.name.clone(),
        journal_seq,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::of_award(tx, award.id)?;
    to.extend(audience::fund(tx, &[award.id], &[FundRole::FinanceOfficer])?);
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
