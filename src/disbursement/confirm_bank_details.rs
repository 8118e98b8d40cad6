//! Another person of the city confirms changed bank details: they type the account number again, from the bank's own
//! letter or a check. So one stolen sign-in of a city redirects no money.

use super::bank_details::{BankDetails, Done};
use super::bank_facts::BankConfirmed;
use super::enter_bank_details::place;
use super::routing::parse_account;
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::vault::Vault;
use crate::{audit, outbox};
use secrecy::ExposeSecret;

/// Why the details were not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmBankDetailsError {
    /// Nobody who writes for the city.
    #[error("Only a person who writes for the city can confirm its bank details.")]
    NotOfCity,
    /// The one who entered them.
    #[error("You entered these details, so another person of your city must confirm them.")]
    SamePerson,
    /// A newer version exists, or they are frozen, verified or confirmed already.
    #[error("These details no longer wait to be confirmed. Look at the new state.")]
    NotWaiting,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// The account number cannot be read.
    #[error("The account number could not be read. Nothing was changed.")]
    Unsealing(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ConfirmBankDetailsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfCity => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Unsealing(_) => Kind::Broken,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Confirms the current version of a city's details, by the account number typed again.
///
/// # Errors
/// [`ConfirmBankDetailsError`].
pub fn confirm_bank_details(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    id: Id<BankDetails>,
    account_number: &str,
) -> Result<(), ConfirmBankDetailsError> {
    let details = store::bank_details(tx, id)?;
    let account = actor.account.filter(|_| actor.writes_for(details.organisation)).ok_or(ConfirmBankDetailsError::NotOfCity)?;
    if !policy::may_confirm(actor, &details) {
        return Err(ConfirmBankDetailsError::SamePerson);
    }
    let is_current = store::find_current_bank_details(tx, details.organisation)?.is_some_and(|current| current.id == id);
    if !is_current || !details.is_to_confirm() {
        return Err(ConfirmBankDetailsError::NotWaiting);
    }
    let entered = vault.open(place(&id.text()), &details.account_sealed).map_err(|e| ConfirmBankDetailsError::Unsealing(e.to_string()))?;
    if parse_account(account_number).ok().as_deref() != Some(entered.expose_secret()) {
        let told = "This is not the account number that was entered. If it is right, tell the fund at once.";
        return Err(ConfirmBankDetailsError::Fields([FieldError::new("confirmed_number", told)]));
    }
    store::mark_confirmed(tx, id, &Done { by: account.text(), name: actor.name.clone(), at: tx.now() })?;
    let city = organisation::city(tx, details.organisation)?;
    let fact = BankConfirmed {
        organisation_id: details.organisation.text(),
        city: city.full_name(),
        account_masked: details.masked(),
        confirmed_by: actor.name.clone(),
        confirmed_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::city(tx, details.organisation)?;
    to.extend(audience::fund_for_city(tx, details.organisation, &[FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
