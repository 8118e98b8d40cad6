//! Accounts and their balances.

use super::super::account::{AccountKey, Balance};
use super::super::chart::ChartAccount;
use super::{KeyRow, key, money};
use crate::db::schema::{ledger_accounts as a, ledger_balances as b};
use crate::db::{Conn, Error, Fixed, Tx, pieces};
use crate::kernel::Money;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::BTreeMap;

/// Marks identifiers of accounts of the ledger.
struct LedgerAccount;

/// The balances of these accounts, with the identifier of each; those never used are absent.
pub(in super::super) fn list_balances(conn: &mut Conn, keys: &[AccountKey]) -> Result<BTreeMap<AccountKey, (String, Balance)>, Error> {
    const COLUMNS: &str =
        "SELECT a.id, a.dim_key, b.dr_settled_cents, b.cr_settled_cents, b.dr_pending_cents, b.cr_pending_cents, b.version
        FROM ledger_accounts a JOIN ledger_balances b ON b.account_id = a.id WHERE a.dim_key IN (";
    let mut by_text: BTreeMap<String, &AccountKey> = keys.iter().map(|key| (key.text(), key)).collect();
    let texts: Vec<String> = by_text.keys().cloned().collect();
    let mut found = BTreeMap::new();
    for piece in pieces(&texts) {
        let asked = piece.iter().fold(Fixed::listing(COLUMNS, piece.len(), ")"), |asked, text| asked.text(text));
        for row in asked.load::<Standing>(conn)? {
            let sums = (row.dr_settled_cents, row.cr_settled_cents, row.dr_pending_cents, row.cr_pending_cents, row.version);
            if let Some(key) = by_text.remove(&row.dim_key) {
                found.insert(key.clone(), (row.id, balance(sums)));
            }
        }
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    dim_key: String,
    #[diesel(sql_type = BigInt)]
    dr_settled_cents: i64,
    #[diesel(sql_type = BigInt)]
    cr_settled_cents: i64,
    #[diesel(sql_type = BigInt)]
    dr_pending_cents: i64,
    #[diesel(sql_type = BigInt)]
    cr_pending_cents: i64,
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// The fund and the program that an award belongs to.
pub(in super::super) fn fund_and_program(conn: &mut Conn, award: &str) -> Result<Option<(String, String)>, Error> {
    let of = a::table.filter(a::award.eq(award)).filter(a::fund.is_not_null()).filter(a::program.is_not_null());
    let found: Option<(Option<String>, Option<String>)> = of.select((a::fund, a::program)).first(conn).optional()?;
    Ok(found.and_then(|(fund, program)| fund.zip(program)))
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

/// Opens accounts, each with what stands on it after its first journals; returns their identifiers in the same order.
pub(in super::super) fn open_all(tx: &mut Tx<'_>, new: &[(AccountKey, &ChartAccount, Balance)]) -> Result<Vec<String>, Error> {
    const ACCOUNTS: &str = "INSERT INTO ledger_accounts (id, book_id, code, dim_key, opened_at, fund, program, award, category, track,
        normal, limit_kind) VALUES";
    const BALANCES: &str = "INSERT INTO ledger_balances (account_id, limit_kind, version, dr_settled_cents, cr_settled_cents,
        dr_pending_cents, cr_pending_cents) VALUES";
    let now = tx.now().naive();
    let mut ids = Vec::with_capacity(new.len());
    for piece in pieces(new) {
        let texts: Vec<[String; 5]> = piece
            .iter()
            .map(|(key, chart, _)| {
                let id = tx.id::<LedgerAccount>().text();
                [id, key.text(), chart.track.to_string(), chart.normal.to_string(), chart.limit.to_string()]
            })
            .collect();
        let mut accounts = Fixed::of_rows(ACCOUNTS, (piece.len(), 12), "");
        let mut balances = Fixed::of_rows(BALANCES, (piece.len(), 7), "");
        for ((key, _, standing), [id, dim_key, track, normal, limit]) in piece.iter().zip(&texts) {
            let named = accounts.text(id).text("fund").text(&key.code).text(dim_key).instant(now);
            let dims = named.optional_text(key.dims.fund.as_deref()).optional_text(key.dims.program.as_deref());
            let whole = dims.optional_text(key.dims.award.as_deref()).optional_text(key.dims.category.as_deref());
            accounts = whole.text(track).text(normal).text(limit);
            balances = sums(standing).into_iter().fold(balances.text(id).text(limit).number(standing.version), Fixed::number);
        }
        accounts.run(tx)?;
        balances.run(tx)?;
        ids.extend(texts.into_iter().map(|[id, ..]| id));
    }
    Ok(ids)
}

/// The four sums of a balance, in the order of their columns, in cents.
fn sums(of: &Balance) -> [i64; 4] {
    [of.dr_settled, of.cr_settled, of.dr_pending, of.cr_pending].map(Money::cents)
}

/// Writes the balances after a journal, each if it still stands where it was read: the
/// identifier of the account, the version that was read, and what stands now.
pub(in super::super) fn change_balances(tx: &mut Tx<'_>, after: &[(String, i64, Balance)]) -> Result<(), Error> {
    const BEFORE: &str = "UPDATE ledger_balances AS b SET dr_settled_cents = v.column3, cr_settled_cents = v.column4,
        dr_pending_cents = v.column5, cr_pending_cents = v.column6, version = v.column7 FROM (VALUES";
    const AFTER: &str = ") AS v WHERE b.account_id = v.column1 AND b.version = v.column2";
    for piece in pieces(after) {
        let change = piece.iter().fold(Fixed::of_rows(BEFORE, (piece.len(), 7), AFTER), |change, (id, read, to)| {
            sums(to).into_iter().fold(change.text(id).number(*read), Fixed::number).number(to.version)
        });
        if change.run(tx)? != piece.len() {
            return Err(Error::Busy);
        }
    }
    Ok(())
}
