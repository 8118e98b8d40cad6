//! One expense on the city's side: how far it is, what was found about it, a question to answer, a receipt to add.

use super::form;
use crate::award::Award;
use crate::db;
use crate::gathering;
use crate::intake::Activity;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::short_date;
use crate::process::Case;
use crate::spending::{self, Expense, ExpenseState, Flag, policy};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::desk::expenses::flag_table;
use crate::web::fields::{FormKeys, SummaryRow};
use crate::web::portal::payments::own_award;
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/awards/{reference}/spending/{id}", Access::City(CITY), show),
        post("/portal/awards/{reference}/spending/{id}", Access::City(CITY_WRITERS), submit_again),
        get("/portal/awards/{reference}/spending/{id}/receipt", Access::City(CITY), receipt),
        post("/portal/awards/{reference}/spending/{id}/receipt", Access::City(CITY_WRITERS), add_receipt),
    ]
}

/// What the page shows.
struct Read {
    expense: Expense,
    flags: Vec<Flag>,
    activities: Vec<Activity>,
    case: Case,
    named: Option<String>,
}

async fn load(app: &App, award: &Award, id: &str) -> Result<Read, Problem> {
    let id: Id<Expense> = id.parse().map_err(|_| Problem::missing())?;
    let of = award.id;
    let read = app
        .read(move |conn| {
            let expense = spending::expense(conn, id)?;
            let named = spending::list_named_receipts(conn, of)?.into_iter().find(|(expense, _)| *expense == id.text());
            Ok::<_, db::Error>(Read {
                expense,
                flags: spending::list_flags(conn, id)?,
                activities: gathering::activities(conn, of)?,
                case: Case::load(conn, of.cast())?,
                named: named.map(|(_, name)| name),
            })
        })
        .await?;
    if read.expense.award == award.id { Ok(read) } else { Err(Problem::missing()) }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let read = load(&app, &award, &id).await?;
    let form = form::of_expense(&read.expense);
    app.page(&viewer, &sheet(&app, &viewer, (&award, &read), (&form, &[])))
}

fn sheet(app: &App, viewer: &Viewer, (award, read): (&Award, &Read), (form, errors): (&Form, &[FieldError])) -> Sheet {
    let expense = &read.expense;
    let back = format!("/portal/awards/{}/spending", award.reference);
    let here = format!("{back}/{}", expense.id);
    let mut section = Section::new("The expense").facts(facts(read));
    if let Some(receipt) = &expense.receipt {
        section = section.link(format!("{here}/receipt"), format!("Receipt: {}", receipt.name));
    }
    let is_question = expense.state == ExpenseState::Questioned;
    if let Some(words) = &expense.reason {
        section = section.text(if is_question { format!("The fund asks: {words}") } else { format!("The fund says: {words}") });
    }
    let mut sheet = Sheet::new(if is_question { "Answer a question" } else { "Expense" }, errors)
        .about(&award.reference)
        .back(back, "Expenses")
        .with(section);
    if !read.flags.is_empty() {
        let found = Section::new("What was found").text("This refuses nothing. An officer of the fund looks at each and decides.");
        sheet = sheet.with(found.table(flag_table(&read.flags)));
    }
    if !award.is_active() || !policy::may_submit(&viewer.actor, award.organisation) {
        return sheet;
    }
    let keys = FormKeys::of_version(app.fresh_key(), expense.version);
    if is_question {
        let inputs = form::inputs((award, &read.case), &read.activities, (form, errors));
        let again = Section::new("Mend it").text("The receipt that you sent stays, unless you choose another.");
        return sheet.with(again.form(SheetForm::new(here, keys, "Submit again", inputs).kept("expense")));
    }
    if expense.state == ExpenseState::Submitted && expense.receipt.is_none() {
        let mut add = Section::new("Add the receipt");
        if let Some(named) = &read.named {
            add = add.text(format!("Your file calls it {named}."));
        }
        let inputs = vec![form::receipt_input(errors)];
        return sheet.with(add.form(SheetForm::new(format!("{here}/receipt"), keys, "Add this receipt", inputs)));
    }
    sheet
}

fn facts(read: &Read) -> Vec<SummaryRow> {
    let expense = &read.expense;
    let activity = read.activities.iter().find(|a| a.id.text() == expense.activity);
    let mut rows = vec![
        SummaryRow::new("What", &expense.description),
        SummaryRow::new("Paid to", &expense.payee),
        SummaryRow::new("Day of the cost", &short_date(expense.spent_on)),
        SummaryRow::new("Activity", activity.map_or("Not in the plan any more", |a| &a.title)),
        SummaryRow::new("Category", &read.case.category_title(&expense.category)),
        SummaryRow::new("Amount", &expense.amount.to_string()),
    ];
    if let Some(original) = &expense.original {
        rows.push(SummaryRow::new("In another currency", &format!("{} at {} ({})", original.words(), original.rate, original.source)));
    }
    rows.push(SummaryRow::new("State", expense.state_words()));
    if expense.state == ExpenseState::Accepted {
        rows.extend([
            SummaryRow::new("Taken from the advance", &expense.from_advance.to_string()),
            SummaryRow::new("Owed to your city", &expense.claimed.to_string()),
            SummaryRow::new("Not allowed", &expense.disallowed.to_string()),
        ]);
    }
    rows
}

async fn submit_again(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let read = load(&app, &award, &id).await?;
    // Where no other file is chosen the one from before stays.
    let receipt = form::receipt(&app, &form).await?.map(|sent| sent.or_else(|| read.expense.receipt.clone()));
    let new = form::read(award.id, &form, Some((read.expense.id, form.version())), receipt);
    let (actor, location) = (viewer.actor(), format!("/portal/awards/{reference}/spending?done=expense-sent"));
    let done = app.submit(&viewer, &form, move |tx| spending::submit_expense(tx, &actor, &new).map(|_| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            let errors = form::with_lost_receipt(&form, &e.mistakes());
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, (&award, &read), (&form, &errors)))
        }
        other => Ok(other?),
    }
}

/// The proof of an expense, for the people of its city.
async fn receipt(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let receipt = load(&app, &award, &id).await?.expense.receipt.ok_or_else(Problem::missing)?;
    files::serve(&app, &receipt.name, &receipt.media_type, &receipt.sha256).await
}

async fn add_receipt(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let read = load(&app, &award, &id).await?;
    let sent = form::receipt(&app, &form).await?;
    let (actor, which) = (viewer.actor(), (read.expense.id, form.version()));
    let location = format!("/portal/awards/{reference}/spending?done=receipt-added");
    let done = app.submit(&viewer, &form, move |tx| spending::add_receipt(tx, &actor, which, &sent).map(|()| location.clone())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, (&award, &read), (&form, &e.mistakes())))
        }
        other => Ok(other?),
    }
}
