//! The read side: a reviewer's queue, an application's reviews, a round's scores.
//! Who may see whose scores is decided here, once.

use super::matrix::{Square, squares};
use super::policy;
use super::store;
use super::{Assignment, Review, Stage, Version};
use crate::blind;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::panel::{self, Flags, Scores};
use crate::people::{Account, Actor, FundRole};
use crate::scoring::{self, Mean, Points, Summary};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How an application stands in its round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Mean, range and count of the submitted reviews.
    pub summary: Option<Summary>,
    /// How many reviews are still owed.
    pub owed: usize,
}

impl Standing {
    /// How many reviews are submitted.
    #[must_use]
    pub fn submitted(&self) -> i64 {
        self.summary.as_ref().map_or(0, |summary| summary.n)
    }
}

/// One task, if the actor may know of it.
///
/// # Errors
/// [`Error::Missing`] when there is none, or the actor may not know of it.
pub fn assignment(conn: &mut Conn, actor: &Actor, id: Id<Assignment>) -> Result<Assignment, Error> {
    let found = store::assignment(conn, id)?;
    if policy::may_know(actor, &found) { Ok(found) } else { Err(Error::Missing) }
}

/// What one's own task holds so far.
///
/// # Errors
/// [`Error::Missing`] when the actor may not read the content.
pub fn review(conn: &mut Conn, actor: &Actor, id: Id<Assignment>) -> Result<(Assignment, Review), Error> {
    let found = store::assignment(conn, id)?;
    if !policy::may_read_content(actor, &found) {
        return Err(Error::Missing);
    }
    let scores = store::list_scores(conn, id)?;
    let overall = found.overall.clone();
    Ok((found, Review { scores, overall }))
}

/// What each of one's own tasks holds so far, in one query; those whose content the actor may not read are not there.
///
/// # Errors
/// The database's refusal.
pub fn list_reviews(conn: &mut Conn, actor: &Actor, tasks: &[Assignment]) -> Result<BTreeMap<Id<Assignment>, Review>, Error> {
    let own: Vec<&Assignment> = tasks.iter().filter(|task| policy::may_read_content(actor, task)).collect();
    let mut scores = store::list_scores_of(conn, &own.iter().map(|task| task.id).collect::<Vec<_>>())?;
    let mut review = |task: &Assignment| Review { scores: scores.remove(&task.id).unwrap_or_default(), overall: task.overall.clone() };
    Ok(own.into_iter().map(|task| (task.id, review(task))).collect())
}

/// The reviewer's own tasks that are open or done, open ones first. What is closed to them because of a conflict of
/// interest is not among them.
///
/// # Errors
/// The database's refusal.
pub fn list_mine(conn: &mut Conn, actor: &Actor) -> Result<Vec<Assignment>, Error> {
    let Some(reviewer) = actor.account else { return Ok(vec![]) };
    let mut mine = store::list_for_reviewer(conn, reviewer)?;
    mine.retain(|a| (a.stage.counts() || a.stage == Stage::Abstained) && !actor.is_kept_from(a.application));
    mine.sort_by_key(|a| (!a.stage.is_open(), a.due_on, a.assigned_at));
    Ok(mine)
}

/// Every task on an application, oldest first, without scores or comments of the
/// reviews that the actor may not see.
///
/// # Errors
/// The database's refusal.
pub fn list_for_application(
    conn: &mut Conn,
    actor: &Actor,
    application: Id<Application>,
    now: Timestamp,
) -> Result<Vec<Assignment>, Error> {
    if actor.is_kept_from(application) {
        return Ok(vec![]);
    }
    let mut all = store::list_for_application(conn, application)?;
    let sight = sight(conn, actor, &all, now)?;
    // What no longer counts is on record for the auditor, and weighs with nobody else.
    let counts = |assignment: &Assignment| assignment.stage != Stage::Recused || actor.has(FundRole::Auditor);
    for assignment in all.iter_mut().filter(|a| sight.scores && !counts(a)) {
        assignment.points = None;
        assignment.overall.clear();
    }
    for assignment in all.iter_mut().filter(|_| !sight.scores) {
        if actor.account != Some(assignment.reviewer) {
            assignment.points = None;
            assignment.overall.clear();
            assignment.conflict_note.clear();
            assignment.abstained = None;
        }
    }
    hide_names(actor, sight, all.iter_mut().filter(|a| a.stage == Stage::Submitted));
    Ok(all)
}

/// The submitted reviews of an application that the actor may see: one's own always is.
///
/// # Errors
/// [`Error::Missing`] when the actor may see none.
pub fn list_submitted(
    conn: &mut Conn,
    actor: &Actor,
    application: Id<Application>,
    now: Timestamp,
) -> Result<Vec<(Assignment, Review)>, Error> {
    let all = store::list_for_application(conn, application)?;
    if actor.is_kept_from(application) {
        return Err(Error::Missing);
    }
    let sight = sight(conn, actor, &all, now)?;
    submitted_under(conn, actor, all, sight)
}

/// Those of all tasks of an application that are submitted and that the actor may see, with what they say.
pub(super) fn submitted_under(
    conn: &mut Conn,
    actor: &Actor,
    all: Vec<Assignment>,
    sight: Sight,
) -> Result<Vec<(Assignment, Review)>, Error> {
    let is_seen = |a: &Assignment| a.stage == Stage::Submitted && (sight.scores || actor.account == Some(a.reviewer));
    let mut submitted = all.into_iter().filter(is_seen).collect::<Vec<_>>();
    if submitted.is_empty() && !sight.scores {
        return Err(Error::Missing);
    }
    hide_names(actor, sight, submitted.iter_mut());
    let mut reviews = Vec::new();
    for assignment in submitted {
        let review = Review { scores: store::list_scores(conn, assignment.id)?, overall: assignment.overall.clone() };
        reviews.push((assignment, review));
    }
    Ok(reviews)
}

/// What the reviews of an application said before they were opened again, as far as the actor sees the scores of others: each with its
/// task, and those of one review in their order. `tasks` are those that [`list_for_application`] gave the same actor.
///
/// # Errors
/// The database's refusal.
pub fn list_earlier(conn: &mut Conn, actor: &Actor, tasks: &[Assignment], now: Timestamp) -> Result<Vec<(Assignment, Version)>, Error> {
    let is_own = |task: &Assignment| actor.account == Some(task.reviewer);
    let sight = sight(conn, actor, tasks, now)?;
    // What counts no more is on record for the auditor.
    let is_seen = |&task: &&Assignment| {
        let weighs = task.stage.counts() || actor.has(FundRole::Auditor);
        weighs && (sight.scores || is_own(task)) && !actor.is_kept_from(task.application)
    };
    let seen: Vec<&Assignment> = tasks.iter().filter(is_seen).collect();
    let ids: Vec<Id<Assignment>> = seen.iter().map(|task| task.id).collect();
    let mut versions = if ids.is_empty() { vec![] } else { store::versions::list_of(conn, &ids)? };
    let mut found = Vec::new();
    for task in seen {
        let (of_it, others): (Vec<_>, Vec<_>) = versions.into_iter().partition(|(id, _)| *id == task.id.text());
        versions = others;
        let mut task = task.clone();
        // Who owes it again is told; whose words these were is not.
        if !sight.names && task.stage != Stage::Submitted && !is_own(&task) {
            task.reviewer_name = "a reviewer".to_owned();
        }
        found.extend(of_it.into_iter().map(|(_, version)| (task.clone(), version)));
    }
    Ok(found)
}

/// Whether the actor may see the submitted scores on an application.
///
/// # Errors
/// The database's refusal.
pub fn visible_to(conn: &mut Conn, actor: &Actor, application: Id<Application>, now: Timestamp) -> Result<bool, Error> {
    if actor.is_kept_from(application) {
        return Ok(false);
    }
    let all = store::list_for_application(conn, application)?;
    Ok(sight(conn, actor, &all, now)?.scores)
}

/// Whether the reviewer of a task sees who applies, as the phase of the round says.
///
/// # Errors
/// The database's refusal.
pub fn shows_applicant(conn: &mut Conn, task: &Assignment, now: Timestamp) -> Result<bool, Error> {
    Ok(panel::flags_now(conn, task.opportunity, now)?.applicants)
}

/// The applications from which a reviewer stepped back, or was kept out of as their reviewer.
///
/// # Errors
/// The database's refusal.
pub fn list_recused(conn: &mut Conn, reviewer: Id<Account>) -> Result<Vec<Id<Application>>, Error> {
    store::list_recused(conn, reviewer)
}

/// Whether the actor stepped back from this application as its reviewer: such a person sees nothing of it (W9).
///
/// # Errors
/// The database's refusal.
pub fn is_recused(conn: &mut Conn, actor: &Actor, application: Id<Application>) -> Result<bool, Error> {
    Ok(store::list_for_application(conn, application)?.iter().any(|a| is_recused_in(actor, a)))
}

pub(super) fn is_recused_in(actor: &Actor, assignment: &Assignment) -> bool {
    actor.account == Some(assignment.reviewer) && assignment.stage == Stage::Recused
}

/// What somebody sees of the submitted reviews of others.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    pub(super) scores: bool,
    pub(super) names: bool,
    pub(super) applicants: bool,
}

/// A recused person sees nothing; a reviewer sees others' scores and names as the phase of the round says, which is, where none is
/// set up, once their own are in; the people who decide and the auditor see all.
fn sight(conn: &mut Conn, actor: &Actor, all: &[Assignment], now: Timestamp) -> Result<Sight, Error> {
    match own(actor, all) {
        Some(task) => Ok(sight_under(actor, all, panel::flags_now(conn, task.opportunity, now)?)),
        None => Ok(sight_under(actor, all, Flags::default())),
    }
}

/// The actor's own task among those of an application.
fn own<'a>(actor: &Actor, all: &'a [Assignment]) -> Option<&'a Assignment> {
    all.iter().find(|a| actor.account == Some(a.reviewer) && !matches!(a.stage, Stage::Removed | Stage::Abstained))
}

/// The same where the flags of the round are known.
pub(super) fn sight_under(actor: &Actor, all: &[Assignment], flags: Flags) -> Sight {
    let Some(own) = own(actor, all) else {
        return Sight { scores: policy::reads_all(actor), names: true, applicants: true };
    };
    let scores = match own.stage {
        Stage::Submitted => flags.scores != Scores::Never,
        Stage::Cleared => flags.scores == Scores::Always,
        Stage::Assigned | Stage::Recused | Stage::Removed | Stage::Abstained => false,
    };
    Sight { scores, names: flags.reviewers, applicants: flags.applicants }
}

/// Numbers the reviews of others instead of naming who wrote them, for a reviewer who may not know.
fn hide_names<'a>(actor: &Actor, sight: Sight, reviews: impl Iterator<Item = &'a mut Assignment>) {
    let others = reviews.filter(|a| actor.account != Some(a.reviewer));
    for (n, other) in (1..).zip(others).filter(|_| !sight.names) {
        other.reviewer_name = format!("reviewer {n}");
    }
}

/// How one application stands.
///
/// # Errors
/// The database's refusal.
pub fn standing(conn: &mut Conn, application: Id<Application>) -> Result<Standing, Error> {
    Ok(standing_of(&store::list_for_application(conn, application)?))
}

/// How far the reviews of one application are, for whoever leads a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Scores and what is owed.
    pub standing: Standing,
    /// The earliest day on which an owed review is due.
    pub due_on: Option<NaiveDate>,
    /// How many reviewers stepped back.
    pub recused: usize,
    /// Whether the actor sees the scores.
    pub shows_scores: bool,
    /// What the actor knows it by, where they do not see who applies.
    pub label: Option<String>,
    /// The version of the round under which its first review was begun.
    pub definition_sha256: Option<String>,
    /// Who reviews it; `None` where the actor does not see that.
    pub squares: Option<Vec<Square>>,
}

/// How far the reviews of every application of a round are, and what the actor sees of each, in two queries.
///
/// # Errors
/// The database's refusal.
pub fn list_coverage(
    conn: &mut Conn,
    actor: &Actor,
    opportunity: Id<Opportunity>,
    now: Timestamp,
) -> Result<BTreeMap<Id<Application>, Coverage>, Error> {
    let flags = panel::flags_now(conn, opportunity, now)?;
    let all = by_application(store::list_for_opportunity(conn, opportunity)?);
    let mut hidden = hidden(conn, actor, (&all, flags))?;
    let of =
        |(id, all): (Id<Application>, Vec<Assignment>)| (id, coverage_of(actor, &all, sight_under(actor, &all, flags), hidden.remove(&id)));
    Ok(all.into_iter().map(of).collect())
}

/// The applications of a round from whose reviewer, the actor, it is withheld who applies: what they know each by.
///
/// # Errors
/// The database's refusal.
pub fn list_hidden(
    conn: &mut Conn,
    actor: &Actor,
    opportunity: Id<Opportunity>,
    now: Timestamp,
) -> Result<BTreeMap<Id<Application>, String>, Error> {
    let flags = panel::flags_now(conn, opportunity, now)?;
    if flags.applicants {
        return Ok(BTreeMap::new());
    }
    let all = by_application(store::list_for_opportunity(conn, opportunity)?);
    hidden(conn, actor, (&all, flags))
}

/// The same of tasks that were read.
pub(super) fn hidden(
    conn: &mut Conn,
    actor: &Actor,
    (all, flags): (&BTreeMap<Id<Application>, Vec<Assignment>>, Flags),
) -> Result<BTreeMap<Id<Application>, String>, Error> {
    let ids: Vec<Id<Application>> =
        all.iter().filter(|(_, tasks)| !sight_under(actor, tasks, flags).applicants).map(|(id, _)| *id).collect();
    if ids.is_empty() { Ok(BTreeMap::new()) } else { blind::labels(conn, &ids) }
}

fn coverage_of(actor: &Actor, all: &[Assignment], sight: Sight, label: Option<String>) -> Coverage {
    Coverage {
        shows_scores: sight.scores,
        label,
        definition_sha256: all.iter().find_map(|a| a.definition_sha256.clone()),
        squares: squares(actor, all, sight),
        standing: standing_of(all),
        due_on: all.iter().filter(|a| a.stage.is_open()).filter_map(|a| a.due_on).min(),
        recused: all.iter().filter(|a| a.stage == Stage::Recused).count(),
    }
}

pub(super) fn by_application(all: Vec<Assignment>) -> BTreeMap<Id<Application>, Vec<Assignment>> {
    let mut found: BTreeMap<Id<Application>, Vec<Assignment>> = BTreeMap::new();
    for assignment in all {
        found.entry(assignment.application).or_default().push(assignment);
    }
    found
}

/// Every task of a round by application, those included that count no more: for whoever assigns, who leaves out what is
/// closed to them.
///
/// # Errors
/// The database's refusal.
pub fn list_tasks_of_round(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, Vec<Assignment>>, Error> {
    Ok(by_application(store::list_for_opportunity(conn, opportunity)?))
}

/// How every application of a round stands, in one query.
///
/// # Errors
/// The database's refusal.
pub fn list_for_opportunity(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<BTreeMap<Id<Application>, Standing>, Error> {
    Ok(by_application(store::list_for_opportunity(conn, opportunity)?).into_iter().map(|(id, all)| (id, standing_of(&all))).collect())
}

fn standing_of(all: &[Assignment]) -> Standing {
    let points: Vec<Points> = all.iter().filter(|a| a.stage == Stage::Submitted).filter_map(|a| a.points).collect();
    Standing { summary: scoring::summarise(&points), owed: all.iter().filter(|a| a.stage.is_open()).count() }
}

/// The mean score of each criterion over the submitted reviews.
///
/// # Errors
/// The database's refusal.
pub fn criterion_means(conn: &mut Conn, application: Id<Application>) -> Result<BTreeMap<String, Mean>, Error> {
    let mut by_criterion: BTreeMap<String, Vec<Points>> = BTreeMap::new();
    for assignment in store::list_for_application(conn, application)?.iter().filter(|a| a.stage == Stage::Submitted) {
        for score in store::list_scores(conn, assignment.id)? {
            if let Some(points) = score.score {
                by_criterion.entry(score.criterion).or_default().push(Points(points * 10_000));
            }
        }
    }
    Ok(by_criterion.into_iter().filter_map(|(id, points)| scoring::summarise(&points).map(|s| (id, s.mean))).collect())
}
