//! A city's activities after the award: as planned, as they were held, added or cancelled; and of which event of the
//! register each is a part.

mod forms;

use super::payments::own_award;
use crate::award::Award;
use crate::db;
use crate::gathering::{self, ActivityRecord, Event, EventError, EventInput, RecordError, RecordState, Suggestion, policy};
use crate::intake::Activity;
use crate::kernel::{FieldError, Id};
use crate::locale::format::date_range;
use crate::people::organisation;
use crate::process::Case;
use crate::web::access::{CITY, CITY_WRITERS};
use crate::web::fields::{Cell, Column, DateField, FormKeys, Status, SummaryRow, Table};
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::City(CITY_WRITERS);
    vec![
        get("/portal/awards/{reference}/activities", Access::City(CITY), list),
        get("/portal/awards/{reference}/activities/new", writers, show_new),
        post("/portal/awards/{reference}/activities/new", writers, add),
        get("/portal/awards/{reference}/activities/{id}", Access::City(CITY), show),
        post("/portal/awards/{reference}/activities/{id}", writers, record),
        post("/portal/awards/{reference}/activities/{id}/event", writers, join),
        post("/portal/awards/{reference}/activities/{id}/new-event", writers, enter),
    ]
}

/// What the pages show.
struct Read {
    activities: Vec<Activity>,
    records: Vec<ActivityRecord>,
    case: Case,
    /// The day in the zone of the city.
    today: NaiveDate,
}

impl Read {
    fn record(&self, id: Id<Activity>) -> Option<&ActivityRecord> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Where an activity stands. What is over is not as planned until the city says so.
    fn status(&self, award: &Award, activity: &Activity) -> Status {
        let is_over = award.is_active() && activity.ends_on < self.today;
        match self.record(activity.id).map(|r| r.state) {
            None | Some(RecordState::Planned) if is_over => Status::warning("Say what became of it"),
            None => Status::quiet("As planned"),
            Some(state @ RecordState::Planned) => Status::quiet(state.label()),
            Some(state @ RecordState::Held) => Status::good(state.label()),
            Some(state @ RecordState::Cancelled) => Status::warning(state.label()),
        }
    }

    fn kinds(&self) -> Vec<(String, String)> {
        self.case.definition.activities.kinds.iter().map(|kind| (kind.id.clone(), kind.title.clone())).collect()
    }
}

async fn load(app: &App, award: &Award) -> Result<Read, Problem> {
    let (id, city, now) = (award.id, award.organisation, app.now());
    let read = app
        .read(move |conn| {
            Ok::<_, db::Error>(Read {
                activities: gathering::activities(conn, id)?,
                records: gathering::list_records(conn, id)?,
                case: Case::load(conn, id.cast())?,
                today: now.day_in(organisation::city(conn, city)?.zone),
            })
        })
        .await?;
    Ok(read)
}

async fn list(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let read = load(&app, &award).await?;
    let base = format!("/portal/awards/{}/activities", award.reference);
    let columns = vec![
        Column::text("Activity"),
        Column::text("When"),
        Column::text("Where"),
        Column::text("State"),
        Column::text("Event"),
        Column::number("People"),
    ];
    let row = |a: &Activity| {
        let record = read.record(a.id);
        let people = record.filter(|r| r.attendees() > 0).map_or_else(|| a.attendees.len().to_string(), |r| r.attendees().to_string());
        vec![
            Cell::link(a.title.clone(), format!("{base}/{}", a.id)).heading(),
            Cell::text(date_range(a.starts_on, a.ends_on)),
            Cell::text(format!("{}, {}", a.place, a.country)),
            Cell::status(read.status(&award, a)),
            Cell::text(if record.is_some_and(|r| r.event.is_some()) { "In the register" } else { "Not said yet" }),
            Cell::number(people),
        ]
    };
    let table = Table::new("activities", "Activities", columns).empty("No activity yet.").rows(read.activities.iter().map(row));
    let mut section = Section::new("Activities").table(table);
    if award.is_active() && policy::may_record(&viewer.actor, award.organisation) {
        section = section.link(format!("{base}/new"), "Add an activity that was not in the plan");
    }
    let sheet = Sheet::new("Activities", &[])
        .about(&award.reference)
        .lead("Say what became of each: when and where it was held, and who was there.")
        .back(format!("/portal/awards/{}", award.reference), "The award")
        .with(section);
    app.page(&viewer, &sheet)
}

async fn show_new(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let sheet = new_sheet(&app, &award, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

async fn new_sheet(app: &App, award: &Award, (form, errors): (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let read = load(app, award).await?;
    let base = format!("/portal/awards/{}/activities", award.reference);
    let sheet = Sheet::new("Add an activity", errors).about(&award.reference).back(base.clone(), "Activities");
    if !award.is_active() {
        return Ok(sheet.with(Section::new("Closed").text("The award is closed, so its activities can no longer be changed.")));
    }
    let inputs = forms::inputs(&read.kinds(), &[], (form, errors));
    let form = SheetForm::new(format!("{base}/new"), FormKeys::new(app.fresh_key()), "Add this activity", inputs).kept("activity");
    Ok(sheet.with(Section::new("The activity").text("Its cost must fit the budget of the award.").form(form)))
}

async fn add(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let award = own_award(&app, &viewer, &path).await?;
    let read = load(&app, &award).await?;
    let kinds: Vec<String> = read.kinds().into_iter().map(|(id, _)| id).collect();
    let (new, actor) = (forms::read(award.id, None, &form), viewer.actor());
    let location = format!("/portal/awards/{}/activities?done=activity-recorded", award.reference);
    let done = app.submit(&viewer, &form, move |tx| gathering::record_activity(tx, &actor, &new, &kinds).map(|_| location.clone())).await;
    match done {
        Err(RecordError::Fields(fields)) => app.page_with_mistakes(&viewer, &new_sheet(&app, &award, (&form, &fields)).await?),
        other => Ok(other?),
    }
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let sheet = sheet(&app, &viewer, (&award, &id), Refused::Nothing).await?;
    app.page(&viewer, &sheet)
}

/// What was typed in one of the forms of an activity, and refused.
#[derive(Clone, Copy)]
enum Refused<'a> {
    /// Nothing was.
    Nothing,
    /// What became of it.
    Activity(&'a Form, &'a [FieldError]),
    /// A new event.
    Event(&'a Form, &'a [FieldError]),
}

/// The page of one activity; with what was typed, if that was refused.
async fn sheet(app: &App, viewer: &Viewer, (award, id): (&Award, &str), refused: Refused<'_>) -> Result<Sheet, Problem> {
    let id: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    let read = load(app, award).await?;
    let activity = read.activities.iter().find(|a| a.id == id).ok_or_else(Problem::missing)?;
    let record = read.record(id);
    let base = format!("/portal/awards/{}/activities", award.reference);
    let about = (activity.title.clone(), activity.place.clone(), activity.country.clone(), (activity.starts_on, activity.ends_on));
    let (event, offers): (Option<Event>, Vec<Suggestion>) = app
        .read(move |conn| {
            let (title, place, country, days) = about;
            let offers = gathering::suggest(conn, &title, (&place, &country), days)?;
            Ok::<_, db::Error>((gathering::event_of(conn, &id.text())?, offers))
        })
        .await?;
    let (own, empty) = (forms::of_activity(activity, record), Form::default());
    let none: &[FieldError] = &[];
    let (typed, asked, errors) = match refused {
        Refused::Nothing => ((&own, none), (&empty, none), none),
        Refused::Activity(form, errors) => ((form, errors), (&empty, none), errors),
        Refused::Event(form, errors) => ((&own, none), (form, errors), errors),
    };
    let known = SummaryRow::new("Event", &event.as_ref().map_or_else(|| "Not said yet".to_owned(), |e| e.title.clone()));
    let mut facts = vec![SummaryRow::new("State", &read.status(award, activity).text), known];
    if let Some(record) = record {
        facts.push(SummaryRow::new("Changed by", &record.changed_by_name));
        facts.extend((!record.reason.is_empty()).then(|| SummaryRow::new("Why it is other than planned", &record.reason)));
    }
    let sheet = Sheet::new(activity.title.clone(), errors)
        .about(&award.reference)
        .back(base.clone(), "Activities")
        .with(Section::new("Where it stands").facts(facts));
    if !award.is_active() || !policy::may_record(&viewer.actor, award.organisation) {
        return Ok(sheet);
    }
    let version = record.map_or(0, |r| r.version);
    let keys = || FormKeys::of_version(app.fresh_key(), version);
    let here = format!("{base}/{id}");
    let inputs = forms::inputs(&read.kinds(), &forms::people(activity, record), typed);
    let save = SheetForm::new(here.clone(), keys(), "Save this activity", inputs).kept("activity");
    let event = forms::event_section((&here, &offers), (&keys, event.as_ref()), asked);
    Ok(sheet.with(Section::new("What became of it").form(save)).with(event))
}

async fn record(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let activity: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    let read = load(&app, &award).await?;
    let kinds: Vec<String> = read.kinds().into_iter().map(|(id, _)| id).collect();
    let (new, actor) = (forms::read(award.id, Some((activity, form.version())), &form), viewer.actor());
    let location = format!("/portal/awards/{reference}/activities?done=activity-recorded");
    let done = app.submit(&viewer, &form, move |tx| gathering::record_activity(tx, &actor, &new, &kinds).map(|_| location.clone())).await;
    match done {
        Err(RecordError::Fields(fields)) => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, (&award, &id), Refused::Activity(&form, &fields)).await?)
        }
        other => Ok(other?),
    }
}

async fn join(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let activity: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    let chosen = form.text("event");
    let event: Option<Id<Event>> = if chosen == "none" { None } else { Some(chosen.parse().map_err(|_| Problem::missing())?) };
    let (actor, which, of) = (viewer.actor(), (activity, form.version()), award.id);
    let location = format!("/portal/awards/{reference}/activities?done=activity-joined");
    Ok(app.submit(&viewer, &form, move |tx| gathering::join(tx, &actor, of, which, event).map(|()| location.clone())).await?)
}

/// Enters an event that is not in the register, and makes the activity a part in it.
async fn enter(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let award = own_award(&app, &viewer, &reference).await?;
    let activity: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    let read = load(&app, &award).await?;
    let known = read.activities.iter().find(|a| a.id == activity).ok_or_else(Problem::missing)?;
    let input = EventInput {
        kind: known.kind.clone(),
        title: known.title.clone(),
        provider: known.provider.clone(),
        place: known.place.clone(),
        country: known.country.clone(),
        starts_on: Some(known.starts_on),
        ends_on: Some(known.ends_on),
        url: form.text("url"),
    };
    let (actor, which, of) = (viewer.actor(), (activity, form.version()), award.id);
    let location = format!("/portal/awards/{reference}/activities?done=activity-joined");
    let done = app
        .submit(&viewer, &form, move |tx| {
            let event = gathering::enter_event(tx, &actor, Some(of), &input)?;
            gathering::join(tx, &actor, of, which, Some(event))?;
            Ok::<_, EventError>(location.clone())
        })
        .await;
    match done {
        Err(EventError::Fields(fields)) => {
            app.page_with_mistakes(&viewer, &sheet(&app, &viewer, (&award, &id), Refused::Event(&form, &fields)).await?)
        }
        other => Ok(other?),
    }
}

/// A day of a form; `None` when it is none.
fn day(form: &Form, name: &str) -> Option<NaiveDate> {
    DateField::read(form, name).unwrap_or(None)
}
