//! Who may do what with people. Pure.
//!
//! Separation held by the roles themselves: an administrator decides who may move
//! money, so an administrator holds no role that moves it; an auditor checks
//! everybody's work, so an auditor holds no other role at all. Separation between
//! the people of one grant (maker and checker) is asked by each operation.

use super::{Actor, CityRole, FundRole, Organisation};
use crate::kernel::Id;

/// The roles that move money, from reserving it to releasing it.
pub const MONEY: &[FundRole] =
    &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::FinanceOfficer, FundRole::ReleasingOfficer];

/// The held role that forbids `wanted`, if one does.
#[must_use]
pub fn conflicting(wanted: FundRole, held: &[FundRole]) -> Option<FundRole> {
    held.iter().copied().find(|h| clash(wanted, *h) || clash(*h, wanted))
}

fn clash(one: FundRole, other: FundRole) -> bool {
    match one {
        FundRole::Auditor => other != FundRole::Auditor,
        FundRole::Administrator => MONEY.contains(&other),
        _ => false,
    }
}

/// Whether `actor` manages accounts and roles of the fund: administrators, and the
/// command line, whose user owns the database anyway.
#[must_use]
pub fn may_manage_people(actor: &Actor) -> bool {
    actor.is_system || actor.has(FundRole::Administrator)
}

/// Whether `actor` may see who belongs to a city: its own people and the fund's staff.
#[must_use]
pub fn may_see_members(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.belongs_to(city) || actor.fund_roles.iter().any(|r| !matches!(r, FundRole::Reviewer | FundRole::Chair))
}

/// Whether `actor` may give somebody else `role` in a city. An official may give any
/// role. A preparer may give the others, and the official's only while there is none:
/// the clerk who registers the city brings in its first official.
#[must_use]
pub fn may_add_member(actor: &Actor, city: Id<Organisation>, role: CityRole, has_official: bool) -> bool {
    let is_official = actor.acts_for(city, CityRole::AuthorizedOfficial);
    actor.is_system || is_official || (actor.acts_for(city, CityRole::Preparer) && (role != CityRole::AuthorizedOfficial || !has_official))
}

/// Whether `actor` may take a role in a city away: an official any, everybody their own.
#[must_use]
pub fn may_remove_member(actor: &Actor, city: Id<Organisation>, is_self: bool) -> bool {
    actor.is_system || is_self || actor.acts_for(city, CityRole::AuthorizedOfficial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};
    use crate::people::Membership;

    #[test]
    fn an_administrator_holds_no_money_role_and_an_auditor_no_other() {
        for role in MONEY {
            assert_eq!(conflicting(*role, &[FundRole::Administrator]), Some(FundRole::Administrator));
            assert_eq!(conflicting(FundRole::Administrator, &[FundRole::Reviewer, *role]), Some(*role));
        }
        assert_eq!(conflicting(FundRole::Reviewer, &[FundRole::Auditor]), Some(FundRole::Auditor));
        assert_eq!(conflicting(FundRole::Auditor, &[FundRole::Administrator]), Some(FundRole::Administrator));
        assert_eq!(conflicting(FundRole::Chair, &[FundRole::Reviewer, FundRole::Administrator]), None);
    }

    #[test]
    fn a_preparer_brings_in_the_first_official_only() {
        let city = IdSource::seeded(1).id(Timestamp::from_micros(0));
        let clerk = Actor { memberships: vec![Membership { organisation: city, role: CityRole::Preparer }], ..Actor::anonymous() };
        assert!(may_add_member(&clerk, city, CityRole::AuthorizedOfficial, false));
        assert!(!may_add_member(&clerk, city, CityRole::AuthorizedOfficial, true));
        assert!(may_add_member(&clerk, city, CityRole::Viewer, true));
        assert!(!may_remove_member(&clerk, city, false));
    }
}
