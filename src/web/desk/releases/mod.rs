//! Releases: decisions of a round that are told together, after a look at every letter.

mod letters;
mod list;
mod new;
mod show;
pub(super) mod when;

use crate::people::{FundRole, FundRole as R};
use crate::web::Route;

/// Who plans releases.
const WHO: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial];
/// Who looks at them.
const READERS: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial, R::Auditor];

pub(super) fn routes() -> Vec<Route> {
    [list::routes(), new::routes(), letters::routes(), show::routes()].concat()
}
