//! What of the money of awards falls on each of their activities, for many awards at once: the ledger obligates and
//! advances by category, so an activity's part of both follows the city's plan, as on the page of one award.

use super::store::{self, AT_ONCE};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger;
use crate::reporting::Amounts;
use crate::reporting::events::fall;
use std::collections::BTreeMap;

/// Cents by activity and, of each, by category.
type Cents = BTreeMap<String, BTreeMap<String, i64>>;

/// Where the money of each activity of these awards stands, by the identifier of the activity.
pub(super) fn by_activity(conn: &mut Conn, awards: &[String]) -> Result<BTreeMap<String, Amounts>, Error> {
    let mut found = BTreeMap::new();
    for some in awards.chunks(AT_ONCE) {
        add(conn, some, &mut found)?;
    }
    Ok(found)
}

fn add(conn: &mut Conn, awards: &[String], found: &mut BTreeMap<String, Amounts>) -> Result<(), Error> {
    let mut activities: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (award, activity) in store::activities_of(conn, awards)? {
        activities.entry(award).or_default().push(activity);
    }
    let planned = by_key(store::planned_of(conn, awards)?);
    let spent = by_key(store::spent_of(conn, awards)?);
    for ((award, category), stands) in stands(conn, awards)? {
        let Some(activities) = activities.get(&award) else { continue };
        let of = |sums: &Cents| -> Vec<Money> {
            activities.iter().map(|id| Money::from_cents(sums.get(id).and_then(|by| by.get(&category)).copied().unwrap_or(0))).collect()
        };
        for (activity, part) in activities.iter().zip(fall(stands, of(&planned), of(&spent))) {
            let sum = found.entry(activity.clone()).or_default();
            *sum = sum.plus(part);
        }
    }
    Ok(())
}

/// What is obligated and what is advanced, by award and category.
type Stands = BTreeMap<(String, String), (Money, Money)>;

fn stands(conn: &mut Conn, awards: &[String]) -> Result<Stands, Error> {
    let codes = ledger::figure_codes()?;
    let mut sums = Stands::new();
    for part in store::parts(conn, awards)?.into_iter().filter(|part| !part.category.is_empty()) {
        let cents = part.credits.saturating_sub(part.debits);
        let more = |sum: Money| Money::from_cents(sum.cents().saturating_add(cents));
        let (obligated, advanced) = sums.entry((part.award, part.category)).or_default();
        if codes.obligated.contains(&part.code) {
            *obligated = more(*obligated);
        }
        if codes.advanced.contains(&part.code) {
            *advanced = more(*advanced);
        }
    }
    Ok(sums)
}

fn by_key(rows: Vec<(String, String, i64)>) -> Cents {
    let mut sums = Cents::new();
    for (activity, category, cents) in rows {
        let sum = sums.entry(activity).or_default().entry(category).or_default();
        *sum = sum.saturating_add(cents);
    }
    sums
}
