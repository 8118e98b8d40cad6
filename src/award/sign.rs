//! The city's answer to an offer: sign the agreement, or decline.

use super::agreement::Agreement;
use super::award::Award;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// What the official typed and looked at.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The name typed under the agreement.
    pub typed_name: String,
    /// Whether the official confirmed the authority to bind the city.
    pub has_authority: bool,
    /// SHA-256 of the text that was shown.
    pub seen_digest: String,
}

/// Why an offer was not answered.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// Not the official of this city.
    #[error("Only the authorized official of the city accepts or declines an award.")]
    Forbidden,
    /// It is not the text that was shown.
    #[error("The agreement changed after you opened it. Read it again.")]
    Changed,
    /// It was answered before.
    #[error("This offer has been answered already.")]
    Answered,
    /// Something is missing.
    #[error("Check your answers.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SignError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Changed | Self::Answered => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Changed | Self::Answered | Self::Db(_) => &[],
        }
    }
}

/// Signs the agreement: name, time and the digest of the text are kept.
///
/// # Errors
/// [`SignError`].
pub fn sign(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>, signature: &Signature) -> Result<Agreement, SignError> {
    let award = open_offer(tx, actor, case)?;
    let agreement = store::agreement(tx, case)?;
    let name = check_signature(&agreement, signature)?;
    let account = actor.account.ok_or(SignError::Forbidden)?;
    store::mark_signed(tx, &agreement, account, name)?;
    store::mark_accepted(tx, &award)?;
    Ok(store::agreement(tx, case)?)
}

/// The name under a signature, if it is one on this text.
pub(super) fn check_signature<'a>(agreement: &Agreement, signature: &'a Signature) -> Result<&'a str, SignError> {
    if agreement.digest != signature.seen_digest || !agreement.is_intact() {
        return Err(SignError::Changed);
    }
    let name = signature.typed_name.trim();
    let mut mistakes = Vec::new();
    if name.chars().count() < 3 || name.chars().count() > 200 {
        mistakes.push(FieldError::new("typed_name", "Type your full name."));
    }
    if !signature.has_authority {
        mistakes.push(FieldError::new("has_authority", "Confirm that you may sign for the city."));
    }
    if mistakes.is_empty() { Ok(name) } else { Err(SignError::Invalid(mistakes)) }
}

/// Declines the offer.
///
/// # Errors
/// [`SignError`].
pub fn decline_offer(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>) -> Result<Award, SignError> {
    let award = open_offer(tx, actor, case)?;
    store::mark_declined(tx, &award)?;
    Ok(award)
}

fn open_offer(tx: &mut Tx<'_>, actor: &Actor, case: Id<Award>) -> Result<Award, SignError> {
    let award = store::award(tx, case)?;
    if !policy::may_sign(actor, award.organisation) {
        return Err(if policy::may_see(actor, &award) { SignError::Forbidden } else { db::Error::Missing.into() });
    }
    if award.is_open_offer() { Ok(award) } else { Err(SignError::Answered) }
}
