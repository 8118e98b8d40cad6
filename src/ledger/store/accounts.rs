//! Accounts and their balances.

use super::super::account::{AccountKey, Balance};
use super::super::chart::ChartAccount;
use super::{KeyRow, key, money};
use crate::db::schema::{ledger_accounts as a, ledger_balances as b};
use crate::db::{Conn, Error, Tx};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Marks identifiers of accounts of the ledger.
struct LedgerAccount;

/// The balances of these accounts, with the identifier of each; those never used are absent.
pub(in super::super) fn list_balances(conn: &mut Conn, keys: &[AccountKey]) -> Result<BTreeMap<AccountKey, (String, Balance)>, Error> {
    type Row = (String, KeyRow, (i64, i64, i64, i64, i64));
    let texts: Vec<String> = keys.iter().map(AccountKey::text).collect();
    let rows: Vec<Row> = a::table
        .inner_join(b::table.on(b::account_id.eq(a::id)))
        .filter(a::dim_key.eq_any(texts))
        .order(a::id)
        .select((
            a::id,
            (a::code, a::fund, a::program, a::award, a::category),
            (b::dr_settled_cents, b::cr_settled_cents, b::dr_pending_cents, b::cr_pending_cents, b::version),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, row, sums)| (key(row), (id, balance(sums)))).collect())
}

/// Every account of a fund with its balance.
pub(in super::super) fn list_of_fund(conn: &mut Conn, fund: &str) -> Result<Vec<(AccountKey, Balance)>, Error> {
    type Row = (KeyRow, (i64, i64, i64, i64, i64));
    let rows: Vec<Row> = a::table
        .inner_join(b::table.on(b::account_id.eq(a::id)))
        .filter(a::fund.eq(fund))
        .order(a::dim_key)
        .select((
            (a::code, a::fund, a::program, a::award, a::category),
            (b::dr_settled_cents, b::cr_settled_cents, b::dr_pending_cents, b::cr_pending_cents, b::version),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, sums)| (key(row), balance(sums))).collect())
}

pub(super) fn balance((dr_settled, cr_settled, dr_pending, cr_pending, version): (i64, i64, i64, i64, i64)) -> Balance {
    Balance {
        dr_settled: money(dr_settled),
        cr_settled: money(cr_settled),
        dr_pending: money(dr_pending),
        cr_pending: money(cr_pending),
        version,
    }
}

/// Opens an account, at zero; returns its identifier.
pub(in super::super) fn opened(tx: &mut Tx<'_>, key: &AccountKey, chart: &ChartAccount) -> Result<String, Error> {
    let id = tx.id::<LedgerAccount>().text();
    let (now, limit) = (tx.now().naive(), chart.limit.to_string());
    diesel::insert_into(a::table)
        .values((
            (a::id.eq(&id), a::book_id.eq("fund"), a::code.eq(&key.code), a::dim_key.eq(key.text()), a::opened_at.eq(now)),
            (
                a::fund.eq(&key.dims.fund),
                a::program.eq(&key.dims.program),
                a::award.eq(&key.dims.award),
                a::category.eq(&key.dims.category),
            ),
            (a::track.eq(chart.track.to_string()), a::normal.eq(chart.normal.to_string()), a::limit_kind.eq(&limit)),
        ))
        .execute(&mut **tx)?;
    diesel::insert_into(b::table)
        .values((
            (b::account_id.eq(&id), b::limit_kind.eq(&limit), b::version.eq(0_i64)),
            (b::dr_settled_cents.eq(0_i64), b::cr_settled_cents.eq(0_i64), b::dr_pending_cents.eq(0_i64), b::cr_pending_cents.eq(0_i64)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// Writes the balance after a journal, if it still stands where it was read.
pub(in super::super) fn change_balance(tx: &mut Tx<'_>, account_id: &str, read_version: i64, to: &Balance) -> Result<(), Error> {
    let changed = diesel::update(b::table.find(account_id).filter(b::version.eq(read_version)))
        .set((
            b::dr_settled_cents.eq(to.dr_settled.cents()),
            b::cr_settled_cents.eq(to.cr_settled.cents()),
            b::dr_pending_cents.eq(to.dr_pending.cents()),
            b::cr_pending_cents.eq(to.cr_pending.cents()),
            b::version.eq(to.version),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Busy) }
}
