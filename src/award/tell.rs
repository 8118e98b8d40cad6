//! Tells the city of its award: until then it sees nothing of it.

use super::Award;
use super::store;
use crate::db::{Error, Tx};
use crate::kernel::Id;

/// Marks the award as told now. That this person may tell is asked by the workflow.
///
/// # Errors
/// [`Error::Missing`] when there is none, [`Error::Stale`] when it was told before.
pub fn tell(tx: &mut Tx<'_>, case: Id<Award>) -> Result<Award, Error> {
    let award = store::award(tx, case)?;
    store::mark_told(tx, &award)?;
    store::award(tx, case)
}

/// Takes back an offer that the city did not answer.
///
/// # Errors
/// [`Error::Missing`] when there is none, [`Error::Stale`] when it was answered.
pub fn let_expire(tx: &mut Tx<'_>, case: Id<Award>) -> Result<Award, Error> {
    let award = store::award(tx, case)?;
    if !award.is_open_offer() {
        return Err(Error::Stale);
    }
    store::mark_declined(tx, &award)?;
    store::award(tx, case)
}
