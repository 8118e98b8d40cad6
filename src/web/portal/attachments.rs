//! Files of an application: one input for each place, shown with name, size and
//! digest once stored; downloads are always attachments, never shown inside our pages.

use super::applications::{home, load, load_to_write};
use super::presence;
use super::questions;
use crate::db;
use crate::files::FileKind;
use crate::intake::{self, Attachment, Draft, EditError, NewAttachment, Part, Quota};
use crate::kernel::{FieldError, Id};
use crate::locale::format;
use crate::opportunity::AttachmentSlot;
use crate::templates::Page;
use crate::web::fields::{ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/attachments", Access::Applying(access::CITY), list),
        post("/portal/applications/{reference}/attachments/{slot}", writers, add),
        post("/portal/applications/{reference}/attachments/{slot}/remove", writers, remove),
        get("/files/{attachment}", Access::SignedIn, download),
    ]
}

/// A place for a file, with what is in it and the form that puts one there.
#[derive(Serialize)]
pub(super) struct Slot {
    id: String,
    title: String,
    hint: String,
    optional: bool,
    file: Option<Stored>,
    input: Field,
    keys: FormKeys,
}

#[derive(Serialize)]
struct Stored {
    href: String,
    name: String,
    size: String,
    sha256: String,
    added: String,
    /// What the virus check says, if there is one.
    scan: Option<String>,
    keys: FormKeys,
}

#[derive(Serialize)]
struct ListPage {
    reference: String,
    summary: ErrorSummary,
    slots: Vec<Slot>,
    limit: String,
    /// Who else is here to write.
    others: Vec<String>,
    /// What all files may have together.
    together: String,
    can_write: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "portal/attachments/list";
    fn title(&self) -> String {
        format!("Attach files – Application {}", self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let keys = || FormKeys::new("k".into());
        let stored = || Stored { href: x(), name: x(), size: x(), sha256: x(), added: x(), scan: Some(x()), keys: keys() };
        let sample = |errors: &[FieldError], can_write| Self {
            reference: x(),
            summary: ErrorSummary::new(errors),
            limit: "10 MB".into(),
            others: if errors.is_empty() { vec![x()] } else { vec![] },
            together: "50 MB".into(),
            can_write,
            slots: vec![
                Slot {
                    id: "quote".into(),
                    title: x(),
                    hint: x(),
                    optional: false,
                    file: None,
                    input: Field::new("quote", "Select a file").errors(errors),
                    keys: keys(),
                },
                Slot {
                    id: "letter".into(),
                    title: x(),
                    hint: x(),
                    optional: true,
                    file: Some(stored()),
                    input: Field::new("letter", "Select a file"),
                    keys: keys(),
                },
            ],
        };
        vec![sample(&[], true), sample(&[FieldError::new("quote", "Select a file.")], true), sample(&[], false)]
    }
}

fn page(app: &App, viewer: &Viewer, draft: &Draft, errors: &[FieldError]) -> ListPage {
    let can_write = draft.has_open_part(&Part::Attachments) && intake::policy::may_write(&viewer.actor, &draft.application);
    ListPage {
        reference: draft.application.reference.clone(),
        summary: ErrorSummary::new(errors),
        slots: draft.definition.attachments.iter().map(|slot| place(app, draft, slot, errors)).collect(),
        others: vec![],
        limit: format::file_size(app.files.max_bytes()),
        together: format::file_size(app.settings.files.application_max_bytes),
        can_write,
    }
}

/// The field in which a file for a place is chosen.
pub(in crate::web) fn input(slot: &AttachmentSlot, is_filled: bool) -> Field {
    let endings: Vec<String> = slot.types.iter().map(|t| if *t == FileKind::Jpg { ".jpg,.jpeg".into() } else { format!(".{t}") }).collect();
    let label = if is_filled { "Select another file in its place" } else { "Select a file" };
    Field::new(&slot.id, label).hint(hint(slot)).accept(endings.join(","))
}

/// One place with what is in it.
pub(super) fn place(app: &App, draft: &Draft, slot: &AttachmentSlot, errors: &[FieldError]) -> Slot {
    let stored = |a: &Attachment| Stored {
        href: format!("/files/{}", a.id),
        name: a.name.clone(),
        size: format::file_size(u64::try_from(a.size_bytes).unwrap_or(0)),
        sha256: a.sha256.clone(),
        added: format!("{} by {}", format::datetime(a.added_at, draft.definition.dates.zone), a.added_by),
        scan: a.scan.words(app.settings.files.has_scanner()),
        keys: FormKeys::new(app.fresh_key()),
    };
    let file = draft.attachments.iter().find(|a| a.slot == slot.id).map(stored);
    Slot {
        id: slot.id.clone(),
        title: slot.title.clone(),
        hint: slot.hint.clone(),
        optional: !slot.required,
        input: input(slot, file.is_some()).errors(errors),
        file,
        keys: FormKeys::new(app.fresh_key()),
    }
}

impl Slot {
    /// An empty place or a filled one, for samples.
    pub(super) fn sample(is_filled: bool, errors: &[FieldError]) -> Self {
        let (x, keys) = (|| "x".to_owned(), || FormKeys::new("k".into()));
        let stored = Stored { href: x(), name: x(), size: x(), sha256: x(), added: x(), scan: is_filled.then(x), keys: keys() };
        Self {
            id: "answer".into(),
            title: x(),
            hint: x(),
            optional: is_filled,
            file: is_filled.then_some(stored),
            input: Field::new("answer", "Select a file").errors(errors),
            keys: keys(),
        }
    }
}

/// `A PDF or DOCX of at most 2 MB.`
fn hint(slot: &AttachmentSlot) -> String {
    let kinds = FileKind::labels(&slot.types);
    slot.max_mb.map_or_else(|| format!("A {kinds}."), |most| format!("A {kinds} of less than {most} MB."))
}

async fn list(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let mut page = page(&app, &viewer, &draft, &[]);
    if page.can_write {
        page.others = presence::meet_here(&app, &viewer, &draft, "attachments").await;
    }
    app.page(&viewer, &page)
}

async fn add(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, slot) = path.into_inner();
    let draft = load_to_write(&app, &viewer, reference).await?;
    let place = draft.definition.slot(&slot).ok_or_else(Problem::missing)?;
    let is_answer = draft.definition.question(&slot).is_some();
    let outcome = match keep(&app, &form, &slot, place.types).await? {
        Err(mistake) => Err(EditError::Invalid(vec![mistake])),
        Ok(stored) => {
            let (actor, id, base) = (viewer.actor(), draft.application.id, home(&draft.application.reference));
            let quota = Quota::from(&app.settings.files);
            let back = if is_answer { format!("questions/{slot}") } else { "attachments".to_owned() };
            let slot = slot.clone();
            app.submit(&viewer, &form, move |tx| {
                intake::attach(tx, &actor, NewAttachment { application: id, slot: &slot, file: &stored, quota })
                    .map(|()| format!("{base}/{back}?done=file-attached"))
            })
            .await
        }
    };
    match outcome {
        Err(EditError::Invalid(mistakes)) if is_answer => questions::with_file(&app, &viewer, (&draft, &slot), &mistakes).await,
        Err(EditError::Invalid(mistakes)) => app.page_with_mistakes(&viewer, &page(&app, &viewer, &draft, &mistakes)),
        other => Ok(other?),
    }
}

async fn keep(app: &App, form: &Form, slot: &str, types: Vec<FileKind>) -> Result<Result<crate::files::Stored, FieldError>, Problem> {
    let Some(upload) = form.upload(slot) else { return Ok(Err(FieldError::new(slot, "Select a file."))) };
    Ok(files::keep(app, upload, types).await?.map_err(|e| e.in_field(slot)))
}

async fn remove(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, slot) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (actor, id, base) = (viewer.actor(), draft.application.id, home(&draft.application.reference));
    let back = if draft.definition.question(&slot).is_some() { format!("questions/{slot}") } else { "attachments".to_owned() };
    let outcome = app.submit(&viewer, &form, move |tx| -> Result<String, EditError> {
        let file = intake::attachments(tx, id)?.into_iter().find(|a| a.slot == slot).ok_or(db::Error::Missing)?;
        intake::detach(tx, &actor, file.id).map(|()| format!("{base}/{back}?done=file-removed"))
    });
    Ok(outcome.await?)
}

async fn download(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Attachment> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let file = app
        .read(move |conn| {
            let file = intake::attachment(conn, id)?;
            let application = intake::application(conn, file.application)?;
            if intake::policy::is_of_city(&actor, &application) { Ok(file) } else { Err(db::Error::Missing) }
        })
        .await?;
    files::serve(&app, &file.name, &file.media_type, &file.sha256).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ListPage>();
    }
}
