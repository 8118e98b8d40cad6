//! The worklist as a file: every case of the view, of all its pages.

use super::asked::Asked;
use crate::db::Error;
use crate::process;
use crate::reporting::csv_text;
use crate::web::access::{Access, STAFF};
use crate::web::{App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/work.csv", Access::Fund(STAFF), csv)]
}

/// The most cases in a file.
const EXPORT: usize = 10_000;

const HEADINGS: &[&str] = &["reference", "due_on", "stands_at", "since", "what_to_do", "city", "plan", "round"];

async fn csv(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let zone = app.settings.fund.zone();
    let today = app.now().day_in(zone);
    let (actor, filter) = (viewer.actor(), asked.filter());
    let found = app.read(move |conn| process::list_work(conn, &actor, (&filter, today), (None, EXPORT)));
    let found = found.await.map_err(|e: Error| Problem::from(e))?;
    let rows = found.rows.into_iter().map(|row| {
        vec![
            row.reference,
            row.due_on.map(|day| day.to_string()).unwrap_or_default(),
            row.place,
            row.since.day_in(zone).to_string(),
            row.steps.join("; "),
            row.city,
            row.title,
            row.opportunity,
        ]
    });
    let text = csv_text(HEADINGS, &rows.collect::<Vec<_>>()).map_err(|e| Problem::broken(e.to_string()))?;
    Ok(files::download(&format!("work-{today}.csv"), "text/csv; charset=utf-8", text))
}
