//! The words of one part of the next version: of a section, a question, a kind of activity, a
//! category of cost, a file or a criterion; changed in place in its text.

use super::revision::{Found, load};
use super::revision_at;
use crate::kernel::FieldError;
use crate::opportunity::{self, Definition, Edit, FieldEdit, Question, QuestionKind, ReviseError};
use crate::web::fields::{DateField, Field, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

/// Whether somebody else saved meanwhile; then what they saved is told beside what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    None,
    Theirs,
}

impl Clash {
    /// The field with what was typed, or else what is known.
    pub(super) fn field(self, field: Field, form: &Form, known: &str) -> Field {
        if !form.has(&field.name) {
            return field.value(known);
        }
        let typed = form.text(&field.name);
        let differs = self == Self::Theirs && typed != known;
        let field = field.value(typed);
        if differs { field.hint(format!("Saved meanwhile: {known}")) } else { field }
    }

    /// The same for a day.
    pub(super) fn day(self, field: DateField, form: &Form, known: Option<NaiveDate>) -> DateField {
        if !form.has(&format!("{}_month", field.name)) {
            return field.value(known);
        }
        let typed = DateField::read(form, &field.name).ok().flatten();
        let field = field.typed(form);
        let differs = self == Self::Theirs && typed != known;
        let told = known.map_or_else(|| "no day".to_owned(), crate::locale::format::date);
        if differs { field.hint(format!("Saved meanwhile: {told}")) } else { field }
    }
}

/// Saves these changes, or says what is wrong; a clash is told at the field `first`.
pub(super) async fn saved(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    (slug, edits, first): (&str, Vec<FieldEdit>, &str),
) -> Result<Result<HttpResponse, (Vec<FieldError>, Clash)>, Problem> {
    let (actor, version, slug) = (viewer.actor(), form.version(), slug.to_owned());
    let outcome = app
        .submit(viewer, form, move |tx| {
            opportunity::revise(tx, &actor, (&slug, version), &edits).map(|()| revision_at(&slug, "?done=saved"))
        })
        .await;
    match outcome {
        Err(ReviseError::Invalid(mistakes)) => Ok(Err((mistakes, Clash::None))),
        Err(e @ ReviseError::Changed) => Ok(Err((vec![FieldError::new(first, e.to_string())], Clash::Theirs))),
        other => Ok(Ok(other?)),
    }
}

/// One text: its key in the definition, what it is, what it says, and whether it is long.
pub(super) struct Text {
    key: &'static str,
    label: &'static str,
    value: String,
    is_long: bool,
}

/// A part of the definition that has words.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) id: String,
    path: String,
    texts: Vec<Text>,
}

fn line(key: &'static str, label: &'static str, value: &str) -> Text {
    Text { key, label, value: value.to_owned(), is_long: false }
}

fn long(key: &'static str, label: &'static str, value: &str) -> Text {
    Text { is_long: true, ..line(key, label, value) }
}

/// Every part that has words, in the order of the definition.
pub(super) fn parts(d: &Definition) -> Vec<Part> {
    let mut all = Vec::new();
    let mut add = |name: String, id: &str, path: String, texts: Vec<Text>| all.push(Part { name, id: id.to_owned(), path, texts });
    for (i, q) in d.eligibility.iter().enumerate() {
        let texts = vec![
            long("text", "Question", &q.text),
            long("hint", "Hint", &q.hint),
            long("reason", "Why the answer rules a city out", &q.reason),
        ];
        add(format!("Eligibility: {}", q.text), &q.id, format!("eligibility[{i}]"), texts);
    }
    for (s, section) in d.sections.iter().enumerate() {
        add(format!("Section: {}", section.title), &section.id, format!("sections[{s}]"), vec![line("title", "Title", &section.title)]);
        for (q, question) in section.questions.iter().enumerate() {
            add(question.label.clone(), &question.id, format!("sections[{s}].questions[{q}]"), texts_of(question));
        }
    }
    for (i, kind) in d.activities.kinds.iter().enumerate() {
        let texts = vec![line("title", "Name", &kind.title), long("hint", "Hint", &kind.hint)];
        add(format!("Kind of activity: {}", kind.title), &kind.id, format!("activities.kinds[{i}]"), texts);
    }
    for (i, category) in d.budget.categories.iter().enumerate() {
        let texts = vec![line("title", "Name", &category.title), long("hint", "Hint", &category.hint)];
        add(
            format!("Category of cost: {}", category.title),
            &format!("category-{}", category.code),
            format!("budget.categories[{i}]"),
            texts,
        );
    }
    for (i, slot) in d.attachments.iter().enumerate() {
        let texts = vec![line("title", "What the file is", &slot.title), long("hint", "Hint", &slot.hint)];
        add(format!("File: {}", slot.title), &slot.id, format!("attachments[{i}]"), texts);
    }
    for (i, criterion) in d.rubric.criteria.iter().enumerate() {
        let mut texts = vec![line("title", "Name", &criterion.title), long("prompt", "What reviewers are asked", &criterion.prompt)];
        if !criterion.evidence.is_empty() {
            texts.push(long("evidence", "Where reviewers look", &criterion.evidence));
        }
        add(format!("Criterion: {}", criterion.title), &criterion.id, format!("rubric.criteria[{i}]"), texts);
    }
    all
}

fn texts_of(q: &Question) -> Vec<Text> {
    let mut texts = vec![long("label", "Question", &q.label), long("hint", "Hint", &q.hint), long("why", "Why we ask", &q.why)];
    if q.detail_if.is_some() {
        texts.push(line("detail_label", "What the detail is", &q.detail_label));
    }
    if q.kind == QuestionKind::Certification {
        texts.push(long("statement", "What is certified, word for word", &q.statement));
    }
    texts
}

fn find(d: &Definition, id: &str) -> Result<Part, Problem> {
    parts(d).into_iter().find(|part| part.id == id).ok_or_else(Problem::missing)
}

fn sheet(app: &App, (found, part): (&Found, &Part), (form, errors): (&Form, &[FieldError]), clash: Clash) -> Sheet {
    let slug = &found.revision.slug;
    let inputs = part.texts.iter().map(|text| {
        let field = clash.field(Field::new(text.key, text.label), form, text.value.trim()).errors(errors);
        let field = if matches!(text.key, "hint" | "why") { field.optional() } else { field };
        if text.is_long { Input::area(field.rows(3)) } else { Input::line(field) }
    });
    // After a mistake alone the version stays the one that was typed on, so that a colleague's save is met.
    let is_mistake = matches!(clash, Clash::None) && !errors.is_empty();
    let version = if is_mistake { form.version() } else { found.revision.version };
    let keys = FormKeys::of_version(app.fresh_key(), version);
    let form = SheetForm::new(revision_at(slug, &format!("/texts/{}", part.id)), keys, "Save", inputs.collect());
    Sheet::new("Change the words", errors)
        .about(&found.definition.title)
        .lead(&part.name)
        .back(revision_at(slug, "/form"), "The form")
        .with(Section::new("The words").form(form))
}

pub(super) async fn ask(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let found = app.read(move |conn| load(conn, &slug)).await?;
    let part = find(&found.definition, &id)?;
    app.page(&viewer, &sheet(&app, (&found, &part), (&Form::default(), &[]), Clash::None))
}

pub(super) async fn save(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (slug, id) = path.into_inner();
    let wanted = slug.clone();
    let found = app.read(move |conn| load(conn, &wanted)).await?;
    let part = find(&found.definition, &id)?;
    let (mut edits, mut mistakes) = (Vec::new(), Vec::new());
    for text in &part.texts {
        let typed = form.text(text.key);
        if typed.is_empty() && !matches!(text.key, "hint" | "why") {
            mistakes.push(FieldError::new(text.key, "Write something here."));
        } else if typed != text.value.trim() {
            edits.push(FieldEdit { field: text.key.to_owned(), edit: Edit::Text(format!("{}.{}", part.path, text.key), typed) });
        }
    }
    if !mistakes.is_empty() {
        return app.page_with_mistakes(&viewer, &sheet(&app, (&found, &part), (&form, &mistakes), Clash::None));
    }
    let first = part.texts.first().map_or("title", |text| text.key);
    match saved(&app, &viewer, &form, (&slug, edits, first)).await? {
        Ok(response) => Ok(response),
        Err((errors, clash)) => {
            let found = app.read(move |conn| load(conn, &slug)).await?;
            let part = find(&found.definition, &id)?;
            app.page_with_mistakes(&viewer, &sheet(&app, (&found, &part), (&form, &errors), clash))
        }
    }
}
