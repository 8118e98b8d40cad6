//! A reviewer's tasks beside the cases they are about: which wait, in which order, and which comes next.
//! Read with a fixed number of queries, however many tasks there are.

use super::stage::Stage as CaseStage;
use super::store;
use crate::blind::{self, RequireError};
use crate::db::{Conn, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::panel;
use crate::people::Actor;
use crate::review::{self, About, Assignment, Distribution, InLine, Place, Stage};
use std::collections::BTreeMap;

/// One task of a reviewer.
#[derive(Clone, Debug)]
pub struct Task {
    /// The task.
    pub assignment: Assignment,
    /// What review knows of the application.
    pub about: About,
    /// Whether somebody waits for it: it is open, and the case is in review.
    pub waits: bool,
    /// How many minutes one such review takes.
    pub minutes: i64,
    /// Whether who applies is withheld.
    pub is_blind: bool,
    /// Whether its copy is being prepared, and its reviewer waits.
    pub is_prepared: bool,
}

/// The actor's tasks: those that wait in the order of their line, then the others. Who applies is withheld where the phase of
/// the round says so.
///
/// # Errors
/// The database's refusal.
pub fn list_tasks(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<Task>, Error> {
    let mut tasks = in_line(conn, actor)?;
    let mut shown: BTreeMap<Id<Opportunity>, bool> = BTreeMap::new();
    for task in &mut tasks {
        let round = task.about.opportunity;
        let is_shown = match shown.get(&round) {
            Some(known) => *known,
            None => *shown.entry(round).or_insert(panel::flags_now(conn, round, now)?.applicants),
        };
        task.is_blind = !is_shown;
    }
    let hidden: Vec<(Id<Application>, Id<Opportunity>)> =
        tasks.iter().filter(|task| task.is_blind).map(|task| (task.about.application, task.about.opportunity)).collect();
    if hidden.is_empty() {
        return Ok(tasks);
    }
    let labels = blind::labels(conn, &hidden.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let waiting = blind::list_waiting(conn, &hidden)?;
    for task in tasks.iter_mut().filter(|task| task.is_blind) {
        let id = task.about.application;
        task.about = task.about.without_names(labels.get(&id).map(String::as_str).unwrap_or_default());
        task.is_prepared = waiting.contains(&id);
    }
    Ok(tasks)
}

/// What the reviewer of a task knows of its application: who applies is withheld where the phase of the round says so.
///
/// # Errors
/// The database's refusal.
pub fn about_task(conn: &mut Conn, task: &Assignment, now: Timestamp) -> Result<(About, bool), Error> {
    let about = super::about(conn, task.application)?;
    let is_blind = !review::shows_applicant(conn, task, now)?;
    Ok(if is_blind { (about.without_names(&blind::label(conn, task.application)?), true) } else { (about, false) })
}

/// Says whether reviewers of the published round `slug` wait for prepared copies, as [`blind::require`] does: those who waited for
/// an application in review are told when they wait no more.
///
/// # Errors
/// See [`RequireError`]; nothing changes then.
pub fn require_copies(tx: &mut Tx<'_>, actor: &Actor, slug: &str, (waits, seen): (bool, i64)) -> Result<(), RequireError> {
    let round = opportunity::by_slug(tx, slug)?.id;
    let stages = store::list_stages(tx, round)?;
    let in_review = stages.into_iter().filter(|(_, stage)| *stage == CaseStage::InReview).map(|(id, _)| id).collect();
    blind::require(tx, actor, slug, (waits, seen), &in_review)
}

fn in_line(conn: &mut Conn, actor: &Actor) -> Result<Vec<Task>, Error> {
    let line = review::list_line(conn, actor)?.into_iter().map(|InLine { assignment, .. }| assignment);
    let over = review::list_mine(conn, actor)?.into_iter().filter(|a| !a.stage.is_open());
    let all: Vec<Assignment> = line.chain(over).collect();
    let ids: Vec<Id<Application>> = all.iter().map(|a| a.application).collect();
    let mut abouts = abouts(conn, &ids)?;
    let mut tasks = Vec::new();
    for assignment in all {
        let Some((about, stage, minutes)) = abouts.remove(&assignment.application) else { continue };
        let waits = assignment.stage.is_open() && stage == CaseStage::InReview;
        tasks.push(Task { assignment, about, waits, minutes, is_blind: false, is_prepared: false });
    }
    // A stable sort: what waits keeps its order, and so does the rest.
    tasks.sort_by_key(|task| !task.waits);
    Ok(tasks)
}

type Known = BTreeMap<Id<Application>, (About, CaseStage, i64)>;

fn abouts(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Known, Error> {
    let texts: Vec<String> = ids.iter().map(Id::text).collect();
    let stages: BTreeMap<String, CaseStage> = store::list_stages_of(conn, &texts)?.into_iter().collect();
    let mut partners = intake::list_partner_names(conn, ids)?;
    let mut known = BTreeMap::new();
    for application in intake::list_by_id(conn, ids)? {
        let Some(stage) = stages.get(&application.id.text()).copied() else { continue };
        // Read once per process, however often it is asked for.
        let definition = opportunity::definition(conn, &application.definition_sha256)?;
        let names = partners.remove(&application.id).unwrap_or_default();
        let about = About {
            application: application.id,
            opportunity: application.opportunity,
            organisation: application.city,
            partners: if application.is_invited() { Vec::new() } else { names },
            label: application.reference.clone(),
            reference: application.reference,
            city: application.city_name,
            opportunity_title: definition.title.clone(),
        };
        known.insert(about.application, (about, stage, definition.rubric.minutes()));
    }
    Ok(known)
}

/// The task that the actor should do next.
///
/// # Errors
/// The database's refusal.
pub fn next_task(conn: &mut Conn, actor: &Actor) -> Result<Option<Place>, Error> {
    Ok(review::list_places(conn, actor)?.into_iter().next())
}

/// A task in the actor's line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The task before it.
    pub previous: Option<Place>,
    /// The task after it; after one that does not wait, the first of the line.
    pub next: Option<Place>,
    /// While it waits: how many reviews of the actor are submitted in its round, and how many those and the waiting ones are.
    pub progress: Option<(i64, i64)>,
}

/// What stands beside a task in the actor's line, and how far the actor is: with one statement.
///
/// # Errors
/// The database's refusal.
pub fn tasks_beside(conn: &mut Conn, actor: &Actor, id: Id<Assignment>) -> Result<Beside, Error> {
    let waiting = review::list_places(conn, actor)?;
    let Some(at) = waiting.iter().position(|place| place.task == id) else {
        return Ok(Beside { next: waiting.into_iter().next(), ..Beside::default() });
    };
    let previous = at.checked_sub(1).and_then(|before| waiting.get(before)).cloned();
    let progress = waiting.get(at).map(|own| {
        let here = waiting.iter().filter(|place| place.opportunity == own.opportunity).count();
        (own.done, own.done.saturating_add(i64::try_from(here).unwrap_or(i64::MAX)))
    });
    Ok(Beside { previous, next: waiting.get(at + 1).cloned(), progress })
}

/// The task that follows this one in the actor's line, from its end on to its beginning; `None` when no other waits.
/// So whoever saves drafts comes to every application before any comes again.
///
/// # Errors
/// The database's refusal.
pub fn task_after(conn: &mut Conn, actor: &Actor, id: Id<Assignment>) -> Result<Option<Place>, Error> {
    let mut waiting = review::list_places(conn, actor)?;
    let at = waiting.iter().position(|place| place.task == id).map_or(0, |at| at + 1);
    let turns = at.min(waiting.len());
    waiting.rotate_left(turns);
    Ok(waiting.into_iter().find(|place| place.task != id))
}

/// How often the actor gave each score in a round, beside the rest of the panel; once nothing of it waits for them.
///
/// # Errors
/// [`Error::Missing`] before that, and for who submitted none.
pub fn distribution(conn: &mut Conn, actor: &Actor, round: Id<Opportunity>, now: Timestamp) -> Result<Distribution, Error> {
    let tasks = in_line(conn, actor)?;
    let mut own = tasks.iter().filter(|task| task.about.opportunity == round);
    if own.clone().any(|task| task.waits) || !own.any(|task| task.assignment.stage == Stage::Submitted) {
        return Err(Error::Missing);
    }
    review::distribution(conn, actor, round, now)
}
