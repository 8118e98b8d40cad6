//! An officer asks the city to send back what it holds of an advance and will not spend. A document, not a posting: the ledger
//! moves when the money is there (`disbursement::record_refund`).

use super::closing::RefundRequest;
use super::closing_facts::RefundRequested;
use super::reporting::reporting;
use super::store;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::{audience, policy};
use crate::{audit, ledger, outbox};

/// Why nothing was asked back.
#[derive(Debug, thiserror::Error)]
pub enum AskRefundError {
    /// Not an officer.
    #[error("Only a program or finance officer can ask for a refund.")]
    NotOfficer,
    /// There is nothing to send back.
    #[error("The city holds nothing of an advance, so there is nothing to send back.")]
    Nothing,
    /// It was asked already.
    #[error("The city was asked for this amount already, and the day has not passed.")]
    AskedAlready,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AskRefundError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficer => Kind::Missing,
            Self::Nothing | Self::AskedAlready => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// Asks for all that is still advanced, and tells the city how much and until when.
///
/// # Errors
/// [`AskRefundError`].
pub fn ask_refund(tx: &mut Tx<'_>, actor: &Actor, award: Id<Award>) -> Result<RefundRequest, AskRefundError> {
    let account = actor.account.filter(|_| policy::decides(actor)).ok_or(AskRefundError::NotOfficer)?;
    let award = award::open_award(tx, actor, award)?;
    let amount = ledger::award_position(tx, &award.id.text())?.total.advanced;
    if !amount.is_positive() || !award.is_active() {
        return Err(AskRefundError::Nothing);
    }
    let city = organisation::city(tx, award.organisation)?;
    let today = tx.now().day_in(city.zone);
    let before = store::list_refund_requests(tx, award.id)?;
    if before.first().is_some_and(|last| last.amount == amount && last.due_on >= today) {
        return Err(AskRefundError::AskedAlready);
    }
    let policy = reporting(award.period_start)?;
    let (due_on, _) = policy.debt_days(today)?;
    let request = RefundRequest { award: award.id, amount, due_on, asked_by: actor.name.clone(), asked_at: tx.now() };
    store::insert_refund_request(tx, &request, account)?;
    let fact = RefundRequested {
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        amount,
        due_on,
        citation: policy.debts.citation.clone(),
        asked_by: actor.name.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::of_award(tx, award.id)?;
    to.extend(audience::fund(tx, &[award.id], &[FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)?;
    Ok(request)
}
