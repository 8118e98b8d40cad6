//! Payments of all cities: requests to put into a run, what conditions hold back, what is on its way, and the runs by pages.

use super::award_links::of_award;
use super::payments::{FINANCE, Listed, READERS, STATE, cells, columns, listed, payment_table};
use super::run_choice::{self, Chosen, Ready};
use super::{run_form, test_entries};
use crate::award;
use crate::db;
use crate::disbursement::{self, Held, PaymentState, PrepareRunError, Run, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::people::Actor;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, FormKeys, Table};
use crate::web::payment_form;
use crate::web::sheet::{Input, Picks, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// So many runs are on a page.
const RUNS: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/payments", READERS, list), post("/desk/payments/runs", FINANCE, prepare)]
}

/// What a table of requests says: all are in one state, which is not repeated in each row.
fn request_columns() -> Vec<Column> {
    columns().into_iter().filter(|column| column.label != STATE).collect()
}

/// One row of it.
fn request_cells(listed: &Listed, today: NaiveDate) -> Vec<Cell> {
    let all = cells(listed, Some(today)).into_iter().zip(columns());
    all.filter(|(_, column)| column.label != STATE).map(|(cell, _)| cell).collect()
}

/// Requests, with how long the fund still has to pay each.
fn request_table(requested: &[Listed], today: NaiveDate) -> Table {
    let rows = requested.iter().map(|listed| request_cells(listed, today));
    Table::new("requested", "Requests that wait for a run", request_columns()).empty("None.").rows(rows)
}

/// Which payments to show, or which runs.
#[derive(Debug, Deserialize)]
struct Asked {
    award: Option<String>,
    before: Option<i32>,
    /// Of the requests.
    page: Option<usize>,
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let sheet = match asked.into_inner() {
        Asked { award: Some(reference), .. } => award_sheet(&app, &viewer, reference).await?,
        Asked { before: Some(number), .. } => older_runs(&app, &viewer, number).await?,
        Asked { page, .. } => list_sheet(&app, &viewer, page.unwrap_or(1), (&Form::default(), &[])).await?,
    };
    app.page(&viewer, &sheet)
}

/// The payments of one award.
async fn award_sheet(app: &App, viewer: &Viewer, reference: String) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let (award, payments) = app
        .read(move |conn| {
            let award = award::open_by_reference(conn, &actor, &reference)?;
            let payments = disbursement::list_payments(conn, Which::Award(award.id))?;
            Ok::<_, db::Error>((award, listed(conn, payments, now)?))
        })
        .await?;
    Ok(Sheet::new(format!("Payments of {}", award.reference), &[])
        .lead(format!("{}: {}", award.city, award.title))
        .back("/desk/payments", "Payments")
        .with(Section::new("Payments").table(payment_table("payments", "Payments of this award, oldest first", &payments)))
        .with(of_award(Doors::of(&viewer.actor), (&award.reference, award.id), &format!("/desk/payments?award={}", award.reference))))
}

/// The runs before the one of this number.
async fn older_runs(app: &App, viewer: &Viewer, before: i32) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let runs = app.read(move |conn| disbursement::list_open_runs(conn, &actor, before, RUNS + 1)).await?;
    Ok(Sheet::new("Older payment runs", &[])
        .lead(format!("Those before run {before}."))
        .back("/desk/payments", "Payments")
        .with(run_section("Older runs", runs)))
}

/// A page of runs, with where the older ones are: one more was read than is shown.
fn run_section(heading: &str, mut runs: Vec<Run>) -> Section {
    let has_more = runs.len() > RUNS;
    runs.truncate(RUNS);
    let older = runs.last().filter(|_| has_more).map(|last| last.number);
    let columns =
        vec![Column::text("Run"), Column::text("State"), Column::text("Prepared by"), Column::number("Payments"), Column::number("Total")];
    let table = Table::new("runs", "Payment runs, newest first", columns).empty("No run yet.").rows(runs.into_iter().map(|run| {
        let href = format!("/desk/payments/runs/{}", run.id);
        vec![
            Cell::link(format!("Run {}", run.number), href).heading(),
            Cell::text(run.state.label()),
            Cell::text(&run.prepared.name),
            Cell::number(if run.only_tests() { "Test entries alone".to_owned() } else { run.count.to_string() }),
            Cell::number(run.total.to_string()),
        ]
    }));
    let section = Section::new(heading).table(table);
    match older {
        Some(number) => section.link(format!("/desk/payments?before={number}#runs"), "Older runs"),
        None => section,
    }
}

/// What the page of all cities shows.
struct Found {
    /// Those that wait, those first that are to be paid first, and those in a run that conditions hold back.
    requested: Vec<Listed>,
    held: Vec<Held>,
    released: Vec<Listed>,
    runs: Vec<Run>,
    tests: Vec<test_entries::Tried>,
    test_run: Option<(Id<Run>, i32)>,
}

fn load(conn: &mut db::Conn, actor: &Actor, now: Timestamp) -> Result<Found, db::Error> {
    let mut requested = disbursement::list_open_payments(conn, actor, Which::State(PaymentState::Requested))?;
    disbursement::sort_by_due(&mut requested);
    let in_run = disbursement::list_open_payments(conn, actor, Which::State(PaymentState::InRun))?;
    let mut held = disbursement::list_held(conn, &in_run, now)?;
    let stuck: BTreeSet<_> = held.iter().map(|one| one.payment).collect();
    held.extend(disbursement::list_held(conn, &requested, now)?);
    requested.extend(in_run.into_iter().filter(|payment| stuck.contains(&payment.id)));
    let released = disbursement::list_open_payments(conn, actor, Which::State(PaymentState::Released))?;
    Ok(Found {
        requested: listed(conn, requested, now)?,
        held,
        released: listed(conn, released, now)?,
        runs: disbursement::list_open_runs(conn, actor, i32::MAX, RUNS + 1)?,
        tests: test_entries::waiting(conn, actor, now)?,
        test_run: disbursement::find_open_test_run(conn)?,
    })
}

async fn list_sheet(app: &App, viewer: &Viewer, page: usize, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let today = now.day_in(app.settings.fund.zone());
    let found = app.read(move |conn| load(conn, &actor, now)).await?;
    let (held_back, requested) = held_back(found.requested, found.held, today);
    // Where no box is left to stand beside, what is held back says why.
    let is_lost = |e: &FieldError| requested.is_empty() && matches!(e.field.as_str(), "payment" | "which");
    let errors: Vec<FieldError> = errors.iter().map(|e| if is_lost(e) { FieldError::new("held", &e.message) } else { e.clone() }).collect();
    let errors = errors.as_slice();
    let (shown, page) = run_choice::page_of(&requested, page);
    let mut waiting = run_choice::with_pages(Section::new("Requests"), page, requested.len());
    let mut left_out = None;
    if policy::is_finance(&viewer.actor) && !requested.is_empty() {
        left_out = run_choice::left_out(&requested);
        let mut inputs = Ready::of(&requested)?.inputs(form, errors);
        inputs.push(Input::picks(picks(shown, today).typed(&form.all("payment"), errors)));
        inputs.extend(run_form::inputs(form, errors));
        inputs.push(Input::hidden("page", &page.to_string()));
        let keys = FormKeys::new(app.fresh_key());
        waiting = waiting.form(SheetForm::new("/desk/payments/runs", keys, "Prepare a payment run", inputs));
    } else {
        waiting = waiting.table(request_table(shown, today));
    }
    let doors = Doors::of(&viewer.actor);
    let on_the_way = payment_table("released", "Released, not yet on a bank statement", &found.released);
    let answers = doors.link("/desk/bank-details#test-entries", "Test entries and what the bank said");
    Ok(Sheet::new("Payments", errors)
        .lead("One person prepares a run, a second approves it, a third releases it.")
        .back("/desk", "Desk")
        .with_some(left_out)
        .with(waiting.link_some(doors.link("/desk/bank-details", "Bank details to verify")))
        .with_some(held_back)
        .with_some(test_entries::section(app, &viewer.actor, &found.tests, found.test_run))
        .with(run_section("Payment runs", found.runs))
        .with(Section::new("On the way").table(on_the_way).link_some(doors.link("/desk/bank", "Bank statements")).link_some(answers)))
}

/// The requests that conditions hold back, in a run or not, in a section of their own, and the others.
fn held_back(requested: Vec<Listed>, held: Vec<Held>, today: NaiveDate) -> (Option<Section>, Vec<Listed>) {
    let why: BTreeMap<_, _> = held.into_iter().map(|one| (one.payment, one.why)).collect();
    let (held, free): (Vec<_>, Vec<_>) = requested.into_iter().partition(|listed| why.contains_key(&listed.payment.id));
    if held.is_empty() {
        return (None, free);
    }
    let columns =
        ["Award", "City", STATE, "Pay by", "What holds it back"].map(Column::text).into_iter().chain([Column::number("Amount")]).collect();
    let rows = held.iter().map(|listed| {
        let p = &listed.payment;
        vec![
            Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
            Cell::text(&listed.city),
            Cell::text(p.state_label()),
            payment_form::pay_by_cell(p, Some(today)),
            Cell::text(why.get(&p.id).map(|why| why.join(" ")).unwrap_or_default()),
            Cell::number(p.amount.to_string()),
        ]
    });
    let table = Table::new("held", "Requests that conditions hold back", columns).rows(rows);
    let text = "A condition of the award is not met, so no run takes or releases these. The condition is lifted by somebody else than the one who imposed it.";
    (Some(Section::new("Held back").text(text).table(table)), free)
}

/// The requests, to tick those of the next run.
fn picks(requested: &[Listed], today: NaiveDate) -> Picks {
    let none = Picks::new("payment", "Which payments go into the next run?", request_columns()).bare();
    requested.iter().fold(none, |picks, listed| {
        let p = &listed.payment;
        picks.row(p.id.text(), format!("{}: {}", p.reference, p.amount), request_cells(listed, today))
    })
}

async fn prepare(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let page = form.text("page").parse::<usize>().unwrap_or(1);
    let answered = run_form::read(&form).and_then(|terms| {
        let chosen = run_choice::read(&form, terms.method).map_err(|mistake| vec![mistake])?;
        Ok((terms, chosen))
    });
    let (terms, chosen) = match answered {
        Ok(answered) => answered,
        Err(mistakes) => return app.page_with_mistakes(&viewer, &list_sheet(&app, &viewer, page, (&form, &mistakes)).await?),
    };
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            let run = match &chosen {
                Chosen::These(payments) => disbursement::prepare_run_as(tx, &actor, payments, &terms)?,
                Chosen::All(seen) => disbursement::prepare_run_of_all(tx, &actor, seen, &terms)?,
            };
            Ok::<_, PrepareRunError>(format!("/desk/payments/runs/{}?done=saved", run.id))
        })
        .await;
    // Whatever stands in the way, the boxes stay ticked.
    let (status, errors) = match done {
        Err(e) if e.kind() == Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, e.mistakes()),
        Err(e) if e.kind() == Kind::Conflict => (StatusCode::CONFLICT, conflicts(&e)),
        other => return Ok(other?),
    };
    let sheet = list_sheet(&app, &viewer, page, (&form, &errors)).await?;
    app.page_as(status, &viewer, &sheet)
}

/// What is in the way of a run, beside the question that it is about.
fn conflicts(e: &PrepareRunError) -> Vec<FieldError> {
    match (e.fields(), e) {
        ([], PrepareRunError::OtherReady { .. }) => vec![FieldError::new("which", e.to_string())],
        ([], _) => vec![FieldError::new("payment", e.to_string())],
        (fields, _) => fields.to_vec(),
    }
}
