//! A second person decides a notice of the bank: takes it over, so that it is the city's next version of bank details,
//! verified and resting like any change, or sets it aside with a reason.

use super::bank_details::{BankDetails, Done, Source};
use super::bank_facts::BankNoticeSetAside;
use super::bank_proposal::{self, BankProposal, notice_words, open_bank_proposal};
use super::enter_bank_details::{changed, place};
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::vault::{Vault, VaultError};
use crate::{audit, outbox};
use secrecy::ExposeSecret;

/// Why a notice was not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideBankChangeError {
    /// Not a finance officer.
    #[error("Only a finance officer can decide a notice of the bank.")]
    NotFinance,
    /// The one who read it in.
    #[error("You read this notice in, so another person must decide it.")]
    SamePerson,
    /// Somebody decided it.
    #[error("This notice is decided already.")]
    Decided,
    /// The city has other details now.
    #[error("The details that this notice is about are no longer the ones in use, or are frozen. Set the notice aside.")]
    Superseded,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// An account number could not be read or stored.
    #[error("The account number could not be read or stored safely. Nothing was changed.")]
    Vault(#[from] VaultError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DecideBankChangeError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::Decided | Self::Superseded | Self::Terms(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Vault(_) => Kind::Broken,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// The notice and the person, if they may decide it.
fn to_decide(tx: &mut Tx<'_>, actor: &Actor, id: Id<BankProposal>) -> Result<(BankProposal, Done), DecideBankChangeError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(DecideBankChangeError::NotFinance)?;
    let proposal = open_bank_proposal(tx, actor, id)?;
    if !policy::may_decide(actor, &proposal) {
        return Err(DecideBankChangeError::SamePerson);
    }
    if proposal.decision.is_some() {
        return Err(DecideBankChangeError::Decided);
    }
    Ok((proposal, Done { by: account.text(), name: actor.name.clone(), at: tx.now() }))
}

/// Makes the notice the city's next version of bank details. The version before is frozen; the new one rests like any
/// change.
///
/// # Errors
/// [`DecideBankChangeError`].
pub fn take_over_bank_change(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    id: Id<BankProposal>,
) -> Result<Id<BankDetails>, DecideBankChangeError> {
    let (proposal, done) = to_decide(tx, actor, id)?;
    let terms = Terms::at(tx.now())?;
    let current = store::find_current_bank_details(tx, proposal.organisation)?;
    let before = current.filter(|current| current.id == proposal.details && current.is_verified());
    let before = before.ok_or(DecideBankChangeError::Superseded)?;
    let details = corrected(tx, vault, (&before, &proposal), (&done, &terms))?;
    let why = format!("{}: {}", proposal.code, notice_words(&proposal.code));
    store::mark_blocked(tx, before.id, &format!("{why}; corrected"))?;
    store::insert_bank_details(tx, &details)?;
    if details.awaits_prenote {
        store::insert_prenote(tx, details.id)?;
    }
    store::mark_proposal_decided(tx, id, &done, Ok(details.id))?;
    let city = organisation::city(tx, details.organisation)?;
    let mut fact = changed(tx, &details, &city, (&actor.name, terms.bank_details.rest_days(details.number)));
    fact.notice = Some(why);
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::city(tx, details.organisation)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(details.id)
}

/// The version that follows `before` by what the notice says.
fn corrected(
    tx: &Tx<'_>,
    vault: &Vault,
    (before, proposal): (&BankDetails, &BankProposal),
    (done, terms): (&Done, &Terms),
) -> Result<BankDetails, DecideBankChangeError> {
    let number = match &proposal.account_sealed {
        Some(sealed) => vault.open(bank_proposal::place(&proposal.id.text()), sealed)?,
        None => vault.open(place(&before.id.text()), &before.account_sealed)?,
    };
    let (id, version, rules) = (tx.id::<BankDetails>(), before.number + 1, terms.bank_details);
    Ok(BankDetails {
        id,
        organisation: before.organisation,
        number: version,
        holder: proposal.holder.clone().unwrap_or_else(|| before.holder.clone()),
        routing_number: proposal.routing_number.clone().unwrap_or_else(|| before.routing_number.clone()),
        account_sealed: vault.seal(place(&id.text()), number.expose_secret())?,
        account_last4: proposal.account_last4.clone().unwrap_or_else(|| before.account_last4.clone()),
        kind: proposal.kind.unwrap_or(before.kind),
        entered: proposal.found.clone(),
        verified: Some(done.clone()),
        how_verified: Some(format!("Notice of change {} of the bank about trace {}", proposal.code, proposal.trace)),
        confirmed: None,
        usable_from: rules.usable_from(version, done.at, terms.zone).map_err(TermsError::from)?,
        awaits_prenote: rules.needs_prenote(version, false),
        source: Source::Notice,
        blocked_reason: None,
        frozen_at: None,
    })
}

/// Sets a notice aside.
///
/// # Errors
/// [`DecideBankChangeError`].
pub fn set_bank_change_aside(tx: &mut Tx<'_>, actor: &Actor, id: Id<BankProposal>, reason: &str) -> Result<(), DecideBankChangeError> {
    let (proposal, done) = to_decide(tx, actor, id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        let told = FieldError::new("reason", "Say why, in at most 500 characters.");
        return Err(DecideBankChangeError::Fields([told]));
    }
    store::mark_proposal_decided(tx, id, &done, Err(reason))?;
    let fact = BankNoticeSetAside {
        proposal_id: id.text(),
        organisation_id: proposal.organisation.text(),
        code: proposal.code,
        reason: reason.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
