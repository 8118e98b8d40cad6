//! Who may do what to the fund's money. Pure predicates; the web asks the same
//! ones to decide whether to show a button. Who approves and releases a run is for its
//! workflow to say (`run_workflow`).

use super::bank_details::BankDetails;
use super::bank_proposal::BankProposal;
use crate::kernel::Id;
use crate::people::{Actor, CityRole, FundRole, Organisation};

/// Whether the person may record steps of the fund's money, prepare and refuse
/// payments, read statements and record refunds.
#[must_use]
pub fn is_finance(actor: &Actor) -> bool {
    actor.has(FundRole::FinanceOfficer)
}

/// Those who approve what a finance officer prepared, if they are another person.
pub const APPROVERS: &[FundRole] = &[FundRole::FinanceOfficer, FundRole::ApprovingOfficial];

/// The account of the person who approves what a finance officer does, if both may and they are two.
#[must_use]
pub fn second_person(actor: &Actor, approver: &Actor) -> Option<String> {
    let approved_by = approver.account?.text();
    (is_finance(actor) && approver.has_any(APPROVERS) && !is(actor, &approved_by)).then_some(approved_by)
}

/// Whether the person may see payments of all cities.
#[must_use]
pub fn may_see_payments(actor: &Actor) -> bool {
    actor.has_any(&[
        FundRole::FinanceOfficer,
        FundRole::ReleasingOfficer,
        FundRole::ApprovingOfficial,
        FundRole::Auditor,
        FundRole::ProgramOfficer,
    ])
}

/// Whether the person may enter bank details for the city and ask for money.
#[must_use]
pub fn may_ask_for(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.acts_for(city, CityRole::AuthorizedOfficial)
}

/// Whether the person may verify these details: a finance officer who did not enter them.
#[must_use]
pub fn may_verify(actor: &Actor, details: &BankDetails) -> bool {
    is_finance(actor) && !is(actor, &details.entered.by)
}

/// Whether the person may confirm these details for their city: somebody who writes for it and did not enter them.
#[must_use]
pub fn may_confirm(actor: &Actor, details: &BankDetails) -> bool {
    actor.writes_for(details.organisation) && !is(actor, &details.entered.by)
}

/// Whether the person may decide a notice of the bank: a finance officer who did not read it in.
#[must_use]
pub fn may_decide(actor: &Actor, proposal: &BankProposal) -> bool {
    is_finance(actor) && !is(actor, &proposal.found.by)
}

/// Whether an account is of the actor's person.
pub(super) fn is(actor: &Actor, account: &str) -> bool {
    actor.is_person(account)
}
