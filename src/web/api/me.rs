//! `GET /api/v1/me`: whom a token acts as, with the rights of this moment.

use super::applications::signed_in;
use crate::web::{Access, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use serde_json::json;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/me", Access::Token, show)]
}

async fn show(viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = signed_in(&viewer)?;
    let cities: Vec<_> = actor.memberships.iter().map(|m| json!({"organisation_id": m.organisation, "role": m.role})).collect();
    Ok(HttpResponse::Ok().json(
        json!({"account_id": actor.account, "name": actor.name, "email": actor.email, "fund_roles": actor.fund_roles, "cities": cities}),
    ))
}
