//! A version of the form that was published while a city writes. Its draft stays on the version
//! it began with; what would become of it on the newer one can be looked at, and the city may
//! move it there where its plan fits. Answers that do not fit are shown before they are given up.

use super::application::Application;
use super::attach::Attachment;
use super::draft::Draft;
use super::edit::EditError;
use super::facts::ApplicationMoved;
use super::save_answer::TITLE;
use super::start::opened;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Conn, Error, Tx};
use crate::kernel::{FieldError, Id};
use crate::opportunity::{self, Answer, Answers, Definition, Difference, Opportunity, Question, QuestionKind};
use crate::people::Actor;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The newer version beside the draft.
#[derive(Clone, Debug)]
pub struct NewerVersion {
    /// Its digest.
    pub sha256: String,
    /// Which version the draft is on, and which is in force.
    pub numbers: (i32, i32),
    /// What it changes, as far as applicants are concerned.
    pub changes: Vec<Difference>,
    /// The answers that would be given up, with the reason.
    pub unfit: Vec<Unfit>,
    /// Answers that stand in another form there, such as a table with another heading.
    pub reworded: Vec<(String, Answer)>,
    /// Files that are given up: of questions that are not asked, for which the newer version has no place.
    pub lost_files: Vec<(Id<Attachment>, String)>,
    /// How many answers stay.
    pub kept: usize,
    /// What stands in the way of moving; each is to be changed first.
    pub obstacles: Vec<String>,
}

/// An answer that has no place in the newer version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The question, as it is asked now.
    pub question: String,
    /// Its text.
    pub label: String,
    /// The answer as a person reads it.
    pub shown: String,
    /// Why.
    pub why: String,
}

/// What the version in force would mean for an application; `None` where it is on that version, or was received.
///
/// # Errors
/// The database's refusal.
pub fn find_newer_version(conn: &mut Conn, application: &Application) -> Result<Option<NewerVersion>, Error> {
    let Some((numbers, round)) = find_numbers(conn, application)? else { return Ok(None) };
    let (old, new) =
        (opportunity::definition(conn, &application.definition_sha256)?, opportunity::definition(conn, &round.definition_sha256)?);
    let draft = read::draft_of(conn, application.clone())?;
    let (unfit, reworded) = sorted(&draft.answers(), &old, &new);
    Ok(Some(NewerVersion {
        numbers,
        sha256: round.definition_sha256,
        changes: changes(&old, &new),
        kept: draft.saved.len().saturating_sub(unfit.len()),
        unfit,
        reworded,
        lost_files: hidden_files(&draft, &new).map(|file| (file.id, file.name.clone())).collect(),
        obstacles: obstacles(&draft, (&old, &new)),
    }))
}

/// The numbers of the version that a draft is on and of the one in force, where they differ and it can move.
///
/// # Errors
/// The database's refusal.
pub fn find_newer_numbers(conn: &mut Conn, application: &Application) -> Result<Option<(i32, i32)>, Error> {
    Ok(find_numbers(conn, application)?.map(|(numbers, _)| numbers))
}

fn find_numbers(conn: &mut Conn, application: &Application) -> Result<Option<((i32, i32), Opportunity)>, Error> {
    if !application.is_draft() || !application.is_editable() {
        return Ok(None);
    }
    let round = opportunity::opportunity(conn, application.opportunity)?;
    if round.definition_sha256 == application.definition_sha256 {
        return Ok(None);
    }
    let on = opportunity::version_number(conn, &application.definition_sha256)?;
    let to = opportunity::version_number(conn, &round.definition_sha256)?;
    Ok(Some(((on, to), round)))
}

/// What differs for applicants: how the fund works inside is not their matter.
fn changes(old: &Definition, new: &Definition) -> Vec<Difference> {
    let mut shown = new.clone();
    shown.workflow.clone_from(&old.workflow);
    shown.fund.clone_from(&old.fund);
    shown.review.clone_from(&old.review);
    shown.letters.clone_from(&old.letters);
    opportunity::differences(old, &shown)
}

fn questions(d: &Definition) -> BTreeMap<String, Question> {
    let eligibility = d.eligibility.iter().map(|q| (q.id.clone(), q.as_question()));
    eligibility.chain(d.questions().map(|q| (q.id.clone(), q.clone()))).collect()
}

/// Whether an answer is one to this question too, with its new form where only that differs; the reason if not.
fn fits(answer: &Answer, before: Option<&Question>, question: Option<&Question>) -> Result<Option<Answer>, String> {
    let Some(question) = question else { return Err("The newer version does not ask this.".into()) };
    if let (Answer::File(_), QuestionKind::File) = (answer, question.kind) {
        // Whether its type is taken is told with the other files.
        return Ok(None);
    }
    if let (Answer::Table(rows), Some(before), QuestionKind::Table) = (answer, before, question.kind) {
        let typed = rows.typed_for(&before.columns, &question.columns);
        let typed = typed.map_err(|column| format!("The newer version does not ask for “{column}”."))?;
        let read = question.read_fields(&typed).map_err(told)?;
        return Ok(read.filter(|read| read != answer));
    }
    match question.read_fields(&answer.typed()) {
        Ok(Some(read)) if read == *answer => Ok(None),
        Err(mistakes) if !matches!(answer, Answer::Certified(_)) => Err(told(mistakes)),
        _ if question.kind == QuestionKind::Certification => Err("The statement has other words now and is to be certified anew.".into()),
        _ => Err("The newer version asks for another kind of answer.".into()),
    }
}

fn told(mistakes: Vec<FieldError>) -> String {
    mistakes.into_iter().map(|m| m.message).collect::<Vec<_>>().join(" ")
}

/// The answers that have no place in the new version, and those that stand there in another form.
fn sorted(answers: &Answers, old: &Definition, new: &Definition) -> (Vec<Unfit>, Vec<(String, Answer)>) {
    let (before, after) = (questions(old), questions(new));
    let (mut unfit, mut changed) = (Vec::new(), Vec::new());
    for (id, answer) in answers {
        match fits(answer, before.get(id), after.get(id)) {
            Ok(None) => {}
            Ok(Some(now)) => changed.push((id.clone(), now)),
            Err(why) => {
                let label = before.get(id).map_or_else(|| id.clone(), |q| q.label.clone());
                unfit.push(Unfit { question: id.clone(), label, shown: answer.shown(), why });
            }
        }
    }
    (unfit, changed)
}

/// Files of questions that are not asked now, so that nobody can take them out, and that have no place in the new version.
fn hidden_files<'a>(draft: &'a Draft, new: &'a Definition) -> impl Iterator<Item = &'a Attachment> {
    draft.attachments.iter().filter(move |file| is_hidden(draft, file) && new.slot(&file.slot).is_none())
}

fn is_hidden(draft: &Draft, file: &Attachment) -> bool {
    draft.attachments_asked_for().all(|asked| asked.id != file.id)
}

/// What of the plan, the budget and the files has no place any more.
fn obstacles(draft: &Draft, (old, new): (&Definition, &Definition)) -> Vec<String> {
    let mut found = Vec::new();
    if old.workflow != new.workflow {
        found.push("The newer version is decided in another way. Go on with the version you have.".to_owned());
    }
    if old.concept_note.is_some() != new.concept_note.is_some() {
        found.push("The newer version has other stages. Go on with the version you have.".to_owned());
    }
    for activity in draft.activities.iter().filter(|a| new.activity_kind(&a.kind).is_none()) {
        let kind = old.kind_title(&activity.kind);
        found.push(format!(
            "“{}” is of the kind “{kind}”, which the newer version does not have. Remove it, or make it another kind.",
            activity.title
        ));
    }
    let mut gone: Vec<&str> = draft.costs.iter().map(|cost| cost.category.as_str()).filter(|code| new.category(code).is_none()).collect();
    gone.sort_unstable();
    gone.dedup();
    for code in gone {
        let title = old.category_title(code);
        found.push(format!("The newer version does not pay for “{title}”. Take it out of your budget."));
    }
    for file in draft.attachments.iter().filter(|file| !is_hidden(draft, file)) {
        match new.slot(&file.slot) {
            None => found.push(format!("The newer version has no place for the file “{}”. Remove it.", file.name)),
            Some(slot) if !slot.types.iter().any(|kind| kind.media_type() == file.media_type) => {
                found.push(format!("The newer version does not take the type of the file “{}”. Remove it, or select another.", file.name));
            }
            Some(_) => {}
        }
    }
    found
}

/// Moves a draft to the version in force, which must be the one that was looked at. Answers that do not fit
/// are given up; the record keeps their words.
///
/// # Errors
/// [`EditError`]; then it stays where it is.
pub fn move_to_newer_version(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, looked_at: (&str, i64)) -> Result<usize, EditError> {
    let application = store::application(tx, id)?;
    if !policy::may_see(actor, &application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_write(actor, &application) {
        return Err(EditError::NotAllowed);
    }
    if application.withdrawn_at.is_some() {
        return Err(EditError::Withdrawn);
    }
    let newer = find_newer_version(tx, &application)?.ok_or(EditError::Closed)?;
    if (newer.sha256.as_str(), application.version) != looked_at {
        return Err(EditError::Changed);
    }
    if let Some(obstacle) = newer.obstacles.first() {
        return Err(EditError::field("move", obstacle.clone()));
    }
    let asked: Arc<Definition> = opportunity::definition(tx, &newer.sha256)?;
    let known = questions(&asked);
    // What is not asked any more stays where it is and says nothing; what does not fit would pass for an answer.
    for unfit in newer.unfit.iter().filter(|unfit| known.contains_key(&unfit.question)) {
        store::delete_answer(tx, id, &unfit.question)?;
        if unfit.question == TITLE {
            store::change_title(tx, id, "")?;
        }
    }
    for (question, answer) in &newer.reworded {
        let saved = store::find_answer(tx, id, question)?.ok_or(db::Error::Missing)?;
        store::change_answer(tx, id, question, (answer, saved.version), &saved.by)?;
    }
    for (file, _) in &newer.lost_files {
        store::delete_attachment(tx, *file)?;
    }
    store::change_version(tx, &application, (&newer.sha256, &opened(&asked)))?;
    let answers = newer.unfit.iter().map(|unfit| (unfit.question.clone(), unfit.shown.clone()));
    let given_up = answers.chain(newer.lost_files.iter().map(|(id, name)| (id.text(), name.clone()))).collect();
    let fact = ApplicationMoved {
        application: id.text(),
        reference: application.reference.clone(),
        from_version: newer.numbers.0,
        to_version: newer.numbers.1,
        definition_sha256: newer.sha256,
        given_up,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(newer.unfit.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::{Column, ColumnKind};

    const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

    #[test]
    fn an_answer_fits_only_where_it_says_the_same() {
        let text = |limit| Question { max_chars: Some(limit), ..Question::new("q", "?", QuestionKind::ShortText) };
        let answer = Answer::Text("Kraków".into());
        assert_eq!(fits(&answer, None, Some(&text(6))), Ok(None));
        assert_eq!(fits(&answer, None, Some(&text(5))), Err("The answer must be 5 characters or fewer. It has 1 too many.".into()));
        assert_eq!(fits(&answer, None, None), Err("The newer version does not ask this.".into()));
        let uei = Question::new("q", "?", QuestionKind::Uei);
        assert!(fits(&Answer::Text("ABC123DEFGH4".into()), None, Some(&uei)).expect_err("another kind").contains("another kind"));
        let certify = |words: &str| Question { statement: words.into(), ..Question::new("q", "?", QuestionKind::Certification) };
        let certified = Answer::Certified("All of it.".into());
        assert_eq!(fits(&certified, None, Some(&certify("All of it."))), Ok(None));
        assert!(fits(&certified, None, Some(&certify("Most of it."))).expect_err("other words").contains("certified anew"));
        let column = |label: &str| Column {
            label: label.into(),
            id: "a".into(),
            kind: ColumnKind::Number,
            optional: false,
            max_chars: None,
            options: vec![],
            min: None,
            max: None,
        };
        let table = |label: &str| Question { columns: vec![column(label)], ..Question::new("q", "?", QuestionKind::Table) };
        let rows = table("People").read("3").expect("fits").expect("an answer");
        assert_eq!(fits(&rows, Some(&table("People")), Some(&table("People"))), Ok(None));
        let renamed = fits(&rows, Some(&table("People")), Some(&table("Travelers"))).expect("the same column");
        assert_eq!(renamed, table("Travelers").read("3").expect("fits"));
        let other = Question { columns: vec![Column { id: "b".into(), ..column("People") }], ..table("People") };
        assert!(fits(&rows, Some(&table("People")), Some(&other)).expect_err("another column").contains("does not ask for “People”"));
    }

    #[test]
    fn applicants_are_told_what_concerns_them() {
        let old = opportunity::read("round.toml", ROUND).expect("sound");
        let mut new = old.clone();
        new.review.reviewers_per_application = 2;
        new.amounts.cap_cents = 100;
        assert_eq!(changes(&old, &new).into_iter().map(|d| d.part).collect::<Vec<_>>(), ["Largest grant"]);
    }
}
