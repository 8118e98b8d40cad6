//! Days on which the Federal Reserve banks settle payments, by the calendar that is dated data in
//! `config/calendars/`. They are not the days on which the fund works: a holiday that falls on a Saturday closes no bank.

use super::business_days::{Calendar, CalendarError, parse, walk};
use super::{Dated, Family};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("federal-reserve-2021.toml", include_str!("../../config/calendars/federal-reserve-2021.toml"))];

/// Which of it a folder of definitions may change.
pub(super) const DEFINITION: Family = Family::dated("calendars", &FILES, |files| Dated::read(files, parse).map(drop));

fn calendar(day: NaiveDate) -> Result<&'static Calendar, CalendarError> {
    static ALL: LazyLock<Result<Dated<Calendar>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), parse));
    let valid = ALL.as_ref().map_err(|e| CalendarError(e.clone()))?.on(day);
    valid.ok_or_else(|| CalendarError(format!(" has no calendar of banks that is valid on {day}")))
}

/// Whether payments settle on a day.
///
/// # Errors
/// [`CalendarError`].
pub fn is_banking_day(day: NaiveDate) -> Result<bool, CalendarError> {
    let calendar = calendar(day)?;
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Ok(false);
    }
    // A holiday on a Sunday is kept on the Monday; one on a Saturday is not kept.
    let sunday = day.pred_opt().filter(|before| before.weekday() == Weekday::Sun);
    let kept = |falls: NaiveDate| falls == day || Some(falls) == sunday;
    Ok(!calendar.holiday.iter().filter_map(|holiday| holiday.falls_in(day.year())).any(kept))
}

/// The day that is so many banking days after `day`; `day` itself for none.
///
/// # Errors
/// [`CalendarError`].
pub fn banking_days_after(day: NaiveDate, count: u16) -> Result<NaiveDate, CalendarError> {
    walk((day, count), is_banking_day, |day, n| day.checked_add_days(Days::new(n)))
}

/// The first banking day that is not before `day`.
///
/// # Errors
/// [`CalendarError`].
pub fn next_banking_day(day: NaiveDate) -> Result<NaiveDate, CalendarError> {
    if is_banking_day(day)? { Ok(day) } else { banking_days_after(day, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// Weekdays on which no payment settles, by the schedule that the Federal Reserve banks publish: holidays on a
    /// Saturday (July 4, 2026; June 19 and December 25, 2027; January 1 and November 11, 2028) close nothing.
    #[test]
    fn the_holidays_are_those_of_the_federal_reserve() {
        let listed = [
            "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25",
            "2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25",
            "2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-23 2028-12-25",
            "2029-01-01 2029-01-15 2029-02-19 2029-05-28 2029-06-19 2029-07-04 2029-09-03 2029-10-08 2029-11-12 2029-11-22 2029-12-25",
            "2030-01-01 2030-01-21 2030-02-18 2030-05-27 2030-06-19 2030-07-04 2030-09-02 2030-10-14 2030-11-11 2030-11-28 2030-12-25",
            "2031-01-01 2031-01-20 2031-02-17 2031-05-26 2031-06-19 2031-07-04 2031-09-01 2031-10-13 2031-11-11 2031-11-27 2031-12-25",
        ];
        let listed: Vec<NaiveDate> = listed.iter().flat_map(|year| year.split(' ')).map(day).collect();
        let found: Vec<NaiveDate> = day("2026-01-01")
            .iter_days()
            .take_while(|d| *d <= day("2031-12-31"))
            .filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun) && !is_banking_day(*d).expect("a calendar"))
            .collect();
        assert_eq!(found, listed);
    }

    #[test]
    fn banking_days_step_over_weekends_and_holidays() {
        for (from, count, to) in [
            ("2026-11-24", 0, "2026-11-24"),
            ("2026-11-25", 1, "2026-11-27"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-12-31", 1, "2027-01-04"),
            ("2026-07-02", 1, "2026-07-03"), // the fund keeps July 3, banks do not
            ("2027-07-02", 1, "2027-07-06"),
            ("2027-12-30", 1, "2027-12-31"),
        ] {
            assert_eq!(banking_days_after(day(from), count), Ok(day(to)), "{from} + {count}");
        }
        let next = |text| next_banking_day(day(text)).map(|d| d.to_string());
        assert_eq!([next("2026-11-26"), next("2026-11-27")], [Ok("2026-11-27".to_owned()), Ok("2026-11-27".to_owned())]);
        assert!(is_banking_day(day("2020-01-01")).is_err(), "before the first calendar");
    }
}
