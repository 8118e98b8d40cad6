//! Checks before an award, their evidence, and the specific conditions that follow.

mod attest;
mod conditions;
mod record;

use crate::award;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::people::FundRole as R;
use crate::process::Case;
use crate::risk;
use crate::web::Route;
use crate::web::access::Access;
use crate::web::fields::SummaryRow;
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

/// How much risk there is today, for the pages of the case and of the decision. Once the
/// agreement is signed, only the conditions matter there.
pub(super) fn summary(conn: &mut Conn, case: &Case, now: Timestamp) -> Result<Option<SummaryRow>, Error> {
    let open = risk::count_conditions(conn, case.application.id)?;
    if award::find_award(conn, case.award())?.is_some_and(|award| award.accepted_at.is_some()) {
        return Ok((open > 0).then(|| SummaryRow::new("Specific conditions in force", &open.to_string())));
    }
    let (application, today) = (&case.application, now.day_in(case.definition.dates.zone));
    let standing = risk::standing(conn, application.city, application.id, today)?;
    let missing = standing.checks.iter().filter(|c| c.check.required && c.current().is_none()).count();
    let level = match standing.level() {
        Some(level) => level.label().to_owned(),
        None => format!("Not known: {missing} of {} checks are missing or have expired", standing.checks.len()),
    };
    let text = if open > 0 { format!("{level}\nSpecific conditions in force: {open}") } else { level };
    Ok(Some(SummaryRow::new("Risk", &text)))
}

/// A sheet with the way back to the checks.
fn below(sheet: Sheet, reference: &str) -> Sheet {
    sheet.about(reference).back(href(reference), format!("Checks of {reference}"))
}
