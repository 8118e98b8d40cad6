//! Payments of all cities: requests to put into a run, what is on its way, one
//! payment with its refusal or return. The runs are in `runs`.

use super::award_links::of_award;
use super::{payment_return, run_form, test_entries};
use crate::award;
use crate::db;
use crate::disbursement::{self, Held, NewReturn, Payment, PaymentState, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{datetime, short_date};
use crate::people::{Actor, FundRole, organisation};
use crate::process::Case;
use crate::risk;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::payment_form;
use crate::web::sheet::{Input, Picks, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) const READERS: Access = Access::Fund(&[
    FundRole::FinanceOfficer,
    FundRole::ReleasingOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ProgramOfficer,
    FundRole::Auditor,
]);
pub(super) const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/payments", READERS, list),
        post("/desk/payments/runs", FINANCE, prepare),
        get("/desk/payments/{id}", READERS, show),
        post("/desk/payments/{id}/refuse", FINANCE, refuse),
        post("/desk/payments/{id}/return", FINANCE, come_back),
    ]
}

fn status(payment: &Payment) -> Status {
    let label = payment.state_label();
    match payment.state {
        PaymentState::Requested | PaymentState::InRun => Status::active(label),
        PaymentState::Released => Status::quiet(label),
        PaymentState::Settled => Status::good(label),
        PaymentState::Refused | PaymentState::Returned => Status::warning(label),
    }
}

/// A payment with what a row of it says besides.
pub(super) struct Listed {
    payment: Payment,
    city: String,
    zone: Tz,
    account: Status,
}

/// Payments with their cities, and whether money may go to their accounts.
pub(super) fn listed(conn: &mut db::Conn, payments: Vec<Payment>) -> Result<Vec<Listed>, db::Error> {
    let mut ids: Vec<_> = payments.iter().map(|p| p.organisation).collect();
    ids.sort();
    ids.dedup();
    let mut known = BTreeMap::new();
    for city in organisation::list(conn, &ids)? {
        let account = match disbursement::find_current_bank_details(conn, city.id)? {
            None => Status::warning("None entered"),
            Some(details) if details.blocked_reason.is_some() => Status::warning("Frozen"),
            Some(details) if details.awaits_prenote => Status::quiet("Test entry first"),
            Some(details) if details.is_verified() => match details.usable_from {
                Some(from) => Status::good(format!("Verified, from {}", short_date(from.day_in(city.zone)))),
                None => Status::good("Verified"),
            },
            Some(_) => Status::warning("Not verified"),
        };
        known.insert(city.id, (city.full_name(), city.zone, account));
    }
    let whole = |payment: Payment| {
        let (city, zone, account) = known.get(&payment.organisation).cloned().ok_or(db::Error::Missing)?;
        Ok(Listed { payment, city, zone, account })
    };
    payments.into_iter().map(whole).collect()
}

/// The column that says where a payment stands.
const STATE: &str = "State";

fn columns() -> Vec<Column> {
    let words = ["Award", "City", "Kind", "Asked for by", "Asked on", "Pay by", "Account", STATE].map(Column::text);
    words.into_iter().chain([Column::number("Amount")]).collect()
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

/// One row; with how long the fund still has to pay, where today is known.
fn cells(listed: &Listed, today: Option<NaiveDate>) -> Vec<Cell> {
    let p = &listed.payment;
    vec![
        Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
        Cell::text(&listed.city),
        Cell::text(p.kind.label()),
        Cell::text(p.requested.name.clone()),
        Cell::text(short_date(p.requested.at.day_in(listed.zone))),
        payment_form::pay_by_cell(p, today),
        Cell::status(listed.account.clone()),
        payment_form::state_cell(p, status(p)),
        Cell::number(p.amount.to_string()),
    ]
}

pub(super) fn payment_table(id: &str, caption: &str, payments: &[Listed]) -> Table {
    Table::new(id, caption, columns()).empty("None.").rows(payments.iter().map(|listed| cells(listed, None)))
}

/// Requests, with how long the fund still has to pay each.
fn request_table(requested: &[Listed], today: NaiveDate) -> Table {
    let rows = requested.iter().map(|listed| request_cells(listed, today));
    Table::new("requested", "Requests that wait for a run", request_columns()).empty("None.").rows(rows)
}

/// Which payments to show.
#[derive(Debug, Deserialize)]
struct Asked {
    award: Option<String>,
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let sheet = match asked.into_inner().award {
        Some(reference) => award_sheet(&app, &viewer, reference).await?,
        None => list_sheet(&app, &viewer, (&Form::default(), &[])).await?,
    };
    app.page(&viewer, &sheet)
}

/// The payments of one award.
async fn award_sheet(app: &App, viewer: &Viewer, reference: String) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let (award, payments) = app
        .read(move |conn| {
            let award = award::open_by_reference(conn, &actor, &reference)?;
            let payments = disbursement::list_payments(conn, Which::Award(award.id))?;
            Ok::<_, db::Error>((award, listed(conn, payments)?))
        })
        .await?;
    Ok(Sheet::new(format!("Payments of {}", award.reference), &[])
        .lead(format!("{}: {}", award.city, award.title))
        .back("/desk/payments", "Payments")
        .with(Section::new("Payments").table(payment_table("payments", "Payments of this award, oldest first", &payments)))
        .with(of_award(Doors::of(&viewer.actor), (&award.reference, award.id), &format!("/desk/payments?award={}", award.reference))))
}

async fn list_sheet(app: &App, viewer: &Viewer, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let today = now.day_in(app.settings.fund.zone());
    let (requested, held, released, runs, tests) = app
        .read(move |conn| {
            let mut requested = disbursement::list_open_payments(conn, &actor, Which::State(PaymentState::Requested))?;
            requested.sort_by_key(|payment| (payment.due_on.is_none(), payment.due_on));
            let held = disbursement::list_held(conn, &requested, now)?;
            let released = disbursement::list_open_payments(conn, &actor, Which::State(PaymentState::Released))?;
            let tests = (test_entries::waiting(conn, &actor, now)?, disbursement::find_open_test_run(conn)?);
            let (requested, released) = (listed(conn, requested)?, listed(conn, released)?);
            Ok::<_, db::Error>((requested, held, released, disbursement::list_open_runs(conn, &actor, 50)?, tests))
        })
        .await?;
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
    let (held_back, requested) = held_back(requested, held, today);
    let mut waiting = Section::new("Requests");
    if policy::is_finance(&viewer.actor) && !requested.is_empty() {
        let mut inputs = vec![Input::picks(picks(&requested, today).typed(&form.all("payment"), errors))];
        inputs.extend(run_form::inputs(form, errors));
        let keys = FormKeys::new(app.fresh_key());
        waiting = waiting.form(SheetForm::new("/desk/payments/runs", keys, "Prepare a payment run", inputs));
    } else {
        waiting = waiting.table(request_table(&requested, today));
    }
    let doors = Doors::of(&viewer.actor);
    let on_the_way = payment_table("released", "Released, not yet on a bank statement", &released);
    let answers = doors.link("/desk/bank-details#test-entries", "Test entries and what the bank said");
    Ok(Sheet::new("Payments", errors)
        .lead("One person prepares a run, a second approves it, a third releases it.")
        .back("/desk", "Desk")
        .with(waiting.link_some(doors.link("/desk/bank-details", "Bank details to verify")))
        .with_some(held_back)
        .with_some(test_entries::section(app, &viewer.actor, &tests.0, tests.1))
        .with(Section::new("Payment runs").table(table))
        .with(Section::new("On the way").table(on_the_way).link_some(doors.link("/desk/bank", "Bank statements")).link_some(answers)))
}

/// The requests that conditions hold back, in a section of their own, and the others.
fn held_back(requested: Vec<Listed>, held: Vec<Held>, today: NaiveDate) -> (Option<Section>, Vec<Listed>) {
    let why: BTreeMap<_, _> = held.into_iter().map(|one| (one.payment, one.why)).collect();
    let (held, free): (Vec<_>, Vec<_>) = requested.into_iter().partition(|listed| why.contains_key(&listed.payment.id));
    if held.is_empty() {
        return (None, free);
    }
    let columns =
        ["Award", "City", "Pay by", "What holds it back"].map(Column::text).into_iter().chain([Column::number("Amount")]).collect();
    let rows = held.iter().map(|listed| {
        let p = &listed.payment;
        vec![
            Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
            Cell::text(&listed.city),
            payment_form::pay_by_cell(p, Some(today)),
            Cell::text(why.get(&p.id).map(|why| why.join(" ")).unwrap_or_default()),
            Cell::number(p.amount.to_string()),
        ]
    });
    let table = Table::new("held", "Requests that conditions hold back", columns).rows(rows);
    let text =
        "A condition of the award is not met, so no run takes these. The condition is lifted by somebody else than the one who imposed it.";
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
    let chosen: Vec<Id<Payment>> = form.all("payment").iter().filter_map(|id| id.parse().ok()).collect();
    let terms = match run_form::read(&form) {
        Ok(terms) => terms,
        Err(mistakes) => return app.page_with_mistakes(&viewer, &list_sheet(&app, &viewer, (&form, &mistakes)).await?),
    };
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            disbursement::prepare_run_as(tx, &actor, &chosen, &terms).map(|run| format!("/desk/payments/runs/{}?done=saved", run.id))
        })
        .await;
    // Whatever stands in the way, the boxes stay ticked.
    let (status, errors) = match done {
        Err(e) if e.kind() == Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, e.mistakes()),
        Err(e) if e.kind() == Kind::Conflict => (StatusCode::CONFLICT, vec![FieldError::new("payment", e.to_string())]),
        other => return Ok(other?),
    };
    let sheet = list_sheet(&app, &viewer, (&form, &errors)).await?;
    app.page_as(status, &viewer, &sheet)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Payment> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = payment_sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

pub(super) async fn payment_sheet(
    app: &App,
    viewer: &Viewer,
    id: Id<Payment>,
    (form, errors): (&Form, &[FieldError]),
) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let (payment, lines, city, details, case, (form_kept, reasons, returns)) = app
        .read(move |conn| {
            let payment = disbursement::open_payment(conn, &actor, id)?;
            let case = Case::load(conn, payment.award.cast())?;
            let city = organisation::city(conn, payment.organisation)?;
            let details = disbursement::find_current_bank_details(conn, payment.organisation)?;
            let reasons = in_the_way(conn, &actor, &payment, now.day_in(city.zone))?;
            let kept = (disbursement::find_request_form(conn, id)?, reasons, disbursement::list_returns_of(conn, id)?);
            Ok::<_, db::Error>((payment, disbursement::payment_lines(conn, id)?, city, details, case, kept))
        })
        .await?;
    let day = |day: Option<chrono::NaiveDate>| day.map_or("Not yet".to_owned(), short_date);
    let facts = vec![
        SummaryRow::new("City", &city.full_name()),
        SummaryRow::new("State", &payment_form::state(&payment)),
        payment_form::pay_by(&payment, now.day_in(city.zone)),
        SummaryRow::new("Purpose", &payment.purpose),
        SummaryRow::new("Requested", &format!("{}, {}", payment.requested.name, datetime(payment.requested.at, city.zone))),
        SummaryRow::new("Account now", &details.as_ref().map_or("None".to_owned(), |d| format!("{} ({})", d.masked(), d.standing(now)))),
        SummaryRow::new("Trace", payment.trace.as_deref().unwrap_or("None yet")),
        SummaryRow::new("Released", &day(payment.released_on)),
        SummaryRow::new("Paid", &day(payment.settled_on)),
        SummaryRow::new("Reason", &reason(&payment)),
    ];
    let table = Table::new("lines", "Amounts by category", vec![Column::text("Category"), Column::number("Amount")])
        .rows(
            lines
                .into_iter()
                .map(|line| vec![Cell::text(case.category_title(&line.category)).heading(), Cell::number(line.amount.to_string())]),
        )
        .total(vec![Cell::text("Total").heading(), Cell::number(payment.amount.to_string())]);
    let account =
        details.and_then(|details| Doors::of(&viewer.actor).link(format!("/desk/bank-details/{}", details.id), "The account now"));
    let mut section = Section::new("The payment").facts(facts).table(table).link_some(account);
    if let Some(seq) = payment.journal_seq {
        section = section.link(format!("/desk/ledger/journals/{seq}"), format!("Journal {seq}"));
    }
    let href = format!("/desk/payments/{id}");
    let keys = FormKeys::of_version(app.fresh_key(), payment.version);
    let finance = policy::is_finance(&viewer.actor);
    if finance && payment.state == PaymentState::Requested {
        let inputs = vec![Input::area(
            Field::new("reason", "Reason").hint("The city reads it.").limit(1000).value(form.text("reason")).errors(errors),
        )];
        section = section.form(SheetForm::new(format!("{href}/refuse"), keys, "Refuse this request", inputs).quiet());
    } else if finance && payment_return::may_be_recorded(&payment, &returns) {
        section = section.form(payment_return::came_back(&payment, now.day_in(city.zone), keys, (form, errors))?);
    }
    let award = of_award(Doors::of(&viewer.actor), (&payment.reference, payment.award), &href);
    let sheet = Sheet::new(format!("Payment for {}", payment.reference), errors).back("/desk/payments", "Payments").with(section);
    Ok(sheet
        .with_some(payment_return::section(app, &viewer.actor, &returns, (form, errors)))
        .with_some(reasons)
        .with_some(payment_form::section(&payment, form_kept.as_ref(), (&app.settings.fund.name, &city.full_name()), city.zone))
        .with(award))
}

/// What would refuse the request if it were made today: a condition or a late report since then. Whoever decides sees it.
fn in_the_way(conn: &mut db::Conn, actor: &Actor, payment: &Payment, today: NaiveDate) -> Result<Option<Section>, db::Error> {
    if !payment.is_pending() || !risk::policy::may_see_conditions(actor, payment.organisation) {
        return Ok(None);
    }
    let award = award::award(conn, payment.award)?;
    let reasons = disbursement::blocks(conn, &award, payment.kind, today)?;
    let text = "If the city asked for it today, it would be refused:";
    Ok((!reasons.is_empty()).then(|| Section::new("In the way now").text(text).items(reasons)))
}

/// What stands as the reason; a return code of the bank, and why a cheque or voucher is not paid, with its meaning.
fn reason(payment: &Payment) -> String {
    let Some(kept) = payment.reason.as_deref() else { return "None".to_owned() };
    if payment.state == PaymentState::Returned { payment_return::meaning(kept) } else { kept.to_owned() }
}

async fn refuse(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Payment> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, reason) = (viewer.actor(), form.text("reason"));
    let done = app
        .submit(&viewer, &form, move |tx| disbursement::refuse(tx, &actor, id, &reason).map(|()| "/desk/payments?done=saved".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &payment_sheet(&app, &viewer, id, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn come_back(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Payment> = path.parse().map_err(|_| Problem::missing())?;
    let told_on = match DateField::read(&form, "told_on") {
        Ok(day) => day,
        Err(mistake) => return app.page_with_mistakes(&viewer, &payment_sheet(&app, &viewer, id, (&form, &[mistake])).await?),
    };
    let (actor, new) = (viewer.actor(), NewReturn { code: form.text("code"), told_on, evidence: form.text("evidence") });
    let done = app
        .submit(&viewer, &form, move |tx| {
            disbursement::propose_return(tx, &actor, id, &new).map(|_| format!("/desk/payments/{id}?done=match-proposed"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &payment_sheet(&app, &viewer, id, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
