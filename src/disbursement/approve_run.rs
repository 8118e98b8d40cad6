//! Another person, or two by the total, approves a payment run with its digest in view.
//! The workflow engine decides who may and how many it takes.

use super::facts::PaymentApproved;
use super::open::open_run;
use super::run::{Run, RunState};
use super::run_workflow::{self, APPROVE};
use super::store::Which;
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Actor, FundRole};
use crate::spending::audience;
use crate::workflow::{Denied, FireError};
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
    /// It was prepared before approvals were kept by the workflow.
    #[error("This run was prepared by an earlier version of the program. Cancel it and prepare it again.")]
    Outdated,
    /// The workflow said no for another reason.
    #[error(transparent)]
    Step(FireError),
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
            Self::NotWaiting | Self::Outdated | Self::Terms(_) => Kind::Conflict,
            Self::Step(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

impl From<FireError> for ApproveRunError {
    fn from(e: FireError) -> Self {
        match e {
            FireError::Db(e) => Self::Db(e),
            FireError::Denied(Denied::WrongRole(_)) => Self::WrongRole,
            FireError::Denied(Denied::SamePerson(_)) => Self::SamePerson,
            FireError::Denied(Denied::NotOpen { .. }) => Self::NotWaiting,
            other => Self::Step(other),
        }
    }
}

/// Approves a prepared run. With the last approval that its total needs it goes on, and the releasing officers are told.
///
/// # Errors
/// [`ApproveRunError`].
pub fn approve_run(tx: &mut Tx<'_>, actor: &Actor, id: Id<Run>) -> Result<(), ApproveRunError> {
    let account = actor.account.filter(|_| actor.may_enter(policy::APPROVERS)).ok_or(ApproveRunError::WrongRole)?;
    let run = open_run(tx, actor, id)?;
    if run.workflow_hash.is_none() && run.state == RunState::Prepared {
        return Err(ApproveRunError::Outdated);
    }
    let fired = run_workflow::take(tx, actor, &run, APPROVE)?;
    if fired.moved {
        store::mark_approved(tx, &run, account, &actor.name)?;
    }
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
    if fired.moved {
        let awards: Vec<_> = store::list_payments(tx, Which::Run(id))?.iter().map(|payment| payment.award).collect();
        let to = audience::fund(tx, &awards, &[FundRole::ReleasingOfficer])?;
        outbox::announce(tx, &fact, &to)?;
    }
    Ok(())
}
