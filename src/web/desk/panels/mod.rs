//! `/desk/panels/{slug}`: the panel of a round, for officers and chairs: who is asked to review, who accepts, the phases of
//! the review with their flags, and the copies for blind review.

mod assignment;
mod copies;
mod pages;
mod phases;
mod remind;
mod seat;
mod show;

use crate::people::{FundRole, FundRole as R};
use crate::web::Route;

/// Who puts panels together.
const LEADERS: &[FundRole] = &[R::ProgramOfficer, R::Chair];
/// Who sees them.
const READERS: &[FundRole] = &[R::ProgramOfficer, R::Chair, R::Auditor];
/// Who takes people off and sets up phases.
const OFFICERS: &[FundRole] = &[R::ProgramOfficer];

/// Every route of this noun.
pub(super) fn routes() -> Vec<Route> {
    [show::routes(), seat::routes(), phases::routes(), assignment::routes(), remind::routes(), copies::routes()].concat()
}
