//! Answers of an earlier application of the city, taken over into a new one, and the way to its activities.

use super::applications::{home, load_to_write};
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::locale::format;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Choices, Column, FormKeys, Table};
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
    let (application, others, plans, zone) = app
        .read(move |conn| {
            let application = intake::find_of_city(conn, &actor, &wanted)?;
            let others = intake::list_to_copy_from(conn, &actor, &application)?;
            let plans = intake::list_with_plan(conn, &actor, &application)?;
            let zone = intake::city_zone(conn, &application)?;
            Ok::<_, crate::db::Error>((application, others, plans, zone))
        })
        .await?;
    let choices = others.iter().map(|other| {
        let saved = format::datetime(other.updated_at, zone);
        (other.id.text(), format!("{}: {}, last saved {saved}", other.reference, other.shown_title()))
    });
    let section = Section::new("Answers")
        .text("Answers to the same questions are taken over where nothing is answered yet. Activities with their costs are below. Files are never copied.");
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
    let sheet = Sheet::new("Copy from an earlier application", errors)
        .about(&application.reference)
        .back(home(&application.reference), application.shown_title())
        .with(section)
        .with_some((!plans.is_empty()).then(|| plans_section(&application, &plans)));
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// The earlier applications that have activities, each with where it is looked at what would become of them.
fn plans_section(application: &Application, plans: &[(Application, usize, Money)]) -> Section {
    let columns = vec![Column::text("Application"), Column::number("Activities"), Column::number("Asked for")];
    let row = |(other, count, asked): &(Application, usize, Money)| {
        let href = format!("{}/copy/{}", home(&application.reference), other.reference);
        vec![
            Cell::link(format!("{}, {}", other.reference, other.shown_title()), href).heading(),
            Cell::number(count.to_string()),
            Cell::number(asked.to_string()),
        ]
    };
    Section::new("Activities and their costs")
        .text("Open an application to see what of its plan fits this round, and choose what to copy.")
        .table(Table::new("plans", "Activities and their costs", columns).rows(plans.iter().map(row).collect::<Vec<_>>()))
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &reference, (&Form::default(), &[])).await
}

async fn copy(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    load_to_write(&app, &viewer, reference.to_string()).await?;
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
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &reference, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
