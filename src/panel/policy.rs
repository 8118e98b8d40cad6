//! Who may do what with panels. Pure.

use super::Seat;
use crate::people::{Actor, FundRole};

/// Whether the person puts panels together: invites, reminds, takes invitations back.
#[must_use]
pub fn may_lead(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Chair])
}

/// Whether the person sees who is on the panel of a round.
#[must_use]
pub fn may_see(actor: &Actor) -> bool {
    may_lead(actor) || actor.has(FundRole::Auditor)
}

/// Whether the person takes somebody off a panel.
#[must_use]
pub fn may_remove(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

/// Whether the person sets up the phases of a round.
#[must_use]
pub fn may_set_phases(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

/// Whether the person declares their ties once a year.
#[must_use]
pub fn may_declare(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::Reviewer, FundRole::Chair])
}

/// Whether the seat is the person's own.
pub(super) fn is_own(actor: &Actor, seat: &Seat) -> bool {
    seat.account.is_some() && seat.account == actor.account
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn panels_are_led_by_officers_and_chairs() {
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let holders = |may: fn(&Actor) -> bool| FundRole::VARIANTS.iter().copied().filter(|role| may(&who(*role))).collect::<Vec<_>>();
        assert_eq!(holders(may_lead), [FundRole::Chair, FundRole::ProgramOfficer]);
        assert_eq!(holders(may_see), [FundRole::Chair, FundRole::ProgramOfficer, FundRole::Auditor]);
        assert_eq!(holders(may_remove), [FundRole::ProgramOfficer]);
        assert_eq!(holders(may_set_phases), [FundRole::ProgramOfficer]);
        assert_eq!(holders(may_declare), [FundRole::Reviewer, FundRole::Chair]);
        assert!(!may_see(&Actor::anonymous()) && !may_lead(&Actor::system()));
    }
}
