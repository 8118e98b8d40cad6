//! The authorized official submits, for the first time or again after a return.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::partners::exclude_conflicted;
use crate::blind;
use crate::db::Tx;
use crate::duplicates;
use crate::intake::{self, Application, Certification, Submission};
use crate::kernel::Id;
use crate::people::Actor;

/// Receives the application and moves its case.
///
/// # Errors
/// [`ProcessError`].
pub fn submit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    certification: &Certification,
    press: &Press,
) -> Result<Submission, ProcessError> {
    let case = Case::load(tx, id)?;
    if !actor.belongs_to(case.application.city) {
        return Err(crate::db::Error::Missing.into());
    }
    // The slice first: its refusals say what the city can mend, the engine's only that the case stands elsewhere.
    let submission = intake::submit(tx, actor, id, certification, press.begun_at)?;
    // With the name and the amount that were received now.
    let case = Case { application: intake::application(tx, id)?, ..case };
    duplicates::queue(tx, id)?;
    exclude_conflicted(tx, &case)?;
    blind::note_received(tx, id)?;
    fire(tx, actor, &case, &Fire::new("submit", press), |_, _, _| Ok(((), Vec::new())))?;
    Ok(submission)
}
