//! A finance officer refuses a request, with a reason that the city reads.

use super::facts::PaymentRefused;
use super::open::open_payment;
use super::payment::{Payment, PaymentState};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::spending::audience;
use crate::{audit, outbox};

/// Why a request was not refused.
#[derive(Debug, thiserror::Error)]
pub enum RefuseError {
    /// Not a finance officer.
    #[error("Only a finance officer can refuse a request.")]
    NotFinance,
    /// It went on already.
    #[error("This request is no longer waiting.")]
    NotWaiting,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RefuseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotWaiting => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Refuses a waiting request.
///
/// # Errors
/// [`RefuseError`].
pub fn refuse(tx: &mut Tx<'_>, actor: &Actor, id: Id<Payment>, reason: &str) -> Result<(), RefuseError> {
    if !policy::is_finance(actor) {
        return Err(RefuseError::NotFinance);
    }
    let payment = open_payment(tx, actor, id)?;
    if payment.state != PaymentState::Requested {
        return Err(RefuseError::NotWaiting);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(RefuseError::Fields(vec![FieldError::new(
            "reason",
            "Give the reason, in at most 1,000 characters. The city will read it.",
        )]));
    }
    store::mark_refused(tx, &payment, reason)?;
    let fact = PaymentRefused {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference,
        amount: payment.amount,
        reason: reason.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, payment.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
