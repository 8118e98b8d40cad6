//! `/desk/disparity`: whether cities succeed alike in a round, or in all rounds of a year. The plain sentence
//! comes first, then each measure by each grouping with its chart and table, then how to read it.

mod file;
mod show;

use crate::people::FundRole::{self, ApprovingOfficial, Auditor, Chair, ProgramOfficer};
use crate::reporting::disparity;
use crate::web::access::Access;
use crate::web::doors::Doors;
use crate::web::sheet::{Link, Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::Data;

const WHO: &[FundRole] = &[ProgramOfficer, ApprovingOfficial, Auditor, Chair];
const HERE: &str = "/desk/disparity";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Fund(WHO);
    vec![
        get("/desk/disparity", who, list),
        get("/desk/disparity/{slug}", who, show::of_round),
        get("/desk/disparity/year/{year}", who, show::of_year),
        post("/desk/disparity/{slug}/file", who, file::of_round),
        post("/desk/disparity/year/{year}/file", who, file::of_year),
    ]
}

/// The link to the comparison of a round, for those who may open it.
pub(super) fn link(doors: Doors<'_>, slug: &str) -> Option<Link> {
    doors.link(format!("{HERE}/{slug}"), "Disparity: whether cities succeed alike")
}

/// The way back, for staff and for a chair who is none.
fn back(sheet: Sheet, doors: Doors<'_>) -> Sheet {
    match doors.link("/desk", "Desk").or_else(|| doors.link("/panel", "Reviews")) {
        Some(link) => sheet.back(link.href, link.label),
        None => sheet,
    }
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let years = app.read(move |conn| disparity::list_years(conn, &actor)).await?;
    let doors = Doors::of(&viewer.actor);
    let mut sheet = back(Sheet::new("Disparity", &[]), doors)
        .lead("Whether cities succeed alike: by population, by region, and on their first application.");
    if years.is_empty() {
        sheet = sheet.with(Section::new("Rounds").text("No round is published yet."));
    }
    for (year, rounds) in years {
        let mut section = Section::new(format!("Rounds that close in {year}"));
        section = rounds.iter().fold(section, |section, round| section.link(format!("{HERE}/{}", round.slug), &round.title));
        sheet = sheet.with(section.link(format!("{HERE}/year/{year}"), format!("All rounds that close in {year} together")));
    }
    app.page(&viewer, &sheet)
}
