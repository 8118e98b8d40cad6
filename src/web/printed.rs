//! Printed documents over HTTP: the receipt of an application, its feedback, and what a reviewer has to review, as PDF. Whoever
//! calls it has asked whether the viewer may read. Only with the cargo feature `pdf`; without it there is no route,
//! and so no link.

use super::files::download;
use super::{App, Problem};
use crate::db;
use crate::feedback::Feedback;
use crate::intake::{self, Application};
use crate::print::{self, About, Document, FeedbackLetter, Receipt, ReviewPack};
use crate::sheets::Pack;
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
    let what = "What was received is safe. The receipt page shows it, and you can print that page.";
    pdf(app, receipt.await?, (&format!("Receipt {reference}.pdf"), what)).await
}

/// The feedback that a city got, as PDF.
pub(super) async fn feedback(app: &App, found: Feedback) -> Result<HttpResponse, Problem> {
    let fund = &app.settings.fund;
    let reference = found.application.reference.clone();
    let application = found.application.clone();
    let city_zone = app.read(move |conn| intake::city_zone(conn, &application)).await?;
    let about = About {
        site: fund.name.clone(),
        is_demo: fund.demo,
        address: format!("{}/portal/applications/{reference}/feedback", app.settings.server.public_origin),
        city_zone,
    };
    let letter = FeedbackLetter::new(&about, &found);
    pdf(app, letter, (&format!("Feedback {reference}.pdf"), "The page of the feedback shows it, and you can print that page.")).await
}

/// Applications to review, each with its rubric, as PDF. Neither its name nor what it says of itself names who applies.
pub(super) async fn pack(app: &App, pack: Pack) -> Result<HttpResponse, Problem> {
    let fund = &app.settings.fund;
    let about = About {
        site: fund.name.clone(),
        is_demo: fund.demo,
        address: format!("{}/panel/rounds/{}/sheet", app.settings.server.public_origin, pack.round.slug),
        city_zone: fund.zone(),
    };
    let name = format!("Review pack {} {}.pdf", pack.round.slug, pack.part);
    let document = app.work(move || ReviewPack::new(&about, &pack)).await?;
    pdf(app, document, (&name, "Every application is on the page of its review, and you can print that page.")).await
}

/// A document, typeset when it is its turn. `instead` says what helps if it cannot be.
async fn pdf(app: &App, document: impl Document + Send + 'static, (name, instead): (&str, &str)) -> Result<HttpResponse, Problem> {
    let turn = PRESSES.acquire().await.map_err(|e| Problem::broken(e.to_string()))?;
    // The turn goes along: it ends with the work, also when nobody waits for it any more.
    let work = move || {
        let printed = print::print(&document);
        drop(turn);
        printed
    };
    let printed = app.work(work).await?;
    let pdf = printed.map_err(|fault| not_printed(instead, fault.to_string()))?;
    Ok(download(name, "application/pdf", pdf))
}

fn not_printed(instead: &str, log: String) -> Problem {
    let mut problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "This PDF could not be made", instead);
    problem.log = Some(log);
    problem
}
