//! `/portal/applications/…/receipt.pdf`: the receipt to keep, for whoever may open its page.

use super::applications::load;
use crate::web::printed;
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/applications/{reference}/receipt.pdf", Access::Applying(access::CITY), show)]
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    printed::receipt(&app, draft.application).await
}
