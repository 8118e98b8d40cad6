//! Whole rows for the verifier, in pages, just as they are stored.

use super::super::account::{AccountKey, Balance};
use super::accounts::balance;
use super::journals::JournalRow;
use super::{KeyRow, key};
use crate::db::schema::{
    hold_resolutions as r, holds as h, journal_seals as s, journals as j, ledger_accounts, ledger_accounts as a, ledger_balances as b,
    postings as p,
};
use crate::db::{Conn, Error};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

diesel::alias!(ledger_accounts as debits: Debits, ledger_accounts as credits: Credits);

/// An account as the verifier needs it: read once, not with each of its postings.
#[derive(Debug)]
pub(in super::super) struct AccountRow {
    /// Its place among all accounts, from 0.
    pub(in super::super) n: usize,
    pub(in super::super) key: AccountKey,
    pub(in super::super) dim_key: String,
    pub(in super::super) track: String,
    pub(in super::super) limit: String,
}

/// Every account by its identifier.
pub(in super::super) type Accounts = HashMap<String, Arc<AccountRow>>;

pub(in super::super) fn list_accounts(conn: &mut Conn) -> Result<Accounts, Error> {
    type Row = (String, KeyRow, (String, String, String));
    let rows: Vec<Row> = a::table
        .order(a::id)
        .select((a::id, (a::code, a::fund, a::program, a::award, a::category), (a::dim_key, a::track, a::limit_kind)))
        .load(conn)?;
    let account = |(n, (id, account, (dim_key, track, limit))): (usize, Row)| {
        (id, Arc::new(AccountRow { n, key: key(account), dim_key, track, limit }))
    };
    Ok(rows.into_iter().enumerate().map(account).collect())
}

/// A posting with its account: journal, line; account; layer, side, release; amount, after debit and credit, version.
#[derive(Clone, Debug)]
pub(in super::super) struct PostingRow {
    pub(in super::super) seq: i64,
    pub(in super::super) line_no: i32,
    pub(in super::super) account: Arc<AccountRow>,
    pub(in super::super) layer: String,
    pub(in super::super) side: String,
    pub(in super::super) releases: bool,
    pub(in super::super) amount_cents: i64,
    pub(in super::super) after_dr_cents: i64,
    pub(in super::super) after_cr_cents: i64,
    pub(in super::super) account_version: i64,
}

/// Journals after a number, oldest first, and whether each is sealed.
pub(in super::super) fn list_journals_after(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<(JournalRow, bool)>, Error> {
    let rows: Vec<(JournalRow, Option<i64>)> = j::table
        .left_join(s::table.on(s::seq.eq(j::seq)))
        .filter(j::seq.gt(after))
        .order(j::seq)
        .limit(limit)
        .select((j::all_columns, s::seq.nullable()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(journal, seal)| (journal, seal.is_some())).collect())
}

/// The postings of journals `after < seq <= last` on known accounts.
pub(in super::super) fn list_postings(conn: &mut Conn, accounts: &Accounts, after: i64, last: i64) -> Result<Vec<PostingRow>, Error> {
    type Row = ((i64, i32), String, (String, String, bool), (i64, i64, i64, i64));
    let rows: Vec<Row> = p::table
        .filter(p::journal_seq.gt(after))
        .filter(p::journal_seq.le(last))
        .order((p::journal_seq, p::line_no))
        .select((
            (p::journal_seq, p::line_no),
            p::account_id,
            (p::layer, p::side, p::releases),
            (p::amount_cents, p::after_dr_cents, p::after_cr_cents, p::account_version),
        ))
        .load(conn)?;
    let read =
        |((seq, line_no), account, (layer, side, releases), (amount_cents, after_dr_cents, after_cr_cents, account_version)): Row| {
            let account = Arc::clone(accounts.get(&account)?);
            Some(PostingRow { seq, line_no, account, layer, side, releases, amount_cents, after_dr_cents, after_cr_cents, account_version })
        };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// A hold: journal, number; the texts of both accounts; amount, last day.
pub(in super::super) type HoldRow = ((i64, i32), (String, String), (i64, Option<NaiveDate>));

/// The holds that journals `after < seq <= last` open.
pub(in super::super) fn list_holds(conn: &mut Conn, after: i64, last: i64) -> Result<Vec<HoldRow>, Error> {
    Ok(h::table
        .inner_join(debits.on(debits.field(ledger_accounts::id).eq(h::debit_account_id)))
        .inner_join(credits.on(credits.field(ledger_accounts::id).eq(h::credit_account_id)))
        .filter(h::journal_seq.gt(after))
        .filter(h::journal_seq.le(last))
        .order((h::journal_seq, h::n))
        .select((
            (h::journal_seq, h::n),
            (debits.field(ledger_accounts::dim_key), credits.field(ledger_accounts::dim_key)),
            (h::amount_cents, h::expires_on),
        ))
        .load(conn)?)
}

/// The end of a hold, as stored.
#[derive(Clone, Debug, Queryable)]
pub(in super::super) struct ResolutionRow {
    pub(in super::super) hold_seq: i64,
    pub(in super::super) hold_n: i32,
    pub(in super::super) journal_seq: i64,
    pub(in super::super) how: String,
    pub(in super::super) posted_cents: i64,
}

/// The holds that journals `after < seq <= last` resolve.
pub(in super::super) fn list_resolutions(conn: &mut Conn, after: i64, last: i64) -> Result<Vec<ResolutionRow>, Error> {
    Ok(r::table
        .filter(r::journal_seq.gt(after))
        .filter(r::journal_seq.le(last))
        .order((r::journal_seq, r::hold_seq, r::hold_n))
        .load(conn)?)
}

/// Every balance of the cache.
pub(in super::super) fn all_balances(conn: &mut Conn) -> Result<Vec<(AccountKey, String, Balance)>, Error> {
    type Row = (KeyRow, String, (i64, i64, i64, i64, i64));
    let rows: Vec<Row> = a::table
        .inner_join(b::table.on(b::account_id.eq(a::id)))
        .order(a::dim_key)
        .select((
            (a::code, a::fund, a::program, a::award, a::category),
            b::limit_kind,
            (b::dr_settled_cents, b::cr_settled_cents, b::dr_pending_cents, b::cr_pending_cents, b::version),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(account, limit, sums)| (key(account), limit, balance(sums))).collect())
}
