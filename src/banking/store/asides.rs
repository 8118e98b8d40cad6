//! Rows of lines that somebody set aside, because they are no payment of a city, until that is taken back.

use super::statements::BankLine;
use crate::db::schema::bank_line_asides as a;
use crate::db::{Conn, Error, Tx};
use crate::kernel::Id;
use crate::people::{Account, Actor};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Marks identifiers of lines that are set aside.
#[derive(Debug)]
pub struct Aside;

/// A line was set aside, and perhaps that was taken back.
#[derive(Clone, Debug, Queryable)]
pub struct AsideRow {
    /// Its identifier.
    pub id: String,
    /// The line.
    pub line_id: String,
    /// Why.
    pub reason: String,
    /// Who set it aside.
    pub set_aside_by_name: String,
    /// When.
    pub set_aside_at: NaiveDateTime,
    /// Who took that back.
    pub taken_back_by_name: Option<String>,
    /// When.
    pub taken_back_at: Option<NaiveDateTime>,
    /// Why.
    pub why_back: Option<String>,
}

type Columns =
    (a::id, a::bank_line_id, a::reason, a::set_aside_by_name, a::set_aside_at, a::taken_back_by_name, a::taken_back_at, a::why_back);
const COLUMNS: Columns =
    (a::id, a::bank_line_id, a::reason, a::set_aside_by_name, a::set_aside_at, a::taken_back_by_name, a::taken_back_at, a::why_back);

/// Every time that one of these lines was set aside, oldest first.
pub(in crate::banking) fn list_asides(conn: &mut Conn, lines: &[String]) -> Result<Vec<AsideRow>, Error> {
    let mut all = Vec::new();
    for some in lines.chunks(500) {
        let found: Vec<AsideRow> =
            a::table.filter(a::bank_line_id.eq_any(some)).order((a::set_aside_at, a::id)).select(COLUMNS).load(conn)?;
        all.extend(found);
    }
    Ok(all)
}

pub(in crate::banking) fn insert_aside(tx: &mut Tx<'_>, line: Id<BankLine>, reason: &str, by: (Id<Account>, &Actor)) -> Result<(), Error> {
    let id = tx.id::<Aside>();
    let now = tx.now().naive();
    diesel::insert_into(a::table)
        .values((
            (a::id.eq(id.text()), a::bank_line_id.eq(line.text()), a::reason.eq(reason)),
            (a::set_aside_by.eq(by.0.text()), a::set_aside_by_name.eq(&by.1.name), a::set_aside_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::banking) fn mark_aside_taken_back(tx: &mut Tx<'_>, id: &str, why: &str, by: (Id<Account>, &Actor)) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(a::table.find(id).filter(a::taken_back_at.is_null()))
        .set((a::taken_back_by.eq(by.0.text()), a::taken_back_by_name.eq(&by.1.name), a::taken_back_at.eq(now), a::why_back.eq(why)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
