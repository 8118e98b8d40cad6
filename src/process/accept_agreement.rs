//! The city's official answers the offer. Signing obligates the award, at that instant.

use super::ProcessError;
use super::case::Case;
use super::fire::{Fire, Press, fire};
use super::news::News;
use crate::award::{self, Agreement, AwardAccepted, OfferDeclined, Signature};
use crate::compliance;
use crate::db::{self, Tx};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::Actor;

/// Signs the agreement; the ledger obligates each category with the recorded approval.
///
/// # Errors
/// [`ProcessError`].
pub fn accept_agreement(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    signature: &Signature,
    press: &Press,
) -> Result<Option<Agreement>, ProcessError> {
    let case = own_case(tx, actor, id)?;
    fire(tx, actor, &case, &Fire::new("accept_agreement", press), |tx, actor, _| {
        let signed = award::sign(tx, actor, case.award(), signature)?;
        let award = award::award(tx, case.award())?;
        let fact = AwardAccepted {
            application: id.text(),
            reference: award.reference,
            city: award.city,
            title: award.title,
            amount: award.amount,
            signed_by: signed.typed_name.clone().unwrap_or_default(),
            signed_at: tx.now(),
            digest: signed.digest.clone(),
            period_end: award.period_end,
        };
        compliance::make_schedule(tx, actor, case.award())?;
        Ok((signed, vec![News::record(tx, actor, fact)?]))
    })
}

/// Declines the offer; its money is free again.
///
/// # Errors
/// [`ProcessError`].
pub fn decline_offer(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, reason: &str, press: &Press) -> Result<(), ProcessError> {
    let case = own_case(tx, actor, id)?;
    fire(tx, actor, &case, &Fire::new("decline_offer", press).because(reason), |tx, actor, _| {
        let award = award::decline_offer(tx, actor, case.award())?;
        let fact = OfferDeclined {
            application: id.text(),
            reference: award.reference,
            city: award.city,
            amount: award.amount,
            reason: reason.trim().to_owned(),
            declined_by: actor.name.clone(),
        };
        Ok(((), vec![News::record(tx, actor, fact)?]))
    })?;
    Ok(())
}

/// The case, if the actor belongs to its city: others may not know of the offer.
fn own_case(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>) -> Result<Case, db::Error> {
    let case = Case::load(tx, id)?;
    if actor.belongs_to(case.application.city) { Ok(case) } else { Err(db::Error::Missing) }
}
