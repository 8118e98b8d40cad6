//! An officer takes somebody off the panel of a round: the reviews that they have not submitted are taken back with them.

use crate::db::Tx;
use crate::kernel::Id;
use crate::panel::{self, RemoveError, Seat};
use crate::people::Actor;
use crate::review;

/// Takes the person off, tells them why, and takes back what they still owe. How many reviews that were.
///
/// # Errors
/// See [`RemoveError`]; nothing changes then.
pub fn remove_member(tx: &mut Tx<'_>, actor: &Actor, id: Id<Seat>, reason: &str) -> Result<usize, RemoveError> {
    panel::remove(tx, actor, id, reason)?;
    let seat = panel::seat(tx, actor, id)?;
    let Some(account) = seat.account else { return Ok(0) };
    Ok(review::take_back(tx, actor, (seat.round, account), reason.trim())?)
}
