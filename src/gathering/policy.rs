//! Who may do what with events and activities. Pure.

use crate::kernel::Id;
use crate::people::{Actor, FundRole, Organisation};

/// Whether the person records activities of the city.
#[must_use]
pub fn may_record(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.writes_for(city)
}

/// Whether the person keeps the register of events tidy.
#[must_use]
pub fn may_tidy(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

/// Whether the person reads the register on the fund's side.
#[must_use]
pub fn may_read(actor: &Actor) -> bool {
    actor.has_any(&[
        FundRole::ProgramOfficer,
        FundRole::FinanceOfficer,
        FundRole::ApprovingOfficial,
        FundRole::ReleasingOfficer,
        FundRole::Auditor,
    ])
}
