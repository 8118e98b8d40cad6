//! The city's authorized official asks for money: an advance of what is obligated,
//! or the reimbursement of costs that were accepted beyond the advance. Per
//! category never more than the ledger and the requests under way leave.

use super::bank_details::Done;
use super::facts::PaymentRequested;
use super::payment::{CategoryAmount, Payment, PaymentKind, PaymentState};
use super::{policy, store};
use crate::award::{self, Award};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, ledger, outbox};
use std::collections::BTreeMap;

/// What the official asks for.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// The award.
    pub award: Id<Award>,
    /// Advance or reimbursement.
    pub kind: PaymentKind,
    /// Amounts above zero, by category.
    pub lines: Vec<CategoryAmount>,
    /// What the money is needed for.
    pub purpose: String,
}

/// Why a request was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Not the city's authorized official.
    #[error("Only the city's authorized official can ask for money.")]
    NotOfficial,
    /// No bank details.
    #[error("Enter the city's bank details first, so that we know where to send the money.")]
    NoBankDetails,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RequestError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficial => Kind::Missing,
            Self::NoBankDetails => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What may be asked for now, by category: the ledger's position less the requests under way.
///
/// # Errors
/// The database's refusal.
pub fn available(conn: &mut Conn, award: Id<Award>, kind: PaymentKind) -> Result<BTreeMap<String, Money>, db::Error> {
    let mut left: BTreeMap<String, Money> = ledger::award_position(conn, &award.text())?
        .categories
        .into_iter()
        .map(|p| (p.category, if kind == PaymentKind::Advance { p.undelivered } else { p.unpaid }))
        .collect();
    let wanted: &str = kind.into();
    for (asked_as, category, amount) in store::list_pending_amounts(conn, award)? {
        if let Some(rest) = left.get_mut(&category).filter(|_| asked_as == wanted) {
            *rest = rest.minus(amount).unwrap_or(Money::ZERO).max(Money::ZERO);
        }
    }
    Ok(left)
}

/// Stores a request and tells the finance officers.
///
/// # Errors
/// [`RequestError`].
pub fn request_payment(tx: &mut Tx<'_>, actor: &Actor, new: &NewPayment) -> Result<Payment, RequestError> {
    let award = award::award(tx, new.award)?;
    let account = actor.account.filter(|_| policy::may_ask_for(actor, award.organisation)).ok_or(RequestError::NotOfficial)?;
    if store::find_current_bank_details(tx, award.organisation)?.is_none() {
        return Err(RequestError::NoBankDetails);
    }
    let amount = check(tx, new)?;
    let payment = Payment {
        id: tx.id(),
        award: award.id,
        reference: award.reference.clone(),
        organisation: award.organisation,
        kind: new.kind,
        amount,
        purpose: new.purpose.trim().to_owned(),
        state: PaymentState::Requested,
        requested: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        reason: None,
        run: None,
        bank_details: None,
        trace: None,
        released_on: None,
        settled_on: None,
        returned_on: None,
        journal_seq: None,
        version: 1,
    };
    store::insert_payment(tx, &payment, &new.lines)?;
    tell(tx, actor, &payment, &new.lines)?;
    Ok(payment)
}

fn tell(tx: &mut Tx<'_>, actor: &Actor, payment: &Payment, lines: &[CategoryAmount]) -> Result<(), db::Error> {
    let city = organisation::city(tx, payment.organisation)?;
    let fact = PaymentRequested {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.full_name(),
        kind: payment.kind,
        amount: payment.amount,
        lines: lines.to_vec(),
        purpose: payment.purpose.clone(),
        requested_by: actor.name.clone(),
        requested_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::fund(tx, &[payment.award], &[FundRole::FinanceOfficer])?;
    to.extend(audience::of_award(tx, payment.award)?);
    outbox::announce(tx, &fact, &to)
}

fn check(tx: &mut Tx<'_>, new: &NewPayment) -> Result<Money, RequestError> {
    let left = available(tx, new.award, new.kind)?;
    let mut mistakes = Vec::new();
    for line in &new.lines {
        let most = left.get(&line.category).copied().unwrap_or(Money::ZERO);
        if line.amount > most {
            mistakes.push(FieldError::new(format!("amount-{}", line.category), format!("Ask for at most {most} here.")));
        }
    }
    if new.purpose.trim().is_empty() || new.purpose.chars().count() > 1000 {
        mistakes.push(FieldError::new("purpose", "Say what the money is needed for now, in at most 1,000 characters."));
    }
    let total = Money::total(new.lines.iter().map(|line| line.amount)).unwrap_or(Money::ZERO);
    if !total.is_positive() {
        mistakes.push(FieldError::new("lines", "Enter an amount in at least one category."));
    }
    if mistakes.is_empty() { Ok(total) } else { Err(RequestError::Fields(mistakes)) }
}
