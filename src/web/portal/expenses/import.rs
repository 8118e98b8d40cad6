//! Many expenses from a file: what each row would become is looked at first, and kept only as it was looked at.

use crate::award::Award;
use crate::db;
use crate::kernel::{FieldError, Id};
use crate::process::Case;
use crate::spending::{self, IMPORT_COLUMNS, ImportError, ImportRow, Looked, LookedRow, MOST_IMPORT_BYTES, Outcome, policy};
use crate::web::access::CITY_WRITERS;
use crate::web::fields::{Cell, Column, Field, FormKeys, Status, Table};
use crate::web::portal::payments::own_award;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::City(CITY_WRITERS);
    vec![
        get("/portal/awards/{reference}/spending/import", writers, show),
        post("/portal/awards/{reference}/spending/import", writers, look),
        post("/portal/awards/{reference}/spending/import/keep", writers, keep),
        get("/portal/awards/{reference}/spending/import.csv", writers, empty),
    ]
}

/// The award, if the viewer writes for its city.
async fn writing(app: &App, viewer: &Viewer, reference: &str) -> Result<Award, Problem> {
    let award = own_award(app, viewer, reference).await?;
    if policy::may_submit(&viewer.actor, award.organisation) { Ok(award) } else { Err(Problem::missing()) }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = writing(&app, &viewer, &path).await?;
    app.page(&viewer, &page(&app, &award, &[]))
}

fn page(app: &App, award: &Award, errors: &[FieldError]) -> Sheet {
    let here = format!("/portal/awards/{}/spending/import", award.reference);
    let sheet = Sheet::new("Expenses from a file", errors)
        .about(&award.reference)
        .lead("Send a list of expenses as CSV. You see what each row becomes before anything is saved.")
        .back(format!("/portal/awards/{}/spending", award.reference), "Expenses");
    if !award.is_active() {
        return sheet.with(Section::new("Send a file").text("The award is closed, so no more expenses can be added."));
    }
    let columns = vec![Column::text("Column"), Column::text("What it holds")];
    let row = |(name, must): &(&str, bool)| {
        let words = if *must { words_of(name).to_owned() } else { format!("{} May be left out.", words_of(name)) };
        vec![Cell::text(*name).heading(), Cell::text(words)]
    };
    let table = Table::new("columns", "Columns", columns).rows(IMPORT_COLUMNS.iter().map(row));
    let choose =
        Field::new("file", "List of expenses").hint("A CSV with at most 500 rows, smaller than 200 kB.").accept(".csv").errors(errors);
    sheet.with(Section::new("Columns").table(table).link(format!("{here}.csv"), "Download an empty list")).with(
        Section::new("Send a file")
            .text("Receipts are added afterwards, each on the page of its expense. A row that was taken before is not taken again.")
            .form(SheetForm::new(here, FormKeys::new(app.fresh_key()), "Look at it", vec![Input::file(choose)])),
    )
}

fn words_of(column: &str) -> &'static str {
    match column {
        "date" => "The day of the cost, such as 2027-05-10 or 05/10/2027.",
        "activity" => "The name of the activity, or its number in your list.",
        "category" => "The name of the category, as in the budget.",
        "payee" => "Whom you paid.",
        "amount" => "US dollars. May be empty where another currency is given.",
        "description" => "What was bought.",
        "currency" => "The letters of another currency, such as EUR.",
        "foreign amount" => "The amount in that currency.",
        "rate" => "US dollars for one unit of it.",
        "rate source" => "Where the rate is from.",
        "person" => "The person it was for, by name.",
        "nights" => "Nights for each person.",
        "days" => "Days of meals for each person.",
        "receipt" => "The name of the file that you will add as receipt.",
        _ => "Why there is no receipt.",
    }
}

/// An empty list with its headings.
async fn empty(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    writing(&app, &viewer, &path).await?;
    let headings: Vec<&str> = IMPORT_COLUMNS.iter().map(|(name, _)| *name).collect();
    Ok(files::download("expenses.csv", "text/csv; charset=utf-8", format!("{}\r\n", headings.join(",")).into_bytes()))
}

/// Codes and names of the categories of an award.
async fn categories(app: &App, award: &Award) -> Result<Vec<(String, String)>, Problem> {
    let id = award.id;
    let case = app.read(move |conn| Case::load(conn, id.cast())).await?;
    Ok(award.lines.iter().map(|line| (line.category.clone(), case.category_title(&line.category))).collect())
}

async fn looked_at(app: &App, award: &Award, rows: &[ImportRow]) -> Result<Looked, Problem> {
    let (names, id, now, rows) = (categories(app, award).await?, award.id, app.now(), rows.to_vec());
    app.read(move |conn| spending::look_at_import(conn, id, &names, &rows, now)).await.map_err(|e: db::Error| Problem::from(e))
}

async fn look(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = writing(&app, &viewer, &path).await?;
    let wrong = |message: String| app.page_with_mistakes(&viewer, &page(&app, &award, &[FieldError::new("file", message)]));
    let Some(sent) = form.upload("file") else { return wrong("Select the list of expenses.".into()) };
    if sent.content.size_bytes() > MOST_IMPORT_BYTES as u64 {
        return wrong(spending::ImportFault::TooLarge.to_string());
    }
    let rows = match spending::read_import(&sent.bytes()?) {
        Err(fault) => return wrong(fault.to_string()),
        Ok(rows) => rows,
    };
    let looked = looked_at(&app, &award, &rows).await?;
    app.page(&viewer, &preview(&app, &award, (&sent.file_name, &looked), None)?)
}

/// What the rows would become; `changed` says that it is shown again, and why.
fn preview(app: &App, award: &Award, (file, looked): (&str, &Looked), changed: Option<String>) -> Result<Sheet, Problem> {
    let back = format!("/portal/awards/{}/spending/import", award.reference);
    let (count, amount) = looked.taken();
    let lead = match count {
        0 => "Nothing in it can be saved.".to_owned(),
        1 => format!("Nothing is saved yet. One expense of {amount} would be submitted."),
        _ => format!("Nothing is saved yet. {count} expenses of {amount} in all would be submitted."),
    };
    let sheet = Sheet::new("What your file would become", &[])
        .about(&award.reference)
        .lead(lead)
        .back(back.clone(), "Expenses from a file")
        .notes(changed.into_iter().collect())
        .with(Section::new("Rows").table(rows_table(&looked.rows)));
    if count == 0 {
        return Ok(sheet);
    }
    let rows: Vec<&ImportRow> = looked.rows.iter().map(|row| &row.row).collect();
    let carried = serde_json::to_string(&rows).map_err(|e| Problem::broken(e.to_string()))?;
    let inputs = vec![Input::hidden("rows", &carried), Input::hidden("digest", &looked.digest), Input::hidden("file", file)];
    let save = SheetForm::new(format!("{back}/keep"), FormKeys::new(app.fresh_key()), "Submit these expenses", inputs);
    let words = "Rows that are wrong are left out. Mend them in your file and send it again: what is submitted now is not taken twice.";
    Ok(sheet.with(Section::new("Submit").text(words).form(save)))
}

fn rows_table(rows: &[LookedRow]) -> Table {
    let columns = vec![
        Column::number("Row"),
        Column::text("What"),
        Column::text("Paid to"),
        Column::text("Becomes"),
        Column::text("Found"),
        Column::number("Amount"),
    ];
    let row = |one: &LookedRow| {
        let (status, found, amount) = match &one.outcome {
            Outcome::Taken(amount, flags) => {
                let found: Vec<String> = flags.iter().map(|flag| flag.words.clone()).collect();
                (Status::active("An expense"), found, amount.to_string())
            }
            Outcome::Known => (Status::quiet("Taken before"), vec![], String::new()),
            Outcome::Wrong(wrong) => {
                let found = wrong.iter().map(|(column, words)| format!("{column}: {words}")).collect();
                (Status::warning("Left out"), found, String::new())
            }
        };
        let mut found = found.into_iter();
        let first = Cell::text(found.next().unwrap_or_default());
        vec![
            Cell::number(one.row.line.to_string()),
            Cell::text(one.row.cell("description")).heading(),
            Cell::text(one.row.cell("payee")),
            Cell::status(status),
            found.fold(first, Cell::detail),
            Cell::number(amount),
        ]
    };
    Table::new("rows", "Rows", columns).rows(rows.iter().map(row))
}

async fn keep(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = writing(&app, &viewer, &path).await?;
    let unreadable = || Problem::unreadable("Nothing was saved. Go back to the page of the file and send it again.");
    let rows: Vec<ImportRow> = serde_json::from_str(form.raw("rows").unwrap_or_default()).map_err(|_| unreadable())?;
    if rows.iter().any(|row| row.cells.len() != IMPORT_COLUMNS.len()) {
        return Err(unreadable());
    }
    let file: String = form.text("file").chars().filter(|c| !c.is_control()).take(120).collect();
    let (names, actor, digest) = (categories(&app, &award).await?, viewer.actor(), form.text("digest"));
    let (id, sent, location): (Id<Award>, Vec<ImportRow>, String) =
        (award.id, rows.clone(), format!("/portal/awards/{}/spending?done=expenses-imported", award.reference));
    let (named, told) = (file.clone(), location);
    let done = app
        .submit(&viewer, &form, move |tx| spending::keep_import(tx, &actor, (id, &names), (&named, &sent), &digest).map(|_| told.clone()))
        .await;
    match done {
        Err(changed @ ImportError::Changed) => {
            let looked = looked_at(&app, &award, &rows).await?;
            let again = preview(&app, &award, (&file, &looked), Some(changed.to_string()))?;
            app.page_as(StatusCode::CONFLICT, &viewer, &again)
        }
        other => Ok(other?),
    }
}
