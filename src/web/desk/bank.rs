//! The bank: files that come in, what of them needs somebody to look at it, what is on its way, and every line with what it
//! stands for. One line is in `bank_line`, clearing in `clearing`.

use super::{bank_aside, bank_proposal, payment_return};
use crate::banking::{
    self, BankLine, ExceptionRow, Imported, NewFile, OpenLine, Proposed, Statement, StatementRow, TypedLine, account_words,
};
use crate::db::{self, Conn};
use crate::disbursement::{self, Fund, Payment, PaymentState, ReturnProposal, Which, policy};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format::{number, short_date};
use crate::locale::plural;
use crate::people::FundRole;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(super) const READERS: Access = Access::Fund(&[FundRole::FinanceOfficer, FundRole::ReleasingOfficer, FundRole::Auditor]);
pub(super) const FINANCE: Access = Access::Fund(&[FundRole::FinanceOfficer]);

/// The newest lines that the page lists; older ones are in their statements.
const LINES: i64 = 200;
/// How many lines to match a page lists.
const TO_MATCH: usize = 100;
/// How many statements a page lists.
const STATEMENTS: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/bank", READERS, show), post("/desk/bank/statements", FINANCE, import), post("/desk/bank/lines", FINANCE, type_line)]
}

/// What the page shows.
struct Found {
    came: Vec<(StatementRow, Vec<OpenLine>)>,
    /// With whether there are older ones.
    to_match: (Vec<OpenLine>, bool),
    lines: Vec<OpenLine>,
    aside: Vec<OpenLine>,
    released: Vec<Payment>,
    late: BTreeSet<Id<Payment>>,
    statements: Vec<StatementRow>,
    proposals: Vec<Proposed>,
    returns: Vec<ReturnProposal>,
    exceptions: Vec<ExceptionRow>,
    funds: Vec<Fund>,
}

/// The file that was just read in, by its first statement, and after which line and statement the lists go on.
#[derive(Debug, Deserialize)]
struct Asked {
    read: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

/// The same, as far as it can be read.
#[derive(Clone, Copy, Default)]
struct Place {
    read: Option<Id<Statement>>,
    line: Option<Id<BankLine>>,
    statement: Option<Id<Statement>>,
}

async fn show(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let Asked { read, after, before } = asked.into_inner();
    let place = Place {
        read: read.and_then(|id| id.parse().ok()),
        line: after.and_then(|id| id.parse().ok()),
        statement: before.and_then(|id| id.parse().ok()),
    };
    let sheet = sheet(&app, &viewer, place, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, place: Place, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let find = move |conn: &mut db::Conn| {
        Ok::<_, db::Error>(Found {
            came: place.read.map(|first| banking::open_file(conn, &actor, first)).transpose()?.unwrap_or_default(),
            to_match: banking::list_lines_to_match(conn, &actor, place.line, TO_MATCH)?,
            lines: banking::list_open_lines(conn, &actor, LINES)?,
            aside: banking::list_lines_set_aside(conn, &actor)?,
            released: disbursement::list_open_payments(conn, &actor, Which::State(PaymentState::Released))?,
            late: disbursement::list_late_payments(conn, &actor, now)?.into_iter().map(|(payment, _)| payment.id).collect(),
            statements: list_statements(conn, place.statement)?,
            proposals: banking::list_proposed(conn, &actor)?,
            returns: disbursement::list_open_returns(conn, &actor)?,
            exceptions: banking::list_exceptions(conn, &actor)?,
            funds: disbursement::list_funds(conn)?,
        })
    };
    // The lines of a file that was just read are counted one by one.
    let found = if place.read.is_some() { app.long_read(find).await? } else { app.read(find).await? };
    let mut sheet = Sheet::new("Bank", errors).lead("What the bank says happened. A line stands for a payment once.").back("/desk", "Desk");
    sheet = sheet.with_some(came(&found.came));
    if policy::is_finance(&viewer.actor) {
        sheet = sheet.with(upload(app, &found.funds, form, errors)).with(typed(app, form, errors));
    }
    Ok(sheet
        .with_some(proposals(&found.proposals))
        .with_some(payment_return::waiting(&found.returns))
        .with_some(exceptions(&found.exceptions))
        .with(to_match(&found.to_match, place.line.is_some()))
        .with(
            Section::new("On the way")
                .table(transit(&found.released, &found.late))
                .link("/desk/bank/clearing", "Do the bank and the books agree?"),
        )
        .with(Section::new("Bank lines").table(lines_table("lines", "Bank lines, newest first", &found.lines)))
        .with_some(bank_aside::listed(&found.aside))
        .with(statements_section(found.statements, place.statement.is_some())))
}

/// One more than the page lists, so that it is known whether there are older ones.
fn list_statements(conn: &mut Conn, before: Option<Id<Statement>>) -> Result<Vec<StatementRow>, db::Error> {
    let limit = i64::try_from(STATEMENTS + 1).unwrap_or(i64::MAX);
    match before {
        Some(id) => banking::list_statements_before(conn, id, limit),
        None => banking::list_statements(conn, limit),
    }
}

fn to_match((lines, goes_on): &(Vec<OpenLine>, bool), is_later: bool) -> Section {
    let table = lines_table("to-match", "Bank lines that stand for nothing yet, newest first", lines);
    let mut section = Section::new("To match").table(table.empty("Every line stands for something or is set aside."));
    if let Some(last) = lines.last().filter(|_| *goes_on) {
        section = section.link(format!("/desk/bank?after={}#to-match", last.line.id), "Older lines to match");
    }
    if is_later { section.link("/desk/bank#to-match", "The newest lines to match") } else { section }
}

fn statements_section(mut all: Vec<StatementRow>, is_later: bool) -> Section {
    let goes_on = all.len() > STATEMENTS;
    all.truncate(STATEMENTS);
    let mut section = Section::new("Statements").table(statements(&all));
    if let Some(last) = all.last().filter(|_| goes_on) {
        section = section.link(format!("/desk/bank?before={}#statements", last.id), "Older statements");
    }
    if is_later { section.link("/desk/bank#statements", "The newest statements") } else { section }
}

/// What the file brought that was just read in.
fn came(statements: &[(StatementRow, Vec<OpenLine>)]) -> Option<Section> {
    let (first, _) = statements.first()?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let lines = || statements.iter().flat_map(|(_, lines)| lines);
    let (all, matched) = (lines().count(), lines().filter(|line| !line.matches.is_empty()).count());
    let told = match all {
        0 => "no new line.".to_owned(),
        all => format!(
            "{}: {} matched, {} not matched.",
            plural(count(all), "new line", "new lines"),
            number(count(matched)),
            number(count(all - matched))
        ),
    };
    Some(
        Section::new("Read in")
            .text(format!("{} brought {told}", first.name))
            .link(format!("/desk/bank/statements/{}", first.id), "The statement"),
    )
}

fn upload(app: &App, funds: &[Fund], form: &Form, errors: &[FieldError]) -> Section {
    let codes = funds.iter().map(|fund| (fund.code.clone(), format!("{}: {}", fund.code, fund.title)));
    let fund = Choices::new("fund", "Fund", codes)
        .blank("As before")
        .hint("Whose money is in this account? Needed once, for an account that is read for the first time.")
        .optional()
        .chosen(&form.text("fund"))
        .errors(errors);
    let is_new = Choices::one("new_account", "Another account of the fund", "This statement is of an account that was not read before")
        .optional()
        .chosen(&form.text("new_account"));
    let inputs = vec![
        Input::file(
            Field::new("file", "File of the bank")
                .hint("A statement as CSV, BAI2, camt.053 or OFX, or a file of returns and notices of change. What it is is seen from what it holds. CSV has the columns date, amount, description, and perhaps trace, check number, reference and balance. Money out is negative.")
                .accept(".csv,.bai,.bai2,.txt,.xml,.ofx,.qfx,.ach")
                .errors(errors),
        ),
        Input::select(fund),
        Input::checkboxes(is_new),
    ];
    Section::new("Read a file in").form(SheetForm::new("/desk/bank/statements", FormKeys::new(app.fresh_key()), "Read in", inputs))
}

fn typed(app: &App, form: &Form, errors: &[FieldError]) -> Section {
    let field = |name: &str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let inputs = vec![
        Input::line(field("date", "Date").hint("For example 2027-01-31")),
        Input::line(field("amount", "Amount").hint("Money out is negative: -5000.00")),
        Input::line(field("description", "The bank wrote")),
        Input::line(field("trace", "Trace number").hint("15 digits, or a voucher or cheque number").optional()),
    ];
    let told = "It settles nothing by itself: another finance officer confirms what it stands for.";
    Section::new("Type one line")
        .text(told)
        .form(SheetForm::new("/desk/bank/lines", FormKeys::new(app.fresh_key()), "Add this line", inputs).quiet())
}

fn proposals(waiting: &[Proposed]) -> Option<Section> {
    let words = ["Line", "Award", "Proposed by", "What and why"].map(Column::text);
    let columns = words.into_iter().chain([Column::number("Amount")]).collect();
    let table = Table::new("proposals", "Matches that another person must confirm", columns).rows(waiting.iter().map(|one| {
        let awards: Vec<&str> = one.references.iter().map(String::as_str).collect();
        vec![
            Cell::link("See the line", format!("/desk/bank/lines/{}", one.proposal.line_id)).heading(),
            Cell::text(if awards.len() > 3 { format!("{} awards", awards.len()) } else { awards.join(", ") }),
            Cell::text(&one.proposal.proposed_by_name),
            Cell::text(bank_proposal::meaning(&one.proposal)).detail(&one.proposal.reason),
            Cell::number(one.amount.to_string()),
        ]
    }));
    (!waiting.is_empty()).then(|| Section::new("To confirm").table(table))
}

fn exceptions(open: &[ExceptionRow]) -> Option<Section> {
    let columns = vec![Column::text("What"), Column::text("Trace"), Column::text("Code"), Column::number("Amount")];
    let table =
        Table::new("exceptions", "Returns, notices, cheques and lines that somebody must look at", columns).rows(open.iter().map(|row| {
            vec![
                Cell::link(&row.words, format!("/desk/bank/exceptions/{}", row.id)).heading(),
                Cell::text(row.trace_number.as_deref().unwrap_or_default()),
                Cell::text(row.code.as_deref().unwrap_or_default()),
                Cell::number(Money::from_cents(row.amount_cents.unwrap_or(0)).to_string()),
            ]
        }));
    (!open.is_empty()).then(|| Section::new("To look at").table(table))
}

fn transit(released: &[Payment], late: &BTreeSet<Id<Payment>>) -> Table {
    let columns = vec![Column::text("Award"), Column::text("Released"), Column::text("State"), Column::number("Amount")];
    Table::new("transit", "Released, not yet on a statement", columns).empty("Nothing is on its way.").rows(released.iter().map(|p| {
        let state = if late.contains(&p.id) { Status::warning("Late") } else { Status::quiet("On its way") };
        vec![
            Cell::link(p.reference.clone(), format!("/desk/payments/{}", p.id)).heading(),
            Cell::text(p.released_on.map(short_date).unwrap_or_default()),
            Cell::status(state),
            Cell::number(p.amount.to_string()),
        ]
    }))
}

/// Lines with what they stand for.
pub(super) fn lines_table(id: &str, caption: &str, lines: &[OpenLine]) -> Table {
    let columns = vec![Column::text("Day"), Column::text("The bank wrote"), Column::text("Stands for"), Column::number("Amount")];
    Table::new(id, caption, columns).empty("No line yet.").rows(lines.iter().map(|open| {
        let line = &open.line;
        let href = format!("/desk/bank/lines/{}", line.id);
        let stands = match open.matches.as_slice() {
            [] => match open.set_aside() {
                Some(aside) => Cell::link("Set aside", href).detail(&aside.reason),
                None => Cell::link("Not matched", href),
            },
            [only] => match only.journal_seq {
                Some(seq) => Cell::link(format!("Journal {seq}"), format!("/desk/ledger/journals/{seq}")),
                None => Cell::link("Out and back", href),
            },
            several => Cell::link(format!("{} payments", several.len()), href),
        };
        let who = line.counterparty.as_deref().filter(|who| !line.description.contains(who));
        let words = Cell::text(&line.description);
        vec![
            Cell::text(short_date(line.value_on)).heading(),
            match who {
                Some(who) => words.detail(who),
                None => words,
            },
            stands,
            Cell::number(Money::from_cents(line.amount_cents).to_string()),
        ]
    }))
}

fn statements(all: &[StatementRow]) -> Table {
    let columns = vec![
        Column::text("Statement"),
        Column::text("Format"),
        Column::text("Account"),
        Column::text("Read in by"),
        Column::number("Lines"),
        Column::number("Closing balance"),
    ];
    Table::new("statements", "Statements, newest first", columns).empty("No statement yet.").rows(all.iter().map(|row| {
        vec![
            Cell::link(&row.name, format!("/desk/bank/statements/{}", row.id)).heading(),
            Cell::text(format_words(&row.format)),
            Cell::text(row.account.as_deref().map(account_words).unwrap_or_default()),
            Cell::text(&row.imported_by_name),
            Cell::number(row.lines_count.to_string()),
            Cell::number(row.closing_cents.map(|cents| Money::from_cents(cents).to_string()).unwrap_or_default()),
        ]
    }))
}

/// The words for the format of a statement.
pub(super) fn format_words(kept: &str) -> String {
    kept.parse::<banking::Format>().map_or_else(|_| kept.to_owned(), |format| format.label().to_owned())
}

async fn import(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let Some(upload) = form.upload("file").cloned() else {
        let errors = [FieldError::new("file", "Choose the file of the bank.")];
        return app.page_with_mistakes(&viewer, &sheet(&app, &viewer, Place::default(), (&form, &errors)).await?);
    };
    let (actor, bytes) = (viewer.actor(), upload.bytes()?);
    let (fund, is_new_account) = (form.text("fund"), form.text("new_account") == "yes");
    let done = app
        .submit(&viewer, &form, move |tx| {
            let new = NewFile { name: &upload.file_name, bytes: &bytes, fund: Some(&fund), is_new_account };
            banking::import_file(tx, &actor, &new).map(|done| told(&done))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, Place::default(), (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}

/// Where the browser goes on, with the word for what became of the file.
fn told(done: &Imported) -> String {
    let word = if done.is_repeat {
        "file-known"
    } else if done.exceptions > 0 {
        "file-exceptions"
    } else {
        "recorded"
    };
    match done.statement {
        Some(first) => format!("/desk/bank?done={word}&read={first}"),
        None => format!("/desk/bank?done={word}"),
    }
}

async fn type_line(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let typed = TypedLine {
        date: form.text("date"),
        amount: form.text("amount"),
        description: form.text("description"),
        trace: form.text("trace"),
        key: form.press_key(),
    };
    let actor = viewer.actor();
    let done =
        app.submit(&viewer, &form, move |tx| banking::type_line(tx, &actor, &typed).map(|_| "/desk/bank?done=line-typed".to_owned())).await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, Place::default(), (&form, &e.mistakes())).await?)
        }
        other => Ok(other?),
    }
}
