//! Money that finance recorded by hand as having come in, and of which no line of the bank is known yet: refunds of
//! advances, and what was collected of bills.

use crate::award::Award;
use crate::db::schema::{advance_refunds as a, awards as w, bank_matches as m, bill_receipts as r, bills as b, organisations as o};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money};
use chrono::NaiveDate;
use diesel::prelude::*;

/// The most records of one amount that are looked at for one line.
const MOST: i64 = 200;

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// `refund` or `collection`.
    pub kind: &'static str,
    /// The award.
    pub award: Id<Award>,
    /// Its reference number.
    pub reference: String,
    /// The name of its city.
    pub city: String,
    /// How much.
    pub amount: Money,
    /// The day on which it came, as it was recorded.
    pub received_on: NaiveDate,
    /// The bank's reference, as it was recorded.
    pub evidence: String,
    /// The account that recorded it.
    pub recorded_by: String,
    /// Its name.
    pub recorded_by_name: String,
    /// The journal that booked it.
    pub journal_seq: i64,
}

type Row = (String, String, String, i64, NaiveDate, String, String, String, i64);

fn read(kind: &'static str, row: Row) -> Result<Received, Error> {
    Ok(Received {
        kind,
        award: row.0.parse().map_err(|_| Error::unreadable("award", &row.0))?,
        reference: row.1,
        city: row.2,
        amount: Money::from_cents(row.3),
        received_on: row.4,
        evidence: row.5,
        recorded_by: row.6,
        recorded_by_name: row.7,
        journal_seq: row.8,
    })
}

/// Which of these journals a line of the bank shows.
///
/// # Errors
/// The database's refusal.
pub fn list_shown(conn: &mut Conn, journals: &[i64]) -> Result<Vec<i64>, Error> {
    let shown = m::table.filter(m::journal_seq.eq_any(journals.to_vec()));
    Ok(shown.select(m::journal_seq.assume_not_null()).load(conn)?)
}

/// What was recorded with exactly this amount and is on no line, the oldest first; without that of some awards.
pub(in crate::banking) fn list_received(conn: &mut Conn, amount: Money, without: &[String]) -> Result<Vec<Received>, Error> {
    let refunds: Vec<Row> = a::table
        .inner_join(w::table.on(w::id.eq(a::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .filter(a::amount_cents.eq(amount.cents()))
        .filter(w::id.ne_all(without))
        .order(a::journal_seq.desc())
        .limit(MOST)
        .select((
            w::id,
            w::reference,
            o::name,
            a::amount_cents,
            a::received_on,
            a::bank_reference,
            a::recorded_by,
            a::recorded_by_name,
            a::journal_seq,
        ))
        .load(conn)?;
    let collections: Vec<Row> = r::table
        .inner_join(b::table.on(b::id.eq(r::bill_id)))
        .inner_join(w::table.on(w::id.eq(b::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .filter(r::amount_cents.eq(amount.cents()))
        .filter(r::way.eq("bank"))
        .filter(w::id.ne_all(without))
        .order(r::journal_seq.desc())
        .limit(MOST)
        .select((
            w::id,
            w::reference,
            o::name,
            r::amount_cents,
            r::received_on,
            r::evidence,
            r::recorded_by,
            r::recorded_by_name,
            r::journal_seq,
        ))
        .load(conn)?;
    let seqs: Vec<i64> = refunds.iter().chain(&collections).map(|row| row.8).collect();
    let shown = list_shown(conn, &seqs)?;
    let refunds = refunds.into_iter().map(|row| read("refund", row));
    let collections = collections.into_iter().map(|row| read("collection", row));
    let mut all = refunds.chain(collections).collect::<Result<Vec<Received>, Error>>()?;
    all.retain(|one| !shown.contains(&one.journal_seq));
    all.sort_by_key(|one| one.journal_seq);
    Ok(all)
}
