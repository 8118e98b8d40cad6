//! Who may do what with an application, and which rows a person may see. Pure.

use super::Application;
use crate::kernel::Id;
use crate::people::{Account, Actor, CityRole, FundRole, Organisation};

/// The fund's own people, who see what was received.
const STAFF: &[FundRole] =
    &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Auditor];

/// Which applications an actor may see; applied by the store to every list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visible {
    /// Those of these cities.
    OfCities(Vec<Id<Organisation>>),
    /// Those that were received, and those of these cities.
    Received {
        /// The cities of the actor.
        cities: Vec<Id<Organisation>>,
        /// What was received and is closed to the actor because of a conflict of interest.
        without: Vec<String>,
        /// Who enters: what they entered for a city is theirs to read as the city does, once it was received.
        enterer: Option<Id<Account>>,
    },
}

/// What the actor may see.
#[must_use]
pub fn visible(actor: &Actor) -> Visible {
    let cities = actor.cities();
    if actor.may_enter(STAFF) || actor.is_system {
        let enterer = actor.account.filter(|_| actor.has(FundRole::ProgramOfficer));
        Visible::Received { cities, without: actor.walls.ids(), enterer }
    } else {
        Visible::OfCities(cities)
    }
}

/// Whether the actor enters this application for its city: the officer who began the entry, in this one alone.
#[must_use]
pub fn enters(actor: &Actor, application: &Application) -> bool {
    let is_theirs = |account| application.entry.as_ref().is_some_and(|entry| entry.account == account);
    actor.has(FundRole::ProgramOfficer) && actor.account.is_some_and(is_theirs)
}

/// Whether the actor may enter an application for this city: an officer of the fund who is not tied to the city.
#[must_use]
pub fn may_enter_for(actor: &Actor, city: Id<Organisation>) -> bool {
    actor.has(FundRole::ProgramOfficer) && !actor.belongs_to(city) && !actor.walls.touch_city(city)
}

/// Whether the actor reads this application as its city does.
#[must_use]
pub fn is_of_city(actor: &Actor, application: &Application) -> bool {
    actor.belongs_to(application.city) || enters(actor, application)
}

/// Whether the actor may see this application: as its city does, or for the fund what was received and is not closed to
/// them because of a conflict of interest.
#[must_use]
pub fn may_see(actor: &Actor, application: &Application) -> bool {
    let is_open = application.submitted_at.is_some() && !actor.is_kept_from(application.id);
    is_of_city(actor, application) || (is_open && (actor.may_enter(STAFF) || actor.is_system))
}

/// Whether the actor may write in it, as far as its role goes.
#[must_use]
pub fn may_write(actor: &Actor, application: &Application) -> bool {
    actor.writes_for(application.city) || enters(actor, application)
}

/// Whether the actor may certify and submit it.
#[must_use]
pub fn may_certify(actor: &Actor, application: &Application) -> bool {
    actor.acts_for(application.city, CityRole::AuthorizedOfficial)
}

/// Whether the actor may take up again, for the fund, what has ended: an officer of the fund to whom it is open.
#[must_use]
pub fn may_take_up(actor: &Actor, application: &Application) -> bool {
    let is_officer = actor.has(FundRole::ProgramOfficer) || actor.has(FundRole::ApprovingOfficial);
    is_officer && !actor.is_kept_from(application.id)
}

/// Whether the actor may send it back or close it for editing.
#[must_use]
pub fn may_screen(actor: &Actor) -> bool {
    actor.has(FundRole::ProgramOfficer) || actor.is_system
}
