//! Rows of bank statements, their lines and matches; and of refunds.

use crate::award::Award;
use crate::db::schema::{advance_refunds as a, bank_lines as l, bank_matches as m, bank_statements as s};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::statement_file::StatementLine;
use crate::kernel::{Id, Money};
use crate::people::{Account, Actor};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// Marks identifiers of statements.
#[derive(Debug)]
pub struct Statement;
/// Marks identifiers of statement lines.
#[derive(Debug)]
pub struct BankLine;

/// One statement as a list shows it.
#[derive(Clone, Debug, Queryable)]
pub struct StatementRow {
    /// Its identifier.
    pub id: String,
    /// The file's name, or that it was typed in.
    pub name: String,
    /// How many lines.
    pub lines_count: i32,
    /// Who brought it.
    pub imported_by_name: String,
    /// When.
    pub imported_at: NaiveDateTime,
}

/// One line as a list shows it, with the payment it settled.
#[derive(Clone, Debug, Queryable)]
pub struct LineRow {
    /// Its identifier.
    pub id: String,
    /// The day on which the bank booked it.
    pub value_on: NaiveDate,
    /// In cents; out is negative.
    pub amount_cents: i64,
    /// What the bank wrote.
    pub description: String,
    /// The trace.
    pub trace_number: Option<String>,
    /// The payment it settled.
    pub payment_id: Option<String>,
    /// By which rule.
    pub rule: Option<String>,
    /// The journal that settled it.
    pub journal_seq: Option<i64>,
}

pub(in crate::disbursement) fn has_statement(conn: &mut Conn, sha256: &str) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(s::table.filter(s::file_sha256.eq(sha256)))).get_result(conn)?)
}

pub(in crate::disbursement) fn insert_statement(
    tx: &mut Tx<'_>,
    name: &str,
    sha256: &str,
    lines_count: i32,
    by: (Id<Account>, &Actor),
) -> Result<Id<Statement>, Error> {
    let id = tx.id::<Statement>();
    let now = tx.now().naive();
    diesel::insert_into(s::table)
        .values((
            (s::id.eq(id.text()), s::name.eq(name), s::file_sha256.eq(sha256), s::lines_count.eq(lines_count)),
            (s::imported_by.eq(by.0.text()), s::imported_by_name.eq(&by.1.name), s::imported_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub(in crate::disbursement) fn insert_line(
    tx: &mut Tx<'_>,
    statement: Id<Statement>,
    number: i32,
    line: &StatementLine,
) -> Result<Id<BankLine>, Error> {
    let id = tx.id::<BankLine>();
    diesel::insert_into(l::table)
        .values((
            (l::id.eq(id.text()), l::statement_id.eq(statement.text()), l::line_number.eq(number), l::value_on.eq(line.value_on)),
            (l::amount_cents.eq(line.amount.cents()), l::description.eq(&line.description), l::trace_number.eq(line.trace.as_deref())),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// What a match records.
pub(in crate::disbursement) struct NewMatch<'a> {
    pub(in crate::disbursement) line: Id<BankLine>,
    pub(in crate::disbursement) payment: String,
    pub(in crate::disbursement) rule: &'static str,
    pub(in crate::disbursement) by: &'a str,
    pub(in crate::disbursement) name: &'a str,
    pub(in crate::disbursement) journal_seq: i64,
}

pub(in crate::disbursement) fn insert_match(tx: &mut Tx<'_>, new: &NewMatch<'_>) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(m::table)
        .values((
            (m::bank_line_id.eq(new.line.text()), m::payment_id.eq(&new.payment), m::rule.eq(new.rule)),
            (m::matched_by.eq(new.by), m::matched_by_name.eq(new.name), m::matched_at.eq(now), m::journal_seq.eq(new.journal_seq)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Statements, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_statements(conn: &mut Conn, limit: i64) -> Result<Vec<StatementRow>, Error> {
    Ok(s::table
        .order(s::imported_at.desc())
        .limit(limit)
        .select((s::id, s::name, s::lines_count, s::imported_by_name, s::imported_at))
        .load(conn)?)
}

/// Lines with what they settled, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_lines(conn: &mut Conn, limit: i64) -> Result<Vec<LineRow>, Error> {
    Ok(l::table
        .left_join(m::table.on(m::bank_line_id.eq(l::id)))
        .order((l::value_on.desc(), l::id.desc()))
        .limit(limit)
        .select((
            l::id,
            l::value_on,
            l::amount_cents,
            l::description,
            l::trace_number,
            m::payment_id.nullable(),
            m::rule.nullable(),
            m::journal_seq.nullable(),
        ))
        .load(conn)?)
}

/// How many lines settle nothing yet.
///
/// # Errors
/// The database's refusal.
pub fn count_unmatched_lines(conn: &mut Conn) -> Result<i64, Error> {
    Ok(l::table.left_join(m::table.on(m::bank_line_id.eq(l::id))).filter(m::bank_line_id.is_null()).count().get_result(conn)?)
}

/// One line.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn line(conn: &mut Conn, id: Id<BankLine>) -> Result<LineRow, Error> {
    Ok(l::table
        .left_join(m::table.on(m::bank_line_id.eq(l::id)))
        .filter(l::id.eq(id.text()))
        .select((
            l::id,
            l::value_on,
            l::amount_cents,
            l::description,
            l::trace_number,
            m::payment_id.nullable(),
            m::rule.nullable(),
            m::journal_seq.nullable(),
        ))
        .first(conn)?)
}

/// One refund of an unused advance.
#[derive(Clone, Debug, Queryable)]
pub struct Refund {
    /// In cents.
    pub amount_cents: i64,
    /// The day on which it came.
    pub received_on: NaiveDate,
    /// What the bank calls it.
    pub bank_reference: String,
    /// Who recorded it.
    pub recorded_by_name: String,
    /// The journal that booked it.
    pub journal_seq: i64,
}

pub(in crate::disbursement) fn insert_refund(tx: &mut Tx<'_>, award: Id<Award>, refund: &Refund, by: Id<Account>) -> Result<(), Error> {
    let id = tx.id::<Refund>();
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((
            (
                a::id.eq(id.text()),
                a::award_id.eq(award.text()),
                a::amount_cents.eq(refund.amount_cents),
                a::received_on.eq(refund.received_on),
            ),
            (a::bank_reference.eq(&refund.bank_reference), a::recorded_by.eq(by.text()), a::recorded_by_name.eq(&refund.recorded_by_name)),
            (a::recorded_at.eq(now), a::journal_seq.eq(refund.journal_seq)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The refunds of one award, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_refunds(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Refund>, Error> {
    Ok(a::table
        .filter(a::award_id.eq(award.text()))
        .order(a::recorded_at)
        .select((a::amount_cents, a::received_on, a::bank_reference, a::recorded_by_name, a::journal_seq))
        .load(conn)?)
}

/// The sum of an award's refunds.
///
/// # Errors
/// The database's refusal.
pub fn refunded(conn: &mut Conn, award: Id<Award>) -> Result<Money, Error> {
    Ok(Money::from_cents(list_refunds(conn, award)?.iter().map(|r| r.amount_cents).sum()))
}
