//! A city's expenses: entered with payee and receipt, per activity and category. One expense is in
//! `expenses/one.rs`, its form in `expenses/form.rs`, a file of them in `expenses/import.rs`.

mod form;
mod import;
mod one;

use super::payments::own_award;
use crate::award::Award;
use crate::db;
use crate::gathering;
use crate::kernel::{FieldError, Kind, Money, Refusal};
use crate::locale::format::short_date;
use crate::process::Case;
use crate::reporting::{self, Amounts, AwardSpending, CategorySpending};
use crate::spending::{self, Expense, ExpenseState, Flag, Which, policy};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Column, FormKeys, Status, Table};
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    let own = vec![
        get("/portal/awards/{reference}/spending", Access::City(CITY), show),
        post("/portal/awards/{reference}/spending", Access::City(CITY_WRITERS), submit),
    ];
    [own, import::routes(), one::routes()].concat()
}

pub(in crate::web) fn status(expense: &Expense) -> Status {
    let label = expense.state_words();
    match expense.state {
        ExpenseState::Submitted => Status::active(label),
        ExpenseState::Accepted if expense.disallowed.is_positive() => Status::warning(label),
        ExpenseState::Accepted => Status::good(label),
        ExpenseState::Questioned | ExpenseState::Disallowed => Status::warning(label),
    }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = sheet(&app, &viewer, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

/// How what waits is counted.
const WAITING: &str = "Expenses that wait for a decision are still counted as left. A new one must fit into what is left without them.";

/// What the page of all expenses shows.
struct Read {
    expenses: Vec<Expense>,
    flags: Vec<(String, Flag)>,
    activities: Vec<crate::intake::Activity>,
    case: Case,
    position: AwardSpending,
}

async fn sheet(app: &App, viewer: &Viewer, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (id, whole) = (award.id, award.clone());
    let read = app
        .read(move |conn| {
            Ok::<_, db::Error>(Read {
                expenses: spending::list_expenses(conn, Which::Award(id))?,
                flags: spending::list_flags_of_award(conn, id)?,
                activities: gathering::activities(conn, id)?,
                case: Case::load(conn, id.cast())?,
                position: reporting::award_spending(conn, whole)?,
            })
        })
        .await?;
    let sheet = Sheet::new("Expenses", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(money(&read))
        .with(Section::new("Expenses of this award").table(listed(award, &read)));
    let add = Section::new("Add an expense");
    if !award.is_active() {
        return Ok(sheet.with(add.text("The award is closed, so no more expenses can be added.")));
    }
    if !policy::may_submit(&viewer.actor, award.organisation) {
        return Ok(sheet.with(add.text("Preparers and authorized officials of your city add expenses.")));
    }
    let action = format!("/portal/awards/{}/spending", award.reference);
    let inputs = form::inputs((award, &read.case), &read.activities, (form, errors));
    let form = SheetForm::new(action.clone(), FormKeys::new(app.fresh_key()), "Submit this expense", inputs).kept("expense");
    Ok(sheet.with(add.link(format!("{action}/import"), "Add many expenses from a file").form(form)))
}

/// Where the award's money stands, category by category, with what waits for a decision.
fn money(read: &Read) -> Section {
    let waits = |category: Option<&str>| {
        let open = read.expenses.iter().filter(|e| e.is_open() && category.is_none_or(|category| e.category == category));
        Money::total(open.map(|e| e.amount)).unwrap_or(Money::ZERO)
    };
    let columns = vec![
        Column::text("Category"),
        Column::number("Budget"),
        Column::number("Spent"),
        Column::number("Left"),
        Column::number("Waiting"),
        Column::number("Advance left"),
    ];
    let cells = |title: String, s: Amounts, waits: Money| {
        let mut cells = vec![Cell::text(title).heading()];
        cells.extend([s.planned, s.spent, s.left, waits, s.advanced].map(|amount| Cell::number(amount.to_string())));
        cells
    };
    let (position, all) = (&read.position, waits(None));
    let row = |c: &CategorySpending| cells(read.case.category_title(&c.category), c.amounts, waits(Some(c.category.as_str())));
    let table = Table::new("money", "Budget and spending", columns)
        .rows(position.categories.iter().map(row).collect::<Vec<_>>())
        .total(cells("Total".into(), position.total, all));
    let section = Section::new("Budget and spending").table(table);
    if all.is_positive() { section.text(WAITING) } else { section }
}

fn listed(award: &Award, read: &Read) -> Table {
    let columns = vec![
        Column::text("What"),
        Column::text("Day"),
        Column::text("Category"),
        Column::text("State"),
        Column::text("Paid to"),
        Column::text("Found"),
        Column::text("Receipt"),
        Column::number("Amount"),
        Column::number("Accepted"),
    ];
    let base = format!("/portal/awards/{}/spending", award.reference);
    let table = Table::new("expenses", "Expenses of this award", columns).empty("No expense yet.");
    if read.expenses.is_empty() {
        return table;
    }
    let total = |of: fn(&Expense) -> Money| Money::total(read.expenses.iter().map(of)).unwrap_or(Money::ZERO).to_string();
    let found = |e: &Expense| {
        let id = e.id.text();
        read.flags.iter().filter(|(of, _)| *of == id).map(|(_, flag)| flag.kind.label()).collect::<Vec<_>>().join("; ")
    };
    let empty = || Cell::text("");
    let row = |e: &Expense| {
        let receipt = match &e.receipt {
            Some(receipt) => Cell::link(receipt.name.clone(), format!("{base}/{}/receipt", e.id)),
            None => Cell::text("None yet"),
        };
        vec![
            Cell::link(e.description.clone(), format!("{base}/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(read.case.category_title(&e.category)),
            Cell::status(status(e)),
            Cell::text(&e.payee),
            Cell::text(found(e)),
            receipt,
            Cell::number(e.amount.to_string()),
            Cell::number(if e.is_open() { "Not decided".to_owned() } else { e.accepted().to_string() }),
        ]
    };
    table.rows(read.expenses.iter().map(row)).total(vec![
        Cell::text("Total").heading(),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        Cell::number(total(|e| e.amount)),
        Cell::number(total(Expense::accepted)),
    ])
}

async fn submit(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let receipt = form::receipt(&app, &form).await?;
    let new = form::read(award.id, &form, None, receipt);
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{}/spending?done=expense-sent", award.reference));
    let done = app.submit(&viewer, &form, move |tx| spending::submit_expense(tx, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            let errors = form::with_lost_receipt(&form, &e.mistakes());
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, &errors)).await?)
        }
        other => Ok(other?),
    }
}
