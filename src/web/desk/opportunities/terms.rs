//! Title, summary, dates and amounts of the next version, changed in place in its text.

use super::revision::{Found, load};
use super::revision_at;
use super::texts::{Clash, saved};
use crate::kernel::{FieldError, Money};
use crate::opportunity::{Definition, Edit, FieldEdit, WallTime};
use crate::web::desk::releases::when;
use crate::web::fields::{DateField, Field, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::{NaiveDate, TimeZone};

/// A text of the definition: field, path, label.
const TEXTS: &[(&str, &str, &str)] = &[
    ("title", "title", "Title"),
    ("effort", "effort", "How long applying takes"),
    ("contact_name", "contact.name", "Whom to ask"),
    ("contact_email", "contact.email", "Their email address"),
];
/// A day of the definition: field, path, label.
const DAYS: &[(&str, &str, &str)] = &[
    ("decisions_by", "dates.decisions_by", "Decisions by"),
    ("performance_starts", "dates.performance_starts", "First day of the period of performance"),
    ("performance_ends", "dates.performance_ends", "Last day of the period of performance"),
];
/// The field of the last day on which questions are taken.
const QUESTIONS: &str = "questions_until";
/// A day with a time: field, path, label.
const MOMENTS: &[(&str, &str, &str)] = &[("opens", "dates.opens", "Opens"), ("closes", "dates.closes", "Closes")];
/// An amount: field, path, label.
const AMOUNTS: &[(&str, &str, &str)] = &[("floor", "amounts.floor_cents", "Smallest grant"), ("cap", "amounts.cap_cents", "Largest grant")];

fn text_of<'a>(d: &'a Definition, field: &str) -> &'a str {
    match field {
        "title" => &d.title,
        "summary" => d.summary.trim(),
        "effort" => &d.effort,
        "contact_name" => &d.contact.name,
        _ => &d.contact.email,
    }
}

fn day_of(d: &Definition, field: &str) -> NaiveDate {
    match field {
        "decisions_by" => d.dates.decisions_by,
        "performance_starts" => d.dates.performance_starts,
        _ => d.dates.performance_ends,
    }
}

fn moment_of<'a>(d: &'a Definition, field: &str) -> &'a WallTime {
    if field == "opens" { &d.dates.opens } else { &d.dates.closes }
}

/// `5:00 PM`, with the letters of the zone where the clock shows it twice.
fn time_of(at: &WallTime) -> String {
    let letters = at.letters.as_ref().map(|letters| format!(" {letters}")).unwrap_or_default();
    format!("{}{letters}", at.local.format("%-I:%M %p"))
}

fn amount_of(d: &Definition, field: &str) -> Money {
    if field == "floor" { d.amounts.floor() } else { d.amounts.cap() }
}

fn time_field(field: &str) -> String {
    format!("{field}_at")
}

/// The form, with what was typed or else what the revision says.
fn inputs(d: &Definition, form: &Form, errors: &[FieldError], clash: Clash) -> Vec<Input> {
    let line = |field: &str, label: &str, known: &str| clash.field(Field::new(field, label), form, known).errors(errors);
    let mut all = Vec::new();
    for (field, _, label) in TEXTS {
        all.push(Input::line(line(field, label, text_of(d, field))));
        if *field == "title" {
            all.push(Input::area(line("summary", "What it is for, in at most 150 words", text_of(d, "summary")).rows(8)));
        }
    }
    for (field, _, label) in MOMENTS {
        let known = moment_of(d, field);
        let day = clash.day(DateField::new(*field, format!("{label}: day")), form, Some(known.local.date())).errors(errors);
        let time = line(&time_field(field), &format!("{label}: time"), &time_of(known));
        let hint = format!("Such as 9:00 AM or 14:30, in the zone {}.", d.dates.zone.name());
        all.extend([Input::date(day), Input::line(if time.hint.is_none() { time.hint(hint) } else { time })]);
    }
    let questions = DateField::new(QUESTIONS, "Last day for questions about it").optional();
    let questions = clash.day(questions, form, d.dates.questions_until).errors(errors);
    let none = "Until the end of that day. Empty: until the deadline.";
    all.push(Input::date(if questions.hint.is_none() { questions.hint(none) } else { questions }));
    for (field, _, label) in DAYS {
        all.push(Input::date(clash.day(DateField::new(*field, *label), form, Some(day_of(d, field))).errors(errors)));
    }
    for (field, _, label) in AMOUNTS {
        all.push(Input::money(line(field, label, &amount_of(d, field).plain())));
    }
    all
}

/// What the form asks to change.
fn read(d: &Definition, form: &Form) -> Result<Vec<FieldEdit>, Vec<FieldError>> {
    let (mut edits, mut mistakes) = (Vec::new(), Vec::new());
    let put = |edits: &mut Vec<FieldEdit>, field: &str, edit: Edit| edits.push(FieldEdit { field: field.to_owned(), edit });
    for (field, path, _) in TEXTS.iter().chain(&[("summary", "summary", "")]) {
        let text = form.text(field);
        if text.is_empty() {
            mistakes.push(FieldError::new(*field, "Write something here."));
        } else if text != text_of(d, field).replace("\r\n", "\n") {
            put(&mut edits, field, Edit::Text((*path).to_owned(), text));
        }
    }
    for (field, path, _) in MOMENTS {
        match moment(d, form, field) {
            Ok(at) if at != *moment_of(d, field) => put(&mut edits, field, Edit::Text((*path).to_owned(), at.to_string())),
            Ok(_) => {}
            Err(more) => mistakes.extend(more),
        }
    }
    let questions = "dates.questions_until".to_owned();
    match DateField::read(form, QUESTIONS) {
        Ok(day) if day == d.dates.questions_until => {}
        Ok(Some(day)) => put(&mut edits, QUESTIONS, Edit::Text(questions, day.to_string())),
        Ok(None) => put(&mut edits, QUESTIONS, Edit::Remove(questions)),
        Err(e) => mistakes.push(e),
    }
    for (field, path, _) in DAYS {
        match day(form, field) {
            Ok(day) if day != day_of(d, field) => put(&mut edits, field, Edit::Text((*path).to_owned(), day.to_string())),
            Ok(_) => {}
            Err(e) => mistakes.push(e),
        }
    }
    for (field, path, _) in AMOUNTS {
        match form.money(field) {
            Ok(amount) if amount != amount_of(d, field) => put(&mut edits, field, Edit::Number((*path).to_owned(), amount.cents())),
            Ok(_) => {}
            Err(e) => mistakes.push(FieldError::new(*field, e.to_string())),
        }
    }
    if mistakes.is_empty() { Ok(edits) } else { Err(mistakes) }
}

/// The day and the time that a moment is typed in. Of an hour that the clock shows twice, the letters say which is meant.
fn moment(d: &Definition, form: &Form, field: &str) -> Result<WallTime, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let day = day(form, field).map_err(|e| mistakes.push(e));
    let typed = form.text(&time_field(field));
    let (clock, mark) = when::marked(&typed);
    let at_time = |sentence: String| FieldError::new(time_field(field), sentence);
    let time = when::time(clock).ok_or(()).map_err(|()| mistakes.push(at_time("Enter the time, such as 9:00 AM.".into())));
    let (Ok(day), Ok(time)) = (day, time) else { return Err(mistakes) };
    let local = day.and_time(time);
    when::meant(local, d.dates.zone, mark).map_err(|sentence| vec![at_time(sentence)])?;
    // Letters that say nothing more are left out.
    let is_twice = d.dates.zone.from_local_datetime(&local).single().is_none();
    Ok(WallTime { local, letters: mark.filter(|_| is_twice).map(str::to_uppercase) })
}

fn day(form: &Form, field: &str) -> Result<NaiveDate, FieldError> {
    DateField::read(form, field)?.ok_or_else(|| FieldError::new(field, "Enter the day."))
}

fn sheet(app: &App, found: &Found, (form, errors): (&Form, &[FieldError]), clash: Clash) -> Sheet {
    let slug = &found.revision.slug;
    // After a mistake alone the version stays the one that was typed on, so that a colleague's save is met.
    let is_mistake = matches!(clash, Clash::None) && !errors.is_empty();
    let version = if is_mistake { form.version() } else { found.revision.version };
    let keys = FormKeys::of_version(app.fresh_key(), version);
    let inputs = inputs(&found.definition, form, errors, clash);
    Sheet::new("Title, dates and amounts", errors)
        .about(&found.definition.title)
        .lead("All of it is checked when you save. Nothing is published before you say so.")
        .back(revision_at(slug, ""), "Next version")
        .with(Section::new("Change it").form(SheetForm::new(revision_at(slug, "/terms"), keys, "Save", inputs)))
}

pub(super) async fn ask(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let found = app.read(move |conn| load(conn, &slug)).await?;
    app.page(&viewer, &sheet(&app, &found, (&Form::default(), &[]), Clash::None))
}

pub(super) async fn save(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let wanted = slug.clone();
    let found = app.read(move |conn| load(conn, &wanted)).await?;
    let edits = match read(&found.definition, &form) {
        Ok(edits) => edits,
        Err(errors) => return app.page_with_mistakes(&viewer, &sheet(&app, &found, (&form, &errors), Clash::None)),
    };
    match saved(&app, &viewer, &form, (&slug, edits, "title")).await? {
        Ok(response) => Ok(response),
        Err((errors, clash)) => {
            let found = app.read(move |conn| load(conn, &slug)).await?;
            app.page_with_mistakes(&viewer, &sheet(&app, &found, (&form, &errors), clash))
        }
    }
}
