//! Payments of all cities: requests, bank details to verify, runs with their
//! three signatures, the bank file, returns.

use crate::db;
use crate::disbursement::{self, Payment, PaymentState, RETURN_CODES, Run, RunState, Terms, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{datetime, short_date};
use crate::people::{FundRole, organisation};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};

const READERS: Access = Access::Fund(&[
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ProgramOfficer,
    FundRole::Auditor,
]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);
const APPROVERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]);
const RELEASERS: Access = Access::Fund(&[FundRole::ReleasingOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/payments", READERS, list),
        post("/desk/payments/runs", FINANCE, prepare),
        get("/desk/payments/runs/{id}", READERS, show_run),
        post("/desk/payments/runs/{id}/approve", APPROVERS, approve),
        post("/desk/payments/runs/{id}/release", RELEASERS, release),
        post("/desk/payments/runs/{id}/cancel", FINANCE, cancel),
        get("/desk/payments/runs/{id}/file", RELEASERS, file),
        get("/desk/payments/{id}", READERS, show),
        post("/desk/payments/{id}/refuse", FINANCE, refuse),
        post("/desk/payments/{id}/return", FINANCE, come_back),
    ]
}

fn status(payment: &Payment) -> Status {
    let label = payment.state.label();
    match payment.state {
        PaymentState::Requested | PaymentState::InRun => Status::active(label),
        PaymentState::Released => Status::quiet(label),
        PaymentState::Settled => Status::good(label),
        PaymentState::Refused | PaymentState::Returned => Status::warning(label),
    }
}

fn payment_table(id: &str, caption: &str, payments: &[Payment]) -> Table {
    let columns =
        vec![Column::text("Award"), Column::text("Kind"), Column::text("Requested by"), Column::text("State"), Column::number("Amount")];
    Table::new(id, caption, columns).empty("None.").rows(payments.iter().map(|p| {
        vec![
            Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
            Cell::text(p.kind.label()),
            Cell::text(p.requested.name.clone()),
            Cell::status(status(p)),
            Cell::number(p.amount.to_string()),
        ]
    }))
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (requested, released, runs) = app
        .read(|conn| {
            let requested = disbursement::list_payments(conn, Which::State(PaymentState::Requested))?;
            let released = disbursement::list_payments(conn, Which::State(PaymentState::Released))?;
            Ok::<_, db::Error>((requested, released, disbursement::list_runs(conn, 50)?))
        })
        .await?;
    let columns =
        vec![Column::text("Run"), Column::text("State"), Column::text("Prepared by"), Column::number("Payments"), Column::number("Total")];
    let table = Table::new("runs", "Payment runs, newest first", columns).empty("No run yet.").rows(runs.into_iter().map(|run| {
        let href = format!("/desk/payments/runs/{}", run.id);
        vec![
            Cell::link(format!("Run {}", run.number), href).heading(),
            Cell::text(run.state.label()),
            Cell::text(run.prepared.name),
            Cell::number(run.count.to_string()),
            Cell::number(run.total.to_string()),
        ]
    }));
    let mut waiting = Section::new("Requests").table(payment_table("requested", "Requests that wait for a run", &requested));
    if policy::is_finance(&viewer.actor) && !requested.is_empty() {
        let chosen = Choices::new(
            "payment",
            "Which payments go into the next run?",
            requested.iter().map(|p| (p.id.text(), format!("{}: {}", p.reference, p.amount))),
        );
        waiting = waiting.form(SheetForm::new(
            "/desk/payments/runs",
            FormKeys::new(app.fresh_key()),
            "Prepare a payment run",
            vec![Input::checkboxes(chosen)],
        ));
    }
    let sheet = Sheet::new("Payments", &[])
        .lead("One person prepares a run, a second approves it, a third releases it.")
        .back("/desk", "Desk")
        .with(waiting.link("/desk/bank-details", "Bank details to verify"))
        .with(Section::new("Payment runs").table(table))
        .with(
            Section::new("On the way")
                .table(payment_table("released", "Released, not yet on a bank statement", &released))
                .link("/desk/bank", "Bank statements"),
        );
    app.page(&viewer, &sheet)
}

async fn prepare(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let chosen: Vec<Id<Payment>> = form.all("payment").iter().filter_map(|id| id.parse().ok()).collect();
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| {
        disbursement::prepare_run(tx, &actor, &chosen).map(|run| format!("/desk/payments/runs/{}?done=saved", run.id))
    });
    Ok(done.await?)
}

async fn show_run(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let (run, payments, has_file) = app
        .read(move |conn| {
            let run = disbursement::run(conn, id)?;
            Ok::<_, db::Error>((run, disbursement::list_payments(conn, Which::Run(id))?, disbursement::find_bank_file(conn, id)?))
        })
        .await?;
    let terms = Terms::at(app.now()).map_err(|e| Problem::new(actix_web::http::StatusCode::CONFLICT, "No policy", e.to_string()))?;
    let said =
        |done: Option<&disbursement::Done>| done.map_or("Not yet".to_owned(), |d| format!("{}, {}", d.name, datetime(d.at, terms.zone)));
    let facts = vec![
        SummaryRow::new("State", run.state.label()),
        SummaryRow::new("Total", &run.total.to_string()),
        SummaryRow::new("Prepared", &said(Some(&run.prepared))),
        SummaryRow::new("Approved", &said(run.approved.as_ref())),
        SummaryRow::new("Released", &said(run.released.as_ref())),
        SummaryRow::new("Digest", &run.digest),
        SummaryRow::new("Policy", &format!("{} ({})", terms.name, terms.citation)),
    ];
    let mut actions = Section::new("What can be done");
    let href = format!("/desk/payments/runs/{}", run.id);
    let key = || FormKeys::of_version(app.fresh_key(), run.version);
    if run.state == RunState::Prepared && policy::may_approve(&viewer.actor, &run) {
        actions = actions.form(SheetForm::new(format!("{href}/approve"), key(), "Approve this run", vec![]));
    }
    if run.state == RunState::Approved && policy::may_release(&viewer.actor, &run, &terms) {
        actions = actions.text("Releasing posts every payment and writes the bank file. It cannot be undone.").form(SheetForm::new(
            format!("{href}/release"),
            key(),
            "Release the money",
            vec![],
        ));
    }
    if matches!(run.state, RunState::Prepared | RunState::Approved) && policy::is_finance(&viewer.actor) {
        actions = actions.form(SheetForm::new(format!("{href}/cancel"), key(), "Cancel this run", vec![]).quiet());
    }
    if let Some(file) = has_file.filter(|_| viewer.actor.has(FundRole::ReleasingOfficer)) {
        actions = actions
            .text(format!("SHA-256 of the bank file: {}", file.sha256))
            .link(format!("{href}/file"), format!("Download {}", file.name));
    }
    let sheet = Sheet::new(format!("Payment run {}", run.number), &[]).back("/desk/payments", "Payments");
    app.page(
        &viewer,
        &sheet
            .with(Section::new("The run").facts(facts))
            .with(Section::new("Payments").table(payment_table("payments", "Payments of this run", &payments)))
            .with(actions),
    )
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
    let (actor, vault) = (viewer.actor(), app.vault.clone());
    Ok(app
        .submit(&viewer, &form, move |tx| {
            disbursement::release_run(tx, &vault, &actor, id).map(|()| format!("/desk/payments/runs/{id}?done=released"))
        })
        .await?)
}

async fn cancel(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    Ok(app
        .submit(&viewer, &form, move |tx| disbursement::cancel_run(tx, &actor, id).map(|()| "/desk/payments?done=saved".to_owned()))
        .await?)
}

async fn file(app: Data<App>, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let file = app.read(move |conn| disbursement::find_bank_file(conn, id)).await?.ok_or_else(Problem::missing)?;
    let name = crate::files::content_disposition(&file.name);
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=us-ascii")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file.content))
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Payment> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = payment_sheet(&app, &viewer, id, &[]).await?;
    app.page(&viewer, &sheet)
}

async fn payment_sheet(app: &App, viewer: &Viewer, id: Id<Payment>, errors: &[FieldError]) -> Result<Sheet, Problem> {
    let (payment, lines, city, details) = app
        .read(move |conn| {
            let payment = disbursement::payment(conn, id)?;
            let city = organisation::city(conn, payment.organisation)?;
            let details = disbursement::find_current_bank_details(conn, payment.organisation)?;
            Ok::<_, db::Error>((payment, disbursement::payment_lines(conn, id)?, city, details))
        })
        .await?;
    let day = |day: Option<chrono::NaiveDate>| day.map_or("Not yet".to_owned(), short_date);
    let facts = vec![
        SummaryRow::new("City", &city.full_name()),
        SummaryRow::new("State", payment.state.label()),
        SummaryRow::new("Purpose", &payment.purpose),
        SummaryRow::new("Requested", &format!("{}, {}", payment.requested.name, datetime(payment.requested.at, city.zone))),
        SummaryRow::new(
            "Account now",
            &details.map_or("None".to_owned(), |d| format!("{}{}", d.masked(), if d.is_usable() { "" } else { " (not verified)" })),
        ),
        SummaryRow::new("Trace", payment.trace.as_deref().unwrap_or("None yet")),
        SummaryRow::new("Released", &day(payment.released_on)),
        SummaryRow::new("Paid", &day(payment.settled_on)),
        SummaryRow::new("Reason", payment.reason.as_deref().unwrap_or("None")),
    ];
    let table = Table::new("lines", "Amounts by category", vec![Column::text("Category"), Column::number("Amount")])
        .rows(lines.into_iter().map(|line| vec![Cell::text(line.category).heading(), Cell::number(line.amount.to_string())]))
        .total(vec![Cell::text("Total").heading(), Cell::number(payment.amount.to_string())]);
    let mut section = Section::new("The payment").facts(facts).table(table);
    if let Some(seq) = payment.journal_seq {
        section = section.link(format!("/desk/ledger/journals/{seq}"), format!("Journal {seq}"));
    }
    let href = format!("/desk/payments/{id}");
    let keys = FormKeys::of_version(app.fresh_key(), payment.version);
    let finance = policy::is_finance(&viewer.actor);
    if finance && payment.state == PaymentState::Requested {
        let inputs = vec![Input::area(Field::new("reason", "Reason").hint("The city reads it.").limit(1000).errors(errors))];
        section = section.form(SheetForm::new(format!("{href}/refuse"), keys, "Refuse this request", inputs).quiet());
    } else if finance && matches!(payment.state, PaymentState::Released | PaymentState::Settled) {
        let codes = RETURN_CODES.iter().map(|(code, meaning)| (*code, format!("{code}: {meaning}")));
        let inputs = vec![Input::select(Choices::new("code", "Return code of the bank", codes).errors(errors))];
        section = section.form(SheetForm::new(format!("{href}/return"), keys, "Record that the bank sent it back", inputs).quiet());
    }
    Ok(Sheet::new(format!("Payment for {}", payment.reference), errors).back("/desk/payments", "Payments").with(section))
}

async fn refuse(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Payment> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, reason) = (viewer.actor(), form.text("reason"));
    let done = app
        .submit(&viewer, &form, move |tx| disbursement::refuse(tx, &actor, id, &reason).map(|()| "/desk/payments?done=saved".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &payment_sheet(&app, &viewer, id, e.fields()).await?),
        other => Ok(other?),
    }
}

async fn come_back(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Payment> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, code) = (viewer.actor(), form.text("code"));
    let done = app
        .submit(&viewer, &form, move |tx| {
            disbursement::return_payment(tx, &actor, id, &code).map(|()| format!("/desk/payments/{id}?done=recorded"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &payment_sheet(&app, &viewer, id, e.fields()).await?),
        other => Ok(other?),
    }
}
