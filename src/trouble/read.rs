//! The queue of what was told of trouble.

use super::report::Trouble;
use super::{policy, store};
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
    if policy::may_see_all(actor) { store::list(conn, filter, after, limit) } else { Ok(vec![]) }
}

/// What was told about one application, the oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_of_application(conn: &mut Conn, actor: &Actor, application: Id<Application>, limit: i64) -> Result<Vec<Trouble>, Error> {
    if policy::may_see_all(actor) { store::list_of_application(conn, application, limit) } else { Ok(vec![]) }
}

/// How many wait for an answer.
///
/// # Errors
/// The database's refusal.
pub fn count_open(conn: &mut Conn) -> Result<i64, Error> {
    store::count_open(conn)
}
