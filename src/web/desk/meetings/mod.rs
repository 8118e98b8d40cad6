//! `/desk/meetings`: meetings of panels, for officers and chairs who plan and lead them: one application at a time, the votes, the
//! minutes and the running total; the screen of a projector; and, once a meeting is closed, its minutes, which the auditor reads too.

mod acts;
mod list;
mod minutes;
mod outcome;
mod planned;
mod record;
mod run;
mod screen;
mod show;
mod words;

pub(in crate::web::desk) use outcome::{details as outcome_details, row as outcome_row, told as outcome_told};

use crate::people::{FundRole, FundRole as R};
use crate::web::Route;

/// Who plans and leads meetings.
const LEADERS: &[FundRole] = &[R::ProgramOfficer, R::Chair];
/// Who reads which there are, and their minutes.
const READERS: &[FundRole] = &[R::ProgramOfficer, R::Chair, R::Auditor];
/// Seconds between two looks at what goes on.
const EVERY: u32 = 10;

/// Every route of this noun.
pub(super) fn routes() -> Vec<Route> {
    [list::routes(), show::routes(), acts::routes(), screen::routes(), minutes::routes()].concat()
}
