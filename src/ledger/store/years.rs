//! Rule sets that the fund has adopted, and the years of funds that were closed.

use super::super::rulebook::Adopted;
use super::super::rules::YEAR_END;
use crate::db::schema::{journals as j, ledger_accounts as a, postings as p, rule_set_adoptions as r};
use crate::db::{Conn, Error, Tx};
use chrono::NaiveDate;
use diesel::prelude::*;

/// The optional rule sets that are in force from some day on.
pub(in super::super) fn list_adopted(conn: &mut Conn) -> Result<Vec<Adopted>, Error> {
    let rows: Vec<(String, NaiveDate)> = r::table.order(r::rule_set_id).select((r::rule_set_id, r::from_day)).load(conn)?;
    Ok(rows.into_iter().map(|(rule_set, from_day)| Adopted { rule_set, from_day }).collect())
}

/// Keeps an adoption by two people.
pub(in super::super) fn insert_adopted(tx: &mut Tx<'_>, new: &Adopted, (by, approver): (&str, &str)) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(r::table)
        .values((
            r::rule_set_id.eq(&new.rule_set),
            r::from_day.eq(new.from_day),
            r::adopted_by.eq(by),
            r::approved_by.eq(approver),
            r::adopted_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The last journal that closed a year of a fund, its variant and its day.
pub(in super::super) fn last_year_end(conn: &mut Conn, fund: &str) -> Result<Option<(i64, String, NaiveDate)>, Error> {
    let of_fund = p::table
        .inner_join(a::table.on(a::id.eq(p::account_id)))
        .filter(p::journal_seq.eq(j::seq))
        .filter(a::fund.eq(fund))
        .select(p::journal_seq);
    let closed = j::table.filter(j::event.eq(YEAR_END)).filter(diesel::dsl::exists(of_fund));
    Ok(closed.order(j::seq.desc()).select((j::seq, j::variant, j::effective_on)).first(conn).optional()?)
}

/// Whether anything was posted to an award before a journal.
pub(in super::super) fn is_older(conn: &mut Conn, award: &str, seq: i64) -> Result<bool, Error> {
    let earlier = p::table.inner_join(a::table.on(a::id.eq(p::account_id))).filter(a::award.eq(award)).filter(p::journal_seq.lt(seq));
    Ok(diesel::select(diesel::dsl::exists(earlier.select(p::journal_seq))).get_result(conn)?)
}
