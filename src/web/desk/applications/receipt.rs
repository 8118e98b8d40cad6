//! `/desk/applications/…/receipt.pdf`: the receipt that the city has, for staff who read the application.

use super::show::{READERS, visible};
use crate::web::access::Access;
use crate::web::printed;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications/{reference}/receipt.pdf", Access::Fund(READERS), show)]
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let case = app.read(move |conn| visible(conn, &actor, &reference)).await?;
    printed::receipt(&app, case.application).await
}
