//! An application as the reviewer of a task reads it: the one door between what a city wrote and what a reviewer sees.

use super::{Assignment, shows_applicant};
use crate::blind;
use crate::db::{Conn, Error};
use crate::intake::{self, Draft};
use crate::kernel::Timestamp;

/// What a reviewer reads.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The application, without the names of applicants where the phase withholds them. It has no content while the reviewer
    /// waits for its copy.
    pub draft: Draft,
    /// What the reviewer knows it by.
    pub label: String,
    /// Whether who applies is withheld.
    pub is_blind: bool,
    /// Whether it is being prepared for blind review, and its reviewers wait.
    pub waits: bool,
    /// How many of its files staff withhold.
    pub withheld: usize,
}

impl Reading {
    /// All of it.
    #[must_use]
    pub fn open(draft: Draft) -> Self {
        let label = draft.application.reference.clone();
        Self { draft, label, is_blind: false, waits: false, withheld: 0 }
    }

    /// Without who applies.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn blind(conn: &mut Conn, draft: Draft) -> Result<Self, Error> {
        let blind::Shown { draft, label, waits, withheld } = blind::shown(conn, draft)?;
        Ok(Self { draft, label, is_blind: true, waits, withheld })
    }
}

/// The application of a task as its reviewer reads it now. Whether they may read it at all is asked before.
///
/// # Errors
/// The database's refusal.
pub fn reading(conn: &mut Conn, task: &Assignment, now: Timestamp) -> Result<Reading, Error> {
    let is_blind = !shows_applicant(conn, task, now)?;
    let draft = intake::draft(conn, task.application)?;
    if is_blind { Reading::blind(conn, draft) } else { Ok(Reading::open(draft)) }
}

/// What the reviewers of an application know it by now: for letters to them, and for whoever writes some.
///
/// # Errors
/// The database's refusal.
pub fn known_as(conn: &mut Conn, task: &Assignment, (reference, now): (&str, Timestamp)) -> Result<String, Error> {
    if shows_applicant(conn, task, now)? { Ok(reference.to_owned()) } else { blind::label(conn, task.application) }
}
