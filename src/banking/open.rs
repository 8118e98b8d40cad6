//! What of the bank is open to a person: not the lines that stand for payments of an award that is closed to them because of
//! a conflict of interest, or that name it; not its exceptions and proposals.

use super::settle::SettleError;
use super::store::{self, AsideRow, BankLine, ExceptionRow, LineRow, MatchRow, Proposal, ProposalRow, Statement, StatementRow};
use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::disbursement::{self, Payment};
use crate::kernel::{Id, Money};
use crate::people::Actor;
use std::collections::{BTreeMap, BTreeSet};

/// The most proposals and exceptions that a page lists.
const MOST: i64 = 200;

/// A line with what it stands for.
#[derive(Clone, Debug)]
pub struct OpenLine {
    /// The line.
    pub line: LineRow,
    /// What it stands for.
    pub matches: Vec<MatchRow>,
    /// Every time that it was set aside, oldest first.
    pub asides: Vec<AsideRow>,
}

impl OpenLine {
    /// Why it is set aside, if it is.
    #[must_use]
    pub fn set_aside(&self) -> Option<&AsideRow> {
        self.asides.iter().find(|aside| aside.taken_back_at.is_none())
    }

    /// Whether somebody may say what it stands for.
    pub(super) fn must_be_free(&self) -> Result<(), SettleError> {
        if !self.matches.is_empty() {
            Err(SettleError::LineTaken)
        } else if self.set_aside().is_some() {
            Err(SettleError::SetAside)
        } else {
            Ok(())
        }
    }
}

/// The payments that are closed to a person.
fn closed(conn: &mut Conn, actor: &Actor) -> Result<BTreeSet<String>, Error> {
    if actor.walls.is_empty() {
        return Ok(BTreeSet::new());
    }
    Ok(disbursement::list_ids_of_awards(conn, &actor.walls.ids())?.into_iter().collect())
}

fn is_open(actor: &Actor, line: &OpenLine, closed: &BTreeSet<String>) -> bool {
    let shows_closed = line.matches.iter().filter_map(|m| m.payment_id.as_ref()).any(|id| closed.contains(id));
    let told = [Some(&line.line.description), line.line.counterparty.as_ref()];
    !shows_closed && !told.into_iter().flatten().any(|words| actor.walls.are_named_in(words))
}

/// Lines with what they stand for, without those that are closed to the person.
fn with_matches(conn: &mut Conn, actor: &Actor, rows: Vec<LineRow>) -> Result<Vec<OpenLine>, Error> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut of: BTreeMap<String, Vec<MatchRow>> = BTreeMap::new();
    for found in store::list_matches(conn, &ids)? {
        of.entry(found.line_id.clone()).or_default().push(found);
    }
    let mut aside: BTreeMap<String, Vec<AsideRow>> = BTreeMap::new();
    for found in store::list_asides(conn, &ids)? {
        aside.entry(found.line_id.clone()).or_default().push(found);
    }
    let closed = closed(conn, actor)?;
    let lines = rows.into_iter().map(|line| OpenLine {
        matches: of.remove(&line.id).unwrap_or_default(),
        asides: aside.remove(&line.id).unwrap_or_default(),
        line,
    });
    Ok(lines.filter(|line| is_open(actor, line, &closed)).collect())
}

/// Bank lines with what they stand for, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_open_lines(conn: &mut Conn, actor: &Actor, limit: i64) -> Result<Vec<OpenLine>, Error> {
    let rows = store::list_lines(conn, limit)?;
    with_matches(conn, actor, rows)
}

/// Bank lines that are set aside, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_lines_set_aside(conn: &mut Conn, actor: &Actor) -> Result<Vec<OpenLine>, Error> {
    let rows = store::list_set_aside(conn, MOST)?;
    with_matches(conn, actor, rows)
}

/// Bank lines that stand for nothing yet and are not set aside, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_unmatched_lines(conn: &mut Conn, actor: &Actor, limit: i64) -> Result<Vec<OpenLine>, Error> {
    let rows = store::list_unmatched(conn, None, limit)?;
    with_matches(conn, actor, rows)
}

/// So many of the bank lines that stand for nothing yet and are not set aside, newest first, after one of them; and whether
/// there are more.
///
/// # Errors
/// [`Error::Missing`] when there is no such line for the person.
pub fn list_lines_to_match(
    conn: &mut Conn,
    actor: &Actor,
    after: Option<Id<BankLine>>,
    limit: usize,
) -> Result<(Vec<OpenLine>, bool), Error> {
    let mut last = after.map(|id| open_line(conn, actor, id).map(|open| open.line)).transpose()?;
    let mut found: Vec<OpenLine> = Vec::new();
    loop {
        let rows = store::list_unmatched(conn, last.as_ref(), i64::try_from(limit + 1).unwrap_or(i64::MAX))?;
        let is_end = rows.len() <= limit;
        last = rows.last().cloned();
        found.extend(with_matches(conn, actor, rows)?);
        if is_end || found.len() > limit {
            break;
        }
    }
    let goes_on = found.len() > limit;
    found.truncate(limit);
    Ok((found, goes_on))
}

/// How many bank lines stand for nothing yet and are not set aside.
///
/// # Errors
/// The database's refusal.
pub fn count_unmatched_lines(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    if actor.walls.is_empty() {
        return disbursement::count_unmatched_lines(conn);
    }
    let open = list_unmatched_lines(conn, actor, 1_000)?;
    Ok(i64::try_from(open.len()).unwrap_or(i64::MAX))
}

/// One bank line, if it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_line(conn: &mut Conn, actor: &Actor, id: Id<BankLine>) -> Result<OpenLine, Error> {
    let row = store::line(conn, id)?;
    with_matches(conn, actor, vec![row])?.pop().ok_or(Error::Missing)
}

/// One statement with its lines that are open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn open_statement(conn: &mut Conn, actor: &Actor, id: Id<Statement>) -> Result<(StatementRow, Vec<OpenLine>), Error> {
    let statement = store::statement(conn, id)?;
    let rows = store::list_lines_of(conn, id)?;
    Ok((statement, with_matches(conn, actor, rows)?))
}

/// What a file brought, by its first statement: its statements with their lines that are open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is no such statement.
pub fn open_file(conn: &mut Conn, actor: &Actor, first: Id<Statement>) -> Result<Vec<(StatementRow, Vec<OpenLine>)>, Error> {
    let first = store::statement(conn, first)?;
    let mut all = Vec::new();
    for statement in store::list_of_file(conn, &first)? {
        let id: Id<Statement> = statement.id.parse().map_err(|_| Error::unreadable("statement", &statement.id))?;
        all.push(open_statement(conn, actor, id)?);
    }
    Ok(all)
}

/// The payments that a proposal names, if all of it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when one of them is closed to them.
pub(super) fn payments_of(conn: &mut Conn, actor: &Actor, proposal: &ProposalRow) -> Result<Vec<Payment>, Error> {
    proposal.payment_ids()?.into_iter().map(|id| disbursement::open_payment(conn, actor, id)).collect()
}

/// One proposal.
///
/// # Errors
/// [`Error::Missing`] when there is none, or something of it is closed to the person.
pub fn open_proposal(conn: &mut Conn, actor: &Actor, id: Id<Proposal>) -> Result<ProposalRow, Error> {
    let proposal = store::proposal(conn, id)?;
    payments_of(conn, actor, &proposal)?;
    if let Some(award) = proposal.award()? {
        award::open_award(conn, actor, award)?;
    }
    Ok(proposal)
}

/// A proposal that waits, with what it is about.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The proposal.
    pub proposal: ProposalRow,
    /// The payments; none for money that came in.
    pub payments: Vec<Payment>,
    /// The award for which money came in.
    pub award: Option<Award>,
}

/// The proposal for a line that waits for another person.
///
/// # Errors
/// The database's refusal; [`Error::Missing`] where something of it is closed to the person.
pub fn find_proposal(conn: &mut Conn, actor: &Actor, line: Id<BankLine>) -> Result<Option<Waiting>, Error> {
    let Some(proposal) = store::find_open_proposal(conn, line)? else { return Ok(None) };
    let payments = payments_of(conn, actor, &proposal)?;
    let award = proposal.award()?.map(|award| award::open_award(conn, actor, award)).transpose()?;
    Ok(Some(Waiting { proposal, payments, award }))
}

/// The lines that are proposed as money for an award and wait for another person, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_proposed_for(conn: &mut Conn, actor: &Actor, award: Id<Award>) -> Result<Vec<(ProposalRow, LineRow)>, Error> {
    let mut all = Vec::new();
    for proposal in store::list_open_of_award(conn, award)? {
        let line: Id<BankLine> = proposal.line_id.parse().map_err(|_| Error::unreadable("bank line", &proposal.line_id))?;
        match open_line(conn, actor, line) {
            Ok(open) => all.push((proposal, open.line)),
            Err(Error::Missing) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(all)
}

/// Proposals that wait for another person, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_proposals(conn: &mut Conn, actor: &Actor) -> Result<Vec<ProposalRow>, Error> {
    let closed = closed(conn, actor)?;
    let mut open = Vec::new();
    for proposal in store::list_open_proposals(conn, MOST)? {
        let is_kept = proposal.award()?.is_some_and(|award| actor.is_kept_from(award));
        if !is_kept && !closed.iter().any(|id| proposal.payments.contains(id.as_str())) {
            open.push(proposal);
        }
    }
    Ok(open)
}

/// A proposal that waits, with the amount of its line and the awards that it is about.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The proposal.
    pub proposal: ProposalRow,
    /// The amount of its line; out is negative.
    pub amount: Money,
    /// The numbers of the awards.
    pub references: BTreeSet<String>,
}

/// Proposals that wait for another person, with what they are about, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_proposed(conn: &mut Conn, actor: &Actor) -> Result<Vec<Proposed>, Error> {
    let mut all = Vec::new();
    for proposal in list_proposals(conn, actor)? {
        all.push((proposal.payment_ids()?, proposal.award()?, proposal));
    }
    let lines: Vec<String> = all.iter().map(|(.., proposal)| proposal.line_id.clone()).collect();
    let payments: Vec<Id<Payment>> = all.iter().flat_map(|(ids, ..)| ids.iter().copied()).collect();
    let awards: Vec<Id<Award>> = all.iter().filter_map(|(_, award, _)| *award).collect();
    let amounts: BTreeMap<String, i64> =
        store::list_lines_by_id(conn, &lines)?.into_iter().map(|line| (line.id, line.amount_cents)).collect();
    let of_payments: BTreeMap<Id<Payment>, String> =
        disbursement::list_payments_by_id(conn, &payments)?.into_iter().map(|payment| (payment.id, payment.reference)).collect();
    let of_awards: BTreeMap<Id<Award>, String> =
        award::list_by_id(conn, &awards)?.into_iter().map(|award| (award.id, award.reference)).collect();
    let whole = |(ids, award, proposal): (Vec<Id<Payment>>, Option<Id<Award>>, ProposalRow)| {
        let amount = Money::from_cents(amounts.get(&proposal.line_id).copied().unwrap_or_default());
        let named = ids.iter().filter_map(|id| of_payments.get(id)).chain(award.and_then(|award| of_awards.get(&award)));
        Proposed { amount, references: named.cloned().collect(), proposal }
    };
    Ok(all.into_iter().map(whole).collect())
}

/// How many proposals of others wait for the person.
///
/// # Errors
/// The database's refusal.
pub fn count_proposals(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let waiting = list_proposals(conn, actor)?.into_iter().filter(|proposal| !actor.is_person(&proposal.proposed_by)).count();
    Ok(i64::try_from(waiting).unwrap_or(i64::MAX))
}

fn may_see(actor: &Actor, row: &ExceptionRow, closed: &BTreeSet<String>) -> bool {
    row.payment_id.as_ref().is_none_or(|id| !closed.contains(id)) && !actor.walls.are_named_in(&row.words)
}

/// Exceptions that nobody settled yet, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_exceptions(conn: &mut Conn, actor: &Actor) -> Result<Vec<ExceptionRow>, Error> {
    let closed = closed(conn, actor)?;
    let mut all = store::list_open_exceptions(conn, MOST)?;
    all.retain(|row| may_see(actor, row, &closed));
    Ok(all)
}

/// How many exceptions nobody settled yet.
///
/// # Errors
/// The database's refusal.
pub fn count_exceptions(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    if actor.walls.is_empty() {
        return store::count_open_exceptions(conn);
    }
    Ok(i64::try_from(list_exceptions(conn, actor)?.len()).unwrap_or(i64::MAX))
}

/// One exception, if it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_exception(conn: &mut Conn, actor: &Actor, id: &str) -> Result<ExceptionRow, Error> {
    let row = store::exception(conn, id)?;
    let closed = closed(conn, actor)?;
    if may_see(actor, &row, &closed) { Ok(row) } else { Err(Error::Missing) }
}
