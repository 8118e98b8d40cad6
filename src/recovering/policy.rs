//! Who may bill, collect and reopen. Pure.

use crate::people::{Actor, FundRole};

/// Whether the person asks for bills and reopenings.
#[must_use]
pub fn may_ask(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer])
}

/// Whether the person decides on what another asked for.
#[must_use]
pub fn may_decide(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial])
}

/// Whether the person decides on a reopening: as an award is approved.
#[must_use]
pub fn may_reopen(actor: &Actor) -> bool {
    actor.has(FundRole::ApprovingOfficial)
}

/// Whether the person refers a debt to collection.
#[must_use]
pub fn may_refer(actor: &Actor) -> bool {
    actor.has(FundRole::ApprovingOfficial)
}

/// Whether an account is of the actor's person: then another must decide.
#[must_use]
pub fn is(actor: &Actor, account: &str) -> bool {
    actor.is_person(account)
}
