//! Spending on training and conferences: over all awards, per award, per event and
//! per person; and the expenses that wait for an officer.

use super::award_links::of_award;
use super::spending_tables as tables;
use crate::award;
use crate::charts::BarChart;
use crate::db;
use crate::intake;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::short_date;
use crate::people::FundRole;
use crate::process::Case;
use crate::reporting;
use crate::spending::{self, Expense, ExpenseState, Which, policy};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::portal::expenses::status;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
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
const PAGE: i64 = 25;

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

async fn list(app: Data<App>, viewer: Viewer, query: Query<After>) -> Result<HttpResponse, Problem> {
    let after = query.into_inner().after.unwrap_or_default();
    let actor = viewer.actor();
    let (awards, waiting) = app
        .read(move |conn| {
            let mut waiting = spending::list_expenses(conn, Which::State(ExpenseState::Submitted))?;
            waiting.retain(|expense| !actor.is_kept_from(expense.award));
            Ok::<_, db::Error>((reporting::list_award_spending(conn, &actor, &after, PAGE)?, waiting))
        })
        .await?;
    let columns = vec![Column::text("Expense"), Column::text("Day"), Column::text("Submitted by"), Column::number("Amount")];
    let open = Table::new("waiting", "Expenses that wait for a decision", columns).empty("Nothing waits.").rows(waiting.iter().map(|e| {
        vec![
            Cell::link(e.description.clone(), format!("/desk/spending/expenses/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(&e.submitted_by_name),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let bars = awards.iter().map(|a| {
        let value = format!("{} of {}", a.total.spent, a.total.obligated);
        (format!("{} {}", a.award.reference, a.award.city), value, a.total.spent.cents(), a.total.obligated.cents())
    });
    let (spent, obligated) = tables::spent_of(&awards);
    let message = format!("The awards on this page have spent {spent} of {obligated} obligated.");
    let mut section = Section::new("By award").table(tables::by_award(&awards));
    if !awards.is_empty() {
        section = section.chart(BarChart::new(message, bars));
    }
    if let Some(last) = awards.last().filter(|_| i64::try_from(awards.len()).unwrap_or(0) == PAGE) {
        section = section.link(format!("/desk/spending?after={}", last.award.reference), "More awards");
    }
    let sheet = Sheet::new("Spending", &[]).lead("Training and conferences: where the money of each award stands.").back("/desk", "Desk");
    let sheet = sheet
        .with(Section::new("To decide").table(open))
        .with(Section::new("By kind of event").table(tables::by_kind(&awards)))
        .with(section)
        .with(tables::events("By event", &awards))
        .with(tables::people("People", &awards));
    app.page(&viewer, &sheet)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, reference) = (viewer.actor(), path.into_inner());
    let (one, expenses) = app
        .read(move |conn| {
            let award = award::open_by_reference(conn, &actor, &reference)?;
            let expenses = spending::list_expenses(conn, Which::Award(award.id))?;
            Ok::<_, db::Error>((reporting::award_spending(conn, award)?, expenses))
        })
        .await?;
    let bars = one.categories.iter().map(|c| {
        let a = c.amounts;
        (one.definition.category_title(&c.category), format!("{} of {}", a.spent, a.obligated), a.spent.cents(), a.obligated.cents())
    });
    let message = format!("{} of {} is spent; {} is left.", one.total.spent, one.total.obligated, one.total.left);
    let columns =
        vec![Column::text("Expense"), Column::text("Day"), Column::text("Category"), Column::text("State"), Column::number("Amount")];
    let listed = Table::new("expenses", "Expenses", columns).empty("No expense yet.").rows(expenses.iter().map(|e| {
        vec![
            Cell::link(e.description.clone(), format!("/desk/spending/expenses/{}", e.id)).heading(),
            Cell::text(short_date(e.spent_on)),
            Cell::text(one.definition.category_title(&e.category)),
            Cell::status(status(e)),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let sheet = Sheet::new(format!("Spending of {}", one.award.reference), &[])
        .lead(format!("{}: {}", one.award.city, one.award.title))
        .back("/desk/spending", "Spending");
    let by_category = Section::new("By category").chart(BarChart::new(message, bars)).table(tables::by_category(&one));
    app.page(
        &viewer,
        &sheet
            .with(by_category)
            .with(tables::events("By event", std::slice::from_ref(&one)))
            .with(tables::by_attendee(&one))
            .with(tables::people("People", std::slice::from_ref(&one)))
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
    let actor = viewer.actor();
    let (expense, award, case, activities) = app
        .read(move |conn| {
            let expense = spending::open_expense(conn, &actor, id)?;
            let award = award::award(conn, expense.award)?;
            let activities = intake::activities(conn, award.id.cast())?;
            let case = Case::load(conn, award.id.cast())?;
            Ok::<_, db::Error>((expense, award, case, activities))
        })
        .await?;
    let activity = activities.iter().find(|a| a.id.text() == expense.activity);
    let person = activity.and_then(|a| a.attendees.iter().find(|p| expense.attendee.as_deref() == Some(&p.id.text())));
    let facts = vec![
        SummaryRow::new("City", &award.city),
        SummaryRow::new("What", &expense.description),
        SummaryRow::new("Day of the cost", &short_date(expense.spent_on)),
        SummaryRow::new("Activity", activity.map_or("Not in the plan any more", |a| &a.title)),
        SummaryRow::new("For", &person.map_or_else(|| "Everybody who goes".to_owned(), |p| format!("{} ({})", p.name, p.job))),
        SummaryRow::new("Category", &case.category_title(&expense.category)),
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

async fn receipt(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let id: Id<Expense> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let receipt = app.read(move |conn| spending::open_expense(conn, &actor, id)).await?.receipt;
    files::serve(&app, &receipt.name, &receipt.media_type, &receipt.sha256).await
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
