//! Checks before an award, their evidence, and the specific conditions that follow.

mod attest;
mod conditions;
mod record;

use crate::people::FundRole as R;
use crate::web::Route;
use crate::web::access::Access;
use crate::web::sheet::Sheet;

/// Whoever reads checks; an administrator reads them without the application.
const READERS: Access =
    Access::Fund(&[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer, R::ReleasingOfficer, R::Auditor, R::Administrator]);
/// Whoever records checks and imposes conditions.
const CHECKERS: Access = Access::Fund(&[R::ProgramOfficer, R::Administrator]);
/// Whoever lifts conditions.
const LIFTERS: Access = Access::Fund(&[R::ProgramOfficer, R::ApprovingOfficial, R::Administrator]);

pub(super) fn routes() -> Vec<Route> {
    [record::routes(), attest::routes(), conditions::routes()].concat()
}

/// Where the checks of an application stand.
pub(super) fn href(reference: &str) -> String {
    format!("/desk/applications/{reference}/checks")
}

/// What links to them say.
pub(super) const TITLE: &str = "Checks and conditions";

/// A sheet with the way back to the checks.
fn below(sheet: Sheet, reference: &str) -> Sheet {
    sheet.about(reference).back(href(reference), format!("Checks of {reference}"))
}
