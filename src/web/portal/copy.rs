//! Answers of an earlier application of the city, taken over into a new one.

use super::applications::home;
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Choices, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}/copy", Access::Applying(CITY), show),
        post("/portal/applications/{reference}/copy", Access::Applying(CITY_WRITERS), copy),
    ]
}

async fn page(app: &App, viewer: &Viewer, reference: &str, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, wanted) = (viewer.actor(), reference.to_owned());
    let (application, others, zone) = app
        .read(move |conn| {
            let application = intake::find_of_city(conn, &actor, &wanted)?;
            let others = intake::list_to_copy_from(conn, &actor, &application)?;
            let zone = intake::city_zone(conn, &application)?;
            Ok::<_, crate::db::Error>((application, others, zone))
        })
        .await?;
    let choices = others.iter().map(|other| {
        let saved = format::datetime(other.updated_at, zone);
        (other.id.text(), format!("{}: {}, last saved {saved}", other.reference, other.shown_title()))
    });
    let section = Section::new("From which application?")
        .text("Answers to the same questions are taken over where nothing is answered yet. The plan, the budget and files are not: their dates and prices have changed.");
    let section = if others.is_empty() {
        section.text("Your city has no other application.")
    } else {
        let chosen = Choices::new("from", "Earlier application", choices).chosen(&form.text("from")).errors(errors);
        section.form(SheetForm::new(
            format!("{}/copy", home(&application.reference)),
            FormKeys::new(app.fresh_key()),
            "Copy answers",
            vec![Input::radios(chosen)],
        ))
    };
    let sheet = Sheet::new("Copy answers from an earlier application", errors)
        .about(&application.reference)
        .back(home(&application.reference), application.shown_title())
        .with(section);
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &reference, (&Form::default(), &[])).await
}

async fn copy(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let Ok(from) = form.text("from").parse::<Id<Application>>() else {
        let mistake = [FieldError::new("from", "Choose an earlier application of your city.")];
        return page(&app, &viewer, &reference, (&form, &mistake)).await;
    };
    let (actor, wanted) = (viewer.actor(), reference.to_string());
    let done = app.submit(&viewer, &form, move |tx| {
        let application = intake::find_of_city(tx, &actor, &wanted)?;
        let copied = intake::copy_answers(tx, &actor, application.id, from)?;
        let told = if copied == 0 { "done=nothing-copied" } else { "done=answers-copied" };
        Ok::<_, intake::EditError>(format!("{}?{told}", home(&application.reference)))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &reference, (&form, e.fields())).await,
        other => Ok(other?),
    }
}
