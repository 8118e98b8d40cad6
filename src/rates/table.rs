//! The tables inside the program, one for each fiscal year.

use super::fiscal_year;
use crate::kernel::Money;
use chrono::{Datelike, NaiveDate};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Ascending by year.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let files: [&[u8]; 2] =
        [include_bytes!("../../config/rates/per-diem-2026.json.gz"), include_bytes!("../../config/rates/per-diem-2027.json.gz")];
    files.into_iter().filter_map(|bytes| read(bytes).map_err(|fault| tracing::error!(%fault, "travel rates cannot be read")).ok()).collect()
});

/// States whose rates others set.
const OUTSIDE: &[&str] = &["AK", "HI", "PR", "GU", "VI", "AS", "MP"];

/// Whether others set the rates of a state.
pub(super) fn is_outside(state: &str) -> bool {
    OUTSIDE.contains(&state)
}

#[derive(Deserialize)]
pub(super) struct Table {
    pub(super) fiscal_year: i32,
    pub(super) standard: Prices,
    pub(super) destinations: Vec<Destination>,
    /// `ST|county` in lower case.
    pub(super) county_map: HashMap<String, u32>,
    /// `ST|place` in lower case, where a place has another rate than its county.
    pub(super) place_map: HashMap<String, u32>,
    mie_tiers: Vec<Tier>,
}

#[derive(Deserialize)]
pub(super) struct Prices {
    pub(super) meals: i64,
    /// Of a night, from October on.
    pub(super) months: [i64; 12],
}

#[derive(Deserialize)]
pub(super) struct Destination {
    pub(super) id: u32,
    pub(super) state: String,
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) prices: Prices,
}

/// Meals of a full day and of a first or last one, which may end in half a dollar.
#[derive(Deserialize)]
struct Tier {
    total: serde_json::Number,
    first_last_day: serde_json::Number,
}

/// What one place costs.
pub(super) struct Row<'a> {
    pub(super) is_standard: bool,
    pub(super) meals: i64,
    months: &'a [i64; 12],
}

impl Row<'_> {
    /// A night in the month of this day; the year of the table begins in October.
    pub(super) fn room(&self, day: NaiveDate) -> i64 {
        let index = usize::try_from((day.month0() + 3) % 12).unwrap_or(0);
        self.months.get(index).copied().unwrap_or_default()
    }
}

impl Table {
    /// The rates of a day: of its fiscal year, or the latest known before it.
    pub(super) fn of(day: NaiveDate) -> Option<&'static Self> {
        let year = fiscal_year(day);
        TABLES.iter().rev().find(|table| table.fiscal_year <= year)
    }

    /// Whether the rates of this very fiscal year are inside the program.
    pub(super) fn has(year: i32) -> bool {
        TABLES.iter().any(|table| table.fiscal_year == year)
    }

    /// The rates of a place; `None` outside the 48 states and the District.
    pub(super) fn find(&self, state: &str, county: Option<&str>, place: &str) -> Option<Row<'_>> {
        if is_outside(state) {
            return None;
        }
        let key = |name: &str| format!("{state}|{}", name.to_lowercase());
        let by_place = || self.place_map.get(&key(place)).copied();
        let by_county = || self.county_map.get(&key(bare(county?))).copied();
        let by_name = || self.destinations.iter().find(|d| d.state == state && is_named(&d.name, place)).map(|d| d.id);
        let id = by_place().or_else(by_county).or_else(by_name);
        let own = id.and_then(|id| self.destinations.iter().find(|d| d.id == id)).map(|d| &d.prices);
        let prices = own.unwrap_or(&self.standard);
        Some(Row { is_standard: own.is_none(), meals: prices.meals, months: &prices.months })
    }

    /// Meals of the first and the last day: by the tier, or three quarters where there is none.
    pub(super) fn first_last_day(&self, meals: i64) -> Money {
        let tier = self.mie_tiers.iter().find(|tier| cents(&tier.total) == Some(meals * 100));
        Money::from_cents(tier.and_then(|tier| cents(&tier.first_last_day)).unwrap_or(meals * 75))
    }
}

/// `55.5` as cents.
fn cents(dollars: &serde_json::Number) -> Option<i64> {
    let amount: rust_decimal::Decimal = dollars.to_string().parse().ok()?;
    Money::from_dollars(1).times(amount, crate::kernel::Rounding::HalfUp).ok().map(Money::cents)
}

/// A county without the word for it.
pub(super) fn bare(county: &str) -> &str {
    [" County", " Parish", " Planning Region"].iter().find_map(|word| county.strip_suffix(word)).unwrap_or(county)
}

/// Whether a destination such as `Boston / Cambridge` names the place.
fn is_named(destination: &str, place: &str) -> bool {
    destination.split('/').any(|part| part.trim().eq_ignore_ascii_case(place))
}

fn read(packed: &[u8]) -> Result<Table, serde_json::Error> {
    serde_json::from_reader(GzDecoder::new(packed))
}
