//! The queue of what was told of trouble.

use super::report::Trouble;
use super::{policy, store};
use crate::conflict::Walls;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::Id;
use crate::people::Actor;

/// Which reports are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Those that wait for an answer, the oldest first.
    Open,
    /// All, the newest first.
    All,
}

/// One report, as far as the person may read it.
///
/// # Errors
/// [`Error::Missing`], also for what the person may not read.
pub fn trouble(conn: &mut Conn, actor: &Actor, id: Id<Trouble>) -> Result<Trouble, Error> {
    Some(store::trouble(conn, id)?).filter(|found| policy::may_see(actor, found)).ok_or(Error::Missing)
}

/// Some reports, from the one with the number `after` on.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, actor: &Actor, filter: Filter, after: Option<i64>, limit: i64) -> Result<Vec<Trouble>, Error> {
    if !policy::may_see_all(actor) {
        return Ok(vec![]);
    }
    let mut found = store::list(conn, (filter, &actor.walls), after, limit)?;
    found.retain(|trouble| policy::is_open(actor, trouble));
    Ok(found)
}

/// What was told about one application, the oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_of_application(conn: &mut Conn, actor: &Actor, application: Id<Application>, limit: i64) -> Result<Vec<Trouble>, Error> {
    if actor.is_kept_from(application) || !policy::may_see_all(actor) {
        return Ok(vec![]);
    }
    store::list_of_application(conn, application, limit)
}

/// How many wait for an answer, without those about what is closed to the person.
///
/// # Errors
/// The database's refusal.
pub fn count_open(conn: &mut Conn, walls: &Walls) -> Result<i64, Error> {
    store::count_open(conn, walls)
}
