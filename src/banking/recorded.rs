//! A line of the bank shows money that finance had recorded before it came to a statement: refunds of advances, what was
//! collected of bills, and interest. The line is tied to all of what it is, to the cent, and nothing is posted again.

use super::facts::LineTied;
use super::line::Line;
use super::match_lines::{around, folded, is_named};
use super::money_in::ForBill;
use super::open;
use super::settle::SettleError;
use super::store::{self, BankLine, LineRow, NewMatch, Received};
use crate::audit;
use crate::award::Award;
use crate::db::{self, Conn, Tx};
use crate::disbursement::{MatchDays, Terms, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Account, Actor};
use std::collections::BTreeSet;

/// Why a line was not tied to what was recorded.
#[derive(Debug, thiserror::Error)]
pub enum TieError {
    /// Not a finance officer.
    #[error("Only a finance officer can match bank lines.")]
    NotFinance,
    /// Whoever recorded it cannot say so.
    #[error("You recorded this money, so another finance officer must say that this line is it.")]
    SamePerson,
    /// It is not recorded, is more than the line, or another line is it.
    #[error("What was chosen does not wait for this line any more. Open the line again.")]
    NotRecorded,
    /// What was chosen does not come to the amount of the line.
    #[error("Some answers need to be mended.")]
    Fields([FieldError; 1]),
    /// Somebody proposed something.
    #[error("Somebody has proposed what this line stands for. Decide that first.")]
    Waiting,
    /// The line stands for something.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for TieError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotRecorded | Self::Waiting => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Settle(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What was recorded with this amount for awards that are open to the person, and is on no line of the bank, the oldest first;
/// and whether there are older ones, which are not listed.
fn list_recorded(conn: &mut Conn, actor: &Actor, amount: Money) -> Result<(Vec<Received>, bool), db::Error> {
    list_open(conn, actor, (amount, amount))
}

fn list_open(conn: &mut Conn, actor: &Actor, amounts: (Money, Money)) -> Result<(Vec<Received>, bool), db::Error> {
    let (mut all, has_older) = store::list_received(conn, amounts, &actor.walls.ids())?;
    all.retain(|one| !actor.walls.are_named_in(&one.evidence));
    Ok((all, has_older))
}

/// The same of this amount or less, for a line that is several things: what has the amount first, then the parts;
/// and whether there are older ones, which are not listed.
///
/// # Errors
/// The database's refusal.
pub fn list_recorded_within(conn: &mut Conn, actor: &Actor, most: Money) -> Result<(Vec<Received>, bool), db::Error> {
    let (mut all, has_older) = list_recorded(conn, actor, most)?;
    let (parts, has_older_parts) = list_open(conn, actor, (Money::from_cents(1), Money::from_cents(most.cents() - 1)))?;
    all.extend(parts);
    Ok((all, has_older || has_older_parts))
}

/// Why a line is not recorded for an award as one thing of this kind, in words: its amount is recorded already, or a part of it,
/// of whatever kind, came about the day of the line, and no line is it yet.
///
/// # Errors
/// [`SettleError::Terms`] where no policy is valid.
pub fn recorded_already(
    tx: &mut Tx<'_>,
    actor: &Actor,
    line: &LineRow,
    (award, kind): (Id<Award>, &str),
) -> Result<Option<String>, SettleError> {
    let amount = Money::from_cents(line.amount_cents);
    let now = tx.now();
    let (from, to) = around(line.value_on, Terms::at(now)?.matching);
    let (mut of_award, _) = list_recorded_within(tx, actor, amount)?;
    of_award.retain(|one| one.award == award);
    if of_award.iter().any(|one| one.amount == amount && one.kind == kind) {
        let told = "This amount is recorded for this award already, and no line is it yet. Say on the page of the line that it is.";
        return Ok(Some(told.to_owned()));
    }
    let part = of_award.iter().find(|one| one.amount < amount && (from..=to).contains(&one.received_on));
    Ok(part.map(|one| {
        format!(
            "{} is recorded for this award already and no line is it yet. If it is a part of this line, record the rest by itself and \
             choose both. If it is other money, record what this line is by itself too, and choose that.",
            one.amount
        )
    }))
}

/// Says that a line is the money that others recorded, all of it: one thing, or several that come to its amount. The numbers
/// of the journals name them.
///
/// # Errors
/// [`TieError`].
pub fn tie_line(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>, journals: &[i64]) -> Result<(), TieError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(TieError::NotFinance)?;
    let amount = free_line(tx, actor, line)?;
    let wanted: BTreeSet<i64> = journals.iter().copied().collect();
    let (mut found, _) = list_recorded_within(tx, actor, amount)?;
    found.retain(|one| wanted.contains(&one.journal_seq));
    if found.len() != wanted.len() {
        return Err(TieError::NotRecorded);
    }
    if found.iter().any(|one| actor.is_person(&one.recorded_by)) {
        return Err(TieError::SamePerson);
    }
    let sum = Money::total(found.iter().map(|one| one.amount)).map_err(|e| db::Error::Broken(e.to_string()))?;
    if sum != amount {
        let told = format!("What you chose comes to {sum}, and the line to {amount}. Choose what comes to the amount of the line.");
        return Err(TieError::Fields([FieldError::new("journal", told)]));
    }
    for one in &found {
        // Who recorded it and who says that this is it are two people, as with every match by hand.
        let by = (one.recorded_by.as_str(), one.recorded_by_name.as_str());
        keep(tx, actor, (line, one), ("by_hand", by, Some((account, actor))))?;
    }
    Ok(())
}

/// Ties a line to money that is being recorded from it, as one person proposed and another confirms.
///
/// # Errors
/// [`TieError`].
pub fn tie_new(tx: &mut Tx<'_>, actor: &Actor, from: &ForBill, journal_seq: i64) -> Result<(), TieError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(TieError::NotFinance)?;
    let amount = free_line(tx, actor, from.line)?;
    let (recorded, _) = list_recorded(tx, actor, amount)?;
    let found = recorded.into_iter().find(|one| one.journal_seq == journal_seq).ok_or(TieError::NotRecorded)?;
    let by = (from.proposer.0.as_str(), from.proposer.1.as_str());
    Ok(keep(tx, actor, (from.line, &found), ("by_hand", by, Some((account, actor))))?)
}

/// The amount of a line that stands for nothing yet.
fn free_line(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>) -> Result<Money, TieError> {
    let row = open::open_line(tx, actor, line)?;
    row.must_be_free()?;
    if store::find_open_proposal(tx, line)?.is_some() {
        return Err(TieError::Waiting);
    }
    Ok(Money::from_cents(row.line.amount_cents))
}

/// Ties a line that is read in to the only money of its amount that was recorded for about its day and whose award or city
/// it names; whether it did.
pub(super) fn take(tx: &mut Tx<'_>, actor: &Actor, (id, line): (Id<BankLine>, &Line), days: MatchDays) -> Result<bool, SettleError> {
    if !line.amount.is_positive() {
        return Ok(false);
    }
    let account = actor.account.ok_or(SettleError::NotFinance)?;
    let (from, to) = around(line.value_on, days);
    let told = folded(&format!("{} {}", line.description, line.counterparty.as_deref().unwrap_or_default()));
    let (mut fitting, _) = store::list_received(tx, (line.amount, line.amount), &[])?;
    fitting.retain(|one| (from..=to).contains(&one.received_on));
    fitting.retain(|one| is_named(&line.description, &one.reference) || told.contains(&folded(&one.city)));
    let [found] = fitting.as_slice() else { return Ok(false) };
    // Interest that a city keeps is recorded by the same entry as interest that it sends: people know which.
    if found.kind == "interest" {
        return Ok(false);
    }
    keep(tx, actor, (id, found), ("amount_payee_days", (&account.text(), &actor.name), None))?;
    Ok(true)
}

/// The rule, who matched by identifier and name, and who confirmed it.
type How<'a> = (&'static str, (&'a str, &'a str), Option<(Id<Account>, &'a Actor)>);

/// Keeps the match with its record.
fn keep(tx: &mut Tx<'_>, actor: &Actor, (line, found): (Id<BankLine>, &Received), (rule, by, confirmed): How<'_>) -> Result<(), db::Error> {
    let new =
        NewMatch { line, kind: found.kind, payment: None, amount: found.amount, rule, by, confirmed, journal_seq: Some(found.journal_seq) };
    store::insert_match(tx, &new)?;
    let fact = LineTied {
        bank_line_id: line.text(),
        kind: found.kind.to_owned(),
        award_id: found.award.text(),
        reference: found.reference.clone(),
        amount: found.amount,
        recorded_by: found.recorded_by_name.clone(),
        rule: rule.to_owned(),
        journal_seq: found.journal_seq,
    };
    audit::record(tx, &actor.doer(), &fact)
}
