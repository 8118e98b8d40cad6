//! A city's expenses: entered with a receipt, per activity and category.

use super::payments::own_award;
use crate::award::Award;
use crate::db;
use crate::files::FileKind;
use crate::intake;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::short_date;
use crate::process::Case;
use crate::reporting::{self, Amounts, AwardSpending};
use crate::spending::{self, Expense, ExpenseState, NewExpense, Receipt, Which, policy};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const RECEIPTS: &[FileKind] = &[FileKind::Pdf, FileKind::Png, FileKind::Jpg];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/spending", Access::City(CITY), show),
        post("/portal/awards/{reference}/spending", Access::City(CITY_WRITERS), submit),
        get("/portal/awards/{reference}/spending/{id}", Access::City(CITY), answer),
        post("/portal/awards/{reference}/spending/{id}", Access::City(CITY_WRITERS), submit_again),
        get("/portal/awards/{reference}/spending/{id}/receipt", Access::City(CITY), receipt),
    ]
}

pub(in crate::web) fn status(expense: &Expense) -> Status {
    let label = expense.state.label();
    match expense.state {
        ExpenseState::Submitted => Status::active(label),
        ExpenseState::Accepted => Status::good(label),
        ExpenseState::Questioned | ExpenseState::Disallowed => Status::warning(label),
    }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = sheet(&app, &viewer, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (id, read) = (award.id, award.clone());
    let (expenses, activities, case, position) = app
        .read(move |conn| {
            let (expenses, activities) = (spending::list_expenses(conn, Which::Award(id))?, intake::activities(conn, id.cast())?);
            Ok::<_, db::Error>((expenses, activities, Case::load(conn, id.cast())?, reporting::award_spending(conn, read)?))
        })
        .await?;
    let sheet = Sheet::new("Expenses", errors)
        .about(&award.reference)
        .lead(format!("Award {}: {}", award.reference, award.title))
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(Section::new("Budget and spending").table(money(&position, &case)))
        .with(Section::new("Expenses of this award").table(listed(award, &expenses, &case)));
    let add = Section::new("Add an expense");
    if !award.is_active() {
        return Ok(sheet.with(add.text("The award is closed, so no more expenses can be added.")));
    }
    if !policy::may_submit(&viewer.actor, award.organisation) {
        return Ok(sheet.with(add.text("Preparers and authorized officials of your city add expenses.")));
    }
    let action = format!("/portal/awards/{}/spending", award.reference);
    let inputs = inputs((award, &case), &activities, form, errors);
    Ok(sheet.with(add.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Submit this expense", inputs).kept("expense"))))
}

/// Where the award's money stands, category by category.
fn money(position: &AwardSpending, case: &Case) -> Table {
    let columns = vec![
        Column::text("Category"),
        Column::number("Budget"),
        Column::number("Spent"),
        Column::number("Left"),
        Column::number("Advance left"),
    ];
    let cells = |title: String, s: Amounts| {
        let mut cells = vec![Cell::text(title).heading()];
        cells.extend([s.planned, s.spent, s.left, s.advanced].map(|amount| Cell::number(amount.to_string())));
        cells
    };
    Table::new("money", "Budget and spending", columns)
        .rows(position.categories.iter().map(|c| cells(case.category_title(&c.category), c.amounts)).collect::<Vec<_>>())
        .total(cells("Total".into(), position.total))
}

fn listed(award: &Award, expenses: &[Expense], case: &Case) -> Table {
    let columns = vec![
        Column::text("What"),
        Column::text("Day"),
        Column::text("Category"),
        Column::text("State"),
        Column::text("Receipt"),
        Column::number("Amount"),
    ];
    let base = format!("/portal/awards/{}/spending", award.reference);
    let table = Table::new("expenses", "Expenses of this award", columns).empty("No expense yet.");
    if expenses.is_empty() {
        return table;
    }
    let total: i64 = expenses.iter().filter(|e| e.state != ExpenseState::Disallowed).map(|e| e.amount.cents()).sum();
    let empty = || Cell::text("");
    table
        .rows(expenses.iter().map(|e| {
            let what = if e.state == ExpenseState::Questioned {
                Cell::link(e.description.clone(), format!("{base}/{}", e.id))
            } else {
                Cell::text(e.description.clone())
            };
            vec![
                what.heading(),
                Cell::text(short_date(e.spent_on)),
                Cell::text(case.category_title(&e.category)),
                Cell::status(status(e)),
                Cell::link(e.receipt.name.clone(), format!("{base}/{}/receipt", e.id)),
                Cell::number(e.amount.to_string()),
            ]
        }))
        .total(vec![
            Cell::text("Total, without what was not allowed").heading(),
            empty(),
            empty(),
            empty(),
            empty(),
            Cell::number(Money::from_cents(total).to_string()),
        ])
}

fn inputs((award, case): (&Award, &Case), activities: &[intake::Activity], form: &Form, errors: &[FieldError]) -> Vec<Input> {
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let people = activities.iter().flat_map(|a| a.attendees.iter().map(move |p| (p.id.text(), format!("{} ({})", p.name, a.title))));
    vec![
        Input::select(
            Choices::new("activity", "Activity", activities.iter().map(|a| (a.id.text(), a.title.clone())))
                .chosen(&form.text("activity"))
                .errors(errors),
        ),
        Input::select(
            Choices::new("category", "Category", award.lines.iter().map(|l| (l.category.clone(), case.category_title(&l.category))))
                .chosen(&form.text("category"))
                .errors(errors),
        ),
        Input::select(
            Choices::new("attendee", "For one person", people)
                .hint("Choose nobody if the cost is for all")
                .optional()
                .blank("Nobody in particular")
                .chosen(&form.text("attendee"))
                .errors(errors),
        ),
        Input::date(DateField::new("spent_on", "Day of the cost").typed(form).errors(errors)),
        Input::money(field("amount", "Amount")),
        Input::line(field("description", "What was bought, and from whom")),
        Input::file(Field::new("receipt", "Receipt").hint("A PDF or a photo").accept(".pdf,.png,.jpg,.jpeg").errors(errors)),
    ]
}

/// Reads the form and keeps the receipt; what is wrong with either travels along.
async fn read(app: &App, award: &Award, form: &Form, replaces: Option<(Id<Expense>, i64)>) -> Result<NewExpense, Problem> {
    let receipt = match form.upload("receipt") {
        None => Err("Choose the receipt, a PDF or a photo.".to_owned()),
        Some(upload) => files::keep(app, upload, RECEIPTS.to_vec())
            .await?
            .map(|stored| Receipt { sha256: stored.sha256, name: stored.name, media_type: stored.kind.media_type().to_owned() })
            .map_err(|e| e.to_string()),
    };
    Ok(NewExpense {
        award: award.id,
        replaces,
        activity: form.text("activity"),
        category: form.text("category"),
        attendee: Some(form.text("attendee")).filter(|a| !a.is_empty()),
        spent_on: DateField::read(form, "spent_on").unwrap_or(None),
        amount: form.money("amount").map_err(|e| e.to_string()),
        description: form.text("description"),
        receipt,
    })
}

async fn submit(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let new = read(&app, &award, &form, None).await?;
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{}/spending?done=expense-sent", award.reference));
    let done = app.submit(&viewer, &form, move |tx| spending::submit_expense(tx, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, &award, (&form, e.fields())).await?),
        other => Ok(other?),
    }
}

async fn answer(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let sheet = answer_sheet(&app, &award, &id, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn answer_sheet(app: &App, award: &Award, id: &str, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let id: Id<Expense> = id.parse().map_err(|_| Problem::missing())?;
    let of = award.id;
    let (expense, activities, case) = app
        .read(move |conn| {
            let (expense, activities) = (spending::expense(conn, id)?, intake::activities(conn, of.cast())?);
            Ok::<_, db::Error>((expense, activities, Case::load(conn, of.cast())?))
        })
        .await?;
    if expense.award != award.id {
        return Err(Problem::missing());
    }
    let back = format!("/portal/awards/{}/spending", award.reference);
    let mut section = Section::new("The expense")
        .text(format!("{}, {}: {}", expense.description, short_date(expense.spent_on), expense.amount))
        .link(format!("{back}/{id}/receipt"), format!("Receipt: {}", expense.receipt.name));
    if expense.state == ExpenseState::Questioned {
        section = section.text(format!("The fund asks: {}", expense.reason.clone().unwrap_or_default()));
        let keys = FormKeys::of_version(app.fresh_key(), expense.version);
        let inputs = inputs((award, &case), &activities, form, errors);
        section = section.form(SheetForm::new(format!("{back}/{id}"), keys, "Submit again", inputs).kept("expense"));
    }
    Ok(Sheet::new("Answer a question", errors).about(&award.reference).back(back, "Expenses").with(section))
}

async fn submit_again(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let expense: Id<Expense> = id.parse().map_err(|_| Problem::missing())?;
    let new = read(&app, &award, &form, Some((expense, form.version()))).await?;
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{reference}/spending?done=expense-sent"));
    let done = app.submit(&viewer, &form, move |tx| spending::submit_expense(tx, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &answer_sheet(&app, &award, &id, (&form, e.fields())).await?)
        }
        other => Ok(other?),
    }
}

/// The proof of an expense, for the people of its city.
async fn receipt(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let id: Id<Expense> = id.parse().map_err(|_| Problem::missing())?;
    let expense = app.read(move |conn| spending::expense(conn, id)).await?;
    if expense.award != award.id {
        return Err(Problem::missing());
    }
    let receipt = expense.receipt;
    files::serve(&app, &receipt.name, &receipt.media_type, &receipt.sha256).await
}
