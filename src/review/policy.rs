//! Who may do what in review. Pure.

use super::{Assignment, Stage};
use crate::people::{Actor, FundRole};

/// Whether the actor chooses reviewers.
#[must_use]
pub fn may_assign(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Chair])
}

/// Who reads every submitted review of an application that they do not review themselves.
pub const READERS: [FundRole; 4] = [FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::Auditor, FundRole::Chair];

/// Whether the actor does. Taken off an application they could have read the reviews of others and who applies, so they are not given it
/// again.
#[must_use]
pub fn reads_all(actor: &Actor) -> bool {
    actor.has_any(&READERS)
}

/// Whether it is the actor's task, and of an application that is not closed to them.
fn is_own(actor: &Actor, assignment: &Assignment) -> bool {
    actor.account == Some(assignment.reviewer) && actor.has(FundRole::Reviewer) && !actor.is_kept_from(assignment.application)
}

/// Whether the actor may declare that there is no conflict on this task.
#[must_use]
pub fn may_clear(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && assignment.stage.is_open()
}

/// Whether the actor may declare a conflict on this task. It can be found later too, also after the review was
/// submitted: it counts no more then.
#[must_use]
pub fn may_declare(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && assignment.stage.counts()
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

/// Whether the actor may change this submitted review, where the phase of the round allows changes.
pub(super) fn may_change(actor: &Actor, assignment: &Assignment) -> bool {
    is_own(actor, assignment) && assignment.stage == Stage::Submitted
}

/// Whether the actor opens the ranking of a round: those who lead a panel, decide, or audit, in a lent role too. Whose scores
/// they see there is asked for each application.
#[must_use]
pub fn may_see_ranking(actor: &Actor) -> bool {
    actor.may_enter(&[FundRole::ProgramOfficer, FundRole::ApprovingOfficial, FundRole::Auditor, FundRole::Chair])
}

/// Whether the actor reads who gave which scores of a round: those who lead a panel, and the auditor. Others see numbers.
#[must_use]
pub fn may_see_names(actor: &Actor) -> bool {
    may_assign(actor) || actor.has(FundRole::Auditor)
}

/// Whether the actor may know that this task exists.
pub(super) fn may_know(actor: &Actor, assignment: &Assignment) -> bool {
    (may_assign(actor) && !actor.is_kept_from(assignment.application)) || (is_own(actor, assignment) && assignment.stage.counts())
}
