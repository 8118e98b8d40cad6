//! A reviewer's queue: what is owed, by when, and what is done; for a chair, how
//! far the reviews of each round are.

use super::coverage::{self, RoundCoverage};
use super::notices::Notices;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::locale::format::date;
use crate::people::{Actor, FundRole};
use crate::process;
use crate::review::{self, About, Assignment, Stage};
use crate::templates::Page;
use crate::web::access::{Access, PANEL};
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel", Access::Fund(PANEL), show)]
}

/// The queue of a reviewer, and the rounds of a chair.
#[derive(Serialize)]
struct QueuePage {
    notices: Notices,
    own: Option<Queue>,
    is_chair: bool,
    rounds: Vec<RoundCoverage>,
}

/// What one reviewer has to do and has done.
#[derive(Serialize)]
struct Queue {
    progress: String,
    open: Table,
    over: Table,
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "panel/queue";

    fn title(&self) -> String {
        "Reviews".into()
    }

    fn is_wide(&self) -> bool {
        self.is_chair
    }

    fn samples() -> Vec<Self> {
        let own = || Queue { progress: "1 of 3 done".into(), open: open_table(), over: over_table().sample_row() };
        vec![
            Self { notices: Notices::sample(), own: Some(own()), is_chair: false, rounds: vec![] },
            Self { notices: Notices::none(), own: None, is_chair: true, rounds: vec![] },
            Self { notices: Notices::none(), own: Some(own()), is_chair: true, rounds: vec![RoundCoverage::sample()] },
        ]
    }
}

fn columns() -> Vec<Column> {
    ["Application", "City", "Round", "Due", "Status"].map(Column::text).into()
}

fn open_table() -> Table {
    Table::new("queue", "Reviews to do, the next due first", columns())
        .empty("Nothing is assigned to you now. A message comes when something is.")
}

fn over_table() -> Table {
    Table::new("over", "Reviews that need nothing more", columns()).empty("None yet.")
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, now, zone) = (viewer.actor(), app.now(), app.settings.fund.zone());
    let page = app.read(move |conn| load(conn, &actor, (now, zone))).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

fn load(conn: &mut Conn, actor: &Actor, (now, zone): (Timestamp, Tz)) -> Result<QueuePage, Error> {
    let (is_chair, today) = (actor.has(FundRole::Chair), now.day_in(zone));
    let rounds = if is_chair { coverage::list(conn, actor, (now, today))? } else { Vec::new() };
    let own = if actor.has(FundRole::Reviewer) { Some(queue(conn, actor, today)?) } else { None };
    Ok(QueuePage { notices: Notices::load(conn, actor, (now, zone))?, own, is_chair, rounds })
}

fn queue(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<Queue, Error> {
    let mine = actor.account.map_or_else(|| Ok(Vec::new()), |id| review::list_mine(conn, id))?;
    let (mut open, mut over) = (Vec::new(), Vec::new());
    let (mut done, mut all) = (0, 0);
    for task in &mine {
        let about = process::about(conn, task.application)?;
        // A case may have been decided without this review: then nobody waits for it.
        let waits = task.stage.is_open() && process::stage(conn, task.application)? == process::Stage::InReview;
        all += usize::from(waits || task.stage == Stage::Submitted);
        done += usize::from(task.stage == Stage::Submitted);
        let rows = if waits { &mut open } else { &mut over };
        rows.push(cells(task, about, (waits, today)));
    }
    Ok(Queue { progress: format!("{done} of {all} done"), open: open_table().rows(open), over: over_table().rows(over) })
}

fn cells(task: &Assignment, about: About, (waits, today): (bool, NaiveDate)) -> Vec<Cell> {
    let href = match task.stage {
        Stage::Assigned if waits => Some(format!("/panel/reviews/{}/conflict", task.id)),
        Stage::Cleared | Stage::Submitted => Some(format!("/panel/reviews/{}", task.id)),
        Stage::Assigned | Stage::Recused | Stage::Removed => None,
    };
    let status = match task.stage {
        _ if waits && task.due_on.is_some_and(|day| day < today) => {
            Status::warning(format!("Overdue: {}", task.stage.label().to_lowercase()))
        }
        Stage::Assigned | Stage::Cleared if !waits => Status::quiet("Not needed any more"),
        Stage::Assigned => Status::warning(task.stage.label()),
        Stage::Cleared => Status::active(task.stage.label()),
        Stage::Submitted => Status::done(task.stage.label()),
        Stage::Recused | Stage::Removed => Status::quiet(task.stage.label()),
    };
    vec![
        href.map_or_else(|| Cell::text(&about.reference), |href| Cell::link(&about.reference, href)).heading(),
        Cell::text(about.city),
        Cell::text(about.opportunity_title),
        Cell::text(task.due_on.map(date).unwrap_or_default()),
        Cell::status(status),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QueuePage>();
    }
}
