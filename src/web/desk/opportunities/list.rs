//! Every opportunity with its version, and the next versions that officers work on.

use super::{HERE, revision_at};
use crate::db::{Conn, Error};
use crate::locale::format;
use crate::opportunity::{self, Opportunity, Revision, State};
use crate::templates::Page;
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::{App, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;
use serde::Serialize;

#[derive(Serialize)]
struct ListPage {
    table: Table,
    revisions: Option<Table>,
    can_manage: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "desk/opportunities/list";
    fn title(&self) -> String {
        "Opportunities – Desk".into()
    }
    fn samples() -> Vec<Self> {
        let revisions = || Some(Table::new("revisions", "Next versions", vec![Column::text("Opportunity")]).sample_row());
        vec![
            Self { table: table(&[]), revisions: revisions(), can_manage: true },
            Self { table: table(&[]), revisions: None, can_manage: false },
        ]
    }
}

fn table(all: &[Numbered]) -> Table {
    let columns = vec![
        Column::text("Opportunity"),
        Column::number("Version"),
        Column::text("Fund"),
        Column::text("State"),
        Column::text("Opens"),
        Column::text("Closes"),
    ];
    let empty = "No opportunity yet. Import a definition.";
    Table::new("opportunities", "Opportunities", columns).empty(empty).rows(all.iter().map(|(o, n)| {
        vec![
            Cell::link(&o.title, format!("{HERE}/{}", o.slug)).heading(),
            Cell::number(n.to_string()),
            Cell::text(&o.fund),
            Cell::status(status(o)),
            Cell::text(format::deadline(&o.opens)),
            Cell::text(format::deadline(&o.closes)),
        ]
    }))
}

fn in_work(revisions: &[Revision], zone: Tz) -> Option<Table> {
    let columns = vec![Column::text("Opportunity"), Column::text("What it is"), Column::text("Changed by"), Column::text("When")];
    let rows = revisions.iter().map(|r| {
        let title = opportunity::read("revision", &r.toml).map_or_else(|_| r.slug.clone(), |d| d.title);
        vec![
            Cell::link(title, revision_at(&r.slug, "")).heading(),
            Cell::text(if r.base_sha256.is_some() { "The next version" } else { "A new opportunity" }),
            Cell::text(&r.changed_by),
            Cell::text(format::datetime(r.changed_at, zone)),
        ]
    });
    (!revisions.is_empty()).then(|| Table::new("revisions", "Next versions that officers work on", columns).rows(rows.collect::<Vec<_>>()))
}

pub(super) fn status(o: &Opportunity) -> Status {
    match o.state {
        State::Draft => Status::active("Not published"),
        State::Published => Status::good("Published"),
        State::Withdrawn => Status::quiet("Withdrawn"),
    }
}

/// An opportunity with the number of the version in force.
type Numbered = (Opportunity, i32);

fn load(conn: &mut Conn) -> Result<(Vec<Numbered>, Vec<Revision>), Error> {
    let mut all = Vec::new();
    for o in opportunity::list_all(conn)? {
        let n = opportunity::version_number(conn, &o.definition_sha256)?;
        all.push((o, n));
    }
    Ok((all, opportunity::list_revisions(conn)?))
}

pub(super) async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (all, revisions) = app.read(load).await?;
    let can_manage = opportunity::may_manage(&viewer.actor);
    let revisions = in_work(&revisions, app.settings.fund.zone()).filter(|_| can_manage);
    app.page(&viewer, &ListPage { table: table(&all), revisions, can_manage })
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ListPage>();
    }
}
