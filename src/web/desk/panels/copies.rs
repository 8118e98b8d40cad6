//! `/desk/panels/{slug}/blind`: how far the copies for blind review of a round are, and whether its reviewers wait for them.

use super::OFFICERS;
use super::pages::Pages;
use crate::blind::{self, InRound, RequireError, Requirement, State};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::panel;
use crate::people::Actor;
use crate::process;
use crate::web::fields::{Cell, Choices, Column, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;

/// What the link to this page says.
pub(super) const TITLE: &str = "Copies for blind review";

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/panels/{slug}/blind", Access::Fund(OFFICERS), show), post("/desk/panels/{slug}/blind", Access::Fund(OFFICERS), require)]
}

struct Found {
    round: Opportunity,
    /// Whether some phase withholds who applies, and whether one does now.
    blind: (bool, bool),
    requirement: Option<Requirement>,
    rows: Vec<InRound>,
}

fn load(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp)) -> Result<Found, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let rows = blind::list_round(conn, actor, round.id)?;
    let phases = panel::list_phases(conn, round.id)?;
    let blind = (phases.iter().any(|phase| !phase.flags.applicants), !panel::flags(&phases, now).applicants);
    Ok(Found { requirement: blind::find_requirement(conn, round.id)?, round, blind, rows })
}

fn facts(found: &Found) -> Vec<SummaryRow> {
    let phases = match found.blind {
        (false, _) => "No phase withholds who applies.",
        (true, false) => "A phase withholds who applies; not now.",
        (true, true) => "Who applies is withheld now.",
    };
    let count = |state| found.rows.iter().filter(|row| row.state == state).count();
    let copies = format!(
        "{} ready, {} in preparation, {} to look at again, {} missing",
        count(State::Ready),
        count(State::Begun),
        count(State::Stale),
        count(State::Missing)
    );
    let mut rows = vec![SummaryRow::new("Phases", phases), SummaryRow::new("Copies", &copies)];
    rows.extend(found.requirement.as_ref().map(|said| {
        let waits = if said.waits { "Reviewers wait for copies" } else { "Reviewers do not wait" };
        SummaryRow::new("Waiting", &format!("{waits}. {}, {}", said.by_name, datetime(said.at, found.round.closes.zone)))
    }));
    rows
}

fn status(state: State) -> Status {
    match state {
        State::Missing => Status::quiet(state.label()),
        State::Begun => Status::active(state.label()),
        State::Ready => Status::good(state.label()),
        State::Stale => Status::warning(state.label()),
    }
}

fn table(rows: &[InRound], zone: Tz) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::text("Known to reviewers as"),
        Column::number("Reviewers"),
        Column::text("Copy"),
        Column::text("Saved last"),
    ];
    let rows = rows.iter().map(|row| {
        let InRound { application, label, state, copy, reviewers } = row;
        let saved =
            copy.as_ref().map_or_else(|| "–".to_owned(), |copy| format!("{}, {}", copy.saved_by_name, datetime(copy.saved_at, zone)));
        vec![
            Cell::link(&application.reference, format!("/desk/applications/{}/blind", application.reference)).heading(),
            Cell::text(&application.city_name),
            Cell::text(label.clone().unwrap_or_else(|| "–".to_owned())),
            Cell::number(reviewers.to_string()),
            Cell::status(status(*state)),
            Cell::text(saved),
        ]
    });
    Table::new("copies", "Copies", columns).empty("No application of this round was received.").rows(rows.collect::<Vec<_>>())
}

async fn page(app: &App, viewer: &Viewer, slug: &str, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, now, wanted) = (viewer.actor(), app.now(), slug.to_owned());
    let found = app.read(move |conn| load(conn, &actor, (&wanted, now))).await?;
    let (title, zone) = (found.round.title.clone(), found.round.closes.zone);
    let (waits, version) = found.requirement.as_ref().map_or((false, 0), |said| (said.waits, said.version));
    let asked = Choices::yes_or_no("waits", "Do reviewers wait for a prepared copy where who applies is withheld?")
        .hint("If not, they read an application without a ready copy with the names withheld that the program knows.")
        .chosen(if waits { "yes" } else { "no" })
        .errors(errors);
    let keys = FormKeys::of_version(app.fresh_key(), version);
    let wanted = SheetForm::new(format!("/desk/panels/{slug}/blind"), keys, "Save", vec![Input::radios(asked)]);
    let pages = Pages::of_copies(slug, form);
    let copies = Section::new("Copies").table(table(pages.some(&found.rows), zone));
    let sheet = Sheet::new(TITLE, errors)
        .about(&title)
        .lead(&title)
        .back(format!("/desk/panels/{slug}"), format!("Panel of {title}"))
        .with(Section::new("How far they are").facts(facts(&found)))
        .with(pages.linked(copies, found.rows.len()))
        .with(Section::new("Waiting for copies").form(wanted));
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Vec<(String, String)>>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &slug, (&Form::default().with_fields(asked.into_inner()), &[])).await
}

async fn require(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let waits = match form.text("waits").as_str() {
        "yes" => true,
        "no" => false,
        _ => return page(&app, &viewer, &slug, (&form, &[FieldError::new("waits", "Choose yes or no.")])).await,
    };
    let (actor, round, seen) = (viewer.actor(), slug.into_inner(), form.version());
    let done = app.submit(&viewer, &form, move |tx| {
        process::require_copies(tx, &actor, &round, (waits, seen))?;
        Ok::<_, RequireError>(format!("/desk/panels/{round}/blind?done=blind-required"))
    });
    Ok(done.await?)
}
