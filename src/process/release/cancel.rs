//! Calls a release off before its instant: its cases wait to be told as before.

use super::{Release, ReleaseCancelled, ReleaseError, ReleaseStage};
use crate::audit;
use crate::db::Tx;
use crate::kernel::Id;
use crate::people::{Actor, FundRole};
use crate::process::{ProcessError, store};
use crate::workflow::{Denied, FireError};

/// Calls a release off: whoever may plan one may.
///
/// # Errors
/// [`ReleaseError::Over`] from its instant on.
pub fn cancel_release(tx: &mut Tx<'_>, actor: &Actor, id: Id<Release>) -> Result<(), ProcessError> {
    if actor.account.is_none() || !actor.may_enter(&[FundRole::ProgramOfficer, FundRole::ApprovingOfficial]) {
        return Err(FireError::Denied(Denied::WrongRole("program officer".into())).into());
    }
    let found = store::release(tx, id)?;
    if found.stage != ReleaseStage::Planned || found.due_at <= tx.now() || !store::mark_release(tx, id, ReleaseStage::Cancelled)? {
        return Err(ReleaseError::Over.into());
    }
    store::mark_all_cancelled(tx, id)?;
    audit::record(tx, &actor.doer(), &ReleaseCancelled { release: id.text(), opportunity: found.title })?;
    Ok(())
}
