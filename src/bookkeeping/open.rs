//! Which entries are open to a person: not those that move, or name, what is closed to them because of a conflict of
//! interest.

use super::entry::ManualEntry;
use super::store;
use crate::conflict::Walls;
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::ledger::{self, JournalEntry};
use crate::people::Actor;

/// Decided entries that are looked at, to find enough that are open.
const MOST_LOOKED_AT: i64 = 1_000;

/// Whether a journal moves money of an award that is closed, or names it.
#[must_use]
pub fn touches_closed(entry: &JournalEntry, walls: &Walls) -> bool {
    let names = |text: Option<&String>| text.is_some_and(|text| walls.are_named_in(text));
    let moves = entry.lines.iter().filter_map(|line| line.account.dims.award.as_ref()).any(|award| walls.hide_text(award));
    !walls.is_empty() && (moves || names(entry.reason.as_ref()) || names(entry.evidence.as_ref()))
}

fn is_open(conn: &mut Conn, walls: &Walls, entry: &ManualEntry) -> Result<bool, Error> {
    if walls.is_empty() {
        return Ok(true);
    }
    let words = [Some(&entry.about), Some(&entry.reason), entry.evidence.as_ref(), entry.refusal.as_ref()];
    let moves = entry.legs.iter().filter_map(|leg| leg.award.as_ref()).any(|award| walls.hide_text(award));
    if moves || words.into_iter().flatten().any(|text| walls.are_named_in(text)) {
        return Ok(false);
    }
    match entry.reverses {
        Some(seq) => Ok(!touches_closed(&ledger::journal(conn, seq)?, walls)),
        None => Ok(true),
    }
}

fn only_open(conn: &mut Conn, walls: &Walls, all: Vec<ManualEntry>) -> Result<Vec<ManualEntry>, Error> {
    let mut open = Vec::with_capacity(all.len());
    for entry in all {
        if is_open(conn, walls, &entry)? {
            open.push(entry);
        }
    }
    Ok(open)
}

/// One entry, if it is open to the person.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_entry(conn: &mut Conn, actor: &Actor, id: Id<ManualEntry>) -> Result<ManualEntry, Error> {
    let entry = store::entry(conn, id)?;
    if is_open(conn, &actor.walls, &entry)? { Ok(entry) } else { Err(Error::Missing) }
}

/// The entries that wait and are open to the person, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_open_waiting(conn: &mut Conn, actor: &Actor) -> Result<Vec<ManualEntry>, Error> {
    let waiting = store::list_waiting(conn)?;
    only_open(conn, &actor.walls, waiting)
}

/// The decided entries that are open to the person, newest first, with numbers below `before`.
///
/// # Errors
/// The database's refusal.
pub fn list_open_decided(conn: &mut Conn, actor: &Actor, before: i32, limit: usize) -> Result<Vec<ManualEntry>, Error> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let looked_at = if actor.walls.is_empty() { most } else { most.max(MOST_LOOKED_AT) };
    let decided = store::list_decided(conn, before, looked_at)?;
    let mut open = only_open(conn, &actor.walls, decided)?;
    open.truncate(limit);
    Ok(open)
}

/// How many entries wait for the person: open to them, and prepared by another.
///
/// # Errors
/// The database's refusal.
pub fn count_open_waiting(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    if actor.walls.is_empty() {
        return store::count_waiting(conn, &actor.account_texts());
    }
    let others = list_open_waiting(conn, actor)?.into_iter().filter(|entry| !actor.is_person(&entry.prepared.by)).count();
    Ok(i64::try_from(others).unwrap_or(i64::MAX))
}
