//! Where a case stands in its workflow: its places, what is due, what can be done and why not
//! the rest, every step taken; then the whole workflow, drawn and in words.

use super::show::{READERS, visible};
use super::step::why_not;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::people::Actor;
use crate::process::{self, Case};
use crate::web::desk::workflows::words;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Markup, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use crate::workflow::{self, Definition, Instance, Timer, TimerKind};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;

pub(super) const TITLE: &str = "Where it stands in the workflow";

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/applications/{reference}/workflow", Access::Fund(READERS), show)]
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let sheet = app.read(move |conn| load(conn, &actor, &reference, now)).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &sheet)
}

fn load(conn: &mut Conn, actor: &Actor, reference: &str, now: Timestamp) -> Result<Sheet, Error> {
    let case = visible(conn, actor, reference)?;
    let found = workflow::instance(conn, &case.application.id.text())?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    let zone = case.definition.dates.zone;
    let timers = workflow::list_open_timers(conn, &found.id)?;
    Ok(Sheet::new(TITLE, &[])
        .about(reference)
        .lead(format!("{}, {}", case.application.city_name, case.application.shown_title()))
        .back(format!("/desk/applications/{reference}"), reference)
        .with(stands(actor, &definition, &found))
        .with(Section::new("What can be done").table(possible(conn, actor, (&case, now))?))
        .with(Section::new("What is due").table(due(&definition, &timers, zone)))
        .with(Section::new("Steps taken, oldest first").table(taken(conn, &case)?))
        .with(words::drawing(&definition, Some(&found.marking)))
        .with(words::places(&definition))
        .with(words::steps(&definition)))
}

/// The drawing with its name.
#[derive(Clone, Serialize)]
pub(super) struct Drawing {
    pub(super) label: String,
    pub(super) picture: Markup,
}

/// The workflow of the case, with its places marked.
pub(super) fn drawing(conn: &mut Conn, case: &Case) -> Result<Drawing, Error> {
    let found = workflow::instance(conn, &case.application.id.text())?;
    let definition = workflow::definition(conn, &found.definition_hash)?;
    let label = format!("Drawing of the workflow {}", definition.title());
    Ok(Drawing { label, picture: Markup::drawing(&workflow::svg(&definition, Some(&found.marking))) })
}

fn stands(actor: &Actor, definition: &Definition, found: &Instance) -> Section {
    let label = |id: &str| definition.place(id).map_or_else(|| id.to_owned(), |place| place.label.clone());
    let places: Vec<String> = found.marking.places().map(label).collect();
    let owners = found.marking.places().filter_map(|id| definition.place(id)).flat_map(|place| place.owners.clone());
    let facts = vec![
        SummaryRow::new("It stands at", &places.join("\n")),
        SummaryRow::new("Whose work it is", &words::roles(&owners.collect::<Vec<_>>(), "Nobody’s now")),
        SummaryRow::new("Workflow", &format!("{}, version {}", definition.title(), definition.version)),
    ];
    let link = Doors::of(actor).link(format!("/desk/workflows/{}", definition.name), "The version in use for new cases");
    Section::new("Where it stands").facts(facts).link_some(link)
}

fn possible(conn: &mut Conn, actor: &Actor, (case, now): (&Case, Timestamp)) -> Result<Table, Error> {
    let columns = vec![Column::text("Step"), Column::text("Can you take it?")];
    let mut table = Table::new("possible", "What can be done", columns).empty("No step of a person leads on from here.");
    for choice in process::explain(conn, actor, case, now)? {
        let answer = why_not(conn, case, &choice)?.unwrap_or_else(|| "Yes".to_owned());
        table = table.row(vec![Cell::text(&choice.label).heading(), Cell::text(answer)]);
    }
    Ok(table)
}

fn due(definition: &Definition, timers: &[Timer], zone: Tz) -> Table {
    let columns = vec![Column::text("What"), Column::text("Because it stands at"), Column::text("When")];
    Table::new("due", "What is due", columns).empty("Nothing is due.").rows(timers.iter().map(|timer| {
        let place = definition.place(&timer.place);
        let what = match timer.kind {
            TimerKind::Remind => format!("Reminded: {}", words::roles(place.map_or(&[], |p| &p.owners), "nobody")),
            TimerKind::Escalate => format!("Told that it is late: {}", words::roles(place.map_or(&[], |p| &p.escalate_to), "nobody")),
            TimerKind::Fire => format!("The program takes the step “{}”", definition.transition_label(&timer.transition)),
        };
        vec![
            Cell::text(what).heading(),
            Cell::text(place.map_or(timer.place.as_str(), |p| &p.label)),
            Cell::text(datetime(timer.due_at, zone)),
        ]
    }))
}

fn taken(conn: &mut Conn, case: &Case) -> Result<Table, Error> {
    let zone = case.definition.dates.zone;
    let columns = vec![Column::text("When"), Column::text("Step"), Column::text("From"), Column::text("By"), Column::text("Why")];
    let rows = process::list_taken(conn, case.application.id)?.into_iter().map(|step| {
        let label = match (step.label.is_empty(), step.moved) {
            (true, _) => "Begun".to_owned(),
            (false, true) => step.label,
            (false, false) => format!("{} (waits for others)", step.label),
        };
        vec![
            Cell::text(datetime(step.at, zone)),
            Cell::text(label).heading(),
            Cell::text(step.from),
            Cell::text(step.by),
            Cell::text(step.reason.unwrap_or_default()),
        ]
    });
    Ok(Table::new("taken", "Steps taken, oldest first", columns).rows(rows.collect::<Vec<_>>()))
}
