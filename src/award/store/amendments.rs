//! Rows that amendments add to an award: its next budget, and the text that was signed for it.

use super::awards::{AgreementRow, agreement_of};
use super::one;
use crate::award::{Agreement, Award, Change, Line};
use crate::db::schema::{agreements as g, award_budget_lines as l, awards as a};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// The text of an agreement or an amendment.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn agreement_by_id(conn: &mut Conn, id: Id<Agreement>) -> Result<Agreement, Error> {
    let row: AgreementRow = g::table
        .filter(g::id.eq(id.text()))
        .select((g::id, g::award_id, g::text, g::digest, g::made_at, g::typed_name, g::accepted_at))
        .first(conn)?;
    agreement_of(row)
}

/// Every budget that an award had, by its number.
///
/// # Errors
/// The database's refusal.
pub fn list_budgets(conn: &mut Conn, award: Id<Award>) -> Result<BTreeMap<i32, Vec<Line>>, Error> {
    let rows: Vec<(i32, String, i64)> = l::table
        .filter(l::award_id.eq(award.text()))
        .order((l::budget_version, l::category))
        .select((l::budget_version, l::category, l::amount_cents))
        .load(conn)?;
    let mut budgets: BTreeMap<i32, Vec<Line>> = BTreeMap::new();
    for (version, category, cents) in rows {
        budgets.entry(version).or_default().push(Line { category, amount: Money::from_cents(cents) });
    }
    Ok(budgets)
}

pub(in crate::award) fn insert_amendment_text(
    tx: &mut Tx<'_>,
    award: &Award,
    id: Id<Agreement>,
    (template, text, digest): (&str, &str, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    let last: Option<i32> = g::table.filter(g::award_id.eq(award.id.text())).select(diesel::dsl::max(g::n)).first(&mut **tx)?;
    let n = last.unwrap_or(0) + 1;
    diesel::insert_into(g::table)
        .values((
            (g::id.eq(id.text()), g::award_id.eq(award.id.text()), g::n.eq(n), g::template.eq(template)),
            (g::text.eq(text), g::digest.eq(digest), g::made_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::award) fn mark_amended(tx: &mut Tx<'_>, read: &Award, change: &Change) -> Result<(), Error> {
    let next = read.budget_version + 1;
    let row = a::table.filter(a::id.eq(read.id.text())).filter(a::version.eq(read.version)).filter(a::closed_at.is_null());
    let what = (a::amount_cents.eq(change.amount.cents()), a::period_end.eq(change.period_end), a::budget_version.eq(next));
    one(diesel::update(row).set((what, a::version.eq(read.version + 1))).execute(&mut **tx)?)?;
    for line in &change.lines {
        diesel::insert_into(l::table)
            .values((
                l::award_id.eq(read.id.text()),
                l::budget_version.eq(next),
                l::category.eq(&line.category),
                l::amount_cents.eq(line.amount.cents()),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}
