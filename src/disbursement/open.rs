//! What of payments and runs is open to a person: not what pays an award that is closed to them because of a conflict
//! of interest. A run with such a payment is closed as a whole: nobody signs for a part of it.

use super::payment::{Payment, PaymentState};
use super::run::{Run, RunState};
use super::store::{self, Which};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::Actor;

/// One payment, if it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_payment(conn: &mut Conn, actor: &Actor, id: Id<Payment>) -> Result<Payment, Error> {
    let payment = store::payment(conn, id)?;
    if actor.is_kept_from(payment.award) { Err(Error::Missing) } else { Ok(payment) }
}

/// Payments that are open to the person, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_open_payments(conn: &mut Conn, actor: &Actor, which: Which) -> Result<Vec<Payment>, Error> {
    let mut payments = store::list_payments(conn, which)?;
    payments.retain(|payment| !actor.is_kept_from(payment.award));
    Ok(payments)
}

/// How many payments that are open to the person stand in a state.
///
/// # Errors
/// The database's refusal.
pub fn count_open_payments(conn: &mut Conn, actor: &Actor, state: PaymentState) -> Result<i64, Error> {
    store::count_payments(conn, state, &actor.walls.ids())
}

/// One run, if all of it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_run(conn: &mut Conn, actor: &Actor, id: Id<Run>) -> Result<Run, Error> {
    let run = store::run(conn, id)?;
    let is_closed = !actor.walls.is_empty() && store::list_payments(conn, Which::Run(id))?.iter().any(|p| actor.is_kept_from(p.award));
    if is_closed { Err(Error::Missing) } else { Ok(run) }
}

/// The runs below a number that are open to the person, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_open_runs(conn: &mut Conn, actor: &Actor, before: i32, limit: usize) -> Result<Vec<Run>, Error> {
    store::list_runs(conn, &actor.walls.ids(), before, limit)
}

/// How many runs that are open to the person stand in a state, without those that they prepared where another person
/// must act.
///
/// # Errors
/// The database's refusal.
pub fn count_open_runs(conn: &mut Conn, actor: &Actor, state: RunState) -> Result<i64, Error> {
    let besides = if state == RunState::Prepared { actor.account_texts() } else { vec![] };
    store::count_runs(conn, state, &besides, &actor.walls.ids())
}
