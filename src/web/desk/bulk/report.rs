//! What became of an action on many cases, and the way to try again what failed.

use super::WHO;
use super::choose::{CASE, Wanted};
use crate::db::Error;
use crate::kernel::Id;
use crate::locale::format::datetime;
use crate::process::{self, BulkCase, BulkOutcome, BulkRun};
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/bulk/{id}", Access::Fund(WHO), show)]
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<BulkRun> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let (run, cases) = app.read(move |conn| process::bulk_run(conn, &actor, id)).await.map_err(|e: Error| Problem::from(e))?;
    let when = datetime(run.made_at, app.settings.fund.zone());
    app.page(&viewer, &sheet(&run, &cases, &when))
}

fn sheet(run: &BulkRun, cases: &[BulkCase], when: &str) -> Sheet {
    let wanted = Wanted::Act(run.action);
    let of = |outcome: BulkOutcome| cases.iter().filter(|case| case.outcome == outcome).collect::<Vec<_>>();
    let (done, failed, waiting) = (of(BulkOutcome::Done), of(BulkOutcome::Failed), of(BulkOutcome::Waits));
    let mut facts = vec![SummaryRow::new("Confirmed", when)];
    facts.extend((!run.reason.is_empty()).then(|| SummaryRow::new("Reason", &run.reason)));
    let mut sheet = Sheet::new(wanted.label(), &[])
        .about("report")
        .lead(format!("{} done, {} failed.", done.len(), failed.len()))
        .back("/desk/work", "What needs me today")
        .with(Section::new("What was asked").facts(facts));
    if !failed.is_empty() {
        let again = Section::new("Failed").table(table("failed", "Failed", &failed));
        sheet = sheet.with(again.link(again_href(wanted, &failed), "Look at these again"));
    }
    if !waiting.is_empty() {
        let text = "The program stopped before these were handled.";
        let again = Section::new("Not handled yet").text(text).table(table("waiting", "Not handled yet", &waiting));
        sheet = sheet.with(again.link(again_href(wanted, &waiting), "Look at these again"));
    }
    sheet.with(Section::new("Done").table(table("done", "Done", &done)))
}

/// A fresh look at these cases, from which they can be tried again.
fn again_href(wanted: Wanted, cases: &[&BulkCase]) -> String {
    let cases = cases.iter().map(|case| (CASE, case.reference.as_str()));
    let pairs: Vec<(&str, &str)> = [("action", wanted.slug())].into_iter().chain(cases).collect();
    format!("/desk/bulk?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

fn table(id: &str, caption: &str, cases: &[&BulkCase]) -> Table {
    let has_reasons = cases.iter().any(|case| case.reason.is_some());
    let mut columns = vec![Column::text("Application"), Column::text("City")];
    columns.extend(has_reasons.then(|| Column::text("Why")));
    let rows = cases.iter().map(|case| {
        let href = format!("/desk/applications/{}", case.reference);
        let mut cells = vec![Cell::link(&case.reference, href).heading(), Cell::text(&case.city)];
        cells.extend(has_reasons.then(|| Cell::text(case.reason.clone().unwrap_or_default())));
        cells
    });
    Table::new(id, caption, columns).empty("None.").rows(rows)
}
