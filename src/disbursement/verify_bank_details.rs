//! A second person, of the fund, confirms a city's bank details by another way
//! than this program: a call to a number known before, or a letter of the bank.

use super::bank_details::BankDetails;
use super::facts::BankVerified;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::{audit, outbox};

/// Why the details were not verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyBankDetailsError {
    /// Not a finance officer.
    #[error("Only a finance officer can verify bank details.")]
    NotFinance,
    /// The one who entered them.
    #[error("You entered these details, so another person must verify them.")]
    SamePerson,
    /// A newer version exists.
    #[error("The city has changed these details since. Verify the new ones.")]
    Superseded,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for VerifyBankDetailsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::Superseded => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Marks the current version of a city's details as verified.
///
/// # Errors
/// [`VerifyBankDetailsError`].
pub fn verify_bank_details(tx: &mut Tx<'_>, actor: &Actor, id: Id<BankDetails>, how: &str) -> Result<(), VerifyBankDetailsError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(VerifyBankDetailsError::NotFinance)?;
    let details = store::bank_details(tx, id)?;
    if actor.walls.hide_account_of(details.organisation) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_verify(actor, &details) {
        return Err(VerifyBankDetailsError::SamePerson);
    }
    if store::find_current_bank_details(tx, details.organisation)?.is_none_or(|current| current.id != id) {
        return Err(VerifyBankDetailsError::Superseded);
    }
    let how = how.trim();
    if how.is_empty() || how.chars().count() > 300 {
        return Err(VerifyBankDetailsError::Fields(vec![FieldError::new(
            "how",
            "Say how you verified the account, in at most 300 characters.",
        )]));
    }
    store::mark_verified(tx, id, account, &actor.name, how)?;
    let city = organisation::city(tx, details.organisation)?;
    let fact = BankVerified {
        organisation_id: details.organisation.text(),
        city: city.full_name(),
        account_masked: details.masked(),
        verified_by: actor.name.clone(),
        how: how.to_owned(),
        verified_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::city(tx, details.organisation)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
