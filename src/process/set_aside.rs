//! Setting a possible duplicate aside, by an officer who stepped back from neither case.

use super::step_back::is_recused;
use crate::db::{self, Tx};
use crate::duplicates::{self, SetAsideError};
use crate::intake::{self, Application, policy};
use crate::kernel::Id;
use crate::people::Actor;

/// Sets the pair of these two applications aside, with the reason.
///
/// # Errors
/// [`SetAsideError`]; [`db::Error::Missing`] for a case that is not there for the person.
pub fn set_aside(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (one, other): (Id<Application>, Id<Application>),
    reason: &str,
) -> Result<(), SetAsideError> {
    let application = intake::application(tx, one)?;
    if !policy::may_see(actor, &application) || is_recused(tx, actor, one)? {
        return Err(db::Error::Missing.into());
    }
    if is_recused(tx, actor, other)? {
        return Err(db::Error::Missing.into());
    }
    duplicates::set_aside(tx, actor, (one, other), reason)
}
