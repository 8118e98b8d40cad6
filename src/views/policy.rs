//! Who keeps, shares and sees views. Pure.

use super::view::View;
use crate::people::{Actor, FundRole as R};
use crate::review;

/// The people who read the list of applications.
const READERS: &[R] = &[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer, R::ReleasingOfficer, R::Auditor, R::Administrator];
/// Those of them who put something before all the others. The auditor reads, and changes nothing for anybody.
const SHARERS: &[R] = &[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer, R::ReleasingOfficer, R::Administrator];

/// Whether the person keeps views for themselves, and takes lists out as files.
#[must_use]
pub fn may_read(actor: &Actor) -> bool {
    actor.account.is_some() && actor.may_enter(READERS)
}

/// Whether the person takes this list out as a file: the list of applications, or the ranking of a round.
pub(super) fn may_take(actor: &Actor, is_ranking: bool) -> bool {
    actor.account.is_some() && if is_ranking { review::may_see_ranking(actor) } else { may_read(actor) }
}

/// Whether the person shares views with all staff.
#[must_use]
pub fn may_share(actor: &Actor) -> bool {
    actor.account.is_some() && actor.may_enter(SHARERS)
}

/// Whether the person sees this view.
#[must_use]
pub fn may_see(actor: &Actor, view: &View) -> bool {
    may_read(actor) && (view.is_shared || actor.account == Some(view.owner))
}

/// Whether the person gives it another name or other readers.
#[must_use]
pub fn may_change(actor: &Actor, view: &View) -> bool {
    may_read(actor) && actor.account == Some(view.owner)
}

/// Whether the person deletes it: their own, or as administrator one that is shared, for its owner may have left.
#[must_use]
pub fn may_delete(actor: &Actor, view: &View) -> bool {
    may_change(actor, view) || (view.is_shared && may_read(actor) && actor.has_any(&[R::Administrator]))
}
