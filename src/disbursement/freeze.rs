//! Bank details are frozen: no money goes there any more. A payment that came back freezes them, a test entry that did,
//! and a notice of the bank that was taken over. Everybody who signs for the city is told, once.

use super::bank_details::BankDetails;
use super::bank_facts::BankFrozen;
use super::store;
use crate::db::{Error, Tx};
use crate::kernel::Id;
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, outbox};

/// Freezes one version, for a reason as a sentence or a code with its meaning. A frozen one stays as it is.
///
/// # Errors
/// The database's refusal.
pub fn freeze(tx: &mut Tx<'_>, id: Id<BankDetails>, reason: &str) -> Result<(), Error> {
    if !store::mark_blocked(tx, id, reason)? {
        return Ok(());
    }
    let details = store::bank_details(tx, id)?;
    let current = store::find_current_bank_details(tx, details.organisation)?;
    let city = organisation::city(tx, details.organisation)?;
    let fact = BankFrozen {
        organisation_id: details.organisation.text(),
        city: city.full_name(),
        account_masked: details.masked(),
        reason: reason.to_owned(),
        is_current: current.is_some_and(|current| current.id == id),
        frozen_at: tx.now(),
        zone: city.zone.to_string(),
    };
    // The return or notice that is the reason names who recorded it.
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let mut to = audience::city(tx, details.organisation)?;
    to.extend(audience::fund_for_city(tx, details.organisation, &[FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)
}
