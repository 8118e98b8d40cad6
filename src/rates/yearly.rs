//! The yearly file of the General Services Administration's rates for the 48 states, as those inside the program
//! (`config/rates`): JSON, packed or not. It becomes a rate for each county, place and season. Pure.

use super::import::{NewRate, RateFault};
use super::table::{Prices, Table, bare};
use crate::kernel::Money;
use chrono::{Months, NaiveDate};
use flate2::read::GzDecoder;
use std::io::Read;

/// The largest file once it is unpacked.
const MOST_UNPACKED: u64 = 50_000_000;
/// The dearest night or day.
const MOST_DOLLARS: i64 = 10_000;
const PACKED: &[u8] = &[0x1f, 0x8b];

/// Whether a file begins as a yearly one does.
pub(super) fn is_yearly(bytes: &[u8]) -> bool {
    bytes.starts_with(PACKED) || bytes.trim_ascii_start().starts_with(b"{")
}

/// The name by which the rate of a county is kept and found.
pub(super) fn county(name: &str, state: &str) -> String {
    format!("{} County, {state}", capitals(bare(name)))
}

/// Every rate of a yearly file.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<NewRate>, RateFault> {
    let wrong = |problem: &dyn std::fmt::Display| RateFault::NotYearly(problem.to_string());
    let table: Table = if bytes.starts_with(PACKED) {
        serde_json::from_reader(GzDecoder::new(bytes).take(MOST_UNPACKED)).map_err(|e| wrong(&e))?
    } else {
        serde_json::from_slice(bytes).map_err(|e| wrong(&e))?
    };
    let Some(october) =
        NaiveDate::from_ymd_opt(table.fiscal_year.saturating_sub(1), 10, 1).filter(|_| (2_000..2_200).contains(&table.fiscal_year))
    else {
        return Err(wrong(&"it names no fiscal year"));
    };
    let mut named: Vec<(String, &Prices)> = vec![(String::new(), &table.standard)];
    for destination in &table.destinations {
        let names = destination.name.split('/').map(str::trim).filter(|name| !name.is_empty());
        named.extend(names.map(|name| (format!("{name}, {}", destination.state), &destination.prices)));
    }
    for (map, is_county) in [(&table.county_map, true), (&table.place_map, false)] {
        for (key, id) in map {
            let prices = table.destinations.iter().find(|d| d.id == *id).map(|d| &d.prices);
            let (Some((state, name)), Some(prices)) = (key.split_once('|'), prices) else {
                return Err(wrong(&format!("“{key}” leads to no destination")));
            };
            named.push((if is_county { county(name, state) } else { format!("{}, {state}", capitals(name)) }, prices));
        }
    }
    // The same order each time, whatever order the maps have; the place that is named last counts.
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let mut rates = Vec::new();
    for (place, prices) in named {
        if prices.months.iter().chain([&prices.meals]).any(|dollars| !(0..=MOST_DOLLARS).contains(dollars)) {
            return Err(wrong(&format!("a rate of “{place}” is no amount in dollars")));
        }
        seasons(&table, (&place, prices), october, &mut rates);
    }
    Ok(rates)
}

/// A rate for each run of months that cost the same.
fn seasons(table: &Table, (place, prices): (&str, &Prices), october: NaiveDate, rates: &mut Vec<NewRate>) {
    let mut first: u32 = 0;
    for (month, dollars) in (0_u32..).zip(prices.months) {
        let next = usize::try_from(month + 1).ok().and_then(|next| prices.months.get(next));
        if next == Some(&dollars) {
            continue;
        }
        let (Some(from), Some(after)) =
            (october.checked_add_months(Months::new(first)), october.checked_add_months(Months::new(month + 1)))
        else {
            continue;
        };
        rates.push(NewRate {
            country: "United States".to_owned(),
            place: place.to_owned(),
            from,
            to: after.pred_opt().unwrap_or(after),
            lodging: Money::from_dollars(dollars),
            meals: Money::from_dollars(prices.meals),
            first_last: table.first_last_day(prices.meals),
        });
        first = month + 1;
    }
}

/// `st. louis` as `St. Louis`.
fn capitals(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(' ').map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../config/rates/per-diem-2027.json.gz");

    fn of<'a>(rates: &'a [NewRate], place: &str, day: &str) -> Vec<&'a NewRate> {
        let day: NaiveDate = day.parse().expect("a day");
        rates.iter().filter(|rate| rate.place == place && rate.from <= day && rate.to >= day).collect()
    }

    #[test]
    fn a_yearly_file_becomes_a_rate_for_each_county_place_and_season() {
        let rates = parse(SHIPPED).expect("the shipped year");
        // From the published table of fiscal year 2027: Chicago is $232 in October and $148 in December.
        for (place, day, dollars) in [
            ("Cook County, IL", "2026-10-15", 232),
            ("Cook County, IL", "2026-12-31", 148),
            ("Chicago, IL", "2026-12-01", 148),
            ("Santa Monica, CA", "2027-01-15", 283),
            ("", "2027-05-15", 113),
        ] {
            let found = of(&rates, place, day);
            assert!(!found.is_empty() && found.iter().all(|rate| rate.lodging == Money::from_dollars(dollars)), "{place} {day}: {found:?}");
        }
        assert_eq!(of(&rates, "Cook County, IL", "2026-10-15").first().map(|rate| rate.first_last.cents()), Some(6_900));
        assert!(rates.iter().all(|rate| rate.from <= rate.to && rate.country == "United States"));
        let (first, last) = (rates.iter().map(|rate| rate.from).min(), rates.iter().map(|rate| rate.to).max());
        assert_eq!((first, last), ("2026-10-01".parse().ok(), "2027-09-30".parse().ok()));
        assert!((500..20_000).contains(&rates.len()), "{}", rates.len());
        assert_eq!(rates, parse(SHIPPED).expect("once more"), "in the same order");
    }

    #[test]
    fn what_only_looks_like_one_is_refused() {
        let cut = SHIPPED.get(..SHIPPED.len() / 2).expect("half of it");
        let year = r#"{"fiscal_year": 2028, "standard": {"meals": 68, "months": [1,1,1,1,1,1,1,1,1,1,1,-1]}, "destinations": [],
            "county_map": {}, "place_map": {}, "mie_tiers": []}"#;
        let lost = year.replace("-1]", "1]").replace("\"county_map\": {}", "\"county_map\": {\"IL|cook\": 9}");
        for (bytes, words) in [
            (cut, "no yearly file"),
            (&b"{}"[..], "no yearly file"),
            (year.as_bytes(), "no amount in dollars"),
            (lost.as_bytes(), "leads to no destination"),
        ] {
            let told = parse(bytes).expect_err(words).to_string();
            assert!(told.contains(words), "{told}");
        }
        let sound = year.replace("-1]", "1]");
        assert_eq!(parse(sound.as_bytes()).expect("a year").len(), 1);
    }
}
