//! A city sends unused money back; finance records it against what is still
//! advanced, category by category. It returns to the award's obligation, from
//! which closeout deobligates it.

use super::facts::AdvanceRefunded;
use super::late::{Counted, LateError, counted};
use super::payment::CategoryAmount;
use super::policy;
use super::posting;
use super::store::{self, Refund};
use super::terms::Terms;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::{self, Rejection};
use crate::locale::format::date;
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::{audit, outbox};
use chrono::NaiveDate;

/// What finance saw on the bank account.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// The key of this press of the button.
    pub key: String,
    /// The award.
    pub award: Id<Award>,
    /// How much.
    pub amount: Money,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub bank_reference: String,
}

/// Why a refund was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// Not a finance officer.
    #[error("Only a finance officer can record a refund.")]
    NotFinance,
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

impl Refusal for RefundError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
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

/// Records and posts a refund.
///
/// # Errors
/// [`RefundError`].
pub fn record_refund(tx: &mut Tx<'_>, actor: &Actor, new: &NewRefund) -> Result<(), RefundError> {
    refund(tx, actor, new, true).map(drop)
}

/// Records and posts a refund that a line of the bank shows; gives the number of the journal.
///
/// # Errors
/// [`RefundError`].
pub fn refund_by_line(tx: &mut Tx<'_>, actor: &Actor, new: &NewRefund) -> Result<i64, RefundError> {
    refund(tx, actor, new, false)
}

/// Whether a refund that a line of the bank shows could be recorded.
///
/// # Errors
/// [`RefundError`].
pub fn check_refund_by_line(tx: &mut Tx<'_>, new: &NewRefund) -> Result<(), RefundError> {
    spread(tx, new, None).map(drop)
}

/// What a person typed lies in the past and in an open period; what the bank says is taken as it says it, and counts for the
/// first open day where its own is shut. Either came on the day on which the advance left, or later.
fn refund(tx: &mut Tx<'_>, actor: &Actor, new: &NewRefund, is_typed: bool) -> Result<i64, RefundError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(RefundError::NotFinance)?;
    let award = award::open_award(tx, actor, new.award)?;
    let today = Terms::day(tx.now());
    let lines = spread(tx, new, Some(today).filter(|_| is_typed))?;
    let day = if is_typed { Counted { on: new.received_on, because: None } } else { counted(tx, new.received_on)? };
    let command = posting::about(tx, actor, &award, ("advance.refund", format!("refund/{}", new.key), day.on))?;
    let command = command.variant("to_award").legs(posting::legs(&award, &lines)).evidenced_by(new.bank_reference.trim());
    let command = day.told(command);
    let journal_seq = ledger::post(tx, &command)?.seq;
    let refund = Refund {
        amount_cents: new.amount.cents(),
        received_on: new.received_on,
        bank_reference: new.bank_reference.clone(),
        recorded_by_name: actor.name.clone(),
        journal_seq,
    };
    store::insert_refund(tx, award.id, &refund, account)?;
    let city = organisation::city(tx, award.organisation)?;
    let fact = AdvanceRefunded {
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        amount: new.amount,
        left: ledger::award_position(tx, &award.id.text())?.total.advanced,
        received_on: new.received_on,
        bank_reference: new.bank_reference.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(journal_seq)
}

/// The refund over the categories that still hold an advance, in their order; it came on the last day at the latest.
fn spread(tx: &mut Tx<'_>, new: &NewRefund, last_day: Option<NaiveDate>) -> Result<Vec<CategoryAmount>, RefundError> {
    let mut mistakes = Vec::new();
    let mut left = new.amount;
    let mut lines = Vec::new();
    for position in ledger::award_position(tx, &new.award.text())?.categories {
        let part = position.advanced.min(left);
        if part.is_positive() {
            left = left.minus(part).unwrap_or(Money::ZERO);
            lines.push(CategoryAmount { category: position.category, amount: part });
        }
    }
    if !new.amount.is_positive() {
        mistakes.push(FieldError::new("amount", "Enter an amount above zero."));
    } else if left.is_positive() {
        let advanced = new.amount.minus(left).unwrap_or(Money::ZERO);
        mistakes.push(FieldError::new("amount", format!("Only {advanced} of this award is still advanced.")));
    }
    if last_day.is_some_and(|last| new.received_on > last) {
        mistakes.push(FieldError::new("received_on", "Enter a day that is not in the future."));
    }
    if let Some(left_on) = store::find_first_advance(tx, new.award)?.filter(|left_on| new.received_on < *left_on) {
        let told = format!("The advance was paid on {}. Money of it cannot come back before that day.", date(left_on));
        // The day of a line of the bank is in no field.
        mistakes.push(FieldError::new(if last_day.is_some() { "received_on" } else { "amount" }, told));
    }
    if new.bank_reference.trim().is_empty() || new.bank_reference.chars().count() > 100 {
        mistakes.push(FieldError::new("bank_reference", "Enter the bank's reference, in at most 100 characters."));
    }
    if mistakes.is_empty() { Ok(lines) } else { Err(RefundError::Fields(mistakes)) }
}
