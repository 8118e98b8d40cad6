//! The words of one part of the next version, changed in place in its text. Which parts have which words is in `words.rs`.

use super::revision::{Found, load};
use super::revision_at;
use super::words::{Part, Shape, Text, parts};
use crate::kernel::FieldError;
use crate::opportunity::{self, Definition, Edit, FieldEdit, ReviseError};
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

/// Said at a list.
const ONE_A_LINE: &str = "One on each line, in their order.";

/// The change of a text to what was typed.
fn edit(text: &Text, typed: String) -> Edit {
    let path = text.path.clone();
    match text.shape {
        Shape::List => {
            let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
            Edit::Texts(path, lines.map(str::to_owned).collect())
        }
        Shape::Line | Shape::Long if text.is_left_out && typed.is_empty() => Edit::Remove(path),
        Shape::Line | Shape::Long => Edit::Text(path, typed),
    }
}

fn find(d: &Definition, id: &str) -> Result<Part, Problem> {
    parts(d).into_iter().find(|part| part.id == id).ok_or_else(Problem::missing)
}

fn sheet(app: &App, (found, part): (&Found, &Part), (form, errors): (&Form, &[FieldError]), clash: Clash) -> Sheet {
    let slug = &found.revision.slug;
    let inputs = part.texts.iter().map(|text| {
        let field = clash.field(Field::new(&text.field, &text.label), form, text.value.trim()).errors(errors);
        let field = if text.is_optional { field.optional() } else { field };
        match text.shape {
            Shape::Line => Input::line(field),
            Shape::Long => Input::area(field.rows(3)),
            Shape::List => Input::area(if field.hint.is_none() { field.hint(ONE_A_LINE) } else { field }.rows(6)),
        }
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
        let typed = form.text(&text.field);
        if typed.is_empty() && !text.is_optional {
            mistakes.push(FieldError::new(&text.field, "Write something here."));
        } else if typed != text.value.trim() {
            edits.push(FieldEdit { field: text.field.clone(), edit: edit(text, typed) });
        }
    }
    if !mistakes.is_empty() {
        return app.page_with_mistakes(&viewer, &sheet(&app, (&found, &part), (&form, &mistakes), Clash::None));
    }
    let first = part.texts.first().map_or("title", |text| text.field.as_str());
    match saved(&app, &viewer, &form, (&slug, edits, first)).await? {
        Ok(response) => Ok(response),
        Err((errors, clash)) => {
            let found = app.read(move |conn| load(conn, &slug)).await?;
            let part = find(&found.definition, &id)?;
            app.page_with_mistakes(&viewer, &sheet(&app, (&found, &part), (&form, &errors), clash))
        }
    }
}
