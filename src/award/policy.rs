//! Who may do what with recommendations and awards. Pure; that maker and checker
//! differ is held by the workflow and again by [`super::offer`].

use super::Award;
use crate::kernel::Id;
use crate::people::{Actor, CityRole, FundRole, Organisation};

/// Whether the actor recommends awards.
#[must_use]
pub fn may_recommend(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer)
}

/// Whether the actor decides on recommendations.
#[must_use]
pub fn may_decide(actor: &Actor) -> bool {
    actor.has(FundRole::ApprovingOfficial)
}

/// Whether the actor takes back an award that was not told, when an approval does not count any more.
#[must_use]
pub fn may_annul(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::ApprovingOfficial])
}

/// Whether the actor ends recommendations that nobody decided: the program itself.
#[must_use]
pub fn may_lapse(actor: &Actor) -> bool {
    actor.is_system
}

/// Whether the actor signs for this city.
#[must_use]
pub fn may_sign(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.acts_for(city, CityRole::AuthorizedOfficial)
}

/// Whether the actor may know of this award before it is public: its city once it was told (W17).
///
#[must_use]
pub fn may_see(actor: &Actor, award: &Award) -> bool {
    let staff =
        [FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Auditor];
    (award.told_at.is_some() && actor.belongs_to(award.organisation)) || actor.has_any(&staff)
}
