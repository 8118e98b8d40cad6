//! Federal travel rates: what a room and a day's meals may cost in a place and month. Data by federal
//! fiscal year (`config/rates`), from the General Services Administration; they advise whoever plans
//! and checks, and decide nothing.

mod import;
mod row;
mod span;
mod store;
mod table;
mod yearly;

pub use import::{MOST_BYTES, NewRate, RateFault, Source, parse};
pub use row::RatePart;
pub use span::Span;
pub use store::{KeptRate, is_known_file, keep, list_rates};

use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::places::{self, Place, Wish};
use chrono::{Datelike, NaiveDate};
use table::Table;

/// The line that must be shown wherever the rates are shown or exported.
pub const ATTRIBUTION: &str =
    "Per-diem rates: US General Services Administration. Data files from gsa-perdiem-mcp 1.2.7 (MIT, James Jenrette / 1102tools).";

/// So many places of one name are told apart; more would not help.
const MOST: usize = 4;

/// What travel to one place may cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The place it was looked up for, such as `Portland, OR`.
    pub place: String,
    /// Whether the place has no rate of its own and the standard rate counts.
    pub is_standard: bool,
    /// The federal fiscal year of the rates. It is earlier than the day's when no later are known.
    pub fiscal_year: i32,
    /// A night, before taxes.
    pub room: Money,
    /// Meals and small expenses on a full day.
    pub meals: Money,
    /// The same on the first and the last day.
    pub first_last: Money,
    /// Where it is from.
    pub citation: String,
}

/// What is known about a place and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// A rate for each place of this name.
    Rates(Vec<Rate>),
    /// Alaska, Hawaii and the territories, whose rates the Department of Defense sets.
    OutsideTheStates,
    /// Abroad; the Department of State sets the rates.
    Abroad,
    /// Nothing: no such place is known.
    Nothing,
}

/// The federal fiscal year of a day.
#[must_use]
pub fn fiscal_year(day: NaiveDate) -> i32 {
    if day.month() >= 10 { day.year() + 1 } else { day.year() }
}

/// What is known about travel to a place, named as people do, on this day.
///
/// # Errors
/// The database's refusal.
pub fn look_up(conn: &mut Conn, place: &str, country: &str, day: NaiveDate) -> Result<Known, Error> {
    let found = if is_united_states(country) { named(conn, place)? } else { vec![] };
    Ok(shipped(found.iter(), country, day))
}

/// What the tables inside the program say of these places on this day.
fn shipped<'a>(found: impl Iterator<Item = &'a Place>, country: &str, day: NaiveDate) -> Known {
    if !is_united_states(country) {
        return if country.trim().is_empty() { Known::Nothing } else { Known::Abroad };
    }
    let Some(table) = Table::of(day) else { return Known::Nothing };
    let found: Vec<Option<Rate>> = found.map(|place| rate(table, place, day)).collect();
    let is_named = !found.is_empty();
    let rates: Vec<Rate> = found.into_iter().flatten().collect();
    match (rates.is_empty(), is_named) {
        (false, _) => Known::Rates(rates),
        (true, true) => Known::OutsideTheStates,
        (true, false) => Known::Nothing,
    }
}

/// The places of this name.
fn named(conn: &mut Conn, place: &str) -> Result<Vec<Place>, Error> {
    let name = places::fold(place.split(',').next().unwrap_or_default());
    let mut found = places::search(conn, &Wish::parse(place, ""))?;
    found.retain(|p| places::fold(&p.name) == name);
    found.truncate(MOST);
    Ok(found)
}

/// What is known about travel to a place on this day, with the rates that came in a file or were typed ([`Span`]).
///
/// # Errors
/// The database's refusal.
pub fn of(conn: &mut Conn, place: &str, country: &str, day: NaiveDate) -> Result<Known, Error> {
    Ok(Span::read(conn, (place, country), (day, day))?.on(day))
}

fn rate(table: &Table, place: &Place, day: NaiveDate) -> Option<Rate> {
    let row = table.find(&place.state, place.county.as_deref(), &place.name)?;
    Some(Rate {
        place: place.full_name(),
        is_standard: row.is_standard,
        fiscal_year: table.fiscal_year,
        room: Money::from_dollars(row.room(day)),
        meals: Money::from_dollars(row.meals),
        first_last: table.first_last_day(row.meals),
        citation: format!("General Services Administration, fiscal year {}", table.fiscal_year),
    })
}

/// The country as people write it.
fn is_united_states(country: &str) -> bool {
    let plain: String = country.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    matches!(plain.strip_prefix("the").unwrap_or(&plain), "us" | "usa" | "unitedstates" | "unitedstatesofamerica" | "america")
}

#[cfg(test)]
mod tests;
