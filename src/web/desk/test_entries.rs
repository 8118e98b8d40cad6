//! Test entries at the desk: those that wait, how far each is, and a run of them alone.

use super::payments::FINANCE;
use crate::db;
use crate::disbursement::{self, Prenote, PrenoteState, Run, policy};
use crate::kernel::{Id, Timestamp};
use crate::locale::format::short_date;
use crate::people::{Actor, organisation};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Table};
use crate::web::sheet::{Section, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::Data;
use std::collections::BTreeMap;

/// So many of the latest are shown.
const SHOWN: i64 = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/payments/test-entries/run", FINANCE, prepare)]
}

/// A test entry with the name of its city.
pub(super) struct Tried {
    prenote: Prenote,
    city: String,
}

/// With their cities, and without those that try an account which is closed to the person.
fn named(conn: &mut db::Conn, actor: &Actor, mut prenotes: Vec<Prenote>) -> Result<Vec<Tried>, db::Error> {
    prenotes.retain(|prenote| !actor.walls.hide_account_of(prenote.details.organisation));
    let mut ids: Vec<_> = prenotes.iter().map(|prenote| prenote.details.organisation).collect();
    ids.sort();
    ids.dedup();
    let cities: BTreeMap<_, _> = organisation::list(conn, &ids)?.into_iter().map(|city| (city.id, city.full_name())).collect();
    let whole = |prenote: Prenote| {
        let city = cities.get(&prenote.details.organisation).cloned().ok_or(db::Error::Missing)?;
        Ok(Tried { prenote, city })
    };
    prenotes.into_iter().map(whole).collect()
}

/// The latest, newest first.
pub(super) fn latest(conn: &mut db::Conn, actor: &Actor) -> Result<Vec<Tried>, db::Error> {
    let all = disbursement::list_prenotes(conn, SHOWN)?;
    named(conn, actor, all)
}

/// Those that wait to be sent.
pub(super) fn waiting(conn: &mut db::Conn, actor: &Actor, now: Timestamp) -> Result<Vec<Tried>, db::Error> {
    let all = disbursement::prenotes_to_send(conn, now)?;
    named(conn, actor, all)
}

/// Those that left with a run; those that wait, where a run of test entries alone is not released yet.
pub(super) fn of_run(conn: &mut db::Conn, actor: &Actor, run: &Run, now: Timestamp) -> Result<Vec<Tried>, db::Error> {
    let is_open = matches!(run.state, disbursement::RunState::Prepared | disbursement::RunState::Approved);
    if run.only_tests() && is_open {
        return waiting(conn, actor, now);
    }
    let all = disbursement::list_prenotes_of_run(conn, run.id)?;
    named(conn, actor, all)
}

/// How far a test entry is.
pub(super) fn course(prenote: &Prenote) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map(short_date).unwrap_or_default();
    match prenote.state {
        PrenoteState::Wanted => "It leaves with the next payment run, or with a run of test entries alone.".into(),
        PrenoteState::Sent => format!("It left on {}. Money can follow from {}.", day(prenote.sent_on), day(prenote.clear_on)),
        PrenoteState::Clear => "The bank took it.".into(),
        PrenoteState::Returned => format!("It came back with {}.", prenote.return_code.as_deref().unwrap_or("a code")),
    }
}

/// A row each, which leads to the account that is tried, where that may be looked at.
pub(super) fn table(doors: Doors<'_>, caption: &str, all: &[Tried]) -> Table {
    let columns = ["City", "Account", "Trace", "Test entry"].map(Column::text).into();
    Table::new("test-entries", caption, columns).empty("None.").rows(all.iter().map(|tried| {
        let Tried { prenote, city } = tried;
        vec![
            doors.cell(city.clone(), format!("/desk/bank-details/{}", prenote.details.id)).heading(),
            Cell::text(prenote.details.masked()),
            Cell::text(prenote.trace.as_deref().unwrap_or("None yet")),
            Cell::text(course(prenote)),
        ]
    }))
}

/// What the page of payments says of test entries that wait; nothing where none does.
pub(super) fn section(app: &App, actor: &Actor, waiting: &[Tried], open: Option<(Id<Run>, i32)>) -> Option<Section> {
    let doors = Doors::of(actor);
    if waiting.is_empty() || !doors.open("/desk/bank-details") {
        return None;
    }
    let section = Section::new("Test entries").table(table(doors, "Test entries that wait", waiting));
    Some(match open {
        Some((run, number)) => section
            .text(format!("They leave with run {number}."))
            .link_some(doors.link(format!("/desk/payments/runs/{run}"), format!("Run {number}"))),
        None if policy::is_finance(actor) => {
            let keys = FormKeys::new(app.fresh_key());
            let form = SheetForm::new("/desk/payments/test-entries/run", keys, "Prepare a run of test entries alone", vec![]);
            section.text("They leave with the next run that goes to the bank, or alone in a run of no money.").form(form.quiet())
        }
        None => section,
    })
}

async fn prepare(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| {
            disbursement::prepare_test_run(tx, &actor).map(|run| format!("/desk/payments/runs/{}?done=saved", run.id))
        })
        .await?)
}
