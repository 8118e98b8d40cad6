//! One release: when, in whose name, what became of each case; and calling it off.

use super::list::status;
use super::{READERS, WHO};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity;
use crate::people::Actor;
use crate::process::{self, ProcessError, Release, ReleaseCase, ReleaseOutcome, ReleaseStage};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/releases/{id}", Access::Fund(READERS), show), post("/desk/releases/{id}/cancel", Access::Fund(WHO), cancel)]
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Release> = id.parse().map_err(|_| Problem::missing())?;
    let (actor, now, key) = (viewer.actor(), app.now(), app.fresh_key());
    let sheet = app.read(move |conn| load(conn, &actor, id, (now, key))).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &sheet)
}

async fn cancel(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Release> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let outcome = app.submit(&viewer, &form, move |tx| {
        process::cancel_release(tx, &actor, id)?;
        Ok::<_, ProcessError>(format!("/desk/releases/{id}?done=recorded"))
    });
    Ok(outcome.await?)
}

fn load(conn: &mut Conn, actor: &Actor, id: Id<Release>, (now, key): (Timestamp, String)) -> Result<Sheet, Error> {
    let found = process::release(conn, id)?;
    let zone = opportunity::current_definition(conn, found.opportunity)?.dates.zone;
    let cases = process::list_release_cases(conn, actor, id)?;
    let doors = Doors::of(actor);
    let mut facts = vec![
        SummaryRow::new("Round", &found.title),
        SummaryRow::new("When", &datetime(found.due_at, zone)),
        SummaryRow::new("In the name of", &found.planned_by_name),
        SummaryRow::new("Planned", &datetime(found.planned_at, zone)),
        SummaryRow::new("State", &status(found.stage).text),
    ];
    facts.extend(found.ended_at.map(|at| SummaryRow::new("Ended", &datetime(at, zone))));
    let mut about = Section::new("The release").facts(facts);
    let is_to_come = found.stage == ReleaseStage::Planned && found.due_at > now;
    if is_to_come {
        let letters = doors.link(format!("/desk/releases/{id}/letters"), "All letters on one page, to print");
        about = about.link_some(letters);
    }
    let applications = Section::new("Applications").table(table(doors, &cases));
    let sheet = Sheet::new("Release", &[]).about(&found.title).lead(lead(&found, now)).back("/desk/releases", "Releases");
    let sheet = sheet.with(about).with(applications);
    if is_to_come && actor.may_enter(WHO) {
        let form = SheetForm::new(format!("/desk/releases/{id}/cancel"), FormKeys::new(key), "Call the release off", vec![]).quiet();
        let off = Section::new("Call it off").text("No city is told then. The decisions wait to be told as before.");
        return Ok(sheet.with(off.form(form)));
    }
    Ok(sheet)
}

fn lead(found: &Release, now: Timestamp) -> &'static str {
    match found.stage {
        ReleaseStage::Planned if found.due_at > now => "No city has been told. Each is told once, from this time on.",
        ReleaseStage::Planned => "The letters are being sent.",
        ReleaseStage::Done => "This release was carried out.",
        ReleaseStage::Cancelled => "This release was called off. No city was told by it.",
    }
}

fn table(doors: Doors<'_>, cases: &[ReleaseCase]) -> Table {
    let columns = ["Application", "City", "State", "Why not", "SHA-256 of the letter"].map(Column::text).into();
    let rows = cases.iter().map(|case| {
        vec![
            doors.cell(&case.reference, format!("/desk/applications/{}", case.reference)).heading(),
            Cell::text(&case.city),
            Cell::status(outcome(case.outcome)),
            Cell::text(case.reason.clone().unwrap_or_default()),
            Cell::text(case.letter_sha256.get(..12).unwrap_or_default()),
        ]
    });
    Table::new("applications", "Applications", columns).empty("There is no application here for you.").rows(rows)
}

fn outcome(outcome: ReleaseOutcome) -> Status {
    match outcome {
        ReleaseOutcome::Waits => Status::active("Waits"),
        ReleaseOutcome::Told => Status::good("Told"),
        ReleaseOutcome::NotTold => Status::warning("Not told"),
        ReleaseOutcome::Cancelled => Status::quiet("Called off"),
    }
}
