//! Every workflow with the version in use, the versions that cases run on, and what waits.

use super::HERE;
use super::words::{running, since};
use crate::db::{self, Conn};
use crate::locale::format::datetime;
use crate::people::Actor;
use crate::process::{self, InUse};
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{App, Problem, Viewer};
use crate::workflow::{self, Proposal, Standing};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;

struct Found {
    used: Vec<InUse>,
    standings: Vec<Standing>,
    open: Vec<(Proposal, bool)>,
}

fn load(conn: &mut Conn, actor: &Actor) -> Result<Found, db::Error> {
    let names = process::list_workflows(conn)?;
    let used = names.iter().map(|name| process::version_in_use(conn, name)).collect::<Result<_, _>>()?;
    let own = actor.account.map(|id| id.text()).unwrap_or_default();
    let mut open = Vec::new();
    for proposal in workflow::list_open_proposals(conn)? {
        let is_own = workflow::are_one_person(conn, &own, &proposal.proposed.account)?;
        open.push((proposal, is_own));
    }
    Ok(Found { used, standings: workflow::list_standings(conn, &actor.walls.ids())?, open })
}

pub(super) async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let found = app.read(move |conn| load(conn, &actor)).await?;
    let zone = app.settings.fund.zone();
    let sheet = Sheet::new("Workflows", &[])
        .lead("The way of a case, step by step. One person proposes a change, another publishes it. New cases begin on it; those that run stay on their version.")
        .back("/desk", "Desk")
        .with(Section::new("Proposals that wait").table(waiting(&found.open, zone)))
        .with(Section::new("In use").table(used(&found, zone)));
    app.page(&viewer, &sheet)
}

fn waiting(open: &[(Proposal, bool)], zone: Tz) -> Table {
    let columns = vec![Column::text("Proposal"), Column::text("Proposed by"), Column::text("When"), Column::text("Waits for")];
    Table::new("waiting", "Proposals that wait", columns).empty("Nothing is proposed.").rows(open.iter().map(|(proposal, is_own)| {
        vec![
            Cell::link(format!("{} {}", proposal.name, proposal.version), format!("{HERE}/proposals/{}", proposal.id)).heading(),
            Cell::text(&proposal.proposed.name),
            Cell::text(datetime(proposal.proposed.at, zone)),
            Cell::text(if *is_own { "Another person than you" } else { "A second person" }),
        ]
    }))
}

fn used(found: &Found, zone: Tz) -> Table {
    let columns = vec![Column::text("Workflow"), Column::text("Version in use"), Column::text("Since"), Column::text("Running cases")];
    Table::new("used", "In use", columns).rows(found.used.iter().map(|one| {
        let name = &one.definition.name;
        vec![
            Cell::link(one.definition.title(), format!("{HERE}/{name}")).heading(),
            Cell::text(&one.definition.version),
            Cell::text(since(one, zone)),
            Cell::text(running(&found.standings, name)),
        ]
    }))
}
