//! A second person approves a payment run, with its digest in view.

use super::facts::PaymentApproved;
use super::open::open_run;
use super::run::{Run, RunState};
use super::store::Which;
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Actor, FundRole};
use crate::spending::audience;
use crate::{audit, outbox};

/// Why a run was not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApproveRunError {
    /// Neither a finance officer nor an approving official.
    #[error("Only a finance officer or an approving official can approve a payment run.")]
    WrongRole,
    /// The one who prepared it.
    #[error("You prepared this run, so another person must approve it.")]
    SamePerson,
    /// It is not waiting for approval.
    #[error("This run is not waiting for approval.")]
    NotWaiting,
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ApproveRunError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Terms(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Approves a prepared run and tells the releasing officers.
///
/// # Errors
/// [`ApproveRunError`].
pub fn approve_run(tx: &mut Tx<'_>, actor: &Actor, id: Id<Run>) -> Result<(), ApproveRunError> {
    let roles = [FundRole::FinanceOfficer, FundRole::ApprovingOfficial];
    let account = actor.account.filter(|_| actor.has_any(&roles)).ok_or(ApproveRunError::WrongRole)?;
    let run = open_run(tx, actor, id)?;
    if !policy::may_approve(actor, &run) {
        return Err(ApproveRunError::SamePerson);
    }
    if run.state != RunState::Prepared {
        return Err(ApproveRunError::NotWaiting);
    }
    store::mark_approved(tx, &run, account, &actor.name)?;
    let fact = PaymentApproved {
        run_id: run.id.text(),
        number: run.number,
        count: run.count,
        total: run.total,
        prepared_by: run.prepared.name,
        approved_by: actor.name.clone(),
        approved_at: tx.now(),
        zone: Terms::at(tx.now())?.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let awards: Vec<_> = store::list_payments(tx, Which::Run(id))?.iter().map(|payment| payment.award).collect();
    let to = audience::fund(tx, &awards, &[FundRole::ReleasingOfficer])?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
