//! The bank sends a payment back: its posting is undone, the money can be asked
//! for again, and the bank details are blocked until the city enters new ones.

use super::facts::PaymentReturned;
use super::freeze::freeze;
use super::open::open_payment;
use super::payment::{Payment, PaymentKind, PaymentState};
use super::posting;
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::ledger::{self, Rejection};
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::{audit, award, outbox};

/// Return codes that can hit a credit, and what they mean (NACHA, addenda 99).
pub const RETURN_CODES: [(&str, &str); 17] = [
    ("R02", "the account is closed"),
    ("R03", "there is no such account"),
    ("R04", "the account number is not valid"),
    ("R06", "our bank asked for it back"),
    ("R12", "the account moved to another bank"),
    ("R13", "the bank cannot receive such payments"),
    ("R16", "the account is frozen"),
    ("R17", "the bank could not process the entry"),
    ("R18", "the effective date was wrong"),
    ("R20", "the account does not take such payments"),
    ("R21", "the company identification is not valid"),
    ("R22", "the individual identification is not valid"),
    ("R23", "the receiver refused the payment"),
    ("R24", "the bank took it for a duplicate"),
    ("R25", "the addenda record was wrong"),
    ("R26", "a mandatory field was wrong"),
    ("R31", "the bank returned it by agreement"),
];

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

/// Records that a payment came back.
///
/// # Errors
/// [`ReturnPaymentError`].
pub fn return_payment(tx: &mut Tx<'_>, actor: &Actor, id: Id<Payment>, code: &str) -> Result<(), ReturnPaymentError> {
    if !policy::is_finance(actor) {
        return Err(ReturnPaymentError::NotFinance);
    }
    let payment = open_payment(tx, actor, id)?;
    if !matches!(payment.state, PaymentState::Released | PaymentState::Settled) {
        return Err(ReturnPaymentError::NotReleased);
    }
    let Some((code, meaning)) = RETURN_CODES.into_iter().find(|(known, _)| *known == code) else {
        return Err(ReturnPaymentError::Fields(vec![FieldError::new("code", "Choose the return code that the bank gave.")]));
    };
    let award = award::award(tx, payment.award)?;
    let lines = store::payment_lines(tx, id)?;
    let today = tx.now().day_in(Terms::at(tx.now())?.zone);
    let command = posting::about(tx, actor, &award, ("payment.return", format!("payment/{}/return", payment.id), today))?;
    let command = command.variant(variant(&payment)).legs(posting::legs(&award, &lines)).because(format!("{code}: {meaning}"));
    let trace = payment.trace.clone().unwrap_or_default();
    ledger::post(tx, &command.evidenced_by(format!("return {code} of trace {trace}")))?;
    store::mark_returned(tx, &payment, code, today)?;
    if let Some(details) = payment.bank_details {
        freeze(tx, details, &format!("{code}: {meaning}"))?;
    }
    let city = organisation::city(tx, payment.organisation)?;
    let fact = PaymentReturned {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference,
        city: city.full_name(),
        amount: payment.amount,
        code: code.to_owned(),
        meaning: meaning.to_owned(),
        returned_on: today,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, payment.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

fn variant(payment: &Payment) -> &'static str {
    match (payment.kind, payment.state == PaymentState::Settled) {
        (PaymentKind::Advance, false) => "advance_in_transit",
        (PaymentKind::Advance, true) => "advance_settled",
        (PaymentKind::Reimbursement, false) => "claim_in_transit",
        (PaymentKind::Reimbursement, true) => "claim_settled",
    }
}
