//! Who may do what to the versions of a workflow. Pure predicates; the pages ask the same
//! ones to decide whether to show a button. That another *person* must decide is asked of
//! the rows, since two accounts may be one person.

use crate::people::{Actor, FundRole};

/// Who looks at the versions and what is proposed.
pub const READERS: &[FundRole] = &[FundRole::Administrator, FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::Auditor];
/// Who proposes a version.
pub const PROPOSERS: &[FundRole] = &[FundRole::Administrator, FundRole::ProgramOfficer];
/// Who publishes or refuses what another person proposed.
pub const DECIDERS: &[FundRole] = &[FundRole::Administrator, FundRole::ProgramOfficer, FundRole::ApprovingOfficial];

/// Whether the person may propose a version.
#[must_use]
pub fn may_propose(actor: &Actor) -> bool {
    actor.has_any(PROPOSERS)
}

/// Whether the person decides what others propose.
#[must_use]
pub fn decides(actor: &Actor) -> bool {
    actor.has_any(DECIDERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn only_named_roles_propose_and_decide() {
        let with = |role: FundRole| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        for role in FundRole::VARIANTS {
            assert_eq!(may_propose(&with(*role)), matches!(role, FundRole::Administrator | FundRole::ProgramOfficer), "{role}");
            assert_eq!(decides(&with(*role)), may_propose(&with(*role)) || *role == FundRole::ApprovingOfficial, "{role}");
        }
        assert!(!may_propose(&Actor::anonymous()) && !decides(&Actor::anonymous()));
    }
}
