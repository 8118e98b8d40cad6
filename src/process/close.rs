//! Closes an award: what was obligated and not used goes back to the allotment, and the record is sealed.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::news::News;
use super::seal;
use crate::award::{self, Award, AwardClosed};
use crate::compliance;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::{self, PaymentState, Which};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::Actor;

/// Payments of the award that no bank statement shows yet.
///
/// # Errors
/// The database's refusal.
pub fn count_under_way(conn: &mut Conn, award: Id<Award>) -> Result<usize, Error> {
    let payments = disbursement::list_payments(conn, Which::Award(award))?;
    Ok(payments.iter().filter(|p| p.is_pending() || p.state == PaymentState::Released).count())
}

/// Closes the award: its report is accepted, and no money of it is on its way (L22).
///
/// # Errors
/// [`ProcessError::Close`] with everything that is left to do, [`ProcessError::PaymentUnderWay`].
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, press: &Press) -> Result<(), ProcessError> {
    let case = Case::load(tx, id)?;
    if count_under_way(tx, case.award())? > 0 {
        return Err(ProcessError::PaymentUnderWay);
    }
    let closeout = compliance::close(tx, actor, case.award())?;
    let closed = fire(tx, actor, &case, &Fire::new("close", press), |tx, actor, _| {
        let award = award::mark_closed(tx, case.award())?;
        let fact = AwardClosed {
            application: id.text(),
            reference: award.reference,
            city: award.city,
            title: award.title,
            amount: award.amount,
            returned: closeout.deobligated,
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    // After the effects of the step, so that what goes back to the allotment is part of the record.
    if closed.is_some() {
        seal::seal(tx, actor, case.award())?;
    }
    Ok(())
}
