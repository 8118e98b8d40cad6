//! Rows of ticks, requests for refunds, and seals; what bills leave open.

use crate::award::Award;
use crate::compliance::closing::{OpenBills, RefundRequest, Seal, Tick};
use crate::db::schema::{award_seals as s, bill_receipts as r, bill_referrals as x, bills as b, closeout_items as i, refund_requests as q};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::Account;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// What was ticked for an award.
///
/// # Errors
/// The database's refusal.
pub fn list_ticks(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Tick>, Error> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = i::table
        .filter(i::award_id.eq(award.text()))
        .order(i::done_at)
        .select((i::item, i::note, i::done_by_name, i::done_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(item, note, by, at)| Tick { item, note, by, at: Timestamp::from_naive(at) }).collect())
}

/// Keeps a tick, over the one of before.
pub(in crate::compliance) fn keep_tick(tx: &mut Tx<'_>, award: Id<Award>, tick: &Tick, by: Id<Account>) -> Result<(), Error> {
    let key = award.text();
    diesel::delete(i::table.filter(i::award_id.eq(&key)).filter(i::item.eq(&tick.item))).execute(&mut **tx)?;
    diesel::insert_into(i::table)
        .values((
            (i::award_id.eq(&key), i::item.eq(&tick.item), i::note.eq(&tick.note)),
            (i::done_by.eq(by.text()), i::done_by_name.eq(&tick.by), i::done_at.eq(tick.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What the fund asked back of an award, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_refund_requests(conn: &mut Conn, award: Id<Award>) -> Result<Vec<RefundRequest>, Error> {
    let rows: Vec<(i64, NaiveDate, String, NaiveDateTime)> = q::table
        .filter(q::award_id.eq(award.text()))
        .order((q::asked_at.desc(), q::id.desc()))
        .limit(50)
        .select((q::amount_cents, q::due_on, q::asked_by_name, q::asked_at))
        .load(conn)?;
    let request = |(cents, due_on, asked_by, at): (i64, NaiveDate, String, NaiveDateTime)| RefundRequest {
        award,
        amount: Money::from_cents(cents),
        due_on,
        asked_by,
        asked_at: Timestamp::from_naive(at),
    };
    Ok(rows.into_iter().map(request).collect())
}

pub(in crate::compliance) fn insert_refund_request(tx: &mut Tx<'_>, new: &RefundRequest, by: Id<Account>) -> Result<(), Error> {
    let id = tx.id::<RefundRequest>();
    diesel::insert_into(q::table)
        .values((
            (q::id.eq(id.text()), q::award_id.eq(new.award.text()), q::amount_cents.eq(new.amount.cents()), q::due_on.eq(new.due_on)),
            (q::asked_by.eq(by.text()), q::asked_by_name.eq(&new.asked_by), q::asked_at.eq(new.asked_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What bills of an award leave open.
///
/// # Errors
/// The database's refusal.
pub fn open_bills(conn: &mut Conn, award: Id<Award>) -> Result<OpenBills, Error> {
    let waiting: i64 = b::table.filter(b::award_id.eq(award.text())).filter(b::state.eq("asked")).count().get_result(conn)?;
    let billed = b::table.filter(b::award_id.eq(award.text())).filter(b::state.eq("billed"));
    let mut billed: Vec<(String, i64)> = billed.select((b::id, b::amount_cents)).load(conn)?;
    let ids: Vec<String> = billed.iter().map(|(id, _)| id.clone()).collect();
    let referred: Vec<String> = x::table.filter(x::bill_id.eq_any(ids)).select(x::bill_id).load(conn)?;
    billed.retain(|(id, _)| !referred.contains(id));
    let ids: Vec<String> = billed.iter().map(|(id, _)| id.clone()).collect();
    let came: Vec<i64> = r::table.filter(r::bill_id.eq_any(ids)).select(r::amount_cents).load(conn)?;
    let all = billed.into_iter().map(|(_, cents)| cents).fold(0_i64, i64::saturating_add);
    let owed = came.into_iter().fold(all, i64::saturating_sub);
    Ok(OpenBills { waiting, owed: Money::from_cents(owed) })
}

type SealRow = ((i32, String, String, String, i64), (NaiveDate, String, NaiveDateTime));

/// The seals of an award, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_seals(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Seal>, Error> {
    let rows: Vec<SealRow> = s::table
        .filter(s::award_id.eq(award.text()))
        .order(s::n.desc())
        .select(((s::n, s::format, s::sections, s::record_sha256, s::last_seq), (s::keep_until, s::sealed_by_name, s::sealed_at)))
        .load(conn)?;
    let seal = |((n, format, sections, record_sha256, last_seq), (keep_until, sealed_by, at)): SealRow| Seal {
        award,
        n,
        format,
        sections,
        record_sha256,
        last_seq,
        keep_until,
        sealed_by,
        sealed_at: Timestamp::from_naive(at),
    };
    Ok(rows.into_iter().map(seal).collect())
}

/// Keeps a seal.
///
/// # Errors
/// The database's refusal.
pub fn insert_seal(tx: &mut Tx<'_>, new: &Seal, by: Id<Account>) -> Result<(), Error> {
    diesel::insert_into(s::table)
        .values((
            (s::award_id.eq(new.award.text()), s::n.eq(new.n), s::format.eq(&new.format), s::sections.eq(&new.sections)),
            (s::record_sha256.eq(&new.record_sha256), s::last_seq.eq(new.last_seq), s::keep_until.eq(new.keep_until)),
            (s::sealed_by.eq(by.text()), s::sealed_by_name.eq(&new.sealed_by), s::sealed_at.eq(new.sealed_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
