//! What is known about travel to a place over some days: read once, then asked day by day. Asking is pure.

use super::store::{self, KeptRate};
use super::table::{self, Table};
use super::{Known, Rate, fiscal_year, is_united_states, named, shipped, yearly};
use crate::db::{Conn, Error};
use crate::places::Place;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What is known about travel to one place over some days.
#[derive(Clone, Debug)]
pub struct Span {
    pub(super) country: String,
    /// What came in a file or was typed and holds on any of these days, the newest first.
    pub(super) kept: Vec<KeptRate>,
    /// The places of this name in the United States, each with what is kept of its county.
    pub(super) places: Vec<(Place, Vec<KeptRate>)>,
}

impl Span {
    /// Reads what is known of a place, named as people do, from the first to the last of these days.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn read(conn: &mut Conn, (place, country): (&str, &str), (first, last): (NaiveDate, NaiveDate)) -> Result<Self, Error> {
        let kept = store::list_touching(conn, (place, country), (first, last))?;
        let found = if is_united_states(country) { named(conn, place)? } else { vec![] };
        // Counties are asked only for years of which the program itself has no rates.
        let is_beyond = (fiscal_year(first)..=fiscal_year(last)).any(|year| !Table::has(year));
        let mut places = Vec::new();
        for place in found {
            let of_county = match &place.county {
                Some(county) if is_beyond && !table::is_outside(&place.state) => {
                    let name = yearly::county(county, &place.state);
                    store::list_touching(conn, (&name, "United States"), (first, last))?
                }
                _ => vec![],
            };
            places.push((place, of_county));
        }
        Ok(Self { country: country.to_owned(), kept, places })
    }

    /// What is known on one of its days: rates that came in a file or were typed before those inside the program; after
    /// them, where those are of an earlier year, those of the county and of the rest of the country.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Known {
        let (own, rest) = newest(&self.kept, day);
        if !own.is_empty() {
            return Known::Rates(own.into_iter().map(|kept| kept.rate(day)).collect());
        }
        let known = shipped(self.places.iter().map(|(place, _)| place), &self.country, day);
        match &known {
            Known::Rates(rates) if rates.iter().all(|rate| rate.fiscal_year == fiscal_year(day)) => known,
            // The rest of the country is the 48 states.
            Known::OutsideTheStates => known,
            Known::Rates(_) => {
                let newer = self.of_counties(day, rest);
                if newer.is_empty() { known } else { Known::Rates(newer) }
            }
            Known::Abroad | Known::Nothing => rest.map_or(known, |kept| Known::Rates(vec![kept.rate(day)])),
        }
    }

    /// The kept rates of the counties of each place of this name in the 48 states; `rest` where a county has none.
    fn of_counties(&self, day: NaiveDate, rest: Option<&KeptRate>) -> Vec<Rate> {
        let in_states = self.places.iter().filter(|(place, _)| !table::is_outside(&place.state));
        let rate = |(place, of_county): &(Place, Vec<KeptRate>)| {
            let own = newest(of_county, day).0.into_iter().next();
            own.or(rest).map(|kept| Rate { place: place.full_name(), ..kept.rate(day) })
        };
        in_states.filter_map(rate).collect()
    }
}

/// Of rates with the newest first, those of a place that hold on a day, one for each state, and that of the rest of the country.
fn newest(kept: &[KeptRate], day: NaiveDate) -> (Vec<&KeptRate>, Option<&KeptRate>) {
    let (mut own, mut rest, mut seen) = (Vec::new(), None, BTreeSet::new());
    for one in kept.iter().filter(|one| one.what.from <= day && day <= one.what.to) {
        if one.what.place.is_empty() {
            rest = rest.or(Some(one));
        } else if seen.insert(store::behind(&one.what.place)) {
            own.push(one);
        }
    }
    (own, rest)
}
