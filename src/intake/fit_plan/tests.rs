//! The day that is proposed for an activity in another round's period.

use super::*;
use crate::kernel::{IdSource, Timestamp};
use crate::opportunity;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn proposal(first: &str, last: &str, period: (&str, &str)) -> Option<NaiveDate> {
    let text = include_str!("../../../config/opportunities/training-and-conference-support-2027.toml");
    let mut dates = opportunity::read("round.toml", text).unwrap_or_else(|e| panic!("{e}")).dates;
    (dates.performance_starts, dates.performance_ends) = (day(period.0), day(period.1));
    let ids = IdSource::seeded(1);
    let at = Timestamp::from_micros(0);
    let words = || "x".to_owned();
    let activity = Activity {
        id: ids.id(at),
        application: ids.id(at),
        position: 1,
        kind: words(),
        title: words(),
        place: words(),
        country: words(),
        starts_on: day(first),
        ends_on: day(last),
        partner: words(),
        provider: words(),
        version: 1,
        attendees: vec![],
    };
    proposed(&activity, &dates)
}

#[test]
fn the_nearest_year_that_fits_is_proposed() {
    let period = ("2027-04-01", "2028-06-30");
    for (first, last, wanted) in [
        ("2027-05-10", "2027-05-14", Some("2027-05-10")),
        ("2026-05-10", "2026-05-14", Some("2027-05-10")),
        ("2025-03-10", "2025-03-14", Some("2028-03-10")),
        ("2031-05-10", "2031-05-10", Some("2028-05-10")),
        // The last day is to fit too, and there is a 29th of February in one year only.
        ("2026-06-28", "2026-07-02", Some("2027-06-28")),
        ("2024-02-29", "2024-02-29", Some("2028-02-29")),
        ("2020-05-10", "2022-05-14", None),
    ] {
        assert_eq!(proposal(first, last, period), wanted.map(day), "{first}");
    }
    assert_eq!(proposal("2026-05-10", "2026-05-14", ("2027-06-01", "2027-09-30")), None, "no year has that day in it");
}
