//! Notes that an award was closed, or opened again. Whether it may be is asked by `compliance`, `process` and `recovering`.

use super::award::Award;
use super::store;
use crate::db::{Error, Tx};
use crate::kernel::Id;

/// Marks the award closed.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it first.
pub fn mark_closed(tx: &mut Tx<'_>, case: Id<Award>) -> Result<Award, Error> {
    let award = store::award(tx, case)?;
    store::mark_closed(tx, &award)?;
    Ok(award)
}

/// Marks a closed award open again.
///
/// # Errors
/// [`Error::Stale`] when somebody else changed it first.
pub fn mark_open_again(tx: &mut Tx<'_>, award: &Award) -> Result<(), Error> {
    store::mark_open_again(tx, award)
}
