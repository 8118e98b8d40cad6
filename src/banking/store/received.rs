//! Money that finance recorded by hand as having come in, and of which no line of the bank is known yet: refunds of
//! advances, what was collected of bills, and what entries by hand say of refunds and of interest.

use crate::award::Award;
use crate::db::schema::{
    advance_refunds as a, awards as w, bank_matches as m, bill_receipts as r, bills as b, journals as j, manual_entries as e,
    manual_entry_legs as g, organisations as o,
};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// The most records of each kind that are looked at for one line.
const MOST: usize = 200;
/// One more, which tells whether there are older ones.
const LIMIT: i64 = 201;
/// The event of an entry by hand that is a refund of an advance.
const REFUND: &str = "advance.refund";
/// The event of an entry by hand that is interest on an advance.
const INTEREST: &str = "interest.remit";

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// `refund`, `collection` or `interest`.
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

/// What was recorded with an amount from the least to the most, is on no line and was not undone, the oldest first; without that of
/// some awards. Of each kind the newest; and whether there are older ones.
pub(in crate::banking) fn list_received(
    conn: &mut Conn,
    (least, most): (Money, Money),
    without: &[String],
) -> Result<(Vec<Received>, bool), Error> {
    let cents = (least.cents(), most.cents());
    let kinds = [refunds(conn, cents, without)?, collections(conn, cents, without)?, entries(conn, cents, without)?];
    let has_older = kinds.iter().any(|kind| kind.len() > MOST);
    let mut all: Vec<Received> = kinds.into_iter().flat_map(|kind| kind.into_iter().take(MOST)).collect();
    all.sort_by_key(|one| one.journal_seq);
    Ok((all, has_older))
}

fn refunds(conn: &mut Conn, (least, most): (i64, i64), without: &[String]) -> Result<Vec<Received>, Error> {
    let undone = j::table.filter(j::reverses_seq.eq(a::journal_seq.nullable()));
    let rows: Vec<Row> = a::table
        .inner_join(w::table.on(w::id.eq(a::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .left_join(m::table.on(m::journal_seq.eq(a::journal_seq.nullable())))
        .filter(m::id.is_null())
        .filter(not(exists(undone)))
        .filter(a::amount_cents.between(least, most))
        .filter(w::id.ne_all(without))
        .order(a::journal_seq.desc())
        .limit(LIMIT)
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
    rows.into_iter().map(|row| read("refund", row)).collect()
}

fn collections(conn: &mut Conn, (least, most): (i64, i64), without: &[String]) -> Result<Vec<Received>, Error> {
    let undone = j::table.filter(j::reverses_seq.eq(r::journal_seq.nullable()));
    let rows: Vec<Row> = r::table
        .inner_join(b::table.on(b::id.eq(r::bill_id)))
        .inner_join(w::table.on(w::id.eq(b::award_id)))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .left_join(m::table.on(m::journal_seq.eq(r::journal_seq.nullable())))
        .filter(m::id.is_null())
        .filter(not(exists(undone)))
        .filter(r::amount_cents.between(least, most))
        .filter(r::way.eq("bank"))
        .filter(w::id.ne_all(without))
        .order(r::journal_seq.desc())
        .limit(LIMIT)
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
    rows.into_iter().map(|row| read("collection", row)).collect()
}

/// What an entry by hand recorded. An entry is about one award; where it moves several categories, their sum counts.
fn entries(conn: &mut Conn, (least, most): (i64, i64), without: &[String]) -> Result<Vec<Received>, Error> {
    let undone = j::table.filter(j::reverses_seq.eq(e::journal_seq));
    let rows: Vec<(String, Option<String>, Row)> = e::table
        .inner_join(g::table.on(g::entry_id.eq(e::id).and(g::n.eq(1))))
        .inner_join(w::table.on(g::award.eq(w::id.nullable())))
        .inner_join(o::table.on(o::id.eq(w::organisation_id)))
        .left_join(m::table.on(m::journal_seq.eq(e::journal_seq)))
        .filter(m::id.is_null())
        .filter(not(exists(undone)))
        .filter(e::state.eq("posted"))
        .filter(e::event.eq_any([REFUND, INTEREST]))
        .filter(e::amount_cents.between(least, most))
        .filter(w::id.ne_all(without))
        .order(e::number.desc())
        .limit(LIMIT)
        .select((
            e::event,
            e::evidence,
            (
                w::id,
                w::reference,
                o::name,
                e::amount_cents,
                e::effective_on,
                e::reason,
                e::prepared_by,
                e::prepared_by_name,
                e::journal_seq.assume_not_null(),
            ),
        ))
        .load(conn)?;
    let whole = |(event, evidence, row): (String, Option<String>, Row)| -> Result<Received, Error> {
        let found = read(if event == INTEREST { "interest" } else { "refund" }, row)?;
        Ok(Received { evidence: evidence.unwrap_or(found.evidence), ..found })
    };
    rows.into_iter().map(whole).collect()
}
