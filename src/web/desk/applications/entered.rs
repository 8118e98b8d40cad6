//! What the desk shows of an application that the fund entered for its city, with the signed page.

use super::show::{READERS, visible};
use crate::db::{Conn, Error};
use crate::intake::{self, Application, OnPaper};
use crate::locale::format::datetime;
use crate::process::Case;
use crate::web::access::Access;
use crate::web::fields::SummaryRow;
use crate::web::{App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications/{reference}/signed-page", Access::Fund(READERS), open)]
}

/// Who entered it, and how the city applied.
pub(super) fn rows(conn: &mut Conn, case: &Case) -> Result<Vec<SummaryRow>, Error> {
    let Some(by) = &case.application.entry else { return Ok(vec![]) };
    let Some(entry) = intake::find_entry(conn, &case.application)? else { return Ok(vec![]) };
    let at = datetime(entry.opened_at, case.definition.dates.zone);
    Ok(vec![SummaryRow::new("Entry", &format!("{}\n{}, {at}\n{}", by.words(), entry.channel.label(), entry.about))])
}

/// The page that certifies what was received last: not one that is kept for what is not sent yet.
pub(super) fn received_page(conn: &mut Conn, application: &Application) -> Result<Option<OnPaper>, Error> {
    Ok(intake::latest_submission(conn, application.id)?.received()?.certification.on_paper)
}

async fn open(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let page = app.read(move |conn| {
        let case = visible(conn, &actor, &reference)?;
        received_page(conn, &case.application)?.ok_or(Error::Missing)
    });
    let page = page.await?;
    files::serve(&app, &page.page, &page.media_type, &page.sha256).await
}
