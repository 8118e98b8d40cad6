//! Instants and deadlines. An instant is UTC with microseconds; a deadline
//! also carries the IANA zone in which it was announced.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// An instant in UTC, truncated to microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// Truncates a chrono instant.
    #[must_use]
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }

    /// Microseconds since 1970; an instant outside chrono's range becomes 1970.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// From a column that holds UTC without a zone.
    #[must_use]
    pub fn from_naive(at: NaiveDateTime) -> Self {
        Self::from_utc(at.and_utc())
    }

    /// For a column that holds UTC without a zone.
    #[must_use]
    pub fn naive(self) -> NaiveDateTime {
        self.0.naive_utc()
    }

    /// Reads RFC 3339, such as `2027-01-31T17:00:00Z`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self::from_utc(at.to_utc()))
    }

    /// Midnight UTC of a day.
    #[must_use]
    pub fn start_of(day: NaiveDate) -> Self {
        Self::from_naive(day.and_time(chrono::NaiveTime::MIN))
    }

    /// The chrono value.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The calendar day in `zone`.
    #[must_use]
    pub fn day_in(self, zone: Tz) -> NaiveDate {
        self.0.with_timezone(&zone).date_naive()
    }

    /// The calendar day in UTC.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.0.date_naive()
    }

    /// This instant plus a span; saturates at the ends of time.
    #[must_use]
    pub fn plus(self, span: TimeDelta) -> Self {
        Self(self.0.checked_add_signed(span).unwrap_or(self.0))
    }

    /// `2027-01-31T17:00:00.000000Z`, the canonical text of an instant.
    #[must_use]
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
    }
}

/// An instant that ends something, with the zone in which people were told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The instant itself.
    pub at: Timestamp,
    /// The zone of the announcement.
    pub zone: Tz,
}

impl Deadline {
    /// A wall-clock time in a zone. `None` where the clock skips that time;
    /// where the clock shows it twice the later instant is meant.
    #[must_use]
    pub fn from_local(local: NaiveDateTime, zone: Tz) -> Option<Self> {
        let at = zone.from_local_datetime(&local).latest()?;
        Some(Self { at: Timestamp::from_utc(at.to_utc()), zone })
    }

    /// Whether `now` is after the deadline; the instant itself is still in time.
    #[must_use]
    pub fn has_passed(&self, now: Timestamp) -> bool {
        now > self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a test time")
    }

    #[test]
    fn a_deadline_is_an_instant_in_its_zone() {
        let d = Deadline::from_local(local("2027-01-31 23:59"), chrono_tz::America::New_York).expect("exists");
        assert_eq!(d.at.iso(), "2027-02-01T04:59:00.000000Z");
        assert!(!d.has_passed(d.at));
        assert!(d.has_passed(d.at.plus(TimeDelta::microseconds(1))));
    }

    #[test]
    fn a_time_the_clock_skips_is_no_deadline() {
        assert_eq!(Deadline::from_local(local("2027-03-14 02:30"), chrono_tz::America::New_York), None);
    }
}
