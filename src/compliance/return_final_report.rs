//! An officer sends the final report back with a reason that the city reads.

use super::facts::FinalReportReturned;
use super::report::{ReportState, on_schedule};
use super::store;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::spending::{audience, policy};
use crate::{audit, outbox};

/// Why a report was not sent back.
#[derive(Debug, thiserror::Error)]
pub enum ReturnFinalReportError {
    /// Not an officer.
    #[error("Only a program or finance officer can send final reports back.")]
    NotOfficer,
    /// It is not waiting.
    #[error("This report is not waiting for a decision.")]
    NotWaiting,
    /// It is another than the page showed.
    #[error("The city changed this report after you opened it. Open it again, look at what it says now and decide then.")]
    Changed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReturnFinalReportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::NotWaiting | Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Sends the submitted report back. With the version that the page showed; `None` where a program acts.
///
/// # Errors
/// [`ReturnFinalReportError`].
pub fn return_final_report(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, seen): (Id<Award>, Option<i64>),
    reason: &str,
) -> Result<(), ReturnFinalReportError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(ReturnFinalReportError::NotOfficer)?;
    let award = award::open_award(tx, actor, award)?;
    let report =
        store::find_final_report(tx, award.id)?.filter(|r| r.state == ReportState::Submitted).ok_or(ReturnFinalReportError::NotWaiting)?;
    if seen.is_some_and(|seen| seen != report.version) {
        return Err(ReturnFinalReportError::Changed);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(ReturnFinalReportError::Fields(vec![FieldError::new(
            "reason",
            "Say what the city must mend, in at most 1,000 characters.",
        )]));
    }
    store::mark_decided(tx, &report, ReportState::Returned, (account, &actor.name), Some(reason))?;
    store::follow_final(tx, award.id, on_schedule(ReportState::Returned))?;
    let fact = FinalReportReturned {
        award_id: award.id.text(),
        reference: award.reference,
        reason: reason.to_owned(),
        returned_by: actor.name.clone(),
        returned_at: tx.now(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, award.id)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
