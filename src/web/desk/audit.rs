//! The audit record: what happened to one thing, and whether the chain holds.

use crate::audit;
use crate::db;
use crate::kernel::{Subject, Timestamp};
use crate::people::FundRole;
use crate::web::fields::{Cell, Column, Status, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const READERS: Access = Access::Fund(&[FundRole::Auditor, FundRole::Administrator]);
/// The kinds of things that events are about.
const KINDS: [&str; 8] = ["application", "award", "organisation", "fund", "payment_run", "bank_statement", "opportunity", "account"];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/audit", READERS, chain), get("/desk/audit/{kind}/{id}", READERS, subject)]
}

async fn chain(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let report = app.read(audit::verify).await?;
    let facts = vec![
        SummaryRow::new("Linked events", &report.sealed.to_string()),
        SummaryRow::new("Waiting to be linked", &report.unsealed.to_string()),
        SummaryRow::new("Head of the chain", &report.head),
        SummaryRow::new("Faults", &report.faults.len().to_string()),
    ];
    let table = Table::new("faults", "Faults", vec![Column::text("What is wrong")]).empty("The chain holds: every link was recomputed.");
    let table = table.rows(report.faults.into_iter().map(|fault| vec![Cell::text(fault)]));
    let sheet = Sheet::new("Audit record", &[])
        .lead("Who did what to which thing. Events are never changed, and each is linked to the one before.")
        .back("/desk", "Desk");
    app.page(&viewer, &sheet.with(Section::new("The chain").facts(facts).table(table)))
}

async fn subject(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (kind, id) = path.into_inner();
    let kind = KINDS.into_iter().find(|known| *known == kind).ok_or_else(Problem::missing)?;
    let subject = Subject::new(kind, &id);
    let events = app.read(move |conn| audit::list_for(conn, &subject, 500)).await.map_err(|e: db::Error| Problem::from(e))?;
    let columns = vec![Column::text("When"), Column::text("Who"), Column::text("What"), Column::text("Values")];
    let table = Table::new("events", "Events, newest first", columns).empty("Nothing is recorded about this.").rows(
        events.into_iter().map(|event| {
            vec![
                Cell::text(Timestamp::from_naive(event.at).iso()),
                Cell::text(event.actor_name),
                Cell::status(Status::quiet(event.fact)),
                Cell::text(event.payload),
            ]
        }),
    );
    let sheet = Sheet::new("Events", &[]).about(&id).lead(format!("{kind} {id}")).back("/desk/audit", "Audit record");
    app.page(&viewer, &sheet.with(Section::new("What happened").table(table)))
}
