//! Entries by hand: the list, those that wait first; the form for a new one; and one
//! entry with its effect on the books and what may be done with it.

mod new;
mod show;

use super::READERS;
use crate::bookkeeping::{self, EntryState, ManualEntry, policy};
use crate::db;
use crate::ledger::Rulebook;
use crate::locale::format::short_date;
use crate::people::FundRole;
use crate::web::fields::{Cell, Column, Status, Table};
use crate::web::sheet::{Section, Sheet};
use crate::web::{Access, App, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;

const HERE: &str = "/desk/ledger/entries";
const PAGE: usize = 50;
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);
const APPROVERS: Access = Access::Fund(policy::APPROVERS);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/ledger/entries", READERS, list),
        post("/desk/ledger/entries", FINANCE, new::prepare),
        get("/desk/ledger/entries/new", FINANCE, new::show),
        get("/desk/ledger/entries/{id}", READERS, show::show),
        post("/desk/ledger/entries/{id}/approve", APPROVERS, show::approve),
        post("/desk/ledger/entries/{id}/refuse", APPROVERS, show::refuse),
        post("/desk/ledger/entries/{id}/withdraw", FINANCE, show::withdraw),
    ]
}

/// Where the list of decided entries goes on.
#[derive(Debug, Deserialize)]
struct Asked {
    before: Option<i32>,
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, before) = (viewer.actor(), asked.before);
    let (waiting, mut decided) = app
        .read(move |conn| {
            let decided = bookkeeping::list_open_decided(conn, &actor, before.unwrap_or(i32::MAX), PAGE + 1)?;
            Ok::<_, db::Error>((bookkeeping::list_open_waiting(conn, &actor)?, decided))
        })
        .await?;
    let has_more = decided.len() > PAGE;
    decided.truncate(PAGE);
    let mut done = Section::new("Decided, newest first").table(table("decided", "Decided, newest first", &decided)?);
    if let Some(last) = decided.last().filter(|_| has_more) {
        done = done.link(format!("{HERE}?before={}", last.number), "Older entries");
    }
    if before.is_some() {
        done = done.link(HERE, "The latest entries");
    }
    let mut sheet = Sheet::new("Entries by hand", &[])
        .lead("For what no other page records. One person prepares an entry; it is posted when another approves it.")
        .back("/desk/ledger", "Ledger");
    if policy::may_prepare(&viewer.actor) {
        sheet = sheet.with(Section::new("Make an entry").link(format!("{HERE}/new"), "Prepare a new entry"));
    }
    let waits = Section::new("Waiting, oldest first").table(table("waiting", "Waiting, oldest first", &waiting)?);
    app.page(&viewer, &sheet.with(waits).with(done))
}

fn table(id: &str, caption: &str, entries: &[ManualEntry]) -> Result<Table, Problem> {
    let columns = vec![
        Column::text("Entry"),
        Column::text("What"),
        Column::text("About"),
        Column::text("Counts for"),
        Column::text("Prepared by"),
        Column::text("State"),
        Column::number("Amount"),
    ];
    let mut table = Table::new(id, caption, columns).empty("No entry.");
    for entry in entries {
        table = table.row(vec![
            Cell::link(format!("Entry {}", entry.number), format!("{HERE}/{}", entry.id)).heading(),
            Cell::text(title(&entry.event, &entry.variant)?),
            Cell::text(&entry.about),
            Cell::text(short_date(entry.effective_on)),
            Cell::text(&entry.prepared.name),
            Cell::status(status(entry.state)),
            Cell::number(entry.amount.to_string()),
        ]);
    }
    Ok(table)
}

fn status(state: EntryState) -> Status {
    match state {
        EntryState::Prepared => Status::active(state.label()),
        EntryState::Posted => Status::good(state.label()),
        EntryState::Refused => Status::warning(state.label()),
        EntryState::Withdrawn => Status::quiet(state.label()),
    }
}

fn rulebook() -> Result<&'static Rulebook, Problem> {
    Rulebook::widest().map_err(|e| Problem::broken(e.to_string()))
}

/// What an event is called, also one of an older rule set.
fn title(event: &str, variant: &str) -> Result<String, Problem> {
    let book = rulebook()?;
    Ok(book.rule(event, variant).map_or_else(|| book.rules.title(event).to_owned(), |rule| rule.title.clone()))
}

/// What a category is called; nothing for none.
fn category(code: Option<&String>) -> String {
    code.map(|code| Rulebook::category_title(code)).unwrap_or_default()
}
