//! `/livez`: the process answers. `/readyz`: it can also use its database.

use crate::db;
use crate::web::{Access, App, Problem, Route, get};
use actix_web::HttpResponse;
use actix_web::web::Data;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/livez", Access::Anyone, live), get("/readyz", Access::Anyone, ready)]
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

async fn ready(app: Data<App>) -> Result<HttpResponse, Problem> {
    app.read(|conn| crate::outbox::counts(conn).map(|_| ())).await.map_err(|e: db::Error| Problem::from(e))?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}
