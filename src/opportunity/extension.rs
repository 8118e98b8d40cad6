//! More time: for all cities of a round or for one of them, with its reason. Never less.

use super::opportunity::Opportunity;
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::{Deadline, Id, Timestamp};
use crate::people::Organisation;

/// One grant of more time. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its identifier.
    pub id: Id<Extension>,
    /// The round.
    pub opportunity: Id<Opportunity>,
    /// The city; all cities where none is named.
    pub city: Option<Id<Organisation>>,
    /// The new last instant, which is still in time.
    pub closes_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Who granted it.
    pub granted_by: String,
    /// Their name then.
    pub granted_by_name: String,
    /// When.
    pub granted_at: Timestamp,
}

/// The last instant of this city: that of the round, or a later one that the city was granted.
///
/// # Errors
/// The database's refusal.
pub fn closing(conn: &mut Conn, round: &Opportunity, city: Id<Organisation>) -> Result<Deadline, Error> {
    let own = store::latest_extension(conn, round.id, Some(city))?;
    Ok(Deadline { at: own.map_or(round.closes.at, |own| own.max(round.closes.at)), zone: round.closes.zone })
}
