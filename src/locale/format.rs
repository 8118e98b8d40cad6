//! Numbers, dates and times as people in the United States read them. A time is
//! never shown without its zone.

use crate::kernel::{Deadline, Timestamp};
use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;

/// `21,888`
#[must_use]
pub fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        grouped.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `January 31, 2027`
#[must_use]
pub fn date(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}

/// `Jan 31, 2027`, for tables.
#[must_use]
pub fn short_date(day: NaiveDate) -> String {
    day.format("%b %-d, %Y").to_string()
}

/// `March 8 to 12, 2027`, `March 30 to April 2, 2027`, or one day.
#[must_use]
pub fn date_range(first: NaiveDate, last: NaiveDate) -> String {
    use chrono::Datelike;
    if first == last {
        date(first)
    } else if first.year() != last.year() {
        format!("{} to {}", date(first), date(last))
    } else if first.month() != last.month() {
        format!("{} to {}", first.format("%B %-d"), date(last))
    } else {
        format!("{} to {}", first.format("%B %-d"), last.format("%-d, %Y"))
    }
}

/// `January 31, 2027, 11:59 PM EST`
#[must_use]
pub fn datetime(at: Timestamp, zone: Tz) -> String {
    told(at, zone, "%B %-d, %Y, %-I:%M %p")
}

/// `January 31, 2027, 11:59:07 PM EST`: when something was saved, which people compare with what they did.
#[must_use]
pub fn moment(at: Timestamp, zone: Tz) -> String {
    told(at, zone, "%B %-d, %Y, %-I:%M:%S %p")
}

fn told(at: Timestamp, zone: Tz, pattern: &str) -> String {
    let local = zone.from_utc_datetime(&at.naive());
    // Zones without letters of their own print as an offset, which needs its name.
    let mark = local.format("%Z").to_string();
    let mark = if mark.starts_with(['+', '-']) { format!("UTC{mark}") } else { mark };
    format!("{} {mark}", local.format(pattern))
}

/// `10:02 AM CST`
#[must_use]
pub fn time(at: Timestamp, zone: Tz) -> String {
    datetime(at, zone).rsplit(", ").next().unwrap_or_default().to_owned()
}

/// The instant in both zones, the first leading: `January 31, 2027, 11:59 PM EST
/// (January 31, 2027, 6:59 PM HST)`. Once if both read the same.
#[must_use]
pub fn in_both_zones(at: Timestamp, first: Tz, second: Tz) -> String {
    in_zones(at, first, &[second])
}

/// The same in more zones than two; each reading once.
#[must_use]
pub fn in_zones(at: Timestamp, first: Tz, others: &[Tz]) -> String {
    let mut told = vec![datetime(at, first)];
    for other in others.iter().map(|zone| datetime(at, *zone)) {
        if !told.contains(&other) {
            told.push(other);
        }
    }
    match told.split_first() {
        Some((lead, more)) if !more.is_empty() => format!("{lead} ({})", more.join("; ")),
        _ => told.concat(),
    }
}

/// A deadline in the zone of its announcement.
#[must_use]
pub fn deadline(deadline: &Deadline) -> String {
    datetime(deadline.at, deadline.zone)
}

/// A rate in basis points: `12.5%` for 1250, `40%` for 4000.
#[must_use]
pub fn percent(basis_points: i64) -> String {
    let (sign, points) = (if basis_points < 0 { "-" } else { "" }, basis_points.unsigned_abs());
    let text = format!("{}.{:02}", points / 100, points % 100);
    format!("{sign}{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `812 bytes`, `34 kB`, `1.2 MB`
#[must_use]
pub fn file_size(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ if bytes % 1_000_000 < 100_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::{New_York, Phoenix};
    use chrono_tz::Pacific::{Guam, Honolulu};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a test date")
    }

    #[test]
    fn dates_read_as_spoken() {
        assert_eq!([date(day("2027-01-31")), short_date(day("2027-03-05"))], ["January 31, 2027", "Mar 5, 2027"]);
        let range = |a, b| date_range(day(a), day(b));
        assert_eq!(range("2027-03-08", "2027-03-12"), "March 8 to 12, 2027");
        assert_eq!(range("2027-03-30", "2027-04-02"), "March 30 to April 2, 2027");
        assert_eq!(range("2027-12-30", "2028-01-02"), "December 30, 2027 to January 2, 2028");
        assert_eq!(range("2027-03-08", "2027-03-08"), "March 8, 2027");
    }

    #[test]
    fn an_instant_is_told_in_any_zone() {
        let at = Timestamp::parse("2027-02-01T04:59:00Z").expect("an instant");
        let told = [New_York, Honolulu, Phoenix, Guam].map(|zone| datetime(at, zone));
        assert_eq!(
            told,
            [
                "January 31, 2027, 11:59 PM EST",
                "January 31, 2027, 6:59 PM HST",
                "January 31, 2027, 9:59 PM MST",
                "February 1, 2027, 2:59 PM ChST"
            ]
        );
        assert_eq!(moment(at, New_York), "January 31, 2027, 11:59:00 PM EST");
        assert_eq!(in_both_zones(at, New_York, Honolulu), "January 31, 2027, 11:59 PM EST (January 31, 2027, 6:59 PM HST)");
        assert_eq!(in_both_zones(at, New_York, New_York), "January 31, 2027, 11:59 PM EST");
        assert_eq!(
            in_zones(at, New_York, &[Honolulu, New_York, Phoenix, Honolulu]),
            "January 31, 2027, 11:59 PM EST (January 31, 2027, 6:59 PM HST; January 31, 2027, 9:59 PM MST)"
        );
        assert_eq!(in_zones(at, New_York, &[]), "January 31, 2027, 11:59 PM EST");
        assert_eq!(datetime(at, chrono_tz::America::Sao_Paulo), "February 1, 2027, 1:59 AM UTC-03");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([number(0), number(999), number(21_888), number(-1_000)], ["0", "999", "21,888", "-1,000"]);
        assert_eq!([percent(4_000), percent(1_250), percent(5), percent(-33)], ["40%", "12.5%", "0.05%", "-0.33%"]);
        assert_eq!(
            [file_size(1), file_size(812), file_size(33_400), file_size(1_250_000), file_size(10_000_000)],
            ["1 byte", "812 bytes", "34 kB", "1.2 MB", "10 MB"]
        );
    }
}
