//! Money that came in without a payment of ours: a finance officer records a line as the refund of an advance. The line is
//! its evidence, and the two stay tied.

use super::facts::LineRefunded;
use super::open;
use super::recorded;
use super::settle::{self, SettleError};
use super::store::{self, BankLine, NewMatch};
use crate::db::{self, Tx};
use crate::disbursement::{self, NewRefund, RefundError, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::Actor;
use crate::{audit, award};

/// Why a line was not recorded as a refund.
#[derive(Debug, thiserror::Error)]
pub enum MoneyInError {
    /// Not a finance officer.
    #[error("Only a finance officer can record a refund.")]
    NotFinance,
    /// The line takes money out.
    #[error("Only money that came in can be a refund.")]
    MoneyOut,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
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

impl Refusal for MoneyInError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::MoneyOut => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
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

/// Records a line as the refund of the unused advance of an award.
///
/// # Errors
/// [`MoneyInError`].
pub fn refund_from_line(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>, reference: &str) -> Result<(), MoneyInError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(MoneyInError::NotFinance)?;
    let row = open::open_line(tx, actor, line)?;
    row.must_be_free()?;
    let amount = Money::from_cents(row.line.amount_cents);
    if !amount.is_positive() {
        return Err(MoneyInError::MoneyOut);
    }
    settle::not_ahead(tx.now(), row.line.value_on)?;
    let award = match award::open_by_reference(tx, actor, reference.trim()) {
        Ok(award) => award,
        Err(db::Error::Missing) => {
            return Err(MoneyInError::Fields(vec![FieldError::new(
                "reference",
                "No award has this number. Copy it from the award’s page.",
            )]));
        }
        Err(e) => return Err(e.into()),
    };
    if let Some(told) = recorded::recorded_already(tx, actor, &row.line, (award.id, "refund"))? {
        return Err(MoneyInError::Fields(vec![FieldError::new("reference", told)]));
    }
    let new = NewRefund {
        key: format!("line/{line}"),
        award: award.id,
        amount,
        received_on: row.line.value_on,
        bank_reference: format!("bank line {line}"),
    };
    let journal_seq = disbursement::refund_by_line(tx, actor, &new)?;
    store::insert_match(
        tx,
        &NewMatch {
            line,
            kind: "refund",
            payment: None,
            amount,
            rule: "by_hand",
            by: (&account.text(), &actor.name),
            confirmed: None,
            journal_seq: Some(journal_seq),
        },
    )?;
    let fact = LineRefunded {
        bank_line_id: line.text(),
        award_id: award.id.text(),
        reference: award.reference,
        amount,
        received_on: row.line.value_on,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
