//! `/desk/applications/…/blind`: the copy that reviewers read who do not see who applies. Each text of the city beside what is
//! read in its place, and what reviewers get of each file.

use crate::blind::{self, Edited, EditedFile, EditedText, FileChoice, FileWish, LONGEST, PrepareError, State, Wish};
use crate::db::Error;
use crate::files::FileKind;
use crate::intake::Attachment;
use crate::kernel::{FieldError, Id};
use crate::locale::format::datetime;
use crate::people::FundRole as R;
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, SummaryRow};
use crate::web::{App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use std::collections::BTreeMap;

const WHO: Access = Access::Fund(&[R::ProgramOfficer]);
const CHANGED: &str = "Somebody saved this copy after you opened the page. What you typed is still here: compare both, then save again.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/blind", WHO, show),
        post("/desk/applications/{reference}/blind", WHO, save),
        get("/desk/applications/{reference}/blind/files/{file}", WHO, file),
        post("/desk/applications/{reference}/blind/files/{file}", WHO, choose),
    ]
}

/// A text of the city, and the field for what is read in its place.
#[derive(Serialize)]
struct ShownText {
    id: String,
    heading: String,
    is_new: bool,
    original: Vec<String>,
    field: Field,
    /// To read it unchanged, where the program would withhold something.
    keep: Option<Choices>,
    /// What somebody else saved while this person typed.
    meanwhile: Option<String>,
}

/// A file, and the choice of what reviewers get of it.
#[derive(Serialize)]
struct ShownFile {
    id: String,
    name: String,
    original: String,
    seen: Option<String>,
    action: String,
    keys: FormKeys,
    choice: Choices,
    other: Field,
}

/// The page.
#[derive(Serialize)]
struct CopyPage {
    summary: ErrorSummary,
    base: String,
    round: String,
    reference: String,
    city: String,
    label: String,
    facts: Vec<SummaryRow>,
    keys: FormKeys,
    texts: Vec<ShownText>,
    files: Vec<ShownFile>,
}

impl Page for CopyPage {
    const TEMPLATE: &'static str = "desk/blind/copy";

    fn title(&self) -> String {
        format!("Copy for blind review – {}", self.reference)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let page = |texts: Vec<ShownText>, files: Vec<ShownFile>, errors: &[FieldError]| Self {
            summary: ErrorSummary::new(errors),
            base: "/desk".into(),
            round: "/desk".into(),
            reference: "UDF-2027-0001".into(),
            city: x(),
            label: "K42".into(),
            facts: vec![SummaryRow::new("Copy", "Ready")],
            keys: FormKeys::of_version("k".into(), 0),
            texts,
            files,
        };
        let text = |n: usize, is: bool, errors: &[FieldError]| ShownText {
            id: format!("t{n}"),
            heading: x(),
            is_new: is,
            original: vec![x()],
            field: Field::new(format!("text-{n}"), "x").limit(20_000).errors(errors),
            keep: is.then(|| Choices::one(&format!("keep-{n}"), "x", "Keep it").optional()),
            meanwhile: is.then(x),
        };
        let file = |n: usize, seen: Option<String>| ShownFile {
            id: format!("f{n}"),
            name: x(),
            original: x(),
            seen,
            action: "/desk".into(),
            keys: FormKeys::new("k".into()),
            choice: Choices::new(format!("choice-{n}"), "x", [("shown", "x"), ("withheld", "y")]),
            other: Field::new(format!("other-{n}"), "x").optional(),
        };
        let errors = [FieldError::new("text-0", "Shorten it."), FieldError::new("texts", CHANGED)];
        vec![
            page(vec![text(0, true, &errors), text(1, false, &[])], vec![file(0, Some("/desk".into())), file(1, None)], &errors),
            page(vec![], vec![], &[]),
        ]
    }
}

/// What was typed, and what is wrong with it.
type Typed<'a> = (&'a Form, &'a [FieldError]);

fn href(reference: &str) -> String {
    format!("/desk/applications/{reference}/blind")
}

fn keep_name(sha256: &str) -> String {
    format!("keep-{sha256}")
}

fn text(edited: &EditedText, (form, errors): Typed<'_>) -> ShownText {
    let EditedText { passage, proposed, saved } = edited;
    let (name, keep) = (blind::field_of(&passage.sha256), keep_name(&passage.sha256));
    let is_typed = form.has(&name);
    let known = saved.as_ref().unwrap_or(proposed);
    let value = if is_typed { form.text(&name) } else { known.clone() };
    let is_kept = if is_typed { form.has(&keep) } else { known == &passage.text };
    let heading = passage.headings.join("; ");
    let rows = u32::try_from(passage.text.lines().map(|line| 1 + line.chars().count() / 60).sum::<usize>().clamp(2, 16)).unwrap_or(6);
    let label = format!("What reviewers read: {heading}");
    let box_for = |legend: &str| Choices::one(&keep, legend, "Keep it as the city wrote it").optional();
    ShownText {
        id: format!("passage-{}", passage.sha256),
        is_new: saved.is_none(),
        original: passage.text.lines().map(str::to_owned).collect(),
        meanwhile: saved.clone().filter(|saved| is_typed && saved.trim() != value.trim()),
        field: Field::new(name, label).limit(u32::try_from(LONGEST).unwrap_or(u32::MAX)).rows(rows).value(value).errors(errors),
        keep: (proposed != &passage.text).then(|| box_for(&format!("Unchanged: {heading}")).chosen(if is_kept { "yes" } else { "" })),
        heading,
    }
}

fn shown_file(app: &App, (found, edited): (&Edited, &EditedFile), (form, errors): Typed<'_>) -> ShownFile {
    let EditedFile { file, name, choice } = edited;
    let (choice_name, other_name) = (blind::choice_field(file.id), blind::other_field(file.id));
    let known = match choice {
        FileChoice::Shown => "shown",
        FileChoice::Withheld => "withheld",
        FileChoice::Replaced(_) => "replaced",
    };
    let chosen = if form.has(&choice_name) { form.text(&choice_name) } else { known.to_owned() };
    let replaced = match choice {
        FileChoice::Replaced(other) => format!("Another file in its place: {}", other.name),
        FileChoice::Shown | FileChoice::Withheld => "Another file in its place".to_owned(),
    };
    let choices = [
        ("shown", "The file, under this name and without what it says about itself".to_owned()),
        ("replaced", replaced),
        ("withheld", "Nothing: the file is withheld".to_owned()),
    ];
    let action = format!("{}/files/{}", href(&found.application.reference), file.id);
    ShownFile {
        id: format!("file-{}", file.id),
        name: name.clone(),
        original: file.name.clone(),
        seen: (*choice != FileChoice::Withheld).then(|| action.clone()),
        action,
        keys: FormKeys::of_version(app.fresh_key(), version(found)),
        choice: Choices::new(choice_name, format!("What do reviewers get of {name}?"), choices).chosen(&chosen).errors(errors),
        other: Field::new(other_name, format!("The file in place of {name}"))
            .hint("Only if another file is to be served. It is checked like every file.")
            .accept(".pdf,.docx,.xlsx,.csv,.png,.jpg,.jpeg")
            .optional()
            .errors(errors),
    }
}

fn version(found: &Edited) -> i64 {
    found.copy.as_ref().map_or(0, |copy| copy.version)
}

fn facts(found: &Edited) -> Vec<SummaryRow> {
    let zone = found.round.closes.zone;
    let mut rows = vec![SummaryRow::new("Copy", found.state.label())];
    rows.extend(
        found
            .copy
            .as_ref()
            .map(|copy| SummaryRow::new("Saved last", &format!("{}, {}", copy.saved_by_name, datetime(copy.saved_at, zone)))),
    );
    let readers = match (found.state, found.waits) {
        (State::Ready, _) => "Read this copy.",
        (_, true) => "Wait until it is ready.",
        (State::Stale, false) => "Read what is prepared of texts that have not changed, and the others with known names withheld.",
        (State::Missing | State::Begun, false) => "Read the texts with the names withheld that the program knows.",
    };
    rows.push(SummaryRow::new("Where names are withheld, reviewers", readers));
    rows
}

async fn load(app: &App, viewer: &Viewer, reference: &str) -> Result<Edited, Problem> {
    let (actor, wanted) = (viewer.actor(), reference.to_owned());
    app.read(move |conn| blind::edited(conn, &actor, &wanted)).await.map_err(|e: Error| Problem::from(e))
}

fn page(app: &App, viewer: &Viewer, found: &Edited, typed: Typed<'_>) -> Result<HttpResponse, Problem> {
    let reference = found.application.reference.clone();
    let page = CopyPage {
        summary: ErrorSummary::new(typed.1),
        base: format!("/desk/applications/{reference}"),
        round: format!("/desk/panels/{}/blind", found.round.slug),
        city: found.application.city_name.clone(),
        label: found.label.clone(),
        facts: facts(found),
        keys: FormKeys::of_version(app.fresh_key(), version(found)),
        texts: found.texts.iter().map(|edited| text(edited, typed)).collect(),
        files: found.files.iter().map(|edited| shown_file(app, (found, edited), typed)).collect(),
        reference,
    };
    if typed.1.is_empty() { app.page(viewer, &page) } else { app.page_with_mistakes(viewer, &page) }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let found = load(&app, &viewer, &reference).await?;
    page(&app, &viewer, &found, (&Form::default(), &[]))
}

/// What the form says of the texts that its page showed.
fn wish(found: &Edited, form: &Form) -> Wish {
    let said = |edited: &EditedText| {
        let passage = &edited.passage;
        let name = blind::field_of(&passage.sha256);
        let typed = form.has(&name).then(|| form.text(&name))?;
        // Line ends of a browser are no change of words.
        let is_original = form.has(&keep_name(&passage.sha256)) || typed == passage.text.trim();
        Some((passage.sha256.clone(), if is_original { passage.text.clone() } else { typed }))
    };
    let texts: BTreeMap<String, String> = found.texts.iter().filter_map(said).collect();
    Wish { texts, is_ready: form.text("action") == "ready" }
}

/// Sends the browser on, or shows the page with what was typed.
async fn finish(
    (app, viewer): (&App, &Viewer),
    (reference, form): (&str, &Form),
    done: Result<HttpResponse, PrepareError>,
) -> Result<HttpResponse, Problem> {
    let mistakes = match done {
        Err(PrepareError::Changed) => vec![FieldError::new("texts", CHANGED)],
        Err(PrepareError::Invalid(fields)) => fields,
        other => return Ok(other?),
    };
    let found = load(app, viewer, reference).await?;
    page(app, viewer, &found, (form, &mistakes))
}

async fn save(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let wish = wish(&load(&app, &viewer, &reference).await?, &form);
    let (actor, wanted, seen) = (viewer.actor(), reference.to_string(), form.version());
    let done = if wish.is_ready { "?done=blind-ready" } else { "?done=blind-saved" };
    let sent = app.submit(&viewer, &form, move |tx| {
        blind::prepare(tx, &actor, &wanted, (&wish, seen))?;
        Ok::<_, PrepareError>(format!("{}{done}", href(&wanted)))
    });
    finish((&app, &viewer), (&reference, &form), sent.await).await
}

fn file_of(id: &str) -> Result<Id<Attachment>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

/// A file as reviewers get it.
async fn file(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let (found, id) = (load(&app, &viewer, &reference).await?, file_of(&id)?);
    let edited = found.files.iter().find(|edited| edited.file.id == id).ok_or_else(Problem::missing)?;
    match &edited.choice {
        FileChoice::Shown => files::serve_stripped(&app, &edited.name, &edited.file.media_type, &edited.file.sha256).await,
        FileChoice::Replaced(other) => files::serve_stripped(&app, &edited.name, other.kind.media_type(), &other.sha256).await,
        FileChoice::Withheld => Err(Problem::missing()),
    }
}

async fn choose(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let file = file_of(&id)?;
    // Nothing is kept of what nobody may send here.
    load(&app, &viewer, &reference).await?;
    let other = match form.upload(&blind::other_field(file)) {
        None => Ok(None),
        Some(upload) => files::keep(&app, upload, FileKind::ALL.to_vec()).await?.map(Some).map_err(|e| e.to_string()),
    };
    let wish = FileWish { file, choice: form.text(&blind::choice_field(file)), other };
    let (actor, wanted, seen) = (viewer.actor(), reference.clone(), form.version());
    let done = app.submit(&viewer, &form, move |tx| {
        blind::choose_file(tx, &actor, &wanted, (&wish, seen))?;
        Ok::<_, PrepareError>(format!("{}?done=blind-file", href(&wanted)))
    });
    finish((&app, &viewer), (&reference, &form), done.await).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::CopyPage>();
    }
}
