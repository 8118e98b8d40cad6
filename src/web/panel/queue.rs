//! A reviewer's queue: what is owed, by when and how long it takes, and what is done; for a chair, how
//! far the reviews of each round are.

use super::coverage::{self, RoundCoverage};
use super::notices::Notices;
use super::review_page::href;
use super::score_sheet;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::locale::format::date;
use crate::opportunity;
use crate::people::{Actor, FundRole};
use crate::process::{self, Task};
use crate::review::Stage;
use crate::templates::Page;
use crate::web::access::{Access, PANEL};
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    done: usize,
    all: usize,
    /// When the next one is due, and how long all that is left takes.
    ahead: Vec<String>,
    /// The review to go on with.
    next: Option<Link>,
    /// Where all new assignments are declared on at once, and how many they are.
    declare: Option<String>,
    open: Table,
    over: Table,
    /// Where each round with open reviews can be worked on without a connection.
    offline: Vec<Link>,
    /// One's own scores beside those of the panel, for each round that is done.
    scores: Vec<Link>,
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
        let own = |next: Option<Link>, declare: Option<&str>, ahead: Vec<String>| Queue {
            progress: "1 of 3 done".into(),
            done: 1,
            all: 3,
            ahead,
            declare: declare.map(str::to_owned),
            open: open_table(),
            over: over_table().sample_row(),
            offline: next.iter().cloned().collect(),
            scores: next.iter().cloned().collect(),
            next,
        };
        let full = || own(Some(Link::new("/panel", "Go on")), Some("2 new applications"), vec!["Next due tomorrow".into()]);
        vec![
            Self { notices: Notices::sample(), own: Some(full()), is_chair: false, rounds: vec![] },
            Self { notices: Notices::none(), own: None, is_chair: true, rounds: vec![] },
            Self { notices: Notices::none(), own: Some(own(None, None, vec![])), is_chair: true, rounds: vec![RoundCoverage::sample()] },
        ]
    }
}

fn columns() -> Vec<Column> {
    ["Application", "City", "Round", "Due", "Status"].map(Column::text).into()
}

fn open_table() -> Table {
    Table::new("queue", "Reviews to do, in the order in which they come", columns())
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
    let own = if actor.has(FundRole::Reviewer) { Some(queue(conn, actor, (now, today))?) } else { None };
    Ok(QueuePage { notices: Notices::load(conn, actor, (now, zone))?, own, is_chair, rounds })
}

fn queue(conn: &mut Conn, actor: &Actor, (now, today): (Timestamp, NaiveDate)) -> Result<Queue, Error> {
    let tasks = process::list_tasks(conn, actor, now)?;
    // A case may have been decided without this review: then nobody waits for it.
    let (open, over): (Vec<&Task>, Vec<&Task>) = tasks.iter().partition(|task| task.waits);
    let done = over.iter().filter(|task| task.assignment.stage == Stage::Submitted).count();
    let all = open.len() + done;
    let new = open.iter().filter(|task| task.assignment.stage == Stage::Assigned).count();
    Ok(Queue {
        progress: format!("{done} of {all} done"),
        done,
        all: all.max(1),
        ahead: ahead(&open, today),
        next: open.first().map(|task| Link::new(href(task.assignment.id, task.assignment.stage), "Go on with the next review")),
        declare: (new > 1).then(|| format!("Declare on {new} new applications at once")),
        offline: offline(conn, &open)?,
        scores: scores(conn, &tasks)?,
        open: open_table().rows(open.iter().map(|task| cells(task, today))),
        over: over_table().rows(over.iter().map(|task| cells(task, today))),
    })
}

/// When the next review is due, and how long those that are left take.
fn ahead(open: &[&Task], today: NaiveDate) -> Vec<String> {
    let due = open.iter().filter_map(|task| task.assignment.due_on).min().map(|day| {
        let word = if day < today { "Overdue since" } else { "Next due" };
        format!("{word} {}", date(day))
    });
    let minutes: i64 = open.iter().map(|task| task.minutes).sum();
    due.into_iter().chain((minutes > 0).then(|| format!("About {} of work left", time(minutes)))).collect()
}

/// `20 minutes`, `1 hour`, `2½ hours`: to the half hour above an hour, since it is a guess.
fn time(minutes: i64) -> String {
    if minutes < 55 {
        return format!("{minutes} minutes");
    }
    let halves = (minutes + 15) / 30;
    let half = if halves % 2 == 1 { "½" } else { "" };
    match halves {
        2 => "1 hour".to_owned(),
        _ => format!("{}{half} hours", halves / 2),
    }
}

/// The rounds in which a review can be written now: their sheets and packs.
fn offline(conn: &mut Conn, open: &[&Task]) -> Result<Vec<Link>, Error> {
    let written = open.iter().filter(|task| task.assignment.stage == Stage::Cleared);
    let rounds: BTreeSet<_> = written.map(|task| task.assignment.opportunity).collect();
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    let published = opportunity::list_published(conn)?.into_iter().filter(|round| rounds.contains(&round.id));
    Ok(published.map(|round| Link::new(score_sheet::href(&round.slug), format!("Work without a connection: {}", round.title))).collect())
}

/// The rounds of which nothing waits and something is submitted.
fn scores(conn: &mut Conn, tasks: &[Task]) -> Result<Vec<Link>, Error> {
    let mut rounds: BTreeMap<_, (bool, bool)> = BTreeMap::new();
    for task in tasks {
        let (waits, submitted) = rounds.entry(task.about.opportunity).or_default();
        *waits |= task.waits;
        *submitted |= task.assignment.stage == Stage::Submitted;
    }
    let finished: Vec<_> = rounds.into_iter().filter(|(_, (waits, submitted))| *submitted && !waits).map(|(id, _)| id).collect();
    if finished.is_empty() {
        return Ok(Vec::new());
    }
    let published = opportunity::list_published(conn)?.into_iter().filter(|round| finished.contains(&round.id));
    Ok(published.map(|round| Link::new(format!("/panel/rounds/{}/scores", round.slug), format!("Your scores: {}", round.title))).collect())
}

fn cells(task: &Task, today: NaiveDate) -> Vec<Cell> {
    let Task { assignment, about, waits, .. } = task;
    let href = match assignment.stage {
        Stage::Assigned if *waits => Some(href(assignment.id, assignment.stage)),
        Stage::Cleared | Stage::Submitted => Some(href(assignment.id, assignment.stage)),
        Stage::Assigned | Stage::Recused | Stage::Removed | Stage::Abstained => None,
    };
    let label = assignment.stage.label();
    let status = match assignment.stage {
        Stage::Cleared if *waits && task.is_prepared => Status::quiet("Being prepared for blind review"),
        _ if *waits && assignment.due_on.is_some_and(|day| day < today) => Status::warning(format!("Overdue: {}", label.to_lowercase())),
        Stage::Assigned | Stage::Cleared if !waits => Status::quiet("Not needed any more"),
        _ if assignment.skipped_at.is_some() && assignment.stage.is_open() => Status::quiet(format!("Put off: {}", label.to_lowercase())),
        Stage::Assigned => Status::warning(label),
        Stage::Cleared => Status::active(label),
        Stage::Submitted => Status::done(label),
        Stage::Recused | Stage::Removed | Stage::Abstained => Status::quiet(label),
    };
    vec![
        href.map_or_else(|| Cell::text(&about.label), |href| Cell::link(&about.label, href)).heading(),
        Cell::text(&about.city),
        Cell::text(&about.opportunity_title),
        Cell::text(assignment.due_on.map(date).unwrap_or_default()),
        Cell::status(status),
    ]
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::QueuePage>();
    }

    #[test]
    fn a_guess_is_told_as_a_guess() {
        let told = [20, 54, 55, 60, 74, 75, 90, 104, 105, 240, 1350].map(time);
        let wanted = [
            "20 minutes",
            "54 minutes",
            "1 hour",
            "1 hour",
            "1 hour",
            "1½ hours",
            "1½ hours",
            "1½ hours",
            "2 hours",
            "4 hours",
            "22½ hours",
        ];
        assert_eq!(told, wanted);
    }
}
