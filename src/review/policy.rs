//! Who may do what in review. Pure.

use super::{Assignment, Stage};
use crate::people::{Actor, FundRole};

/// Whether the actor chooses reviewers.
#[must_use]
pub fn may_assign(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Chair])
}

fn is_own(actor: &Actor, assignment: &Assignment) -> bool {
    actor.account == Some(assignment.reviewer) && actor.has(FundRole::Reviewer)
}

/// Whether the actor may declare a conflict, or none, on this task. A conflict can
/// be found later too, until the review is submitted.
#[must_use]
pub fn may_declare(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && assignment.stage.is_open()
}

/// Whether the actor may put this task off, or abstain from it.
#[must_use]
pub fn may_leave(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && assignment.stage.is_open()
}

/// Whether the actor may read the application as its reviewer.
#[must_use]
pub fn may_read_content(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && matches!(assignment.stage, Stage::Cleared | Stage::Submitted)
}

/// Whether the actor may write this review now.
#[must_use]
pub fn may_write(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && assignment.stage == Stage::Cleared
}

/// Whether the actor may know that this task exists.
pub(super) fn may_know(actor: &Actor, assignment: &Assignment) -> bool {
    may_assign(actor) || (is_own(actor, assignment) && assignment.stage != Stage::Removed)
}
