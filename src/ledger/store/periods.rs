//! Periods, their steps and seals.

use super::super::account::AccountKey;
use super::super::period::{Period, PeriodState, Seal};
use super::{KeyRow, key};
use crate::audit::Doer;
use crate::db::portable::sum_i64;
use crate::db::schema::{
    journals as j, ledger_accounts as a, ledger_period_seals as z, ledger_period_steps as s, ledger_periods as p, postings as l,
};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Every period in the order of time, with where it stands.
pub(in super::super) fn list_periods(conn: &mut Conn) -> Result<Vec<Period>, Error> {
    let rows: Vec<(String, NaiveDate, NaiveDate)> = p::table.order(p::first_day).select((p::id, p::first_day, p::last_day)).load(conn)?;
    type Step = (String, String, Option<String>, String);
    let steps: Vec<Step> = s::table.order((s::period_id, s::n)).select((s::period_id, s::step, s::by_id, s::by_name)).load(conn)?;
    // A later step replaces an earlier one.
    let last: BTreeMap<String, Step> = steps.into_iter().map(|step| (step.0.clone(), step)).collect();
    type SealRow = (String, i64, String, String, NaiveDateTime);
    let seals: Vec<SealRow> = z::table.select((z::period_id, z::at_seq, z::balances_root, z::sealed_by_name, z::sealed_at)).load(conn)?;
    let mut seals: BTreeMap<String, Seal> = seals
        .into_iter()
        .map(|(id, at_seq, root, sealed_by_name, at)| (id, Seal { at_seq, root, sealed_by_name, sealed_at: Timestamp::from_naive(at) }))
        .collect();
    let read = |(id, first_day, last_day): (String, NaiveDate, NaiveDate)| {
        let closed = last.get(&id).filter(|step| step.1 == "close");
        let seal = seals.remove(&id);
        let state = match (&seal, closed) {
            (Some(_), _) => PeriodState::Sealed,
            (None, Some(_)) => PeriodState::Closed,
            (None, None) => PeriodState::Open,
        };
        let (closed_by, closed_by_name) = closed.map(|step| (step.2.clone(), Some(step.3.clone()))).unwrap_or_default();
        Period { id, first_day, last_day, state, closed_by, closed_by_name, seal }
    };
    Ok(rows.into_iter().map(read).collect())
}

pub(in super::super) fn period(conn: &mut Conn, id: &str) -> Result<Period, Error> {
    list_periods(conn)?.into_iter().find(|period| period.id == id).ok_or(Error::Missing)
}

/// Where the period of a day stands; open where no period has it.
pub(in super::super) fn state_on(conn: &mut Conn, day: NaiveDate) -> Result<PeriodState, Error> {
    let id: Option<String> = p::table.filter(p::first_day.le(day)).filter(p::last_day.ge(day)).select(p::id).first(conn).optional()?;
    let Some(id) = id else { return Ok(PeriodState::Open) };
    let sealed: i64 = z::table.filter(z::period_id.eq(&id)).count().get_result(conn)?;
    if sealed > 0 {
        return Ok(PeriodState::Sealed);
    }
    let last: Option<String> = s::table.filter(s::period_id.eq(&id)).order(s::n.desc()).select(s::step).first(conn).optional()?;
    Ok(if last.as_deref() == Some("close") { PeriodState::Closed } else { PeriodState::Open })
}

pub(in super::super) fn insert_period(tx: &mut Tx<'_>, doer: &Doer, id: &str, days: (NaiveDate, NaiveDate)) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(id), p::first_day.eq(days.0), p::last_day.eq(days.1)),
            (p::opened_by.eq(&doer.account_id), p::opened_by_name.eq(&doer.name), p::opened_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn insert_period_step(tx: &mut Tx<'_>, doer: &Doer, id: &str, step: (&str, &str)) -> Result<(), Error> {
    let taken: i64 = s::table.filter(s::period_id.eq(id)).count().get_result(&mut **tx)?;
    let now = tx.now().naive();
    diesel::insert_into(s::table)
        .values((
            (s::period_id.eq(id), s::n.eq(i32::try_from(taken).unwrap_or(i32::MAX).saturating_add(1)), s::step.eq(step.0)),
            (s::by_id.eq(&doer.account_id), s::by_name.eq(&doer.name), s::reason.eq(step.1), s::at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in super::super) fn insert_period_seal(tx: &mut Tx<'_>, id: &str, seal: &Seal, (closer, sealer): (&str, &str)) -> Result<(), Error> {
    diesel::insert_into(z::table)
        .values((
            (z::period_id.eq(id), z::at_seq.eq(seal.at_seq), z::balances_root.eq(&seal.root)),
            (z::closed_by.eq(closer), z::sealed_by.eq(sealer), z::sealed_by_name.eq(&seal.sealed_by_name)),
            z::sealed_at.eq(seal.sealed_at.naive()),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// An account with its debits and credits in cents.
pub(in super::super) type Turnover = (AccountKey, (i64, i64));

/// Settled debits and credits of every account up to and including a day.
pub(in super::super) fn balances_on(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Turnover>, Error> {
    let sums: Vec<(String, String, Option<i64>)> = l::table
        .inner_join(j::table.on(j::seq.eq(l::journal_seq)))
        .filter(l::layer.eq("settled"))
        .filter(j::effective_on.le(day))
        .group_by((l::account_id, l::side))
        .select((l::account_id, l::side, sum_i64(l::amount_cents)))
        .load(conn)?;
    let mut by_id: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for (id, side, cents) in sums {
        let sum = by_id.entry(id).or_default();
        if side == "dr" { sum.0 = cents.unwrap_or(0) } else { sum.1 = cents.unwrap_or(0) }
    }
    let accounts: Vec<(String, KeyRow)> = a::table.select((a::id, (a::code, a::fund, a::program, a::award, a::category))).load(conn)?;
    Ok(accounts.into_iter().filter_map(|(id, account)| Some((key(account), by_id.remove(&id)?))).collect())
}
