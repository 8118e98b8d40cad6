//! Applications that may be the same: one city twice in a round, the same words from two cities, the
//! same mailbox or identifier of different cities. Nothing is refused for it; a person looks.
//!
//! ```text
//! received ─→ queued ─→ compared by the worker ─→ pairs ─→ set aside by an officer, with a reason
//!                                                   └──── found for another reason ◄───┘
//! ```
//!
//! Comparing is a look-up by marks kept for each application, never a walk over all of them.

mod compare;
mod facts;
mod marks;
mod pair;
mod set_aside;
mod store;

pub use compare::{compare, list_due, put_off, queue};
pub use facts::DuplicateSetAside;
pub use pair::{Pair, SetAside, Why};
pub use set_aside::{LONGEST, SetAsideError, set_aside};

use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::Id;

/// The pairs of this application, those that nobody set aside first; at most fifty.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Pair>, Error> {
    store::list(conn, application)
}

/// Those of these applications that have a pair that nobody set aside, with another one than those `without`.
///
/// # Errors
/// The database's refusal.
pub fn list_flagged(conn: &mut Conn, applications: &[String], without: &[String]) -> Result<Vec<String>, Error> {
    store::list_flagged(conn, applications, without)
}
