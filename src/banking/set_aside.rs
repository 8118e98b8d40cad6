//! A line of the bank that is no payment of a city, such as a fee, interest or a transfer of the fund's own, or that was typed by
//! mistake: a finance officer sets it aside with a reason, and another act takes that back. No money moves, so that nobody else is
//! needed; the line stays on its statement, in the lists and among the items between the bank and the books.

use super::facts::{LineSetAside, LineTakenBack};
use super::open;
use super::settle::SettleError;
use super::store::{self, BankLine};
use crate::audit;
use crate::db::{self, Tx};
use crate::disbursement::policy;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::Actor;

/// Why a line was not set aside, or not taken back.
#[derive(Debug, thiserror::Error)]
pub enum SetAsideError {
    /// Not a finance officer.
    #[error("Only a finance officer can set bank lines aside.")]
    NotFinance,
    /// Somebody proposed what it stands for.
    #[error("Somebody has proposed what this line stands for. Decide that first.")]
    Waiting,
    /// It is not set aside.
    #[error("This bank line is not set aside.")]
    NotAside,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// The line stands for something.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SetAsideError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Waiting | Self::NotAside => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Settle(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// The reason, if there is one of a fitting length.
fn reason_of<'a>(text: &'a str, told: &str) -> Result<&'a str, SetAsideError> {
    let reason = text.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(SetAsideError::Fields([FieldError::new("why", told)]));
    }
    Ok(reason)
}

/// Sets a line aside that stands for nothing.
///
/// # Errors
/// [`SetAsideError`].
pub fn set_line_aside(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>, reason: &str) -> Result<(), SetAsideError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(SetAsideError::NotFinance)?;
    let open = open::open_line(tx, actor, line)?;
    open.must_be_free()?;
    if store::find_open_proposal(tx, line)?.is_some() {
        return Err(SetAsideError::Waiting);
    }
    let reason = reason_of(reason, "Say what this line is, in at most 500 characters.")?;
    store::insert_aside(tx, line, reason, (account, actor))?;
    let fact = LineSetAside {
        bank_line_id: line.text(),
        amount: Money::from_cents(open.line.amount_cents),
        value_on: open.line.value_on,
        words: open.line.description,
        reason: reason.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// Takes back that a line was set aside: somebody must say again what it stands for.
///
/// # Errors
/// [`SetAsideError`].
pub fn take_line_back(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>, reason: &str) -> Result<(), SetAsideError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(SetAsideError::NotFinance)?;
    let open = open::open_line(tx, actor, line)?;
    let aside = open.set_aside().cloned().ok_or(SetAsideError::NotAside)?;
    let reason = reason_of(reason, "Say why it is looked at again, in at most 500 characters.")?;
    store::mark_aside_taken_back(tx, &aside.id, reason, (account, actor))?;
    let fact = LineTakenBack {
        bank_line_id: line.text(),
        amount: Money::from_cents(open.line.amount_cents),
        value_on: open.line.value_on,
        words: open.line.description,
        set_aside_by: aside.set_aside_by_name,
        reason: reason.to_owned(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}
