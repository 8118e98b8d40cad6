//! Who may do what to an entry by hand. Pure predicates; the pages ask the same ones
//! to decide whether to show a button.

use super::entry::ManualEntry;
pub use crate::disbursement::policy::APPROVERS;
use crate::people::{Actor, FundRole};

/// Whether the person may prepare entries.
#[must_use]
pub fn may_prepare(actor: &Actor) -> bool {
    actor.has(FundRole::FinanceOfficer)
}

/// Whether the person decides entries of others.
#[must_use]
pub fn decides(actor: &Actor) -> bool {
    actor.has_any(APPROVERS)
}

/// Whether the person may approve or refuse this entry: not the one who prepared it.
#[must_use]
pub fn may_decide(actor: &Actor, entry: &ManualEntry) -> bool {
    decides(actor) && !is_preparer(actor, entry)
}

/// Whether the person prepared this entry, with whichever of their accounts.
#[must_use]
pub fn is_preparer(actor: &Actor, entry: &ManualEntry) -> bool {
    actor.is_person(&entry.prepared.by)
}

/// Whether the person may withdraw this entry: with the account that prepared it.
#[must_use]
pub fn may_withdraw(actor: &Actor, entry: &ManualEntry) -> bool {
    actor.account.is_some_and(|id| id.text() == entry.prepared.by)
}
