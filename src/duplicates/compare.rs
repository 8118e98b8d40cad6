//! Comparing a received application with all others, by the marks they share.

use super::marks::{self, Kind, NEAR};
use super::pair::{Pair, Why, ordered};
use super::store;
use crate::db::{Conn, Db, Error, Tx};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::people::account;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// So many other applications of one are kept: those with a strong reason first, then the newest.
const MOST: usize = 50;
/// How long one that could not be compared rests.
const AGAIN: TimeDelta = TimeDelta::minutes(10);

/// Queues a received application to be compared.
///
/// # Errors
/// The database's refusal.
pub fn queue(tx: &mut Tx<'_>, application: Id<Application>) -> Result<(), Error> {
    store::queue(tx, application)
}

/// The applications that are due to be compared, those that wait longest first.
///
/// # Errors
/// The database's refusal.
pub fn list_due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Id<Application>>, Error> {
    store::list_due(conn, now, limit)
}

/// Puts off one that could not be compared, so that it is tried again and holds up none behind it.
///
/// # Errors
/// The database's refusal.
pub fn put_off(tx: &mut Tx<'_>, id: Id<Application>) -> Result<(), Error> {
    let at = tx.now().plus(AGAIN);
    store::put_off(tx, id, at)
}

/// Compares what was received last with everything received before, and keeps the pairs. What was set
/// aside stays so, unless there is a reason now that nobody looked at. Gives how many pairs there are.
///
/// The marks are kept in a transaction of their own: of two that are compared at once, one at least
/// finds the marks of the other.
///
/// # Errors
/// The database's refusal.
pub fn compare(db: &Db, id: Id<Application>) -> Result<usize, Error> {
    if !db.write_behind(|tx| keep_marks(tx, id))? {
        return Ok(0);
    }
    db.write_behind(|tx| find_pairs(tx, id))
}

/// Keeps the marks of what was received last; `false` where another worker was first.
fn keep_marks(tx: &mut Tx<'_>, id: Id<Application>) -> Result<bool, Error> {
    if !store::hold_due(tx, id)? {
        return Ok(false);
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
    Ok(true)
}

/// Looks up who shares the marks that were kept, keeps the pairs, and takes it off the queue.
fn find_pairs(tx: &mut Tx<'_>, id: Id<Application>) -> Result<usize, Error> {
    store::queue_up(tx)?;
    if !store::take_due(tx, id)? {
        return Ok(0);
    }
    let (own, city) = (store::marks(tx, id)?, intake::application(tx, id)?.city.text());
    // A mailbox or an identifier says more than a text that a thousand cities share: neither crowds out the other.
    let (strong, weak): (Vec<String>, Vec<String>) = own.keys().cloned().partition(|mark| Kind::of(mark).is_some_and(Kind::is_strong));
    let mut shared = store::list_sharing(tx, id, &strong)?;
    shared.extend(store::list_sharing(tx, id, &weak)?);
    let mut by_other: BTreeMap<String, (bool, Vec<(String, String)>)> = BTreeMap::new();
    for hit in shared {
        let is_same_city = hit.city == city;
        by_other.entry(hit.application).or_insert_with(|| (is_same_city, Vec::new())).1.push((hit.mark, hit.label));
    }
    let mut found = Vec::new();
    for (other, (is_same_city, hits)) in by_other.iter().rev() {
        let other: Id<Application> = other.parse().map_err(|_| Error::unreadable("identifier", other))?;
        let (first, second) = ordered(id, other);
        let why = why(&own, hits, (*is_same_city, first == id));
        if !why.is_empty() {
            found.push(Pair { first, second, why, found_at: tx.now(), set_aside: None });
        }
    }
    let found = most_telling(found);
    store::delete_open(tx, id)?;
    for pair in &found {
        store::keep(tx, pair)?;
    }
    Ok(found.len())
}

/// As many pairs as are kept: those with a strong reason first, and of each kind as they come.
fn most_telling(mut found: Vec<Pair>) -> Vec<Pair> {
    found.sort_by_key(|pair| !pair.why.iter().any(Why::is_strong));
    found.truncate(MOST);
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_mailbox_is_kept_before_fifty_shared_texts() {
        let pair = |why: Why| {
            let at = Timestamp::parse("2027-02-01T12:00:00Z").expect("an instant");
            let id = "0".repeat(32).parse().expect("an identifier");
            Pair { first: id, second: id, why: vec![why], found_at: at, set_aside: None }
        };
        let text = || pair(Why::SameText { first: "Need".into(), second: "Need".into() });
        let mut found: Vec<Pair> = (0..MOST + 10).map(|_| text()).collect();
        let strong = [Why::SameMailbox { email: "a@b.example".into() }, Why::SameIdentifier { identifier: "EIN".into() }, Why::SameCity];
        found.extend(strong.iter().cloned().map(pair));
        let kept = most_telling(found);
        assert_eq!(kept.len(), MOST);
        let first: Vec<Why> = kept.iter().take(3).flat_map(|pair| pair.why.clone()).collect();
        assert_eq!(first, strong);
    }
}
