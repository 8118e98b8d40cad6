//! Who has which page of a city open to write, as far as this process saw: a notice for colleagues,
//! never a lock. Kept in memory, since losing it harms nobody.

use super::{Account, Actor};
use crate::kernel::{Id, Timestamp};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// After so long without a sign, somebody is thought to have gone.
const GONE: TimeDelta = TimeDelta::minutes(20);
/// People of so many wholes are kept in mind; more are not noticed.
const MOST: usize = 20_000;

#[derive(Clone, Debug)]
struct Seen {
    name: String,
    place: String,
    since: Timestamp,
    last: Timestamp,
}

/// Somebody who writes here now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// The people of each whole, each at one place of it.
type Places = BTreeMap<String, BTreeMap<Id<Account>, Seen>>;

/// Who writes where. Clones share everything.
#[derive(Clone, Debug, Default)]
pub struct Presence(Arc<Mutex<Places>>);

impl Presence {
    /// Notes that the actor has `place` of `whole` open, and gives who else has. Somebody is at one
    /// place of a whole at a time.
    pub fn meet(&self, actor: &Actor, (whole, place): (&str, &str), now: Timestamp) -> Vec<Writer> {
        let Some(account) = actor.account else { return vec![] };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_here = |seen: &Seen| now < seen.last.plus(GONE);
        if all.len() >= MOST {
            all.retain(|_, people| people.values().any(is_here));
        }
        if all.len() >= MOST && !all.contains_key(whole) {
            return vec![];
        }
        let people = all.entry(whole.to_owned()).or_default();
        let since = people.get(&account).filter(|seen| seen.place == place && is_here(seen)).map_or(now, |seen| seen.since);
        people.insert(account, Seen { name: actor.name.clone(), place: place.to_owned(), since, last: now });
        let others = people.iter().filter(|(who, seen)| **who != account && seen.place == place && is_here(seen));
        others.map(|(_, seen)| Writer { name: seen.name.clone(), since: seen.since }).collect()
    }

    /// The actor has left `whole`.
    pub fn leave(&self, actor: &Actor, whole: &str) {
        let Some(account) = actor.account else { return };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(people) = all.get_mut(whole) {
            people.remove(&account);
            if people.is_empty() {
                all.remove(whole);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    #[test]
    fn colleagues_meet_until_one_goes_on_or_falls_silent() {
        let (ids, presence) = (IdSource::seeded(1), Presence::default());
        let at = |minutes| Timestamp::parse("2027-01-04T15:02:00Z").expect("an instant").plus(TimeDelta::minutes(minutes));
        let who = |name: &str| Actor { account: Some(ids.id(at(0))), name: name.into(), ..Actor::anonymous() };
        let (ana, ben) = (who("Ana Díaz"), who("Ben Ito"));
        let names = |found: Vec<Writer>| found.into_iter().map(|w| w.name).collect::<Vec<_>>();
        assert_eq!(presence.meet(&ana, ("A", "needs"), at(0)), []);
        assert_eq!(presence.meet(&ana, ("A", "needs"), at(5)), []);
        assert_eq!(presence.meet(&ben, ("A", "needs"), at(6)), [Writer { name: "Ana Díaz".into(), since: at(0) }]);
        assert_eq!(names(presence.meet(&ana, ("A", "needs"), at(7))), ["Ben Ito"]);
        assert_eq!(names(presence.meet(&ana, ("A", "budget"), at(8))), [""; 0], "another place");
        assert_eq!(names(presence.meet(&ben, ("A", "needs"), at(9))), [""; 0], "she went on");
        assert_eq!(names(presence.meet(&ana, ("B", "needs"), at(9))), [""; 0], "another application");
        assert_eq!(names(presence.meet(&ana, ("A", "needs"), at(10))), ["Ben Ito"]);
        assert_eq!(names(presence.meet(&ana, ("A", "needs"), at(29))), [""; 0], "twenty minutes of silence");
        presence.leave(&ana, "A");
        assert_eq!(names(presence.meet(&ben, ("A", "needs"), at(30))), [""; 0], "she left");
        assert_eq!(presence.meet(&Actor::anonymous(), ("A", "needs"), at(30)), []);
    }
}
