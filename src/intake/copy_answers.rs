//! Takes answers over from an earlier application of the same city, where nothing is answered
//! yet. What the new form does not ask, or asks otherwise, is left out.

use super::edit::{self, EditError};
use super::facts::AnswersCopied;
use super::save_answer::TITLE;
use super::{Application, Draft, policy, read, store};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Money};
use crate::opportunity::{self, Answer, Question};
use crate::people::Actor;
use crate::workflow;

/// So many earlier applications are offered.
const OFFERED: i64 = 20;

/// The other applications of the same city that have answers to the same questions, the newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_to_copy_from(conn: &mut Conn, actor: &Actor, application: &Application) -> Result<Vec<Application>, Error> {
    if !policy::may_write(actor, application) {
        return Ok(vec![]);
    }
    let others = read::list_for_cities(conn, &[application.city], None, OFFERED)?;
    let mut found = Vec::new();
    for other in others {
        if other.id != application.id && may_copy(conn, actor, &other)? {
            found.push(other);
        }
    }
    Ok(found)
}

/// Those of [`list_to_copy_from`] that have activities, each with how many and what they ask for.
///
/// # Errors
/// The database's refusal.
pub fn list_with_plan(conn: &mut Conn, actor: &Actor, application: &Application) -> Result<Vec<(Application, usize, Money)>, Error> {
    let mut found = Vec::new();
    for other in list_to_copy_from(conn, actor, application)? {
        let draft = as_readable(actor, read::draft_of(conn, other)?);
        if !draft.activities.is_empty() {
            found.push((draft.application.clone(), draft.activities.len(), draft.total()));
        }
    }
    Ok(found)
}

/// What the actor may read of it: those outside the city read what was received.
fn as_readable(actor: &Actor, draft: Draft) -> Draft {
    if policy::is_of_city(actor, &draft.application) { draft } else { draft.as_received() }
}

/// Everything that the actor may read of an earlier application of the same city.
pub(super) fn earlier_draft(conn: &mut Conn, actor: &Actor, application: &Application, from: Id<Application>) -> Result<Draft, EditError> {
    let found = find_earlier(conn, actor, application, from)?;
    Ok(as_readable(actor, read::draft_of(conn, found)?))
}

/// Whether the actor may read what is copied: as the city does, or for the fund, if they did not step back from it.
pub(super) fn may_copy(conn: &mut Conn, actor: &Actor, from: &Application) -> Result<bool, Error> {
    if policy::is_of_city(actor, from) {
        return Ok(true);
    }
    let Some(account) = actor.account.filter(|_| policy::may_see(actor, from)) else { return Ok(false) };
    Ok(!workflow::is_recused(conn, &from.id.text(), &account.text())?)
}

/// Copies what fits; how many answers were taken over.
///
/// # Errors
/// See [`EditError`]; nothing is copied then.
pub fn copy_answers(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, from: Id<Application>) -> Result<usize, EditError> {
    let wanted = store::application(tx, id)?.definition_sha256;
    let definition = opportunity::definition(tx, &wanted)?;
    let asked: Vec<(&Question, &str)> =
        definition.sections.iter().flat_map(|section| section.questions.iter().map(|q| (q, section.id.as_str()))).collect();
    let names: Vec<&str> = asked.iter().flat_map(|(question, section)| [question.id.as_str(), section]).collect();
    let (application, _) = edit::open(tx, actor, id, &names)?;
    let earlier = earlier_draft(tx, actor, &application, from)?;
    let answers = earlier.answers();
    let mut copied = Vec::new();
    for (question, section) in asked {
        let Some(answer) = answers.get(&question.id) else { continue };
        // What was certified for another application is certified anew for this one.
        let fits = !matches!(answer, Answer::Certified(_)) && question.read(&answer.typed()).ok().flatten().as_ref() == Some(answer);
        if !fits || !application.scope.allows(&[question.id.as_str(), section]) || store::find_answer(tx, id, &question.id)?.is_some() {
            continue;
        }
        store::change_answer(tx, id, &question.id, (answer, 0), &actor.name)?;
        if question.id == TITLE {
            store::change_title(tx, id, &answer.typed())?;
        }
        copied.push(question.id.clone());
    }
    let count = copied.len();
    if count > 0 {
        store::touch(tx, &application)?;
        audit::record(
            tx,
            &actor.doer(),
            &AnswersCopied { application: id.text(), from: earlier.application.reference, questions: copied },
        )?;
    }
    Ok(count)
}

fn find_earlier(conn: &mut Conn, actor: &Actor, application: &Application, from: Id<Application>) -> Result<Application, EditError> {
    let found = store::application(conn, from)?;
    let is_theirs = found.city == application.city && found.id != application.id && may_copy(conn, actor, &found)?;
    Some(found).filter(|_| is_theirs).ok_or_else(|| EditError::field("from", "Choose an earlier application of your city."))
}
