//! Reviewing without a connection: takes the score sheet of a round out as CSV or XLSX and the pack of applications as PDF,
//! and brings a filled-in sheet back. What it would change is looked at first (`score_sheet/looked_at.rs`); only drafts are
//! ever saved by it.

mod looked_at;

use super::reviews::WHO;
use crate::db::Error;
use crate::kernel::FieldError;
use crate::opportunity::Rubric;
use crate::reporting::FillIn;
use crate::sheets::{self, IN_A_PACK, KeepError, MOST_BYTES, OpenReview, Own, Version};
use crate::web::access::Access;
use crate::web::fields::{Cell, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, files, get, post};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;
use std::sync::Arc;

pub(super) fn routes() -> Vec<Route> {
    [
        get("/panel/rounds/{slug}/sheet", Access::Fund(WHO), show),
        post("/panel/rounds/{slug}/sheet", Access::Fund(WHO), look),
        post("/panel/rounds/{slug}/sheet/save", Access::Fund(WHO), save),
        get("/panel/rounds/{slug}/sheet.csv", Access::Fund(WHO), csv),
        get("/panel/rounds/{slug}/sheet.xlsx", Access::Fund(WHO), xlsx),
        #[cfg(feature = "pdf")]
        get("/panel/rounds/{slug}/pack.pdf", Access::Fund(WHO), pack),
    ]
    .to_vec()
}

/// Which rubric a sheet is for, where a round has several; which part of a pack.
#[derive(Deserialize)]
struct Asked {
    rubric: Option<String>,
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "asked for with the pack, which is printed only with the feature pdf"))]
    part: Option<usize>,
}

/// Where the sheet of a round is taken out and brought back.
pub(super) fn href(slug: &str) -> String {
    format!("/panel/rounds/{slug}/sheet")
}

async fn load(app: &App, viewer: &Viewer, slug: String) -> Result<Own, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    app.read(move |conn| sheets::own(conn, &actor, &slug, now)).await.map_err(|e: Error| Problem::from(e))
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let own = load(&app, &viewer, slug.into_inner()).await?;
    app.page(&viewer, &page(&app, &own, &[]))
}

fn page(app: &App, own: &Own, errors: &[FieldError]) -> Sheet {
    let slug = &own.round.slug;
    let sheet = Sheet::new("Work without a connection", errors)
        .about(&own.round.title)
        .lead("Take your reviews with you as a sheet or on paper, and bring your scores back when you are connected again.")
        .back("/panel", "Reviews");
    let undeclared = own.undeclared();
    let mut reviews = Section::new(own.round.title.clone()).table(listed(own));
    if undeclared > 0 {
        let words =
            if undeclared == 1 { "1 application is not here".to_owned() } else { format!("{undeclared} applications are not here") };
        reviews =
            reviews.text(format!("{words} yet: say first whether you have a conflict of interest.")).link("/panel/conflicts", "Declare");
    }
    if own.open.is_empty() {
        return sheet.with(reviews);
    }
    let choose = Field::new("file", "Score sheet")
        .hint(format!("The CSV or XLSX that you filled in, smaller than {} MB.", MOST_BYTES / 1_000_000))
        .accept(".csv,.xlsx")
        .errors(errors);
    let bring = Section::new("Bring it back")
        .text("You see what would change before anything is saved. Only drafts are saved: you submit each review on its page.")
        .form(SheetForm::new(href(slug), FormKeys::new(app.fresh_key()), "Look at it", vec![Input::file(choose)]));
    sheet.with(reviews).with(taken_out(own)).with_some(printed(own)).with(bring)
}

/// The open reviews, with how far each is.
fn listed(own: &Own) -> Table {
    let columns = vec![Column::text("Application"), Column::text("Plan"), Column::number("Scored")];
    let row = |open: &OpenReview| {
        let rubric = &open.definition.rubric;
        let scored = format!("{} of {}", scored(rubric, open), rubric.criteria.len());
        let href = format!("/panel/reviews/{}", open.task);
        vec![Cell::link(&open.label, href).heading(), Cell::text(&open.title), Cell::number(scored)]
    };
    Table::new("reviews", "Your open reviews", columns).empty("You have no open review in this round.").rows(own.open.iter().map(row))
}

fn scored(rubric: &Rubric, open: &OpenReview) -> usize {
    crate::review::review_of(rubric, &open.fields).scored(rubric)
}

/// The sheets: one, unless reviews of the round are written under several rubrics.
fn taken_out(own: &Own) -> Section {
    let versions = own.versions();
    let mut section = Section::new("Score sheet")
        .text("One row for each application, one column for each score and comment, filled with what you saved. The XLSX says on a second sheet what every point means.");
    if versions.len() > 1 {
        section = section.text("The rubric of this round was changed while cities applied: there is a sheet for each rubric.");
    }
    for version in &versions {
        let which =
            if versions.len() > 1 { format!(", {} under rubric {}", of_reviews(version.reviews), version.rubric) } else { String::new() };
        for (ending, kind) in [("xlsx", "XLSX"), ("csv", "CSV")] {
            let href = format!("{}.{ending}?rubric={}", href(&own.round.slug), version.rubric);
            section = section.link(href, format!("Download the score sheet ({kind}){which}"));
        }
    }
    section
}

fn of_reviews(n: usize) -> String {
    if n == 1 { "1 review".to_owned() } else { format!("{n} reviews") }
}

/// The packs to print, where documents can be printed.
fn printed(own: &Own) -> Option<Section> {
    if !cfg!(feature = "pdf") {
        return None;
    }
    let (all, parts) = (own.open.len(), sheets::count_parts(own.open.len()));
    let mut section = Section::new("Print pack").text(
        "Each application as you read it, with its rubric and room to write. Keep it to yourself, and destroy it when your reviews are in.",
    );
    if parts > 1 {
        section = section.text(format!("A pack holds at most {IN_A_PACK} applications."));
    }
    for part in 1..=parts {
        let (first, last) = ((part - 1) * IN_A_PACK + 1, (part * IN_A_PACK).min(all));
        let which = if parts > 1 { format!(": applications {first} to {last} of {all}") } else { String::new() };
        section = section.link(format!("/panel/rounds/{}/pack.pdf?part={part}", own.round.slug), format!("Print pack (PDF){which}"));
    }
    Some(section)
}

/// The sheet that is asked for, with the name of its file.
async fn made(app: &App, viewer: &Viewer, (slug, asked): (String, Asked)) -> Result<(FillIn, String), Problem> {
    let own = load(app, viewer, slug).await?;
    let is_it = |version: &Version| asked.rubric.as_ref().is_none_or(|rubric| *rubric == version.rubric);
    let version = own.versions().into_iter().find(is_it).ok_or_else(Problem::missing)?;
    let name = format!("scores-{}-{}", own.round.slug, app.now().day_in(app.settings.fund.zone()));
    Ok((sheets::sheet(&own, &version, app.now()), name))
}

async fn csv(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (sheet, name) = made(&app, &viewer, (slug.into_inner(), asked.into_inner())).await?;
    let text = sheet.csv().map_err(|e| Problem::broken(e.to_string()))?;
    Ok(files::download(&format!("{name}.csv"), "text/csv; charset=utf-8", text))
}

async fn xlsx(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (sheet, name) = made(&app, &viewer, (slug.into_inner(), asked.into_inner())).await?;
    let book = app.work(move || sheet.xlsx()).await?.map_err(|e| Problem::broken(e.to_string()))?;
    Ok(files::download(&format!("{name}.xlsx"), files::XLSX, book))
}

#[cfg(feature = "pdf")]
async fn pack(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, now, part) = (viewer.actor(), app.now(), asked.part.unwrap_or(1));
    let found = app.long_read(move |conn| sheets::pack(conn, &actor, (&slug, part), now)).await.map_err(|e: Error| Problem::from(e))?;
    crate::web::printed::pack(&app, found).await
}

/// Reads the sheet that was sent and shows what it would change. Nothing is saved, and the file is not kept.
async fn look(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let own = Arc::new(load(&app, &viewer, slug.into_inner()).await?);
    let wrong = |message: String| app.page_with_mistakes(&viewer, &page(&app, &own, &[FieldError::new("file", message)]));
    let Some(sent) = form.upload("file").cloned() else { return wrong("Select the sheet that you filled in.".into()) };
    if sent.content.size_bytes() > MOST_BYTES as u64 {
        return wrong(sheets::FileFault::TooLarge.to_string());
    }
    let (bytes, of) = (sent.bytes()?, Arc::clone(&own));
    match app.file_work(move || sheets::read(&of, &sent.file_name, &bytes)).await? {
        Err(fault) => wrong(fault.to_string()),
        Ok(preview) => app.page(&viewer, &looked_at::page(&app, (&own, &preview), None)?),
    }
}

/// Saves what was looked at, if it is still so; otherwise it is shown again.
async fn save(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (slug, actor, chosen) = (slug.into_inner(), viewer.actor(), form.all("take"));
    let rows = sheets::rows_of(form.raw("sheet").unwrap_or_default())
        .map_err(|_| Problem::unreadable("Nothing was saved. Go back to the page of the sheet and send your file again."))?;
    let (sent, round) = (rows.clone(), slug.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            let done = sheets::keep(tx, &actor, &round, &sent, &chosen)?;
            let told = if done.reviews > 0 { "done=sheet-kept" } else { "done=sheet-not-needed" };
            Ok::<_, KeepError>(format!("{}?{told}", href(&round)))
        })
        .await;
    match outcome {
        Err(changed @ KeepError::Changed) => {
            let own = load(&app, &viewer, slug).await?;
            let preview = sheets::preview(&own, rows, vec![]);
            let again = looked_at::page(&app, (&own, &preview), Some(changed.to_string()))?;
            app.page_as(StatusCode::CONFLICT, &viewer, &again)
        }
        other => Ok(other?),
    }
}
