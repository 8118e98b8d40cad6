//! `POST` and `GET /api/v1/applications/{reference}/attachments/{slot}`: a program attaches a file,
//! by the same way in and the same checks as the page, and reads it back. The body of `POST` is a
//! form (`multipart/form-data`) with the part `file`; `Idempotency-Key` makes a repeat harmless.

use super::applications::{readable, signed_in};
use crate::db;
use crate::intake::{self, Attachment, Draft, EditError, NewAttachment, Quota};
use crate::kernel::FieldError;
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/applications/{reference}/attachments/{slot}";
/// The part that carries the file.
const PART: &str = "file";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Token, read), post(PATH, Access::Token, add)]
}

async fn draft(app: &App, viewer: &Viewer, reference: String) -> Result<Draft, Problem> {
    let actor = signed_in(viewer)?;
    let found = app.read(move |conn| -> Result<Draft, db::Error> {
        let application = readable(conn, &actor, &reference)?;
        intake::draft_of(conn, application)
    });
    Ok(found.await?)
}

async fn read(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, slot) = path.into_inner();
    let draft = draft(&app, &viewer, reference).await?;
    let file = draft.attachments.iter().find(|a| a.slot == slot).ok_or_else(Problem::missing)?;
    files::serve(&app, &file.name, &file.media_type, &file.sha256).await
}

async fn add(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, req: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, slot) = path.into_inner();
    let draft = draft(&app, &viewer, reference).await?;
    let types = draft.definition.slot(&slot).ok_or_else(Problem::missing)?.types.clone();
    let mistake = |sentence: String| EditError::Invalid(vec![FieldError::new(PART, sentence)]);
    let upload = form.upload(PART).ok_or_else(|| mistake("Send a file in the part “file”.".into()))?;
    let stored = files::keep(&app, upload, types).await?.map_err(|e| mistake(e.to_string()))?;
    let key = req.headers().get("Idempotency-Key").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (actor, id, quota) = (viewer.actor(), draft.application.id, Quota::from(&app.settings.files));
    let answer = app
        .once(&viewer, &form.clone().with_key(key), move |tx| -> Result<String, EditError> {
            intake::attach(tx, &actor, NewAttachment { application: id, slot: &slot, file: &stored, quota })?;
            let attached = intake::attachments(tx, id)?.into_iter().find(|a| a.slot == slot).ok_or(db::Error::Missing)?;
            Ok(shown(&attached).to_string())
        })
        .await?;
    Ok(HttpResponse::Created().content_type("application/json").body(answer))
}

/// A file as the API shows it.
pub(super) fn shown(file: &Attachment) -> Value {
    json!({
        "slot": file.slot, "name": file.name, "media_type": file.media_type, "size_bytes": file.size_bytes, "sha256": file.sha256,
        "scan": file.scan.state.to_string(),
    })
}
