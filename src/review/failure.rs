//! Criteria that a reviewer found not to be met: shown to whoever recommends and decides, with the reason.

use super::{Assignment, store};
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

/// Every fail in the submitted reviews of an application; none for somebody who may not see the reviews. Who found it is named to
/// those who may know.
///
/// # Errors
/// The database's refusal.
pub fn list_failures(conn: &mut Conn, actor: &Actor, application: Id<Application>, now: Timestamp) -> Result<Vec<Failure>, Error> {
    let submitted = match super::list_submitted(conn, actor, application, now) {
        Err(Error::Missing) => return Ok(Vec::new()),
        other => other?,
    };
    if !super::visible_to(conn, actor, application, now)? {
        return Ok(Vec::new());
    }
    let named = |(id, failure): (Id<Assignment>, Failure)| {
        let (review, _) = submitted.iter().find(|(review, _)| review.id == id)?;
        Some(Failure { reviewer: review.reviewer_name.clone(), ..failure })
    };
    Ok(store::list_failures(conn, application)?.into_iter().filter_map(named).collect())
}
