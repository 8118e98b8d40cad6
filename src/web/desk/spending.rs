//! Spending on training and conferences: over all awards, per award, per event and
//! per person; and the expenses that wait for an officer.

use super::award_links::of_award;
use crate::award;
use crate::charts::BarChart;
use crate::db;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{date_range, short_date};
use crate::people::FundRole;
use crate::reporting::{self, AwardSpending, CategorySpending};
use crate::spending::{self, Expense, ExpenseState, Which, policy};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::portal::expenses::status;
use crate::web::sheet::{Input, Section, Sheet, SheetForm, category_title};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer, FundRole::FinanceOfficer]);
const PAGE: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/spending", READERS, list),
        get("/desk/spending/expenses/{id}", READERS, show_expense),
        get("/desk/spending/expenses/{id}/receipt", READERS, receipt),
        post("/desk/spending/expenses/{id}/accept", OFFICERS, accept),
        post("/desk/spending/expenses/{id}/question", OFFICERS, question),
        post("/desk/spending/expenses/{id}/disallow", OFFICERS, disallow),
        get("/desk/spending/{reference}", READERS, show),
    ]
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

fn money_columns(first: &str) -> Vec<Column> {
    vec![
        Column::text(first),
        Column::number("Planned"),
        Column::number("Obligated"),
        Column::number("Advanced"),
        Column::number("Spent"),
        Column::number("Left"),
    ]
}

fn money_cells(first: Cell, s: &CategorySpending) -> Vec<Cell> {
    let mut cells = vec![first.heading()];
    cells.extend([s.planned, s.obligated, s.advanced, s.spent, s.left].map(|amount| Cell::number(amount.to_string())));
    cells
}

async fn list(app: Data<App>, viewer: Viewer, query: Query<After>) -> Result<HttpResponse, Problem> {
    let after = query.into_inner().after.unwrap_or_default();
    let (awards, waiting) = app
        .read(move |conn| {
            Ok::<_, db::Error>((
                reporting::list_award_spending(conn, &after, PAGE)?,
                spending::list_expenses(conn, Which::State(ExpenseState::Submitted))?,
            ))
        })
        .await?;
    let columns = vec![Column::text("Expense"), Column::text("Day"), Column::text("Category"), Column::number("Amount")];
    let open = Table::new("waiting", "Expenses that wait for a decision", columns).empty("Nothing waits.").rows(waiting.iter().map(|e| {
        vec![
            Cell::link(e.description.clone(), format!("/desk/spending/expenses/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(category_title(&e.category)),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let bars = awards.iter().map(|a| {
        let value = format!("{} of {}", a.total.spent, a.total.obligated);
        (format!("{} {}", a.award.reference, a.award.city), value, a.total.spent.cents(), a.total.obligated.cents())
    });
    let spent: i64 = awards.iter().map(|a| a.total.spent.cents()).sum();
    let obligated: i64 = awards.iter().map(|a| a.total.obligated.cents()).sum();
    let [spent, obligated] = [spent, obligated].map(crate::kernel::Money::from_cents);
    let message = format!("The awards on this page have spent {spent} of {obligated} obligated.");
    let table = Table::new("awards", "Awards: planned, obligated, advanced, spent, left", money_columns("Award"))
        .empty("No award yet.")
        .rows(awards.iter().map(|a| {
            money_cells(
                Cell::link(format!("{}, {}", a.award.reference, a.award.city), format!("/desk/spending/{}", a.award.reference)),
                &a.total,
            )
        }));
    let mut section = Section::new("By award").table(table);
    if !awards.is_empty() {
        section = section.chart(BarChart::new(message, bars));
    }
    if let Some(last) = awards.last().filter(|_| i64::try_from(awards.len()).unwrap_or(0) == PAGE) {
        section = section.link(format!("/desk/spending?after={}", last.award.reference), "More awards");
    }
    let sheet = Sheet::new("Spending", &[]).lead("Training and conferences: where the money of each award stands.").back("/desk", "Desk");
    app.page(&viewer, &sheet.with(Section::new("To decide").table(open)).with(section).with(events("By event", &awards)))
}

/// Every event of these awards, with what it cost for each person and day.
fn events(heading: &str, awards: &[AwardSpending]) -> Section {
    let columns = vec![
        Column::text("Event"),
        Column::text("When"),
        Column::text("People"),
        Column::number("Planned"),
        Column::number("Spent"),
        Column::number("Each person and day"),
        Column::text("Spent on"),
    ];
    let rows = awards.iter().flat_map(|a| a.activities.iter().map(move |activity| (a, activity)));
    let table = Table::new("events", "Events: people and cost", columns).empty("No event yet.").rows(rows.map(|(a, s)| {
        vec![
            Cell::link(s.activity.title.clone(), format!("/desk/spending/{}", a.award.reference)).heading(),
            Cell::text(date_range(s.activity.starts_on, s.activity.ends_on)),
            Cell::text(format!("{} career, {} appointed", s.people.career, s.people.appointees)),
            Cell::number(s.planned.to_string()),
            Cell::number(s.spent.to_string()),
            Cell::number(s.per_person_day.map_or("No people".to_owned(), |m| m.to_string())),
            Cell::text(format!("{} career, {} appointed", s.for_career, s.for_appointees)),
        ]
    }));
    Section::new(heading).table(table)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let reference = path.into_inner();
    let (one, expenses) = app
        .read(move |conn| {
            let award = award::by_reference(conn, &reference)?;
            let expenses = spending::list_expenses(conn, Which::Award(award.id))?;
            Ok::<_, db::Error>((reporting::award_spending(conn, award)?, expenses))
        })
        .await?;
    let ledger = format!("/desk/ledger?award={}", one.award.id);
    let table = Table::new("categories", "By category; each leads to its journals", money_columns("Category"))
        .rows(
            one.categories
                .iter()
                .map(|c| money_cells(Cell::link(category_title(&c.category), format!("{ledger}&category={}", c.category)), c)),
        )
        .total(money_cells(Cell::link("All", ledger.clone()), &one.total));
    let bars = one
        .categories
        .iter()
        .map(|c| (category_title(&c.category), format!("{} of {}", c.spent, c.obligated), c.spent.cents(), c.obligated.cents()));
    let message = format!("{} of {} is spent; {} is left.", one.total.spent, one.total.obligated, one.total.left);
    let columns =
        vec![Column::text("Expense"), Column::text("Day"), Column::text("Category"), Column::text("State"), Column::number("Amount")];
    let listed = Table::new("expenses", "Expenses", columns).empty("No expense yet.").rows(expenses.iter().map(|e| {
        vec![
            Cell::link(e.description.clone(), format!("/desk/spending/expenses/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(category_title(&e.category)),
            Cell::status(status(e)),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let sheet = Sheet::new(format!("Spending of {}", one.award.reference), &[])
        .lead(format!("{}: {}", one.award.city, one.award.title))
        .back("/desk/spending", "Spending");
    let by_category = Section::new("By category").chart(BarChart::new(message, bars)).table(table);
    app.page(
        &viewer,
        &sheet
            .with(by_category)
            .with(events("By event", std::slice::from_ref(&one)))
            .with(Section::new("Expenses").table(listed))
            .with(of_award(Doors::of(&viewer.actor), (&one.award.reference, one.award.id), &viewer.path)),
    )
}

async fn show_expense(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let sheet = expense_sheet(&app, &viewer, id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn expense_sheet(app: &App, viewer: &Viewer, id: Id<Expense>, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (expense, award) = app
        .read(move |conn| {
            let expense = spending::expense(conn, id)?;
            let award = award::award(conn, expense.award)?;
            Ok::<_, db::Error>((expense, award))
        })
        .await?;
    let facts = vec![
        SummaryRow::new("City", &award.city),
        SummaryRow::new("What", &expense.description),
        SummaryRow::new("Day of the cost", &short_date(expense.spent_on)),
        SummaryRow::new("Category", &category_title(&expense.category)),
        SummaryRow::new("Amount", &expense.amount.to_string()),
        SummaryRow::new("State", expense.state.label()),
        SummaryRow::new("Submitted by", &expense.submitted_by_name),
        SummaryRow::new("Decided by", expense.decided_by_name.as_deref().unwrap_or("Nobody yet")),
        SummaryRow::new("Paid from the advance", &expense.from_advance.to_string()),
        SummaryRow::new("Owed to the city", &expense.claimed.to_string()),
        SummaryRow::new("Question or reason", expense.reason.as_deref().unwrap_or("None")),
    ];
    let href = format!("/desk/spending/expenses/{id}");
    let mut section =
        Section::new("The expense").facts(facts).link(format!("{href}/receipt"), format!("Receipt: {}", expense.receipt.name));
    if expense.state == ExpenseState::Submitted && policy::decides(&viewer.actor) && !policy::is_submitter(&viewer.actor, &expense) {
        let keys = || FormKeys::of_version(app.fresh_key(), expense.version);
        let area = |name: &str, label: &str| {
            vec![Input::area(Field::new(name, label).hint("The city reads it.").limit(1000).value(form.text(name)).errors(errors))]
        };
        section = section
            .form(SheetForm::new(format!("{href}/accept"), keys(), "Accept", vec![]))
            .form(SheetForm::new(format!("{href}/question"), keys(), "Send back with a question", area("question", "Question")).quiet())
            .form(SheetForm::new(format!("{href}/disallow"), keys(), "Do not allow", area("reason", "Reason")).quiet());
    }
    let back = format!("/desk/spending/{}", award.reference);
    Ok(Sheet::new("Expense", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(back, "Spending of this award")
        .with(section))
}

async fn receipt(app: Data<App>, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let receipt = app.read(move |conn| spending::expense(conn, id)).await?.receipt;
    let (files, sha256) = (app.files.clone(), receipt.sha256.clone());
    let bytes = app.read(move |_| Ok::<_, db::Error>(files.read(&sha256))).await?.map_err(|e| Problem::broken(e.to_string()))?;
    let name = crate::files::content_disposition(&receipt.name);
    Ok(HttpResponse::Ok().content_type(receipt.media_type).insert_header((header::CONTENT_DISPOSITION, name)).body(bytes))
}

async fn accept(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, press) = (viewer.actor(), form.press_key());
    Ok(app
        .submit(&viewer, &form, move |tx| spending::accept(tx, &actor, id, &press).map(|()| "/desk/spending?done=accepted".to_owned()))
        .await?)
}

async fn question(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, words) = (viewer.actor(), form.text("question"));
    let done = app
        .submit(&viewer, &form, move |tx| spending::question(tx, &actor, id, &words).map(|()| "/desk/spending?done=returned".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            let errors: Vec<FieldError> = e.fields().iter().map(|f| FieldError::new("question", f.message.clone())).collect();
            app.page_with_mistakes(&viewer, &expense_sheet(&app, &viewer, id, (&form, &errors)).await?)
        }
        other => Ok(other?),
    }
}

async fn disallow(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, words) = (viewer.actor(), form.text("reason"));
    let done = app
        .submit(&viewer, &form, move |tx| spending::disallow(tx, &actor, id, &words).map(|()| "/desk/spending?done=saved".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &expense_sheet(&app, &viewer, id, (&form, e.fields())).await?)
        }
        other => Ok(other?),
    }
}
