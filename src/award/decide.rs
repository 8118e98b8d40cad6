//! The decisions that give no award: decline, reject, send back.

use super::award::Award;
use super::decision::Verdict;
use super::recommendation::{Recommendation, Stage};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Not an approving official.
    #[error("Only an approving official decides.")]
    Forbidden,
    /// A reason is needed.
    #[error("Give a reason.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Db(_) => &[],
        }
    }
}

/// Declines an application that was not recommended.
///
/// # Errors
/// [`DecideError`].
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, reason: &str) -> Result<(), DecideError> {
    let account = actor.account.filter(|_| policy::may_decide(actor)).ok_or(DecideError::Forbidden)?;
    check_reason(reason)?;
    Ok(store::insert_decision(tx, case, None, (Verdict::Declined, None), (account, &actor.name, reason.trim()))?)
}

/// Declines an application although it was recommended.
///
/// # Errors
/// [`DecideError`].
pub fn reject(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, reason: &str) -> Result<Recommendation, DecideError> {
    settle(tx, actor, case, reason, (Stage::Rejected, Verdict::Declined))
}

/// Sends a recommendation back to review.
///
/// # Errors
/// [`DecideError`].
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, reason: &str) -> Result<Recommendation, DecideError> {
    settle(tx, actor, case, reason, (Stage::SentBack, Verdict::SentBack))
}

/// Takes back the decision on an award that its city was not told of, because an approval does
/// not count any more.
///
/// # Errors
/// [`DecideError`].
pub fn annul(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, reason: &str) -> Result<Award, DecideError> {
    let account = actor.account.filter(|_| policy::may_annul(actor)).ok_or(DecideError::Forbidden)?;
    check_reason(reason)?;
    let award = store::award(tx, case)?;
    store::mark_annulled(tx, &award)?;
    store::insert_decision(tx, case, None, (Verdict::SentBack, None), (account, &actor.name, reason.trim()))?;
    Ok(award)
}

fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: Id<Award>,
    reason: &str,
    (stage, verdict): (Stage, Verdict),
) -> Result<Recommendation, DecideError> {
    let account = actor.account.filter(|_| policy::may_decide(actor)).ok_or(DecideError::Forbidden)?;
    check_reason(reason)?;
    let open = store::find_open_recommendation(tx, case)?.ok_or(db::Error::Missing)?;
    store::mark_recommendation(tx, &open, stage)?;
    store::insert_decision(tx, case, Some(&open), (verdict, None), (account, &actor.name, reason.trim()))?;
    Ok(open)
}

fn check_reason(reason: &str) -> Result<(), DecideError> {
    let length = reason.trim().chars().count();
    if (1..=4000).contains(&length) {
        return Ok(());
    }
    Err(DecideError::Invalid(vec![FieldError::new("reason", "Give a reason in at most 4,000 characters. The letter shows it.")]))
}
