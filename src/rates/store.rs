//! Rows of rates that came in a file or were typed.

use super::import::{NewRate, Source};
use super::{Rate, fiscal_year, is_united_states};
use crate::db::schema::travel_rates as t;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money, Timestamp};
use crate::places::fold;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// How the United States are kept, however a file names them.
const UNITED_STATES: &str = "united states";
/// So many rates of one place are read, over all its seasons.
const MOST: i64 = 500;

/// A rate that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRate {
    /// Who set it.
    pub source: Source,
    /// What it is.
    pub what: NewRate,
    /// Where it is from.
    pub citation: String,
    /// Who brought it in.
    pub imported_by_name: String,
    /// When.
    pub imported_at: Timestamp,
}

impl KeptRate {
    /// As it is shown beside those inside the program.
    pub(super) fn rate(&self, day: NaiveDate) -> Rate {
        let NewRate { country, place, lodging, meals, first_last, .. } = &self.what;
        let is_standard = place.is_empty();
        let the = if is_united_states(country) { "the " } else { "" };
        let place = if is_standard { format!("the rest of {the}{country}") } else { format!("{place}, {country}") };
        let citation = self.citation.clone();
        Rate { place, is_standard, fiscal_year: fiscal_year(day), room: *lodging, meals: *meals, first_last: *first_last, citation }
    }
}

type Row = ((String, String, String, NaiveDate, NaiveDate), (i64, i64, i64), (String, String, NaiveDateTime));

macro_rules! columns {
    () => {
        (
            (t::source, t::country, t::place, t::from_day, t::to_day),
            (t::lodging_cents, t::meals_cents, t::first_last_cents),
            (t::citation, t::imported_by_name, t::imported_at),
        )
    };
}

fn read((what, amounts, course): Row) -> Result<KeptRate, Error> {
    let (source, country, place, from, to) = what;
    let (lodging, meals, first_last) = (Money::from_cents(amounts.0), Money::from_cents(amounts.1), Money::from_cents(amounts.2));
    Ok(KeptRate {
        source: source.parse().map_err(|_| Error::unreadable("source of a rate", &source))?,
        what: NewRate { country, place, from, to, lodging, meals, first_last },
        citation: course.0,
        imported_by_name: course.1,
        imported_at: Timestamp::from_naive(course.2),
    })
}

/// The country as it is looked for.
fn country_key(country: &str) -> String {
    if is_united_states(country) { UNITED_STATES.to_owned() } else { fold(country) }
}

/// The name of a place without what stands behind it, as it is looked for.
fn place_key(place: &str) -> String {
    fold(place.split(',').next().unwrap_or_default())
}

/// What stands behind the name: a state.
pub(super) fn behind(place: &str) -> String {
    fold(place.split_once(',').map_or("", |(_, rest)| rest))
}

/// The rates of a place and of the rest of its country that hold on any of these days, the newest first.
pub(super) fn list_touching(
    conn: &mut Conn,
    (place, country): (&str, &str),
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<KeptRate>, Error> {
    let (country, name, state) = (country_key(country), place_key(place), behind(place));
    if country.is_empty() || name.is_empty() {
        return Ok(vec![]);
    }
    let rows: Vec<Row> = t::table
        .filter(t::country_folded.eq(&country))
        .filter(t::place_folded.eq_any([name.as_str(), ""]))
        .filter(t::from_day.le(last))
        .filter(t::to_day.ge(first))
        .order(t::id.desc())
        .limit(MOST)
        .select(columns!())
        .load(conn)?;
    let mut found = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    found.retain(|kept| {
        let other = behind(&kept.what.place);
        state.is_empty() || other.is_empty() || state == other
    });
    Ok(found)
}

/// Rates that came in a file or were typed, the newest first, of countries and places that begin with these words.
///
/// # Errors
/// The database's refusal.
pub fn list_rates(conn: &mut Conn, country: &str, limit: i64) -> Result<Vec<KeptRate>, Error> {
    let begins = if country.trim().is_empty() { String::new() } else { country_key(country) };
    let rows: Vec<Row> =
        t::table.filter(t::country_folded.like(format!("{begins}%"))).order(t::id.desc()).limit(limit).select(columns!()).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Whether a file was read in before.
///
/// # Errors
/// The database's refusal.
pub fn is_known_file(conn: &mut Conn, sha256: &str) -> Result<bool, Error> {
    Ok(t::table.filter(t::file_sha256.eq(sha256)).count().get_result::<i64>(conn)? > 0)
}

/// Keeps rates; `(citation, name)` say where they are from and who brings them in. Whoever calls has asked whether they may.
///
/// # Errors
/// The database's refusal.
pub fn keep(
    tx: &mut Tx<'_>,
    (source, rates): (Source, &[NewRate]),
    (citation, name): (&str, &str),
    file_sha256: Option<&str>,
) -> Result<(), Error> {
    let (now, source): (NaiveDateTime, &str) = (tx.now().naive(), source.into());
    for rate in rates {
        let id: Id<KeptRate> = tx.id();
        diesel::insert_into(t::table)
            .values((
                (t::id.eq(id.text()), t::source.eq(source), t::country.eq(&rate.country), t::place.eq(&rate.place)),
                (t::country_folded.eq(country_key(&rate.country)), t::place_folded.eq(place_key(&rate.place))),
                (t::from_day.eq(rate.from), t::to_day.eq(rate.to), t::lodging_cents.eq(rate.lodging.cents())),
                (t::meals_cents.eq(rate.meals.cents()), t::first_last_cents.eq(rate.first_last.cents())),
                (t::citation.eq(citation), t::imported_by_name.eq(name), t::imported_at.eq(now), t::file_sha256.eq(file_sha256)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}
