//! `/account/session`: how long the session lasts, for the page that warns before it ends, and
//! the key press that makes it last longer.

use crate::web::session::SESSION;
use crate::web::{Access, Route, Viewer, get, post};
use actix_web::HttpResponse;

pub(super) fn routes() -> Vec<Route> {
    // A look is no sign of life, a press is: the session middleware tells them apart.
    vec![get(SESSION, Access::SignedIn, tell), post(SESSION, Access::SignedIn, tell)]
}

async fn tell(viewer: Viewer) -> HttpResponse {
    let account = viewer.actor.account.map(|id| id.text());
    let (seconds, is_final) = viewer.lasts.map_or((0, true), |lasts| (lasts.seconds, lasts.is_final));
    HttpResponse::Ok().json(serde_json::json!({"account": account, "seconds": seconds, "is_final": is_final}))
}
