//! Whether the bank and the books agree: each account's closing balance against the books with the items between them, what
//! has been on its way for too long, one statement, and one return, notice or cheque that somebody must look at.

use super::bank::{FINANCE, READERS, format_words, lines_table};
use crate::banking::{self, Assertion, Exception, ExceptionRow, Item, ItemKind, OpenLine, Proof, Statement, account_words};
use crate::db;
use crate::disbursement::{self, Payment, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp};
use crate::locale::format::{datetime, number, short_date};
use crate::reporting::{raw_csv, safe_cell};
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

/// The most items that the page draws; the file has all.
const SHOWN: usize = 200;
/// How many lines of a statement a page lists.
const LINES: usize = 500;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/bank/clearing", READERS, show),
        get("/desk/bank/clearing.csv", READERS, csv),
        get("/desk/bank/statements/{id}", READERS, statement),
        get("/desk/bank/exceptions/{id}", READERS, exception),
        post("/desk/bank/exceptions/{id}/settle", FINANCE, settle),
    ]
}

/// What the page and the file are made of.
struct Found {
    proofs: Vec<Proof>,
    late: Vec<Exception>,
    in_transit: Money,
    /// Came back after their award was closed.
    back: Vec<Payment>,
}

async fn found(app: &App, viewer: &Viewer) -> Result<Found, Problem> {
    let (actor, today) = (viewer.actor(), app.now().day_in(app.settings.fund.zone()));
    let found = app.long_read(move |conn| {
        Ok::<_, db::Error>(Found {
            proofs: banking::proofs(conn)?,
            late: banking::late(conn, &actor, today)?,
            in_transit: banking::in_transit(conn)?,
            back: disbursement::list_back_after_closing(conn, &actor)?,
        })
    });
    Ok(found.await?)
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let found = found(&app, &viewer).await?;
    let columns =
        vec![Column::text("Award"), Column::text("Counted from"), Column::text("Trace"), Column::number("Days"), Column::number("Amount")];
    let late = Table::new("late", "On the way for too long", columns).empty("Nothing is late.").rows(found.late.iter().map(|e| {
        vec![
            Cell::link(e.reference.clone(), format!("/desk/payments/{}", e.payment)).heading(),
            Cell::text(short_date(e.since)),
            Cell::text(e.trace.as_deref().unwrap_or_default()),
            Cell::number(e.days.to_string()),
            Cell::number(e.amount.to_string()),
        ]
    }));
    let mut sheet = Sheet::new("Clearing", &[])
        .lead("What the bank says, what the books say, and what lies between them, to the cent.")
        .back("/desk/bank", "Bank");
    if found.proofs.is_empty() {
        let words = "No statement with an opening and a closing balance was read yet. BAI2, camt.053 and OFX have them; a CSV needs the column balance.";
        sheet = sheet.with(Section::new("Balances").text(words));
    }
    for (n, proof) in found.proofs.iter().enumerate() {
        sheet = sheet.with(proof_section(n, proof));
    }
    let transit = Section::new("On the way").text(format!("By the books {} is on its way.", found.in_transit)).table(late);
    let sheet = sheet.with(transit.link("/desk/bank/clearing.csv", "This page as CSV"));
    app.page(&viewer, &sheet.with_some(back_section(&found.back)))
}

/// Payments that came back after their award was closed, until it is opened again.
pub(super) fn back_section(back: &[Payment]) -> Option<Section> {
    let columns = ["Award", "Came back", "Code"].map(Column::text).into_iter().chain([Column::number("Amount")]).collect();
    let table = Table::new("back", "Payments that came back after the award was closed", columns).rows(back.iter().map(|p| {
        vec![
            Cell::link(p.reference.clone(), format!("/desk/closeouts/{}", p.reference)).heading(),
            Cell::text(p.returned_on.map(short_date).unwrap_or_default()),
            Cell::text(p.reason.as_deref().unwrap_or_default()),
            Cell::number(p.amount.to_string()),
        ]
    }));
    let words = "The money is back and owed again. Open the award again, so that it can be paid or given up.";
    (!back.is_empty()).then(|| Section::new("Came back after closing").text(words).table(table))
}

fn verdict(proof: &Proof) -> String {
    if proof.unexplained.is_zero() {
        format!("{} = {} in the books and {} in listed items. The two agree.", proof.closing, proof.book, proof.listed)
    } else {
        format!("{} is not explained. A statement between two others is missing, or one was read twice.", proof.unexplained)
    }
}

fn proof_section(n: usize, proof: &Proof) -> Section {
    let state = if proof.unexplained.is_zero() { "Agrees" } else { "Does not agree" };
    let aside = Money::total(proof.items.iter().filter(|item| item.kind == ItemKind::SetAside).map(|item| item.amount));
    let facts = vec![
        SummaryRow::new("Fund", proof.fund.as_deref().unwrap_or("All funds")),
        SummaryRow::new("Day", &short_date(proof.closing_on)),
        SummaryRow::new("Closing balance of the bank", &proof.closing.to_string()),
        SummaryRow::new("In the books", &proof.book.to_string()),
        SummaryRow::new("Listed items", &proof.listed.to_string()),
        SummaryRow::new("Of these set aside", &aside.map_or_else(|_| "Too large".to_owned(), |sum| sum.to_string())),
        SummaryRow::new("Not explained", &proof.unexplained.to_string()),
        SummaryRow::new("State", state),
    ];
    let id = if n == 0 { "items".to_owned() } else { format!("items-{}", n + 1) };
    let columns = vec![Column::text("Day"), Column::text("What"), Column::text("Where"), Column::number("Amount")];
    let mut table = Table::new(&id, "Items between the bank and the books", columns)
        .empty("No items: every line and every journal has its other side.")
        .rows(proof.items.iter().take(SHOWN).map(item_cells));
    if !proof.items.is_empty() {
        table = table.total(vec![Cell::text("All").heading(), Cell::text(""), Cell::text(""), Cell::number(proof.listed.to_string())]);
    }
    let section = Section::new(format!("Account {}", account_words(&proof.account))).text(verdict(proof)).facts(facts).table(table);
    let section = section.link(format!("/desk/bank/statements/{}", proof.statement), "The statement");
    if proof.items.len() > SHOWN {
        section.text(format!("The first {SHOWN} of {} items; the file has all.", proof.items.len()))
    } else {
        section
    }
}

fn item_cells(item: &Item) -> Vec<Cell> {
    let place = match (&item.line, item.journal) {
        (Some(line), _) => Cell::link("Bank line", format!("/desk/bank/lines/{line}")),
        (None, Some(seq)) => Cell::link(format!("Journal {seq}"), format!("/desk/ledger/journals/{seq}")),
        (None, None) => Cell::text(""),
    };
    vec![Cell::text(short_date(item.on)).heading(), Cell::text(item.kind.label()), place, Cell::number(item.amount.to_string())]
}

const HEADINGS: &[&str] = &["part", "account", "fund", "day", "what", "journal_or_trace", "amount"];

async fn csv(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let found = found(&app, &viewer).await?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for proof in &found.proofs {
        let account = safe_cell(account_words(&proof.account));
        let fund = safe_cell(proof.fund.as_deref().unwrap_or_default());
        let row = |day: chrono::NaiveDate, what: &str, journal: String, amount: Money| {
            vec!["balance".to_owned(), account.clone(), fund.clone(), day.to_string(), what.to_owned(), journal, amount.plain()]
        };
        rows.push(row(proof.closing_on, "Closing balance of the bank", String::new(), proof.closing));
        rows.push(row(proof.closing_on, "In the books", String::new(), proof.book));
        rows.extend(
            proof
                .items
                .iter()
                .map(|item| row(item.on, item.kind.label(), item.journal.map(|seq| seq.to_string()).unwrap_or_default(), item.amount)),
        );
        rows.push(row(proof.closing_on, "Not explained", String::new(), proof.unexplained));
    }
    rows.extend(found.late.iter().map(|e| {
        let (day, trace) = (e.since.to_string(), e.trace.clone().unwrap_or_default());
        vec!["late".to_owned(), String::new(), String::new(), day, safe_cell(&e.reference), safe_cell(&trace), e.amount.plain()]
    }));
    rows.extend(found.back.iter().map(|p| {
        let (day, trace) = (p.returned_on.map(|day| day.to_string()).unwrap_or_default(), p.trace.clone().unwrap_or_default());
        vec!["after_closing".to_owned(), String::new(), String::new(), day, safe_cell(&p.reference), safe_cell(&trace), p.amount.plain()]
    }));
    let heading = HEADINGS.iter().map(|cell| (*cell).to_owned()).collect();
    let text = raw_csv(std::iter::once(heading).chain(rows)).map_err(|e| Problem::broken(e.to_string()))?;
    let today = app.now().day_in(app.settings.fund.zone());
    Ok(files::download(&format!("clearing-{today}.csv"), "text/csv; charset=utf-8", text))
}

/// The first line of a statement that its page lists, from nought.
#[derive(Debug, Deserialize)]
struct Asked {
    from: Option<usize>,
}

async fn statement(app: Data<App>, viewer: Viewer, path: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let id: Id<Statement> = path.parse().map_err(|_| Problem::missing())?;
    let actor = viewer.actor();
    let (row, lines, then, now) = app
        .long_read(move |conn| {
            let (row, lines) = banking::open_statement(conn, &actor, id)?;
            let then = banking::list_assertions(conn, std::slice::from_ref(&row.id))?.pop();
            let now = banking::proof_of(conn, &row)?;
            Ok::<_, db::Error>((row, lines, then, now))
        })
        .await?;
    let zone = app.settings.fund.zone();
    let cents = |cents: Option<i64>| cents.map_or("Not said".to_owned(), |cents| Money::from_cents(cents).to_string());
    let facts = vec![
        SummaryRow::new("Format", &format_words(&row.format)),
        SummaryRow::new("Account", row.account.as_deref().map_or("Not said", account_words)),
        SummaryRow::new("Fund", row.fund_code.as_deref().unwrap_or("Not said")),
        SummaryRow::new("Opening balance", &cents(row.opening_cents)),
        SummaryRow::new("Closing balance", &cents(row.closing_cents)),
        SummaryRow::new("Read in", &format!("{}, {}", row.imported_by_name, datetime(Timestamp::from_naive(row.imported_at), zone))),
    ];
    let lead = row.closing_on.map_or("A statement without a closing balance.".to_owned(), |day| format!("Closes on {}.", short_date(day)));
    let sheet = Sheet::new("Statement", &[])
        .about(&row.name)
        .lead(format!("{}. {lead}", row.name))
        .back("/desk/bank", "Bank")
        .with(match &then {
            Some(then) => Section::new("The statement").facts(facts).text(asserted(then)),
            None => Section::new("The statement").facts(facts),
        })
        .with(lines_section(&row.id, &lines, asked.from.unwrap_or_default()));
    app.page(&viewer, &sheet.with_some(now.map(|proof| proof_section(0, &proof))))
}

/// The lines of a statement, so many at a time.
fn lines_section(statement: &str, all: &[OpenLine], from: usize) -> Section {
    let from = if from < all.len() { from } else { 0 };
    let until = from.saturating_add(LINES).min(all.len());
    let shown = all.get(from..until).unwrap_or_default();
    let mut section = Section::new("Lines").table(lines_table("lines", "Lines in the order of the statement", shown));
    let count = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
    if shown.len() < all.len() {
        section = section.text(format!("Lines {} to {} of {}.", count(from + 1), count(until), count(all.len())));
    }
    let href = |from: usize| format!("/desk/bank/statements/{statement}?from={from}#lines");
    if until < all.len() {
        section = section.link(href(until), "The next lines");
    }
    if from > 0 { section.link(href(from.saturating_sub(LINES)), "The lines before") } else { section }
}

/// What was found when the statement was read in.
fn asserted(then: &Assertion) -> String {
    let money = |cents: i64| Money::from_cents(cents);
    format!(
        "When it was read in, after {} journals: {} at the bank, {} in the books, {} in listed items, {} not explained.",
        then.journals,
        money(then.closing_cents),
        money(then.book_cents),
        money(then.listed_cents),
        money(then.unexplained_cents)
    )
}

async fn exception(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let sheet = exception_sheet(&app, &viewer, path.into_inner(), (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn exception_sheet(app: &App, viewer: &Viewer, id: String, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let actor = viewer.actor();
    let row: ExceptionRow = app.read(move |conn| banking::open_exception(conn, &actor, &id)).await?;
    let facts = vec![
        SummaryRow::new("What", &row.words),
        SummaryRow::new("Line of the file", &row.line_number.to_string()),
        SummaryRow::new("Code", row.code.as_deref().unwrap_or("None")),
        SummaryRow::new("Trace", row.trace_number.as_deref().unwrap_or("None")),
        SummaryRow::new("Amount", &Money::from_cents(row.amount_cents.unwrap_or(0)).to_string()),
        SummaryRow::new("Settled", row.how.as_deref().unwrap_or("Not yet")),
        SummaryRow::new("Settled by", row.settled_by_name.as_deref().unwrap_or("Nobody yet")),
    ];
    let mut section = Section::new("What the bank said").facts(facts);
    if let Some(line) = &row.bank_line_id {
        section = section.link(format!("/desk/bank/lines/{line}"), "The line");
    }
    if let Some(payment) = &row.payment_id {
        section = section.link(format!("/desk/payments/{payment}"), "The payment");
    }
    if let Some(line) = &row.bank_line_id {
        section = section.link(format!("/desk/bank/lines/{line}"), "The line of the bank");
    }
    if row.how.is_none() && policy::is_finance(&viewer.actor) {
        let field = Field::new("how", "What was done?").hint("For example: called the bank, who sends the right file").limit(500);
        let inputs = vec![Input::area(field.value(form.text("how")).errors(errors))];
        let href = format!("/desk/bank/exceptions/{}/settle", row.id);
        section = section.form(SheetForm::new(href, FormKeys::new(app.fresh_key()), "This is settled", inputs));
    }
    let title = if row.bank_line_id.is_some() { "Bank line to look at" } else { "Return or notice to look at" };
    Ok(Sheet::new(title, errors).back("/desk/bank", "Bank").with(section))
}

async fn settle(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let (actor, how, of) = (viewer.actor(), form.text("how"), id.clone());
    let done = app
        .submit(&viewer, &form, move |tx| banking::settle_exception(tx, &actor, &of, &how).map(|()| "/desk/bank?done=recorded".to_owned()))
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &exception_sheet(&app, &viewer, id, (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
