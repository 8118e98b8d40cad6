//! Saves what somebody types while they type it: as the answer when it is one, else as it was typed.

use super::edit::EditError;
use super::{Application, TypedAnswer, keep_typed, save_answer, store};
use crate::db::Tx;
use crate::kernel::{FieldError, Id, Timestamp};
use crate::people::Actor;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSaved {
    /// The version that the next save is based on.
    pub version: i64,
    /// When it was taken.
    pub at: Timestamp,
    /// What is still missing for it to count as an answer.
    pub unfinished: Option<String>,
}

/// Saves what was typed, based on the version of the answer that the page showed. `text` is the answer as text, or the
/// mistake that made none of it. It holds the row of the application first, so that it may run in
/// [`crate::db::Db::write_guarded`]: every change of an application changes that row.
///
/// # Errors
/// See [`EditError`]; never `Invalid`.
pub fn save_typed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    typed: &TypedAnswer,
    text: Result<&str, &FieldError>,
) -> Result<TypedSaved, EditError> {
    store::hold(tx, id)?;
    let mistakes = match text {
        Ok(text) => match save_answer(tx, actor, id, &typed.question, (text, typed.version)) {
            Err(EditError::Invalid(mistakes)) => mistakes,
            saved => return Ok(TypedSaved { version: saved?, at: tx.now(), unfinished: None }),
        },
        Err(mistake) => vec![mistake.clone()],
    };
    // It is no answer yet, but it is what was typed.
    keep_typed(tx, actor, id, typed)?;
    let first = mistakes.first().map(|m| m.message.clone()).unwrap_or_default();
    Ok(TypedSaved { version: typed.version, at: tx.now(), unfinished: Some(first) })
}
