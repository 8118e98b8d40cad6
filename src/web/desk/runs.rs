//! Payment runs: what is in one, who signed it, its file and who took that out.

use super::payments::{FINANCE, Listed, READERS, listed, payment_table};
use super::test_entries::{self, Tried};
use crate::db;
use crate::disbursement::{self, Download, Held, KeptFile, Method, Run, RunState, RunSteps, Terms, TermsError, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{datetime, short_date};
use crate::people::{Actor, FundRole};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;

const APPROVERS: Access = Access::Fund(policy::APPROVERS);
const RELEASERS: Access = Access::Fund(&[FundRole::ReleasingOfficer]);
/// So many times that a file was taken out are shown.
const SHOWN: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/payments/runs/{id}", READERS, show),
        post("/desk/payments/runs/{id}/approve", APPROVERS, approve),
        post("/desk/payments/runs/{id}/release", RELEASERS, release),
        post("/desk/payments/runs/{id}/cancel", FINANCE, cancel),
        post("/desk/payments/runs/{id}/file", RELEASERS, file),
    ]
}

/// A run with what its page says besides.
struct Found {
    run: Run,
    payments: Vec<Listed>,
    steps: RunSteps,
    file: Option<KeptFile>,
    tested: Vec<Tried>,
    downloads: Vec<Download>,
    held: Vec<Held>,
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = run_sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn run_sheet(app: &App, viewer: &Viewer, id: Id<Run>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let found = app
        .read(move |conn| {
            let run = disbursement::open_run(conn, &actor, id)?;
            let payments = disbursement::list_payments(conn, Which::Run(id))?;
            let is_open = matches!(run.state, RunState::Prepared | RunState::Approved);
            let held = if is_open { disbursement::list_held(conn, &payments, now)? } else { vec![] };
            Ok::<_, db::Error>(Found {
                payments: listed(conn, payments, now)?,
                steps: disbursement::run_steps(conn, &actor, &run, now)?,
                file: disbursement::find_bank_file(conn, id)?,
                downloads: disbursement::list_downloads(conn, id, SHOWN)?,
                tested: test_entries::of_run(conn, &actor, &run, now)?,
                held,
                run,
            })
        })
        .await?;
    let terms = Terms::at(now).map_err(|e| without_policy(&e))?;
    let run = &found.run;
    let record = Doors::of(&viewer.actor).link(format!("/desk/audit/payment_run/{}", run.id), "Audit record of this run");
    let whole = Section::new("The run").facts(facts(&found, &terms)).link_some(record);
    let payments =
        (!run.only_tests()).then(|| Section::new("Payments").table(payment_table("payments", "Payments of this run", &found.payments)));
    let sheet = Sheet::new(format!("Payment run {}", run.number), errors).back("/desk/payments", "Payments");
    let sheet = sheet.with(whole).with_some(payments).with_some(held_back(&found.held)).with_some(tests(&viewer.actor, &found));
    let sheet = sheet.with(actions(app, &viewer.actor, &found, (form, errors)));
    Ok(match &found.file {
        Some(file) => sheet.with(file_section(app, &viewer.actor, (&found, file), terms.zone)),
        None => sheet,
    })
}

/// What conditions hold back since the run was prepared: until they are lifted it is not released.
fn held_back(held: &[Held]) -> Option<Section> {
    let text = "This run is not released while a condition holds a payment back. Have the condition lifted, or cancel the run and prepare it without that payment.";
    let items = held.iter().map(|one| format!("{}. {}", one.reference, one.why.join(" "))).collect::<Vec<_>>();
    (!items.is_empty()).then(|| Section::new("Held back").text(text).items(items))
}

/// The test entries of the run, where it has any.
fn tests(actor: &Actor, found: &Found) -> Option<Section> {
    if found.tested.is_empty() && !found.run.only_tests() {
        return None;
    }
    let table = test_entries::table(Doors::of(actor), "Test entries of this run", &found.tested);
    Some(Section::new("Test entries").table(table))
}

fn without_policy(e: &TermsError) -> Problem {
    Problem::new(StatusCode::CONFLICT, "No policy", e.to_string())
}

fn facts(found: &Found, terms: &Terms) -> Vec<SummaryRow> {
    let run = &found.run;
    let signed = |name: &str, at| format!("{name}, {}", datetime(at, terms.zone));
    let said = |done: Option<&disbursement::Done>| done.map_or("Not yet".to_owned(), |done| signed(&done.name, done.at));
    let approvals: Vec<String> = found.steps.approvals.iter().map(|given| signed(&given.name, given.at)).collect();
    let approved = if approvals.is_empty() { said(run.approved.as_ref()) } else { approvals.join("; ") };
    vec![
        SummaryRow::new("State", run.state.label()),
        SummaryRow::new("Paid by", run.method.label()),
        SummaryRow::new("Total", &run.total.to_string()),
        arrival(run),
        SummaryRow::new("Prepared", &said(Some(&run.prepared))),
        SummaryRow::new("Approved", &approved),
        SummaryRow::new("Released", &said(run.released.as_ref())),
        SummaryRow::new("Digest", &run.digest),
        SummaryRow::new("Policy", &format!("{} ({})", terms.name, terms.citation)),
    ]
}

/// When the money arrives, where a file for the bank names the day; else when it was handed over, and what settles it.
fn arrival(run: &Run) -> SummaryRow {
    let settles = "The bank’s statement settles each payment.";
    let on_release = "On the day of the release.";
    match (run.method, run.effective_on) {
        (Method::Ach, Some(day)) => SummaryRow::new("Arrives", &short_date(day)),
        (Method::Ach, None) => SummaryRow::new("Arrives", &wanted(run)),
        (Method::Payables, Some(day)) => {
            SummaryRow::new("Handed over", &format!("To the payables system on {}. {settles}", short_date(day)))
        }
        (Method::Payables, None) => SummaryRow::new("Handed over", &format!("{on_release} {settles}")),
        (Method::Cheque, Some(day)) => SummaryRow::new("Written", &format!("On {}. {settles}", short_date(day))),
        (Method::Cheque, None) => SummaryRow::new("Written", &format!("{on_release} {settles}")),
    }
}

fn wanted(run: &Run) -> String {
    match run.wanted_on {
        Some(day) => format!("Wanted on {}", short_date(day)),
        None if run.same_day => "Wanted on the day of the release".to_owned(),
        None => "As early as possible".to_owned(),
    }
}

/// What this person can do with the run now, or for whom it waits.
fn actions(app: &App, actor: &Actor, found: &Found, (form, errors): (&Form, &[FieldError])) -> Section {
    let (run, steps) = (&found.run, &found.steps);
    let mut section = Section::new("Next step");
    let href = format!("/desk/payments/runs/{}", run.id);
    let key = || FormKeys::of_version(app.fresh_key(), run.version);
    if run.workflow_hash.is_none() && matches!(run.state, RunState::Prepared | RunState::Approved) {
        section = section.text("This run was prepared by an earlier version of the program. Cancel it and prepare it again.");
    } else {
        section = match run.state {
            RunState::Prepared => {
                waits_for_approval(section, actor, found, || SheetForm::new(format!("{href}/approve"), key(), "Approve this run", vec![]))
            }
            RunState::Approved if steps.may("release") => section.text(what_releasing_does(run)).form(SheetForm::new(
                format!("{href}/release"),
                key(),
                if run.only_tests() { "Release the test entries" } else { "Release the money" },
                first_cheque(run.method, form, errors),
            )),
            RunState::Approved if actor.has(FundRole::ReleasingOfficer) => {
                section.text("You took part in this run. It waits for a third person, another releasing officer, to release it.")
            }
            RunState::Approved => section.text("Waits for a releasing officer to release it."),
            RunState::Released if run.only_tests() => {
                section.text("The file is written. Money can follow to these accounts some banking days later, if nothing comes back.")
            }
            RunState::Released => section.text("The money is released and the file written. The bank statement settles each payment."),
            RunState::Cancelled if run.only_tests() => section.text("This run was cancelled. Its test entries wait for another run."),
            RunState::Cancelled => section.text("This run was taken apart. Its payments wait for another run."),
        };
    }
    if matches!(run.state, RunState::Prepared | RunState::Approved) && policy::is_finance(actor) {
        section = section.form(SheetForm::new(format!("{href}/cancel"), key(), "Cancel this run", vec![]).quiet());
    }
    section
}

fn waits_for_approval(section: Section, actor: &Actor, found: &Found, approve: impl Fn() -> SheetForm) -> Section {
    let (run, steps) = (&found.run, &found.steps);
    let section = match (steps.needed, steps.approvals.len()) {
        (0 | 1, _) => section,
        (needed, given) => section.text(format!("A run of {} needs {needed} people to approve it; {given} did so far.", run.total)),
    };
    if steps.is_approved_by(actor) {
        section.text("You approved this run. It waits for another person to approve it.")
    } else if steps.may("approve") {
        section.form(approve())
    } else if actor.is_person(&run.prepared.by) {
        section.text("You prepared this run. It waits for another finance officer or an approving official to approve it.")
    } else if actor.may_enter(policy::APPROVERS) {
        section.text(steps.why_not("approve").unwrap_or_default())
    } else {
        section.text("Waits for another finance officer or an approving official to approve it.")
    }
}

fn what_releasing_does(run: &Run) -> &'static str {
    match run.method {
        Method::Ach if run.only_tests() => "Releasing writes the bank file of these test entries. No money leaves. It cannot be undone.",
        Method::Ach => "Releasing posts every payment and writes the bank file. It cannot be undone.",
        Method::Payables => "Releasing posts every payment and writes the list for the payables system. It cannot be undone.",
        Method::Cheque => "Releasing posts every payment and writes the list of cheques. It cannot be undone.",
    }
}

fn first_cheque(method: Method, form: &Form, errors: &[FieldError]) -> Vec<Input> {
    if method != Method::Cheque {
        return vec![];
    }
    let field = Field::new("first_cheque", "Number of the first cheque").hint("The others follow it, in the order of the payments.");
    vec![Input::line(field.numeric().value(form.text("first_cheque")).errors(errors))]
}

/// The file, its digest, and who took it out. Releasing officers alone take it out.
fn file_section(app: &App, actor: &Actor, (found, file): (&Found, &KeptFile), zone: Tz) -> Section {
    let rows = found.downloads.iter().map(|download| {
        vec![
            Cell::text(datetime(download.at(), zone)).heading(),
            Cell::text(download.name.clone()),
            Cell::text(if download.sha256 == file.sha256 { "The file as it was written" } else { "Another file" }),
        ]
    });
    let columns = vec![Column::text("When"), Column::text("By"), Column::text("What")];
    let table = Table::new("downloads", "Who took the file out, newest first", columns).empty("Nobody yet.").rows(rows);
    let section = Section::new("The file").text(format!("SHA-256 of the bank file: {}", file.sha256)).table(table);
    if !actor.has(FundRole::ReleasingOfficer) {
        return section;
    }
    let keys = FormKeys::new(app.fresh_key());
    let action = format!("/desk/payments/runs/{}/file", found.run.id);
    section.form(SheetForm::new(action, keys, &format!("Download {}", file.name), vec![]).quiet())
}

async fn approve(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| {
            disbursement::approve_run(tx, &actor, id).map(|()| format!("/desk/payments/runs/{id}?done=approved"))
        })
        .await?)
}

async fn release(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, vault, first_cheque) = (viewer.actor(), app.vault.clone(), form.text("first_cheque"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            disbursement::release_run_as(tx, &vault, &actor, (id, &first_cheque))
                .map(|()| format!("/desk/payments/runs/{id}?done=released"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid && !e.fields().is_empty() => {
            app.page_with_mistakes(&viewer, &run_sheet(&app, &viewer, id, (&form, e.fields())).await?)
        }
        other => Ok(other?),
    }
}

async fn cancel(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| disbursement::cancel_run(tx, &actor, id).map(|()| "/desk/payments?done=saved".to_owned()))
        .await?)
}

/// Hands the file out, once it is kept who takes it: which is why it is a button and not a link.
async fn file(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let file = app.write(move |tx| disbursement::download_file(tx, &actor, id)).await?;
    let kind = if file.name.ends_with(".csv") { "text/csv; charset=utf-8" } else { "text/plain; charset=us-ascii" };
    Ok(files::download(&file.name, kind, file.content))
}
