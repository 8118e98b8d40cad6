//! Money that came in without a payment of ours: one finance officer says that a line is the refund of an advance, or money
//! for a bill, and another confirms it. Nothing is posted before. The line is its evidence, and the two stay tied.

use super::by_hand::{self, ByHandError, LONGEST};
use super::facts::LineRefunded;
use super::recorded;
use super::settle::{self, SettleError};
use super::store::{self, BankLine, LineRow, NewMatch, NewProposal, Proposal};
use crate::audit;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::disbursement::{self, NewRefund, RefundError};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Account, Actor};

/// Why a line was not recorded as money that came in.
#[derive(Debug, thiserror::Error)]
pub enum MoneyInError {
    /// The line takes money out.
    #[error("Only money that came in can be a refund, or be for a bill.")]
    MoneyOut,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// What was proposed does not hold any more.
    #[error("{0} Refuse this proposal, and say anew what the line is.")]
    NoLonger(String),
    /// It cannot be said, or decided, by this person or now.
    #[error(transparent)]
    ByHand(#[from] ByHandError),
    /// The line stands for something.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The refund was not taken.
    #[error(transparent)]
    Refund(#[from] RefundError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl MoneyInError {
    /// What was said of fields that are not there any more, as a sentence.
    fn without_fields(self) -> Self {
        match self.fields() {
            [] => self,
            fields => Self::NoLonger(fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" ")),
        }
    }
}

impl Refusal for MoneyInError {
    fn kind(&self) -> Kind {
        match self {
            Self::MoneyOut | Self::NoLonger(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::ByHand(e) => e.kind(),
            Self::Settle(e) => e.kind(),
            Self::Refund(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Fields(fields) => fields,
            Self::Refund(e) => e.fields(),
            _ => &[],
        }
    }
}

/// Says that a line is the refund of the unused advance of an award; another person confirms it.
///
/// # Errors
/// [`MoneyInError`].
pub fn propose_refund(
    tx: &mut Tx<'_>,
    actor: &Actor,
    line: Id<BankLine>,
    (reference, reason): (&str, &str),
) -> Result<Id<Proposal>, MoneyInError> {
    let (account, row) = begin(tx, actor, line)?;
    let mut mistakes = reason_mistakes(reason);
    let award = match award::open_by_reference(tx, actor, reference.trim()) {
        Ok(award) => Some(award),
        Err(db::Error::Missing) => {
            mistakes.push(FieldError::new("reference", "No award has this number. Copy it from the award’s page."));
            None
        }
        Err(e) => return Err(e.into()),
    };
    let Some(award) = award.filter(|_| mistakes.is_empty()) else { return Err(MoneyInError::Fields(mistakes)) };
    let new = refund_of(tx, actor, (line, &row), award.id)?;
    disbursement::check_refund_by_line(tx, &new)?;
    keep(tx, (account, actor), (line, &row), (award.id, None, reason))
}

/// Says that a line is money for a bill of an award; another person confirms it. Whether the bill takes it is known to whoever
/// keeps the bills.
///
/// # Errors
/// [`MoneyInError`].
pub fn propose_for_bill(
    tx: &mut Tx<'_>,
    actor: &Actor,
    line: Id<BankLine>,
    (award, bill, reason): (Id<Award>, &str, &str),
) -> Result<Id<Proposal>, MoneyInError> {
    let (account, row) = begin(tx, actor, line)?;
    let mistakes = reason_mistakes(reason);
    if !mistakes.is_empty() {
        return Err(MoneyInError::Fields(mistakes));
    }
    recorded_first(tx, actor, &row, (award, "collection"), "line")?;
    keep(tx, (account, actor), (line, &row), (award, Some(bill), reason))
}

/// A line of money that came in, of which nobody said anything.
fn begin(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>) -> Result<(Id<Account>, LineRow), MoneyInError> {
    let (account, open) = by_hand::begin(tx, actor, line)?;
    if open.line.amount_cents <= 0 {
        return Err(MoneyInError::MoneyOut);
    }
    settle::not_ahead(tx.now(), open.line.value_on)?;
    Ok((account, open.line))
}

fn reason_mistakes(reason: &str) -> Vec<FieldError> {
    let is_long = reason.trim().chars().count() > LONGEST;
    is_long.then(|| FieldError::new("how_known", "Say it in at most 500 characters.")).into_iter().collect()
}

/// Refuses where this money is recorded for the award already.
fn recorded_first(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &LineRow,
    about: (Id<Award>, &str),
    field: &'static str,
) -> Result<(), MoneyInError> {
    match recorded::recorded_already(tx, actor, row, about)? {
        Some(told) => Err(MoneyInError::Fields(vec![FieldError::new(field, told)])),
        None => Ok(()),
    }
}

/// What is recorded of a line as a refund of this award.
fn refund_of(tx: &mut Tx<'_>, actor: &Actor, (line, row): (Id<BankLine>, &LineRow), award: Id<Award>) -> Result<NewRefund, MoneyInError> {
    recorded_first(tx, actor, row, (award, "refund"), "reference")?;
    Ok(NewRefund {
        key: format!("line/{line}"),
        award,
        amount: Money::from_cents(row.amount_cents),
        received_on: row.value_on,
        bank_reference: format!("bank line {line}"),
    })
}

fn keep(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    (line, row): (Id<BankLine>, &LineRow),
    (award, bill, reason): (Id<Award>, Option<&str>, &str),
) -> Result<Id<Proposal>, MoneyInError> {
    let new = NewProposal { line, award: Some(award), bill, payments: "[]", reason: reason.trim() };
    Ok(by_hand::keep(tx, by, &new, (Money::from_cents(row.amount_cents), &[]))?)
}

/// Confirms and posts the refund that another finance officer saw in a line.
///
/// # Errors
/// [`MoneyInError`].
pub fn confirm_refund(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<(), MoneyInError> {
    post_refund(tx, actor, id).map_err(MoneyInError::without_fields)
}

fn post_refund(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<(), MoneyInError> {
    let taken = by_hand::take(tx, actor, id)?;
    let award = taken.proposal.award()?.filter(|_| taken.proposal.bill_id.is_none()).ok_or(db::Error::Missing)?;
    let award = award::open_award(tx, actor, award)?;
    let new = refund_of(tx, actor, (taken.line, &taken.row), award.id)?;
    by_hand::mark_decided(tx, (taken.account, actor), &taken.proposal, true)?;
    let journal_seq = disbursement::refund_by_line(tx, actor, &new)?;
    store::insert_match(
        tx,
        &NewMatch {
            line: taken.line,
            kind: "refund",
            payment: None,
            amount: new.amount,
            rule: "by_hand",
            by: taken.proposer(),
            confirmed: Some((taken.account, actor)),
            journal_seq: Some(journal_seq),
        },
    )?;
    let fact = LineRefunded {
        bank_line_id: taken.line.text(),
        award_id: award.id.text(),
        reference: award.reference,
        amount: new.amount,
        received_on: new.received_on,
    };
    Ok(audit::record(tx, &actor.doer(), &fact)?)
}

/// A line that another finance officer proposed as money for a bill, about to be recorded for it.
#[derive(Clone, Debug)]
pub struct ForBill {
    /// The line.
    pub line: Id<BankLine>,
    /// The same.
    pub row: LineRow,
    /// The bill.
    pub bill: String,
    /// Who proposed it, by identifier and name.
    pub proposer: (String, String),
}

/// Confirms that a line is money for a bill, as another finance officer proposed it; whoever keeps the bills records it.
///
/// # Errors
/// [`MoneyInError`].
pub fn take_for_bill(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<ForBill, MoneyInError> {
    let taken = by_hand::take(tx, actor, id)?;
    let award = taken.proposal.award()?.ok_or(db::Error::Missing)?;
    let bill = taken.proposal.bill_id.clone().ok_or(db::Error::Missing)?;
    recorded_first(tx, actor, &taken.row, (award, "collection"), "line").map_err(MoneyInError::without_fields)?;
    by_hand::mark_decided(tx, (taken.account, actor), &taken.proposal, true)?;
    let (proposer, name) = taken.proposer();
    Ok(ForBill { bill, line: taken.line, proposer: (proposer.to_owned(), name.to_owned()), row: taken.row })
}
