//! `/panel/membership`: the panels on which somebody is, the invitations that wait for their answer, and on what terms they review.

use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format;
use crate::opportunity::{self, Opportunity};
use crate::panel::{self, AnswerError, Holder, Seat, Stage};
use crate::people::Actor;
use crate::web::access::{Access, PANEL};
use crate::web::fields::{Cell, Column, FormKeys, Status, Table};
use crate::web::sheet::{Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post, seat_terms};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

const WHO: Access = Access::Fund(PANEL);

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/panel/membership", WHO, list),
        get("/panel/membership/{seat}", WHO, show),
        post("/panel/membership/{seat}", WHO, change),
        post("/panel/membership/{seat}/answer", WHO, answer),
    ]
}

/// The person's open seats, each with its round.
pub(super) fn load_mine(conn: &mut Conn, actor: &Actor) -> Result<Vec<(Seat, Opportunity)>, Error> {
    let seats = panel::list_mine(conn, actor)?;
    if seats.is_empty() {
        return Ok(vec![]);
    }
    let rounds = opportunity::list_all(conn)?;
    let round = |seat: &Seat| rounds.iter().find(|round| round.id == seat.round).cloned();
    Ok(seats.into_iter().filter_map(|seat| round(&seat).map(|round| (seat, round))).collect())
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let mine = app.read(move |conn| load_mine(conn, &actor)).await.map_err(|e: Error| Problem::from(e))?;
    let columns = vec![
        Column::text("Round"),
        Column::text("Knows about"),
        Column::number("Reviews at most"),
        Column::text("Away"),
        Column::text("Status"),
    ];
    let rows = mine.iter().map(|(seat, round)| {
        vec![
            Cell::link(&round.title, format!("/panel/membership/{}", seat.id)).heading(),
            Cell::text(seat_terms::known(seat)),
            Cell::number(seat.most_reviews.to_string()),
            Cell::text(seat_terms::away(seat.absence)),
            Cell::status(status(seat, round, now)),
        ]
    });
    let table = Table::new("panels", "Your panels, the newest first", columns).empty("You are on no panel now, and no invitation waits.");
    let sheet = Sheet::new("Your panels", &[])
        .lead("What you know about, how much you take on and when you are away: whoever assigns reviews goes by it.")
        .back("/panel", "Back to your reviews")
        .with(Section::new("Your panels, the newest first").table(table.rows(rows.collect::<Vec<_>>())));
    app.page(&viewer, &sheet)
}

fn status(seat: &Seat, round: &Opportunity, now: Timestamp) -> Status {
    match seat.stage {
        Stage::Invited if seat.waits(now, round.closes.zone) => {
            Status::warning(format!("Answer until {}", format::short_date(seat.reply_by)))
        }
        Stage::Invited => Status::quiet("Not answered in time"),
        Stage::Accepted => Status::good(seat.stage.label()),
        Stage::Declined | Stage::Withdrawn | Stage::Removed => Status::quiet(seat.stage.label()),
    }
}

async fn page(app: &App, viewer: &Viewer, id: Id<Seat>, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let found = app.read(move |conn| {
        let mine = load_mine(conn, &actor)?;
        let own = mine.into_iter().find(|(seat, _)| seat.id == id).ok_or(Error::Missing)?;
        Ok::<_, Error>((own, panel::tags(now)?))
    });
    let ((seat, round), listed) = found.await?;
    let back = |sheet: Sheet| sheet.about(&round.title).back("/panel/membership", "Your panels");
    let sheet = if seat.stage == Stage::Accepted {
        let inputs = seat_terms::inputs(&seat, listed, (form, errors));
        let keys = FormKeys::of_version(app.fresh_key(), if form.has("version") { form.version() } else { seat.version });
        let form = SheetForm::new(format!("/panel/membership/{id}"), keys, "Save", inputs);
        back(Sheet::new("On what terms you review", errors)).lead(&round.title).with(Section::new("Your terms").form(form))
    } else if seat.waits(now, round.closes.zone) {
        let inputs = seat_terms::answer_inputs(&seat, listed, (form, errors));
        let form = SheetForm::new(format!("/panel/membership/{id}/answer"), FormKeys::new(app.fresh_key()), "Send the answer", inputs);
        back(Sheet::new(format!("Do you join the panel of {}?", round.title), errors))
            .with(Section::new("The invitation").facts(seat_terms::offer(&seat, &round)))
            .with(Section::new("Your answer").form(form))
    } else {
        let over = "Its last day has passed. If you want to join, ask whoever invited you.";
        back(Sheet::new("This invitation was not answered in time", errors))
            .with(Section::new("The invitation").text(over).facts(seat_terms::offer(&seat, &round)))
    };
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn seat_of(id: &str) -> Result<Id<Seat>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, seat_of(&id)?, (&Form::default(), &[])).await
}

async fn change(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, actor, terms, seen) = (seat_of(&id)?, viewer.actor(), seat_terms::typed(&form), form.version());
    let to = "/panel/membership?done=panel-changed";
    let done = app.submit(&viewer, &form, move |tx| panel::change_terms(tx, &actor, id, (&terms, seen)).map(|()| to.to_owned()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, id, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn answer(app: Data<App>, viewer: Viewer, id: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, actor, terms) = (seat_of(&id)?, viewer.actor(), seat_terms::typed(&form));
    let (answer, reason) = (form.text("answer"), form.text("reason"));
    let done = app.submit(&viewer, &form, move |tx| match answer.as_str() {
        "accept" => {
            panel::accept(tx, Holder::Person(&actor, id), (&terms, ""))?;
            Ok("/panel/membership?done=panel-accepted".to_owned())
        }
        "decline" => {
            panel::decline(tx, Holder::Person(&actor, id), &reason)?;
            Ok("/panel/membership?done=panel-declined".to_owned())
        }
        _ => Err(AnswerError::Invalid(seat_terms::no_answer())),
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, id, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
