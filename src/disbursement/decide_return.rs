//! Another finance officer confirms a return that was recorded by hand, and it is posted as one of a file is; or refuses it
//! with a reason. Whoever proposed it may withdraw it. A file that brought the return meanwhile comes first.

use super::bank_details::Done;
use super::open::open_payment;
use super::payment::Payment;
use super::return_facts::ReturnDecided;
use super::return_payment::{ReturnPaymentError, return_by_file};
use super::return_proposal::{ReturnOutcome, ReturnProposal, open_return};
use super::run::Method;
use super::{policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why a return was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideReturnError {
    /// Not a finance officer.
    #[error("Only a finance officer can decide on a return.")]
    NotFinance,
    /// The one who proposed it.
    #[error("You recorded this return, so another person must decide on it.")]
    SamePerson,
    /// Somebody else than the one who proposed it.
    #[error("Only whoever recorded this return can withdraw it.")]
    NotProposer,
    /// It was decided.
    #[error("This return is decided already.")]
    Decided,
    /// A file brought it.
    #[error("A file of the bank brought this return meanwhile. Nothing was posted again.")]
    CameBack,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// It was not posted.
    #[error(transparent)]
    Return(#[from] ReturnPaymentError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideReturnError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::SamePerson | Self::NotProposer => Kind::Forbidden,
            Self::Decided | Self::CameBack => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Return(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Confirms the return: the payment is undone in the books, the money can be asked for again, the account is frozen.
///
/// # Errors
/// [`DecideReturnError`]; then nothing is posted.
pub fn confirm_return(tx: &mut Tx<'_>, actor: &Actor, id: Id<ReturnProposal>) -> Result<(), DecideReturnError> {
    let (proposal, payment, done) = waiting(tx, actor, id)?;
    if actor.is_person(&proposal.proposed.by) {
        return Err(DecideReturnError::SamePerson);
    }
    decided(tx, actor, &proposal, (ReturnOutcome::Confirmed, &done, None))?;
    let ReturnProposal { code, told_on, evidence, proposed, .. } = &proposal;
    let trace = payment.trace.as_deref().unwrap_or_default();
    let what = match payment.method() {
        Method::Ach => format!("return {code} of trace {trace}"),
        Method::Payables | Method::Cheque => format!("{trace} not paid, {code}"),
    };
    let words = format!("{what} on {told_on}, recorded by {}: {evidence}", proposed.name);
    return_by_file(tx, actor, &payment, code, &words)?;
    Ok(())
}

/// Refuses the return; the payment stays as it is.
///
/// # Errors
/// [`DecideReturnError`].
pub fn refuse_return(tx: &mut Tx<'_>, actor: &Actor, id: Id<ReturnProposal>, why: &str) -> Result<(), DecideReturnError> {
    let (proposal, _, done) = waiting(tx, actor, id)?;
    if actor.is_person(&proposal.proposed.by) {
        return Err(DecideReturnError::SamePerson);
    }
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 500 {
        return Err(DecideReturnError::Fields([FieldError::new("why", "Say why, in at most 500 characters.")]));
    }
    Ok(decided(tx, actor, &proposal, (ReturnOutcome::Refused, &done, Some(why)))?)
}

/// Takes back what one recorded oneself.
///
/// # Errors
/// [`DecideReturnError`].
pub fn withdraw_return(tx: &mut Tx<'_>, actor: &Actor, id: Id<ReturnProposal>) -> Result<(), DecideReturnError> {
    let (proposal, _, done) = waiting(tx, actor, id)?;
    if !actor.is_person(&proposal.proposed.by) {
        return Err(DecideReturnError::NotProposer);
    }
    Ok(decided(tx, actor, &proposal, (ReturnOutcome::Withdrawn, &done, None))?)
}

/// The return that waits, with its payment.
fn waiting(tx: &mut Tx<'_>, actor: &Actor, id: Id<ReturnProposal>) -> Result<(ReturnProposal, Payment, Done), DecideReturnError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(DecideReturnError::NotFinance)?;
    let proposal = open_return(tx, actor, id)?;
    let payment = open_payment(tx, actor, proposal.payment)?;
    match proposal.outcome {
        None => Ok((proposal, payment, Done { by: account.text(), name: actor.name.clone(), at: tx.now() })),
        Some(ReturnOutcome::Overtaken) => Err(DecideReturnError::CameBack),
        Some(_) => Err(DecideReturnError::Decided),
    }
}

fn decided(
    tx: &mut Tx<'_>,
    actor: &Actor,
    proposal: &ReturnProposal,
    (outcome, done, reason): (ReturnOutcome, &Done, Option<&str>),
) -> Result<(), db::Error> {
    store::mark_return_decided(tx, proposal.id, (outcome, reason), done)?;
    let fact = ReturnDecided {
        proposal_id: proposal.id.text(),
        payment_id: proposal.payment.text(),
        award_id: proposal.award.text(),
        reference: proposal.reference.clone(),
        code: proposal.code.clone(),
        proposed_by: proposal.proposed.name.clone(),
        outcome: outcome.to_string(),
        reason: reason.map(str::to_owned),
    };
    audit::record(tx, &actor.doer(), &fact)
}
