//! What the register says of an event is corrected.

use super::entry;
use crate::gathering::{self, CorrectError, Event};
use crate::kernel::{FieldError, Id};
use crate::web::fields::FormKeys;
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &path, None).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: &str, refused: Option<(&Form, &[FieldError])>) -> Result<Sheet, Problem> {
    let id: Id<Event> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let (event, mut kinds) = app
        .read(move |conn| {
            let event = gathering::open_event(conn, &actor, id)?;
            if event.merged_into.is_some() {
                return Err(CorrectError::Merged);
            }
            Ok((event, entry::kinds(conn)?))
        })
        .await?;
    // A kind that no round knows any more stays.
    kinds.entry(event.kind.clone()).or_insert_with(|| event.kind.clone());
    let own = entry::of_event(&event);
    let (form, errors) = refused.unwrap_or((&own, &[]));
    let version = if refused.is_some() { form.version() } else { event.version };
    let keys = FormKeys::of_version(app.fresh_key(), version);
    let here = format!("/desk/events/{id}");
    let inputs = entry::inputs(kinds, (form, errors));
    let section = Section::new("The entry")
        .text("What cities recorded of their activities, with their own days and places, stays as it is.")
        .form(SheetForm::new(format!("{here}/correct"), keys, "Save the correction", inputs).kept("event"));
    Ok(Sheet::new("Correct an event", errors).about(&event.title).lead(event.title.clone()).back(here, "The event").with(section))
}

pub(super) async fn correct(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Event> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, input, version) = (viewer.actor(), entry::read(&form), form.version());
    let location = format!("/desk/events/{id}?done=event-corrected");
    let done =
        app.submit(&viewer, &form, move |tx| gathering::correct_event(tx, &actor, (id, version), &input).map(|()| location.clone())).await;
    match done {
        Err(CorrectError::Fields(fields)) => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, Some((&form, fields.as_slice()))).await?)
        }
        other => Ok(other?),
    }
}
