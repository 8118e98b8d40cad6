//! Tells a city of the day of a specific condition: once some days before, and once when it has passed. The worker does
//! this, for active awards, until the city says that it did what ends the condition.

use super::facts::{ConditionDueSoon, ConditionOverdue, DueCondition};
use super::store;
use crate::db::{Conn, Error, Tx};
use crate::intake;
use crate::kernel::Id;
use crate::outbox::Side;
use crate::people::{Actor, FundRole, account};
use crate::risk::{self, Condition};
use crate::{audit, outbox};
use chrono::{Days, NaiveDate};

/// The most letters of one kind in one round.
const ROUND: i64 = 100;
/// Days before the day of a condition on which its city is reminded.
const BEFORE: u64 = 7;
/// A day that passed longer ago is not told any more.
const LATEST: u64 = 365;

/// Of what a city is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Reminder {
    /// The day comes.
    DueSoon,
    /// The day has passed.
    Overdue,
}

/// The conditions of which a city is to be told on a day of the fund's calendar.
///
/// # Errors
/// The database's refusal.
pub fn list_to_remind(conn: &mut Conn, today: NaiveDate) -> Result<Vec<(Id<Condition>, Reminder)>, Error> {
    let (soon, yesterday) = (today.checked_add_days(Days::new(BEFORE)).unwrap_or(today), today.pred_opt().unwrap_or(today));
    let first = today.checked_sub_days(Days::new(LATEST)).unwrap_or(today);
    let mut all = Vec::new();
    for (kind, span) in [(Reminder::DueSoon, (today, soon)), (Reminder::Overdue, (first, yesterday))] {
        all.extend(store::list_to_remind(conn, kind, span, ROUND)?.into_iter().map(|id| (id, kind)));
    }
    Ok(all)
}

/// Tells the city; whether a letter goes out now. Several processes may try: whoever comes second meets [`Error::Unique`].
///
/// # Errors
/// The database's refusal.
pub fn remind_condition(tx: &mut Tx<'_>, actor: &Actor, (id, kind): (Id<Condition>, Reminder)) -> Result<bool, Error> {
    let condition = risk::condition(tx, id)?;
    let Some(due_on) = condition.due_on.filter(|_| condition.lifted.is_none() && condition.met.is_none()) else { return Ok(false) };
    store::insert_reminder(tx, id, kind)?;
    let application = intake::application(tx, condition.application)?;
    let mut to = intake::list_told(tx, &application)?;
    let due = DueCondition {
        application: application.id.text(),
        reference: application.reference,
        city: application.city_name,
        condition: id.text(),
        text: condition.text,
        remedy: condition.remedy,
        due_on,
        gates_payment: condition.gates_payment,
    };
    if kind == Reminder::DueSoon {
        let fact = ConditionDueSoon(due);
        audit::record(tx, &actor.doer(), &fact)?;
        outbox::announce(tx, &fact, &to)?;
    } else {
        let officers = account::list_open_to(tx, condition.application, &[FundRole::ProgramOfficer])?;
        to.extend(officers.iter().map(|person| person.recipient(Side::Fund)));
        let fact = ConditionOverdue(due);
        audit::record(tx, &actor.doer(), &fact)?;
        outbox::announce(tx, &fact, &to)?;
    }
    Ok(true)
}
