//! What has been on its way for too long: released, and on no statement after the days that the policy allows, from the day on
//! which it was to arrive. A cheque is out until its payee brings it to a bank, so it has days of its own.

use super::payment::Payment;
use super::store::{self, LateBy};
use super::terms::Terms;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// The last days that are late now; none without a policy, under which nothing is late.
fn late_by(now: Timestamp) -> Option<LateBy> {
    let terms = Terms::at(now).ok()?;
    let today = now.day_in(terms.zone);
    let before = |days: u16| today.checked_sub_days(Days::new(u64::from(days)));
    Some(LateBy { account: before(terms.transit_days)?, cheque: before(terms.cheque_days)? })
}

/// Payments that are open to the person and late, each with the day on which it was to arrive or its cheque was written; the
/// longest first.
///
/// # Errors
/// The database's refusal.
pub fn list_late_payments(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<(Payment, NaiveDate)>, Error> {
    let Some(by) = late_by(now) else { return Ok(Vec::new()) };
    let late = store::list_late(conn, by, &actor.walls.ids())?;
    let ids: Vec<Id<Payment>> = late.iter().map(|(id, _)| *id).collect();
    let mut known: BTreeMap<Id<Payment>, Payment> =
        store::list_payments_by_id(conn, &ids)?.into_iter().map(|payment| (payment.id, payment)).collect();
    Ok(late.into_iter().filter_map(|(id, day)| known.remove(&id).map(|payment| (payment, day))).collect())
}

/// How many payments that are open to the person are late.
///
/// # Errors
/// The database's refusal.
pub fn count_late_payments(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<i64, Error> {
    match late_by(now) {
        Some(by) => store::count_late(conn, by, &actor.walls.ids()),
        None => Ok(0),
    }
}
