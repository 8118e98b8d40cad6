//! What no rule settles, and what a line stands for that a person typed: one finance officer says for which payments a line
//! stands, and another confirms or refuses it. Nothing is posted before.

use super::facts::{MatchDecided, MatchProposed};
use super::line::Line;
use super::open::{self, OpenLine};
use super::settle::{self, Booked, By, SettleError, stands};
use super::store::{self, BankLine, LineRow, NewProposal, Proposal, ProposalRow};
use crate::audit;
use crate::db::{self, Tx};
use crate::disbursement::{self, Payment, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Account, Actor};

/// The most payments that one line stands for by hand.
const MOST: usize = 500;

/// The longest reason of a proposal, in characters.
pub(super) const LONGEST: usize = 500;

/// Why a match by hand was not proposed or decided.
#[derive(Debug, thiserror::Error)]
pub enum ByHandError {
    /// Not a finance officer.
    #[error("Only a finance officer can match bank lines.")]
    NotFinance,
    /// Whoever proposed it cannot confirm it.
    #[error("You proposed this match, so another person must confirm it.")]
    SamePerson,
    /// Somebody proposed something already.
    #[error("Somebody has proposed what this line stands for. Decide that first.")]
    Waiting,
    /// It was decided already.
    #[error("This proposal is decided already.")]
    Decided,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The line does not fit.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ByHandError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::Waiting | Self::Decided => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Settle(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Says for which payments a line stands; another person confirms it.
///
/// # Errors
/// [`ByHandError`].
pub fn propose_match(
    tx: &mut Tx<'_>,
    actor: &Actor,
    line: Id<BankLine>,
    chosen: &[Id<Payment>],
    reason: &str,
) -> Result<Id<Proposal>, ByHandError> {
    let (account, row) = begin(tx, actor, line)?;
    let mut mistakes = Vec::new();
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        mistakes.push(FieldError::new("reason", "Say how you know it, in at most 500 characters."));
    }
    let mut chosen = chosen.to_vec();
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() || chosen.len() > MOST {
        mistakes.push(FieldError::new("payment", "Choose the payments that this line stands for."));
    }
    let payments: Vec<Payment> = chosen.iter().map(|id| disbursement::open_payment(tx, actor, *id)).collect::<Result<_, _>>()?;
    if mistakes.is_empty()
        && let Err(e) = check(tx, &row.line, &payments)
    {
        match e {
            SettleError::AmountsDiffer { .. } | SettleError::NotInTransit => mistakes.push(FieldError::new("payment", e.to_string())),
            other => return Err(other.into()),
        }
    }
    if !mistakes.is_empty() {
        return Err(ByHandError::Fields(mistakes));
    }
    Ok(keep_payments(tx, (account, actor), (line, Money::from_cents(row.line.amount_cents)), (&chosen, reason))?)
}

/// A finance officer, and a line that stands for nothing yet and of which nobody said anything.
pub(super) fn begin(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>) -> Result<(Id<Account>, OpenLine), ByHandError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ByHandError::NotFinance)?;
    let row = open::open_line(tx, actor, line)?;
    row.must_be_free()?;
    if store::find_open_proposal(tx, line)?.is_some() {
        return Err(ByHandError::Waiting);
    }
    Ok((account, row))
}

/// Proposes what a line that was typed stands for, where a rule says so. A file of the bank settles by itself; what one
/// person types does not.
pub(super) fn propose_typed(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    (id, line): (Id<BankLine>, &Line),
    payments: &[Payment],
) -> Result<(), db::Error> {
    // What is closed to whoever typed it is proposed by somebody else.
    let is_closed = payments.iter().any(|payment| by.1.is_kept_from(payment.award));
    if payments.is_empty() || payments.len() > MOST || is_closed {
        return Ok(());
    }
    let mut chosen: Vec<Id<Payment>> = payments.iter().map(|payment| payment.id).collect();
    chosen.sort();
    keep_payments(tx, by, (id, line.amount), (&chosen, "The line was typed in, and these payments fit it.")).map(drop)
}

fn keep_payments(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    (line, amount): (Id<BankLine>, Money),
    (chosen, reason): (&[Id<Payment>], &str),
) -> Result<Id<Proposal>, db::Error> {
    let text = serde_json::to_string(chosen).map_err(|e| db::Error::Broken(e.to_string()))?;
    keep(tx, by, &NewProposal { line, award: None, bill: None, payments: &text, reason }, (amount, chosen))
}

/// Keeps a proposal with its record.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    new: &NewProposal<'_>,
    (amount, payments): (Money, &[Id<Payment>]),
) -> Result<Id<Proposal>, db::Error> {
    let id = store::insert_proposal(tx, new, by)?;
    let fact = MatchProposed {
        proposal_id: id.text(),
        bank_line_id: new.line.text(),
        payments: payments.iter().map(|id| id.text()).collect(),
        award_id: new.award.map(|id| id.text()),
        bill_id: new.bill.map(str::to_owned),
        amount,
        reason: new.reason.to_owned(),
    };
    audit::record(tx, &by.1.doer(), &fact)?;
    Ok(id)
}

/// Whether a line can stand for these payments: each can still be what it shows, and together they come to its amount.
fn check(tx: &mut Tx<'_>, line: &LineRow, payments: &[Payment]) -> Result<(), SettleError> {
    let is_out = line.amount_cents < 0;
    for payment in payments {
        let Some(stands) = stands(tx, payment, is_out)? else { return Err(SettleError::NotInTransit) };
        if store::is_shown(tx, payment.id, stands.kind())? {
            return Err(SettleError::NotInTransit);
        }
    }
    let sum = Money::total(payments.iter().map(|payment| payment.amount)).map_err(|e| db::Error::Broken(e.to_string()))?;
    let line = Money::from_cents(line.amount_cents.saturating_abs());
    if sum == line { Ok(()) } else { Err(SettleError::AmountsDiffer { line, payments: sum }) }
}

/// What another person said of a line, about to be confirmed.
pub(super) struct Taken {
    pub(super) account: Id<Account>,
    pub(super) proposal: ProposalRow,
    pub(super) line: Id<BankLine>,
    pub(super) row: LineRow,
}

impl Taken {
    /// Who proposed it, by identifier and name.
    pub(super) fn proposer(&self) -> (&str, &str) {
        (&self.proposal.proposed_by, &self.proposal.proposed_by_name)
    }

    pub(super) fn amount(&self) -> Money {
        Money::from_cents(self.row.amount_cents)
    }
}

/// The proposal of another person, if it still waits, its line is free, and all of it is open to the person.
pub(super) fn take(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<Taken, ByHandError> {
    let (account, proposal, line, open) = waiting(tx, actor, id)?;
    if actor.is_person(&proposal.proposed_by) {
        return Err(ByHandError::SamePerson);
    }
    open.must_be_free()?;
    Ok(Taken { account, proposal, line, row: open.line })
}

type Waiting = (Id<Account>, ProposalRow, Id<BankLine>, OpenLine);

/// A proposal that waits, with its line, for a finance officer to whom all of it is open.
fn waiting(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<Waiting, ByHandError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ByHandError::NotFinance)?;
    let proposal = open::open_proposal(tx, actor, id)?;
    let line: Id<BankLine> = proposal.line_id.parse().map_err(|_| db::Error::unreadable("bank line", &proposal.line_id))?;
    let open = open::open_line(tx, actor, line)?;
    if proposal.outcome.is_some() {
        return Err(ByHandError::Decided);
    }
    Ok((account, proposal, line, open))
}

/// Marks a proposal as confirmed or refused, with its record.
pub(super) fn mark_decided(
    tx: &mut Tx<'_>,
    (account, actor): (Id<Account>, &Actor),
    proposal: &ProposalRow,
    is_confirmed: bool,
) -> Result<(), db::Error> {
    let outcome = if is_confirmed { "confirmed" } else { "refused" };
    store::mark_proposal_decided(tx, &proposal.id, outcome, (account, &actor.name))?;
    let fact = MatchDecided {
        proposal_id: proposal.id.clone(),
        bank_line_id: proposal.line_id.clone(),
        payments: proposal.payment_ids()?.iter().map(|id| id.text()).collect(),
        award_id: proposal.award_id.clone(),
        bill_id: proposal.bill_id.clone(),
        proposed_by: proposal.proposed_by_name.clone(),
        is_confirmed,
    };
    audit::record(tx, &actor.doer(), &fact)
}

/// Confirms the payments for which a line stands, as another finance officer proposed it.
///
/// # Errors
/// [`ByHandError`].
pub fn confirm_match(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<(), ByHandError> {
    let taken = take(tx, actor, id)?;
    let payments = open::payments_of(tx, actor, &taken.proposal)?;
    check(tx, &taken.row, &payments)?;
    let booked = Booked { id: taken.line, on: taken.row.value_on, amount: taken.amount() };
    for payment in &payments {
        settle::settle(tx, By { actor, rule: "by_hand", proposer: Some(taken.proposer()) }, booked, payment)?;
    }
    Ok(mark_decided(tx, (taken.account, actor), &taken.proposal, true)?)
}

/// Refuses what another finance officer said of a line. Whoever proposed it may take it back.
///
/// # Errors
/// [`ByHandError`].
pub fn refuse_match(tx: &mut Tx<'_>, actor: &Actor, id: Id<Proposal>) -> Result<(), ByHandError> {
    let (account, proposal, ..) = waiting(tx, actor, id)?;
    Ok(mark_decided(tx, (account, actor), &proposal, false)?)
}
