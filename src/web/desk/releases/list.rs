//! The releases, the newest first, and the rounds with decisions that wait to be told.

use super::READERS;
use crate::db::Error;
use crate::locale::format::{datetime, number};
use crate::process::{self, Release, ReleaseStage};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono_tz::Tz;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/releases", Access::Fund(READERS), show)]
}

const PER_PAGE: usize = 50;

#[derive(Deserialize)]
struct Asked {
    before: Option<String>,
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let before = asked.into_inner().before.filter(|id| !id.is_empty());
    let actor = viewer.actor();
    let found = app.read(move |conn| {
        let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
        Ok::<_, Error>((process::list_releases(conn, before.as_deref(), limit)?, process::count_decided(conn, &actor)?))
    });
    let (releases, decided) = found.await?;
    let doors = Doors::of(&viewer.actor);
    let columns = vec![Column::text("Round"), Column::number("Decided, not told, in no release")];
    let rows = decided.into_iter().map(|(slug, title, count)| {
        let href = format!("/desk/releases/new?opportunity={slug}");
        vec![doors.cell(title, href).heading(), Cell::number(number(count))]
    });
    let waiting = Table::new("decided", "Decisions that wait to be told", columns).empty("No decision waits to be told.").rows(rows);
    let next = if releases.len() > PER_PAGE { releases.get(PER_PAGE - 1).map(|last| last.id.text()) } else { None };
    let mut all = Section::new("Releases, newest first").table(table(&releases, app.settings.fund.zone()));
    if let Some(last) = next {
        all = all.link(format!("/desk/releases?before={last}"), "Next page");
    }
    let sheet = Sheet::new("Releases", &[])
        .lead("Decide now, tell together: cities hear of a decision when its release is carried out, and not before.")
        .back("/desk", "Back to the desk")
        .with(Section::new("Decisions that wait to be told").table(waiting))
        .with(all);
    app.page(&viewer, &sheet)
}

fn table(releases: &[Release], zone: Tz) -> Table {
    let columns = ["Release", "When", "Planned by", "State"].map(Column::text).into();
    let rows = releases.iter().take(PER_PAGE).map(|release| {
        vec![
            Cell::link(&release.title, format!("/desk/releases/{}", release.id)).heading(),
            Cell::text(datetime(release.due_at, zone)),
            Cell::text(&release.planned_by_name),
            Cell::status(status(release.stage)),
        ]
    });
    Table::new("releases", "Releases, newest first", columns).empty("There is no release yet.").rows(rows)
}

/// The word for how far a release is.
pub(super) fn status(stage: ReleaseStage) -> Status {
    match stage {
        ReleaseStage::Planned => Status::active("Planned"),
        ReleaseStage::Done => Status::good("Done"),
        ReleaseStage::Cancelled => Status::quiet("Called off"),
    }
}
