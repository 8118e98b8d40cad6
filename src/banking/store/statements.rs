//! Rows of bank statements and their lines.

use crate::banking::line::Line;
use crate::db::schema::{bank_line_asides as a, bank_lines as l, bank_matches as m, bank_statements as s};
use crate::db::{Conn, Error, Multi, Tx};
use crate::kernel::Id;
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
    /// Its format.
    pub format: String,
    /// The mark of its account.
    pub account: Option<String>,
    /// The balance before its lines, in cents.
    pub opening_cents: Option<i64>,
    /// The balance after them, in cents.
    pub closing_cents: Option<i64>,
    /// The day of that balance.
    pub closing_on: Option<NaiveDate>,
    /// The fund whose money it shows.
    pub fund_code: Option<String>,
}

type StatementColumns = (
    s::id,
    s::name,
    s::lines_count,
    s::imported_by_name,
    s::imported_at,
    s::format,
    s::account,
    s::opening_cents,
    s::closing_cents,
    s::closing_on,
    s::fund_code,
);
const STATEMENT: StatementColumns = (
    s::id,
    s::name,
    s::lines_count,
    s::imported_by_name,
    s::imported_at,
    s::format,
    s::account,
    s::opening_cents,
    s::closing_cents,
    s::closing_on,
    s::fund_code,
);

/// One line as a list shows it.
#[derive(Clone, Debug, Queryable)]
pub struct LineRow {
    /// Its identifier.
    pub id: String,
    /// The statement it stands in.
    pub statement_id: String,
    /// The day on which the bank booked it.
    pub value_on: NaiveDate,
    /// In cents; out is negative.
    pub amount_cents: i64,
    /// What the bank wrote.
    pub description: String,
    /// The trace.
    pub trace_number: Option<String>,
    /// What the bank calls this movement.
    pub reference: Option<String>,
    /// The bank's code for this kind of movement.
    pub bank_code: Option<String>,
    /// Who sent or got it.
    pub counterparty: Option<String>,
}

type LineColumns =
    (l::id, l::statement_id, l::value_on, l::amount_cents, l::description, l::trace_number, l::ext_ref, l::bank_code, l::counterparty);
const LINE: LineColumns =
    (l::id, l::statement_id, l::value_on, l::amount_cents, l::description, l::trace_number, l::ext_ref, l::bank_code, l::counterparty);

pub(in crate::banking) fn has_statement(conn: &mut Conn, sha256: &str) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(s::table.filter(s::file_sha256.eq(sha256)))).get_result(conn)?)
}

/// What of a statement is stored.
pub(in crate::banking) struct NewStatement<'a> {
    pub(in crate::banking) name: &'a str,
    pub(in crate::banking) sha256: &'a str,
    pub(in crate::banking) lines_count: i32,
    pub(in crate::banking) format: &'static str,
    pub(in crate::banking) account: Option<&'a str>,
    pub(in crate::banking) opening_cents: Option<i64>,
    pub(in crate::banking) closing_cents: Option<i64>,
    pub(in crate::banking) closing_on: Option<NaiveDate>,
    pub(in crate::banking) fund_code: Option<&'a str>,
}

pub(in crate::banking) fn insert_statement(
    tx: &mut Tx<'_>,
    new: &NewStatement<'_>,
    by: (Id<Account>, &Actor),
) -> Result<Id<Statement>, Error> {
    let id = tx.id::<Statement>();
    let now = tx.now().naive();
    diesel::insert_into(s::table)
        .values((
            (s::id.eq(id.text()), s::name.eq(new.name), s::file_sha256.eq(new.sha256), s::lines_count.eq(new.lines_count)),
            (s::imported_by.eq(by.0.text()), s::imported_by_name.eq(&by.1.name), s::imported_at.eq(now)),
            (s::format.eq(new.format), s::account.eq(new.account), s::fund_code.eq(new.fund_code)),
            (s::opening_cents.eq(new.opening_cents), s::closing_cents.eq(new.closing_cents), s::closing_on.eq(new.closing_on)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// A line names what it stands for by its trace, or by the number of the cheque that it pays.
pub(in crate::banking) fn insert_line(tx: &mut Tx<'_>, statement: Id<Statement>, number: i32, line: &Line) -> Result<Id<BankLine>, Error> {
    let id = tx.id::<BankLine>();
    let trace = line.trace.clone().or_else(|| line.paid_cheque().map(|cheque| format!("C-{cheque}")));
    diesel::insert_into(l::table)
        .values((
            (l::id.eq(id.text()), l::statement_id.eq(statement.text()), l::line_number.eq(number), l::value_on.eq(line.value_on)),
            (l::amount_cents.eq(line.amount.cents()), l::description.eq(&line.description), l::trace_number.eq(trace.as_deref())),
            (
                l::ext_ref.eq(line.reference.as_deref()),
                l::bank_code.eq(line.code.as_deref()),
                l::counterparty.eq(line.counterparty.as_deref()),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// Statements, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_statements(conn: &mut Conn, limit: i64) -> Result<Vec<StatementRow>, Error> {
    Ok(s::table.order((s::imported_at.desc(), s::id.desc())).limit(limit).select(STATEMENT).load(conn)?)
}

/// Statements that were read in before this one, newest first.
///
/// # Errors
/// [`Error::Missing`] when there is no such statement.
pub fn list_statements_before(conn: &mut Conn, id: Id<Statement>, limit: i64) -> Result<Vec<StatementRow>, Error> {
    let last = statement(conn, id)?;
    let at = last.imported_at;
    let older = s::table.filter(s::imported_at.le(at)).filter(s::imported_at.lt(at).or(s::imported_at.eq(at).and(s::id.lt(last.id))));
    Ok(older.order((s::imported_at.desc(), s::id.desc())).limit(limit).select(STATEMENT).load(conn)?)
}

/// One statement.
pub(in crate::banking) fn statement(conn: &mut Conn, id: Id<Statement>) -> Result<StatementRow, Error> {
    Ok(s::table.find(id.text()).select(STATEMENT).first(conn)?)
}

/// The statements that came in one file with this one, in their order.
pub(in crate::banking) fn list_of_file(conn: &mut Conn, first: &StatementRow) -> Result<Vec<StatementRow>, Error> {
    let alike = s::table.filter(s::name.eq(&first.name)).filter(s::imported_at.eq(first.imported_at));
    Ok(alike.filter(s::imported_by_name.eq(&first.imported_by_name)).order(s::id).select(STATEMENT).load(conn)?)
}

/// The marks of accounts of which a statement was read.
pub(in crate::banking) fn accounts_known(conn: &mut Conn) -> Result<Vec<String>, Error> {
    Ok(s::table.filter(s::account.is_not_null()).select(s::account.assume_not_null()).distinct().load(conn)?)
}

/// The fund of an account, by the last statement of it that names one.
pub(in crate::banking) fn fund_of_account(conn: &mut Conn, account: &str) -> Result<Option<String>, Error> {
    let named = s::table.filter(s::account.eq(account)).filter(s::fund_code.is_not_null());
    Ok(named.order((s::imported_at.desc(), s::id.desc())).select(s::fund_code.assume_not_null()).first(conn).optional()?)
}

/// The first statement of an account that gives an opening balance.
pub(in crate::banking) fn first_statement(conn: &mut Conn, account: &str) -> Result<Option<StatementRow>, Error> {
    let given = s::table.filter(s::account.eq(account)).filter(s::opening_cents.is_not_null()).filter(s::closing_on.is_not_null());
    Ok(given.order((s::closing_on, s::imported_at, s::id)).select(STATEMENT).first(conn).optional()?)
}

/// The latest statement with a closing balance of each account.
pub(in crate::banking) fn latest_statements(conn: &mut Conn) -> Result<Vec<StatementRow>, Error> {
    let mut latest = Vec::new();
    for account in accounts_known(conn)? {
        let closed = s::table.filter(s::account.eq(&account)).filter(s::closing_cents.is_not_null()).filter(s::closing_on.is_not_null());
        let found: Option<StatementRow> =
            closed.order((s::closing_on.desc(), s::imported_at.desc(), s::id.desc())).select(STATEMENT).first(conn).optional()?;
        latest.extend(found);
    }
    Ok(latest)
}

/// Which of these references an earlier statement of the account has.
pub(in crate::banking) fn known_references(conn: &mut Conn, account: Option<&str>, references: &[String]) -> Result<Vec<String>, Error> {
    let mut known = Vec::new();
    for some in references.chunks(500) {
        let of = l::table.inner_join(s::table.on(s::id.eq(l::statement_id))).filter(l::ext_ref.eq_any(some)).into_boxed::<Multi>();
        let of = match account {
            Some(account) => of.filter(s::account.eq(account.to_owned())),
            None => of.filter(s::account.is_null()),
        };
        let found: Vec<String> = of.select(l::ext_ref.assume_not_null()).load(conn)?;
        known.extend(found);
    }
    Ok(known)
}

/// Lines, newest first.
pub(in crate::banking) fn list_lines(conn: &mut Conn, limit: i64) -> Result<Vec<LineRow>, Error> {
    Ok(l::table.order((l::value_on.desc(), l::id.desc())).limit(limit).select(LINE).load(conn)?)
}

/// The lines of one statement, in its order.
pub(in crate::banking) fn list_lines_of(conn: &mut Conn, statement: Id<Statement>) -> Result<Vec<LineRow>, Error> {
    Ok(l::table.filter(l::statement_id.eq(statement.text())).order(l::line_number).select(LINE).load(conn)?)
}

/// These lines.
pub(in crate::banking) fn list_lines_by_id(conn: &mut Conn, ids: &[String]) -> Result<Vec<LineRow>, Error> {
    let mut all: Vec<LineRow> = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let found: Vec<LineRow> = l::table.filter(l::id.eq_any(some)).select(LINE).load(conn)?;
        all.extend(found);
    }
    Ok(all)
}

/// The lines that stand for nothing yet and are not set aside, newest first; after one of them.
pub(in crate::banking) fn list_unmatched(conn: &mut Conn, after: Option<&LineRow>, limit: i64) -> Result<Vec<LineRow>, Error> {
    let aside = a::table.filter(a::bank_line_id.eq(l::id)).filter(a::taken_back_at.is_null());
    let open = l::table.left_join(m::table.on(m::bank_line_id.eq(l::id))).filter(m::id.is_null());
    let open = open.filter(diesel::dsl::not(diesel::dsl::exists(aside)));
    let open = open.order((l::value_on.desc(), l::id.desc())).limit(limit).select(LINE);
    Ok(match after {
        Some(last) => {
            let is_older = l::value_on.lt(last.value_on).or(l::value_on.eq(last.value_on).and(l::id.lt(&last.id)));
            open.filter(l::value_on.le(last.value_on)).filter(is_older).load(conn)?
        }
        None => open.load(conn)?,
    })
}

/// The lines that are set aside, newest first.
pub(in crate::banking) fn list_set_aside(conn: &mut Conn, limit: i64) -> Result<Vec<LineRow>, Error> {
    let aside = l::table.inner_join(a::table.on(a::bank_line_id.eq(l::id))).filter(a::taken_back_at.is_null());
    Ok(aside.order((l::value_on.desc(), l::id.desc())).limit(limit).select(LINE).load(conn)?)
}

/// The lines of an account that the bank booked on a day or before, in their order.
pub(in crate::banking) fn lines_of_account(conn: &mut Conn, account: &str, until: NaiveDate) -> Result<Vec<LineRow>, Error> {
    let of = l::table.inner_join(s::table.on(s::id.eq(l::statement_id))).filter(s::account.eq(account)).filter(l::value_on.le(until));
    Ok(of.order((l::value_on, l::id)).select(LINE).load(conn)?)
}

/// One line.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub(in crate::banking) fn line(conn: &mut Conn, id: Id<BankLine>) -> Result<LineRow, Error> {
    Ok(l::table.find(id.text()).select(LINE).first(conn)?)
}
