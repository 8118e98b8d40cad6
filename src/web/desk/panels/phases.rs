//! The phases of the review of a round, each with its flags: a list, a form that adds one, and a page for each.

use super::{OFFICERS, READERS, copies};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::panel::{self, Flags, NewPhase, Phase, Scores};
use crate::web::desk::releases::when;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, DateField, Field, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use strum::VariantArray;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/panels/{slug}/phases", Access::Fund(READERS), list),
        post("/desk/panels/{slug}/phases", Access::Fund(OFFICERS), add),
        get("/desk/panels/{slug}/phases/{phase}", Access::Fund(OFFICERS), show),
        post("/desk/panels/{slug}/phases/{phase}", Access::Fund(OFFICERS), change),
        post("/desk/panels/{slug}/phases/{phase}/remove", Access::Fund(OFFICERS), remove),
    ]
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

fn said(flag: bool) -> &'static str {
    if flag { "Yes" } else { "No" }
}

/// The fields of a phase, as typed or else as known.
fn inputs(known: Option<&Phase>, zone: Tz, (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let is_typed = form.has("name");
    let flags = known.map(|phase| phase.flags).unwrap_or_default();
    let name = if is_typed { form.text("name") } else { known.map(|phase| phase.name.clone()).unwrap_or_default() };
    let day = |name: &'static str, label: &str, at: Option<Timestamp>| {
        let field = DateField::new(name, label);
        let field = if is_typed { field.typed(form) } else { field.value(at.map(|at| at.day_in(zone))) };
        field.errors(errors)
    };
    let time = |name: &'static str, label: &str, at: Option<Timestamp>| {
        let shown = at.map(|at| at.utc().with_timezone(&zone).format("%-I:%M %p").to_string()).unwrap_or_default();
        let hint = format!("Such as 9:00 AM or 14:30, in the zone {}.", zone.name());
        Field::new(name, label).value(if is_typed { form.text(name) } else { shown }).hint(hint).errors(errors)
    };
    let chosen = |choices: Choices, known: &str| {
        let typed = form.text(&choices.name);
        let value = if is_typed { typed } else { known.to_owned() };
        Input::radios(choices.chosen(&value).errors(errors))
    };
    let (begins, ends) = (known.map(|phase| phase.begins_at), known.and_then(|phase| phase.ends_at));
    let scores =
        Choices::new("scores", "When do reviewers see the scores of others?", Scores::VARIANTS.iter().map(|s| (s.to_string(), s.label())));
    vec![
        Input::line(Field::new("name", "Name").hint("Such as Individual review, Discussion or Decision.").value(name).errors(errors)),
        Input::date(day("begins_on", "Begins on", begins)),
        Input::line(time("begins_at", "Begins at", begins)),
        Input::date(day("ends_on", "Ends on", ends).optional()),
        Input::line(time("ends_at", "Ends at", ends).optional()),
        chosen(Choices::yes_or_no("applicants", "Do reviewers see the names of applicants?"), yes(flags.applicants)),
        chosen(scores, &flags.scores.to_string()),
        chosen(Choices::yes_or_no("reviewers", "Do reviewers see who wrote which review?"), yes(flags.reviewers)),
        chosen(Choices::yes_or_no("changes", "May submitted reviews be changed?"), yes(flags.changes)),
    ]
}

/// The instant that a day and a time name; nothing when both are empty.
fn instant(form: &Form, (on, at): (&str, &str), zone: Tz) -> Result<Option<Timestamp>, Vec<FieldError>> {
    let (day, typed) = (DateField::read(form, on), form.text(at));
    let (clock, mark) = when::marked(&typed);
    let no_time = || FieldError::new(at, "Enter the time, such as 9:00 AM.");
    match (day, when::time(clock)) {
        (Ok(None), None) if typed.is_empty() => Ok(None),
        (Ok(None), time) => {
            Err([Some(FieldError::new(on, "Enter the day.")), time.is_none().then(no_time)].into_iter().flatten().collect())
        }
        (Ok(Some(_)), None) => Err(vec![no_time()]),
        (Ok(Some(day)), Some(time)) => match when::meant(day.and_time(time), zone, mark) {
            Ok(instant) => Ok(Some(instant)),
            Err(sentence) => Err(vec![FieldError::new(at, sentence)]),
        },
        (Err(mistake), time) => Err(std::iter::once(mistake).chain(time.is_none().then(no_time)).collect()),
    }
}

/// What was typed, or all that is wrong with it.
fn read(form: &Form, zone: Tz) -> Result<NewPhase, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let begins_at = instant(form, ("begins_on", "begins_at"), zone).map_err(|found| mistakes.extend(found)).ok();
    if begins_at == Some(None) {
        mistakes.push(FieldError::new("begins_on", "Enter the day."));
    }
    let ends_at = instant(form, ("ends_on", "ends_at"), zone).map_err(|found| mistakes.extend(found)).ok();
    let mut flag = |name: &str| match form.text(name).as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            mistakes.push(FieldError::new(name, "Choose yes or no."));
            false
        }
    };
    let (applicants, reviewers, changes) = (flag("applicants"), flag("reviewers"), flag("changes"));
    let scores = form.text("scores").parse::<Scores>();
    if scores.is_err() {
        mistakes.push(FieldError::new("scores", "Choose when."));
    }
    match (begins_at.flatten(), ends_at, scores) {
        (Some(begins_at), Some(ends_at), Ok(scores)) if mistakes.is_empty() => {
            let flags = Flags { applicants, scores, reviewers, changes };
            Ok(NewPhase { name: form.text("name"), begins_at, ends_at, flags })
        }
        _ => Err(mistakes),
    }
}

fn load(conn: &mut Conn, slug: &str) -> Result<(Opportunity, Vec<Phase>), Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let phases = panel::list_phases(conn, round.id)?;
    Ok((round, phases))
}

fn holds(flags: Flags) -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Names of applicants", said(flags.applicants)),
        SummaryRow::new("Scores of others", flags.scores.label()),
        SummaryRow::new("Who wrote which review", said(flags.reviewers)),
        SummaryRow::new("Submitted reviews may be changed", said(flags.changes)),
    ]
}

fn table(phases: &[Phase], (slug, zone, now): (&str, Tz, Timestamp), may: bool) -> Table {
    let columns = ["Phase", "Begins", "Ends", "Names", "Scores of others", "Reviewers", "Changes", "Status"].map(Column::text).to_vec();
    let rows = phases.iter().map(|phase| {
        let name = if may { Cell::link(&phase.name, format!("/desk/panels/{slug}/phases/{}", phase.id)) } else { Cell::text(&phase.name) };
        let status = match phase.ends_at {
            _ if phase.holds(now) => Status::active("Now"),
            Some(end) if end <= now => Status::done("Over"),
            _ => Status::quiet("To come"),
        };
        vec![
            name.heading(),
            Cell::text(datetime(phase.begins_at, zone)),
            Cell::text(phase.ends_at.map_or_else(|| "No end".to_owned(), |end| datetime(end, zone))),
            Cell::text(said(phase.flags.applicants)),
            Cell::text(phase.flags.scores.label()),
            Cell::text(said(phase.flags.reviewers)),
            Cell::text(said(phase.flags.changes)),
            Cell::status(status),
        ]
    });
    let empty = "None. Reviewers see who applies, see the reviews of others after submitting their own, and change nothing afterwards.";
    Table::new("phases", "Phases", columns).empty(empty).rows(rows.collect::<Vec<_>>())
}

async fn list_page(app: &App, viewer: &Viewer, slug: &str, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (now, wanted, errors) = (app.now(), slug.to_owned(), typed.1);
    let (round, phases) = app.read(move |conn| load(conn, &wanted)).await?;
    let (zone, may) = (round.closes.zone, panel::may_set_phases(&viewer.actor));
    let copies = Doors::of(&viewer.actor).link(format!("/desk/panels/{slug}/blind"), copies::TITLE);
    let gaps = "Between phases and after the last one, what the phase before says still holds, but nothing may be changed.";
    let mut sheet = Sheet::new("Phases of the review", errors)
        .about(&round.title)
        .back(format!("/desk/panels/{slug}"), format!("Panel of {}", round.title))
        .with(Section::new("What holds now").facts(holds(panel::flags(&phases, now))))
        .with(Section::new("Phases").text(gaps).table(table(&phases, (slug, zone, now), may)).link_some(copies));
    if may {
        let keys = FormKeys::new(app.fresh_key());
        let form = SheetForm::new(format!("/desk/panels/{slug}/phases"), keys, "Add the phase", inputs(None, zone, typed));
        sheet = sheet.with(Section::new("Add a phase").form(form));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn list(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    list_page(&app, &viewer, &slug, (&Form::default(), &[])).await
}

async fn zone_of(app: &App, slug: &str) -> Result<Tz, Problem> {
    let wanted = slug.to_owned();
    let round = app.read(move |conn| opportunity::by_slug(conn, &wanted)).await.map_err(|e: Error| Problem::from(e))?;
    Ok(round.closes.zone)
}

async fn add(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let new = match read(&form, zone_of(&app, &slug).await?) {
        Ok(new) => new,
        Err(mistakes) => return list_page(&app, &viewer, &slug, (&form, &mistakes)).await,
    };
    let round = slug.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        panel::add_phase(tx, &actor, &round, &new).map(|_| format!("/desk/panels/{round}/phases?done=phase-saved"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => list_page(&app, &viewer, &slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn page(app: &App, viewer: &Viewer, (slug, id): &(String, String), typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (wanted, phase, errors) = (slug.clone(), phase_of(id)?, typed.1);
    let found = app.read(move |conn| {
        let round = opportunity::by_slug(conn, &wanted)?;
        let phase = panel::phase(conn, phase)?;
        if phase.round == round.id { Ok((round, phase)) } else { Err(Error::Missing) }
    });
    let (round, phase) = found.await?;
    let version = if typed.0.has("version") { typed.0.version() } else { phase.version };
    let keys = || FormKeys::of_version(app.fresh_key(), version);
    let here = format!("/desk/panels/{slug}/phases/{id}");
    let removal = SheetForm::new(format!("{here}/remove"), keys(), "Take this phase away", vec![]).quiet();
    let sheet = Sheet::new(format!("Phase: {}", phase.name), errors)
        .about(&round.title)
        .back(format!("/desk/panels/{slug}/phases"), "Phases of the review")
        .with(Section::new("Change it").form(SheetForm::new(
            here,
            keys(),
            "Save the phase",
            inputs(Some(&phase), round.closes.zone, typed),
        )))
        .with(Section::new("Take it away").text("The record keeps what it was.").form(removal));
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn phase_of(id: &str) -> Result<Id<Phase>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &path, (&Form::default(), &[])).await
}

async fn change(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, phase, seen) = (viewer.actor(), phase_of(&path.1)?, form.version());
    let new = match read(&form, zone_of(&app, &path.0).await?) {
        Ok(new) => new,
        Err(mistakes) => return page(&app, &viewer, &path, (&form, &mistakes)).await,
    };
    let to = format!("/desk/panels/{}/phases?done=phase-saved", path.0);
    let done = app.submit(&viewer, &form, move |tx| panel::change_phase(tx, &actor, phase, (&new, seen)).map(|()| to.clone()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &path, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn remove(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, phase, seen) = (viewer.actor(), phase_of(&path.1)?, form.version());
    let to = format!("/desk/panels/{}/phases?done=phase-removed", path.0);
    let done = app.submit(&viewer, &form, move |tx| panel::remove_phase(tx, &actor, phase, seen).map(|()| to.clone()));
    Ok(done.await?)
}
