//! What stands now, summed by the database.

use super::super::account::{Balance, Dims};
use super::accounts::balance;
use crate::db::portable::sum_i64;
use crate::db::schema::{ledger_accounts as a, ledger_balances as b};
use crate::db::{Conn, Error, Multi};
use diesel::prelude::*;

type Sums = (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// The balances of the accounts with these values, summed per code and category; of one
/// code where it is given.
pub(in super::super) fn list_standing(
    conn: &mut Conn,
    of: &Dims,
    code: Option<&str>,
) -> Result<Vec<(String, Option<String>, Balance)>, Error> {
    let mut query = a::table
        .inner_join(b::table.on(b::account_id.eq(a::id)))
        .group_by((a::code, a::category))
        .select((
            a::code,
            a::category,
            (
                sum_i64(b::dr_settled_cents),
                sum_i64(b::cr_settled_cents),
                sum_i64(b::dr_pending_cents),
                sum_i64(b::cr_pending_cents),
                sum_i64(b::version),
            ),
        ))
        .into_boxed::<Multi>();
    let Dims { fund, program, award, category } = of.clone();
    if let Some(code) = code {
        query = query.filter(a::code.eq(code.to_owned()));
    }
    if let Some(fund) = fund {
        query = query.filter(a::fund.eq(fund));
    }
    if let Some(program) = program {
        query = query.filter(a::program.eq(program));
    }
    if let Some(award) = award {
        query = query.filter(a::award.eq(award));
    }
    if let Some(category) = category {
        query = query.filter(a::category.eq(category));
    }
    let rows: Vec<(String, Option<String>, Sums)> = query.order((a::code, a::category)).load(conn)?;
    let or_zero = |s: Sums| (s.0.unwrap_or(0), s.1.unwrap_or(0), s.2.unwrap_or(0), s.3.unwrap_or(0), s.4.unwrap_or(0));
    Ok(rows.into_iter().map(|(code, category, sums)| (code, category, balance(or_zero(sums)))).collect())
}
