//! One workflow as it is in use: its drawing, its places and steps in words, its versions, and
//! the file to take away.

use super::words::{drawing, go_on, moment, people, places, running, since, steps};
use super::{HERE, proposal};
use crate::db::{self, Conn};
use crate::people::Actor;
use crate::process::{self, InUse};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer, files};
use crate::workflow::{self, Finding, Proposal, Standing};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

/// So many proposals are listed, the newest.
const LISTED: i64 = 50;

struct Found {
    used: InUse,
    /// What the checks find with the people there are now.
    findings: Vec<Finding>,
    standings: Vec<Standing>,
    proposals: Vec<Proposal>,
}

fn load(conn: &mut Conn, reader: &Actor, name: &str) -> Result<Found, db::Error> {
    let used = process::version_in_use(conn, name)?;
    let source = workflow::parse(name, &used.text).map_err(|e| db::Error::Broken(e.to_string()))?;
    let findings = workflow::check_with_people(&source, &super::vocabulary(), &workflow::staff(conn)?);
    let standings = workflow::list_standings(conn, &reader.walls.ids())?;
    Ok(Found { used, findings, standings, proposals: workflow::list_proposals(conn, name, LISTED)? })
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, name: Path<String>) -> Result<HttpResponse, Problem> {
    let name = name.into_inner();
    let (reader, wanted) = (viewer.actor(), name.clone());
    let found = app.read(move |conn| load(conn, &reader, &wanted)).await?;
    let zone = app.settings.fund.zone();
    let definition = &found.used.definition;
    let doors = Doors::of(&viewer.actor);
    let facts = vec![
        SummaryRow::new("Version in use", &definition.version),
        SummaryRow::new("Since", &since(&found.used, zone)),
        SummaryRow::new("Running cases", &running(&found.standings, &name)),
        SummaryRow::new("SHA-256 of the definition", &found.used.hash),
    ];
    let about = Section::new("The version in use")
        .facts(facts)
        .link_some(doors.link(format!("{HERE}/{name}/propose"), "Propose a change"))
        .link(format!("{HERE}/{name}/definition.toml"), "Download the definition (TOML)")
        .link_some(doors.link(format!("/desk/audit/workflow/{name}"), "Audit record of this workflow"));
    let sheet = Sheet::new(definition.title(), &[])
        .about("Workflow")
        .back(HERE, "Workflows")
        .with(about)
        .with(drawing(definition, None))
        .with(places(definition))
        .with(steps(definition))
        .with(people(found.findings))
        .with(Section::new("Cases that run").items(go_on(&found.standings, &name)))
        .with(Section::new("Proposals, newest first").table(proposals(&found.proposals, zone)));
    app.page(&viewer, &sheet)
}

fn proposals(all: &[Proposal], zone: Tz) -> Table {
    let columns =
        vec![Column::text("Version"), Column::text("State"), Column::text("Proposed by"), Column::text("When"), Column::text("Decided by")];
    Table::new("proposals", "Proposals, newest first", columns).empty("Nothing was proposed yet.").rows(all.iter().map(|one| {
        let decided = one.decided.as_ref().map(|by| format!("{}, {}", by.name, moment(by.at, zone))).unwrap_or_default();
        vec![
            Cell::link(&one.version, format!("{HERE}/proposals/{}", one.id)).heading(),
            Cell::status(proposal::status(one.stage)),
            Cell::text(&one.proposed.name),
            Cell::text(moment(one.proposed.at, zone)),
            Cell::text(decided),
        ]
    }))
}

pub(super) async fn download(app: Data<App>, name: Path<String>) -> Result<HttpResponse, Problem> {
    let used = app.read(move |conn| process::version_in_use(conn, &name)).await?;
    let name = format!("{}-{}.toml", used.definition.name, used.definition.version);
    Ok(files::download(&name, "application/toml; charset=utf-8", used.text))
}
