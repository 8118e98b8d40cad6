//! What of a round is open to one reviewer: the reviews that a sheet holds, each with what is saved. Everything that is not
//! open is known only as far as its reviewer may know of it.

use super::columns;
use crate::blind;
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Definition, Opportunity};
use crate::people::Actor;
use crate::process::{self, Task};
use crate::review::{self, Assignment, Stage};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A review that its reviewer may write now.
#[derive(Clone, Debug)]
pub struct OpenReview {
    /// The task.
    pub task: Id<Assignment>,
    /// What the reviewer knows the application by.
    pub label: String,
    /// The name of the plan, as the reviewer reads it; withheld where who applies is, and no copy says it.
    pub title: String,
    /// The version of the round under which it is written.
    pub definition: Arc<Definition>,
    /// The short name of its rubric.
    pub rubric: String,
    /// What each field holds, by its name.
    pub fields: BTreeMap<String, String>,
}

/// A rubric under which some of the reviews are written.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its short name.
    pub rubric: String,
    /// A version of the round that has it.
    pub definition: Arc<Definition>,
    /// How many open reviews are written under it.
    pub reviews: usize,
}

/// Why a task of one's own has no row in a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// Its reviewer has not said yet whether there is a conflict of interest.
    Undeclared,
    /// It is submitted.
    Submitted,
    /// Nobody waits for it any more.
    Over,
    /// It is of another round.
    Elsewhere,
}

/// What of a round is open to one reviewer.
#[derive(Clone, Debug)]
pub struct Own {
    /// The round.
    pub round: Opportunity,
    /// The open reviews, by what their reviewer knows them by.
    pub open: Vec<OpenReview>,
    pub(super) shut: BTreeMap<Id<Assignment>, Shut>,
}

impl Own {
    /// The open review of a task.
    #[must_use]
    pub fn find(&self, task: Id<Assignment>) -> Option<&OpenReview> {
        self.open.iter().find(|open| open.task == task)
    }

    /// How many reviews of this round wait for a declaration first.
    #[must_use]
    pub fn undeclared(&self) -> usize {
        self.shut.values().filter(|why| **why == Shut::Undeclared).count()
    }

    /// The rubrics of the open reviews: one, unless the round was changed while cities applied.
    #[must_use]
    pub fn versions(&self) -> Vec<Version> {
        let mut found: Vec<Version> = Vec::new();
        for open in &self.open {
            match found.iter_mut().find(|version| version.rubric == open.rubric) {
                Some(version) => version.reviews += 1,
                None => found.push(Version { rubric: open.rubric.clone(), definition: Arc::clone(&open.definition), reviews: 1 }),
            }
        }
        found
    }

    /// Why a row about a task that is not open brings nothing in. Of tasks of others nothing is said.
    pub(super) fn why_not(&self, task: Id<Assignment>) -> &'static str {
        match self.shut.get(&task) {
            None => "This task is not one of yours in this round. Take the row out, or download the sheet anew.",
            Some(Shut::Undeclared) => {
                "Say first on the page of this review whether you have a conflict of interest. Then send the sheet again."
            }
            Some(Shut::Submitted) => "You submitted this review. It stays as you submitted it.",
            Some(Shut::Over) => "This review is not needed any more. Take the row out.",
            Some(Shut::Elsewhere) => "This review belongs to another round. Send its row from the page of that round.",
        }
    }
}

/// What of a published round is open to the actor.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, or the actor has no task in it.
pub fn own(conn: &mut Conn, actor: &Actor, slug: &str, now: Timestamp) -> Result<Own, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let tasks = process::list_tasks(conn, actor, now)?;
    if !tasks.iter().any(|task| task.assignment.opportunity == round.id) {
        return Err(Error::Missing);
    }
    let (mut writable, mut shut) = (Vec::new(), BTreeMap::new());
    for task in tasks {
        match shut_by(actor, &task, round.id) {
            Some(why) => {
                shut.insert(task.assignment.id, why);
            }
            None => writable.push(task),
        }
    }
    let mut open = open_reviews(conn, actor, writable)?;
    open.sort_by(|one, other| one.label.cmp(&other.label).then_with(|| one.task.cmp(&other.task)));
    Ok(Own { round, open, shut })
}

fn shut_by(actor: &Actor, task: &Task, round: Id<Opportunity>) -> Option<Shut> {
    let assignment = &task.assignment;
    match assignment.stage {
        _ if assignment.opportunity != round => Some(Shut::Elsewhere),
        Stage::Submitted => Some(Shut::Submitted),
        Stage::Assigned if task.waits => Some(Shut::Undeclared),
        Stage::Cleared if task.waits && review::may_write(actor, assignment) => None,
        Stage::Assigned | Stage::Cleared | Stage::Recused | Stage::Removed | Stage::Abstained => Some(Shut::Over),
    }
}

/// What a sheet prints of these tasks and no more, in as many queries for one as for all: no application is read whole.
fn open_reviews(conn: &mut Conn, actor: &Actor, tasks: Vec<Task>) -> Result<Vec<OpenReview>, Error> {
    let ids: Vec<Id<Application>> = tasks.iter().map(|task| task.assignment.application).collect();
    let applications: BTreeMap<Id<Application>, Application> =
        intake::list_by_id(conn, &ids)?.into_iter().map(|application| (application.id, application)).collect();
    let hidden = tasks.iter().filter(|task| task.is_blind && !task.is_prepared).map(|task| task.assignment.application);
    let hidden: Vec<Application> = hidden.filter_map(|id| applications.get(&id).cloned()).collect();
    let titles = blind::list_titles(conn, &hidden)?;
    let assignments: Vec<Assignment> = tasks.iter().map(|task| task.assignment.clone()).collect();
    let mut reviews = review::list_reviews(conn, actor, &assignments)?;
    let mut open = Vec::new();
    for Task { assignment, about, is_blind, is_prepared, .. } in tasks {
        let Some(application) = applications.get(&assignment.application) else { continue };
        let Some(review) = reviews.remove(&assignment.id) else { continue };
        let title = match (is_blind, is_prepared) {
            (false, _) => application.shown_title().to_owned(),
            (true, true) => blind::IN_PREPARATION.to_owned(),
            // Whether it names somebody is known by the whole application only.
            (true, false) => titles.get(&application.id).cloned().unwrap_or_else(|| blind::WITHHELD.to_owned()),
        };
        let version = assignment.definition_sha256.as_ref().unwrap_or(&application.definition_sha256);
        let definition = opportunity::definition(conn, version)?;
        open.push(OpenReview {
            task: assignment.id,
            label: about.label,
            title,
            rubric: columns::name(&definition.rubric)?,
            fields: review::fields(&definition.rubric, &review),
            definition,
        });
    }
    Ok(open)
}

/// The version of the round under which a review is written: the one it began with, or that of the application.
///
/// # Errors
/// The database's refusal.
pub fn written_under(conn: &mut Conn, task: &Assignment) -> Result<Arc<Definition>, Error> {
    let version = match &task.definition_sha256 {
        Some(version) => version.clone(),
        None => intake::application(conn, task.application)?.definition_sha256,
    };
    opportunity::definition(conn, &version)
}
