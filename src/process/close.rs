//! Closes an award: what was obligated and not used goes back to the allotment.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::news::News;
use crate::award::{self, AwardClosed};
use crate::db::Tx;
use crate::intake::Application;
use crate::kernel::Id;
use crate::ledger;
use crate::people::Actor;

/// Closes the award. Whether its reports are in is asked by the caller (`compliance`);
/// that no money is on its way is asked here (L22).
///
/// # Errors
/// [`ProcessError::NotSettled`] while an advance is not reported or a cost not paid.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    fire(tx, actor, &case, &Fire::new("close", press), |tx, actor, _| {
        let position = ledger::award_position(tx, &id.text())?.total;
        if position.advanced.is_positive() || position.unpaid.is_positive() {
            return Err(ProcessError::NotSettled { advanced: position.advanced, unpaid: position.unpaid });
        }
        let award = award::mark_closed(tx, case.award())?;
        let fact = AwardClosed {
            application: id.text(),
            reference: award.reference,
            city: award.city,
            title: award.title,
            amount: award.amount,
            returned: position.undelivered,
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}
