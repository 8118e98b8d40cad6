//! Who may do what with opportunities. Pure. The public sees published ones only.

use crate::people::{Actor, FundRole};

/// Whether the actor may import and publish opportunities.
#[must_use]
pub fn may_manage(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer) || actor.is_system
}
