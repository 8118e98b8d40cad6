//! An officer accepts the final report; the city learns what it must still send back.

use super::facts::FinalReportAccepted;
use super::report::{ReportState, on_schedule};
use super::store;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Actor, organisation};
use crate::spending::{audience, policy};
use crate::{audit, ledger, outbox};

/// Why a report was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptFinalReportError {
    /// Not an officer.
    #[error("Only a program or finance officer can accept final reports.")]
    NotOfficer,
    /// The one who submitted it.
    #[error("You submitted this report, so another person must decide on it.")]
    SamePerson,
    /// It is not waiting.
    #[error("This report is not waiting for a decision.")]
    NotWaiting,
    /// It is another than the page showed.
    #[error("The city changed this report after you opened it. Open it again, look at what it says now and decide then.")]
    Changed,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AcceptFinalReportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Changed => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Accepts the submitted report and tells the city. With the version that the page showed; `None` where a program acts.
///
/// # Errors
/// [`AcceptFinalReportError`].
pub fn accept_final_report(tx: &mut Tx<'_>, actor: &Actor, (award, seen): (Id<Award>, Option<i64>)) -> Result<(), AcceptFinalReportError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(AcceptFinalReportError::NotOfficer)?;
    let award = award::open_award(tx, actor, award)?;
    let report =
        store::find_final_report(tx, award.id)?.filter(|r| r.state == ReportState::Submitted).ok_or(AcceptFinalReportError::NotWaiting)?;
    if seen.is_some_and(|seen| seen != report.version) {
        return Err(AcceptFinalReportError::Changed);
    }
    if actor.is_person(&report.submitted_by) {
        return Err(AcceptFinalReportError::SamePerson);
    }
    store::mark_decided(tx, &report, ReportState::Accepted, (account, &actor.name), None)?;
    store::follow_final(tx, award.id, on_schedule(ReportState::Accepted))?;
    let city = organisation::city(tx, award.organisation)?;
    let to_return = ledger::award_position(tx, &award.id.text())?.total.advanced;
    let fact = FinalReportAccepted {
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        accepted_by: actor.name.clone(),
        accepted_at: tx.now(),
        to_return,
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
