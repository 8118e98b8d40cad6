//! Who prepares a draw, who makes it, and who looks at it on the desk. Pure; that it is not one person who prepares and
//! makes it, and that nothing of the round is closed to them, is asked where it is read.

use crate::people::{Actor, FundRole as R};

/// Whether the person prepares and announces draws.
#[must_use]
pub fn may_prepare(actor: &Actor) -> bool {
    actor.account.is_some() && actor.has_any(&[R::ProgramOfficer, R::Chair])
}

/// Whether the person makes a draw that somebody else prepared, or calls one off.
#[must_use]
pub fn may_draw(actor: &Actor) -> bool {
    actor.account.is_some() && actor.has_any(&[R::ProgramOfficer, R::Chair, R::ApprovingOfficial])
}

/// Whether the person looks at draws on the desk. What is published is for everybody.
#[must_use]
pub fn may_look(actor: &Actor) -> bool {
    actor.account.is_some() && actor.may_enter(&[R::ProgramOfficer, R::Chair, R::ApprovingOfficial, R::Auditor])
}

/// Those who are told of a draw.
pub(super) const TOLD: &[R] = &[R::ProgramOfficer, R::Chair, R::ApprovingOfficial];

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn officers_and_chairs_prepare_and_the_approving_official_may_draw() {
        let account = crate::kernel::IdSource::seeded(1).id(crate::kernel::Timestamp::from_micros(0));
        let who = |role| Actor { account: Some(account), fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| R::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(may_prepare), [R::Chair, R::ProgramOfficer]);
        assert_eq!(holders(may_draw), [R::Chair, R::ProgramOfficer, R::ApprovingOfficial]);
        assert_eq!(holders(may_look), [R::Chair, R::ProgramOfficer, R::ApprovingOfficial, R::Auditor]);
        assert!(!may_look(&Actor::anonymous()) && !may_prepare(&Actor::system()) && !may_draw(&Actor::system()));
    }
}
