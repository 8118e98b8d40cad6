//! `/desk/trouble`: what people told of trouble with the site, and the answers.

use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, FundRole as R};
use crate::trouble::{self, AnswerError, Filter, Trouble, policy};
use crate::web::fields::{Cell, Column, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::public::help::facts;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

const READERS: &[R] = &[R::ProgramOfficer, R::Administrator, R::Auditor];
const PER_PAGE: usize = 50;
/// So many other reports of the same application are listed.
const LISTED: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/trouble", Access::Fund(READERS), list),
        get("/desk/trouble/{id}", Access::Fund(READERS), show),
        post("/desk/trouble/{id}/answer", Access::Fund(&[R::ProgramOfficer, R::Administrator]), answer),
    ]
}

#[derive(Deserialize)]
struct Asked {
    all: Option<String>,
    after: Option<i64>,
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, after, is_all) = (viewer.actor(), asked.after, asked.all.is_some());
    let filter = if is_all { Filter::All } else { Filter::Open };
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut found = app.read(move |conn| trouble::list(conn, &actor, filter, after, limit)).await?;
    let has_more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let zone = app.settings.fund.zone();
    let columns = ["Message", "When", "From", "Application", "Its deadline then", "Answer"].map(Column::text).to_vec();
    let rows = found.iter().map(|told| {
        vec![
            Cell::link(format!("{}: {}", told.number(), beginning(&told.told)), format!("/desk/trouble/{}", told.id)).heading(),
            Cell::text(datetime(told.reported_at, zone)),
            Cell::text(&told.name),
            Cell::text(told.reference.as_deref().unwrap_or("–")),
            Cell::text(told.closes_at.map_or_else(|| "–".to_owned(), |at| datetime(at, zone))),
            Cell::status(if told.answer.is_some() { Status::good("Answered") } else { Status::warning("Waits") }),
        ]
    });
    let (heading, empty) = if is_all {
        ("All messages, newest first", "Nobody told of trouble yet.")
    } else {
        ("Waiting for an answer, oldest first", "Nothing waits for an answer.")
    };
    let mut section = Section::new(heading).table(Table::new("trouble", heading, columns).empty(empty).rows(rows.collect::<Vec<_>>()));
    if let Some(last) = found.last().filter(|_| has_more) {
        let kept = if is_all { "all=yes&" } else { "" };
        section = section.link(format!("/desk/trouble?{kept}after={}", last.n), "Next page");
    }
    section =
        if is_all { section.link("/desk/trouble", "Only those that wait") } else { section.link("/desk/trouble?all=yes", "All messages") };
    let sheet = Sheet::new("Trouble", &[])
        .lead("What people told of trouble with the site. Each message is evidence, with its time.")
        .back("/desk", "Desk")
        .with(section);
    app.page(&viewer, &sheet)
}

/// The first words, for a list.
fn beginning(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(60).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}

struct Found {
    told: Trouble,
    about: Option<(Application, Opportunity)>,
    others: Vec<Trouble>,
}

fn load(conn: &mut Conn, reader: &Actor, id: Id<Trouble>) -> Result<Found, Error> {
    let told = trouble::trouble(conn, reader, id)?;
    let Some(application) = told.application else { return Ok(Found { told, about: None, others: vec![] }) };
    let application = intake::application(conn, application)?;
    let round = opportunity::opportunity(conn, application.opportunity)?;
    let mut others = trouble::list_of_application(conn, reader, application.id, LISTED)?;
    others.retain(|other| other.id != id);
    Ok(Found { told, about: Some((application, round)), others })
}

async fn page(app: &App, viewer: &Viewer, id: &str, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let id = id.parse().map_err(|_| Problem::missing())?;
    let reader = viewer.actor();
    let found = app.read(move |conn| load(conn, &reader, id)).await?;
    let (zone, told) = (app.settings.fund.zone(), &found.told);
    let mut rows = facts(told, zone);
    if let Some(browser) = &told.browser {
        rows.push(SummaryRow::new("Browser", browser));
    }
    let mut sheet = Sheet::new(format!("Trouble: {}", told.number()), errors)
        .back("/desk/trouble", "Trouble")
        .with(Section::new("What was told, and what was known then").facts(rows));
    if let Some((application, round)) = &found.about {
        sheet = sheet.with(about(application, round, &found.others, viewer));
    }
    sheet = match &told.answer {
        Some(answer) => sheet.with(Section::new("Answer").facts(vec![
            SummaryRow::new("Answer", &answer.text),
            SummaryRow::new("From", &answer.by_name),
            SummaryRow::new("When", &datetime(answer.at, zone)),
        ])),
        None if policy::may_answer(&viewer.actor) => sheet.with(Section::new("Answer").text(way(told)).form(SheetForm::new(
            format!("/desk/trouble/{id}/answer"),
            FormKeys::new(app.fresh_key()),
            "Answer",
            vec![Input::area(Field::new("answer", "Answer").value(form.text("answer")).limit(4_000).rows(6).errors(errors))],
        ))),
        None => sheet.with(Section::new("Answer").text("It waits for an answer.")),
    };
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// How the answer gets there.
fn way(told: &Trouble) -> String {
    match told.account {
        Some(_) => format!("{} gets it by email.", told.name),
        None => format!("They were not signed in: write or call yourself, {}. Note here what you told them.", told.reach),
    }
}

fn about(application: &Application, round: &Opportunity, others: &[Trouble], viewer: &Viewer) -> Section {
    let mut facts = vec![SummaryRow::new("City", &application.city_name), SummaryRow::new("Round", &round.title)];
    if !others.is_empty() {
        let numbers: Vec<String> = others.iter().map(Trouble::number).collect();
        facts.push(SummaryRow::new("Other messages about it", &numbers.join(", ")));
    }
    let mut section = Section::new("The application").facts(facts);
    if opportunity::may_manage(&viewer.actor) {
        section =
            section.link(format!("/desk/opportunities/{}/deadline?city={}", round.slug, application.city), "Give this city more time");
    }
    section
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &id, (&Form::default(), &[])).await
}

async fn answer(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let trouble: Id<Trouble> = id.parse().map_err(|_| Problem::missing())?;
    let (actor, text, location) = (viewer.actor(), form.text("answer"), format!("/desk/trouble/{trouble}?done=sent"));
    let done = app.submit(&viewer, &form, move |tx| trouble::answer(tx, &actor, trouble, &text).map(|()| location.clone()));
    match done.await {
        Err(e @ AnswerError::Invalid(_)) if e.kind() == Kind::Invalid => page(&app, &viewer, &id, (&form, e.fields())).await,
        other => Ok(other?),
    }
}
