//! One finance officer puts waiting requests together into a payment run, or
//! takes a run apart that was not yet released. The bank account of each payment
//! is fixed here; the digest binds all later steps to it.

use super::bank_details::{Done, obstacle};
use super::facts::{RunCancelled, RunPrepared};
use super::open::{open_payment, open_run};
use super::payment::{Payment, PaymentState};
use super::run::{Run, RunState, digest};
use super::store::Which;
use super::{policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Actor, organisation};

/// Why no run was prepared or cancelled.
#[derive(Debug, thiserror::Error)]
pub enum PrepareRunError {
    /// Not a finance officer.
    #[error("Only a finance officer can prepare a payment run.")]
    NotFinance,
    /// Nothing was chosen.
    #[error("Choose at least one payment for the run.")]
    NothingChosen([FieldError; 1]),
    /// It stands in another run or was refused.
    #[error("The payment for {0} is no longer waiting. Choose again.")]
    NotWaiting(String),
    /// No money may go to the account of this city: it is not verified, cools off, or is frozen.
    #[error("{city} ({reference}): {why}")]
    NotVerified {
        /// The city.
        city: String,
        /// The award that is to be paid.
        reference: String,
        /// Why not, as a sentence.
        why: String,
    },
    /// The run was released or cancelled.
    #[error("This run can no longer be changed.")]
    RunIsOver,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PrepareRunError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NothingChosen(_) => Kind::Invalid,
            Self::NotWaiting(_) | Self::NotVerified { .. } | Self::RunIsOver => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::NothingChosen(fields) = self { fields } else { &[] }
    }
}

/// Puts payments together into a new run.
///
/// # Errors
/// [`PrepareRunError`]; then no payment is in the run.
pub fn prepare_run(tx: &mut Tx<'_>, actor: &Actor, chosen: &[Id<Payment>]) -> Result<Run, PrepareRunError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(PrepareRunError::NotFinance)?;
    if chosen.is_empty() {
        return Err(PrepareRunError::NothingChosen([FieldError::new("payment", "Choose at least one payment for the run.")]));
    }
    let mut payments = Vec::new();
    for id in chosen {
        payments.push(ready(tx, actor, *id)?);
    }
    let total = Money::total(payments.iter().map(|p| p.amount)).map_err(|e| db::Error::Broken(e.to_string()))?;
    let run = Run {
        id: tx.id(),
        number: store::next_run_number(tx)?,
        state: RunState::Prepared,
        total,
        count: i32::try_from(payments.len()).unwrap_or(i32::MAX),
        digest: digest(&payments),
        prepared: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        approved: None,
        released: None,
        effective_on: None,
        policy_name: None,
        version: 1,
    };
    store::insert_run(tx, &run)?;
    for payment in &payments {
        let Some(to) = payment.bank_details else { return Err(not_verified(tx, payment)?) };
        store::mark_in_run(tx, payment, run.id, to)?;
    }
    let fact = RunPrepared { run_id: run.id.text(), number: run.number, count: run.count, total, digest: run.digest.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(run)
}

/// A waiting payment with the verified account it will go to.
fn ready(tx: &mut Tx<'_>, actor: &Actor, id: Id<Payment>) -> Result<Payment, PrepareRunError> {
    let mut payment = open_payment(tx, actor, id)?;
    if payment.state != PaymentState::Requested {
        return Err(PrepareRunError::NotWaiting(payment.reference));
    }
    let now = tx.now();
    let usable = store::find_current_bank_details(tx, payment.organisation)?.filter(|details| details.is_usable_at(now));
    payment.bank_details = usable.map(|details| details.id);
    if payment.bank_details.is_none() { Err(not_verified(tx, &payment)?) } else { Ok(payment) }
}

fn not_verified(tx: &mut Tx<'_>, payment: &Payment) -> Result<PrepareRunError, db::Error> {
    let city = organisation::city(tx, payment.organisation)?.full_name();
    let details = store::find_current_bank_details(tx, payment.organisation)?;
    let why = obstacle(details.as_ref(), tx.now()).unwrap_or_default();
    Ok(PrepareRunError::NotVerified { city, reference: payment.reference.clone(), why })
}

/// Takes a run apart; its payments wait again.
///
/// # Errors
/// [`PrepareRunError`].
pub fn cancel_run(tx: &mut Tx<'_>, actor: &Actor, id: Id<Run>) -> Result<(), PrepareRunError> {
    if !policy::is_finance(actor) {
        return Err(PrepareRunError::NotFinance);
    }
    let run = open_run(tx, actor, id)?;
    if !matches!(run.state, RunState::Prepared | RunState::Approved) {
        return Err(PrepareRunError::RunIsOver);
    }
    store::mark_cancelled(tx, &run)?;
    for payment in store::list_payments(tx, Which::Run(id))? {
        store::mark_requested_again(tx, &payment)?;
    }
    audit::record(tx, &actor.doer(), &RunCancelled { run_id: id.text(), number: run.number })?;
    Ok(())
}
