//! Holds and how they ended.

use super::super::account::AccountKey;
use super::super::command::HoldId;
use super::super::decide::DraftHold;
use super::super::hold::{Hold, Resolution};
use super::{KeyRow, key, money};
use crate::db::schema::{hold_resolutions as r, holds as h, ledger_accounts};
use crate::db::{Conn, Error, Multi, Tx};
use chrono::NaiveDate;
use diesel::prelude::*;

diesel::alias!(ledger_accounts as debits: Debits, ledger_accounts as credits: Credits);

type Row = ((i64, i32), (i64, Option<NaiveDate>), KeyRow, KeyRow, Option<i64>);

/// Loads holds with both accounts and the journal that resolved them.
macro_rules! load_holds {
    ($conn:expr, $query:ident => $narrowed:expr) => {{
        let $query = h::table
            .inner_join(debits.on(debits.field(ledger_accounts::id).eq(h::debit_account_id)))
            .inner_join(credits.on(credits.field(ledger_accounts::id).eq(h::credit_account_id)))
            .left_join(r::table.on(r::hold_seq.eq(h::journal_seq).and(r::hold_n.eq(h::n))))
            .order((h::journal_seq, h::n))
            .select((
                (h::journal_seq, h::n),
                (h::amount_cents, h::expires_on),
                debits.fields((
                    ledger_accounts::code,
                    ledger_accounts::fund,
                    ledger_accounts::program,
                    ledger_accounts::award,
                    ledger_accounts::category,
                )),
                credits.fields((
                    ledger_accounts::code,
                    ledger_accounts::fund,
                    ledger_accounts::program,
                    ledger_accounts::award,
                    ledger_accounts::category,
                )),
                r::journal_seq.nullable(),
            ))
            .into_boxed::<Multi>();
        let rows: Vec<Row> = $narrowed.load($conn)?;
        rows.into_iter().map(hold).collect::<Vec<Hold>>()
    }};
}

fn hold(row: Row) -> Hold {
    let ((seq, n), (amount, expires_on), debit, credit, resolved) = row;
    Hold { id: HoldId { seq, n }, debit: key(debit), credit: key(credit), amount: money(amount), expires_on, is_open: resolved.is_none() }
}

/// These holds, open or not.
pub(in super::super) fn list_named(conn: &mut Conn, named: &[HoldId]) -> Result<Vec<Hold>, Error> {
    let mut found = Vec::new();
    for id in named {
        found.extend(load_holds!(conn, q => q.filter(h::journal_seq.eq(id.seq)).filter(h::n.eq(id.n))));
    }
    Ok(found)
}

/// The open holds that will credit one of these accounts.
pub(in super::super) fn list_open_of(conn: &mut Conn, credited: &[AccountKey]) -> Result<Vec<Hold>, Error> {
    let keys: Vec<String> = credited.iter().map(AccountKey::text).collect();
    Ok(load_holds!(conn, q => q.filter(credits.field(ledger_accounts::dim_key).eq_any(keys)).filter(r::journal_seq.is_null())))
}

/// The open holds of an award.
pub(in super::super) fn list_open_for_award(conn: &mut Conn, award: &str) -> Result<Vec<Hold>, Error> {
    Ok(load_holds!(conn, q => q.filter(credits.field(ledger_accounts::award).eq(award.to_owned())).filter(r::journal_seq.is_null())))
}

/// At most `limit` open holds whose last day lies before `today`.
pub(in super::super) fn list_due(conn: &mut Conn, today: NaiveDate, limit: i64) -> Result<Vec<Hold>, Error> {
    Ok(load_holds!(conn, q => q.filter(h::expires_on.lt(today)).filter(r::journal_seq.is_null()).limit(limit)))
}

pub(in super::super) fn insert_hold(tx: &mut Tx<'_>, seq: i64, hold: &DraftHold, debit_id: &str, credit_id: &str) -> Result<(), Error> {
    diesel::insert_into(h::table)
        .values((
            (h::journal_seq.eq(seq), h::n.eq(hold.n), h::amount_cents.eq(hold.amount.cents()), h::expires_on.eq(hold.expires_on)),
            (h::debit_account_id.eq(debit_id), h::credit_account_id.eq(credit_id)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn insert_resolution(tx: &mut Tx<'_>, seq: i64, resolution: &Resolution) -> Result<(), Error> {
    diesel::insert_into(r::table)
        .values((
            (r::hold_seq.eq(resolution.hold.id.seq), r::hold_n.eq(resolution.hold.id.n), r::journal_seq.eq(seq)),
            (r::how.eq(resolution.how.to_string()), r::posted_cents.eq(resolution.posted.cents())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
