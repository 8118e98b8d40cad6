//! The register of events: found by words, with what may be one and the same, merged with a look at it first, and
//! separated again; and each entry corrected.

mod correct;
mod entry;
mod find;
mod parts;

use crate::db;
use crate::gathering::{self, Event, EventError, MergeError, Suggestion, policy};
use crate::kernel::{FieldError, Id};
use crate::locale::format::date_range;
use crate::people::FundRole;
use crate::web::fields::{Cell, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use parts::Parts;
use serde::Deserialize;

const READERS: Access = Access::Fund(&[
    FundRole::ProgramOfficer,
    FundRole::FinanceOfficer,
    FundRole::ApprovingOfficial,
    FundRole::ReleasingOfficer,
    FundRole::Auditor,
]);
const OFFICERS: Access = Access::Fund(&[FundRole::ProgramOfficer]);
/// So many events are listed.
const MOST: i64 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/events", READERS, list),
        get("/desk/events/new", OFFICERS, show_new),
        post("/desk/events/new", OFFICERS, enter),
        get("/desk/events/{id}", READERS, show),
        get("/desk/events/{id}/correct", OFFICERS, correct::show),
        post("/desk/events/{id}/correct", OFFICERS, correct::correct),
        get("/desk/events/{id}/merge", OFFICERS, find::show),
        get("/desk/events/{id}/merge/{other}", OFFICERS, show_merge),
        post("/desk/events/{id}/merge/{other}", OFFICERS, merge),
        post("/desk/events/{id}/separate", OFFICERS, separate),
    ]
}

/// What is searched for.
#[derive(Debug, Deserialize)]
struct Asked {
    q: Option<String>,
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let words = asked.into_inner().q.unwrap_or_default();
    let (actor, sought) = (viewer.actor(), words.clone());
    let events = app.read(move |conn| gathering::list_events(conn, &actor, &sought, MOST)).await?;
    let search = Field::new("q", "Words of the name, the place or who holds it").kind("search").value(words);
    let mut section = Section::new("Events").filters("/desk/events", vec![Input::line(search)]).table(table("events", "Events", &events));
    if i64::try_from(events.len()).unwrap_or(0) == MOST {
        section = section.text("These are the newest 100. Search to find others.");
    }
    if policy::may_tidy(&viewer.actor) {
        section = section.link("/desk/events/new", "Enter an event");
    }
    let sheet = Sheet::new("Events", &[])
        .lead("Conferences, courses and meetings that cities go to. One entry for each, so that its cost adds up over cities.")
        .back("/desk", "Desk")
        .with(section);
    app.page(&viewer, &sheet)
}

fn table(id: &str, caption: &str, events: &[Event]) -> Table {
    let columns = vec![Column::text("Event"), Column::text("When"), Column::text("Where"), Column::text("Who holds it")];
    let row = |e: &Event| {
        vec![
            Cell::link(e.title.clone(), format!("/desk/events/{}", e.id)).heading(),
            Cell::text(date_range(e.starts_on, e.ends_on)),
            Cell::text(format!("{}, {}", e.place, e.country)),
            Cell::text(&e.provider),
        ]
    };
    Table::new(id, caption, columns).empty("No event.").rows(events.iter().map(row))
}

/// What the page of one event shows.
struct Read {
    event: Event,
    kept: Option<Event>,
    merged: Vec<Event>,
    doubles: Vec<Suggestion>,
    parts: Parts,
}

/// After which part the page begins.
#[derive(Debug, Deserialize)]
struct AskedPart {
    after: Option<String>,
}

async fn load(app: &App, viewer: &Viewer, id: &str, after: &str) -> Result<Read, Problem> {
    let id: Id<Event> = id.parse().map_err(|_| Problem::missing())?;
    let (actor, after) = (viewer.actor(), after.to_owned());
    let read = app
        .long_read(move |conn| {
            let event = gathering::open_event(conn, &actor, id)?;
            let kept = gathering::open_kept(conn, &actor, &event)?;
            let (merged, doubles) = (gathering::list_merged(conn, &actor, id)?, gathering::doubles(conn, &actor, &event)?);
            let parts = Parts::load(conn, &actor, id, after)?;
            Ok::<_, db::Error>(Read { event, kept, merged, doubles, parts })
        })
        .await?;
    Ok(read)
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>, asked: Query<AskedPart>) -> Result<HttpResponse, Problem> {
    let after = asked.into_inner().after.unwrap_or_default();
    let sheet = sheet(&app, &viewer, (&path, &after), (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn sheet(app: &App, viewer: &Viewer, (id, after): (&str, &str), (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let read = load(app, viewer, id, after).await?;
    let event = &read.event;
    let mut about = Section::new("The event").facts(vec![
        SummaryRow::new("When", &date_range(event.starts_on, event.ends_on)),
        SummaryRow::new("Where", &format!("{}, {}", event.place, event.country)),
        SummaryRow::new("Who holds it", &event.provider),
        SummaryRow::new("Its page", &event.url),
        SummaryRow::new("Entered by", &event.made_by_name),
    ]);
    let tidies = policy::may_tidy(&viewer.actor);
    if event.merged_into.is_some() {
        let now = read.kept.as_ref().map(|kept| Link::new(format!("/desk/events/{}", kept.id), format!("It is now: {}", kept.title)));
        about = about.text("This event was merged: another stands for it.").link_some(now);
        if tidies {
            let why = Input::area(Field::new("reason", "Why").rows(2).limit(500).value(form.text("reason")).errors(errors));
            let keys = FormKeys::of_version(app.fresh_key(), event.version);
            about = about
                .form(SheetForm::new(format!("/desk/events/{}/separate", event.id), keys, "Let it stand for itself", vec![why]).quiet());
        }
    } else if tidies {
        about = about
            .link(format!("/desk/events/{}/correct", event.id), "Correct this entry")
            .link(format!("/desk/events/{}/merge", event.id), "Find another event that is the same");
    }
    let mut sheet = Sheet::new(event.title.clone(), errors)
        .back("/desk/events", "Events")
        .with(about)
        .with(read.parts.spent(event))
        .with_some(read.parts.stands(event));
    if !read.merged.is_empty() {
        sheet = sheet.with(Section::new("It stands for").table(table("merged", "It stands for", &read.merged)));
    }
    if tidies && event.merged_into.is_none() && !read.doubles.is_empty() {
        sheet = sheet.with(doubles(event, &read.doubles));
    }
    Ok(sheet)
}

fn doubles(event: &Event, found: &[Suggestion]) -> Section {
    let columns = vec![Column::text("Event"), Column::text("When"), Column::text("Where"), Column::text("Merge")];
    let row = |one: &Suggestion| {
        let other = &one.event;
        vec![
            Cell::link(other.title.clone(), format!("/desk/events/{}", other.id)).heading(),
            Cell::text(date_range(other.starts_on, other.ends_on)),
            Cell::text(format!("{}, {}", other.place, other.country)),
            Cell::link(format!("Merge {} into this", other.title), format!("/desk/events/{}/merge/{}", event.id, other.id)),
        ]
    };
    Section::new("Perhaps the same").table(Table::new("doubles", "Perhaps the same", columns).rows(found.iter().map(row)))
}

async fn show_new(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let sheet = new_sheet(&app, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn new_sheet(app: &App, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let inputs = entry::inputs(app.read(entry::kinds).await?, (form, errors));
    let form = SheetForm::new("/desk/events/new", FormKeys::new(app.fresh_key()), "Enter this event", inputs).kept("event");
    Ok(Sheet::new("Enter an event", errors).back("/desk/events", "Events").with(Section::new("The event").form(form)))
}

async fn enter(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let input = entry::read(&form);
    let actor = viewer.actor();
    let done = app
        .submit(&viewer, &form, move |tx| {
            gathering::enter_event(tx, &actor, None, &input).map(|id| format!("/desk/events/{id}?done=event-entered"))
        })
        .await;
    match done {
        Err(EventError::Fields(fields)) => app.page_with_mistakes(&viewer, &new_sheet(&app, (&form, &fields)).await?),
        other => Ok(other?),
    }
}

async fn show_merge(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let sheet = merge_sheet(&app, &viewer, &path, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

fn ids((kept, merged): &(String, String)) -> Result<(Id<Event>, Id<Event>), Problem> {
    let id = |text: &str| text.parse::<Id<Event>>().map_err(|_| Problem::missing());
    Ok((id(kept)?, id(merged)?))
}

async fn merge_sheet(
    app: &App,
    viewer: &Viewer,
    path: &(String, String),
    (form, errors): (&Form, &[FieldError]),
) -> Result<Sheet, Problem> {
    let (kept, merged) = ids(path)?;
    let actor = viewer.actor();
    let found = app.read(move |conn| gathering::preview(conn, &actor, kept, merged)).await?;
    let pair = [found.kept.clone(), found.merged.clone()];
    let words = match found.activities {
        0 => "No activity is a part in it yet.".to_owned(),
        1 => "One activity counts with the other from then on.".to_owned(),
        n => format!("{n} activities count with the other from then on."),
    };
    let why = Input::area(Field::new("reason", "Why they are the same").rows(2).limit(500).value(form.text("reason")).errors(errors));
    let keys = FormKeys::of_version(app.fresh_key(), found.merged.version);
    let action = format!("/desk/events/{kept}/merge/{merged}");
    Ok(Sheet::new("Merge two events", errors)
        .lead(format!("“{}” will stand for “{}”.", found.kept.title, found.merged.title))
        .back(format!("/desk/events/{kept}"), "The event")
        .with(Section::new("The two").table(table("pair", "The two", &pair)))
        .with(Section::new("Merge").text(words).form(SheetForm::new(action, keys, "Merge them", vec![why]))))
}

async fn merge(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let pair = ids(&path)?;
    let (actor, reason, location) = (viewer.actor(), form.text("reason"), format!("/desk/events/{}?done=event-merged", pair.0));
    let done = app.submit(&viewer, &form, move |tx| gathering::merge(tx, &actor, pair, &reason).map(|()| location.clone())).await;
    match done {
        Err(MergeError::Fields(fields)) => app.page_with_mistakes(&viewer, &merge_sheet(&app, &viewer, &path, (&form, &fields)).await?),
        other => Ok(other?),
    }
}

async fn separate(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: Id<Event> = path.parse().map_err(|_| Problem::missing())?;
    let (actor, reason, location) = (viewer.actor(), form.text("reason"), format!("/desk/events/{id}?done=event-separated"));
    let done = app.submit(&viewer, &form, move |tx| gathering::separate(tx, &actor, id, &reason).map(|()| location.clone())).await;
    match done {
        Err(MergeError::Fields(fields)) => app.page_with_mistakes(&viewer, &sheet(&app, &viewer, (&path, ""), (&form, &fields)).await?),
        other => Ok(other?),
    }
}
