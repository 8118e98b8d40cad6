//! Finding anything on the desk by what somebody on the telephone says: the number of an
//! application, a city that leads one or takes part in it, or a word of a person's name or address.

use super::list::Row;
use super::step_back::list_closed;
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::people::Actor;
use crate::places::{self, Wish};
use chrono::Datelike;

/// The most of each kind that are found.
pub const MOST_FOUND: i64 = 20;

/// What was found, each kind by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Received cases with this number, or in which a city of this name has a part, the newest first.
    pub cases: Vec<Row>,
    /// People of cities and of the fund.
    pub people: Vec<FoundPerson>,
}

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPerson {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The cities they belong to, such as `Madison, WI`.
    pub cities: Vec<String>,
}

/// Looks for `text` everywhere but in what is closed to the actor. Nothing typed finds nothing.
///
/// # Errors
/// The database's refusal.
pub fn search(conn: &mut Conn, actor: &Actor, text: &str, now: Timestamp) -> Result<Found, Error> {
    let text: String = text.trim().chars().take(200).collect();
    if text.is_empty() {
        return Ok(Found::default());
    }
    let closed = list_closed(conn, actor)?;
    let numbers = references(&text, now);
    if !numbers.is_empty() {
        return Ok(Found { cases: store::list_by_reference(conn, (&numbers, &closed), MOST_FOUND)?, people: vec![] });
    }
    let folded = places::fold(text.split(',').next().unwrap_or_default());
    let mut towns = places::search(conn, &Wish::parse(&text, ""))?;
    towns.retain(|place| places::fold(&place.name).starts_with(&folded));
    let start = text.split(',').next().unwrap_or_default().trim().to_lowercase();
    let towns: Vec<i64> = towns.iter().map(|place| place.geoname_id).collect();
    let cases = store::list_by_city(conn, (&towns, &start, &closed), MOST_FOUND)?;
    Ok(Found { cases, people: store::list_people(conn, actor, &start, MOST_FOUND)? })
}

/// The reference numbers that somebody may mean: `UDF-2027-0142`, `2027-142`, or `142` of a recent year.
fn references(text: &str, now: Timestamp) -> Vec<String> {
    let plain = text.to_uppercase().replace(' ', "");
    let parts: Vec<&str> = plain.split('-').collect();
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.chars().all(|c| c.is_ascii_digit()));
    let said = |prefix: &str, year: i32, n: u32| format!("{prefix}-{year}-{n:04}");
    let year = now.day().year();
    match parts.as_slice() {
        [prefix, year, n] if !prefix.is_empty() => match (number(year), number(n)) {
            (Some(_), Some(n)) => vec![format!("{prefix}-{year}-{n:04}")],
            _ => vec![],
        },
        [year, n] => match (number(year).and_then(|y| i32::try_from(y).ok()), number(n)) {
            (Some(year), Some(n)) => vec![said("UDF", year, n)],
            _ => vec![],
        },
        [n] => number(n).map(|n| (year - 4..=year + 2).map(|year| said("UDF", year, n)).collect()).unwrap_or_default(),
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_as_people_say_it() {
        let now = Timestamp::parse("2027-03-01T12:00:00Z").expect("an instant");
        assert_eq!(references("udf-2027-0142", now), ["UDF-2027-0142"]);
        assert_eq!(references("UDF - 2027 - 142", now), ["UDF-2027-0142"]);
        assert_eq!(references("2026-7", now), ["UDF-2026-0007"]);
        assert!(references("142", now).contains(&"UDF-2027-0142".to_owned()));
        for other in ["Madison", "Winston-Salem", "a-b-c", "", "99999999999999999999", "-1"] {
            assert_eq!(references(other, now), Vec::<String>::new(), "{other}");
        }
    }
}
