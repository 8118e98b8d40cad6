//! The submitted scores of a whole round, as one person may see them, and how far each of its applications is: two queries,
//! whatever its size. What was removed, recused or excluded is not there.

use super::read::{by_application, hidden, is_recused_in, sight_under};
use super::{Assignment, Stage, policy, store};
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity, Scale};
use crate::panel::{self, Flags};
use crate::people::{Account, Actor};
use crate::scoring::Points;
use std::collections::BTreeMap;

/// A submitted review that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredReview {
    /// Who reviewed.
    pub reviewer: Id<Account>,
    /// The weighted score.
    pub points: Points,
    /// The score of each criterion.
    pub scores: BTreeMap<String, i64>,
}

/// Somebody who was asked to review an application, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedReviewer {
    /// Who.
    pub account: Id<Account>,
    /// Their name when they were asked.
    pub name: String,
    /// When that was.
    pub since: Timestamp,
}

/// How one application is scored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scored {
    /// Whether the person stepped back from it as a reviewer: then it is not there for them.
    pub is_closed: bool,
    /// Who was asked.
    pub reviewers: Vec<AskedReviewer>,
    /// The submitted reviews; none if the person owes their own.
    pub reviews: Vec<ScoredReview>,
    /// How many are submitted, whether or not the person may see them.
    pub submitted: usize,
    /// How many are still owed.
    pub owed: usize,
    /// What the person, who reviews it too, knows it by, where they do not see who applies.
    pub label: Option<String>,
    /// Whether the person, who reviews it too, does not see who wrote which review.
    pub hides_reviewers: bool,
}

/// The scores of a round by application.
///
/// # Errors
/// [`Error::Missing`] for those who see no ranking; the database's refusal.
pub fn list_scored(
    conn: &mut Conn,
    actor: &Actor,
    opportunity: Id<Opportunity>,
    now: Timestamp,
) -> Result<BTreeMap<Id<Application>, Scored>, Error> {
    if !policy::may_see_ranking(actor) {
        return Err(Error::Missing);
    }
    let tasks = by_application(store::list_for_opportunity(conn, opportunity)?);
    // Read after the tasks: whatever is submitted in between has scores that nobody asks for, never a task without them.
    let mut scores = store::list_scores_of_round(conn, opportunity)?;
    let flags = panel::flags_now(conn, opportunity, now)?;
    let mut labels = hidden(conn, actor, (&tasks, flags))?;
    let of = |(id, all): (Id<Application>, Vec<Assignment>)| {
        (id, Scored { label: labels.remove(&id), ..scored((actor, flags), all, &mut scores) })
    };
    Ok(tasks.into_iter().map(of).collect())
}

fn scored((actor, flags): (&Actor, Flags), all: Vec<Assignment>, scores: &mut BTreeMap<Id<Assignment>, BTreeMap<String, i64>>) -> Scored {
    let sight = sight_under(actor, &all, flags);
    let mut found =
        Scored { is_closed: all.iter().any(|task| is_recused_in(actor, task)), hides_reviewers: !sight.names, ..Scored::default() };
    for task in all {
        found.owed += usize::from(task.stage.is_open());
        if let (Stage::Submitted, Some(points)) = (task.stage, task.points) {
            found.submitted += 1;
            if sight.scores {
                let scores = scores.remove(&task.id).unwrap_or_default();
                found.reviews.push(ScoredReview { reviewer: task.reviewer, points, scores });
            }
        }
        found.reviewers.push(AskedReviewer { account: task.reviewer, name: task.reviewer_name, since: task.assigned_at });
    }
    found
}

/// The scales on which reviews of a round were begun.
///
/// # Errors
/// The database's refusal.
pub fn list_begun_scales(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<Scale>, Error> {
    let mut scales = Vec::new();
    for version in store::versions::list_begun(conn, opportunity)? {
        let scale = opportunity::definition(conn, &version)?.rubric.scale();
        if !scales.contains(&scale) {
            scales.push(scale);
        }
    }
    Ok(scales)
}
