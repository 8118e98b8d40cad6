//! Saves a review while its reviewer types; `static/js/autosave.js` asks for it.

use super::reviews::WHO;
use super::rubric_form::{Total, mark_of, read};
use crate::kernel::Id;
use crate::locale::format;
use crate::review::{self, Assignment, SaveError};
use crate::sheets;
use crate::web::{Access, App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/panel/reviews/{id}/autosave", Access::Fund(WHO), autosave)]
}

/// What a page that saves while its owner types is told.
#[derive(Serialize)]
struct Told {
    /// When the server took it, in the zone of the fund.
    saved_at: String,
    /// The same as an instant.
    at: String,
    /// Hidden fields of the page with what they hold from now on.
    held: BTreeMap<String, String>,
    /// What is scored so far, by the server's reckoning.
    total: Total,
    /// Whether another window changed a field of this one too.
    changed: bool,
    /// What the page says then.
    both: &'static str,
}

async fn autosave(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id) = (viewer.actor(), *id);
    let reader = viewer.actor();
    let found = app.read(move |conn| {
        let task = review::assignment(conn, &reader, id)?;
        sheets::written_under(conn, &task)
    });
    let rubric = found.await?.rubric.clone();
    let typed = read(&rubric, &form);
    let under = rubric.clone();
    let saved = app.write(move |tx| Ok::<_, SaveError>((review::keep(tx, &actor, id, &under, &typed)?, tx.now())));
    let (kept, at) = saved.await?;
    let told = Told {
        saved_at: format::moment(at, app.settings.fund.zone()),
        at: at.iso(),
        held: kept.marks.iter().map(|(field, mark)| (mark_of(field), mark.clone())).collect(),
        total: Total::new(&rubric, &kept.review),
        changed: !kept.clashes.is_empty(),
        both: "You changed this review in another window too. Press “Save draft” to see both versions. What you typed is kept.",
    };
    Ok(if told.changed { HttpResponse::Conflict().json(told) } else { HttpResponse::Ok().json(told) })
}
