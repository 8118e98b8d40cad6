//! Accepted cost that is taken back, because it turned out not to be allowed, billed and collected; and closed awards that are opened again. What is asked for stands
//! on the page of the closeout; each bill has its own page.

use super::award_links::of_award;
use super::closeouts;
use crate::award::{self, Award};
use crate::banking::{self, BankLine, LineRow};
use crate::db::{self, Conn};
use crate::disbursement;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::Rulebook;
use crate::locale::format::{date, short_date};
use crate::people::{Actor, FundRole};
use crate::recovering::{self, Bill, BillState, NewBill, NewReceipt, Receipt, Reopening, ReopeningState, policy};
use crate::spending::{self, Expense};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

const READERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::Auditor]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);
const DECIDERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]);
const APPROVERS: Access = Access::Fund(&[FundRole::ApprovingOfficial]);
const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);
/// The most rows of each list.
const MOST: i64 = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/desk/closeouts/{reference}/bill", OFFICERS, ask_bill),
        post("/desk/closeouts/{reference}/ask-reopening", OFFICERS, ask_reopening),
        post("/desk/closeouts/{reference}/reopen", APPROVERS, reopen),
        post("/desk/closeouts/{reference}/leave-closed", APPROVERS, leave_closed),
        get("/desk/collections", READERS, list),
        get("/desk/collections/{id}", READERS, show),
        post("/desk/collections/{id}/approve", DECIDERS, approve),
        post("/desk/collections/{id}/refuse", DECIDERS, refuse),
        post("/desk/collections/{id}/receipt", FINANCE, collect),
        post("/desk/collections/{id}/line", FINANCE, collect_line),
    ]
}

/// What is kept of bills and reopenings of one award.
pub(super) struct Recoveries {
    bills: Vec<Bill>,
    /// The expenses of which something can be taken back, and how much.
    billable: Vec<(Expense, Money)>,
    reopenings: Vec<Reopening>,
}

impl Recoveries {
    pub(super) fn load(conn: &mut Conn, id: Id<Award>) -> Result<Self, db::Error> {
        let bills = recovering::list_bills_of(conn, id)?;
        let mut billable = Vec::new();
        for expense in spending::list_accepted(conn, id, MOST)? {
            let asked = bills.iter().filter(|bill| bill.state == BillState::Asked && bill.expense == Some(expense.id));
            let asked = asked.fold(0_i64, |sum, bill| sum.saturating_add(bill.amount.cents()));
            let most = Money::from_cents(expense.accepted().cents().saturating_sub(asked));
            if most.is_positive() {
                billable.push((expense, most));
            }
        }
        Ok(Self { bills, billable, reopenings: recovering::list_reopenings(conn, id)? })
    }

    /// Bills, and the form to ask for one.
    pub(super) fn bills(
        &self,
        (award, actor): (&Award, &Actor),
        (href, keys): (&str, FormKeys),
        (form, errors): (&Form, &[FieldError]),
    ) -> Option<Section> {
        if self.bills.is_empty() && self.billable.is_empty() {
            return None;
        }
        let mut section = Section::new("Cost that is not allowed").table(table("bills", "Bills", &self.bills));
        if award.closed_at.is_some() {
            section = section.text("To take back a cost, open the award again first.");
        } else if policy::may_ask(actor) && !self.billable.is_empty() {
            let words = |(expense, most): &(Expense, Money)| {
                let told = format!(
                    "{}, {}, {}: at most {most}",
                    expense.description,
                    short_date(expense.spent_on),
                    Rulebook::category_title(&expense.category)
                );
                (expense.id.text(), told)
            };
            let expenses = Choices::new("bill_expense", "Accepted expense", self.billable.iter().map(words));
            let inputs = vec![
                Input::select(expenses.chosen(&form.text("bill_expense")).errors(errors)),
                Input::money(
                    Field::new("bill_amount", "Amount to take back")
                        .hint("What was paid of it is asked back from the city; what was not is not owed to it any more.")
                        .value(form.text("bill_amount"))
                        .errors(errors),
                ),
                Input::area(
                    Field::new("bill_reason", "Why is the cost not allowed?")
                        .hint("The city reads this. Say so too if income of the program paid for it.")
                        .limit(1000)
                        .rows(3)
                        .value(form.text("bill_reason"))
                        .errors(errors),
                ),
            ];
            section = section.form(SheetForm::new(format!("{href}/bill"), keys, "Ask for a bill", inputs).quiet());
        }
        Some(section)
    }

    /// How a closed award is opened again.
    pub(super) fn reopening(
        &self,
        award: &Award,
        actor: &Actor,
        (app, href): (&App, &str),
        (form, errors): (&Form, &[FieldError]),
    ) -> Option<Section> {
        let keys = || FormKeys::new(app.fresh_key());
        if award.closed_at.is_none() && self.reopenings.is_empty() {
            return None;
        }
        let columns = vec![Column::text("Asked by"), Column::text("Why"), Column::text("State"), Column::text("Decided by")];
        let rows = self.reopenings.iter().map(|one| {
            let by = one.decided_by_name.clone().unwrap_or_default();
            vec![Cell::text(&one.asked_by_name).heading(), Cell::text(&one.reason), Cell::text(one.state.label()), Cell::text(by)]
        });
        let table = Table::new("reopenings", "Reopenings", columns).empty("It was never opened again.").rows(rows.collect::<Vec<_>>());
        let mut section = Section::new("Opening a closed award").table(table);
        let asked = self.reopenings.iter().find(|one| one.state == ReopeningState::Asked);
        match asked {
            Some(asked) if policy::may_reopen(actor) && !policy::is(actor, &asked.asked_by) => {
                section = section
                    .form(SheetForm::new(format!("{href}/reopen"), keys(), "Open it again", vec![]))
                    .form(SheetForm::new(format!("{href}/leave-closed"), keys(), "Leave it closed", vec![]).quiet());
            }
            None if policy::may_ask(actor) && award.closed_at.is_some() => {
                let why = Field::new("reopen_reason", "Why must it be opened again?").limit(1000).rows(3);
                let inputs = vec![Input::area(why.value(form.text("reopen_reason")).errors(errors))];
                section = section.form(SheetForm::new(format!("{href}/ask-reopening"), keys(), "Ask to open it again", inputs).quiet());
            }
            _ => {}
        }
        Some(section)
    }
}

fn status(bill: &Bill) -> Status {
    match bill.state {
        BillState::Asked => Status::active(bill.state.label()),
        BillState::Refused => Status::quiet(bill.state.label()),
        BillState::Billed => {
            Status::warning(bill.due_on.map_or_else(|| "Billed".to_owned(), |day| format!("Billed, due {}", short_date(day))))
        }
        BillState::Settled => Status::good(bill.state.label()),
    }
}

fn table(id: &str, caption: &str, bills: &[Bill]) -> Table {
    let columns = vec![Column::text("Category"), Column::text("Asked by"), Column::text("State"), Column::number("Amount")];
    let rows = bills.iter().map(|bill| {
        vec![
            Cell::link(Rulebook::category_title(&bill.category), format!("/desk/collections/{}", bill.id)).heading(),
            Cell::text(&bill.asked_by_name),
            Cell::status(status(bill)),
            Cell::number(bill.amount.to_string()),
        ]
    });
    Table::new(id, caption, columns).empty("No bill.").rows(rows.collect::<Vec<_>>())
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (asked, billed) = app
        .read(move |conn| {
            let mut read = |state| recovering::list_bills(conn, &actor, state, MOST);
            Ok::<_, db::Error>((read(BillState::Asked)?, read(BillState::Billed)?))
        })
        .await?;
    app.page(
        &viewer,
        &Sheet::new("Collections", &[])
            .lead("Accepted costs that turned out not to be allowed. A bill is asked for on the page of the closeout.")
            .back("/desk", "Desk")
            .with(Section::new("To decide").table(table("asked", "To decide", &asked)))
            .with(Section::new("Owed by cities").table(table("billed", "Owed by cities", &billed))),
    )
}

/// The award, the bill, what came back of it, and its expense.
type Found = (Award, Bill, Vec<Receipt>, Option<Expense>);

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Found, Problem> {
    let id: Id<Bill> = id.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let found = app
        .read(move |conn| {
            let bill = recovering::bill(conn, id)?;
            let award = award::open_award(conn, &actor, bill.award)?;
            let receipts = recovering::list_receipts(conn, id)?;
            let expense = bill.expense.map(|expense| spending::expense(conn, expense)).transpose()?;
            Ok::<_, db::Error>((award, bill, receipts, expense))
        })
        .await?;
    Ok(found)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = sheet(&app, &viewer, &path, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, id: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (award, bill, receipts, expense) = find(app, viewer, id).await?;
    let href = format!("/desk/collections/{}", bill.id);
    let keys = || FormKeys::new(app.fresh_key());
    let mut facts = vec![
        SummaryRow::new("State", bill.state.label()),
        SummaryRow::new("Amount", &bill.amount.to_string()),
        SummaryRow::new("Category", &Rulebook::category_title(&bill.category)),
        SummaryRow::new("Why", &bill.reason),
        SummaryRow::new("Asked by", &bill.asked_by_name),
    ];
    if let Some(name) = &bill.decided_by_name {
        facts.push(SummaryRow::new("Decided by", name));
    }
    if let Some(day) = bill.due_on {
        facts.push(SummaryRow::new("Due", &date(day)));
    }
    if let Some(expense) = &expense {
        facts.push(SummaryRow::new("Expense", &expense.description));
        facts.push(SummaryRow::new("Still accepted of it", &expense.accepted().to_string()));
    }
    let mut first = Section::new("Bill").facts(facts);
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
        .with(second)
        .with(of_award(Doors::of(&viewer.actor), (&award.reference, award.id), &href)))
}

/// The lines of the bank that may be money for a bill: what came in, stands for nothing yet, and is no more than is owed.
async fn from_line(
    app: &App,
    viewer: &Viewer,
    (bill, receipts): (&Bill, &[Receipt]),
    (form, errors): (&Form, &[FieldError]),
) -> Result<Option<SheetForm>, Problem> {
    let came: i64 = receipts.iter().map(|receipt| receipt.amount.cents()).sum();
    let (actor, owed) = (viewer.actor(), bill.amount.cents().saturating_sub(came));
    let lines = app.read(move |conn| banking::list_unmatched_lines(conn, &actor, MOST)).await?;
    let fits = |line: &LineRow| line.amount_cents > 0 && line.amount_cents <= owed;
    let words = |line: LineRow| {
        let amount = Money::from_cents(line.amount_cents);
        (line.id, format!("{amount} on {}: {}", short_date(line.value_on), line.description))
    };
    let items: Vec<(String, String)> = lines.into_iter().map(|open| open.line).filter(fits).map(words).collect();
    if items.is_empty() {
        return Ok(None);
    }
    let choices = Choices::new("line", "Which line of the bank is it?", items).chosen(&form.text("line")).errors(errors);
    let keys = FormKeys::new(app.fresh_key());
    Ok(Some(SheetForm::new(format!("/desk/collections/{}/line", bill.id), keys, "Record this line", vec![Input::radios(choices)])))
}

async fn collect_line(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (_, bill, ..) = find(&app, &viewer, &path).await?;
    let Ok(line) = form.text("line").parse::<Id<BankLine>>() else {
        let mistakes = [FieldError::new("line", "Choose the line of the bank.")];
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &mistakes)).await?);
    };
    let (actor, location) = (viewer.actor(), format!("/desk/collections/{}?done=recorded", bill.id));
    let done =
        app.submit(&viewer, &form, move |tx| recovering::collect_from_line(tx, &actor, bill.id, line).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            // Whatever is wrong with what the line says is told beside the lines.
            let mistakes: Vec<FieldError> = e.mistakes().iter().map(|field| FieldError::new("line", field.message.clone())).collect();
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &path, (&form, &mistakes)).await?)
        }
        other => Ok(other?),
    }
}

async fn ask_bill(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let amount = match form.money("bill_amount") {
        Ok(amount) => amount,
        Err(e) => {
            let mistakes = [FieldError::new("bill_amount", e.to_string())];
            return app.page_with_mistakes(&viewer, &closeouts::sheet(&app, &viewer, &path, (&form, &mistakes)).await?);
        }
    };
    let new = NewBill { award: award.id, expense: form.text("bill_expense").parse().ok(), amount, reason: form.text("bill_reason") };
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            recovering::ask_bill(tx, &actor, &new).map(|id| format!("/desk/collections/{id}?done=bill-asked"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &closeouts::sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn ask_reopening(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let (actor, reason, location) =
        (viewer.actor(), form.text("reopen_reason"), format!("/desk/closeouts/{}?done=recorded", award.reference));
    let done =
        app.submit(&viewer, &form, move |tx| recovering::ask_reopening(tx, &actor, award.id, &reason).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &closeouts::sheet(&app, &viewer, &path, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

async fn reopen(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=award-reopened", award.reference));
    Ok(app.submit(&viewer, &form, move |tx| recovering::approve_reopening(tx, &actor, award.id).map(|()| location.clone())).await?)
}

async fn leave_closed(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = closeouts::find(&app, &viewer, &path).await?;
    let (actor, location) = (viewer.actor(), format!("/desk/closeouts/{}?done=recorded", award.reference));
    Ok(app.submit(&viewer, &form, move |tx| recovering::refuse_reopening(tx, &actor, award.id).map(|()| location.clone())).await?)
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
