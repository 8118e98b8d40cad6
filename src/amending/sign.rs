//! The city's official signs the text of an approved amendment; with that it is in force.

use super::amendment::{Amendment, Stage};
use super::store;
use super::take_effect::{EffectError, take_effect};
use crate::award::{self, SignError, Signature};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;

/// Why it was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignAmendmentError {
    /// It does not wait for a signature.
    #[error("This amendment does not wait for a signature any more.")]
    NotWaiting,
    /// The signature is not one.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// It cannot take effect.
    #[error(transparent)]
    Effect(#[from] EffectError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SignAmendmentError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotWaiting => Kind::Conflict,
            Self::Sign(e) => e.kind(),
            Self::Effect(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Sign(e) = self { e.fields() } else { &[] }
    }
}

/// Signs the text; the ledger and the award follow in the same transaction.
///
/// # Errors
/// [`SignAmendmentError`]; a person of another city finds nothing.
pub fn sign_amendment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Amendment>,
    signature: &Signature,
    press: &str,
) -> Result<(), SignAmendmentError> {
    let amendment = store::amendment(tx, id)?;
    let award = award::award(tx, amendment.award)?;
    if !actor.belongs_to(award.organisation) {
        return Err(db::Error::Missing.into());
    }
    let waiting = amendment.agreement.filter(|_| amendment.stage == Stage::Approved).ok_or(SignAmendmentError::NotWaiting)?;
    let signed = award::sign_amendment(tx, actor, (&award, waiting), signature)?;
    Ok(take_effect(tx, actor, &amendment, Some(&signed), press)?)
}
