//! Who may do what with checks and conditions. Pure.

use super::condition::Condition;
use crate::kernel::Id;
use crate::people::{Actor, FundRole, Organisation};

/// Whether the person attests checks and imposes conditions.
#[must_use]
pub fn checks(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Administrator])
}

/// Whether the person is one of those who lift conditions: the one who imposed it never does.
#[must_use]
pub fn lifts(actor: &Actor) -> bool {
    checks(actor) || actor.has(FundRole::ApprovingOfficial)
}

/// Whether the person imposed this condition: then another must lift it.
#[must_use]
pub fn is_imposer(actor: &Actor, condition: &Condition) -> bool {
    actor.is_person(&condition.imposed_by)
}

/// Whether the person belongs to the city, or has its people's employer, and so must neither vouch for it nor bind or free
/// it.
#[must_use]
pub fn is_own_city(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.belongs_to(city) || actor.walls.touch_city(city)
}

/// Whether the person reads checks, their evidence and all conditions.
#[must_use]
pub fn may_see(actor: &Actor) -> bool {
    let readers = [
        FundRole::ProgramOfficer,
        FundRole::ApprovingOfficial,
        FundRole::FinanceOfficer,
        FundRole::ReleasingOfficer,
        FundRole::Auditor,
        FundRole::Administrator,
    ];
    actor.has_any(&readers)
}

/// Whether the person reads the conditions of this city's awards: its people do, and whoever reads all.
#[must_use]
pub fn may_see_conditions(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.belongs_to(city) || may_see(actor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn officers_and_administrators_check_and_approvers_lift_too() {
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| FundRole::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(checks), [FundRole::ProgramOfficer, FundRole::Administrator]);
        assert_eq!(holders(lifts), [FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::Administrator]);
        let outside: Vec<_> = FundRole::VARIANTS.iter().copied().filter(|role| !may_see(&who(*role))).collect();
        assert_eq!(outside, [FundRole::Reviewer, FundRole::Chair]);
        assert!(!checks(&Actor::system()) && !lifts(&Actor::system()) && !may_see(&Actor::system()), "a person must look");
    }
}
