//! Why a step was not taken: the engine's, a slice's or the ledger's refusal.

use super::release::ReleaseError;
use crate::award::{DecideError, LapseError, OfferError, RecommendError, SignError};
use crate::compliance::{AcceptFinalReportError, CloseError, ReturnFinalReportError, SubmitFinalReportError};
use crate::db;
use crate::intake::{EnterError, InviteError, ReopenError, StartError, SubmitError, TakeUpError, WithdrawError};
use crate::kernel::{FieldError, Kind, Money, Refusal};
use crate::ledger::Rejection;
use crate::review::AssignError;
use crate::workflow::{FireError, PublishError};
use chrono::NaiveDate;

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The workflow says no.
    #[error(transparent)]
    Workflow(#[from] FireError),
    /// The shipped workflow is faulty.
    #[error(transparent)]
    Definition(#[from] PublishError),
    /// The application could not be begun.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The application could not be begun for a city.
    #[error(transparent)]
    Enter(#[from] EnterError),
    /// The application was not received.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The application was not withdrawn.
    #[error(transparent)]
    Withdraw(#[from] WithdrawError),
    /// The application was not opened for changes.
    #[error(transparent)]
    Reopen(#[from] ReopenError),
    /// The application was not taken up again.
    #[error(transparent)]
    TakeUp(#[from] TakeUpError),
    /// The city was not invited.
    #[error(transparent)]
    Invite(#[from] InviteError),
    /// Reviewers were not assigned.
    #[error(transparent)]
    Assign(#[from] AssignError),
    /// The recommendation is wrong.
    #[error(transparent)]
    Recommend(#[from] RecommendError),
    /// The recommendation did not become an award.
    #[error(transparent)]
    Offer(#[from] OfferError),
    /// The decision was not taken.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The recommendation did not lapse.
    #[error(transparent)]
    Lapse(#[from] LapseError),
    /// The offer was not answered.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The allotment is too small.
    #[error("The allotment does not cover {wanted}: {available} is available. Nothing was changed.")]
    NotCovered {
        /// What was asked for.
        wanted: Money,
        /// What is left.
        available: Money,
    },
    /// The last day of the reservation has passed.
    #[error(
        "The money was reserved until {}, and that day has passed. The recommendation can no longer be approved: a program officer recommends the award anew.",
        .0.format("%B %-d, %Y")
    )]
    ReservationOver(NaiveDate),
    /// Reviews are still owed.
    #[error("{0} of the reviews are not submitted yet. Wait for them, or take the reviewers off first.")]
    ReviewsOwed(usize),
    /// The final report was not received.
    #[error(transparent)]
    SubmitReport(#[from] SubmitFinalReportError),
    /// The final report was not sent back.
    #[error(transparent)]
    ReturnReport(#[from] ReturnFinalReportError),
    /// The final report was not accepted.
    #[error(transparent)]
    AcceptReport(#[from] AcceptFinalReportError),
    /// Something is left to do before the award is closed.
    #[error(transparent)]
    Close(#[from] CloseError),
    /// Money of the award is on its way to the bank.
    #[error("This award cannot be closed yet: a payment of it is still under way.")]
    PaymentUnderWay,
    /// The ledger says no.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The release does not fit.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// A reason is needed.
    #[error("Check your answers.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl ProcessError {
    fn inner(&self) -> Option<&dyn Refusal> {
        Some(match self {
            Self::Workflow(e) => e,
            Self::Definition(e) => e,
            Self::Start(e) => e,
            Self::Enter(e) => e,
            Self::Submit(e) => e,
            Self::Withdraw(e) => e,
            Self::Reopen(e) => e,
            Self::TakeUp(e) => e,
            Self::Invite(e) => e,
            Self::Assign(e) => e,
            Self::Recommend(e) => e,
            Self::Offer(e) => e,
            Self::Decide(e) => e,
            Self::Lapse(e) => e,
            Self::Sign(e) => e,
            Self::SubmitReport(e) => e,
            Self::ReturnReport(e) => e,
            Self::AcceptReport(e) => e,
            Self::Close(e) => e,
            Self::Ledger(e) => e,
            Self::Release(e) => e,
            Self::Db(e) => e,
            Self::NotCovered { .. } | Self::ReservationOver(_) | Self::ReviewsOwed(_) | Self::PaymentUnderWay | Self::Invalid(_) => {
                return None;
            }
        })
    }
}

impl Refusal for ProcessError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            other => other.inner().map_or(Kind::Conflict, Refusal::kind),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            other => other.inner().map_or(&[], Refusal::fields),
        }
    }
}
