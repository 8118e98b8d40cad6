//! A day and a time as the clock on a wall shows them, written `2027-02-26 17:00`. In the night in
//! autumn when the clock shows an hour twice, the letters of its zone say which is meant:
//! `2027-11-07 01:30 EDT`.

use super::text::parse_minute;
use crate::kernel::{Deadline, Timestamp};
use chrono::{DateTime, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;

/// A wall-clock time to the minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallTime {
    /// What the clock shows.
    pub local: NaiveDateTime,
    /// `EDT`, `EST`: which of two is meant.
    pub letters: Option<String>,
}

fn letters(at: &DateTime<Tz>) -> String {
    at.format("%Z").to_string()
}

impl WallTime {
    /// A time that the clock shows once.
    #[must_use]
    pub fn new(local: NaiveDateTime) -> Self {
        Self { local, letters: None }
    }

    fn both(&self, zone: Tz) -> Option<(DateTime<Tz>, DateTime<Tz>)> {
        let found = zone.from_local_datetime(&self.local);
        Some((found.earliest()?, found.latest()?))
    }

    /// The instant in this zone; `None` where the clock skips it, or has other letters then.
    #[must_use]
    pub fn in_zone(&self, zone: Tz) -> Option<Deadline> {
        let (first, last) = self.both(zone)?;
        let is_meant = |at: &DateTime<Tz>| self.letters.as_ref().is_none_or(|said| *said == letters(at));
        [last, first].into_iter().find(is_meant).map(|at| Deadline { at: Timestamp::from_utc(at.to_utc()), zone })
    }

    /// What is wrong with it in this zone, and how to mend it.
    pub(super) fn mistake(&self, zone: Tz) -> Option<String> {
        let Some((first, last)) = self.both(zone) else {
            return Some(format!("The clock of {} skips this time. Choose another.", zone.name()));
        };
        let (one, other, shown) = (letters(&first), letters(&last), Self::new(self.local));
        if self.in_zone(zone).is_none() {
            return Some(format!("The clock of {} is at {other} then. Correct the letters, or leave them out.", zone.name()));
        }
        (first != last && self.letters.is_none()).then(|| {
            format!(
                "The clock of {} shows this time twice that night. Write {shown} {one} for the first, or {shown} {other} for the second.",
                zone.name()
            )
        })
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local.format("%Y-%m-%d %H:%M"))?;
        self.letters.as_ref().map_or(Ok(()), |letters| write!(f, " {letters}"))
    }
}

impl Serialize for WallTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WallTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let is_letters = |word: &str| (3..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
        let (clock, letters) = match text.rsplit_once(' ') {
            Some((clock, last)) if is_letters(last) => (clock, Some(last.to_owned())),
            _ => (text.as_str(), None),
        };
        Ok(Self { local: parse_minute(clock).map_err(D::Error::custom)?, letters })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::New_York;

    fn at(text: &str) -> WallTime {
        serde_json::from_value(serde_json::Value::from(text)).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn an_hour_that_comes_twice_needs_its_letters() {
        let instant = |text: &str| at(text).in_zone(New_York).map(|d| d.at.iso());
        assert_eq!(instant("2027-11-07 01:30 EDT").as_deref(), Some("2027-11-07T05:30:00.000000Z"));
        assert_eq!(instant("2027-11-07 01:30 EST").as_deref(), Some("2027-11-07T06:30:00.000000Z"));
        assert_eq!(at("2027-11-07 01:30 EDT").mistake(New_York), None);
        let message = at("2027-11-07 01:30").mistake(New_York).expect("two instants");
        assert!(message.contains("Write 2027-11-07 01:30 EDT for the first, or 2027-11-07 01:30 EST for the second."), "{message}");
        assert_eq!(at("2027-03-12 17:00").mistake(New_York), None);
        assert_eq!(at("2027-03-12 17:00 EST").mistake(New_York), None);
        assert!(at("2027-03-12 17:00 EDT").mistake(New_York).expect("winter").contains("is at EST then"));
        assert!(at("2027-03-14 02:30").mistake(New_York).expect("skipped").contains("skips this time"));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for text in ["2027-11-07 01:30 EDT", "2027-02-26 17:00"] {
            assert_eq!(serde_json::to_value(at(text)).expect("JSON"), serde_json::Value::from(text));
        }
        for wrong in ["2027-11-07", "2027-11-07 EDT", "2027-11-07 01:30 edt", "2027-11-07 01:30 EDT EDT"] {
            assert!(serde_json::from_value::<WallTime>(wrong.into()).is_err(), "{wrong}");
        }
    }
}
