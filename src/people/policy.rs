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

/// Whether `actor` may bring in reviewers, who take the role by a link sent to them: whoever puts a panel together,
/// and whoever manages the fund's people. No other role of the fund is given so.
#[must_use]
pub fn may_bring_reviewers(actor: &Actor) -> bool {
    may_manage_people(actor) || actor.has_any(&[FundRole::ProgramOfficer, FundRole::Chair])
}

/// Whether `actor` may see who belongs to a city: its own people and the fund's staff.
#[must_use]
pub fn may_see_members(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.belongs_to(city) || actor.fund_roles.iter().any(|r| !matches!(r, FundRole::Reviewer | FundRole::Chair))
}

/// Whether `actor` may give somebody else `role` in a city: whoever writes for it, any but the
/// official's, which is only taken by who was named for it ([`may_name_official`]).
#[must_use]
pub fn may_add_member(actor: &Actor, city: Id<Organisation>, role: CityRole) -> bool {
    actor.is_system || (actor.writes_for(city) && role != CityRole::AuthorizedOfficial)
}

/// Whether `actor` may name who is the authorized official of a city: whoever writes for it. Where
/// there is one, and it is somebody else, the fund is asked first ([`asks_fund`]).
#[must_use]
pub fn may_name_official(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.writes_for(city)
}

/// Whether the fund is asked before a naming goes out: a preparer does not replace the official alone.
#[must_use]
pub fn asks_fund(actor: &Actor, city: Id<Organisation>, has_official: bool) -> bool {
    has_official && !actor.acts_for(city, CityRole::AuthorizedOfficial)
}

/// Whether `actor` finds for the fund who acts for a city.
#[must_use]
pub fn may_decide_claims(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

/// Whether `actor` reads the claims on cities.
#[must_use]
pub fn may_see_claims(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Administrator, FundRole::Auditor])
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
    fn reviewers_are_brought_in_by_whoever_puts_a_panel_together() {
        use strum::VariantArray;
        let who = |role| Actor { fund_roles: vec![role], ..Actor::anonymous() };
        let may: Vec<_> = FundRole::VARIANTS.iter().copied().filter(|role| may_bring_reviewers(&who(*role))).collect();
        assert_eq!(may, [FundRole::Chair, FundRole::ProgramOfficer, FundRole::Administrator]);
    }

    #[test]
    fn nobody_gives_the_role_of_the_official_and_a_preparer_asks_the_fund_to_replace_one() {
        let city = IdSource::seeded(1).id(Timestamp::from_micros(0));
        let clerk = Actor { memberships: vec![Membership { organisation: city, role: CityRole::Preparer }], ..Actor::anonymous() };
        let mayor =
            Actor { memberships: vec![Membership { organisation: city, role: CityRole::AuthorizedOfficial }], ..Actor::anonymous() };
        for who in [&clerk, &mayor] {
            assert!(!may_add_member(who, city, CityRole::AuthorizedOfficial) && may_add_member(who, city, CityRole::Viewer));
            assert!(may_name_official(who, city));
        }
        assert!(!asks_fund(&clerk, city, false) && asks_fund(&clerk, city, true) && !asks_fund(&mayor, city, true));
        assert!(!may_name_official(&Actor::anonymous(), city) && !may_name_official(&Actor::system(), city));
        assert!(!may_remove_member(&clerk, city, false));
    }
}
