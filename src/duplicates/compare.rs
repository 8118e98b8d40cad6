//! Comparing a received application with all others, by the marks they share.

use super::marks::{self, Kind, NEAR};
use super::pair::{Pair, Why, ordered};
use super::store;
use crate::db::{Conn, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::people::account;
use std::collections::{BTreeMap, BTreeSet};

/// So many other applications of one are kept, the newest.
const MOST: usize = 50;

/// Queues a received application to be compared.
///
/// # Errors
/// The database's refusal.
pub fn queue(tx: &mut Tx<'_>, application: Id<Application>) -> Result<(), Error> {
    store::queue(tx, application)
}

/// The applications that wait to be compared, those that wait longest first.
///
/// # Errors
/// The database's refusal.
pub fn list_due(conn: &mut Conn, limit: i64) -> Result<Vec<Id<Application>>, Error> {
    store::list_due(conn, limit)
}

/// Compares what was received last with everything received before, and keeps the pairs. What was set
/// aside stays so, unless there is a reason now that nobody looked at. Gives how many pairs there are.
///
/// # Errors
/// The database's refusal.
pub fn compare(tx: &mut Tx<'_>, id: Id<Application>) -> Result<usize, Error> {
    if !store::take_due(tx, id)? {
        return Ok(0);
    }
    let application = intake::application(tx, id)?;
    let submission = intake::latest_submission(tx, id)?;
    let received = submission.received()?;
    let form = intake::form_of(tx, &received)?;
    let certifier = account::account(tx, submission.certified_by)?.email;
    // Whoever of the fund entered it for the city has no mailbox of the city.
    let certifier = Some(certifier).filter(|_| application.entry.is_none());
    let (round, city) = (application.opportunity.text(), application.city.text());
    let own = marks::marks((&round, &city), certifier.as_deref(), (&received, &form));
    store::change_marks(tx, id, &own)?;
    let shared = store::list_sharing(tx, id, &own.keys().cloned().collect::<Vec<_>>())?;
    let mut by_other: BTreeMap<String, (bool, Vec<(String, String)>)> = BTreeMap::new();
    for hit in shared {
        let is_same_city = hit.city == city;
        by_other.entry(hit.application).or_insert_with(|| (is_same_city, Vec::new())).1.push((hit.mark, hit.label));
    }
    let mut kept = 0;
    store::delete_open(tx, id)?;
    for (other, (is_same_city, hits)) in by_other.iter().rev() {
        let other: Id<Application> = other.parse().map_err(|_| Error::unreadable("identifier", other))?;
        let (first, second) = ordered(id, other);
        let why = why(&own, hits, (*is_same_city, first == id));
        if !why.is_empty() && kept < MOST {
            store::keep(tx, &Pair { first, second, why, found_at: tx.now(), set_aside: None })?;
            kept += 1;
        }
    }
    Ok(kept)
}

/// Why an application with these shared marks, each with what it is of there, may be the same as this one.
fn why(own: &marks::Marks, hits: &[(String, String)], (is_same_city, is_first): (bool, bool)) -> Vec<Why> {
    let mut found = BTreeSet::new();
    let mut near: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let placed = |here: &str, there: &str| {
        let (here, there) = (here.to_owned(), there.to_owned());
        if is_first { (here, there) } else { (there, here) }
    };
    for (mark, there) in hits {
        let here = own.get(mark).map(String::as_str).unwrap_or_default();
        match Kind::of(mark) {
            Some(Kind::City) => drop(found.insert(Why::SameCity)),
            Some(Kind::Text) => {
                let (first, second) = placed(here, there);
                found.insert(Why::SameText { first, second });
            }
            Some(Kind::Band) => *near.entry((here, there)).or_default() += 1,
            Some(Kind::Mailbox) if !is_same_city => drop(found.insert(Why::SameMailbox { email: here.to_owned() })),
            Some(Kind::Identifier) if !is_same_city => drop(found.insert(Why::SameIdentifier { identifier: here.to_owned() })),
            _ => {}
        }
    }
    for ((here, there), _) in near.into_iter().filter(|(_, bands)| *bands >= NEAR) {
        let (first, second) = placed(here, there);
        if !found.contains(&Why::SameText { first: first.clone(), second: second.clone() }) {
            found.insert(Why::NearText { first, second });
        }
    }
    found.into_iter().collect()
}
