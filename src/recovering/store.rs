//! Rows of bills, of what came back, and of reopenings.

use super::bill::{Bill, BillRow, BillState, Receipt, Referral};
use super::reopening::{Reopening, ReopeningState};
use crate::award::Award;
use crate::compliance::Closeout;
use crate::db::portable::sum_i64;
use crate::db::schema::{
    awards as a, bill_receipts as r, bill_referrals as x, bills as b, closeouts as c, organisations as g, reopenings as o,
};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::people::{Account, Actor};
use crate::spending::Expense;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Columns = (
    (b::id, b::award_id, b::expense_id, b::category, b::amount_cents, b::reason, b::state, b::due_on),
    (b::asked_by, b::asked_by_name, b::asked_at, b::decided_by_name, b::journal_seq, b::version),
);
const COLUMNS: Columns = (
    (b::id, b::award_id, b::expense_id, b::category, b::amount_cents, b::reason, b::state, b::due_on),
    (b::asked_by, b::asked_by_name, b::asked_at, b::decided_by_name, b::journal_seq, b::version),
);
type Row = (
    (String, String, Option<String>, String, i64, String, String, Option<NaiveDate>),
    (String, String, NaiveDateTime, Option<String>, Option<i64>, i64),
);

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

/// One changed row, or somebody was quicker.
fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn read((what, course): Row) -> Result<Bill, Error> {
    Ok(Bill {
        id: id(&what.0)?,
        award: id(&what.1)?,
        expense: what.2.as_deref().map(id).transpose()?,
        category: what.3,
        amount: Money::from_cents(what.4),
        reason: what.5,
        state: what.6.parse().map_err(|_| Error::unreadable("state of a bill", &what.6))?,
        due_on: what.7,
        asked_by: course.0,
        asked_by_name: course.1,
        asked_at: Timestamp::from_naive(course.2),
        decided_by_name: course.3,
        journal_seq: course.4,
        version: course.5,
    })
}

/// One bill.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn bill(conn: &mut Conn, id: Id<Bill>) -> Result<Bill, Error> {
    read(b::table.find(id.text()).select(COLUMNS).first::<Row>(conn)?)
}

/// The bills of an award, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_bills_of(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Bill>, Error> {
    let rows: Vec<Row> =
        b::table.filter(b::award_id.eq(award.text())).order((b::asked_at.desc(), b::id.desc())).select(COLUMNS).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// The number of the award, the name of the city, and its state.
type Whose = (String, String, String);

/// These bills, each with what came of it.
fn with_receipts(conn: &mut Conn, found: Vec<(Row, Whose)>) -> Result<Vec<BillRow>, Error> {
    let ids: Vec<String> = found.iter().map(|(row, _)| row.0.0.clone()).collect();
    let referred: Vec<String> = x::table.filter(x::bill_id.eq_any(ids.clone())).select(x::bill_id).load(conn)?;
    let referred: BTreeSet<String> = referred.into_iter().collect();
    let receipts: Vec<(String, i64)> = r::table.filter(r::bill_id.eq_any(ids)).select((r::bill_id, r::amount_cents)).load(conn)?;
    let mut came: BTreeMap<String, i64> = BTreeMap::new();
    for (bill, cents) in receipts {
        let sum = came.entry(bill).or_default();
        *sum = sum.saturating_add(cents);
    }
    let row = |(row, (reference, city, state)): (Row, Whose)| {
        let received = Money::from_cents(came.get(&row.0.0).copied().unwrap_or(0));
        let is_referred = referred.contains(&row.0.0);
        Ok(BillRow { bill: read(row)?, reference, city: format!("{city}, {state}"), received, is_referred })
    };
    found.into_iter().map(row).collect()
}

/// Bills in one state of awards that are open to the person, the oldest first, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_bills(conn: &mut Conn, actor: &Actor, state: BillState, limit: i64) -> Result<Vec<BillRow>, Error> {
    let found: Vec<(Row, Whose)> = b::table
        .inner_join(a::table.on(a::id.eq(b::award_id)))
        .inner_join(g::table.on(g::id.eq(a::organisation_id)))
        .filter(b::state.eq(state.to_string()))
        .filter(b::award_id.ne_all(actor.walls.ids()))
        .order((b::asked_at, b::id))
        .limit(limit)
        .select((COLUMNS, (a::reference, g::name, g::state)))
        .load(conn)?;
    with_receipts(conn, found)
}

/// The bills of an award, the latest first, each with what came of it.
///
/// # Errors
/// The database's refusal.
pub fn list_bill_rows_of(conn: &mut Conn, award: Id<Award>) -> Result<Vec<BillRow>, Error> {
    let found: Vec<(Row, Whose)> = b::table
        .inner_join(a::table.on(a::id.eq(b::award_id)))
        .inner_join(g::table.on(g::id.eq(a::organisation_id)))
        .filter(b::award_id.eq(award.text()))
        .order((b::asked_at.desc(), b::id.desc()))
        .select((COLUMNS, (a::reference, g::name, g::state)))
        .load(conn)?;
    with_receipts(conn, found)
}

/// How many bills of awards that are open to the person wait for somebody else than them.
///
/// # Errors
/// The database's refusal.
pub fn count_bills_to_decide(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    let others = b::asked_by.ne_all(actor.account_texts());
    let waits = b::table.filter(b::state.eq("asked")).filter(b::award_id.ne_all(actor.walls.ids())).filter(others);
    Ok(waits.count().get_result(conn)?)
}

pub(super) fn insert_bill(tx: &mut Tx<'_>, new: &Bill) -> Result<(), Error> {
    let state: &str = new.state.into();
    diesel::insert_into(b::table)
        .values((
            (b::id.eq(new.id.text()), b::award_id.eq(new.award.text()), b::category.eq(&new.category), b::state.eq(state)),
            (b::expense_id.eq(new.expense.map(|id| id.text())), b::amount_cents.eq(new.amount.cents())),
            (b::reason.eq(&new.reason), b::version.eq(1)),
            (b::asked_by.eq(&new.asked_by), b::asked_by_name.eq(&new.asked_by_name), b::asked_at.eq(new.asked_at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What another person decided on a bill.
pub(super) fn mark_bill_decided(
    tx: &mut Tx<'_>,
    read: &Bill,
    state: BillState,
    by: (Id<Account>, &str),
    billed: Option<(NaiveDate, i64)>,
) -> Result<(), Error> {
    let (now, state): (NaiveDateTime, &str) = (tx.now().naive(), state.into());
    let row = b::table.find(read.id.text()).filter(b::version.eq(read.version)).filter(b::state.eq("asked"));
    one(diesel::update(row)
        .set((
            (b::state.eq(state), b::due_on.eq(billed.map(|(day, _)| day)), b::journal_seq.eq(billed.map(|(_, seq)| seq))),
            (b::decided_by.eq(Some(by.0.text())), b::decided_by_name.eq(Some(by.1)), b::decided_at.eq(Some(now))),
            b::version.eq(read.version + 1),
        ))
        .execute(&mut **tx)?)
}

/// What came back of a bill, in order.
///
/// # Errors
/// The database's refusal.
pub fn list_receipts(conn: &mut Conn, bill: Id<Bill>) -> Result<Vec<Receipt>, Error> {
    type Row = (i32, String, i64, NaiveDate, String, String, i64);
    let rows: Vec<Row> = r::table
        .filter(r::bill_id.eq(bill.text()))
        .order(r::n)
        .select((r::n, r::way, r::amount_cents, r::received_on, r::evidence, r::recorded_by_name, r::journal_seq))
        .load(conn)?;
    let receipt = |(n, way, cents, received_on, evidence, recorded_by, journal_seq): Row| {
        Ok(Receipt {
            n,
            way: way.parse().map_err(|_| Error::unreadable("way of a receipt", &way))?,
            amount: Money::from_cents(cents),
            received_on,
            evidence,
            recorded_by,
            journal_seq,
        })
    };
    rows.into_iter().map(receipt).collect()
}

/// What bills that wait for a decision would take back of an expense.
pub(super) fn asked_of(conn: &mut Conn, expense: Id<Expense>) -> Result<Money, Error> {
    let waiting = b::table.filter(b::expense_id.eq(expense.text())).filter(b::state.eq("asked"));
    let sum: Option<i64> = waiting.select(sum_i64(b::amount_cents)).first(conn)?;
    Ok(Money::from_cents(sum.unwrap_or(0)))
}

/// Keeps what came back; with the last of it the bill is settled.
pub(super) fn insert_receipt(tx: &mut Tx<'_>, of: &Bill, new: &Receipt, by: (Id<Account>, bool)) -> Result<(), Error> {
    let (now, state) = (tx.now().naive(), if by.1 { "settled" } else { "billed" });
    let way: &str = new.way.into();
    let row = b::table.find(of.id.text()).filter(b::version.eq(of.version)).filter(b::state.eq("billed"));
    one(diesel::update(row).set((b::state.eq(state), b::version.eq(of.version + 1))).execute(&mut **tx)?)?;
    diesel::insert_into(r::table)
        .values((
            (r::bill_id.eq(of.id.text()), r::n.eq(new.n), r::way.eq(way), r::amount_cents.eq(new.amount.cents())),
            (r::received_on.eq(new.received_on), r::evidence.eq(&new.evidence), r::journal_seq.eq(new.journal_seq)),
            (r::recorded_by.eq(by.0.text()), r::recorded_by_name.eq(&new.recorded_by), r::recorded_at.eq(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// How much of a bill came back, or was set against what the fund owes the city.
///
/// # Errors
/// The database's refusal.
pub fn received(conn: &mut Conn, bill: Id<Bill>) -> Result<Money, Error> {
    let sum: Option<i64> = r::table.filter(r::bill_id.eq(bill.text())).select(sum_i64(r::amount_cents)).first(conn)?;
    Ok(Money::from_cents(sum.unwrap_or(0)))
}

/// What was referred to debt collection of a bill.
///
/// # Errors
/// The database's refusal.
pub fn find_referral(conn: &mut Conn, bill: Id<Bill>) -> Result<Option<Referral>, Error> {
    let row: Option<(i64, String, String, NaiveDateTime)> =
        x::table.find(bill.text()).select((x::amount_cents, x::reason, x::referred_by_name, x::referred_at)).first(conn).optional()?;
    Ok(row.map(|(cents, reason, by, at)| Referral { amount: Money::from_cents(cents), reason, by, at: Timestamp::from_naive(at) }))
}

pub(super) fn insert_referral(tx: &mut Tx<'_>, bill: Id<Bill>, new: &Referral, by: Id<Account>) -> Result<(), Error> {
    diesel::insert_into(x::table)
        .values((
            (x::bill_id.eq(bill.text()), x::amount_cents.eq(new.amount.cents()), x::reason.eq(&new.reason)),
            (x::referred_by.eq(by.text()), x::referred_by_name.eq(&new.by), x::referred_at.eq(new.at.naive())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

type ReopeningRow = (String, String, String, String, String, NaiveDateTime, Option<String>, i64);

/// The reopenings of an award, the latest first.
///
/// # Errors
/// The database's refusal.
pub fn list_reopenings(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Reopening>, Error> {
    let rows: Vec<ReopeningRow> = o::table
        .filter(o::award_id.eq(award.text()))
        .order((o::asked_at.desc(), o::id.desc()))
        .select((o::id, o::reason, o::state, o::asked_by, o::asked_by_name, o::asked_at, o::decided_by_name, o::version))
        .load(conn)?;
    let reopening = |row: ReopeningRow| {
        let state: ReopeningState = row.2.parse().map_err(|_| Error::unreadable("state of a reopening", &row.2))?;
        Ok(Reopening {
            id: id(&row.0)?,
            award,
            reason: row.1,
            state,
            asked_by: row.3,
            asked_by_name: row.4,
            asked_at: Timestamp::from_naive(row.5),
            decided_by_name: row.6,
            version: row.7,
        })
    };
    rows.into_iter().map(reopening).collect()
}

pub(super) fn insert_reopening(tx: &mut Tx<'_>, new: &Reopening, was: &Closeout) -> Result<(), Error> {
    let state: &str = new.state.into();
    diesel::insert_into(o::table)
        .values((
            (o::id.eq(new.id.text()), o::award_id.eq(new.award.text()), o::reason.eq(&new.reason), o::state.eq(state)),
            (o::asked_by.eq(&new.asked_by), o::asked_by_name.eq(&new.asked_by_name), o::asked_at.eq(new.asked_at.naive())),
            (o::closed_at.eq(was.closed_at.naive()), o::deobligated_cents.eq(was.deobligated.cents())),
            (o::spent_cents.eq(was.spent.cents()), o::version.eq(1)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub(super) fn mark_reopening(tx: &mut Tx<'_>, read: &Reopening, state: ReopeningState, by: (Id<Account>, &str)) -> Result<(), Error> {
    let (now, state): (NaiveDateTime, &str) = (tx.now().naive(), state.into());
    let row = o::table.find(read.id.text()).filter(o::version.eq(read.version)).filter(o::state.eq("asked"));
    one(diesel::update(row)
        .set((
            (o::state.eq(state), o::decided_by.eq(Some(by.0.text())), o::decided_by_name.eq(Some(by.1))),
            (o::decided_at.eq(Some(now)), o::version.eq(read.version + 1)),
        ))
        .execute(&mut **tx)?)
}

/// The closing that a reopening ends; what it came to stays in the row of the reopening and in its seal.
pub(super) fn remove_closeout(tx: &mut Tx<'_>, award: Id<Award>) -> Result<(), Error> {
    one(diesel::delete(c::table.find(award.text())).execute(&mut **tx)?)
}
