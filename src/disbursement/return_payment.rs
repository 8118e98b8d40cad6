//! The bank sends a payment back: its posting is undone, the money can be asked
//! for again, and the bank details are blocked until the city enters new ones. A
//! cheque or voucher that is not paid has reasons of its own, and blocks nothing. A file
//! of the bank says so, or two people do (`propose_return`, `decide_return`). What comes back after
//! its award was closed is posted like any other, for the money is back; the officers are told that
//! the award must be opened again before it can be paid or given up.

use super::bank_details::Done;
use super::facts::{PaymentReturned, PaymentReturnedLate};
use super::freeze::freeze;
use super::payment::{Payment, PaymentKind, PaymentState};
use super::posting;
use super::return_codes::{BankCode, bank_code};
use super::run::Method;
use super::run_facts::PaymentNotPaid;
use super::terms::{Terms, TermsError};
use super::unpaid_reasons::unpaid_reasons;
use super::{policy, store};
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::ledger::{self, Rejection};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, outbox};
use chrono::NaiveDate;

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

/// Records that a payment came back, as a file of the bank says; gives the number of the journal that undoes it.
///
/// # Errors
/// [`ReturnPaymentError`].
pub fn return_by_file(tx: &mut Tx<'_>, actor: &Actor, payment: &Payment, code: &str, evidence: &str) -> Result<i64, ReturnPaymentError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ReturnPaymentError::NotFinance)?;
    if !matches!(payment.state, PaymentState::Released | PaymentState::Settled) {
        return Err(ReturnPaymentError::NotReleased);
    }
    let today = tx.now().day_in(Terms::at(tx.now())?.zone);
    let meaning = meaning_of(payment, code, today)?.map_err(|mistake| ReturnPaymentError::Fields(vec![mistake]))?;
    let is_credit = payment.method() == Method::Ach;
    let why = if is_credit { format!("{code}: {meaning}") } else { meaning.to_owned() };
    let award = award::award(tx, payment.award)?;
    let lines = store::payment_lines(tx, payment.id)?;
    let command = posting::about(tx, actor, &award, ("payment.return", format!("payment/{}/return/{today}", payment.id), today))?;
    let command = command.variant(variant(payment)).legs(posting::legs(&award, &lines)).because(why.as_str());
    let journal_seq = ledger::post(tx, &command.evidenced_by(evidence))?.seq;
    store::mark_returned(tx, payment, code, today)?;
    store::mark_return_overtaken(tx, payment.id, &Done { by: account.text(), name: actor.name.clone(), at: tx.now() })?;
    store::mark_match_undone(tx, payment.id, journal_seq)?;
    // Nothing is wrong with an account to which no credit went.
    if let Some(details) = payment.bank_details.filter(|_| is_credit) {
        freeze(tx, details, &why)?;
    }
    tell(tx, actor, (payment, &award), (code, meaning, today))?;
    Ok(journal_seq)
}

/// What a code says of this payment, the bank's code of a credit or a reason of the fund's of a cheque or voucher; or what is wrong with it.
pub(super) fn meaning_of(payment: &Payment, code: &str, today: NaiveDate) -> Result<Result<&'static str, FieldError>, db::Error> {
    let wrong = |words: &str| Ok(Err(FieldError::new("code", words)));
    if payment.method() == Method::Ach {
        return match bank_code(code, today)? {
            Some(BankCode::Return(meaning)) => Ok(Ok(meaning)),
            _ => wrong("Choose the return code that the bank gave."),
        };
    }
    let found = unpaid_reasons(payment, today)?.into_iter().find(|reason| reason.code == code);
    let Some(reason) = found else { return wrong("Choose why it is not paid.") };
    let written = payment.released_on.unwrap_or(today);
    let (days, needed) = ((today - written).num_days(), reason.after_days);
    if days < needed {
        return wrong(&format!("This holds after {needed} days, and the cheque is {days} days old. Stop it at the bank instead."));
    }
    Ok(Ok(&reason.meaning))
}

/// Records it and tells the city.
fn tell(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (payment, award): (&Payment, &Award),
    (code, meaning, today): (&str, &str, NaiveDate),
) -> Result<(), db::Error> {
    let to = audience::of_award(tx, payment.award)?;
    let city = organisation::city(tx, payment.organisation)?;
    let number = payment.trace.clone().unwrap_or_default();
    let method = payment.method();
    if method != Method::Ach {
        let fact = PaymentNotPaid {
            payment_id: payment.id.text(),
            award_id: payment.award.text(),
            reference: payment.reference.clone(),
            city: city.full_name(),
            amount: payment.amount,
            cheque: (method == Method::Cheque).then(|| number.trim_start_matches("C-").to_owned()),
            voucher: (method == Method::Payables).then(|| number.clone()),
            code: code.to_owned(),
            meaning: meaning.to_owned(),
            recorded_on: today,
        };
        audit::record(tx, &actor.doer(), &fact)?;
        return outbox::announce(tx, &fact, &to);
    }
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
    outbox::announce(tx, &fact, &to)?;
    if fact.is_closed { tell_late(tx, actor, award, fact) } else { Ok(()) }
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
