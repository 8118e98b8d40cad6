//! The bank's statement shows a payment: transit becomes bank, and the city is told. Which line shows which payment is
//! found by the slice of the bank.

use super::facts::PaymentSettled;
use super::late::{LateError, counted};
use super::payment::{Payment, PaymentState};
use super::posting;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Kind, Refusal};
use crate::ledger::{self, Leg, Rejection};
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::{audit, award, outbox};
use chrono::NaiveDate;

/// Why a payment was not settled.
#[derive(Debug, thiserror::Error)]
pub enum SettlePaymentError {
    /// Not a finance officer.
    #[error("Only a finance officer can match bank lines.")]
    NotFinance,
    /// The payment is not on its way.
    #[error("This payment is not waiting for a bank line.")]
    NotInTransit,
    /// Its day is shut.
    #[error(transparent)]
    Late(#[from] LateError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SettlePaymentError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotInTransit => Kind::Conflict,
            Self::Late(e) => e.kind(),
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Posts that the bank booked a payment on a day, marks it and tells the city; gives the number of the journal. Where that day
/// is in a closed or sealed period, the journal counts for the first open day since then; the payment keeps the bank's day.
///
/// # Errors
/// [`SettlePaymentError`].
pub fn settle_payment(tx: &mut Tx<'_>, actor: &Actor, payment: &Payment, on: NaiveDate, evidence: &str) -> Result<i64, SettlePaymentError> {
    if !policy::is_finance(actor) {
        return Err(SettlePaymentError::NotFinance);
    }
    if payment.state != PaymentState::Released {
        return Err(SettlePaymentError::NotInTransit);
    }
    let award = award::award(tx, payment.award)?;
    let day = counted(tx, on)?;
    // Another line is another try: what the ledger refused for one says nothing of the next.
    let key = format!("payment/{}/settle/{evidence}", payment.id);
    let command = posting::about(tx, actor, &award, ("bank.settle", key, day.on))?;
    let command = day.told(command.legs([Leg::of_fund(payment.amount)]).evidenced_by(evidence));
    let journal_seq = ledger::post(tx, &command)?.seq;
    store::mark_settled(tx, payment, on)?;
    let city = organisation::city(tx, payment.organisation)?;
    let fact = PaymentSettled {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.full_name(),
        amount: payment.amount,
        settled_on: on,
        trace: payment.trace.clone().unwrap_or_default(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, payment.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(journal_seq)
}
