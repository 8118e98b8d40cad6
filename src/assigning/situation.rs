//! Reads a round for its assignment: the applications in review that are open to whoever assigns, the panel with what is closed
//! to each of them, and the tasks there are. A bounded number of queries for each person, none for each application.

use super::propose::{self, ProposeError};
use super::subjects::{Matter, Subjects};
use super::{Proposal, Wish};
use crate::blind::WITHHELD;
use crate::conflict::Walls;
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::panel::{self, Absence};
use crate::people::{Account, Actor, Organisation, organisation};
use crate::process::{self, Stage};
use crate::reporting::disparity::Policy;
use crate::review::{self, Assignment, Candidate};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

/// One application in review.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) id: Id<Application>,
    pub(super) reference: String,
    pub(super) city: String,
    pub(super) matter: Matter,
    pub(super) tasks: Vec<Assignment>,
}

/// Somebody who can be asked, or who reviews already.
#[derive(Clone, Debug)]
pub(super) struct Panelist {
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    /// The most reviews they take; `None` for whoever reviews without a seat and gets no more.
    pub(super) most: Option<u32>,
    pub(super) absence: Option<Absence>,
    pub(super) region: Option<String>,
    /// What is closed to them.
    pub(super) walls: Walls,
    /// Whether they read the reviews of others once they are taken off an application: then they are not given it again.
    pub(super) reads_all: bool,
}

/// All that a proposal is made of.
#[derive(Clone, Debug)]
pub(super) struct Situation {
    pub(super) today: NaiveDate,
    pub(super) subjects: &'static Subjects,
    /// By reference.
    pub(super) cases: Vec<Case>,
    pub(super) people: BTreeMap<Id<Account>, Panelist>,
    /// Tasks that count in applications that are not among the cases and open to whoever assigns, such as decided ones.
    pub(super) elsewhere: BTreeMap<Id<Account>, u32>,
    /// Tasks that count in applications that are closed to whoever assigns: they bind what somebody takes, and are shown to nobody.
    pub(super) closed: BTreeMap<Id<Account>, u32>,
}

/// A round as it was read.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) round: Opportunity,
    pub(super) situation: Situation,
    /// Everybody of the situation, to be assigned.
    pub(super) candidates: BTreeMap<Id<Account>, Candidate>,
}

/// An application in review: its reference, its city, and every task on it.
pub type InReview = (String, String, Vec<Assignment>);

/// How the reviews of a round are given out now.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The round.
    pub round: Opportunity,
    /// Reviews of each application, where nothing else is asked for.
    pub reviews: u32,
    /// Each application in review, by reference: its reference, its city, who reviews it.
    pub applications: Vec<InReview>,
    /// Each person: account, name, what they take at most, if they are on the panel.
    pub people: Vec<(Id<Account>, String, Option<u32>)>,
    /// Today, in the zone of the round.
    pub today: NaiveDate,
    /// The first day on which reviews that others take over today are due.
    pub first_due_to_take_over: NaiveDate,
}

/// How the reviews of a published round stand, as far as they are open to the actor.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, or the actor leads no panels.
pub fn standing(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp)) -> Result<Standing, Error> {
    if !panel::may_see(actor) {
        return Err(Error::Missing);
    }
    let Loaded { round, situation, .. } = load(conn, actor, (slug, now))?;
    let Situation { today, subjects, cases, people, .. } = situation;
    let applications = cases.into_iter().map(|case| (case.reference, case.city, case.tasks)).collect();
    let mut people: Vec<_> = people.into_iter().map(|(account, person)| (account, person.name, person.most)).collect();
    people.sort_by(|one, next| (&one.1, one.0).cmp(&(&next.1, next.0)));
    let first_due_to_take_over = review::first_due_to_take_over(today)?;
    Ok(Standing { round, reviews: subjects.reviews, applications, people, today, first_due_to_take_over })
}

/// The best assignment for what is wanted. Nothing is changed.
///
/// # Errors
/// [`ProposeError`], with the reason where there is none.
pub fn propose(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp), wish: Wish) -> Result<Proposal, ProposeError> {
    if !review::may_assign(actor) {
        return Err(ProposeError::Forbidden);
    }
    propose::propose(&load(conn, actor, (slug, now))?.situation, wish)
}

/// Reads the round. The caller has asked whether the actor may.
pub(super) fn load(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp)) -> Result<Loaded, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let today = now.day_in(round.closes.zone);
    let (cases, (elsewhere, closed)) = cases(conn, (actor, now), round.id)?;
    let (people, candidates) = people(conn, round.id, (&cases, today))?;
    Ok(Loaded { round, situation: Situation { today, subjects: Subjects::at(now)?, cases, people, elsewhere, closed }, candidates })
}

/// How many tasks each person has.
type Counts = BTreeMap<Id<Account>, u32>;

/// The cases; beside them, tasks in applications that are open to whoever assigns, and in those that are closed.
type Cases = (Vec<Case>, (Counts, Counts));

fn cases(conn: &mut Conn, (actor, now): (&Actor, Timestamp), round: Id<Opportunity>) -> Result<Cases, Error> {
    let closed: BTreeSet<String> = process::list_closed(conn, actor)?.into_iter().collect();
    let stages = process::list_stages(conn, round)?;
    let mut applications = intake::list_submitted(conn, round)?;
    applications.retain(|one| stages.get(&one.id) == Some(&Stage::InReview) && !closed.contains(&one.id.text()));
    // What whoever assigns reviews too, they know as its reviewer does.
    let mut hidden = review::list_hidden(conn, actor, round, now)?;
    for application in &mut applications {
        if let Some(label) = hidden.remove(&application.id) {
            application.reference = label;
            application.city_name = WITHHELD.to_owned();
        }
    }
    applications.sort_by(|one, next| one.reference.cmp(&next.reference));
    let ids: Vec<Id<Application>> = applications.iter().map(|one| one.id).collect();
    let mut answers: BTreeMap<Id<Application>, Vec<String>> = BTreeMap::new();
    for (id, value) in intake::list_stored_answers(conn, &ids)? {
        answers.entry(id).or_default().push(value);
    }
    let cities: BTreeSet<Id<Organisation>> = applications.iter().map(|one| one.city).collect();
    let cities = organisation::list(conn, &cities.into_iter().collect::<Vec<_>>())?;
    let mut tasks = review::list_tasks_of_round(conn, round)?;
    let mut cases = Vec::new();
    for application in applications {
        let city = cities.iter().find(|city| city.id == application.city);
        let place = city.map_or(("", 0), |city| (city.state.as_str(), city.population));
        let matter = Matter::new(&application.title, &answers.remove(&application.id).unwrap_or_default(), place);
        let tasks = tasks.remove(&application.id).unwrap_or_default();
        cases.push(Case { id: application.id, reference: application.reference, city: application.city_name, matter, tasks });
    }
    let (mut elsewhere, mut hidden) = (Counts::new(), Counts::new());
    for task in tasks.into_values().flatten().filter(|task| task.stage.counts()) {
        let counts = if closed.contains(&task.application.text()) { &mut hidden } else { &mut elsewhere };
        *counts.entry(task.reviewer).or_insert(0) += 1;
    }
    Ok((cases, (elsewhere, hidden)))
}

type People = (BTreeMap<Id<Account>, Panelist>, BTreeMap<Id<Account>, Candidate>);

/// The panel, and those who review without a seat; each with a name that nobody else has.
fn people(conn: &mut Conn, round: Id<Opportunity>, (cases, today): (&[Case], NaiveDate)) -> Result<People, Error> {
    let policy = Policy::on(today)?;
    let (mut people, mut candidates) = (BTreeMap::new(), BTreeMap::new());
    for member in panel::members(conn, round)? {
        let candidate = Candidate::load(conn, member.account)?;
        let region = member.state.as_deref().map(|state| policy.region(state).1.to_owned());
        let most = Some(u32::try_from(member.most_reviews).unwrap_or(0));
        let (walls, reads_all) = (candidate.rights().walls.clone(), review::reads_all(candidate.rights()));
        let (name, tags, absence) = (member.name, member.tags, member.absence);
        people.insert(member.account, Panelist { name, tags, most, absence, region, walls, reads_all });
        candidates.insert(member.account, candidate);
    }
    for task in cases.iter().flat_map(|case| &case.tasks).filter(|task| task.stage.counts()) {
        if let Entry::Vacant(free) = people.entry(task.reviewer) {
            let candidate = Candidate::load(conn, task.reviewer)?;
            let (name, walls) = (task.reviewer_name.clone(), candidate.rights().walls.clone());
            let reads_all = review::reads_all(candidate.rights());
            free.insert(Panelist { name, tags: vec![], most: None, absence: None, region: None, walls, reads_all });
            candidates.insert(task.reviewer, candidate);
        }
    }
    tell_apart(&mut people);
    Ok((people, candidates))
}

/// Numbers people of one name.
fn tell_apart(people: &mut BTreeMap<Id<Account>, Panelist>) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for person in people.values_mut() {
        let n = seen.entry(person.name.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            person.name = format!("{} ({n})", person.name);
        }
    }
}
