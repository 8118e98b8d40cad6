//! What became of an action on many cases, and the way to try again what failed.

use super::WHO;
use super::choose::{CASE, Wanted};
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::{Id, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity;
use crate::people::Actor;
use crate::process::{self, BulkAction, BulkCase, BulkOutcome, BulkRun};
use crate::slate;
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
    let (actor, now) = (viewer.actor(), app.now());
    let found = app.read(move |conn| {
        let (run, cases) = process::bulk_run(conn, &actor, id)?;
        let slate = slate_of(conn, &actor, (&run, &cases), now)?;
        Ok::<_, Error>((run, cases, slate))
    });
    let (run, cases, slate) = found.await?;
    let when = datetime(run.made_at, app.settings.fund.zone());
    app.page(&viewer, &sheet((&run, &when), &cases, slate.as_deref()))
}

/// Where the slate from which these were recommended, or the one that took its place, is looked at again.
fn slate_of(conn: &mut Conn, actor: &Actor, (run, cases): (&BulkRun, &[BulkCase]), now: Timestamp) -> Result<Option<String>, Error> {
    let Some(case) = cases.first().filter(|_| run.action == BulkAction::Recommend) else { return Ok(None) };
    let application = intake::application(conn, case.application)?;
    let round = opportunity::opportunity(conn, application.opportunity)?;
    let standing = slate::standing(conn, actor, &application, now)?;
    let here = format!("/desk/slate/{}", round.slug);
    Ok(Some(standing.map_or_else(|| here.clone(), |standing| format!("{here}/{}/recommend", standing.n))))
}

fn sheet((run, when): (&BulkRun, &str), cases: &[BulkCase], slate: Option<&str>) -> Sheet {
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
        sheet = sheet.with(again.link(again_href(wanted, &failed, slate), "Look at these again"));
    }
    if !waiting.is_empty() {
        let text = "The program stopped before these were handled.";
        let again = Section::new("Not handled yet").text(text).table(table("waiting", "Not handled yet", &waiting));
        sheet = sheet.with(again.link(again_href(wanted, &waiting, slate), "Look at these again"));
    }
    sheet.with(Section::new("Done").table(table("done", "Done", &done)))
}

/// A fresh look at these cases, from which they can be tried again.
fn again_href(wanted: Wanted, cases: &[&BulkCase], slate: Option<&str>) -> String {
    if let Some(slate) = slate {
        return slate.to_owned();
    }
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
