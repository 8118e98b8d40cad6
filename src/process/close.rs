//! Closes an award: what was obligated and not used goes back to the allotment, and the record is sealed.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::news::News;
use super::stage::{Stage, stage};
use super::{money, news, seal};
use crate::award::{self, Award, AwardClosed};
use crate::compliance::{self, Closeout};
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
    if stage(tx, id)? == Stage::Closed && award::award(tx, case.award())?.is_active() {
        return close_again(tx, actor, &case, press);
    }
    let closeout = compliance::close(tx, actor, case.award())?;
    let closed = fire(tx, actor, &case, &Fire::new("close", press), |tx, actor, _| {
        let award = award::mark_closed(tx, case.award())?;
        Ok(((), vec![News::record(tx, actor, told(award, &closeout))?]))
    })?;
    // After the effects of the step, so that what goes back to the allotment is part of the record.
    if closed.is_some() {
        seal::seal(tx, actor, case.award())?;
    }
    Ok(())
}

/// Closes an award that was opened again after it was closed. Its case stands at its end already, so that no step is taken: what
/// the step would do is done.
fn close_again(tx: &mut Tx<'_>, actor: &Actor, case: &Case, press: &Press) -> Result<(), ProcessError> {
    let closeout = compliance::close(tx, actor, case.award())?;
    let award = award::mark_closed(tx, case.award())?;
    let key = if press.key.is_empty() { tx.id::<Case>().text() } else { format!("{}/close_again", press.key) };
    money::post(tx, actor, case, ("award.deobligate", &key), None)?;
    let record = News::record(tx, actor, told(award, &closeout))?;
    news::announce(tx, case, "award.closed", &[record])?;
    seal::seal(tx, actor, case.award())?;
    Ok(())
}

fn told(award: Award, closeout: &Closeout) -> AwardClosed {
    AwardClosed {
        application: award.id.text(),
        reference: award.reference,
        city: award.city,
        title: award.title,
        amount: award.amount,
        returned: closeout.deobligated,
    }
}
