//! Saves one answer, or takes it out when nothing is typed. A draft may have gaps;
//! an answer that is there is always of its kind.

use super::edit::{self, EditError};
use super::{Application, keep_typed, scope, store};
use crate::audit;
use crate::db::Tx;
use crate::intake::facts::AnswerSaved;
use crate::kernel::Id;
use crate::opportunity::{Answers, Question, QuestionKind};
use crate::people::Actor;

/// The question whose answer also names the application in lists.
pub(super) const TITLE: &str = "project_title";

/// Who answered what was filled in from the register.
pub(super) const REGISTER: &str = "the register of places";

/// Saves what was `typed` for a question, based on the `version` of the answer that the page showed (0: none); returns the new version.
///
/// # Errors
/// See [`EditError`]; `Changed` when the answer was saved by somebody else meanwhile.
pub fn save_answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    question: &str,
    (typed, version): (&str, i64),
) -> Result<i64, EditError> {
    let (application, asked) = open_question(tx, actor, id, question)?;
    if asked.kind == QuestionKind::File && typed.trim().is_empty() {
        // What answers it is sent and removed as a file.
        return Ok(store::find_answer(tx, id, question)?.map_or(0, |saved| saved.version));
    }
    let answer = asked.read_fields(typed).map_err(EditError::Invalid)?;
    let stored = store::find_answer(tx, id, question)?;
    let stands_at = stored.as_ref().map_or(0, |s| s.version);
    if stored.map(|s| s.answer) == answer {
        keep_typed::forget(tx, actor, id, question)?;
        return Ok(stands_at);
    }
    if stands_at != version {
        return Err(EditError::Changed);
    }
    keep_typed::forget(tx, actor, id, question)?;
    let version = match &answer {
        Some(answer) => store::change_answer(tx, id, question, (answer, version), &actor.name)?,
        None => store::delete_answer(tx, id, question).map(|()| 0)?,
    };
    if question == TITLE {
        store::change_title(tx, id, &answer.map(|a| a.typed()).unwrap_or_default())?;
    }
    store::touch(tx, &application)?;
    audit::record(tx, &actor.doer(), &AnswerSaved { application: id.text(), question: question.to_owned() })?;
    Ok(version)
}

/// The application and the question, if the actor may answer it.
pub(super) fn open_question(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    question: &str,
) -> Result<(Application, Question), EditError> {
    let application = store::application(tx, id)?;
    let definition = crate::opportunity::definition(tx, &application.definition_sha256)?;
    let (asked, _) = scope::find_question(&definition, question).ok_or(crate::db::Error::Missing)?;
    let (application, _) = edit::open(tx, actor, id, &scope::names_of(&definition, question))?;
    Ok((application, asked))
}

/// Takes over the answers of the eligibility check, where nothing is answered yet or
/// only the register of places has spoken. What does not fit is left out.
///
/// # Errors
/// See [`EditError`].
pub fn carry_answers(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, answers: &Answers) -> Result<(), EditError> {
    let (application, definition) = edit::open(tx, actor, id, &["eligibility"])?;
    let mut carried = false;
    for question in &definition.eligibility {
        let Some(answer) = answers.get(&question.id) else { continue };
        let fits = question.as_question().read(&answer.typed()).ok().flatten().as_ref() == Some(answer);
        let stored = store::find_answer(tx, id, &question.id)?;
        let is_free = stored.as_ref().is_none_or(|s| s.by == REGISTER && s.answer != *answer);
        if fits && is_free {
            let version = stored.map_or(0, |s| s.version);
            store::change_answer(tx, id, &question.id, (answer, version), &actor.name)?;
            carried = true;
        }
    }
    if carried {
        store::touch(tx, &application)?;
    }
    Ok(())
}
