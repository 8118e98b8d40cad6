//! Finance records that money for a bill came in. It goes back to the award while that runs, else to the allotment; for money of
//! earlier years the ledger finds the rule.

use super::bill::{Bill, BillState, Receipt, Way};
use super::decide_bill::command;
use super::facts::CostCollected;
use super::store;
use crate::award;
use crate::db::{self, Tx};
use crate::disbursement::{Counted, LateError, Terms, counted, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::{self, Rejection};
use crate::locale::format::date;
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::{audit, outbox};
use chrono::NaiveDate;

/// What finance saw on the bank account.
#[derive(Clone, Debug)]
pub struct NewReceipt {
    /// The key of this press of the button.
    pub key: String,
    /// The bill.
    pub bill: Id<Bill>,
    /// How much.
    pub amount: Money,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub evidence: String,
}

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// Not a finance officer.
    #[error("Only a finance officer can record what came in.")]
    NotFinance,
    /// Nothing is owed.
    #[error("The city owes nothing on this bill.")]
    NothingOwed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The day of the bank is shut.
    #[error(transparent)]
    Late(#[from] LateError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CollectError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NothingOwed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Late(e) => e.kind(),
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What is wrong with amount and reference.
fn check(new: &NewReceipt, owed: Money) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    if !new.amount.is_positive() {
        mistakes.push(FieldError::new("amount", "Enter an amount above zero."));
    } else if new.amount > owed {
        mistakes.push(FieldError::new("amount", format!("Only {owed} of this bill is still owed.")));
    }
    let evidence = new.evidence.trim();
    if evidence.is_empty() || evidence.chars().count() > 100 {
        mistakes.push(FieldError::new("bank_reference", "Enter the bank’s reference, in at most 100 characters."));
    }
    mistakes
}

/// What is wrong with a day that a person typed: it is not in the future, and not before the day of the bill.
fn check_day(received_on: NaiveDate, billed_on: Option<NaiveDate>, today: NaiveDate) -> Option<FieldError> {
    if received_on > today {
        return Some(FieldError::new("received_on", "Enter a day that is not in the future."));
    }
    let billed_on = billed_on.filter(|billed_on| received_on < *billed_on)?;
    let told = format!("The bill was made on {}. Enter that day or a later one.", date(billed_on));
    Some(FieldError::new("received_on", told))
}

/// The day for which a line of the bank counts: money that was there before the bill counts for the day of the bill.
fn day_of_line(tx: &mut Tx<'_>, booked_on: NaiveDate, billed_on: Option<NaiveDate>) -> Result<Counted, LateError> {
    let Some(billed_on) = billed_on.filter(|billed_on| booked_on < *billed_on) else { return counted(tx, booked_on) };
    let of_bill = counted(tx, billed_on)?;
    let shut = if of_bill.because.is_some() { " The period of that day is shut." } else { "" };
    let because = format!("Booked by the bank on {booked_on}, before the bill was made on {billed_on}.{shut}");
    Ok(Counted { because: Some(because), ..of_bill })
}

/// Whether a bill takes what a line of the bank shows.
pub(super) fn check_line(tx: &mut Tx<'_>, bill: &Bill, new: &NewReceipt) -> Result<(), CollectError> {
    let before = store::list_receipts(tx, bill.id)?;
    let mistakes = check(new, owed(bill, &before));
    if mistakes.is_empty() { Ok(()) } else { Err(CollectError::Fields(mistakes)) }
}

/// What a city still owes of a bill.
fn owed(bill: &Bill, before: &[Receipt]) -> Money {
    let received: i64 = before.iter().map(|receipt| receipt.amount.cents()).sum();
    Money::from_cents(bill.amount.cents().saturating_sub(received))
}

/// Records and posts what came in for a bill.
///
/// # Errors
/// [`CollectError`].
pub fn collect(tx: &mut Tx<'_>, actor: &Actor, new: &NewReceipt) -> Result<(), CollectError> {
    receive(tx, actor, new, true).map(drop)
}

/// The same; gives the number of the journal. What a person typed lies in the past and in an open period; what a line of the
/// bank says counts for the first open day where its own is shut.
pub(super) fn receive(tx: &mut Tx<'_>, actor: &Actor, new: &NewReceipt, is_typed: bool) -> Result<i64, CollectError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(CollectError::NotFinance)?;
    let bill = store::bill(tx, new.bill)?;
    let award = award::open_award(tx, actor, bill.award)?;
    if bill.state != BillState::Billed {
        return Err(CollectError::NothingOwed);
    }
    let before = store::list_receipts(tx, bill.id)?;
    let owed = owed(&bill, &before);
    let billed_on = bill.journal_seq.map(|seq| ledger::journal(tx, seq)).transpose()?.map(|journal| journal.effective_on);
    let evidence = new.evidence.trim();
    let mut mistakes = check(new, owed);
    if is_typed {
        mistakes.extend(check_day(new.received_on, billed_on, Terms::day(tx.now())));
    }
    if !mistakes.is_empty() {
        return Err(CollectError::Fields(mistakes));
    }
    let day = if is_typed { Counted { on: new.received_on, because: None } } else { day_of_line(tx, new.received_on, billed_on)? };
    let event = ("cost.collect", format!("collect/{}", new.key), day.on);
    let posted = day.told(command(tx, actor, (&award, &bill), event, new.amount)?.evidenced_by(evidence));
    let posted = posted.variant(if award.is_active() { "to_award" } else { "to_allotment" });
    let journal_seq = ledger::post(tx, &posted)?.seq;
    let n = i32::try_from(before.len().saturating_add(1)).map_err(|_| db::Error::unreadable("number of receipts", before.len()))?;
    let receipt = Receipt {
        n,
        way: Way::Bank,
        amount: new.amount,
        received_on: new.received_on,
        evidence: evidence.to_owned(),
        recorded_by: actor.name.clone(),
        journal_seq,
    };
    let left = owed.minus(new.amount).unwrap_or(Money::ZERO);
    let city = organisation::city(tx, award.organisation)?;
    store::insert_receipt(tx, &bill, &receipt, (account, left.is_zero()))?;
    let fact = CostCollected {
        bill_id: bill.id.text(),
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        amount: new.amount,
        left,
        received_on: new.received_on,
        evidence: receipt.evidence,
        journal_seq,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(journal_seq)
}
