//! Rows of expenses that came in a file.

use crate::award::Award;
use crate::db::schema::expense_imports as i;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::spending::expense::Expense;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// The digests of every row that an award has taken from files.
pub(in crate::spending) fn list_row_digests(conn: &mut Conn, award: Id<Award>) -> Result<BTreeSet<String>, Error> {
    let rows: Vec<String> = i::table.filter(i::award_id.eq(award.text())).select(i::row_digest).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Keeps from which row of which file an expense came.
pub(in crate::spending) fn insert_import(
    tx: &mut Tx<'_>,
    (expense, award): (Id<Expense>, Id<Award>),
    (file, digest, receipt): (&str, &str, &str),
) -> Result<(), Error> {
    diesel::insert_into(i::table)
        .values((
            i::expense_id.eq(expense.text()),
            i::award_id.eq(award.text()),
            i::imported_from.eq(file),
            i::row_digest.eq(digest),
            i::receipt_named.eq(receipt),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The names that files gave the receipts of expenses of an award, each with its expense.
///
/// # Errors
/// The database's refusal.
pub fn list_named_receipts(conn: &mut Conn, award: Id<Award>) -> Result<Vec<(String, String)>, Error> {
    let named = i::table.filter(i::award_id.eq(award.text())).filter(i::receipt_named.ne(""));
    Ok(named.select((i::expense_id, i::receipt_named)).load(conn)?)
}
