//! Views of the list of applications that people of the fund keep under a name, for themselves or for
//! all staff, and the record of what was taken out of a list as a file. A view is filters, never cases.

mod change;
mod export;
mod facts;
pub mod policy;
mod save;
mod store;
mod view;

pub use change::{change, delete};
pub use export::{Export, export, export_ranking};
pub use facts::{ListExported, ViewChanged, ViewDeleted, ViewSaved};
pub use save::{MOST, ViewError, save};
pub use view::{Input, View};

use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::Actor;

/// The most views of others that are listed.
pub const MOST_SHARED: i64 = 200;

/// The views of the person, and those that others share, each by name.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, actor: &Actor) -> Result<(Vec<View>, Vec<View>), Error> {
    let Some(account) = actor.account.filter(|_| policy::may_read(actor)) else { return Ok((vec![], vec![])) };
    let own = store::list_own(conn, account, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    Ok((own, store::list_shared(conn, account, MOST_SHARED)?))
}

/// A view, if the person may see it.
///
/// # Errors
/// [`Error::Missing`] if not; the database's refusal.
pub fn view(conn: &mut Conn, actor: &Actor, id: Id<View>) -> Result<View, Error> {
    store::find(conn, id)?.filter(|view| policy::may_see(actor, view)).ok_or(Error::Missing)
}
