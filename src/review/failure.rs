//! Criteria that a reviewer found not to be met: shown to whoever recommends and decides, with the reason.

use super::store;
use crate::db::{Conn, Error};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;

/// One fail in a submitted review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The criterion.
    pub criterion: String,
    /// Who found it.
    pub reviewer: String,
    /// Why.
    pub comment: String,
}

/// Every fail in the submitted reviews of an application; none for somebody who may not see the reviews.
///
/// # Errors
/// The database's refusal.
pub fn list_failures(conn: &mut Conn, actor: &Actor, application: Id<Application>, now: Timestamp) -> Result<Vec<Failure>, Error> {
    if super::visible_to(conn, actor, application, now)? { store::list_failures(conn, application) } else { Ok(Vec::new()) }
}
