//! Days on which the fund works, by the calendar that is dated data in `config/calendars/`.

use super::{Dated, Family};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("us-federal-2021.toml", include_str!("../../config/calendars/us-federal-2021.toml"))];

/// Which of it a folder of definitions may change.
pub(super) const DEFINITION: Family = Family::dated("calendars", &FILES, |files| Dated::read(files, parse).map(drop));

/// The farthest that business days are counted.
const FARTHEST: u64 = 3_660;

/// The holidays of a calendar file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calendar {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    pub(super) holiday: Vec<Holiday>,
}

/// A day on which work rests each year.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Holiday {
    /// The same day each year.
    Fixed { month: u32, day: u32 },
    /// Such as the third Monday; the last one is -1.
    Nth { month: u32, weekday: Weekday, week: i8 },
}

impl Holiday {
    /// The day on which the fund keeps it in a year: on a Friday or Monday where it falls on a weekend.
    fn kept_in(&self, year: i32) -> Option<NaiveDate> {
        let falls = self.falls_in(year)?;
        match falls.weekday() {
            Weekday::Sat => falls.pred_opt(),
            Weekday::Sun => falls.succ_opt(),
            _ => Some(falls),
        }
    }

    /// The day of the calendar on which it falls in a year.
    pub(super) fn falls_in(&self, year: i32) -> Option<NaiveDate> {
        match *self {
            Self::Fixed { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Self::Nth { month, weekday, week } if week > 0 => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(week).ok()?)
            }
            Self::Nth { month, weekday, .. } => {
                [5, 4].into_iter().find_map(|week| NaiveDate::from_weekday_of_month_opt(year, month, weekday, week))
            }
        }
    }
}

/// Reads one version, of which every holiday falls on a day.
pub(super) fn parse(text: &str) -> Result<Calendar, String> {
    let calendar: Calendar = toml::from_str(text).map_err(|e| e.to_string())?;
    // After 28 years the days of the week come round again.
    let falls = |holiday: &Holiday| (2000..2028).any(|year| holiday.falls_in(year).is_some());
    match calendar.holiday.iter().position(|holiday| !falls(holiday)) {
        Some(n) => Err(format!("the holiday number {} falls on no day of any year", n + 1)),
        None => Ok(calendar),
    }
}

/// A calendar file that cannot be read, or a day before the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("config/calendars/{0}")]
pub struct CalendarError(pub(super) String);

fn calendar(day: NaiveDate) -> Result<&'static Calendar, CalendarError> {
    static ALL: LazyLock<Result<Dated<Calendar>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
    let valid = ALL.as_ref().map_err(|e| CalendarError(e.clone()))?.on(day);
    valid.ok_or_else(|| CalendarError(format!(" has no calendar that is valid on {day}")))
}

/// Whether the fund works on a day.
///
/// # Errors
/// [`CalendarError`].
pub fn is_business_day(day: NaiveDate) -> Result<bool, CalendarError> {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Ok(false);
    }
    // January 1 can be kept on December 31 of the year before.
    let years = [day.year(), day.year().saturating_add(1)];
    let kept = |holiday: &Holiday| years.iter().any(|year| holiday.kept_in(*year) == Some(day));
    Ok(!calendar(day)?.holiday.iter().any(kept))
}

/// The day that is so many business days after `day`; `day` itself for none.
///
/// # Errors
/// [`CalendarError`].
pub fn business_days_after(day: NaiveDate, count: u16) -> Result<NaiveDate, CalendarError> {
    walk((day, count), is_business_day, |day, n| day.checked_add_days(Days::new(n)))
}

/// The day that is so many business days before `day`.
///
/// # Errors
/// [`CalendarError`].
pub fn business_days_before(day: NaiveDate, count: u16) -> Result<NaiveDate, CalendarError> {
    walk((day, count), is_business_day, |day, n| day.checked_sub_days(Days::new(n)))
}

/// Walks from a day until so many days are met on which there is work.
pub(super) fn walk(
    (day, count): (NaiveDate, u16),
    is_open: impl Fn(NaiveDate) -> Result<bool, CalendarError>,
    step: impl Fn(NaiveDate, u64) -> Option<NaiveDate>,
) -> Result<NaiveDate, CalendarError> {
    let (mut at, mut left) = (day, count);
    for n in 1..=FARTHEST {
        if left == 0 {
            return Ok(at);
        }
        at = step(day, n).ok_or_else(|| CalendarError(format!(": {day} is too far away")))?;
        left = left.saturating_sub(u16::from(is_open(at)?));
    }
    if left == 0 { Ok(at) } else { Err(CalendarError(format!(": {count} business days are too many"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// The days that the Office of Personnel Management lists for 2026, 2027 and 2028.
    #[test]
    fn the_holidays_are_those_that_the_government_keeps() {
        let listed = [
            "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25",
            "2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-24",
            "2027-12-31 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-10 2028-11-23 2028-12-25",
        ];
        let listed: Vec<NaiveDate> = listed.iter().flat_map(|year| year.split(' ')).map(day).collect();
        let found: Vec<NaiveDate> = day("2026-01-01")
            .iter_days()
            .take_while(|d| *d <= day("2028-12-31"))
            .filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun) && !is_business_day(*d).expect("a calendar"))
            .collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn business_days_step_over_weekends_holidays_and_the_turn_of_the_year() {
        for (from, count, to) in [
            ("2026-11-25", 0, "2026-11-25"),
            ("2026-11-25", 1, "2026-11-27"),
            ("2026-11-25", 2, "2026-11-30"),
            ("2027-12-30", 1, "2028-01-03"),
            ("2028-02-28", 1, "2028-02-29"),
            ("2026-11-28", 1, "2026-11-30"),
        ] {
            assert_eq!(business_days_after(day(from), count), Ok(day(to)), "{from} + {count}");
        }
        assert_eq!(business_days_before(day("2026-11-30"), 2), Ok(day("2026-11-25")));
        assert!(is_business_day(day("2020-01-01")).is_err(), "before the first calendar");
    }

    #[test]
    fn a_holiday_that_never_comes_is_refused() {
        let text = FILES[0].1;
        for holiday in ["month = 2, day = 30", "month = 13, day = 1", "month = 1, weekday = \"Mon\", week = 6"] {
            let told = parse(&format!("{text}\n[[holiday]]\n{}\n", holiday.replace(", ", "\n"))).expect_err(holiday);
            assert!(told.contains("falls on no day"), "{told}");
        }
    }

    #[test]
    fn counting_forth_and_back_meets_again() {
        for count in 0..300 {
            let there = business_days_after(day("2026-12-23"), count).expect("a day");
            assert_eq!(business_days_before(there, count), Ok(day("2026-12-23")), "{count}");
        }
    }
}
