//! Rows of the files of returns and notices that were read, and of what in them, or on a line of a statement, could not be
//! done by itself.

use super::statements::BankLine;
use crate::db::schema::{bank_exceptions as e, bank_inbox as i};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::Payment;
use crate::kernel::{Id, Money};
use crate::people::{Account, Actor};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Marks identifiers of files of returns and notices.
#[derive(Debug)]
pub struct Inbox;

/// One exception.
#[derive(Clone, Debug, Queryable)]
pub struct ExceptionRow {
    /// Its identifier.
    pub id: String,
    /// The line in its file.
    pub line_number: i32,
    /// The line of a statement, where it is of one.
    pub bank_line_id: Option<String>,
    /// What kind.
    pub kind: String,
    /// What happened, in words.
    pub words: String,
    /// The trace that it names.
    pub trace_number: Option<String>,
    /// The code that it names.
    pub code: Option<String>,
    /// In cents.
    pub amount_cents: Option<i64>,
    /// The payment, where it is known.
    pub payment_id: Option<String>,
    /// When it was found.
    pub found_at: NaiveDateTime,
    /// Who settled it.
    pub settled_by_name: Option<String>,
    /// How.
    pub how: Option<String>,
}

type Columns = (
    e::id,
    e::line_number,
    e::bank_line_id,
    e::kind,
    e::words,
    e::trace_number,
    e::code,
    e::amount_cents,
    e::payment_id,
    e::found_at,
    e::settled_by_name,
    e::how,
);
const COLUMNS: Columns = (
    e::id,
    e::line_number,
    e::bank_line_id,
    e::kind,
    e::words,
    e::trace_number,
    e::code,
    e::amount_cents,
    e::payment_id,
    e::found_at,
    e::settled_by_name,
    e::how,
);

pub(in crate::banking) fn has_inbox_file(conn: &mut Conn, sha256: &str) -> Result<bool, Error> {
    Ok(diesel::select(diesel::dsl::exists(i::table.filter(i::file_sha256.eq(sha256)))).get_result(conn)?)
}

/// What of a file is stored.
pub(in crate::banking) struct InboxFile<'a> {
    pub(in crate::banking) kind: &'static str,
    pub(in crate::banking) name: &'a str,
    pub(in crate::banking) sha256: &'a str,
    pub(in crate::banking) lines_count: i32,
}

pub(in crate::banking) fn insert_inbox_file(tx: &mut Tx<'_>, new: &InboxFile<'_>, by: (Id<Account>, &Actor)) -> Result<Id<Inbox>, Error> {
    let id = tx.id::<Inbox>();
    let now = tx.now().naive();
    diesel::insert_into(i::table)
        .values((
            (i::id.eq(id.text()), i::kind.eq(new.kind), i::name.eq(new.name), i::file_sha256.eq(new.sha256)),
            (i::lines_count.eq(new.lines_count), i::read_by.eq(by.0.text()), i::read_by_name.eq(&by.1.name), i::read_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// Where an exception was found.
#[derive(Clone, Copy)]
pub(in crate::banking) enum FoundIn {
    /// In a file of returns or notices.
    File(Id<Inbox>),
    /// On a line of a statement.
    Line(Id<BankLine>),
}

/// What an exception records.
pub(in crate::banking) struct NewException<'a> {
    pub(in crate::banking) line: i32,
    pub(in crate::banking) kind: &'static str,
    pub(in crate::banking) words: &'a str,
    pub(in crate::banking) trace: &'a str,
    pub(in crate::banking) code: &'a str,
    pub(in crate::banking) amount: Money,
    pub(in crate::banking) payment: Option<Id<Payment>>,
}

pub(in crate::banking) fn insert_exception(tx: &mut Tx<'_>, found: FoundIn, new: &NewException<'_>) -> Result<(), Error> {
    let (inbox, bank_line) = match found {
        FoundIn::File(id) => (Some(id.text()), None),
        FoundIn::Line(id) => (None, Some(id.text())),
    };
    let id = tx.id::<ExceptionRow>();
    let now = tx.now().naive();
    let or_none = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    diesel::insert_into(e::table)
        .values((
            (e::id.eq(id.text()), e::inbox_id.eq(inbox), e::bank_line_id.eq(bank_line), e::line_number.eq(new.line), e::kind.eq(new.kind)),
            (
                e::words.eq(new.words),
                e::trace_number.eq(or_none(new.trace)),
                e::code.eq(or_none(new.code)),
                e::amount_cents.eq(new.amount.cents()),
            ),
            (e::payment_id.eq(new.payment.map(|id| id.text())), e::found_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// One exception.
pub(in crate::banking) fn exception(conn: &mut Conn, id: &str) -> Result<ExceptionRow, Error> {
    Ok(e::table.find(id).select(COLUMNS).first(conn)?)
}

/// Exceptions that nobody settled yet, oldest first.
pub(in crate::banking) fn list_open_exceptions(conn: &mut Conn, limit: i64) -> Result<Vec<ExceptionRow>, Error> {
    Ok(e::table.filter(e::settled_at.is_null()).order((e::found_at, e::id)).limit(limit).select(COLUMNS).load(conn)?)
}

/// How many exceptions nobody settled yet.
pub(in crate::banking) fn count_open_exceptions(conn: &mut Conn) -> Result<i64, Error> {
    Ok(e::table.filter(e::settled_at.is_null()).count().get_result(conn)?)
}

pub(in crate::banking) fn mark_exception_settled(tx: &mut Tx<'_>, id: &str, how: &str, by: (Id<Account>, &Actor)) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(e::table.find(id).filter(e::settled_at.is_null()))
        .set((e::settled_by.eq(by.0.text()), e::settled_by_name.eq(&by.1.name), e::settled_at.eq(now), e::how.eq(how)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
