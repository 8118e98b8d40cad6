//! The bank sends a payment back: its posting is undone, the money can be asked
//! for again, and the bank details are blocked until the city enters new ones. What comes back after
//! its award was closed is posted like any other, for the money is back; the officers are told that
//! the award must be opened again before it can be paid or given up.

use super::facts::{PaymentReturned, PaymentReturnedLate};
use super::freeze::freeze;
use super::open::open_payment;
use super::payment::{Payment, PaymentKind, PaymentState};
use super::posting;
use super::return_codes::{BankCode, bank_code};
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::ledger::{self, Rejection};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, outbox};

/// Why a return was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum ReturnPaymentError {
    /// Not a finance officer.
    #[error("Only a finance officer can record a return.")]
    NotFinance,
    /// It never left.
    #[error("Only a payment that went to the bank can come back.")]
    NotReleased,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReturnPaymentError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotReleased | Self::Terms(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Records that a payment came back, as a finance officer heard it from the bank.
///
/// # Errors
/// [`ReturnPaymentError`].
pub fn return_payment(tx: &mut Tx<'_>, actor: &Actor, id: Id<Payment>, code: &str) -> Result<(), ReturnPaymentError> {
    let payment = open_payment(tx, actor, id)?;
    let trace = payment.trace.clone().unwrap_or_default();
    return_by_file(tx, actor, &payment, code, &format!("return {code} of trace {trace}")).map(drop)
}

/// Records that a payment came back, as a file of the bank says; gives the number of the journal that undoes it.
///
/// # Errors
/// [`ReturnPaymentError`].
pub fn return_by_file(tx: &mut Tx<'_>, actor: &Actor, payment: &Payment, code: &str, evidence: &str) -> Result<i64, ReturnPaymentError> {
    if !policy::is_finance(actor) {
        return Err(ReturnPaymentError::NotFinance);
    }
    if !matches!(payment.state, PaymentState::Released | PaymentState::Settled) {
        return Err(ReturnPaymentError::NotReleased);
    }
    let today = tx.now().day_in(Terms::at(tx.now())?.zone);
    let Some(BankCode::Return(meaning)) = bank_code(code, today)? else {
        return Err(ReturnPaymentError::Fields(vec![FieldError::new("code", "Choose the return code that the bank gave.")]));
    };
    let award = award::award(tx, payment.award)?;
    let lines = store::payment_lines(tx, payment.id)?;
    let command = posting::about(tx, actor, &award, ("payment.return", format!("payment/{}/return/{today}", payment.id), today))?;
    let command = command.variant(variant(payment)).legs(posting::legs(&award, &lines)).because(format!("{code}: {meaning}"));
    let journal_seq = ledger::post(tx, &command.evidenced_by(evidence))?.seq;
    store::mark_returned(tx, payment, code, today)?;
    store::mark_match_undone(tx, payment.id, journal_seq)?;
    if let Some(details) = payment.bank_details {
        freeze(tx, details, &format!("{code}: {meaning}"))?;
    }
    let city = organisation::city(tx, payment.organisation)?;
    let fact = PaymentReturned {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.full_name(),
        amount: payment.amount,
        code: code.to_owned(),
        meaning: meaning.to_owned(),
        returned_on: today,
        is_closed: award.closed_at.is_some(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, payment.award)?;
    outbox::announce(tx, &fact, &to)?;
    if fact.is_closed {
        tell_late(tx, actor, &award, fact)?;
    }
    Ok(journal_seq)
}

/// The officers hear that something is owed again on an award that they had closed.
fn tell_late(tx: &mut Tx<'_>, actor: &Actor, award: &Award, of: PaymentReturned) -> Result<(), db::Error> {
    let fact = PaymentReturnedLate {
        payment_id: of.payment_id,
        award_id: of.award_id,
        reference: of.reference,
        city: of.city,
        amount: of.amount,
        code: of.code,
        meaning: of.meaning,
        returned_on: of.returned_on,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[award.id], &[FundRole::ProgramOfficer, FundRole::FinanceOfficer])?;
    outbox::announce(tx, &fact, &to)
}

fn variant(payment: &Payment) -> &'static str {
    match (payment.kind, payment.state == PaymentState::Settled) {
        (PaymentKind::Advance, false) => "advance_in_transit",
        (PaymentKind::Advance, true) => "advance_settled",
        (PaymentKind::Reimbursement, false) => "claim_in_transit",
        (PaymentKind::Reimbursement, true) => "claim_settled",
    }
}
