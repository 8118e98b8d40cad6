//! Rows of matches: what a line of the bank stands for.

use super::statements::BankLine;
use crate::db::schema::bank_matches as m;
use crate::db::{Conn, Error, Tx};
use crate::disbursement::Payment;
use crate::kernel::{Id, Money};
use crate::people::{Account, Actor};
use diesel::prelude::*;

/// Marks identifiers of matches.
#[derive(Debug)]
pub struct Match;

/// One match as a list shows it.
#[derive(Clone, Debug, Queryable)]
pub struct MatchRow {
    /// The line.
    pub line_id: String,
    /// `settlement`, `return`, `void_out`, `void_back`, `refund`, `collection` or `interest`.
    pub kind: String,
    /// The payment.
    pub payment_id: Option<String>,
    /// In cents, with the sign of the line.
    pub amount_cents: i64,
    /// By which rule.
    pub rule: String,
    /// Who matched.
    pub matched_by_name: String,
    /// Who confirmed it.
    pub confirmed_by_name: Option<String>,
    /// The journal that booked it.
    pub journal_seq: Option<i64>,
    /// The journal that undid it.
    pub reversed_seq: Option<i64>,
}

/// What a match records.
pub(in crate::banking) struct NewMatch<'a> {
    pub(in crate::banking) line: Id<BankLine>,
    pub(in crate::banking) kind: &'static str,
    pub(in crate::banking) payment: Option<Id<Payment>>,
    pub(in crate::banking) amount: Money,
    pub(in crate::banking) rule: &'static str,
    pub(in crate::banking) by: (&'a str, &'a str),
    pub(in crate::banking) confirmed: Option<(Id<Account>, &'a Actor)>,
    pub(in crate::banking) journal_seq: Option<i64>,
}

pub(in crate::banking) fn insert_match(tx: &mut Tx<'_>, new: &NewMatch<'_>) -> Result<(), Error> {
    let id = tx.id::<Match>();
    let now = tx.now().naive();
    diesel::insert_into(m::table)
        .values((
            (
                m::id.eq(id.text()),
                m::bank_line_id.eq(new.line.text()),
                m::kind.eq(new.kind),
                m::payment_id.eq(new.payment.map(|id| id.text())),
            ),
            (m::amount_cents.eq(new.amount.cents()), m::rule.eq(new.rule), m::journal_seq.eq(new.journal_seq)),
            (m::matched_by.eq(new.by.0), m::matched_by_name.eq(new.by.1), m::matched_at.eq(now)),
            (
                m::confirmed_by.eq(new.confirmed.map(|(id, _)| id.text())),
                m::confirmed_by_name.eq(new.confirmed.map(|(_, actor)| actor.name.as_str())),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What these lines stand for.
///
/// # Errors
/// The database's refusal.
pub fn list_matches(conn: &mut Conn, lines: &[String]) -> Result<Vec<MatchRow>, Error> {
    let mut all = Vec::new();
    for some in lines.chunks(500) {
        let found: Vec<MatchRow> = m::table
            .filter(m::bank_line_id.eq_any(some))
            .order((m::bank_line_id, m::id))
            .select((
                m::bank_line_id,
                m::kind,
                m::payment_id,
                m::amount_cents,
                m::rule,
                m::matched_by_name,
                m::confirmed_by_name,
                m::journal_seq,
                m::reversed_seq,
            ))
            .load(conn)?;
        all.extend(found);
    }
    Ok(all)
}

/// The journal that undid the settlement of a payment, where a line had shown it.
pub(in crate::banking) fn find_return_journal(conn: &mut Conn, payment: Id<Payment>) -> Result<Option<i64>, Error> {
    let undone = m::table.filter(m::payment_id.eq(payment.text())).filter(m::kind.eq("settlement")).filter(m::reversed_seq.is_not_null());
    Ok(undone.select(m::reversed_seq.assume_not_null()).first(conn).optional()?)
}

/// Whether a line already stands for this payment in this way.
pub(in crate::banking) fn is_shown(conn: &mut Conn, payment: Id<Payment>, kind: &str) -> Result<bool, Error> {
    let shown = m::table.filter(m::payment_id.eq(payment.text())).filter(m::kind.eq(kind)).filter(m::reversed_seq.is_null());
    Ok(diesel::select(diesel::dsl::exists(shown)).get_result(conn)?)
}

/// A line and a journal that stand for the same.
pub(in crate::banking) struct Pair {
    pub(in crate::banking) line_id: String,
    pub(in crate::banking) journal_seq: i64,
    pub(in crate::banking) amount_cents: i64,
}

/// Every pair of line and journal of these lines.
pub(in crate::banking) fn list_pairs(conn: &mut Conn, lines: &[String]) -> Result<Vec<Pair>, Error> {
    let found = list_matches(conn, lines)?.into_iter();
    Ok(found.filter_map(|row| Some(Pair { journal_seq: row.journal_seq?, line_id: row.line_id, amount_cents: row.amount_cents })).collect())
}
