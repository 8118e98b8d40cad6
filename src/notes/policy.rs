//! Who reads and who writes notes. Pure; who stepped back from a case is known to `process`.

use super::note::Reader;
use crate::intake::{self, Application};
use crate::people::{Actor, FundRole as R};

/// The people of the fund who work on cases, and the auditor, who reads.
const READERS: &[R] = &[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer, R::ReleasingOfficer, R::Auditor];
/// Those of them who write.
const WRITERS: &[R] = &[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer];

/// Whose notes the person reads, if any.
#[must_use]
pub fn may_read(actor: &Actor, application: &Application) -> Option<Reader> {
    if actor.belongs_to(application.city) {
        Some(Reader::City)
    } else if actor.has_any(READERS) && intake::policy::may_see(actor, application) {
        Some(Reader::Fund)
    } else {
        None
    }
}

/// Whether the person writes notes on this application.
#[must_use]
pub fn may_write(actor: &Actor, application: &Application) -> bool {
    actor.has_any(WRITERS) && may_read(actor, application) == Some(Reader::Fund)
}
