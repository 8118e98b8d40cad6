//! A second person, of the fund, confirms a city's bank details by another way
//! than this program: a call to a number known before, or a letter of the bank.
//! A change then cools off, and a test entry may have to go before money does.

use super::bank_details::{BankDetails, Done};
use super::facts::BankVerified;
use super::terms::{Terms, TermsError};
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
    /// They came back, or the bank gave notice of a change.
    #[error("These details are frozen. The city must enter them again.")]
    Frozen,
    /// The policy asks another person of the city first.
    #[error("Another person of the city must confirm these details first. They were asked by mail.")]
    NotConfirmed,
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
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
            Self::Superseded | Self::Frozen | Self::NotConfirmed | Self::Terms(_) => Kind::Conflict,
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
    verify(tx, actor, id, (how, false))
}

/// As [`verify_bank_details`], and a test entry of no money goes to the account before money does.
///
/// # Errors
/// [`VerifyBankDetailsError`].
pub fn verify_after_prenote(tx: &mut Tx<'_>, actor: &Actor, id: Id<BankDetails>, how: &str) -> Result<(), VerifyBankDetailsError> {
    verify(tx, actor, id, (how, true))
}

fn verify(tx: &mut Tx<'_>, actor: &Actor, id: Id<BankDetails>, (how, wants_prenote): (&str, bool)) -> Result<(), VerifyBankDetailsError> {
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
    if details.blocked_reason.is_some() {
        return Err(VerifyBankDetailsError::Frozen);
    }
    let terms = Terms::at(tx.now())?;
    let rules = terms.bank_details;
    if rules.city_confirms(details.number) && details.confirmed.is_none() {
        return Err(VerifyBankDetailsError::NotConfirmed);
    }
    let how = how.trim();
    if how.is_empty() || how.chars().count() > 300 {
        return Err(VerifyBankDetailsError::Fields(vec![FieldError::new(
            "how",
            "Say how you verified the account, in at most 300 characters.",
        )]));
    }
    let usable_from = rules.usable_from(details.number, tx.now(), terms.zone).map_err(TermsError::from)?;
    let prenote = rules.needs_prenote(details.number, wants_prenote);
    let done = Done { by: account.text(), name: actor.name.clone(), at: tx.now() };
    store::mark_verified(tx, id, &done, how, (usable_from, prenote))?;
    if prenote {
        store::insert_prenote(tx, id)?;
    }
    let city = organisation::city(tx, details.organisation)?;
    let fact = BankVerified {
        organisation_id: details.organisation.text(),
        city: city.full_name(),
        account_masked: details.masked(),
        verified_by: actor.name.clone(),
        how: how.to_owned(),
        verified_at: tx.now(),
        usable_from,
        prenote,
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::city(tx, details.organisation)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
