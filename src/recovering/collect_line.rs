//! Finance says that a line of the bank is money for a bill: what came in is recorded from the line, and the two stay tied.

use super::bill::{Bill, BillState};
use super::collect::{self, CollectError, NewReceipt};
use super::store;
use crate::banking::{self, BankLine, TieError};
use crate::db::{self, Tx};
use crate::disbursement::policy;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::Actor;

/// Why a line was not recorded for a bill.
#[derive(Debug, thiserror::Error)]
pub enum CollectLineError {
    /// Not a finance officer.
    #[error("Only a finance officer can record what came in.")]
    NotFinance,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// It was not taken for the bill.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// The line stands for something.
    #[error(transparent)]
    Tie(#[from] TieError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CollectLineError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Collect(e) => e.kind(),
            Self::Tie(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Fields(fields) => fields,
            Self::Collect(e) => e.fields(),
            _ => &[],
        }
    }
}

/// Records a line as money for a bill.
///
/// # Errors
/// [`CollectLineError`].
pub fn collect_from_line(tx: &mut Tx<'_>, actor: &Actor, bill: Id<Bill>, line: Id<BankLine>) -> Result<(), CollectLineError> {
    if !policy::is_finance(actor) {
        return Err(CollectLineError::NotFinance);
    }
    let of = store::bill(tx, bill)?;
    if of.state != BillState::Billed {
        return Err(CollectError::NothingOwed.into());
    }
    let wrong = |told: &str| CollectLineError::Fields([FieldError::new("line", told)]);
    let row = banking::open_line(tx, actor, line)?;
    let amount = Money::from_cents(row.line.amount_cents);
    if !row.matches.is_empty() || !amount.is_positive() {
        return Err(wrong("Choose a line of money that came in and that stands for nothing yet."));
    }
    banking::not_ahead(tx.now(), row.line.value_on).map_err(TieError::from)?;
    if let Some(told) = banking::recorded_already(tx, actor, &row.line, (of.award, "collection")).map_err(TieError::from)? {
        return Err(wrong(&told));
    }
    let new =
        NewReceipt { key: format!("line/{line}"), bill, amount, received_on: row.line.value_on, evidence: format!("bank line {line}") };
    let journal_seq = collect::receive(tx, actor, &new, false)?;
    Ok(banking::tie_new(tx, actor, line, journal_seq)?)
}
