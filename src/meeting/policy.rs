//! Who may do what with meetings. Pure.

use crate::people::{Actor, FundRole};

/// Whether the person plans and leads meetings.
#[must_use]
pub fn may_lead(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Chair])
}

/// Whether the person reads which meetings there are, and their minutes.
#[must_use]
pub fn may_read(actor: &Actor) -> bool {
    may_lead(actor) || actor.has(FundRole::Auditor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn meetings_are_led_by_officers_and_chairs_and_read_by_the_auditor_too() {
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| FundRole::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(may_lead), [FundRole::Chair, FundRole::ProgramOfficer]);
        assert_eq!(holders(may_read), [FundRole::Chair, FundRole::ProgramOfficer, FundRole::Auditor]);
        assert!(!may_read(&Actor::anonymous()) && !may_lead(&Actor::system()));
    }
}
