//! Payment runs: what is in one, its three signatures, the bank file.

use super::payments::{FINANCE, READERS, listed, payment_table};
use crate::db;
use crate::disbursement::{self, BankFile, Run, RunState, Terms, Which, policy};
use crate::kernel::Id;
use crate::locale::format::datetime;
use crate::people::{Actor, FundRole};
use crate::web::doors::Doors;
use crate::web::fields::{FormKeys, SummaryRow};
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const APPROVERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]);
const RELEASERS: Access = Access::Fund(&[FundRole::ReleasingOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/payments/runs/{id}", READERS, show),
        post("/desk/payments/runs/{id}/approve", APPROVERS, approve),
        post("/desk/payments/runs/{id}/release", RELEASERS, release),
        post("/desk/payments/runs/{id}/cancel", FINANCE, cancel),
        get("/desk/payments/runs/{id}/file", RELEASERS, file),
    ]
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let (run, payments, has_file) = app
        .read(move |conn| {
            let run = disbursement::open_run(conn, &actor, id)?;
            let payments = disbursement::list_payments(conn, Which::Run(id))?;
            Ok::<_, db::Error>((run, listed(conn, payments)?, disbursement::find_bank_file(conn, id)?))
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
    let actions = actions(&app, &viewer.actor, (&run, &terms), has_file);
    let record = Doors::of(&viewer.actor).link(format!("/desk/audit/payment_run/{}", run.id), "Audit record of this run");
    let sheet = Sheet::new(format!("Payment run {}", run.number), &[]).back("/desk/payments", "Payments");
    app.page(
        &viewer,
        &sheet
            .with(Section::new("The run").facts(facts).link_some(record))
            .with(Section::new("Payments").table(payment_table("payments", "Payments of this run", &payments)))
            .with(actions),
    )
}

/// What this person can do with the run now, or for whom it waits.
fn actions(app: &App, actor: &Actor, (run, terms): (&Run, &Terms), file: Option<BankFile>) -> Section {
    let mut section = Section::new("Next step");
    let href = format!("/desk/payments/runs/{}", run.id);
    let key = || FormKeys::of_version(app.fresh_key(), run.version);
    section = match run.state {
        RunState::Prepared if policy::may_approve(actor, run) => {
            section.form(SheetForm::new(format!("{href}/approve"), key(), "Approve this run", vec![]))
        }
        RunState::Prepared if actor.account.is_some_and(|id| id.text() == run.prepared.by) => {
            section.text("You prepared this run. It waits for another finance officer or an approving official to approve it.")
        }
        RunState::Prepared => section.text("Waits for another finance officer or an approving official to approve it."),
        RunState::Approved if policy::may_release(actor, run, terms) => section
            .text("Releasing posts every payment and writes the bank file. It cannot be undone.")
            .form(SheetForm::new(format!("{href}/release"), key(), "Release the money", vec![])),
        RunState::Approved if actor.has(FundRole::ReleasingOfficer) => {
            section.text("You took part in this run. It waits for a third person, another releasing officer, to release it.")
        }
        RunState::Approved => section.text("Waits for a releasing officer to release the money."),
        RunState::Released => section.text("The money is released and the bank file written. The bank statement settles each payment."),
        RunState::Cancelled => section.text("This run was taken apart. Its payments wait for another run."),
    };
    if matches!(run.state, RunState::Prepared | RunState::Approved) && policy::is_finance(actor) {
        section = section.form(SheetForm::new(format!("{href}/cancel"), key(), "Cancel this run", vec![]).quiet());
    }
    if let Some(file) = file.filter(|_| actor.has(FundRole::ReleasingOfficer)) {
        section = section
            .text(format!("SHA-256 of the bank file: {}", file.sha256))
            .link(format!("{href}/file"), format!("Download {}", file.name));
    }
    section
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

async fn file(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Run> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app.read(move |conn| {
        let run = disbursement::open_run(conn, &actor, id)?;
        disbursement::find_bank_file(conn, run.id)
    });
    let file = found.await?.ok_or_else(Problem::missing)?;
    Ok(files::download(&file.name, "text/plain; charset=us-ascii", file.content))
}
