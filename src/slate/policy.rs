//! Who adopts a slate. Pure; who reads one is asked of the ranking that it is made from.

use crate::people::{Actor, FundRole};

/// Whether the person adopts the slate of a round: the officers and the chairs of panels.
#[must_use]
pub fn may_adopt(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Chair])
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn slates_are_adopted_by_officers_and_chairs() {
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let may: Vec<FundRole> = FundRole::VARIANTS.iter().copied().filter(|role| may_adopt(&who(*role))).collect();
        assert_eq!(may, [FundRole::Chair, FundRole::ProgramOfficer]);
        assert!(!may_adopt(&Actor::anonymous()) && !may_adopt(&Actor::system()));
    }
}
