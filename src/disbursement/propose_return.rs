//! A finance officer says that the bank sent a payment back and no file says so. Another person confirms it; until then
//! nothing is posted, and the payment goes its way.

use super::bank_details::Done;
use super::open::open_payment;
use super::payment::{Payment, PaymentState};
use super::return_facts::ReturnProposed;
use super::return_payment::meaning_of;
use super::return_proposal::ReturnProposal;
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use chrono::NaiveDate;

/// Why a return was not proposed.
#[derive(Debug, thiserror::Error)]
pub enum ProposeReturnError {
    /// Not a finance officer.
    #[error("Only a finance officer can record a return.")]
    NotFinance,
    /// It never left.
    #[error("Only a payment that went to the bank can come back.")]
    NotReleased,
    /// Somebody proposed one.
    #[error("Somebody has recorded a return of this payment. Decide that first.")]
    Waiting,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ProposeReturnError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotReleased | Self::Waiting | Self::Terms(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What a finance officer was told.
#[derive(Clone, Debug, Default)]
pub struct NewReturn {
    /// The code that the bank gave.
    pub code: String,
    /// The day on which the bank sent it back.
    pub told_on: Option<NaiveDate>,
    /// How it is known.
    pub evidence: String,
}

/// Keeps for another person that a payment came back.
///
/// # Errors
/// [`ProposeReturnError`].
pub fn propose_return(tx: &mut Tx<'_>, actor: &Actor, id: Id<Payment>, new: &NewReturn) -> Result<Id<ReturnProposal>, ProposeReturnError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ProposeReturnError::NotFinance)?;
    let payment = open_payment(tx, actor, id)?;
    if !matches!(payment.state, PaymentState::Released | PaymentState::Settled) {
        return Err(ProposeReturnError::NotReleased);
    }
    if store::list_returns_of(tx, id)?.iter().any(|one| one.outcome.is_none()) {
        return Err(ProposeReturnError::Waiting);
    }
    let today = tx.now().day_in(Terms::at(tx.now())?.zone);
    let told_on = check(&payment, new, today)?;
    let proposal = ReturnProposal {
        id: tx.id(),
        payment: id,
        award: payment.award,
        reference: payment.reference,
        amount: payment.amount,
        code: new.code.clone(),
        told_on,
        evidence: new.evidence.trim().to_owned(),
        proposed: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        outcome: None,
        decided_by_name: None,
        reason: None,
    };
    store::insert_return(tx, &proposal)?;
    let fact = ReturnProposed {
        proposal_id: proposal.id.text(),
        payment_id: id.text(),
        award_id: proposal.award.text(),
        reference: proposal.reference,
        amount: proposal.amount,
        code: proposal.code,
        told_on,
        evidence: proposal.evidence,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(proposal.id)
}

/// The day, if all of it can be so.
fn check(payment: &Payment, new: &NewReturn, today: NaiveDate) -> Result<NaiveDate, ProposeReturnError> {
    let mut mistakes = Vec::new();
    mistakes.extend(meaning_of(payment, &new.code, today)?.err());
    let can_be = |day: &NaiveDate| *day <= today && payment.released_on.is_none_or(|released| released <= *day);
    let told_on = new.told_on.filter(can_be);
    if told_on.is_none() {
        let told = "Enter the day on which it came back: not before it was released, and not in the future.";
        mistakes.push(FieldError::new("told_on", told));
    }
    let evidence = new.evidence.trim();
    if evidence.is_empty() || evidence.chars().count() > 200 {
        mistakes.push(FieldError::new("evidence", "Say how you know it, in at most 200 characters."));
    }
    match told_on {
        Some(day) if mistakes.is_empty() => Ok(day),
        _ => Err(ProposeReturnError::Fields(mistakes)),
    }
}
