//! The rates of known places, against the published tables; days, tiers and countries.

use super::*;

fn day(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 15).unwrap_or_default()
}

fn table(day: NaiveDate) -> &'static Table {
    Table::of(day).unwrap_or_else(|| panic!("no rates for {day}"))
}

#[test]
fn the_fiscal_year_begins_in_october() {
    assert_eq!([day(2026, 9), day(2026, 10), day(2027, 9)].map(fiscal_year), [2026, 2027, 2027]);
    assert_eq!([day(2026, 9), day(2026, 10), day(2029, 1)].map(|d| table(d).fiscal_year), [2026, 2027, 2027]);
    assert!(Table::of(day(2024, 1)).is_none());
}

#[test]
fn a_room_costs_what_its_month_says() {
    let find = |state: &str, county: Option<&str>, place: &str, on: NaiveDate| {
        table(on).find(state, county, place).map(|row| (row.room(on), row.meals, row.is_standard))
    };
    // From the published table of fiscal year 2027: Chicago is $232 in October and $148 in December.
    assert_eq!(find("IL", Some("Cook County"), "Chicago", day(2026, 10)), Some((232, 92, false)));
    assert_eq!(find("IL", Some("Cook County"), "Chicago", day(2026, 12)), Some((148, 92, false)));
    assert_eq!(find("IL", Some("Cook County"), "Evanston", day(2027, 9)), Some((232, 92, false)));
    // The place before its county; the name where no county is known; the standard rate elsewhere.
    assert_eq!(find("CA", Some("Los Angeles County"), "Santa Monica", day(2027, 1)).map(|r| r.0), Some(283));
    assert_eq!(find("MA", None, "Cambridge", day(2027, 5)).map(|r| r.0), Some(305));
    assert_eq!(find("WI", Some("Sauk County"), "Baraboo", day(2027, 5)), Some((113, 68, true)));
    assert_eq!(find("AK", Some("Anchorage Municipality"), "Anchorage", day(2027, 5)), None);
}

#[test]
fn the_first_and_the_last_day_have_their_tier() {
    let table = table(day(2027, 1));
    assert_eq!([68, 74, 80, 86, 92].map(|meals| table.first_last_day(meals).cents()), [5_100, 5_550, 6_000, 6_450, 6_900]);
}

#[test]
fn the_country_is_known_as_people_write_it() {
    for us in ["United States", "USA", "U.S.A.", "us", "The United States of America"] {
        assert!(is_united_states(us), "{us}");
    }
    for abroad in ["France", "", "United Kingdom", "Austria"] {
        assert!(!is_united_states(abroad), "{abroad}");
    }
}

#[test]
fn a_row_of_a_rate_is_known_again_by_its_words() {
    let money = Money::from_dollars;
    let place = "Portland, OR".to_owned();
    let (room, meals, first_last, citation) = (money(200), money(80), money(60), String::new());
    let rate = Rate { place, is_standard: false, fiscal_year: 2027, room, meals, first_last, citation };
    let parts: &[RatePart] = strum::VariantArray::VARIANTS;
    for part in parts {
        assert_eq!(RatePart::of_row(&rate.names(*part)), Some((*part, "Portland, OR")));
    }
    assert_eq!(rate.names(RatePart::FullDays), "Meals on full days in Portland, OR, federal rate 2027");
    assert_eq!((rate.each(RatePart::Rooms), rate.each(RatePart::FullDays)), (money(200), money(80)));
    for other in ["Rooms in Portland, OR", "Rooms in Portland, OR, federal rate soon", "Flights, federal rate 2027", ""] {
        assert_eq!(RatePart::of_row(other), None, "{other}");
    }
}

/// A rate of a file, whose meals cost half of its night.
fn kept(place: &str, (from, to): (&str, &str), dollars: i64) -> KeptRate {
    let day = |text: &str| text.parse().unwrap_or_default();
    let (lodging, meals) = (Money::from_dollars(dollars), Money::from_dollars(dollars / 2));
    KeptRate {
        source: Source::State,
        what: NewRate { country: "France".into(), place: place.into(), from: day(from), to: day(to), lodging, meals, first_last: meals },
        citation: "DSSR 925".into(),
        imported_by_name: "Ada".into(),
        imported_at: crate::kernel::Timestamp::from_micros(0),
    }
}

/// The rooms of these days.
fn rooms(span: &Span, days: &[&str]) -> Vec<Option<i64>> {
    let room = |text: &&str| match span.on(text.parse().unwrap_or_default()) {
        Known::Rates(rates) => rates.first().map(|rate| rate.room.cents() / 100),
        _ => None,
    };
    days.iter().map(room).collect()
}

#[test]
fn a_season_counts_from_its_very_day() {
    let seasons = [
        kept("Lyon", ("2027-05-16", "2027-06-30"), 250),
        kept("Lyon", ("2027-05-01", "2027-05-15"), 200),
        kept("", ("2027-01-01", "2027-12-31"), 150),
        // Brought in before, and overtaken.
        kept("Lyon", ("2027-05-01", "2027-06-30"), 90),
    ];
    let span = Span { country: "France".into(), kept: seasons.to_vec(), places: vec![] };
    let days = ["2027-04-30", "2027-05-15", "2027-05-16", "2027-06-30", "2027-07-01", "2028-01-01"];
    assert_eq!(rooms(&span, &days), [Some(150), Some(200), Some(250), Some(250), Some(150), None]);
}

#[test]
fn the_tables_inside_the_program_change_with_the_fiscal_year() {
    let chicago = Place {
        geoname_id: 1,
        name: "Chicago".into(),
        state: "IL".into(),
        county_fips: None,
        county: Some("Cook County".into()),
        population: 0,
        zone: chrono_tz::America::Chicago,
        latitude: String::new(),
        longitude: String::new(),
    };
    let span = Span { country: "USA".into(), kept: vec![], places: vec![(chicago, vec![])] };
    // From the published tables of fiscal years 2026 and 2027.
    let days = ["2026-08-31", "2026-09-30", "2026-10-01", "2026-11-30", "2026-12-01"];
    assert_eq!(rooms(&span, &days), [Some(202), Some(223), Some(232), Some(232), Some(148)]);
}
