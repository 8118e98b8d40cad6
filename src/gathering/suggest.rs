//! Which events of the register a city may mean, and which of them may be one and the same: by their days, their words
//! and their place. The comparison is pure.

use super::event::{Event, words_of};
use super::store::{self, Wanted};
use crate::db::{Conn, Error};
use crate::people::Actor;
use crate::places::fold;
use chrono::{Days, NaiveDate};

/// Events that begin so many days apart are compared.
const NEAR: u64 = 31;
/// So many events of these days are looked at.
const MOST_COMPARED: i64 = 300;
/// So many are offered.
const MOST_OFFERED: usize = 8;
/// From so many points on two events may be one.
const ENOUGH: u32 = 50;

/// An event that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The event.
    pub event: Event,
    /// Of 100 points: days 40, words 40, place 20.
    pub points: u32,
}

/// What is looked for.
struct Sought<'a> {
    title: &'a str,
    place: &'a str,
    country: &'a str,
    days: (NaiveDate, NaiveDate),
}

/// The events that an activity of this name, place and days may be a part in, the likeliest first. The register is
/// for all cities: what is offered says nothing about who goes there.
///
/// # Errors
/// The database's refusal.
pub fn suggest(
    conn: &mut Conn,
    title: &str,
    (place, country): (&str, &str),
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Suggestion>, Error> {
    let near = near(conn, &[], days.0)?;
    Ok(likely(near, &Sought { title, place, country, days }))
}

/// The other events that may be the same as this one, the likeliest first.
///
/// # Errors
/// The database's refusal.
pub fn doubles(conn: &mut Conn, reader: &Actor, event: &Event) -> Result<Vec<Suggestion>, Error> {
    let near = near(conn, &reader.walls.ids(), event.starts_on)?;
    let sought = Sought { title: &event.title, place: &event.place, country: &event.country, days: (event.starts_on, event.ends_on) };
    let mut found = likely(near, &sought);
    found.retain(|other| other.event.id != event.id);
    Ok(found)
}

fn near(conn: &mut Conn, closed: &[String], day: NaiveDate) -> Result<Vec<Event>, Error> {
    let from = day.checked_sub_days(Days::new(NEAR)).unwrap_or(day);
    let to = day.checked_add_days(Days::new(NEAR)).unwrap_or(day);
    store::list_events(conn, closed, Wanted::Between(from, to), MOST_COMPARED)
}

fn likely(events: Vec<Event>, sought: &Sought<'_>) -> Vec<Suggestion> {
    let scored = events.into_iter().map(|event| Suggestion { points: points(&event, sought), event });
    let mut found: Vec<Suggestion> = scored.filter(|one| one.points >= ENOUGH).collect();
    found.sort_by(|a, b| b.points.cmp(&a.points).then(a.event.id.cmp(&b.event.id)));
    found.truncate(MOST_OFFERED);
    found
}

/// How much speaks for one being the other.
fn points(event: &Event, sought: &Sought<'_>) -> u32 {
    let (first, last) = sought.days;
    let days = if event.starts_on == first && event.ends_on == last {
        40
    } else if event.starts_on <= last && first <= event.ends_on {
        30
    } else if (event.starts_on - first).num_days().abs() <= 7 {
        10
    } else {
        0
    };
    let (own, other) = (words_of(&[&event.title]), words_of(&[sought.title]));
    let shared = own.intersection(&other).count();
    let all = own.union(&other).count().max(1);
    let words = u32::try_from(40 * shared / all).unwrap_or(0);
    let is_there = fold(&event.place) == fold(sought.place) && fold(&event.country) == fold(sought.country);
    days + words + if is_there { 20 } else { 0 }
}

/// The beginnings of words that a search asks for.
pub(super) fn words_asked(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).take(8).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    fn event(title: &str, place: &str, (first, last): (&str, &str)) -> Event {
        Event {
            id: IdSource::seeded(1).id(Timestamp::from_micros(0)),
            kind: "conference".into(),
            title: title.into(),
            provider: String::new(),
            place: place.into(),
            country: "France".into(),
            starts_on: first.parse().expect("a day"),
            ends_on: last.parse().expect("a day"),
            url: String::new(),
            merged_into: None,
            made_by_name: "Ada".into(),
            made_at: Timestamp::from_micros(0),
            version: 1,
        }
    }

    #[test]
    fn days_words_and_place_speak_for_it() {
        let days = ("2027-05-10".parse().expect("a day"), "2027-05-12".parse().expect("a day"));
        let sought = Sought { title: "Mayors’ Summit 2027", place: "Lyon", country: "france", days };
        let of = |title: &str, place: &str, days: (&str, &str)| points(&event(title, place, days), &sought);
        assert_eq!(of("Mayors’ Summit 2027", "Lyon", ("2027-05-10", "2027-05-12")), 100);
        assert!(of("The mayors’ summit", "Lyon", ("2027-05-10", "2027-05-13")) >= ENOUGH);
        assert!(of("Course in protocol", "Paris", ("2027-05-10", "2027-05-12")) < ENOUGH);
        assert!(of("Mayors’ Summit 2027", "Berlin", ("2027-06-10", "2027-06-12")) < ENOUGH);
        assert_eq!(words_asked("  Mayors’ sum% "), ["mayors", "sum"]);
    }
}
