//! What an amendment does to an award: its next budget, its last day, the text that the city signs for it. Whether it may
//! be is asked by `amending`.

use super::agreement::{self, Agreement};
use super::award::{Award, Line};
use super::sign::{SignError, Signature, check_signature};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Money};
use crate::people::Actor;
use chrono::NaiveDate;

/// What an award comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The next budget.
    pub lines: Vec<Line>,
    /// All its lines together.
    pub amount: Money,
    /// The last day of the period of performance.
    pub period_end: NaiveDate,
}

/// Gives the award its next budget, amount and last day. The budget before it stays as it was.
///
/// # Errors
/// [`db::Error::Stale`] when the award is not active, or somebody else changed it first.
pub fn apply_amendment(tx: &mut Tx<'_>, award: &Award, change: &Change) -> Result<Award, db::Error> {
    if !award.is_active() {
        return Err(db::Error::Stale);
    }
    store::mark_amended(tx, award, change)?;
    store::award(tx, award.id)
}

/// Keeps the text of an amendment, to be signed. `template` names what it was written from.
///
/// # Errors
/// The database's refusal.
pub fn write_amendment(tx: &mut Tx<'_>, award: &Award, (template, text): (&str, &str)) -> Result<Agreement, db::Error> {
    let id = tx.id::<Agreement>();
    store::insert_amendment_text(tx, award, id, (template, text, &agreement::digest(text)))?;
    store::agreement_by_id(tx, id)
}

/// Signs the text of an amendment: name, time and the digest of the text are kept.
///
/// # Errors
/// [`SignError`].
pub fn sign_amendment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, text): (&Award, Id<Agreement>),
    signature: &Signature,
) -> Result<Agreement, SignError> {
    let account = actor.account.filter(|_| policy::may_sign(actor, award.organisation)).ok_or(SignError::Forbidden)?;
    let agreement = store::agreement_by_id(tx, text)?;
    if agreement.award != award.id || !award.is_active() {
        return Err(SignError::Changed);
    }
    if agreement.accepted_at.is_some() {
        return Err(SignError::Answered);
    }
    let name = check_signature(&agreement, signature)?;
    store::mark_signed(tx, &agreement, account, name)?;
    Ok(store::agreement_by_id(tx, text)?)
}
