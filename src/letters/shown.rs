//! Values of facts as letters show them: read as the fact stores them, written as
//! a reader expects them.

use crate::kernel::{Money, Timestamp};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize, Serializer};

/// Cents in the fact, `$8,450.00` in the letter.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Dollars(pub(super) Money);

impl Serialize for Dollars {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

/// `2027-01-31` in the fact, `January 31, 2027` in the letter.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Day(pub(super) NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0.format("%B %-d, %Y"))
    }
}

/// An instant to tell, under the name a template knows it by.
pub(super) struct Moment<'a> {
    pub(super) name: &'static str,
    pub(super) at: Timestamp,
    /// The zone of the reader, when the fact knows it.
    pub(super) zone: Option<&'a str>,
    /// Other zones in which to tell it too.
    pub(super) also: Vec<&'a str>,
}

impl<'a> Moment<'a> {
    pub(super) fn new(name: &'static str, at: Timestamp, zone: Option<&'a str>) -> Self {
        Self { name, at, zone, also: Vec::new() }
    }

    /// In two zones, the first leading: a deadline, in that of the fund and that of the city.
    pub(super) fn in_both(name: &'static str, at: Timestamp, first: Option<&'a str>, second: Option<&'a str>) -> Self {
        Self { also: second.into_iter().collect(), ..Self::new(name, at, first) }
    }

    /// The same where the reader has cities in several zones.
    pub(super) fn in_all(name: &'static str, at: Timestamp, first: &'a str, others: &'a [String]) -> Self {
        Self { also: others.iter().map(String::as_str).collect(), ..Self::new(name, at, Some(first)) }
    }

    /// `January 31, 2027 at 11:59 PM EST`, in the reader's zone or else the fund's; in brackets in the other zones, where they
    /// read differently.
    pub(super) fn shown(&self, fund: Tz) -> String {
        let told = |zone: Tz| self.at.utc().with_timezone(&zone).format("%B %-d, %Y at %-I:%M %p %Z").to_string();
        let first = told(self.zone.and_then(|name| name.parse().ok()).unwrap_or(fund));
        let mut others: Vec<String> = Vec::new();
        for other in self.also.iter().filter_map(|name| name.parse().ok()).map(told) {
            if other != first && !others.contains(&other) {
                others.push(other);
            }
        }
        if others.is_empty() { first } else { format!("{first} ({})", others.join("; ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_names_its_zone() {
        let at = Timestamp::parse("2027-02-01T04:59:00Z").expect("a time");
        let shown = |zone| Moment::new("x", at, zone).shown(chrono_tz::America::New_York);
        assert_eq!(shown(None), "January 31, 2027 at 11:59 PM EST");
        assert_eq!(shown(Some("America/Denver")), "January 31, 2027 at 9:59 PM MST");
        assert_eq!(shown(Some("Nowhere")), "January 31, 2027 at 11:59 PM EST");
        let both = |zone| Moment::in_both("x", at, None, zone).shown(chrono_tz::America::New_York);
        assert_eq!(both(Some("America/Denver")), "January 31, 2027 at 11:59 PM EST (January 31, 2027 at 9:59 PM MST)");
        let zones = ["America/Denver", "America/Phoenix", "America/New_York", "Pacific/Honolulu"].map(str::to_owned);
        let all = Moment::in_all("x", at, "America/New_York", &zones).shown(chrono_tz::UTC);
        assert_eq!(all, "January 31, 2027 at 11:59 PM EST (January 31, 2027 at 9:59 PM MST; January 31, 2027 at 6:59 PM HST)");
        assert_eq!([both(Some("America/New_York")), both(None)], ["January 31, 2027 at 11:59 PM EST", "January 31, 2027 at 11:59 PM EST"]);
    }
}
