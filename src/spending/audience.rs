//! Whom to tell about an award's money: resolved from roles at that moment.

use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::outbox::{Recipient, Side};
use crate::people::{CityRole, FundRole, Organisation, account};

/// The city's officials and preparers.
///
/// # Errors
/// The database's refusal.
pub fn city(conn: &mut Conn, city: Id<Organisation>) -> Result<Vec<Recipient>, Error> {
    let people = account::list_with_city_roles(conn, city, &[CityRole::AuthorizedOfficial, CityRole::Preparer])?;
    Ok(people.iter().map(|p| p.recipient(Side::City)).collect())
}

/// Everybody of the fund who holds one of these roles.
///
/// # Errors
/// The database's refusal.
pub fn fund(conn: &mut Conn, roles: &[FundRole]) -> Result<Vec<Recipient>, Error> {
    Ok(account::list_with_fund_roles(conn, roles)?.iter().map(|p| p.recipient(Side::Fund)).collect())
}
