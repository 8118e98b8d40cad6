//! Who may ask for an amendment, decide on it and take it back. Pure.

use super::amendment::{Amendment, AmendmentKind, Stage};
use super::transfers::Transfers;
use crate::award::Award;
use crate::kernel::Id;
use crate::outbox::Side;
use crate::people::{Actor, CityRole, FundRole, Organisation};

/// For whom the person may ask for this: the official of the city for anything, a program officer for more or less money.
#[must_use]
pub fn asks(actor: &Actor, city: Id<Organisation>, kind: AmendmentKind) -> Option<Side> {
    let is_of_fund = actor.has(FundRole::ProgramOfficer) && !is_own_city(actor, city);
    if actor.acts_for(city, CityRole::AuthorizedOfficial) {
        Some(Side::City)
    } else if is_of_fund && matches!(kind, AmendmentKind::Increase | AmendmentKind::Decrease) {
        Some(Side::Fund)
    } else {
        None
    }
}

/// Whether the person belongs to the city, or has its people's employer.
pub(super) fn is_own_city(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.belongs_to(city) || actor.walls.touch_city(city)
}

/// Whether the person is the one who asked: then another decides.
#[must_use]
pub(super) fn is_asker(actor: &Actor, amendment: &Amendment) -> bool {
    actor.is_person(&amendment.asked.by)
}

/// Whether it needs an approving official: what the city signs does, and transfers over the limit where the policy says so.
pub(super) fn needs_official(amendment: &Amendment, transfers: &Transfers) -> bool {
    amendment.needs_signature || (amendment.kind == AmendmentKind::Budget && transfers.needs_approval)
}

/// Whether the person is one of those who decide on amendments.
pub(super) fn is_decider(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ApprovingOfficial, FundRole::ProgramOfficer])
}

/// Whether the person decides on this one: never who asked, never somebody of the city.
#[must_use]
pub fn may_decide(actor: &Actor, award: &Award, amendment: &Amendment, transfers: &Transfers) -> bool {
    let holds_role = actor.has(FundRole::ApprovingOfficial) || (is_decider(actor) && !needs_official(amendment, transfers));
    holds_role && !is_asker(actor, amendment) && !is_own_city(actor, award.organisation)
}

/// Whether the person takes it back: while it is asked, those for whom it was asked; once approved, either side.
#[must_use]
pub fn may_withdraw(actor: &Actor, award: &Award, amendment: &Amendment) -> bool {
    let of_city = actor.acts_for(award.organisation, CityRole::AuthorizedOfficial) && amendment.is_for_city();
    let of_fund = is_decider(actor) && !is_own_city(actor, award.organisation);
    match amendment.stage {
        Stage::Asked if amendment.by_fund => of_fund,
        Stage::Asked => of_city,
        Stage::Approved => of_city || of_fund,
        Stage::Returned | Stage::Refused | Stage::Withdrawn | Stage::InForce => false,
    }
}
