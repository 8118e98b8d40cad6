//! Reviewers who belong to a city that came to have a part in an application after they were assigned:
//! from now on they are kept out of it, as the same rule would have kept them from being assigned.

use super::facts::{ReviewRemoved, ReviewerExcluded};
use super::{About, Assignment, Stage, store};
use crate::db::{Error, Tx};
use crate::kernel::Id;
use crate::outbox::Side;
use crate::people::{self, Actor, FundRole, Organisation};
use crate::{audit, intake, outbox};

/// Recuses every such reviewer and tells them and the program officers. A review that was submitted stays
/// word for word and counts no more. How many there were.
///
/// # Errors
/// The database's refusal.
pub fn exclude_conflicted(tx: &mut Tx<'_>, about: &About) -> Result<usize, Error> {
    let assigned: Vec<Assignment> = store::list_for_application(tx, about.application)?.into_iter().filter(|a| a.stage.counts()).collect();
    if assigned.is_empty() {
        return Ok(0);
    }
    let cities = intake::cities_with_a_part(tx, about.application)?;
    let mut excluded = 0;
    for assignment in assigned {
        let rights = people::account::actor(tx, assignment.reviewer)?;
        if let Some(city) = cities.iter().find(|city| rights.belongs_to(**city)) {
            exclude(tx, about, &assignment, *city)?;
            excluded += 1;
        }
    }
    Ok(excluded)
}

fn exclude(tx: &mut Tx<'_>, about: &About, assignment: &Assignment, city: Id<Organisation>) -> Result<(), Error> {
    let city = intake::city_names(tx, &[city])?.pop().map(|(_, name)| name).unwrap_or_default();
    store::mark_excluded(tx, assignment, &format!("Belongs to {city}, which has a part in this application."))?;
    let fact = ReviewerExcluded {
        application: about.application.text(),
        reference: about.reference.clone(),
        assignment: assignment.id.text(),
        reviewer: assignment.reviewer_name.clone(),
        city: city.clone(),
        had_submitted: assignment.stage == Stage::Submitted,
    };
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let officers = people::account::list_with_fund_roles(tx, &[FundRole::ProgramOfficer])?;
    let officers: Vec<_> = officers.iter().map(|person| person.recipient(Side::Fund)).collect();
    outbox::announce(tx, &fact, &officers)?;
    let told = ReviewRemoved {
        application: fact.application,
        reference: fact.reference,
        assignment: fact.assignment,
        reviewer: fact.reviewer,
        reason: format!("You belong to {city}, which has a part in this application."),
    };
    let reviewer = people::account::account(tx, assignment.reviewer)?;
    outbox::announce(tx, &told, &[reviewer.recipient(Side::Fund)])
}
