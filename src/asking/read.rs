//! The queue of the officers, and what all may read.

use super::inquiry::{Inquiry, Wording};
use super::{policy, store};
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::opportunity::Opportunity;
use crate::people::Actor;

/// So many published answers stand on a page.
pub const PER_PAGE: i64 = 50;

/// The page, counted from 1, on which the published answer with this number stands.
#[must_use]
pub fn page_of(shown: i64) -> i64 {
    (shown.max(1) - 1) / PER_PAGE + 1
}

/// Which questions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Those that wait, the oldest first.
    Open,
    /// All, the newest first.
    All,
}

/// A published answer: its wordings, the last one holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its number among the published ones.
    pub shown: i64,
    /// The wording that holds.
    pub now: Wording,
    /// The wordings before it, the newest first.
    pub before: Vec<Wording>,
}

/// One question as it was asked, as far as the person may read it.
///
/// # Errors
/// [`Error::Missing`], also for what the person may not read.
pub fn inquiry(conn: &mut Conn, actor: &Actor, id: Id<Inquiry>) -> Result<Inquiry, Error> {
    Some(store::inquiry(conn, id)?).filter(|found| policy::may_see(actor, found)).ok_or(Error::Missing)
}

/// The wordings of the answer, the first one first. The caller has read the question.
///
/// # Errors
/// The database's refusal.
pub fn wordings(conn: &mut Conn, inquiry: &Inquiry) -> Result<Vec<Wording>, Error> {
    Ok(store::wordings(conn, &[inquiry.id])?.into_iter().map(|(_, wording)| wording).collect())
}

/// Some questions, from the one after `after` on.
///
/// # Errors
/// The database's refusal.
pub fn list(conn: &mut Conn, actor: &Actor, filter: Filter, after: Option<Id<Inquiry>>, limit: i64) -> Result<Vec<Inquiry>, Error> {
    if policy::may_see_all(actor) { store::list(conn, filter, after, limit) } else { Ok(vec![]) }
}

/// How many wait for an answer.
///
/// # Errors
/// The database's refusal.
pub fn count_open(conn: &mut Conn) -> Result<i64, Error> {
    store::count_open(conn)
}

/// How many answers of this round all may read.
///
/// # Errors
/// The database's refusal.
pub fn count_published(conn: &mut Conn, round: Id<Opportunity>) -> Result<i64, Error> {
    store::last_shown(conn, round)
}

/// The published answers on this page, in the order of publishing.
///
/// # Errors
/// The database's refusal.
pub fn published(conn: &mut Conn, round: Id<Opportunity>, page: i64) -> Result<Vec<Published>, Error> {
    let first = (page.clamp(1, 1_000_000) - 1) * PER_PAGE;
    between(conn, round, (first, first + PER_PAGE))
}

/// The last few published answers, the newest first.
///
/// # Errors
/// The database's refusal.
pub fn latest_published(conn: &mut Conn, round: Id<Opportunity>, most: i64) -> Result<Vec<Published>, Error> {
    let last = store::last_shown(conn, round)?;
    let mut found = between(conn, round, (last - most, last))?;
    found.reverse();
    Ok(found)
}

/// Those with a number above the first and up to the second.
fn between(conn: &mut Conn, round: Id<Opportunity>, numbers: (i64, i64)) -> Result<Vec<Published>, Error> {
    let shown = store::list_shown(conn, round, numbers)?;
    let ids: Vec<Id<Inquiry>> = shown.iter().map(|(id, _)| *id).collect();
    let mut wordings = store::wordings(conn, &ids)?;
    let mut found = Vec::with_capacity(shown.len());
    for (id, number) in shown {
        let (own, others): (Vec<_>, Vec<_>) = wordings.into_iter().partition(|(of, _)| *of == id);
        wordings = others;
        let mut own = own.into_iter().rev().map(|(_, wording)| wording);
        if let Some(now) = own.next() {
            found.push(Published { shown: number, now, before: own.collect() });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_stand_on_pages() {
        assert_eq!([0, 1, 50, 51, 101].map(super::page_of), [1, 1, 1, 2, 3]);
    }
}
