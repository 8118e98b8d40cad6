//! More time: for all cities of a round or for one of them, with its reason. Never less.

use super::definition::Definition;
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

/// The deadline of a round was moved for all cities, as everybody may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The last instant before.
    pub before: Option<Timestamp>,
    /// The last instant from then on.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
    /// When it was moved.
    pub at: Timestamp,
}

/// How the deadline of a round was moved for all cities, the newest first, at most `limit`. What only one city was granted
/// is not told to others.
///
/// # Errors
/// The database's refusal.
pub fn list_moved(conn: &mut Conn, round: &Opportunity, definition: &Definition, limit: i64) -> Result<Vec<Moved>, Error> {
    // One more, which says what the last one was moved from.
    let granted = store::list_extensions_of_all(conn, round.id, limit.saturating_add(1))?;
    let first = definition.dates.deadline().map(|deadline| deadline.at);
    let before = granted.iter().skip(1).map(|older| Some(older.closes_at)).chain(std::iter::once(first));
    let moved = granted.iter().zip(before).map(|(one, before)| Moved {
        // A newer version of the form may name the new deadline itself.
        before: before.filter(|before| *before < one.closes_at),
        until: one.closes_at,
        reason: one.reason.clone(),
        at: one.granted_at,
    });
    Ok(moved.take(usize::try_from(limit).unwrap_or_default()).collect())
}
