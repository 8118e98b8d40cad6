//! One seat: what became of it, and the ways to remind, to take the invitation back, or to take the person off.

use super::show::status;
use super::{LEADERS, OFFICERS, READERS};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{date, datetime};
use crate::opportunity::{self, Opportunity};
use crate::panel::{self, Seat, Stage};
use crate::people::Actor;
use crate::process;
use crate::review;
use crate::web::fields::{DateField, Field, FormKeys, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, seat_terms};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/panels/{slug}/seats/{seat}", Access::Fund(READERS), show),
        post("/desk/panels/{slug}/seats/{seat}/remind", Access::Fund(LEADERS), remind),
        post("/desk/panels/{slug}/seats/{seat}/withdraw", Access::Fund(LEADERS), withdraw),
        post("/desk/panels/{slug}/seats/{seat}/remove", Access::Fund(OFFICERS), remove),
    ]
}

fn facts(app: &App, seat: &Seat, round: &Opportunity) -> Vec<SummaryRow> {
    let zone = round.closes.zone;
    let mut rows = vec![
        SummaryRow::new("Status", &status(seat, (app.now(), zone)).text),
        SummaryRow::new("Email address", &seat.email),
        SummaryRow::new("Invited", &format!("{}, {}", seat.invited_by_name, datetime(seat.invited_at, zone))),
        SummaryRow::new("Last letter with a link", &datetime(seat.asked_at, zone)),
        SummaryRow::new("Last day to answer", &date(seat.reply_by)),
    ];
    rows.extend((!seat.note.is_empty()).then(|| SummaryRow::new("Personal line", &seat.note)));
    rows.extend(seat.answered_at.map(|at| SummaryRow::new("Answered", &datetime(at, zone))));
    rows.extend(seat_terms::facts(seat));
    if let Some(at) = seat.ended_at {
        rows.push(SummaryRow::new("Ended", &format!("{}, {}", seat.ended_by_name, datetime(at, zone))));
        rows.push(SummaryRow::new("Reason", &seat.reason));
    }
    rows
}

/// What can be done about an invitation that nobody answered.
fn waiting(app: &App, base: &str, seat: &Seat, (form, errors): (&Form, &[FieldError])) -> Vec<Section> {
    let keys = || FormKeys::new(app.fresh_key());
    let day = DateField::new("reply_by", "Last day to answer");
    let day = if form.has("reply_by_month") { day.typed(form) } else { day.value(Some(seat.reply_by)) };
    let why = Field::new("why", "Why?").hint("The letter shows it.").value(form.text("why")).limit(1_000).rows(3).optional().errors(errors);
    let reminder = vec![Input::date(day.errors(errors))];
    vec![
        Section::new("Remind").text("A new letter with a new link. The link of before no longer works.").form(SheetForm::new(
            format!("{base}/remind"),
            keys(),
            "Send a reminder",
            reminder,
        )),
        Section::new("Withdraw the invitation")
            .text("The link no longer works, and the person is told.")
            .form(SheetForm::new(format!("{base}/withdraw"), keys(), "Withdraw the invitation", vec![Input::area(why)]).quiet()),
    ]
}

/// How many reviews of the round somebody owes, of those that are open to the actor.
fn owed(conn: &mut Conn, actor: &Actor, seat: &Seat) -> Result<usize, Error> {
    let Some(account) = seat.account else { return Ok(0) };
    let closed = process::list_closed(conn, actor)?;
    let tasks = review::list_tasks_of_round(conn, seat.round)?;
    let owed = tasks.values().flatten().filter(|task| task.reviewer == account && task.stage.is_open());
    Ok(owed.filter(|task| !closed.contains(&task.application.text())).count())
}

fn removal(app: &App, base: &str, (seat, owed): (&Seat, usize), (form, errors): (&Form, &[FieldError])) -> Section {
    let told = match owed {
        0 => "They owe no review now.".to_owned(),
        1 => "1 review that they have not submitted is taken back. What they wrote is kept, and they can be asked again.".to_owned(),
        n => format!("{n} reviews that they have not submitted are taken back. What they wrote is kept, and they can be asked again."),
    };
    let reason = Field::new("reason", "Why?").hint("They read it.").value(form.text("reason")).limit(1_000).rows(3).errors(errors);
    let form = SheetForm::new(format!("{base}/remove"), FormKeys::new(app.fresh_key()), "Take off the panel", vec![Input::area(reason)]);
    Section::new("Take off the panel")
        .text(format!("{} gets no more applications of this round. {told} Reviews that they submitted stay.", seat.name))
        .form(form.quiet())
}

async fn page(app: &App, viewer: &Viewer, (slug, id): &(String, String), typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, wanted, seat, errors) = (viewer.actor(), slug.clone(), seat_of(id)?, typed.1);
    let found = app.read(move |conn| {
        let round = opportunity::by_slug(conn, &wanted)?;
        let seat = panel::seat(conn, &actor, seat)?;
        let owed = if seat.stage == Stage::Accepted { owed(conn, &actor, &seat)? } else { 0 };
        if seat.round == round.id { Ok((round, seat, owed)) } else { Err(Error::Missing) }
    });
    let (round, seat, owed) = found.await?;
    let base = format!("/desk/panels/{slug}/seats/{id}");
    let mut sheet = Sheet::new(seat.name.clone(), errors)
        .about(&round.title)
        .back(format!("/desk/panels/{slug}"), format!("Panel of {}", round.title))
        .with(Section::new("The seat").facts(facts(app, &seat, &round)));
    if seat.stage == Stage::Invited && panel::may_lead(&viewer.actor) {
        sheet = waiting(app, &base, &seat, typed).into_iter().fold(sheet, Sheet::with);
    }
    if seat.stage == Stage::Accepted && panel::may_remove(&viewer.actor) {
        sheet = sheet.with(removal(app, &base, (&seat, owed), typed));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn seat_of(id: &str) -> Result<Id<Seat>, Problem> {
    id.parse().map_err(|_| Problem::missing())
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &path, (&Form::default(), &[])).await
}

/// Sends the browser on, or shows the page with the mistakes.
async fn finish<E: Refusal>(
    (app, viewer): (&App, &Viewer),
    (path, form): (&(String, String), &Form),
    done: Result<HttpResponse, E>,
) -> Result<HttpResponse, Problem> {
    match done {
        Err(e) if e.kind() == Kind::Invalid => page(app, viewer, path, (form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn remind(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, seat, day) = (viewer.actor(), seat_of(&path.1)?, DateField::read(&form, "reply_by"));
    let to = format!("/desk/panels/{}?done=panel-reminded", path.0);
    let done = app.submit(&viewer, &form, move |tx| panel::remind(tx, &actor, seat, &day).map(|()| to.clone())).await;
    finish((&app, &viewer), (&path, &form), done).await
}

async fn withdraw(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, seat, why) = (viewer.actor(), seat_of(&path.1)?, form.text("why"));
    let to = format!("/desk/panels/{}?done=panel-withdrawn", path.0);
    let done = app.submit(&viewer, &form, move |tx| panel::withdraw(tx, &actor, seat, &why).map(|()| to.clone())).await;
    finish((&app, &viewer), (&path, &form), done).await
}

async fn remove(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, seat, reason) = (viewer.actor(), seat_of(&path.1)?, form.text("reason"));
    let to = format!("/desk/panels/{}?done=panel-removed", path.0);
    let done = app.submit(&viewer, &form, move |tx| process::remove_member(tx, &actor, seat, &reason).map(|_| to.clone())).await;
    finish((&app, &viewer), (&path, &form), done).await
}
