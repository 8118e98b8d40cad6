//! Counting in memory: a few additions for each request. What was counted goes to the database now and then.

use crate::kernel::Timestamp;
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What was counted waits at least so long to be written.
const EVERY: TimeDelta = TimeDelta::seconds(5);
/// So many minutes are held at most while the database is away.
const HELD: usize = 120;

/// What was counted, by minute: requests, and those that failed.
pub type Flush = Vec<(Timestamp, i64, i64)>;

/// The numbers of one process that are not written yet.
#[derive(Debug)]
pub struct Counter {
    /// What tells this process from the others.
    pub process: String,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    minutes: BTreeMap<i64, (i64, i64)>,
    taken: Option<Timestamp>,
}

impl Counter {
    /// A counter that counted nothing.
    #[must_use]
    pub fn new(process: String) -> Self {
        Self { process, held: Mutex::new(Held::default()) }
    }

    /// Counts one request that was answered at `now`. Gives what is due to be written, if it is.
    pub fn count(&self, now: Timestamp, has_failed: bool) -> Option<Flush> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (requests, failed) = held.minutes.entry(minute(now).micros()).or_default();
        *requests += 1;
        *failed += i64::from(has_failed);
        let since = held.taken.map(|taken| now.utc() - taken.utc());
        // A clock that was set back must not stop the writing.
        if since.is_some_and(|since| since >= TimeDelta::zero() && since < EVERY) {
            return None;
        }
        held.taken = Some(now);
        let minutes = std::mem::take(&mut held.minutes);
        Some(minutes.into_iter().map(|(at, (requests, failed))| (Timestamp::from_micros(at), requests, failed)).collect())
    }

    /// Takes back what could not be written.
    pub fn put_back(&self, flush: &[(Timestamp, i64, i64)]) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, requests, failed) in flush {
            let entry = held.minutes.entry(at.micros()).or_default();
            entry.0 += requests;
            entry.1 += failed;
        }
        while held.minutes.len() > HELD {
            held.minutes.pop_first();
        }
    }
}

/// The beginning of the minute of an instant.
fn minute(at: Timestamp) -> Timestamp {
    const MINUTE: i64 = 60_000_000;
    Timestamp::from_micros(at.micros().div_euclid(MINUTE) * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn requests_are_counted_by_minute_and_given_now_and_then() {
        let counter = Counter::new("a".into());
        let first = counter.count(at("2027-02-26T21:59:58Z"), false).expect("the first is written at once");
        assert_eq!(first, [(at("2027-02-26T21:59:00Z"), 1, 0)]);
        assert_eq!(counter.count(at("2027-02-26T21:59:59Z"), true), None);
        assert_eq!(counter.count(at("2027-02-26T22:00:01Z"), false), None);
        let second = counter.count(at("2027-02-26T22:00:03Z"), true).expect("five seconds later");
        assert_eq!(second, [(at("2027-02-26T21:59:00Z"), 1, 1), (at("2027-02-26T22:00:00Z"), 2, 1)]);
        // What was not written is given again; a clock set back changes nothing of that.
        counter.put_back(&second);
        let third = counter.count(at("2027-02-26T21:00:00Z"), false).expect("a clock that was set back");
        assert_eq!(third.iter().map(|(_, n, _)| n).sum::<i64>(), 4);
    }

    #[test]
    fn a_database_that_is_away_fills_no_memory() {
        let counter = Counter::new("a".into());
        let start = at("2027-02-26T00:00:00Z");
        let many: Vec<_> = (0..500).map(|n| (start.plus(TimeDelta::minutes(n)), 1, 0)).collect();
        counter.put_back(&many);
        assert_eq!(counter.count(start.plus(TimeDelta::minutes(499)), false).expect("given").len(), HELD);
    }
}
