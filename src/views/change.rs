//! Another name or other readers for a view, and its end.

use super::facts::{ViewChanged, ViewDeleted};
use super::save::{ViewError, others, read};
use super::view::{Input, View};
use super::{policy, store};
use crate::audit;
use crate::db::Tx;
use crate::kernel::Id;
use crate::people::Actor;

/// Changes the name and who sees the view.
///
/// # Errors
/// [`ViewError`]; nothing is changed then. [`crate::db::Error::Missing`] for a view that is not theirs to see,
/// [`crate::db::Error::Stale`] if it was changed since `version`.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, (id, version): (Id<View>, i64), input: &Input) -> Result<(), ViewError> {
    let view = super::view(tx, actor, id)?;
    if !policy::may_change(actor, &view) {
        return Err(ViewError::NotAllowed);
    }
    let others = others(tx, view.owner, id)?;
    let (name, is_shared, mistakes) = read(actor, input, &others);
    if !mistakes.is_empty() {
        return Err(ViewError::Invalid(mistakes));
    }
    store::update(tx, (id, version), (&name, is_shared))?;
    audit::record(tx, &actor.doer(), &ViewChanged { view: id.text(), was: view.name, name, is_shared })?;
    Ok(())
}

/// Deletes the view. The applications in it stay as they are.
///
/// # Errors
/// [`ViewError::NotAllowed`]; [`crate::db::Error::Missing`] for a view that is not theirs to see.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, id: Id<View>) -> Result<(), ViewError> {
    let view = super::view(tx, actor, id)?;
    if !policy::may_delete(actor, &view) {
        return Err(ViewError::NotAllowed);
    }
    store::delete(tx, id)?;
    audit::record(tx, &actor.doer(), &ViewDeleted { view: id.text(), name: view.name, owner: view.owner_name })?;
    Ok(())
}
