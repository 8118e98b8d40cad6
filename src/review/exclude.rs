//! Reviewers whose conflict of interest was found after they were assigned, such as those who belong to a city that
//! came to have a part in the application: from now on they are kept out of it, as the same rules would have kept
//! them from being assigned (C1).

use super::facts::{ReviewRemoved, ReviewerExcluded};
use super::{About, Assignment, Stage, store};
use crate::conflict::{self, Ground};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::Id;
use crate::outbox::Side;
use crate::people::{self, Actor, FundRole};
use crate::{audit, intake, outbox};
use std::collections::BTreeSet;

/// Recuses every such reviewer and tells them and the program officers. A review that was submitted stays
/// word for word and counts no more. How many there were.
///
/// # Errors
/// The database's refusal.
pub fn exclude_conflicted(tx: &mut Tx<'_>, about: &About) -> Result<usize, Error> {
    let assigned: Vec<Assignment> = store::list_for_application(tx, about.application)?.into_iter().filter(|a| a.stage.counts()).collect();
    let mut excluded = 0;
    for assignment in assigned {
        let walls = conflict::walls(tx, assignment.reviewer)?;
        if let Some(grounds) = walls.grounds(&about.application.text()) {
            exclude(tx, about, &assignment, grounds)?;
            excluded += 1;
        }
    }
    Ok(excluded)
}

/// The applications that are not decided yet and have a reviewer with a conflict of interest who is still counted.
///
/// # Errors
/// The database's refusal.
pub fn list_conflicted(conn: &mut Conn) -> Result<Vec<Id<Application>>, Error> {
    let mut found = BTreeSet::new();
    let counted = store::list_counted(conn)?;
    for of_one in counted.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((reviewer, _)) = of_one.first() else { continue };
        let walls = conflict::walls(conn, *reviewer)?;
        found.extend(of_one.iter().map(|(_, application)| *application).filter(|id| walls.hide(*id)));
    }
    Ok(found.into_iter().collect())
}

fn exclude(tx: &mut Tx<'_>, about: &About, assignment: &Assignment, grounds: &BTreeSet<Ground>) -> Result<(), Error> {
    let rights = people::account::actor(tx, assignment.reviewer)?;
    let cities = intake::cities_with_a_part(tx, about.application)?;
    let own = cities.into_iter().find(|city| rights.belongs_to(*city));
    let city = intake::city_names(tx, &Vec::from_iter(own))?.pop().map(|(_, name)| name).unwrap_or_default();
    let why = grounds.first().map_or("has a conflict of interest", |ground| ground.words());
    let now = tx.now();
    let is_blind = !super::shows_applicant(tx, assignment, now)?;
    let (note, told) = if city.is_empty() {
        (format!("Kept out by rule: {why}."), format!("By the rules about conflicts of interest: {} {why}.", assignment.reviewer_name))
    } else {
        let has_part = format!("{city}, which has a part in this application.");
        (format!("Belongs to {has_part}"), format!("You belong to {has_part}"))
    };
    // A letter names nobody who is withheld on every page.
    let told =
        if is_blind { "By the rules about conflicts of interest: you are tied to somebody who has a part in it.".to_owned() } else { told };
    store::mark_excluded(tx, assignment, &note)?;
    let fact = ReviewerExcluded {
        application: about.application.text(),
        reference: about.reference.clone(),
        assignment: assignment.id.text(),
        reviewer: assignment.reviewer_name.clone(),
        city,
        why: why.to_owned(),
        had_submitted: assignment.stage == Stage::Submitted,
    };
    audit::record(tx, &Actor::system().doer(), &fact)?;
    let officers = people::account::list_open_to(tx, about.application, &[FundRole::ProgramOfficer])?;
    let officers: Vec<_> = officers.iter().map(|person| person.recipient(Side::Fund)).collect();
    outbox::announce(tx, &fact, &officers)?;
    let told = ReviewRemoved {
        application: fact.application,
        reference: super::known_as(tx, assignment, (&fact.reference, now))?,
        assignment: fact.assignment,
        reviewer: fact.reviewer,
        reason: told,
    };
    let reviewer = people::account::account(tx, assignment.reviewer)?;
    outbox::announce(tx, &told, &[reviewer.recipient(Side::Fund)])
}
