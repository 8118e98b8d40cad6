//! A reviewer's queue: what is owed, by when, and what is done.

use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::locale::format::date;
use crate::people::{Account, FundRole};
use crate::process;
use crate::review::{self, Stage};
use crate::templates::Page;
use crate::web::access::{Access, PANEL};
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel", Access::Fund(PANEL), show)]
}

/// The queue.
#[derive(Serialize)]
struct QueuePage {
    progress: String,
    table: Table,
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "panel/queue";

    fn title(&self) -> String {
        "Reviews".into()
    }

    fn samples() -> Vec<Self> {
        vec![
            Self { progress: "1 of 3 done".into(), table: table() },
            Self { progress: "0 of 1 done".into(), table: table().row(vec![Cell::text("x")]) },
        ]
    }
}

fn table() -> Table {
    Table::new("queue", "Your reviews", ["Application", "City", "Round", "Due", "Status"].map(Column::text).into())
        .empty("Nothing is assigned to you now. A message comes when something is.")
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let account = viewer.actor.account.filter(|_| viewer.actor.has(FundRole::Reviewer));
    let page = app.read(move |conn| load(conn, account)).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

fn load(conn: &mut Conn, account: Option<Id<Account>>) -> Result<QueuePage, Error> {
    let mine = account.map_or_else(|| Ok(Vec::new()), |id| review::list_mine(conn, id))?;
    let (mut done, mut all) = (0, 0);
    let mut rows = Vec::new();
    for task in &mine {
        all += usize::from(task.stage.counts());
        done += usize::from(task.stage == Stage::Submitted);
        let about = process::about(conn, task.application)?;
        let status = match task.stage {
            Stage::Assigned => Status::warning(task.stage.label()),
            Stage::Cleared => Status::active(task.stage.label()),
            Stage::Submitted => Status::done(task.stage.label()),
            Stage::Recused | Stage::Removed => Status::quiet(task.stage.label()),
        };
        let reference = match task.stage {
            Stage::Assigned => Cell::link(&about.reference, format!("/panel/reviews/{}/conflict", task.id)),
            Stage::Cleared | Stage::Submitted => Cell::link(&about.reference, format!("/panel/reviews/{}", task.id)),
            Stage::Recused | Stage::Removed => Cell::text(&about.reference),
        };
        rows.push(vec![
            reference.heading(),
            Cell::text(about.city),
            Cell::text(about.opportunity_title),
            Cell::text(task.due_on.map(date).unwrap_or_default()),
            Cell::status(status),
        ]);
    }
    Ok(QueuePage { progress: format!("{done} of {all} done"), table: table().rows(rows) })
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QueuePage>();
    }
}
