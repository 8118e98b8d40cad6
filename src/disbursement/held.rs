//! Payments that a condition of their award holds back now, although they were asked for before: no run takes them in or lets
//! them go until another person lifts the condition.

use super::payment::Payment;
use super::store;
use crate::award::Award;
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::date;
use crate::people::Actor;
use crate::risk::{self, Condition};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// So many payments are named in a refusal.
const NAMED: usize = 5;

/// A payment with what holds it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The payment.
    pub payment: Id<Payment>,
    /// Its award.
    pub award: Id<Award>,
    /// The number of the award.
    pub reference: String,
    /// The conditions, each as a sentence.
    pub why: Vec<String>,
}

/// How many payments that are not released wait, by what is to be done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueCounts {
    /// They were due before today.
    pub late: i64,
    /// They are due soon.
    pub soon: i64,
    /// A condition holds them back, whenever they are due.
    pub held: i64,
}

/// The payments that are open to the person and not released: how many are late, due until a day, or held back.
///
/// # Errors
/// The database's refusal.
pub fn count_open_due(conn: &mut Conn, actor: &Actor, (today, soon): (NaiveDate, NaiveDate), now: Timestamp) -> Result<DueCounts, Error> {
    let closed = actor.walls.ids();
    let awards: Vec<_> = store::list_awards_pending(conn, &closed)?.into_iter().map(Id::cast).collect();
    let mut held: Vec<String> = risk::list_holding(conn, &awards, now)?.iter().map(|condition| condition.application.text()).collect();
    held.dedup();
    let without = [closed, held.clone()].concat();
    let late = store::count_due_by(conn, today.pred_opt().unwrap_or(today), &without)?;
    let soon = store::count_due_by(conn, soon, &without)?.saturating_sub(late);
    Ok(DueCounts { late, soon, held: store::count_pending(conn, &held)? })
}

/// Those of some payments that are held back now, in their order: none that has left or was refused. Whoever shows them asks
/// [`risk::policy::may_see_conditions`].
///
/// # Errors
/// The database's refusal.
pub fn list_held(conn: &mut Conn, payments: &[Payment], now: Timestamp) -> Result<Vec<Held>, Error> {
    let mut awards: Vec<_> = payments.iter().filter(|payment| payment.is_pending()).map(|payment| payment.award.cast()).collect();
    awards.sort();
    awards.dedup();
    let mut why: BTreeMap<Id<Award>, Vec<String>> = BTreeMap::new();
    for condition in risk::list_holding(conn, &awards, now)? {
        why.entry(condition.application.cast()).or_default().push(not_met(&condition));
    }
    let held = |payment: &Payment| {
        let (award, reference) = (payment.award, payment.reference.clone());
        why.get(&award).map(|why| Held { payment: payment.id, award, reference, why: why.clone() })
    };
    Ok(payments.iter().filter(|payment| payment.is_pending()).filter_map(held).collect())
}

/// A condition that holds back payments, as a sentence.
pub(super) fn not_met(condition: &Condition) -> String {
    let due = condition.due_on.map(|day| format!(" (due {})", date(day))).unwrap_or_default();
    format!("A condition of the award is not met{due}: {}", condition.text.trim())
}

/// What is held back, as a refusal says it.
pub(super) fn refusal(held: &[Held]) -> String {
    let named: Vec<String> = held.iter().take(NAMED).map(|one| format!("{}. {}", one.reference, one.why.join(" "))).collect();
    let more = match held.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" {more} more are held back too."),
    };
    format!("Held back: {}{more}", named.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    #[test]
    fn a_refusal_names_five_and_counts_the_others() {
        let (ids, now) = (IdSource::seeded(1), Timestamp::parse("2027-06-01T15:00:00Z").expect("an instant"));
        let held = |n: usize| {
            let one =
                |n| Held { payment: ids.id(now), award: ids.id(now), reference: format!("UDF-{n}"), why: vec!["Not met: a plan.".into()] };
            refusal(&(1..=n).map(one).collect::<Vec<_>>())
        };
        assert_eq!(held(2), "Held back: UDF-1. Not met: a plan. UDF-2. Not met: a plan.");
        assert!(held(7).ends_with("UDF-5. Not met: a plan. 2 more are held back too."), "{}", held(7));
    }
}
