//! The feedback of a round as it stands: every application that is prepared or could be, with its comments and its letter.

use super::comment::Comment;
use super::draft::{Draft, Sent};
use super::facts::FeedbackReleased;
use super::letter::{Basis, Means};
use super::store::{self, Task, Words};
use super::{WHOLE, policy};
use crate::award::{self, Award, Verdict};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::opportunity::{self, Definition, Opportunity};
use crate::panel;
use crate::people::Actor;
use crate::process::{self, Stage};
use crate::review::{self, Assignment};
use crate::scoring::{Points, summarise};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One application with what its city will get.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The application.
    pub application: Application,
    /// The form and rubric that it was written for.
    pub definition: Arc<Definition>,
    /// Where it stands.
    pub stage: Stage,
    /// The reviews that count.
    pub reviews: Vec<Id<Assignment>>,
    /// Every comment of them, in the order of the rubric.
    pub comments: Vec<Comment>,
    /// What somebody prepared, if anybody did.
    pub draft: Option<Draft>,
    /// Its latest letter, if it was released.
    pub sent: Option<Sent>,
    /// The letter as it is now.
    pub letter: FeedbackReleased,
}

impl Prepared {
    /// Whether a letter can be released now.
    #[must_use]
    pub fn can_be_released(&self) -> bool {
        policy::is_released_at(self.stage) && !self.sent.as_ref().is_some_and(Sent::stands)
    }
}

/// The applications of a round on which feedback is prepared, by reference, as the actor may know them; `only` one of
/// them where it is named. A few queries, whatever their number.
pub(super) fn load(conn: &mut Conn, actor: &Actor, round: &Opportunity, only: Option<Id<Application>>) -> Result<Vec<Prepared>, Error> {
    let tasks = store::tasks(conn, round.id)?;
    let closed = closed(conn, actor, &tasks)?;
    let is_blind = panel::list_phases(conn, round.id)?.iter().any(|phase| !phase.flags.applicants);
    let is_reviewer = |id| tasks.iter().any(|task| task.application == id && task.counts() && actor.account == Some(task.reviewer));
    let stages = store::stages(conn, round.id)?;
    let verdicts = award::list_last_verdicts(conn, &[round.id])?;
    let means = means(conn, round.id, &tasks)?;
    let words = store::words(conn, round.id, only)?;
    let mut drafts = store::drafts(conn, round.id, only)?;
    let mut chosen = store::choices(conn, round.id, only)?;
    let mut sent = store::latest_sent(conn, round.id)?;
    let mut found = Vec::new();
    let submitted = intake::list_submitted(conn, round.id)?;
    let is_one_scale = is_one_scale(conn, &submitted, &means)?;
    for application in submitted {
        let id = application.id;
        let stage = stages.get(&id).copied().filter(|stage| policy::is_prepared_at(*stage));
        let Some(stage) = stage.filter(|_| only.is_none_or(|only| only == id) && !closed.contains(&id)) else { continue };
        // Whoever reviewed it without seeing who applies finds it here once it is decided.
        if is_blind && !policy::is_released_at(stage) && is_reviewer(id) {
            continue;
        }
        let definition = opportunity::definition(conn, &application.definition_sha256)?;
        let counting: Vec<&Task> = tasks.iter().filter(|task| task.application == id && task.counts()).collect();
        let comments = comments((&counting, &words), chosen.remove(&id).unwrap_or_default(), &definition);
        let draft = drafts.remove(&id);
        let basis = Basis {
            application: &application,
            definition: &definition,
            is_awarded: verdicts.get(&id.cast::<Award>()) == Some(&Verdict::Awarded),
            reviews: counting.len(),
            comments: &comments,
            advice: draft.as_ref().map_or("", |draft| draft.advice.as_str()),
            means: &means,
            is_one_scale,
        };
        let letter = basis.letter();
        let reviews = counting.iter().map(|task| task.id).collect();
        found.push(Prepared { sent: sent.remove(&id), application, definition, stage, reviews, comments, draft, letter });
    }
    found.sort_by(|a, b| a.application.reference.cmp(&b.application.reference));
    Ok(found)
}

/// The applications that are not there for the actor: those from which they stepped back, and those that they still owe a
/// review, whose scores they may not know before.
fn closed(conn: &mut Conn, actor: &Actor, tasks: &[Task]) -> Result<BTreeSet<Id<Application>>, Error> {
    let mut closed = BTreeSet::new();
    for id in process::list_closed(conn, actor)? {
        closed.insert(id.parse().map_err(|_| Error::unreadable("identifier", &id))?);
    }
    let owed =
        tasks.iter().filter(|task| actor.account == Some(task.reviewer) && (task.stage.is_open() || task.stage == review::Stage::Recused));
    closed.extend(owed.map(|task| task.application));
    Ok(closed)
}

/// Whether the applications that have a mean were scored on one scale, in one direction.
fn is_one_scale(conn: &mut Conn, submitted: &[Application], means: &Means) -> Result<bool, Error> {
    let scored = submitted.iter().filter(|application| means.contains_key(&application.id));
    let versions: BTreeSet<&str> = scored.map(|application| application.definition_sha256.as_str()).collect();
    let mut scales = Vec::new();
    for version in versions {
        let scale = opportunity::definition(conn, version)?.rubric.scale();
        if !scales.contains(&scale) {
            scales.push(scale);
        }
    }
    Ok(scales.len() < 2)
}

/// The mean of each criterion over the reviews that count.
fn means(conn: &mut Conn, round: Id<Opportunity>, tasks: &[Task]) -> Result<Means, Error> {
    let of: BTreeMap<Id<Assignment>, Id<Application>> = tasks.iter().map(|task| (task.id, task.application)).collect();
    let mut points: BTreeMap<Id<Application>, BTreeMap<String, Vec<Points>>> = BTreeMap::new();
    for (review, criterion, score) in store::points(conn, round)? {
        if let Some(application) = of.get(&review) {
            points.entry(*application).or_default().entry(criterion).or_default().push(Points(score * 10_000));
        }
    }
    let mean = |(criterion, points): (String, Vec<Points>)| summarise(&points).map(|summary| (criterion, summary.mean));
    Ok(points.into_iter().map(|(application, criteria)| (application, criteria.into_iter().filter_map(mean).collect())).collect())
}

/// The comments of these reviews in the order of the rubric, the whole last, each as somebody chose or as the round says.
fn comments((counting, words): (&[&Task], &[Words]), chosen: store::Chosen, definition: &Definition) -> Vec<Comment> {
    let criteria = definition.rubric.criteria.iter().map(|criterion| criterion.id.as_str()).chain([WHOLE]);
    let mut found = Vec::new();
    for criterion in criteria {
        for task in counting {
            let written =
                words.iter().find(|words| words.review == task.id && words.criterion == criterion && !words.text.trim().is_empty());
            let Some(written) = written else { continue };
            let releases = definition.letters.release_comments;
            let mut comment = Comment::written((task.id, &task.reviewer_name), (criterion, &written.text), releases);
            if let Some((is_released, wording)) = chosen.get(&(task.id, criterion.to_owned())) {
                comment.is_released = *is_released;
                comment.wording.clone_from(wording);
            }
            found.push(comment);
        }
    }
    found
}
