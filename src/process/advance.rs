//! Steps that move a case and change nothing else: the conflict check, handing to the panel,
//! asking for more reviews.

use super::ProcessError;
use super::case::Case;
use super::facts::StepTaken;
use super::fire::{Fire, Press, fire};
use super::news::News;
use crate::db::Tx;
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::Actor;

/// The acts that need nothing beside the step itself.
pub const PLAIN: &[&str] = &["clear_conflicts", "call_panel", "reopen_reviews"];

/// Takes one of the [`PLAIN`] steps.
///
/// # Errors
/// [`ProcessError`].
pub fn advance(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, (act, note): (&str, &str), press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new(act, press).because(note), |tx, actor, step| {
        let fact = StepTaken {
            application: id.text(),
            reference: case.application.reference.clone(),
            step: step.label.clone(),
            note: note.trim().to_owned(),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}
