//! Payments as the slice of the bank looks for them: by amount and day, along an index, and of a run that one line pays.

use crate::db::schema::{bank_line_asides as a, bank_lines as b, bank_matches as m, payment_runs as r, payments as p};
use crate::db::{Conn, Error, Multi, Tx};
use crate::disbursement::payment::{Payment, PaymentState};
use crate::disbursement::run::{Method, Run};
use crate::kernel::{Id, Money};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// What is still on its way of a run of credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOnTheWay {
    /// The run.
    pub run: Id<Run>,
    /// The day on which it was to arrive.
    pub arrives_on: Option<NaiveDate>,
    /// The sum of its payments that no line shows yet.
    pub left: Money,
    /// How many they are.
    pub payments: usize,
}

/// The most payments of one amount that are looked at for one line.
const MOST: usize = 200;

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

/// Payments in a state with exactly this amount that were to arrive, or came back, between two days, of all awards or of those with
/// these numbers; none where they are more
/// than are looked at, so that nothing is said of some of them.
///
/// # Errors
/// The database's refusal.
pub fn list_by_amount(
    conn: &mut Conn,
    (state, amount): (PaymentState, Money),
    (from, to): (NaiveDate, NaiveDate),
    awards: Option<&[String]>,
) -> Result<Option<Vec<Payment>>, Error> {
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let alike = p::table
        .left_join(r::table.on(p::run_id.eq(r::id.nullable())))
        .filter(p::state.eq(state.to_string()))
        .filter(p::amount_cents.eq(amount.cents()))
        .select(p::id)
        .order(p::id)
        .limit(limit)
        .into_boxed::<Multi>();
    let near = if state == PaymentState::Returned {
        alike.filter(p::returned_on.between(from, to))
    } else {
        alike.filter(r::effective_on.between(from, to).or(r::effective_on.is_null().and(p::released_on.between(from, to))))
    };
    let ids: Vec<String> = match awards {
        Some(references) => near.filter(p::reference.eq_any(references)).load(conn)?,
        None => near.load(conn)?,
    };
    if ids.len() > MOST {
        return Ok(None);
    }
    let ids = ids.iter().map(|text| id(text)).collect::<Result<Vec<Id<Payment>>, Error>>()?;
    super::list_payments_by_id(conn, &ids).map(Some)
}

/// What is still on its way of each run of credits, which a bank may book as one sum; cheques and vouchers are paid one by one.
///
/// # Errors
/// The database's refusal.
pub fn list_runs_on_the_way(conn: &mut Conn) -> Result<Vec<RunOnTheWay>, Error> {
    let rows: Vec<(String, Option<NaiveDate>, i64)> = p::table
        .inner_join(r::table.on(p::run_id.eq(r::id.nullable())))
        .filter(p::state.eq(PaymentState::Released.to_string()))
        .filter(r::method.eq(Method::Ach.to_string()))
        .select((r::id, r::effective_on, p::amount_cents))
        .load(conn)?;
    let mut sums: BTreeMap<String, (Option<NaiveDate>, i64, usize)> = BTreeMap::new();
    for (run, day, cents) in rows {
        let sum = sums.entry(run).or_insert((day, 0, 0));
        sum.1 = sum.1.checked_add(cents).ok_or_else(|| Error::Broken("the sum of a run does not fit".into()))?;
        sum.2 += 1;
    }
    let mut all = Vec::with_capacity(sums.len());
    for (run, (arrives_on, cents, payments)) in sums {
        all.push(RunOnTheWay { run: id(&run)?, arrives_on, left: Money::from_cents(cents), payments });
    }
    Ok(all)
}

/// How many lines of the bank stand for nothing yet and are not set aside.
///
/// # Errors
/// The database's refusal.
pub fn count_unmatched_lines(conn: &mut Conn) -> Result<i64, Error> {
    let aside = a::table.filter(a::bank_line_id.eq(b::id)).filter(a::taken_back_at.is_null());
    let unmatched = b::table.left_join(m::table.on(m::bank_line_id.eq(b::id))).filter(m::id.is_null());
    Ok(unmatched.filter(diesel::dsl::not(diesel::dsl::exists(aside))).count().get_result(conn)?)
}

/// The match that settled a payment is undone by this journal.
pub(in crate::disbursement) fn mark_match_undone(tx: &mut Tx<'_>, payment: Id<Payment>, journal_seq: i64) -> Result<(), Error> {
    let settled = m::table.filter(m::payment_id.eq(payment.text())).filter(m::kind.eq("settlement")).filter(m::reversed_seq.is_null());
    diesel::update(settled).set(m::reversed_seq.eq(journal_seq)).execute(&mut **tx)?;
    Ok(())
}
