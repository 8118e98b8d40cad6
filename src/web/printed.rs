//! Printed documents over HTTP: the receipt of an application as PDF. Whoever calls it has asked
//! whether the viewer may read. Only with the cargo feature `pdf`; without it there is no route,
//! and so no link.

use super::files::download;
use super::{App, Problem};
use crate::db;
use crate::intake::{self, Application};
use crate::print::{self, About, Receipt};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use tokio::sync::Semaphore;

/// Documents typeset at the same time. Whoever comes later waits without a thread, so that reading
/// pages goes on however many receipts are asked for.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// What was received last for this application, as PDF. The same for everybody who may read it.
pub(super) async fn receipt(app: &App, application: Application) -> Result<HttpResponse, Problem> {
    let fund = &app.settings.fund;
    let reference = application.reference.clone();
    let (site, is_demo) = (fund.name.clone(), fund.demo);
    let address = format!("{}/portal/applications/{reference}/receipt", app.settings.server.public_origin);
    let receipt = app.read(move |conn| {
        let submission = intake::latest_submission(conn, application.id)?;
        let received = submission.received()?;
        let form = intake::form_of(conn, &received)?;
        let about = About { site, is_demo, address, city_zone: intake::city_zone(conn, &application)? };
        Ok::<_, db::Error>(Receipt::new(&about, &submission, (&received, &form)))
    });
    let receipt = receipt.await?;
    let turn = PRESSES.acquire().await.map_err(|e| Problem::broken(e.to_string()))?;
    // The turn goes along: it ends with the work, also when nobody waits for it any more.
    let work = move || {
        let printed = print::print(&receipt);
        drop(turn);
        printed
    };
    let printed = app.work(work).await?;
    let pdf = printed.map_err(|fault| not_printed(fault.to_string()))?;
    Ok(download(&format!("Receipt {reference}.pdf"), "application/pdf", pdf))
}

fn not_printed(log: String) -> Problem {
    let mut problem = Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This PDF could not be made",
        "What was received is safe. The receipt page shows it, and you can print that page.",
    );
    problem.log = Some(log);
    problem
}
