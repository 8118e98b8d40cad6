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
}

impl<'a> Moment<'a> {
    pub(super) fn new(name: &'static str, at: Timestamp, zone: Option<&'a str>) -> Self {
        Self { name, at, zone }
    }

    /// `January 31, 2027 at 11:59 PM EST`, in the reader's zone or else the fund's.
    pub(super) fn shown(&self, fund: Tz) -> String {
        let zone = self.zone.and_then(|name| name.parse().ok()).unwrap_or(fund);
        self.at.utc().with_timezone(&zone).format("%B %-d, %Y at %-I:%M %p %Z").to_string()
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
    }
}
