//! One action on many cases: chosen in a list, looked at before it happens, reported after.

mod choose;
mod confirm;
mod preview;
mod report;

pub(super) use choose::{CASE, Choose};
pub(super) use confirm::seen;

use crate::people::{FundRole, FundRole as R};
use crate::web::Route;

/// Whose steps may be taken on many cases.
const WHO: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial];

pub(super) fn routes() -> Vec<Route> {
    [preview::routes(), confirm::routes(), report::routes()].concat()
}
