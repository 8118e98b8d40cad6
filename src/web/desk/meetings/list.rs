//! Which meetings there are, and the form that plans one.

use super::words::{self, Offered};
use super::{LEADERS, READERS};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Kind, Money, Refusal};
use crate::ledger;
use crate::locale::format::datetime;
use crate::meeting::{self, Meeting, MeetingError, Stage};
use crate::opportunity::{self, Opportunity, State};
use crate::people::{Actor, Person};
use crate::web::desk::ranking;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, FormKeys, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono_tz::Tz;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/meetings", Access::Fund(READERS), list), post("/desk/meetings", Access::Fund(LEADERS), plan)]
}

/// What the address asks for.
#[derive(Debug, Deserialize)]
struct Asked {
    round: Option<String>,
}

struct Found {
    meetings: Vec<Meeting>,
    rounds: Vec<Opportunity>,
    /// The round for which one is planned, with the money that is free.
    chosen: Option<(Opportunity, Money)>,
    chairs: Vec<Person>,
}

fn load(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Found, Error> {
    let meetings = meeting::list(conn, actor)?;
    let rounds = opportunity::list_all(conn)?;
    let round = rounds.iter().find(|round| round.slug == slug && round.state == State::Published).cloned();
    let chosen = match round {
        None => None,
        Some(round) => {
            let free = ledger::allotment_position(conn, &round.fund, &round.id.text())?.available;
            Some((round, free))
        }
    };
    let chairs = if chosen.is_some() { meeting::chairs(conn)? } else { Vec::new() };
    Ok(Found { meetings, rounds, chosen, chairs })
}

fn table(found: &Found, doors: Doors<'_>, zone: Tz) -> Table {
    let columns = vec![Column::text("Meeting"), Column::text("Round"), Column::text("When"), Column::text("Chair"), Column::text("Status")];
    let rows = found.meetings.iter().map(|meeting| {
        let minutes = if meeting.stage == Stage::Closed { "/minutes" } else { "" };
        let round = found.rounds.iter().find(|round| round.id == meeting.round).map_or("", |round| round.title.as_str());
        vec![
            doors.cell(&meeting.title, format!("/desk/meetings/{}{minutes}", meeting.id)).heading(),
            Cell::text(round),
            Cell::text(datetime(meeting.starts_at, zone)),
            Cell::text(&meeting.chair_name),
            Cell::status(words::status(meeting.stage)),
        ]
    });
    Table::new("meetings", "Meetings, the latest first", columns).empty("No meeting was planned yet.").rows(rows.collect::<Vec<_>>())
}

/// The form that plans one for the chosen round, or the question for which.
fn planning((app, actor): (&App, &Actor), found: &Found, typed: (&Form, &[FieldError])) -> Section {
    let section = Section::new("Plan a meeting");
    let Some((round, budget)) = &found.chosen else {
        let rounds = found.rounds.iter().filter(|round| round.state == State::Published);
        let choices = Choices::new("round", "Of which round?", rounds.map(|round| (round.slug.clone(), round.title.clone())));
        return section.questions("/desk/meetings", "Plan for this round", vec![Input::select(choices.errors(typed.1))]);
    };
    let own = actor.account.map(|id| id.text()).filter(|id| found.chairs.iter().any(|person| person.id.text() == *id));
    let offered = Offered { chairs: &found.chairs, budget: *budget, chair: own.unwrap_or_default() };
    let mut inputs = vec![Input::hidden("round", &round.slug)];
    inputs.extend(words::inputs(None, &offered, typed, app.settings.fund.zone()));
    let invited = "Everybody on the panel and the chair are invited by mail. On the agenda stands what is in review, in the order of the ranking as you see it; you can move it.";
    let form = SheetForm::new("/desk/meetings", FormKeys::new(app.fresh_key()), "Plan the meeting and invite", inputs);
    section.text(format!("For {}.", round.title)).text(invited).form(form.kept("meeting"))
}

async fn page(app: &App, viewer: &Viewer, slug: String, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, errors) = (viewer.actor(), typed.1);
    let found = app.read(move |conn| load(conn, &actor, &slug)).await?;
    let (doors, zone) = (Doors::of(&viewer.actor), app.settings.fund.zone());
    let sheet = Sheet::new("Panel meetings", errors);
    let sheet = if doors.open("/desk") { sheet.back("/desk", "Back to the desk") } else { sheet.back("/panel", "Reviews") };
    let mut sheet = sheet.with(Section::new("Meetings, the latest first").table(table(&found, doors, zone)));
    if meeting::may_lead(&viewer.actor) {
        sheet = sheet.with(planning((app, &viewer.actor), &found, typed));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn list(app: Data<App>, viewer: Viewer, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let slug = asked.into_inner().round.unwrap_or_default();
    page(&app, &viewer, slug, (&Form::default(), &[])).await
}

async fn plan(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let slug = form.text("round");
    if slug.is_empty() {
        let errors = [FieldError::new("round", "Choose a round.")];
        return page(&app, &viewer, slug, (&form, &errors)).await;
    }
    let order: Vec<_> = ranking::standings(&app, &viewer, &slug).await?.into_iter().map(|(id, _)| id).collect();
    let (actor, new, round) = (viewer.actor(), words::read(&form, app.settings.fund.zone()), slug.clone());
    let done: Result<_, MeetingError> = app
        .submit(&viewer, &form, move |tx| {
            meeting::plan(tx, &actor, &round, (&new, &order)).map(|id| format!("/desk/meetings/{id}?done=meeting-planned"))
        })
        .await;
    match done {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
