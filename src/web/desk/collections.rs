//! Bills for accepted costs that turned out not to be allowed: the list, with who owes how much and since when it is late, and the
//! page of each bill, on which it is decided and what comes in is recorded.

use super::award_links::of_award;
use super::bank_line::how_known;
use super::bank_proposal::lines_to_confirm;
use super::closeouts;
use crate::award::{self, Award};
use crate::banking::{self, BankLine, LineRow, ProposalRow};
use crate::db;
use crate::disbursement;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::Rulebook;
use crate::locale::format::{date, datetime, short_date};
use crate::people::FundRole;
use crate::recovering::{self, Bill, BillRow, BillState, NewReceipt, Receipt, Referral, policy};
use crate::spending::{self, Expense};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use std::collections::BTreeSet;

const READERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::Auditor]);
const DECIDERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]);
const APPROVERS: Access = Access::Fund(&[FundRole::ApprovingOfficial]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);
/// The most rows of each list.
pub(super) const MOST: i64 = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/collections", READERS, list),
        get("/desk/collections/{id}", READERS, show),
        post("/desk/collections/{id}/approve", DECIDERS, approve),
        post("/desk/collections/{id}/refuse", DECIDERS, refuse),
        post("/desk/collections/{id}/refer", APPROVERS, refer),
        post("/desk/collections/{id}/receipt", FINANCE, collect),
        post("/desk/collections/{id}/line", FINANCE, collect_line),
    ]
}

fn status(BillRow { bill, is_referred, .. }: &BillRow, today: NaiveDate) -> Status {
    let label = bill.state.label();
    match (bill.state, bill.due_on.map(short_date)) {
        (BillState::Billed, _) if *is_referred => Status::warning("Referred to debt collection"),
        (BillState::Billed, Some(day)) if bill.is_late(today) => Status::warning(format!("Late, was due {day}")),
        (BillState::Billed, Some(day)) => Status::active(format!("{label}, due {day}")),
        (BillState::Billed, None) | (BillState::Asked, _) => Status::active(label),
        (BillState::Refused, _) => Status::quiet(label),
        (BillState::Settled, _) => Status::good(label),
    }
}

/// The bills of one award.
pub(super) fn of_one_award(bills: &[BillRow], today: NaiveDate) -> Table {
    table(("bills", "Bills"), bills, (today, false))
}

/// A table of bills; where they are of several awards, with award and city.
fn table((id, caption): (&str, &str), bills: &[BillRow], (today, of_several): (NaiveDate, bool)) -> Table {
    let whose = [Column::text("Award"), Column::text("City")].into_iter().filter(|_| of_several);
    let rest = [Column::text("Asked by"), Column::text("State"), Column::number("Amount"), Column::number("Still owed")];
    let columns = std::iter::once(Column::text("Category")).chain(whose).chain(rest).collect();
    let row = |one: &BillRow| {
        let bill = &one.bill;
        let name = Cell::link(Rulebook::category_title(&bill.category), format!("/desk/collections/{}", bill.id)).heading();
        let award = Cell::link(&one.reference, format!("/desk/closeouts/{}", one.reference));
        let whose = [award, Cell::text(&one.city)].into_iter().filter(|_| of_several);
        let rest = [
            Cell::text(&bill.asked_by_name),
            Cell::status(status(one, today)),
            Cell::number(bill.amount.to_string()),
            Cell::number(one.owed().map_or_else(|| "–".to_owned(), |owed| owed.to_string())),
        ];
        std::iter::once(name).chain(whose).chain(rest).collect::<Vec<_>>()
    };
    Table::new(id, caption, columns).empty("No bill.").rows(bills.iter().map(row).collect::<Vec<_>>())
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, today) = (viewer.actor(), app.now().day_in(app.settings.fund.zone()));
    let (asked, billed) = app
        .read(move |conn| {
            let mut read = |state| recovering::list_bills(conn, &actor, state, MOST);
            Ok::<_, db::Error>((read(BillState::Asked)?, read(BillState::Billed)?))
        })
        .await?;
    let table = |id, caption, bills: &[BillRow]| table((id, caption), bills, (today, true));
    app.page(
        &viewer,
        &Sheet::new("Collections", &[])
            .lead("Accepted costs that turned out not to be allowed. A bill is asked for on the page of the closeout.")
            .back("/desk", "Desk")
            .with(Section::new("To decide").table(table("asked", "To decide", &asked)))
            .with(Section::new("Owed by cities").table(table("billed", "Owed by cities", &billed))),
    )
}

/// The award, the bill, what came back of it, its expense, what was referred of it, and the lines that wait to be confirmed.
type Found = (Award, Bill, Vec<Receipt>, Option<Expense>, Option<Referral>, Vec<(ProposalRow, LineRow)>);

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Found, Problem> {
    let id: Id<Bill> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app
        .read(move |conn| {
            let bill = recovering::bill(conn, id)?;
            let award = award::open_award(conn, &actor, bill.award)?;
            let receipts = recovering::list_receipts(conn, id)?;
            let expense = bill.expense.map(|expense| spending::expense(conn, expense)).transpose()?;
            let referral = recovering::find_referral(conn, id)?;
            let mut waiting = banking::list_proposed_for(conn, &actor, award.id)?;
            waiting.retain(|(proposal, _)| proposal.bill_id == Some(id.text()));
            Ok::<_, db::Error>((award, bill, receipts, expense, referral, waiting))
        })
        .await?;
    Ok(found)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &path, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

/// What is known of a bill.
fn facts(app: &App, (_, bill, receipts, expense, referral, _): &Found) -> Vec<SummaryRow> {
    let zone = app.settings.fund.zone();
    let owed = if bill.state == BillState::Billed { left(bill, receipts).to_string() } else { "–".to_owned() };
    let mut facts = vec![
        SummaryRow::new("State", bill.state.label()),
        SummaryRow::new("Amount", &bill.amount.to_string()),
        SummaryRow::new("Still owed", &owed),
        SummaryRow::new("Category", &Rulebook::category_title(&bill.category)),
        SummaryRow::new("Why", &bill.reason),
        SummaryRow::new("Asked by", &bill.asked_by_name),
    ];
    if let Some(name) = &bill.decided_by_name {
        facts.push(SummaryRow::new("Decided by", name));
    }
    if let Some(day) = bill.due_on {
        let late = if bill.is_late(app.now().day_in(zone)) { ": late" } else { "" };
        facts.push(SummaryRow::new("Due", &format!("{}{late}", date(day))));
    }
    if let Some(referral) = referral {
        let told = format!("{} on {}, by {}: {}", referral.amount, datetime(referral.at, zone), referral.by, referral.reason);
        facts.push(SummaryRow::new("Referred to debt collection", &told));
    }
    if let Some(expense) = expense {
        facts.push(SummaryRow::new("Expense", &expense.description));
        facts.push(SummaryRow::new("Still accepted of it", &expense.accepted().to_string()));
    }
    facts
}

async fn sheet(app: &App, viewer: &Viewer, id: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let found = find(app, viewer, id).await?;
    let mut first = Section::new("Bill").facts(facts(app, &found));
    let (award, bill, receipts, expense, referral, waiting) = found;
    let href = format!("/desk/collections/{}", bill.id);
    let keys = || FormKeys::new(app.fresh_key());
    if let Some(expense) = &expense {
        first = first.link(format!("/desk/spending/expenses/{}", expense.id), "The expense");
    }
    if let Some(seq) = bill.journal_seq {
        first = first.link(format!("/desk/ledger/journals/{seq}"), format!("Journal {seq}"));
    }
    if bill.state == BillState::Asked && policy::may_decide(&viewer.actor) && !policy::is(&viewer.actor, &bill.asked_by) {
        first = first
            .form(SheetForm::new(format!("{href}/approve"), keys(), "Bill the city", vec![]))
            .form(SheetForm::new(format!("{href}/refuse"), keys(), "Do not bill it", vec![]).quiet());
    }
    let may_refer = policy::may_refer(&viewer.actor) && !policy::is(&viewer.actor, &bill.asked_by);
    if bill.state == BillState::Billed && referral.is_none() && may_refer {
        let why = Field::new("referral_reason", "Why is it referred to debt collection?")
            .hint("The city reads this. Its award can be closed then, and what it pays is recorded as before.");
        let inputs = vec![Input::area(why.limit(1000).rows(3).value(form.text("referral_reason")).errors(errors))];
        first = first.form(SheetForm::new(format!("{href}/refer"), keys(), "Refer it to debt collection", inputs).quiet());
    }
    let columns = vec![Column::text("Received"), Column::text("Bank reference"), Column::text("Journal"), Column::number("Amount")];
    let rows = receipts.iter().map(|receipt| {
        vec![
            Cell::text(short_date(receipt.received_on)).heading(),
            Cell::text(&receipt.evidence),
            Cell::link(receipt.journal_seq.to_string(), format!("/desk/ledger/journals/{}", receipt.journal_seq)),
            Cell::number(receipt.amount.to_string()),
        ]
    });
    let came = Table::new("receipts", "What came in", columns).empty("Nothing came in yet.").rows(rows.collect::<Vec<_>>());
    let mut second = Section::new("What came in").table(came);
    if bill.state == BillState::Billed && disbursement::policy::is_finance(&viewer.actor) {
        if let Some(lines) = from_line(app, viewer, (&bill, &receipts), (form, errors)).await? {
            second = second.form(lines);
        }
        let inputs = vec![
            Input::money(Field::new("amount", "Amount that came").value(form.text("amount")).errors(errors)),
            Input::date(DateField::new("received_on", "Day on which it came").typed(form).errors(errors)),
            Input::line(Field::new("bank_reference", "Bank reference").value(form.text("bank_reference")).errors(errors)),
        ];
        second = second.form(SheetForm::new(format!("{href}/receipt"), keys(), "Record it", inputs));
    }
    Ok(Sheet::new("Bill for a cost that is not allowed", errors)
        .about(&award.reference)
        .lead(format!("{}: {}", award.city, award.title))
        .back("/desk/collections", "Collections")
        .with(first)
        .with_some(lines_to_confirm(viewer, &waiting))
        .with(second)
        .with(of_award(Doors::of(&viewer.actor), (&award.reference, award.id), &href)))
}

/// What is left of a bill after what came in.
fn left(bill: &Bill, receipts: &[Receipt]) -> Money {
    let came: i64 = receipts.iter().map(|receipt| receipt.amount.cents()).sum();
    Money::from_cents(bill.amount.cents().saturating_sub(came))
}

/// The lines of the bank that may be money for a bill: what came in, stands for nothing yet, and is no more than is owed.
async fn from_line(
    app: &App,
    viewer: &Viewer,
    (bill, receipts): (&Bill, &[Receipt]),
    (form, errors): (&Form, &[FieldError]),
) -> Result<Option<SheetForm>, Problem> {
    let (actor, owed) = (viewer.actor(), left(bill, receipts).cents());
    let (lines, proposed) = app
        .read(move |conn| {
            let proposed = banking::list_proposals(conn, &actor)?.into_iter().map(|proposal| proposal.line_id);
            let proposed: BTreeSet<String> = proposed.collect();
            Ok::<_, db::Error>((banking::list_unmatched_lines(conn, &actor, MOST)?, proposed))
        })
        .await?;
    let fits = |line: &LineRow| line.amount_cents > 0 && line.amount_cents <= owed && !proposed.contains(&line.id);
    let words = |line: LineRow| {
        let amount = Money::from_cents(line.amount_cents);
        (line.id, format!("{amount} on {}: {}", short_date(line.value_on), line.description))
    };
    let items: Vec<(String, String)> = lines.into_iter().map(|open| open.line).filter(fits).map(words).collect();
    if items.is_empty() {
        return Ok(None);
    }
    let choices = Choices::new("line", "Which line of the bank is it?", items).chosen(&form.text("line")).errors(errors);
    let choices = choices.hint("Another finance officer confirms it on the page of the line; nothing is recorded before.");
    let (keys, inputs) = (FormKeys::new(app.fresh_key()), vec![Input::radios(choices), how_known(form, errors)]);
    Ok(Some(SheetForm::new(format!("/desk/collections/{}/line", bill.id), keys, "Propose this line", inputs)))
}

async fn collect_line(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (_, bill, ..) = find(&app, &viewer, &path).await?;
    let Ok(line) = form.text("line").parse::<Id<BankLine>>() else {
        let mistakes = [FieldError::new("line", "Choose the line of the bank.")];
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &mistakes)).await?);
    };
    let (actor, reason) = (viewer.actor(), form.text("how_known"));
    let location = format!("/desk/collections/{}?done=match-proposed", bill.id);
    let done = app
        .submit(&viewer, &form, move |tx| recovering::propose_line(tx, &actor, (bill.id, line), &reason).map(|_| location.clone()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            // Whatever is wrong with what the line says is told beside the lines.
            let told = e.mistakes().into_iter().map(|field| match field.field.as_str() {
                "how_known" => field,
                _ => FieldError::new("line", field.message),
            });
            let mistakes: Vec<FieldError> = told.collect();
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &mistakes)).await?)
        }
        other => Ok(other?),
    }
}

async fn approve(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (_, bill, ..) = find(&app, &viewer, &path).await?;
    let (actor, press, location) = (viewer.actor(), form.press_key(), format!("/desk/collections/{}?done=billed", bill.id));
    Ok(app.submit(&viewer, &form, move |tx| recovering::approve_bill(tx, &actor, bill.id, &press).map(|()| location.clone())).await?)
}

async fn refuse(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (_, bill, ..) = find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/collections/{}?done=recorded", bill.id));
    Ok(app.submit(&viewer, &form, move |tx| recovering::refuse_bill(tx, &actor, bill.id).map(|()| location.clone())).await?)
}

async fn refer(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (_, bill, ..) = find(&app, &viewer, &path).await?;
    let (actor, reason, location) = (viewer.actor(), form.text("referral_reason"), format!("/desk/collections/{}?done=referred", bill.id));
    let done = app.submit(&viewer, &form, move |tx| recovering::refer_bill(tx, &actor, bill.id, &reason).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}

async fn collect(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (_, bill, ..) = find(&app, &viewer, &path).await?;
    let (amount, received_on, mistakes): (Money, Option<NaiveDate>, Vec<FieldError>) = closeouts::read_refund(&form);
    let Some(received_on) = received_on.filter(|_| mistakes.is_empty()) else {
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &mistakes)).await?);
    };
    let new = NewReceipt { key: form.press_key(), bill: bill.id, amount, received_on, evidence: form.text("bank_reference") };
    let (actor, location) = (viewer.actor(), format!("/desk/collections/{}?done=recorded", bill.id));
    let done = app.submit(&viewer, &form, move |tx| recovering::collect(tx, &actor, &new).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?),
        other => Ok(other?),
    }
}
