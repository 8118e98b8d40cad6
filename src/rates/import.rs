//! Rates from a file: a CSV with a line for each place and season, or the yearly file of the 48 states (`yearly.rs`). Read
//! strictly, all of it or nothing. Pure.

use super::yearly;
use crate::kernel::{FieldError, Money, Rounding};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Who set a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Source {
    /// The Department of State, for abroad.
    State,
    /// The Department of Defense, for Alaska, Hawaii and the territories.
    Dod,
    /// The General Services Administration.
    Gsa,
    /// Typed by an officer.
    Typed,
}

impl Source {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::State => "Department of State",
            Self::Dod => "Department of Defense",
            Self::Gsa => "General Services Administration",
            Self::Typed => "Typed",
        }
    }
}

/// A rate of a place and season.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRate {
    /// The country.
    pub country: String,
    /// The place; empty for the rest of the country.
    pub place: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// A night.
    pub lodging: Money,
    /// Meals of a full day.
    pub meals: Money,
    /// Meals of the first and the last day.
    pub first_last: Money,
}

/// Why a file cannot be taken; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateFault {
    /// Not UTF-8 or not CSV.
    #[error("This file cannot be read as CSV. Save it as “CSV UTF-8” and send it again.")]
    NotCsv,
    /// A heading is missing.
    #[error("The first line must name the columns; “{0}” is missing.")]
    NoColumn(&'static str),
    /// There are no lines.
    #[error("The file holds no lines below the headings.")]
    Empty,
    /// More than any list of rates has.
    #[error("The file is larger than 5 MB, or has more than 20,000 lines.")]
    TooLarge,
    /// It looks like the yearly file of the 48 states, and is none.
    #[error("This is no yearly file of rates: {0}. Choose one like those in config/rates, or a CSV.")]
    NotYearly(String),
    /// One line is wrong.
    #[error("Line {line}: {problem}")]
    Line {
        /// As a spreadsheet counts.
        line: u64,
        /// What is wrong, as a sentence.
        problem: String,
    },
}

/// The largest file.
pub const MOST_BYTES: usize = 5_000_000;
const MOST_LINES: usize = 20_000;
/// Whoever names no place means the rest of the country.
const REST: &[&str] = &["", "other", "[other]"];

impl NewRate {
    /// A rate from its cells, or from a form. Meals of the first and last day are three quarters where they are not given.
    ///
    /// # Errors
    /// Everything that is wrong, each with the name of its column.
    pub fn of_cells(
        (country, place): (&str, &str),
        (from, to): (&str, &str),
        [lodging, meals, first_last]: [&str; 3],
    ) -> Result<Self, Vec<FieldError>> {
        let (country, place) = (country.trim(), place.trim());
        let is_text = |text: &str| text.chars().count() <= 120 && !text.chars().any(char::is_control);
        let mut wrong = Vec::new();
        if country.is_empty() || !is_text(country) {
            wrong.push(FieldError::new("country", "name the country, in at most 120 characters."));
        }
        if !is_text(place) {
            wrong.push(FieldError::new("place", "name the place in at most 120 characters."));
        }
        for (name, text) in [("from", from), ("to", to)] {
            if day(text).is_none() {
                wrong.push(FieldError::new(name, "both days must look like 2027-10-01 or 10/01/2027."));
            }
        }
        let days = day(from).zip(day(to));
        if days.is_some_and(|(from, to)| to < from) {
            wrong.push(FieldError::new("to", "the last day lies before the first."));
        }
        let mut money = |name: &str, text: &str, what: &str| {
            let told = |_| wrong.push(FieldError::new(name, format!("{what} must look like 148 or 148.00.")));
            Money::parse(text).map_err(told).ok()
        };
        let lodging = money("lodging", lodging, "a night");
        let meals = money("meals", meals, "a day of meals");
        let first_last = if first_last.trim().is_empty() {
            let part = meals.map(|meals| meals.times(Decimal::new(75, 2), Rounding::HalfUp));
            part.and_then(|part| part.map_err(|e| wrong.push(FieldError::new("meals", e.to_string()))).ok())
        } else {
            money("first_last", first_last, "meals of the first day")
        };
        match (days, lodging, meals, first_last) {
            (Some((from, to)), Some(lodging), Some(meals), Some(first_last)) if wrong.is_empty() => {
                let place = if REST.contains(&place.to_lowercase().as_str()) { String::new() } else { place.to_owned() };
                Ok(Self { country: country.to_owned(), place, from, to, lodging, meals, first_last })
            }
            _ => Err(wrong),
        }
    }
}

/// Reads all lines, or none: `country`, `place`, `from`, `to`, `lodging`, `meals` and perhaps `first_last`; or a yearly file
/// of the 48 states, packed or not.
///
/// # Errors
/// [`RateFault`] naming the line.
pub fn parse(bytes: &[u8]) -> Result<Vec<NewRate>, RateFault> {
    if bytes.len() > MOST_BYTES {
        return Err(RateFault::TooLarge);
    }
    if yearly::is_yearly(bytes) {
        return yearly::parse(bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| RateFault::NotCsv)?.trim_start_matches('\u{feff}');
    if text.contains('\0') {
        return Err(RateFault::NotCsv);
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| RateFault::NotCsv)?.clone();
    let find = |name: &str| headings.iter().position(|heading| heading.eq_ignore_ascii_case(name));
    let must = |name: &'static str| find(name).ok_or(RateFault::NoColumn(name));
    let (country, place, from, to) = (must("country")?, must("place")?, must("from")?, must("to")?);
    let (lodging, meals, first_last) = (must("lodging")?, must("meals")?, find("first_last"));
    let mut rates = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let line = index as u64 + 2;
        let told = |problem: String| RateFault::Line { line, problem };
        let record = record.map_err(|_| told("it has more or fewer cells than the headings.".into()))?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let amounts = [cell(lodging), cell(meals), first_last.map(cell).unwrap_or_default()];
        let first = |wrong: Vec<FieldError>| told(wrong.into_iter().next().map(|e| e.message).unwrap_or_default());
        rates.push(NewRate::of_cells((cell(country), cell(place)), (cell(from), cell(to)), amounts).map_err(first)?);
        if rates.len() > MOST_LINES {
            return Err(RateFault::TooLarge);
        }
    }
    if rates.is_empty() { Err(RateFault::Empty) } else { Ok(rates) }
}

fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let read = |pattern: &str| NaiveDate::parse_from_str(text, pattern).ok();
    read("%Y-%m-%d").or_else(|| read("%m/%d/%Y")).filter(|day| (2000..2200).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_by_their_headings() {
        let file = "\u{feff}Country,Place,From,To,Lodging,Meals\r\nFrance,Lyon,2027-10-01,2028-09-30,\"210\",120\r\nFrance,Other,10/01/2027,09/30/2028,150.00,101\r\n";
        let rates = parse(file.as_bytes()).expect("readable");
        let seen: Vec<_> = rates.iter().map(|r| (r.place.as_str(), r.lodging.cents(), r.meals.cents(), r.first_last.cents())).collect();
        assert_eq!(seen, [("Lyon", 21_000, 12_000, 9_000), ("", 15_000, 10_100, 7_575)]);
    }

    #[test]
    fn every_mistake_of_a_rate_names_its_column() {
        let wrong = |days: (&str, &str), amounts: [&str; 3]| -> Vec<String> {
            NewRate::of_cells(("", "\u{7}"), days, amounts).expect_err("wrong").into_iter().map(|e| e.field).collect()
        };
        let all = ["country", "place", "from", "to", "lodging", "meals", "first_last"];
        assert_eq!(wrong(("", "soon"), ["", "-1", "x"]), all);
        assert_eq!(wrong(("2028-10-01", "2028-09-30"), ["1", "1", ""]), ["country", "place", "to"]);
    }

    #[test]
    fn a_broken_file_is_refused_whole() {
        const HEAD: &str = "country,place,from,to,lodging,meals,first_last\n";
        for (lines, words) in [
            ("", "no lines"),
            ("France,Lyon,2027-10-01\n", "more or fewer cells"),
            (",Lyon,2027-10-01,2028-09-30,1,1,1\n", "name the country"),
            ("France,Lyon,soon,2028-09-30,1,1,1\n", "both days"),
            ("France,Lyon,2028-10-01,2028-09-30,1,1,1\n", "before the first"),
            ("France,Lyon,2027-10-01,2028-09-30,-1,1,1\n", "a night"),
            ("France,Lyon,2027-10-01,2028-09-30,1,x,1\n", "a day of meals"),
        ] {
            let told = parse(format!("{HEAD}{lines}").as_bytes()).expect_err(lines).to_string();
            assert!(told.contains(words), "{lines}: {told}");
        }
        assert_eq!(parse(b"country,place\n"), Err(RateFault::NoColumn("from")));
        assert_eq!(parse(b"\xff"), Err(RateFault::NotCsv));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = parse(&bytes);
        }
    }
}
