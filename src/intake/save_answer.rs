//! Saves one answer, or takes it out when nothing is typed. A draft may have gaps;
//! an answer that is there is always of its kind.

use super::edit::{self, EditError};
use super::{Application, Draft, Part, keep_typed, store};
use crate::audit;
use crate::db::Tx;
use crate::intake::facts::AnswerSaved;
use crate::kernel::Id;
use crate::opportunity::{Answers, Definition, Question, QuestionKind};
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
    let (asked, section) = find_question(&definition, question).ok_or(crate::db::Error::Missing)?;
    let names = names_of(&definition, (question, &section));
    let (application, _) = edit::open(tx, actor, id, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok((application, asked))
}

/// Under which names a question of this section can be open.
fn names_of(definition: &Definition, (question, section): (&str, &str)) -> Vec<String> {
    // What an open question brings with it is open too: its answer may be what makes this one asked.
    [question, section].map(str::to_owned).into_iter().chain(definition.depends_on(question)).collect()
}

impl Draft {
    /// Whether the city may answer a question now: all of them while it writes, those that the fund named after a return.
    #[must_use]
    pub fn has_open_question(&self, question: &str) -> bool {
        let Some((_, section)) = find_question(&self.definition, question) else { return false };
        let names = names_of(&self.definition, (question, &section));
        self.application.withdrawn_at.is_none() && self.application.scope.allows(&names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Whether the city may change something of a part of the task list now.
    #[must_use]
    pub fn has_open_part(&self, part: &Part) -> bool {
        let is_named = |name: &str| self.application.withdrawn_at.is_none() && self.application.scope.allows(&[name]);
        match part {
            Part::Eligibility => is_named("eligibility"),
            Part::Section(id) => self.asked().of_section(id).iter().any(|question| self.has_open_question(&question.id)),
            Part::Question(id) => self.has_open_question(id),
            Part::Activities => is_named("activities"),
            Part::Budget => is_named("budget"),
            Part::Partners => self.application.has_open_partners(),
            Part::Attachments => is_named("attachments"),
            Part::Certify => self.application.is_editable(),
        }
    }
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

pub(super) fn find_question(definition: &Definition, id: &str) -> Option<(Question, String)> {
    let asked = definition.eligibility.iter().find(|q| q.id == id).map(|q| (q.as_question(), "eligibility".to_owned()));
    asked.or_else(|| {
        let section = definition.sections.iter().find(|s| s.questions.iter().any(|q| q.id == id))?;
        Some((definition.question(id)?.clone(), section.id.clone()))
    })
}
