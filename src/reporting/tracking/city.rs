//! A city's own side of the figures.

use super::ask::{By, Filters, Wanted};
use super::cost::{CostView, by_cost};
use super::money::{MoneyView, by_money};
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::{Actor, Organisation};

/// Where the money of a city's awards stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CityFigures {
    /// Award by award.
    pub awards: MoneyView,
    /// By category.
    pub categories: MoneyView,
    /// By kind of activity, and who came.
    pub kinds: CostView,
}

/// Where the money of a city's awards stands, for people of that city; `after` an award, at most `limit` of them.
///
/// # Errors
/// [`Error::Missing`] for all others, or the database's refusal.
pub fn city_figures(conn: &mut Conn, actor: &Actor, city: Id<Organisation>, (after, limit): (&str, usize)) -> Result<CityFigures, Error> {
    let filters = Filters::of_city(actor, city)?;
    let wanted =
        |by: By| Wanted { by, filters: filters.clone(), after: if by == By::Award { after.to_owned() } else { String::new() }, limit };
    Ok(CityFigures {
        awards: by_money(conn, actor, &wanted(By::Award))?,
        categories: by_money(conn, actor, &wanted(By::Category))?,
        kinds: by_cost(conn, actor, &wanted(By::Kind))?,
    })
}

/// The name of a city with its state, if it has a signed award that is open to the reader.
///
/// # Errors
/// The database's refusal.
pub fn city_name(conn: &mut Conn, reader: &Actor, city: &str) -> Result<Option<String>, Error> {
    let programs = store::programs(conn)?;
    let scope = Filters { city: Some(city.to_owned()), ..Filters::default() }.scope(reader, &programs);
    let found = store::list_cities(conn, &scope, "", 1)?.into_iter().next();
    Ok(found.map(|(_, name, state)| format!("{name}, {state}")))
}
