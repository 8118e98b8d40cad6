//! Who holds the roles of the fund now, for the checks that ask for different people. Of people
//! of cities there are always enough.

use super::check::People;
use crate::db::{Conn, Error};
use crate::people::{CityRole, account};
use strum::VariantArray;

/// The people whose accounts are open, with their roles.
///
/// # Errors
/// The database's refusal.
pub fn staff(conn: &mut Conn) -> Result<People, Error> {
    let all = account::list_staff(conn)?;
    let is_open = all.into_iter().filter(|(person, _)| person.disabled_at.is_none());
    let holders = is_open.map(|(person, roles)| (person.name, roles.iter().map(ToString::to_string).collect()));
    Ok(People { holders: holders.collect(), elsewhere: CityRole::VARIANTS.iter().map(ToString::to_string).collect() })
}
