//! Finance says that a line of the bank is money for a bill; another finance officer confirms it. Then what came in is recorded
//! from the line, and the two stay tied.

use super::bill::{Bill, BillState};
use super::collect::{self, CollectError, NewReceipt};
use super::store;
use crate::award;
use crate::banking::{self, BankLine, LineRow, MoneyInError, Proposal, TieError};
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
    /// It cannot be said, or decided, by this person or now.
    #[error(transparent)]
    MoneyIn(#[from] MoneyInError),
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
            Self::MoneyIn(e) => e.kind(),
            Self::Tie(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Fields(fields) => fields,
            Self::Collect(e) => e.fields(),
            Self::MoneyIn(e) => e.fields(),
            _ => &[],
        }
    }
}

/// Says that a line is money for a bill; another person confirms it.
///
/// # Errors
/// [`CollectLineError`].
pub fn propose_line(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (bill, line): (Id<Bill>, Id<BankLine>),
    reason: &str,
) -> Result<Id<Proposal>, CollectLineError> {
    if !policy::is_finance(actor) {
        return Err(CollectLineError::NotFinance);
    }
    let of = store::bill(tx, bill)?;
    let award = award::open_award(tx, actor, of.award)?;
    if of.state != BillState::Billed {
        return Err(CollectError::NothingOwed.into());
    }
    let row = banking::open_line(tx, actor, line)?;
    if !row.matches.is_empty() || row.line.amount_cents <= 0 {
        let told = "Choose a line of money that came in and that stands for nothing yet.";
        return Err(CollectLineError::Fields([FieldError::new("line", told)]));
    }
    collect::check_line(tx, &of, &receipt_of(bill, (line, &row.line)))?;
    Ok(banking::propose_for_bill(tx, actor, line, (award.id, &bill.text(), reason))?)
}

/// What is recorded of a line for a bill.
fn receipt_of(bill: Id<Bill>, (line, row): (Id<BankLine>, &LineRow)) -> NewReceipt {
    let amount = Money::from_cents(row.amount_cents);
    NewReceipt { key: format!("line/{line}"), bill, amount, received_on: row.value_on, evidence: format!("bank line {line}") }
}

/// Confirms and records the money for a bill that another finance officer saw in a line.
///
/// # Errors
/// [`CollectLineError`].
pub fn confirm_line(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<(), CollectLineError> {
    let from = banking::take_for_bill(tx, actor, id)?;
    let bill: Id<Bill> = from.bill.parse().map_err(|_| db::Error::unreadable("bill", &from.bill))?;
    let journal_seq = match collect::receive(tx, actor, &receipt_of(bill, (from.line, &from.row)), false) {
        // What was right when it was proposed is in no field.
        Err(CollectError::Fields(fields)) => {
            let told: Vec<String> = fields.into_iter().map(|field| field.message).collect();
            return Err(MoneyInError::NoLonger(told.join(" ")).into());
        }
        other => other?,
    };
    Ok(banking::tie_new(tx, actor, &from, journal_seq)?)
}
