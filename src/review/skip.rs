//! Puts a review off: it goes to the end of its reviewer's queue. Nobody else hears of it.

use super::save::SaveError;
use super::{Assignment, policy, store};
use crate::db::Tx;
use crate::kernel::Id;
use crate::people::Actor;

/// Moves the task to the end of the reviewer's queue.
///
/// # Errors
/// [`SaveError::Missing`] when it is not the reviewer's own open task.
pub fn skip(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>) -> Result<(), SaveError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_leave(actor, &assignment) {
        return Err(SaveError::Missing);
    }
    Ok(store::mark_skipped(tx, &assignment)?)
}
