//! Who came to activities that were held, and what those cost. The one place where cost for each attendee and for each
//! person and day and the share of career staff are worked out (docs/SPENDING.md): what was accepted of the cost of
//! activities that were held, by the people whom the city recorded. What was not held counts for nothing here.

use crate::gathering::{ActivityRecord, RecordState};
use crate::kernel::Money;

/// Who came to activities that were held, and what those cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// Career staff.
    pub career: i64,
    /// Appointees.
    pub appointees: i64,
    /// Days times people.
    pub person_days: i64,
    /// Accepted cost of these activities.
    pub cost: Money,
}

impl Came {
    /// What one activity counts for; nothing unless it was held. Its people are career staff and appointees.
    #[must_use]
    pub fn of(is_held: bool, (career, appointees): (i64, i64), days: i64, cost: Money) -> Option<Self> {
        let person_days = career.saturating_add(appointees).saturating_mul(days);
        is_held.then_some(Self { career, appointees, person_days, cost })
    }

    /// The same of what a city recorded, with what was accepted of its cost.
    #[must_use]
    pub fn of_record(record: &ActivityRecord, cost: Money) -> Option<Self> {
        let days = (record.ends_on - record.starts_on).num_days() + 1;
        Self::of(record.state == RecordState::Held, (i64::from(record.career), i64::from(record.appointees)), days, cost)
    }

    /// Everybody.
    #[must_use]
    pub fn people(self) -> i64 {
        self.career.saturating_add(self.appointees)
    }

    /// Cost for each attendee, rounded down to the cent.
    #[must_use]
    pub fn for_each(self) -> Option<Money> {
        part(self.cost, self.people())
    }

    /// Cost for each person and day, rounded down to the cent.
    #[must_use]
    pub fn for_each_day(self) -> Option<Money> {
        part(self.cost, self.person_days)
    }

    /// The share of career staff in hundredths of a percent.
    #[must_use]
    pub fn career_share(self) -> Option<i64> {
        (self.people() > 0).then(|| self.career.saturating_mul(10_000) / self.people())
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            career: self.career.saturating_add(other.career),
            appointees: self.appointees.saturating_add(other.appointees),
            person_days: self.person_days.saturating_add(other.person_days),
            cost: cents(self.cost.cents().saturating_add(other.cost.cents())),
        }
    }
}

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn part(cost: Money, of: i64) -> Option<Money> {
    (of > 0).then(|| cents(cost.cents() / of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_held_counts_for_nothing() {
        let cost = Money::from_cents(900);
        assert_eq!(Came::of(false, (2, 1), 3, cost), None);
        let held = Came::of(true, (2, 1), 3, cost).expect("it was held");
        assert_eq!((held.people(), held.person_days), (3, 9));
        assert_eq!((held.for_each(), held.for_each_day()), (Some(Money::from_cents(300)), Some(Money::from_cents(100))));
    }

    #[test]
    fn averages_are_of_whole_cents_and_nobody_is_no_average() {
        let came = Came { career: 2, appointees: 1, person_days: 7, cost: Money::from_cents(1_000) };
        assert_eq!((came.for_each(), came.for_each_day()), (Some(Money::from_cents(333)), Some(Money::from_cents(142))));
        assert_eq!(came.career_share(), Some(6_666));
        let nobody = Came { cost: Money::from_cents(5), ..Came::default() };
        assert_eq!((nobody.for_each(), nobody.for_each_day(), nobody.career_share()), (None, None, None));
    }
}
