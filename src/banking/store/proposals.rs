//! Rows of proposals: what one person says that a line stands for, until another decides.

use super::statements::BankLine;
use crate::award::Award;
use crate::db::schema::match_proposals as p;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::Payment;
use crate::kernel::Id;
use crate::people::{Account, Actor};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Marks identifiers of proposals.
#[derive(Debug)]
pub struct Proposal;

/// One proposal.
#[derive(Clone, Debug, Queryable)]
pub struct ProposalRow {
    /// Its identifier.
    pub id: String,
    /// The line.
    pub line_id: String,
    /// The payments, as a JSON list of identifiers; empty for money that came in.
    pub payments: String,
    /// The award for which money came in: the refund of its advance, or money for a bill of it.
    pub award_id: Option<String>,
    /// The bill.
    pub bill_id: Option<String>,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub proposed_by: String,
    /// Their name.
    pub proposed_by_name: String,
    /// When.
    pub proposed_at: NaiveDateTime,
    /// `confirmed` or `refused`, once decided.
    pub outcome: Option<String>,
}

impl ProposalRow {
    /// The payments.
    pub(in crate::banking) fn payment_ids(&self) -> Result<Vec<Id<Payment>>, Error> {
        serde_json::from_str(&self.payments).map_err(|e| Error::unreadable("proposal", e))
    }

    /// The award for which money came in.
    pub(in crate::banking) fn award(&self) -> Result<Option<Id<Award>>, Error> {
        self.award_id.as_ref().map(|id| id.parse().map_err(|_| Error::unreadable("award", id))).transpose()
    }
}

type Columns = (
    p::id,
    p::bank_line_id,
    p::payments,
    p::award_id,
    p::bill_id,
    p::reason,
    p::proposed_by,
    p::proposed_by_name,
    p::proposed_at,
    p::outcome,
);
const COLUMNS: Columns = (
    p::id,
    p::bank_line_id,
    p::payments,
    p::award_id,
    p::bill_id,
    p::reason,
    p::proposed_by,
    p::proposed_by_name,
    p::proposed_at,
    p::outcome,
);

/// What is proposed.
pub(in crate::banking) struct NewProposal<'a> {
    pub(in crate::banking) line: Id<BankLine>,
    pub(in crate::banking) award: Option<Id<Award>>,
    pub(in crate::banking) bill: Option<&'a str>,
    pub(in crate::banking) payments: &'a str,
    pub(in crate::banking) reason: &'a str,
}

pub(in crate::banking) fn insert_proposal(
    tx: &mut Tx<'_>,
    new: &NewProposal<'_>,
    by: (Id<Account>, &Actor),
) -> Result<Id<Proposal>, Error> {
    let id = tx.id::<Proposal>();
    let now = tx.now().naive();
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(id.text()), p::bank_line_id.eq(new.line.text()), p::payments.eq(new.payments), p::reason.eq(new.reason)),
            (p::award_id.eq(new.award.map(|id| id.text())), p::bill_id.eq(new.bill)),
            (p::proposed_by.eq(by.0.text()), p::proposed_by_name.eq(&by.1.name), p::proposed_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// One proposal.
pub(in crate::banking) fn proposal(conn: &mut Conn, id: Id<Proposal>) -> Result<ProposalRow, Error> {
    Ok(p::table.find(id.text()).select(COLUMNS).first(conn)?)
}

/// The proposal for a line that waits for a decision.
pub(in crate::banking) fn find_open_proposal(conn: &mut Conn, line: Id<BankLine>) -> Result<Option<ProposalRow>, Error> {
    let open = p::table.filter(p::bank_line_id.eq(line.text())).filter(p::outcome.is_null());
    Ok(open.select(COLUMNS).first(conn).optional()?)
}

/// The proposals of money for an award that wait, oldest first.
pub(in crate::banking) fn list_open_of_award(conn: &mut Conn, award: Id<Award>) -> Result<Vec<ProposalRow>, Error> {
    let open = p::table.filter(p::outcome.is_null()).filter(p::award_id.eq(award.text()));
    Ok(open.order((p::proposed_at, p::id)).select(COLUMNS).load(conn)?)
}

/// Proposals that wait, oldest first.
pub(in crate::banking) fn list_open_proposals(conn: &mut Conn, limit: i64) -> Result<Vec<ProposalRow>, Error> {
    Ok(p::table.filter(p::outcome.is_null()).order((p::proposed_at, p::id)).limit(limit).select(COLUMNS).load(conn)?)
}

pub(in crate::banking) fn mark_proposal_decided(
    tx: &mut Tx<'_>,
    id: &str,
    outcome: &'static str,
    by: (Id<Account>, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(p::table.find(id).filter(p::outcome.is_null()))
        .set((p::outcome.eq(outcome), p::decided_by.eq(by.0.text()), p::decided_by_name.eq(by.1), p::decided_at.eq(now)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
