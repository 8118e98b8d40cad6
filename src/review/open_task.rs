//! All that the page of a review shows of a task, each thing read once: it is the page that a reviewer turns most.

use super::read::{sight_under, submitted_under};
use super::store::{self, versions};
use super::{Assignment, Reading, Review, Stage, Version, policy};
use crate::db::{Conn, Error};
use crate::intake::{self, Kept};
use crate::kernel::{Id, Timestamp};
use crate::panel::{self, Flags};
use crate::people::Actor;

/// A task whose application its reviewer reads.
#[derive(Clone, Debug)]
pub struct OpenTask {
    /// The task.
    pub task: Assignment,
    /// What the review says so far.
    pub review: Review,
    /// The submitted reviews of the application that the actor may see.
    pub others: Vec<(Assignment, Review)>,
    /// What the review said before it was opened again.
    pub versions: Vec<Version>,
    /// The application as the reviewer reads it.
    pub reading: Reading,
    /// Its reference number, for the record and for letters to staff.
    pub reference: String,
    /// The version of the round under which it was received.
    pub received_under: String,
    /// What the phase of the round allows.
    pub flags: Flags,
}

impl OpenTask {
    /// Whether the actor may open the submitted review again, as far as the phase goes.
    #[must_use]
    pub fn may_reopen(&self, actor: &Actor) -> bool {
        policy::may_change(actor, &self.task) && self.flags.changes
    }
}

/// The actor's task with all that they may read of it; `None` before their declaration. Not for a transaction
/// ([`intake::draft_kept`]).
///
/// # Errors
/// [`Error::Missing`] when there is none, or the actor may not read it.
pub fn open_task(conn: &mut Conn, actor: &Actor, (id, now): (Id<Assignment>, Timestamp), kept: &Kept) -> Result<Option<OpenTask>, Error> {
    let all = store::list_beside(conn, id)?;
    let task = all.iter().find(|one| one.id == id).cloned().ok_or(Error::Missing)?;
    if task.stage == Stage::Assigned && policy::may_clear(actor, &task) {
        return Ok(None);
    }
    if !policy::may_read_content(actor, &task) {
        return Err(Error::Missing);
    }
    let review = Review { scores: store::list_scores(conn, id)?, overall: task.overall.clone() };
    let flags = panel::flags_now(conn, task.opportunity, now)?;
    let sight = sight_under(actor, &all, flags);
    let sees = task.stage == Stage::Submitted || sight.scores;
    let others = if sees { submitted_under(conn, actor, all, sight)? } else { Vec::new() };
    let draft = intake::draft_kept(conn, task.application, kept)?;
    let (reference, received_under) = (draft.application.reference.clone(), draft.application.definition_sha256.clone());
    let reading = if flags.applicants { Reading::open(draft) } else { Reading::blind(conn, draft)? };
    let versions = versions::list(conn, id)?;
    Ok(Some(OpenTask { task, review, others, versions, reading, reference, received_under, flags }))
}
