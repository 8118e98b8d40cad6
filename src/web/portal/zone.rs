//! A time zone in words: people know “Eastern time”, not `America/New_York`.

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;

/// `Eastern time (New York)`; a zone without a name of its own shows its place alone.
pub(super) fn words(zone: Tz) -> String {
    let place = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
    // In winter no zone is on daylight saving time, so its letters name it.
    let winter = NaiveDate::from_ymd_opt(2027, 1, 15).and_then(|day| day.and_hms_opt(12, 0, 0));
    let letters = winter.map(|at| zone.from_utc_datetime(&at).format("%Z").to_string()).unwrap_or_default();
    let name = match letters.as_str() {
        "EST" => "Eastern time",
        "CST" => "Central time",
        "MST" => "Mountain time",
        "PST" => "Pacific time",
        "AKST" => "Alaska time",
        "HST" => "Hawaii time",
        "AST" => "Atlantic time",
        "ChST" => "Guam time",
        "SST" => "Samoa time",
        _ => return place,
    };
    format!("{name} ({place})")
}

#[cfg(test)]
mod tests {
    use super::words;
    use chrono_tz::{America, Pacific};

    #[test]
    fn zones_have_the_names_that_people_use() {
        let all = [America::New_York, America::Chicago, America::Phoenix, America::Los_Angeles, Pacific::Honolulu, America::Puerto_Rico];
        let words: Vec<_> = all.into_iter().map(words).collect();
        assert_eq!(
            words,
            [
                "Eastern time (New York)",
                "Central time (Chicago)",
                "Mountain time (Phoenix)",
                "Pacific time (Los Angeles)",
                "Hawaii time (Honolulu)",
                "Atlantic time (Puerto Rico)",
            ]
        );
    }
}
