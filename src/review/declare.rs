//! The declaration that comes before any content: a conflict of interest, or none.

use super::facts::{ReviewCleared, ReviewRecused};
use super::{Assignment, Stage, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::Side;
use crate::people::{self, Actor, FundRole};
use crate::{audit, intake, opportunity, outbox, panel};

/// The longest note on a conflict, in characters.
const LONGEST: usize = 1000;
/// Who does not see who applies says it of everybody, once a year.
const TIES_FIRST: &str = "Who applies is withheld in this phase. Make your yearly declaration first, under Reviews, so that no application of a city that you are tied to reaches you.";
const NOTE: &str = "Say in a few words what the conflict is, at most 1,000 characters.";

/// What a reviewer says of one new assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The task.
    pub assignment: Id<Assignment>,
    /// The reference number of the application.
    pub reference: String,
    /// What the conflict is; `None` without one.
    pub conflict: Option<String>,
}

impl Declaration {
    /// The field of a form that takes the note of an assignment.
    #[must_use]
    pub fn note_field(assignment: Id<Assignment>) -> String {
        format!("note-{assignment}")
    }
}

/// Why a declaration was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DeclareError {
    /// Not the reviewer, or no longer.
    #[error("This review does not exist, or you may not see it.")]
    Missing,
    /// The review is submitted: only a conflict can still be declared.
    #[error("Your review is submitted. You can still declare a conflict of interest.")]
    Submitted,
    /// A conflict needs a few words.
    #[error("Say what the conflict is.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for DeclareError {
    fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Missing,
            Self::Submitted => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Missing | Self::Submitted | Self::Db(_) => &[],
        }
    }
}

/// Records that the reviewer has a conflict (`Some` with what it is) or none.
/// With a conflict the reviewer is recused at once and the officers are told; a review that was submitted stays word for
/// word and counts no more.
///
/// # Errors
/// [`DeclareError`].
pub fn declare(tx: &mut Tx<'_>, actor: &Actor, id: Id<Assignment>, reference: &str, conflict: Option<&str>) -> Result<Stage, DeclareError> {
    let assignment = store::assignment(tx, id)?;
    if !policy::may_declare(actor, &assignment) {
        return Err(DeclareError::Missing);
    }
    let Some(note) = conflict else {
        if !policy::may_clear(actor, &assignment) {
            return Err(DeclareError::Submitted);
        }
        let now = tx.now();
        if !super::shows_applicant(tx, &assignment, now)? && panel::declared(tx, assignment.reviewer, now)?.is_none() {
            return Err(DeclareError::Invalid(vec![FieldError::new("conflict", TIES_FIRST)]));
        }
        store::mark_declared(tx, &assignment, Stage::Cleared, "")?;
        // From here on the review stays on the rubric under which the city applied.
        let version = intake::application(tx, assignment.application)?.definition_sha256;
        let rubric_sha256 = opportunity::definition(tx, &version)?.rubric.sha256()?;
        store::pin(tx, &assignment, &version, &rubric_sha256)?;
        let fact = ReviewCleared { application: assignment.application.text(), assignment: id.text(), reviewer: actor.name.clone() };
        audit::record(tx, &actor.doer(), &fact)?;
        return Ok(Stage::Cleared);
    };
    let note = note.trim();
    if note.is_empty() || note.chars().count() > LONGEST {
        return Err(DeclareError::Invalid(vec![FieldError::new("note", NOTE)]));
    }
    store::mark_declared(tx, &assignment, Stage::Recused, note)?;
    let fact = ReviewRecused {
        application: assignment.application.text(),
        reference: reference.to_owned(),
        assignment: id.text(),
        reviewer: actor.name.clone(),
        note: note.to_owned(),
        had_submitted: assignment.stage == Stage::Submitted,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let officers = people::account::list_open_to(tx, assignment.application, &[FundRole::ProgramOfficer])?;
    let officers: Vec<_> = officers.iter().map(|person| person.recipient(Side::Fund)).collect();
    outbox::announce(tx, &fact, &officers)?;
    Ok(Stage::Recused)
}

/// Records what the reviewer says of many assignments, all or none.
///
/// # Errors
/// [`DeclareError`]; mistakes name the note of their assignment.
pub fn declare_all(tx: &mut Tx<'_>, actor: &Actor, said: &[Declaration]) -> Result<(), DeclareError> {
    let mut mistakes = Vec::new();
    for one in said {
        match declare(tx, actor, one.assignment, &one.reference, one.conflict.as_deref()) {
            Err(DeclareError::Invalid(fields)) => {
                let told = fields.into_iter().next().map_or_else(|| NOTE.to_owned(), |field| field.message);
                mistakes.push(FieldError::new(Declaration::note_field(one.assignment), told));
            }
            other => {
                other?;
            }
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(DeclareError::Invalid(mistakes)) }
}
