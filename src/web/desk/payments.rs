//! One payment with its refusal or return, and the table of payments. The list is in `payment_list`, the runs are in `runs`.

use super::award_links::of_award;
use super::payment_return;
use crate::award;
use crate::db;
use crate::disbursement::{self, BankDetails, NewReturn, Payment, PaymentState, Run, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::{datetime, short_date};
use crate::people::{Actor, FundRole, organisation};
use crate::process::Case;
use crate::risk;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::payment_form;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use chrono_tz::Tz;
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

/// So many cities are read in a statement.
const AT_ONCE: usize = 500;

/// A payment with what a row of it says besides.
pub(super) struct Listed {
    pub(super) payment: Payment,
    pub(super) city: String,
    zone: Tz,
    account: Status,
    /// Why no money may go to the account of the city now, as a sentence.
    pub(super) obstacle: Option<String>,
}

/// Payments with their cities, and whether money may go to their accounts now.
pub(super) fn listed(conn: &mut db::Conn, payments: Vec<Payment>, now: Timestamp) -> Result<Vec<Listed>, db::Error> {
    let mut ids: Vec<_> = payments.iter().map(|p| p.organisation).collect();
    ids.sort();
    ids.dedup();
    let accounts = disbursement::list_current_bank_details(conn, &ids)?;
    let mut known = BTreeMap::new();
    for piece in ids.chunks(AT_ONCE) {
        for city in organisation::list(conn, piece)? {
            let details = accounts.get(&city.id);
            let stands = (standing(details, city.zone, now), disbursement::obstacle(details, now));
            known.insert(city.id, (city.full_name(), city.zone, stands));
        }
    }
    let whole = |payment: Payment| {
        let (city, zone, (account, obstacle)) = known.get(&payment.organisation).cloned().ok_or(db::Error::Missing)?;
        Ok(Listed { payment, city, zone, account, obstacle })
    };
    payments.into_iter().map(whole).collect()
}

/// Whether money may go to an account now, in a word or two.
fn standing(details: Option<&BankDetails>, zone: Tz, now: Timestamp) -> Status {
    let Some(details) = details else { return Status::warning("None entered") };
    match details.usable_from.filter(|from| *from > now) {
        _ if details.blocked_reason.is_some() => Status::warning("Frozen"),
        _ if !details.is_verified() => Status::warning("Not verified"),
        _ if details.awaits_prenote => Status::quiet("Test entry first"),
        Some(from) => Status::warning(format!("Not before {}", short_date(from.day_in(zone)))),
        None => Status::good("Verified"),
    }
}

/// The column that says where a payment stands.
pub(super) const STATE: &str = "State";

pub(super) fn columns() -> Vec<Column> {
    let words = ["Award", "City", "Kind", "Asked for by", "Asked on", "Pay by", "Account", STATE].map(Column::text);
    words.into_iter().chain([Column::number("Amount")]).collect()
}

/// One row; with how long the fund still has to pay, where today is known.
pub(super) fn cells(listed: &Listed, today: Option<NaiveDate>) -> Vec<Cell> {
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
    let (payment, lines, city, details, case, (form_kept, reasons, returns, run)) = app
        .read(move |conn| {
            let payment = disbursement::open_payment(conn, &actor, id)?;
            let case = Case::load(conn, payment.award.cast())?;
            let city = organisation::city(conn, payment.organisation)?;
            let details = disbursement::find_current_bank_details(conn, payment.organisation)?;
            let reasons = in_the_way(conn, &actor, &payment, now.day_in(city.zone))?;
            let kept = (
                disbursement::find_request_form(conn, id)?,
                reasons,
                disbursement::list_returns_of(conn, id)?,
                run_of(conn, &actor, &payment)?,
            );
            Ok::<_, db::Error>((payment, disbursement::payment_lines(conn, id)?, city, details, case, kept))
        })
        .await?;
    let day = |day: Option<chrono::NaiveDate>| day.map_or("Not yet".to_owned(), short_date);
    let facts = vec![
        SummaryRow::new("City", &city.full_name()),
        SummaryRow::new("State", &payment_form::state(&payment)),
        payment_form::pay_by(&payment, Some(now.day_in(city.zone))),
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
    let doors = Doors::of(&viewer.actor);
    let account = details.and_then(|details| doors.link(format!("/desk/bank-details/{}", details.id), "The account now"));
    let run = run.and_then(|run| doors.link(format!("/desk/payments/runs/{}", run.id), format!("Payment run {}", run.number)));
    let mut section = Section::new("The payment").facts(facts).table(table).link_some(account).link_some(run);
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
    let award = of_award(doors, (&payment.reference, payment.award), &href);
    let sheet = Sheet::new(format!("Payment for {}", payment.reference), errors).back("/desk/payments", "Payments").with(section);
    Ok(sheet
        .with_some(payment_return::section(app, &viewer.actor, &returns, (form, errors)))
        .with_some(reasons)
        .with_some(payment_form::section(&payment, form_kept.as_ref(), (&app.settings.fund.name, &city.full_name()), city.zone))
        .with(award))
}

/// The run in which it stands or with which it left, if all of that run is open to the person.
fn run_of(conn: &mut db::Conn, actor: &Actor, payment: &Payment) -> Result<Option<Run>, db::Error> {
    let Some(id) = payment.run else { return Ok(None) };
    match disbursement::open_run(conn, actor, id) {
        Ok(run) => Ok(Some(run)),
        Err(db::Error::Missing) => Ok(None),
        Err(e) => Err(e),
    }
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
