//! A newer version of the form while a city writes: what changed, which answers would not fit,
//! and the move to it, if the city wants that.

use super::applications::{home, load_to_write};
use crate::intake::{self, Application, NewerVersion};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// The box that says yes to the move.
const MOVE: &str = "move";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}/version", Access::Applying(CITY), show),
        post("/portal/applications/{reference}/version", Access::Applying(CITY_WRITERS), go),
    ]
}

async fn page(app: &App, viewer: &Viewer, reference: &str, errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let (actor, wanted) = (viewer.actor(), reference.to_owned());
    let (application, newer) = app
        .read(move |conn| {
            let application = intake::find_of_city(conn, &actor, &wanted)?;
            let newer = intake::find_newer_version(conn, &application)?;
            Ok::<_, crate::db::Error>((application, newer))
        })
        .await?;
    let sheet = Sheet::new("A newer version of the form", errors)
        .about(&application.reference)
        .back(home(&application.reference), application.shown_title());
    let sheet = match newer {
        None => {
            sheet.with(Section::new("Nothing to do").text("Your application is on the version in force, or it is not a draft any more."))
        }
        Some(newer) => {
            let may_write = intake::policy::may_write(&viewer.actor, &application);
            with_newer(app, sheet, (&application, &newer), (errors, may_write))
        }
    };
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn with_newer(
    app: &App,
    sheet: Sheet,
    (application, newer): (&Application, &NewerVersion),
    (errors, may_write): (&[FieldError], bool),
) -> Sheet {
    let (on, to) = newer.numbers;
    let lead = format!(
        "You began on version {on}. Version {to} is in force now. You can finish and submit on version {on}, or move to version {to}."
    );
    let columns = vec![Column::text("What"), Column::text("Before"), Column::text("Now")];
    let rows = newer.changes.iter().map(|d| {
        let said = |text: &Option<String>, none: &str| Cell::text(text.clone().unwrap_or_else(|| none.to_owned()));
        vec![Cell::text(&d.part).heading(), said(&d.before, "Was not there"), said(&d.now, "Is gone")]
    });
    let changes = Table::new("changes", "What changed", columns).empty("Nothing that concerns you.").rows(rows.collect::<Vec<_>>());
    let columns = vec![Column::text("Question"), Column::text("Your answer"), Column::text("Why it does not fit")];
    let unfit = newer.unfit.iter().map(|u| vec![Cell::text(&u.label).heading(), Cell::text(&u.shown), Cell::text(&u.why)]);
    let files = newer.lost_files.iter().map(|file| {
        vec![
            Cell::text("A file").heading(),
            Cell::text(&file.name),
            Cell::text("Its question is not asked of you, and it does not fit the newer version."),
        ]
    });
    let unfit = Table::new("unfit", "Answers that would not fit", columns)
        .empty("Every answer you gave fits.")
        .rows(unfit.chain(files).collect::<Vec<_>>());
    let section = Section::new("Answers that would not fit")
        .text(format!(
            "Of your answers, {} stay as they are. Copy what is listed here if you need it: it is given up by the move.",
            newer.kept
        ))
        .table(unfit);
    let sheet = sheet.lead(lead).with(Section::new("What changed").table(changes)).with(section);
    if !newer.obstacles.is_empty() {
        return sheet.with(Section::new("Before you can move").items(newer.obstacles.clone()));
    }
    if !may_write {
        return sheet;
    }
    let sure = Choices::one(MOVE, "Do you want to move?", &format!("Move this application to version {to}. It cannot be moved back."));
    let keys = FormKeys::of_version(app.fresh_key(), application.version);
    let inputs = vec![Input::hidden("to", &newer.sha256), Input::checkboxes(sure.errors(errors))];
    let form = SheetForm::new(format!("{}/version", home(&application.reference)), keys, "Move to the newer version", inputs);
    sheet.with(Section::new("Move to the newer version").form(form))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &reference, &[]).await
}

async fn go(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    load_to_write(&app, &viewer, reference.to_string()).await?;
    if !form.has(MOVE) {
        let mistake = [FieldError::new(MOVE, "Tick the box to move, or go back to stay on your version.")];
        return page(&app, &viewer, &reference, &mistake).await;
    }
    let (actor, wanted, to, version) = (viewer.actor(), reference.to_string(), form.text("to"), form.version());
    let done = app.submit(&viewer, &form, move |tx| {
        let application = intake::find_of_city(tx, &actor, &wanted)?;
        intake::move_to_newer_version(tx, &actor, application.id, (&to, version))?;
        Ok::<_, intake::EditError>(format!("{}?done=moved-to-version", home(&application.reference)))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &reference, &e.mistakes()).await,
        Err(intake::EditError::Changed) => {
            let told = "The application or its form changed after you opened this page. Nothing was moved. Look at it again.";
            page(&app, &viewer, &reference, &[FieldError::new(MOVE, told)]).await
        }
        other => Ok(other?),
    }
}
