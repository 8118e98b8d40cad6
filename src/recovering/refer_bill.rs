//! An approving official refers what a city owes on a bill to debt collection, with a reason: then its award can be closed before
//! the money is back (L22). The bill stays owed, and what comes in is recorded as before.

use super::bill::{Bill, BillState, Referral};
use super::facts::DebtReferred;
use super::{policy, store};
use crate::award;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, outbox};

/// Why a debt was not referred.
#[derive(Debug, thiserror::Error)]
pub enum ReferBillError {
    /// Not an approving official.
    #[error("Only an approving official can refer a debt to collection.")]
    WrongRole,
    /// The one who asked for the bill.
    #[error("You asked for this bill, so another person must refer it to debt collection.")]
    SamePerson,
    /// Nothing is owed.
    #[error("The city owes nothing on this bill.")]
    NothingOwed,
    /// It was referred before.
    #[error("This bill was referred to debt collection already.")]
    Already,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReferBillError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NothingOwed | Self::Already => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Refers what is owed of a bill, and tells the city and finance.
///
/// # Errors
/// [`ReferBillError`].
pub fn refer_bill(tx: &mut Tx<'_>, actor: &Actor, id: Id<Bill>, reason: &str) -> Result<(), ReferBillError> {
    let account = actor.account.filter(|_| policy::may_refer(actor)).ok_or(ReferBillError::WrongRole)?;
    let bill = store::bill(tx, id)?;
    let award = award::open_award(tx, actor, bill.award)?;
    if policy::is(actor, &bill.asked_by) {
        return Err(ReferBillError::SamePerson);
    }
    let owed = bill.amount.minus(store::received(tx, id)?).map_err(|e| db::Error::Broken(e.to_string()))?;
    if bill.state != BillState::Billed || !owed.is_positive() {
        return Err(ReferBillError::NothingOwed);
    }
    if store::find_referral(tx, id)?.is_some() {
        return Err(ReferBillError::Already);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        let words = "Say why it is referred, in at most 1,000 characters.";
        return Err(ReferBillError::Fields(vec![FieldError::new("referral_reason", words)]));
    }
    let referral = Referral { amount: owed, reason: reason.to_owned(), by: actor.name.clone(), at: tx.now() };
    store::insert_referral(tx, id, &referral, account)?;
    let fact = DebtReferred {
        bill_id: id.text(),
        award_id: award.id.text(),
        city: organisation::city(tx, award.organisation)?.full_name(),
        reference: award.reference,
        amount: owed,
        reason: referral.reason,
        referred_by: referral.by,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::of_award(tx, award.id)?;
    to.extend(audience::fund(tx, &[award.id], &[FundRole::FinanceOfficer])?);
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
