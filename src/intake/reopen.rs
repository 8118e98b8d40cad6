//! Opens named parts of a received application again, and closes them. Called by
//! `process`, which owns where a case stands and tells the city.

use super::{Application, Scope, policy, store};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::{self, Definition};
use crate::people::Actor;

/// One time an application was sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The first, second, … of its application.
    pub n: i32,
    /// The parts that were opened.
    pub parts: Vec<String>,
    /// What the fund asks.
    pub note: String,
    /// Who asked.
    pub returned_by: String,
    /// When.
    pub returned_at: Timestamp,
    /// Until when to answer.
    pub answer_by: Timestamp,
}

/// Why nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// The actor is no program officer.
    #[error("Only a program officer can send an application back.")]
    NotAllowed,
    /// It was not received, or is open, or withdrawn.
    #[error("Only an application that was received can be sent back.")]
    NotReceived,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReopenError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::NotReceived => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Opens `parts` (sections, questions, `eligibility`, `activities`, `budget`, `partners`, `attachments`) until `answer_by`.
///
/// # Errors
/// See [`ReopenError`].
pub fn reopen(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    parts: &[String],
    (note, answer_by): (&str, Timestamp),
) -> Result<Return, ReopenError> {
    if !policy::may_screen(actor) {
        return Err(ReopenError::NotAllowed);
    }
    let application = store::application(tx, id)?;
    if application.is_draft() || application.is_editable() || application.withdrawn_at.is_some() {
        return Err(ReopenError::NotReceived);
    }
    let definition = opportunity::definition(tx, &application.definition_sha256)?;
    let mistakes = mistakes_in_return(&definition, parts, (note, Some(answer_by)), tx.now());
    if !mistakes.is_empty() {
        return Err(ReopenError::Invalid(mistakes));
    }
    let n = store::last_return(tx, id)?.map_or(0, |r| r.n) + 1;
    let returned =
        Return { n, parts: parts.to_vec(), note: note.to_owned(), returned_by: actor.name.clone(), returned_at: tx.now(), answer_by };
    store::insert_return(tx, id, &returned)?;
    store::change_scope(tx, &application, &Scope::Named(parts.to_vec()), Some(answer_by))?;
    Ok(returned)
}

/// Everything that is wrong with what an officer wants to open, ask and grant time
/// for. No day at all is a mistake too.
#[must_use]
pub fn mistakes_in_return(
    definition: &Definition,
    parts: &[String],
    (note, answer_by): (&str, Option<Timestamp>),
    now: Timestamp,
) -> Vec<FieldError> {
    let known = |part: &str| {
        matches!(part, "eligibility" | "activities" | "budget" | "attachments")
            || (part == "partners" && definition.joint.is_some())
            || definition.question(part).is_some()
            || definition.sections.iter().any(|s| s.id == part)
    };
    let mut found = Vec::new();
    if parts.is_empty() {
        found.push(FieldError::new("parts", "Select at least one question or part to open."));
    }
    if let Some(part) = parts.iter().find(|p| !known(p)) {
        found.push(FieldError::new("parts", format!("The application has no part “{part}”.")));
    }
    if note.trim().is_empty() {
        found.push(FieldError::new("note", "Write what the city should answer or change."));
    }
    match answer_by {
        None => found.push(FieldError::new("answer_by", "Enter the last day to answer.")),
        Some(day) if day <= now => found.push(FieldError::new("answer_by", "Choose a day after today.")),
        Some(_) => {}
    }
    found
}
