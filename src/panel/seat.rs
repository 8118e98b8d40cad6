//! The noun: a seat on the panel of a round, offered to an address.

use crate::kernel::{Deadline, Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Account;
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// The most seats that are ever offered in a round, those included that ended.
pub(super) const MOST_SEATS: i64 = 300;
/// The most reviews that one person can be asked for in a round.
pub(super) const MOST_REVIEWS: i32 = 500;
/// The longest reason or personal line, in characters.
pub(super) const LONGEST: usize = 1_000;

/// Where a seat stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Offered; nobody has answered.
    Invited,
    /// Taken: the person is on the panel.
    Accepted,
    /// Not taken, with a reason.
    Declined,
    /// Taken back before it was answered.
    Withdrawn,
    /// The person was taken off the panel, with a reason.
    Removed,
}

impl Stage {
    /// Whether anything can become of it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Invited | Self::Accepted)
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Accepted => "On the panel",
            Self::Declined => "Declined",
            Self::Withdrawn => "Invitation withdrawn",
            Self::Removed => "Taken off",
        }
    }
}

/// Days on which somebody does not review, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Absence {
    /// Whether a day is among them.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// A seat on the panel of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its identifier.
    pub id: Id<Seat>,
    /// The round.
    pub round: Id<Opportunity>,
    /// The address to which it is offered.
    pub email: String,
    /// The name.
    pub name: String,
    /// The account: of a reviewer from the beginning, of anybody else once they accept.
    pub account: Option<Id<Account>>,
    /// The most reviews that they want to write.
    pub most_reviews: i32,
    /// When they do not review.
    pub absence: Option<Absence>,
    /// What they know about.
    pub tags: Vec<String>,
    /// The state in which they work, as a two-letter code, if they say.
    pub state: Option<String>,
    /// The last day to answer, in the zone of the round.
    pub reply_by: NaiveDate,
    /// The personal line of whoever invites; may be empty.
    pub note: String,
    /// Who invites.
    pub invited_by: Id<Account>,
    /// By the name of then.
    pub invited_by_name: String,
    /// When.
    pub invited_at: Timestamp,
    /// How many letters with a link were sent: only the last one counts.
    pub asked_n: i32,
    /// When the last one was.
    pub asked_at: Timestamp,
    /// Who sent it: accepting brings the person in, in their name.
    pub asked_by: Id<Account>,
    /// Where it stands.
    pub stage: Stage,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Why it was declined, withdrawn or ended.
    pub reason: String,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Whose doing that was, by the name of then.
    pub ended_by_name: String,
    /// Grows with every change.
    pub version: i64,
}

impl Seat {
    /// Whether it can be answered at an instant, in the zone of its round.
    #[must_use]
    pub fn waits(&self, now: Timestamp, zone: Tz) -> bool {
        self.stage == Stage::Invited && now < end_of(self.reply_by, zone)
    }
}

/// The instant at which a day is over in a zone.
#[must_use]
pub fn end_of(day: NaiveDate, zone: Tz) -> Timestamp {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let midnight = next.and_time(NaiveTime::MIN);
    // Where the clock skips midnight, the day begins an hour later.
    let begins = Deadline::from_local(midnight, zone).or_else(|| Deadline::from_local(midnight + TimeDelta::hours(1), zone));
    begins.map_or_else(|| Timestamp::start_of(next), |deadline| deadline.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_its_zone_says() {
        let day = |text: &str| text.parse().expect("a day");
        let ends = |text: &str, zone| end_of(day(text), zone).iso();
        assert_eq!(ends("2027-01-31", chrono_tz::America::New_York), "2027-02-01T05:00:00.000000Z");
        assert_eq!(ends("2027-06-30", chrono_tz::Pacific::Guam), "2027-06-30T14:00:00.000000Z");
        // Beirut's clock skipped midnight on this day.
        assert_eq!(ends("2021-03-27", chrono_tz::Asia::Beirut), "2021-03-27T22:00:00.000000Z");
    }

    #[test]
    fn both_days_of_an_absence_belong_to_it() {
        let day = |text: &str| text.parse().expect("a day");
        let away = Absence { from: day("2027-03-01"), to: day("2027-03-05") };
        let held = ["2027-02-28", "2027-03-01", "2027-03-05", "2027-03-06"].map(|text| away.holds(day(text)));
        assert_eq!(held, [false, true, true, false]);
    }
}
