//! `/livez`: the process answers. `/readyz`: it can also use its database, and has room to save.

use crate::db;
use crate::web::{Access, App, Problem, Route, get};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use std::sync::Arc;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/livez", Access::Anyone, live), get("/readyz", Access::Anyone, ready)]
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

async fn ready(app: Data<App>) -> Result<HttpResponse, Problem> {
    app.long_read(|conn| crate::outbox::counts(conn).map(|_| ())).await.map_err(|e: db::Error| Problem::from(e))?;
    let (db, files) = (app.db.clone(), Arc::clone(&app.files));
    let (saves, keeps) = app.work(move || (db.has_room(), files.has_room())).await?;
    let full = [(saves?, "not ready: the disk of the database is full\n"), (keeps, "not ready: the disk of the files is full\n")];
    let missing: String = full.iter().filter(|(has_room, _)| !has_room).map(|(_, words)| *words).collect();
    let (status, words) =
        if missing.is_empty() { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, missing.as_str()) };
    Ok(HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(words.to_owned()))
}
