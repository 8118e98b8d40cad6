//! How zones, days and minutes are written in definitions: `America/New_York`, `2027-03-31`, `2027-02-26 17:00`.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// The day, or what to write instead.
pub(super) fn parse_day(text: &str) -> Result<NaiveDate, String> {
    let looks_right =
        text.len() == 10 && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) if looks_right => Ok(day),
        _ if looks_right => Err(format!("“{text}” is not a day that exists. Write one that does, such as 2027-03-31.")),
        _ => Err(format!("“{text}” is not a date. Write year, month and day, such as 2027-03-31.")),
    }
}

/// The wall-clock time to the minute, or what to write instead.
pub(super) fn parse_minute(text: &str) -> Result<NaiveDateTime, String> {
    let mend = "Write day and 24-hour time, such as 2027-02-26 17:00.";
    let (day, time) = text.split_once([' ', 'T']).ok_or_else(|| format!("“{text}” has no time of day. {mend}"))?;
    let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| format!("“{time}” is not a time of day. {mend}"))?;
    Ok(parse_day(day)?.and_time(time))
}

/// A calendar day.
pub(super) mod day {
    use super::*;
    pub(in super::super) fn serialize<S: Serializer>(day: &NaiveDate, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&day.format("%Y-%m-%d"))
    }
    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<NaiveDate, D::Error> {
        parse_day(&String::deserialize(d)?).map_err(D::Error::custom)
    }
}

/// A calendar day that need not be there.
pub(super) mod some_day {
    use super::*;
    pub(in super::super) fn serialize<S: Serializer>(day: &Option<NaiveDate>, s: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => super::day::serialize(day, s),
            None => s.serialize_none(),
        }
    }
    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<NaiveDate>, D::Error> {
        super::day::deserialize(d).map(Some)
    }
}

/// An IANA time zone.
pub(super) mod zone {
    use super::*;
    use chrono_tz::Tz;
    pub(in super::super) fn serialize<S: Serializer>(zone: &Tz, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(zone.name())
    }
    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Tz, D::Error> {
        let name = String::deserialize(d)?;
        name.parse().map_err(|_| D::Error::custom(format!("“{name}” is not a time zone. Write an IANA name, such as America/New_York.")))
    }
}
