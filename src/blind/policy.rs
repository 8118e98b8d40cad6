//! Who prepares copies. Pure; who reviews what is asked of the store.

use crate::intake::Application;
use crate::people::{Actor, FundRole};

/// Whether the person prepares copies at all.
#[must_use]
pub fn may_prepare(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

/// Whether the copy of this application is theirs to prepare, unless they review it: it was received and is not closed to them.
pub(super) fn may_open(actor: &Actor, application: &Application) -> bool {
    may_prepare(actor) && application.submitted_at.is_some() && !actor.is_kept_from(application.id) && !actor.belongs_to(application.city)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn officers_prepare() {
        let holds = |role: &FundRole| may_prepare(&Actor { fund_roles: vec![*role], ..Actor::anonymous() });
        assert_eq!(FundRole::VARIANTS.iter().copied().filter(holds).collect::<Vec<_>>(), [FundRole::ProgramOfficer]);
    }
}
