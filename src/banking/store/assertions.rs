//! Rows of what each statement's closing balance came to against the books when it was read.

use super::statements::Statement;
use crate::banking::clearing::Proof;
use crate::db::schema::bank_assertions as a;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// One assertion.
#[derive(Clone, Debug, Queryable)]
pub struct Assertion {
    /// The statement.
    pub statement_id: String,
    /// The day of its closing balance.
    pub closing_on: NaiveDate,
    /// The closing balance, in cents.
    pub closing_cents: i64,
    /// What stood in the books, in cents.
    pub book_cents: i64,
    /// The sum of the items that explain the difference, in cents.
    pub listed_cents: i64,
    /// What nothing explains, in cents.
    pub unexplained_cents: i64,
    /// How many journals there were.
    pub journals: i64,
    /// When.
    pub made_at: NaiveDateTime,
}

pub(in crate::banking) fn insert_assertion(tx: &mut Tx<'_>, statement: Id<Statement>, proof: &Proof, journals: i64) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((
            (a::statement_id.eq(statement.text()), a::closing_on.eq(proof.closing_on), a::closing_cents.eq(proof.closing.cents())),
            (a::book_cents.eq(proof.book.cents()), a::listed_cents.eq(proof.listed.cents())),
            (a::unexplained_cents.eq(proof.unexplained.cents()), a::journals.eq(journals), a::made_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What these statements were asserted to come to.
///
/// # Errors
/// The database's refusal.
pub fn list_assertions(conn: &mut Conn, statements: &[String]) -> Result<Vec<Assertion>, Error> {
    Ok(a::table
        .filter(a::statement_id.eq_any(statements))
        .select((
            a::statement_id,
            a::closing_on,
            a::closing_cents,
            a::book_cents,
            a::listed_cents,
            a::unexplained_cents,
            a::journals,
            a::made_at,
        ))
        .load(conn)?)
}
