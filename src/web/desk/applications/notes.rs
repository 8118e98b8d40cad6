//! The notes on an application: reading all of them, and writing one.

use super::show::{READERS, visible};
use crate::db::Error;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::notes::{self, Note, NoteError, policy};
use crate::people::FundRole as R;
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::notes::ShownNote;
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

const PER_PAGE: usize = 25;
const WRITERS: Access = Access::Fund(&[R::ProgramOfficer, R::ApprovingOfficial, R::FinanceOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/notes", Access::Fund(READERS), list),
        post("/desk/applications/{reference}/notes", WRITERS, write),
    ]
}

#[derive(Deserialize, Default)]
struct Asked {
    before: Option<String>,
}

#[derive(Serialize)]
struct NotesPage {
    reference: String,
    heading: String,
    summary: ErrorSummary,
    notes: Vec<ShownNote>,
    older: Option<String>,
    form: Option<NoteForm>,
}

#[derive(Serialize)]
struct NoteForm {
    reader: Choices,
    text: Field,
    keys: FormKeys,
}

impl NoteForm {
    fn new((form, errors): (&Form, &[FieldError]), key: String) -> Self {
        Self {
            reader: Choices::new("reader", "Who reads it?", [("internal", "The fund"), ("visible", "The city too")])
                .with_hints([
                    "People of the fund who work on this application, and the auditor.",
                    "It stands on the city’s page, and its people get it by email now.",
                ])
                .chosen(&form.text("reader"))
                .errors(errors),
            text: Field::new("text", "Note").value(form.text("text")).limit(4_000).rows(5).errors(errors),
            keys: FormKeys::new(key),
        }
    }
}

impl Page for NotesPage {
    const TEMPLATE: &'static str = "desk/applications/notes";
    fn title(&self) -> String {
        format!("Notes – {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError], notes: Vec<ShownNote>, older: Option<String>| Self {
            reference: "UDF-2027-0001".into(),
            heading: "x".into(),
            summary: ErrorSummary::new(errors),
            form: older.is_none().then(|| NoteForm::new((&Form::default(), errors), "k".into())),
            notes,
            older,
        };
        let mistakes = [FieldError::new("reader", "Choose"), FieldError::new("text", "Write")];
        vec![sample(&[], vec![], None), sample(&mistakes, ShownNote::samples(), None), sample(&[], ShownNote::samples(), Some("/x".into()))]
    }
}

async fn page(
    app: &App,
    viewer: &Viewer,
    (reference, asked): (&str, &Asked),
    (form, errors): (&Form, &[FieldError]),
) -> Result<HttpResponse, Problem> {
    let before = asked.before.as_deref().map(str::parse).transpose().map_err(|_| Problem::missing())?;
    let (actor, wanted) = (viewer.actor(), reference.to_owned());
    let read = app.read(move |conn| {
        let case = visible(conn, &actor, &wanted)?;
        let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
        let found: Vec<Note> = notes::list(conn, &actor, &case.application, before, limit)?;
        Ok::<_, Error>((case, found))
    });
    let (case, mut found) = read.await?;
    let has_more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let zone = case.definition.dates.zone;
    let may_write = policy::may_write(&viewer.actor, &case.application);
    let page = NotesPage {
        reference: reference.to_owned(),
        heading: case.application.shown_title().to_owned(),
        summary: ErrorSummary::new(errors),
        notes: found.iter().map(|note| ShownNote::new(note, zone)).collect(),
        older: found.last().filter(|_| has_more).map(|last| format!("/desk/applications/{reference}/notes?before={}", last.id)),
        form: may_write.then(|| NoteForm::new((form, errors), app.fresh_key())),
    };
    if errors.is_empty() { app.page(viewer, &page) } else { app.page_with_mistakes(viewer, &page) }
}

async fn list(app: Data<App>, viewer: Viewer, reference: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, (&reference, &asked), (&Form::default(), &[])).await
}

async fn write(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, wanted) = (viewer.actor(), reference.to_string());
    let (reader, text) = (form.text("reader"), form.text("text"));
    let done = app.submit(&viewer, &form, move |tx| {
        let case = visible(tx, &actor, &wanted)?;
        notes::write(tx, &actor, case.application.id, (&reader, &text))?;
        Ok::<_, NoteError>(format!("/desk/applications/{wanted}/notes?done=note-written"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, (&reference, &Asked::default()), (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::NotesPage>();
    }
}
