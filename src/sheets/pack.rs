//! The pack of applications to print: what a reviewer reads of each, as [`review::reading`] gives it, and the rubric to fill
//! in by hand.

use super::own::{OpenReview, Own, own};
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::opportunity::Opportunity;
use crate::people::Actor;
use crate::review::{self, Reading};
use chrono::NaiveDate;

/// The most applications in one pack: what is typeset at once stays short, and a pack can be carried.
pub const IN_A_PACK: usize = 10;

/// An application in a pack.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The review.
    pub open: OpenReview,
    /// What its reviewer reads.
    pub reading: Reading,
    /// By when the review is due.
    pub due_on: Option<NaiveDate>,
}

/// A part of one reviewer's open reviews in a round.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The round.
    pub round: Opportunity,
    /// Which part it is, from 1 on.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
    /// How many applications are in all parts.
    pub all: usize,
    /// The applications.
    pub applications: Vec<Packed>,
    /// When it was read.
    pub at: Timestamp,
}

/// How many packs so many open reviews make.
#[must_use]
pub fn count_parts(open: usize) -> usize {
    open.div_ceil(IN_A_PACK)
}

/// One part of what is open to the actor in a round, from 1 on. No more than its applications are read whole.
///
/// # Errors
/// [`Error::Missing`] when there is no such round or no such part, or the actor has no task in it.
pub fn pack(conn: &mut Conn, actor: &Actor, (slug, part): (&str, usize), now: Timestamp) -> Result<Pack, Error> {
    let Own { round, open, .. } = own(conn, actor, slug, now)?;
    let (all, parts) = (open.len(), count_parts(open.len()));
    if part == 0 || part > parts {
        return Err(Error::Missing);
    }
    let mut applications = Vec::new();
    for open in open.into_iter().skip((part - 1) * IN_A_PACK).take(IN_A_PACK) {
        let (task, _) = review::review(conn, actor, open.task)?;
        let reading = review::reading(conn, &task, now)?;
        applications.push(Packed { open, reading, due_on: task.due_on });
    }
    Ok(Pack { round, part, parts, all, applications, at: now })
}
