//! Identifiers: UUID version 7 made by the program, one generic type for every
//! thing. Deterministic when the source is seeded (demo, tests).

use super::{Clock, Timestamp};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::{Builder, Uuid};

/// The identifier of one `T`. Sorts by the time it was made.
pub struct Id<T: ?Sized>(Uuid, PhantomData<fn() -> T>);

impl<T: ?Sized> Id<T> {
    /// The 36-character text kept in the database.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// The same identifier, of a thing that shares it.
    #[must_use]
    pub fn cast<U: ?Sized>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
}

impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for Id<T> {}
impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T: ?Sized> Eq for Id<T> {}
impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T: ?Sized> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T: ?Sized> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T: ?Sized> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(|id| Self(id, PhantomData))
    }
}
impl<T: ?Sized> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}
impl<'de, T: ?Sized> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Uuid::deserialize(d).map(|id| Self(id, PhantomData))
    }
}

/// Makes identifiers and random bytes; seeded where runs must repeat. Clones share all of it.
#[derive(Clone, Debug)]
pub struct IdSource {
    random: Arc<Mutex<ChaCha12Rng>>,
    last: Arc<Mutex<Place>>,
}

/// Where an identifier stands among others: its millisecond, and its number in it (12 bits).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u64, u16);

impl Place {
    /// The place of one that is made at `millis`, after this one whatever the clock says.
    fn next(self, millis: u64) -> Self {
        match self {
            Self(last, _) if millis > last => Self(millis, 0),
            Self(last, n) if n < 0xFFF => Self(last, n + 1),
            Self(last, _) => Self(last + 1, 0),
        }
    }
}

impl IdSource {
    /// Random, from the operating system. Falls back to the clock only if the
    /// system has no randomness, which no supported system lacks.
    #[must_use]
    pub fn random() -> Self {
        let mut seed = [0_u8; 32];
        if getrandom::fill(&mut seed).is_err() {
            seed[..8].copy_from_slice(&Clock::System.now().micros().to_le_bytes());
        }
        Self::of(ChaCha12Rng::from_seed(seed))
    }

    /// Repeats itself for the same seed. For the demo and tests only.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::of(ChaCha12Rng::seed_from_u64(seed))
    }

    fn of(random: ChaCha12Rng) -> Self {
        Self { random: Arc::new(Mutex::new(random)), last: Arc::default() }
    }

    /// From now on identifiers sort after this one, which another process may have made by another clock.
    pub fn follow<T: ?Sized>(&self, id: Id<T>) {
        let bytes = id.0.as_bytes();
        let millis = bytes.iter().take(6).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let number = bytes.iter().skip(6).take(2).fold(0, |sum: u16, byte| sum << 8 | u16::from(*byte)) & 0xFFF;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (*last).max(Place(millis, number));
    }

    /// A fresh identifier that sorts after every one this source has made, even when the clock was set back.
    #[must_use]
    pub fn id<T: ?Sized>(&self, at: Timestamp) -> Id<T> {
        let mut random = [0_u8; 10];
        self.fill(&mut random);
        let millis = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = last.next(u64::try_from(at.micros() / 1000).unwrap_or(0));
            let [high, low] = last.1.to_be_bytes();
            random[..2].copy_from_slice(&[high, low]);
            last.0
        };
        Id(Builder::from_unix_timestamp_millis(millis, &random).into_uuid(), PhantomData)
    }

    /// Fills `bytes` with random ones.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn identifiers_sort_as_they_were_made_whatever_the_clock_does() {
        let ids = IdSource::seeded(1);
        let noon = Timestamp::parse("2027-01-11T12:00:00Z").expect("an instant");
        let jumps = [0, 1, 0, -3_600, -3_600, 3_600, 3_599, -86_400];
        let mut made: Vec<Id<()>> = jumps.map(|seconds| ids.id(noon.plus(TimeDelta::seconds(seconds)))).into();
        // More in one millisecond than its numbers go.
        made.extend((0..10_000).map(|_| ids.id::<()>(noon)));
        // A process that starts with a clock that is behind goes on where the other ended.
        let later = IdSource::seeded(2);
        later.follow(made[made.len() - 1]);
        made.push(later.id(noon));
        let texts: Vec<String> = made.iter().map(|id| id.text()).collect();
        assert!(texts.is_sorted_by(|a, b| a < b));
        assert!(made.iter().all(|id| id.0.get_version_num() == 7));
    }
}
