//! An application as the reviewer of a task reads it: the one door between what a city wrote and what a reviewer sees.

use super::{Assignment, shows_applicant, without_names};
use crate::db::{Conn, Error};
use crate::intake::{self, Draft};
use crate::kernel::Timestamp;

/// What a reviewer reads.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The application, without the names of applicants where the phase withholds them.
    pub draft: Draft,
    /// What the reviewer knows it by.
    pub label: String,
    /// Whether who applies is withheld.
    pub is_blind: bool,
}

/// The application of a task as its reviewer reads it now. Whether they may read it at all is asked before.
///
/// # Errors
/// The database's refusal.
pub fn reading(conn: &mut Conn, task: &Assignment, now: Timestamp) -> Result<Reading, Error> {
    let is_blind = !shows_applicant(conn, task, now)?;
    let draft = intake::draft(conn, task.application)?;
    let draft = if is_blind { without_names(draft) } else { draft };
    let label = draft.application.reference.clone();
    Ok(Reading { draft, label, is_blind })
}
