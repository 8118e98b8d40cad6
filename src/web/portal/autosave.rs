//! Saves the answer to one question while somebody types; `static/js/autosave.js` asks for it.

use super::applications::load;
use super::presence;
use super::questions::{find, zone};
use crate::intake::{self, EditError};
use crate::locale::format;
use crate::web::answer_fields::typed;
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/portal/applications/{reference}/questions/{question}/autosave", Access::Applying(access::CITY_WRITERS), autosave)]
}

/// What a page that saves while its owner types is told.
#[derive(Serialize)]
struct Told {
    /// The version that the next save is based on.
    version: i64,
    /// When the server took it, in the zone of the city.
    saved_at: String,
    /// The same as an instant.
    at: String,
    /// What is still missing for it to count as an answer.
    unfinished: Option<String>,
}

async fn autosave(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let (q, section) = find(&draft, &id).ok_or_else(Problem::missing)?;
    let (actor, application) = (viewer.actor(), draft.application.id);
    let sent = intake::TypedAnswer::new(&id, form.fields(), form.version());
    let text = typed(&q, &form);
    // Read first: nothing may fail between the save and the word of it.
    let zone = zone(&app, &draft).await?;
    presence::meet(&app, &viewer, &draft, &section, zone).await;
    let saved = app.write_guarded(move |tx| intake::save_typed(tx, &actor, application, &sent, text.as_deref()));
    match saved.await {
        Ok(saved) => {
            let (saved_at, at) = (format::moment(saved.at, zone), saved.at.iso());
            Ok(HttpResponse::Ok().json(Told { version: saved.version, saved_at, at, unfinished: saved.unfinished }))
        }
        Err(EditError::Changed) => {
            let detail = EditError::Changed.to_string();
            Ok(HttpResponse::Conflict().json(serde_json::json!({"status": 409, "changed": true, "detail": detail})))
        }
        Err(other) => Err(other.into()),
    }
}
