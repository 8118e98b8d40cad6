//! Who reviews what in a round, for whoever leads its panel: one square for each reviewer and application.

use super::read::Sight;
use super::{Assignment, Stage, policy};
use crate::kernel::Id;
use crate::people::{Account, Actor};
use crate::scoring::Points;

/// How far one reviewer is with one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Square {
    /// Who.
    pub reviewer: Id<Account>,
    /// Their name when they were asked.
    pub name: String,
    /// How far.
    pub stage: Stage,
    /// The weighted score, if it is submitted and the actor sees it.
    pub points: Option<Points>,
}

/// The squares of one application, without who was taken off or abstained; `None` for whoever does not see who reviews it, or who
/// applies.
pub(super) fn squares(actor: &Actor, all: &[Assignment], sight: Sight) -> Option<Vec<Square>> {
    if !policy::may_see_names(actor) || !sight.names || !sight.applicants {
        return None;
    }
    let shown = all.iter().filter(|task| !matches!(task.stage, Stage::Removed | Stage::Abstained));
    let square = |task: &Assignment| Square {
        reviewer: task.reviewer,
        name: task.reviewer_name.clone(),
        stage: task.stage,
        points: task.points.filter(|_| sight.scores && task.stage == Stage::Submitted),
    };
    Some(shown.map(square).collect())
}
