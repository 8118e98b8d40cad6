//! The city takes its application back, before a decision.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use crate::db::Tx;
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::people::Actor;

/// Withdraws the application from wherever its case stands.
///
/// # Errors
/// [`ProcessError`]; once recommended, a case is no longer withdrawn.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    let step = Fire::new("withdraw", press).because(reason);
    fire(tx, actor, &case, &step, |tx, actor, _| {
        intake::withdraw(tx, actor, id, reason)?;
        Ok(((), Vec::new()))
    })?;
    Ok(())
}
