//! What of the money of awards falls on each of their activities, for many awards at once: the ledger obligates and
//! advances by category, so an activity's part of both follows the city's plan, as on the page of one award.

use super::store::{self, AT_ONCE};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger;
use crate::reporting::Amounts;
use crate::reporting::events::fall;
use std::collections::BTreeMap;

/// Cents by activity and category.
type Cents = BTreeMap<(String, String), i64>;

/// Where the money of each activity of these awards stands, by the identifier of the activity.
pub(super) fn by_activity(conn: &mut Conn, awards: &[String]) -> Result<BTreeMap<String, Amounts>, Error> {
    let mut found = BTreeMap::new();
    for some in awards.chunks(AT_ONCE) {
        add(conn, some, &mut found)?;
    }
    Ok(found)
}

fn add(conn: &mut Conn, awards: &[String], found: &mut BTreeMap<String, Amounts>) -> Result<(), Error> {
    let mut stands: BTreeMap<(String, String), BTreeMap<String, (i64, i64)>> = BTreeMap::new();
    for part in store::parts(conn, awards)?.into_iter().filter(|part| !part.category.is_empty()) {
        let sums = stands.entry((part.award, part.category)).or_default().entry(part.code).or_default();
        *sums = (sums.0.saturating_add(part.debits), sums.1.saturating_add(part.credits));
    }
    let mut activities: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (award, activity) in store::activities_of(conn, awards)? {
        activities.entry(award).or_default().push(activity);
    }
    let planned = by_key(store::planned_of(conn, awards)?);
    let spent = by_key(store::spent_of(conn, awards)?);
    for ((award, category), codes) in stands {
        let Some(activities) = activities.get(&award) else { continue };
        let position = ledger::position_of(&codes)?;
        let of = |sums: &Cents| -> Vec<Money> {
            activities.iter().map(|id| Money::from_cents(sums.get(&(id.clone(), category.clone())).copied().unwrap_or(0))).collect()
        };
        let parts = fall((position.obligated, position.advanced), of(&planned), of(&spent));
        for (activity, part) in activities.iter().zip(parts) {
            let sum = found.entry(activity.clone()).or_default();
            *sum = sum.plus(part);
        }
    }
    Ok(())
}

fn by_key(rows: Vec<(String, String, i64)>) -> Cents {
    let mut sums = Cents::new();
    for (activity, category, cents) in rows {
        let sum = sums.entry((activity, category)).or_default();
        *sum = sum.saturating_add(cents);
    }
    sums
}
