//! Who may do what to expenses. Pure.

use super::expense::Expense;
use crate::kernel::Id;
use crate::people::{Actor, FundRole, Organisation};

/// Whether the person may submit expenses of the city.
#[must_use]
pub fn may_submit(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.writes_for(city)
}

/// Whether the person may see the city's expenses.
#[must_use]
pub fn may_see(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.belongs_to(city) || may_see_all(actor)
}

/// Whether the person may see the spending of all cities.
#[must_use]
pub fn may_see_all(actor: &Actor) -> bool {
    actor.has_any(&[
        FundRole::ProgramOfficer,
        FundRole::FinanceOfficer,
        FundRole::ApprovingOfficial,
        FundRole::Auditor,
        FundRole::ReleasingOfficer,
    ])
}

/// Whether the person is one of those who decide on expenses and reports.
#[must_use]
pub fn decides(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer])
}

/// Whether the person submitted this expense: then another must decide.
#[must_use]
pub fn is_submitter(actor: &Actor, expense: &Expense) -> bool {
    actor.is_person(&expense.submitted_by)
}
