//! The panel of a round, and the form that invites.

use super::{LEADERS, READERS, copies};
use crate::db::{Conn, Error};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::locale::format::short_date;
use crate::opportunity::{self, Opportunity};
use crate::panel::{self, NewSeat, Seat, Stage};
use crate::people::{Account, Actor};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, DateField, Field, FormKeys, Status, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post, seat_terms};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/panels/{slug}", Access::Fund(READERS), show), post("/desk/panels/{slug}/invite", Access::Fund(LEADERS), invite)]
}

struct Found {
    round: Opportunity,
    seats: Vec<Seat>,
    /// Until when the last declaration of each account holds or held.
    declared: BTreeMap<Id<Account>, Timestamp>,
}

fn load(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp)) -> Result<Found, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let seats = panel::list_seats(conn, actor, round.id)?;
    let accounts: Vec<Id<Account>> = seats.iter().filter_map(|seat| seat.account).collect();
    let declared = panel::standing_of(conn, &accounts, now)?;
    Ok(Found { round, seats, declared })
}

/// Whether somebody's yearly declaration holds.
fn declaration(lapses_at: Option<&Timestamp>, (now, zone): (Timestamp, Tz)) -> Status {
    let day = |at: &Timestamp| short_date(at.day_in(zone));
    match lapses_at {
        None => Status::warning("Not declared"),
        Some(at) if *at <= now => Status::warning(format!("Lapsed {}", day(at))),
        Some(at) => Status::done(format!("Until {}", day(at))),
    }
}

/// Where a seat stands, with what waits.
pub(super) fn status(seat: &Seat, (now, zone): (Timestamp, Tz)) -> Status {
    match seat.stage {
        Stage::Invited if seat.waits(now, zone) => Status::active(format!("Answers until {}", short_date(seat.reply_by))),
        Stage::Invited => Status::warning("No answer in time"),
        Stage::Accepted => Status::good(seat.stage.label()),
        Stage::Declined | Stage::Withdrawn | Stage::Removed => Status::quiet(seat.stage.label()),
    }
}

fn members(found: &Found, now: Timestamp) -> Table {
    let (slug, zone) = (&found.round.slug, found.round.closes.zone);
    let columns = vec![
        Column::text("Name"),
        Column::text("Knows about"),
        Column::number("Reviews at most"),
        Column::text("Away"),
        Column::text("Declaration"),
    ];
    let rows = found.seats.iter().filter(|seat| seat.stage == Stage::Accepted).map(|seat| {
        let lapses_at = seat.account.and_then(|account| found.declared.get(&account));
        vec![
            Cell::link(&seat.name, format!("/desk/panels/{slug}/seats/{}", seat.id)).heading(),
            Cell::text(seat_terms::known(seat)),
            Cell::number(seat.most_reviews.to_string()),
            Cell::text(seat_terms::away(seat.absence)),
            Cell::status(declaration(lapses_at, (now, zone))),
        ]
    });
    Table::new("members", "On the panel", columns).empty("Nobody is on the panel yet.").rows(rows.collect::<Vec<_>>())
}

fn invitations(found: &Found, now: Timestamp) -> Table {
    let (slug, zone) = (&found.round.slug, found.round.closes.zone);
    let columns =
        vec![Column::text("Name"), Column::text("Email address"), Column::text("Invited"), Column::text("Status"), Column::text("Reason")];
    let rows = found.seats.iter().filter(|seat| seat.stage != Stage::Accepted).map(|seat| {
        vec![
            Cell::link(&seat.name, format!("/desk/panels/{slug}/seats/{}", seat.id)).heading(),
            Cell::text(&seat.email),
            Cell::text(short_date(seat.invited_at.day_in(zone))),
            Cell::status(status(seat, (now, zone))),
            Cell::text(&seat.reason),
        ]
    });
    Table::new("invitations", "Invited, declined and taken off", columns).empty("Nobody else was invited.").rows(rows.collect::<Vec<_>>())
}

fn form(app: &App, slug: &str, (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let line = |name: &'static str, label: &str| Field::new(name, label).value(form.text(name)).errors(errors);
    let inputs = vec![
        Input::line(line("name", "Full name").autocomplete("off")),
        Input::line(line("email", "Email address").kind("email").autocomplete("off")),
        Input::line(line("most_reviews", "How many reviews at most?").hint("They can change it when they accept.").numeric()),
        Input::date(DateField::new("reply_by", "Last day to answer").typed(form).hint("The link works until its end.").errors(errors)),
        Input::area(
            line("note", "A personal line")
                .hint("It stands in the letter and on the page of the invitation.")
                .limit(1_000)
                .rows(3)
                .optional(),
        ),
    ];
    SheetForm::new(format!("/desk/panels/{slug}/invite"), FormKeys::new(app.fresh_key()), "Send the invitation", inputs)
}

async fn page(app: &App, viewer: &Viewer, slug: &str, typed: (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (actor, now, wanted, errors) = (viewer.actor(), app.now(), slug.to_owned(), typed.1);
    let found = app.read(move |conn| load(conn, &actor, (&wanted, now))).await?;
    let doors = Doors::of(&viewer.actor);
    let of_round = format!("/desk/opportunities/{slug}");
    let sheet = Sheet::new("Panel", errors).about(&found.round.title).lead(&found.round.title);
    let sheet = if doors.open(&of_round) { sheet.back(of_round, &found.round.title) } else { sheet.back("/panel", "Reviews") };
    let phases = doors.link(format!("/desk/panels/{slug}/phases"), "Phases of the review: who sees what, and when");
    let assignment = doors.link(format!("/desk/panels/{slug}/assignment"), "Who reviews what: propose, give out, replace");
    let copies = doors.link(format!("/desk/panels/{slug}/blind"), copies::TITLE);
    let meetings = doors.link(format!("/desk/meetings?round={slug}"), "Meetings of the panel: plan one");
    let more = [assignment, phases, copies, meetings];
    let panel = more.into_iter().fold(Section::new("On the panel").table(members(&found, now)), Section::link_some);
    let mut sheet = sheet.with(panel).with(Section::new("Invited, declined and taken off").table(invitations(&found, now)));
    if panel::may_lead(&viewer.actor) {
        let text =
            "They get a letter with a link that opens this invitation alone. Somebody without an account becomes a reviewer by accepting.";
        sheet = sheet.with(Section::new("Invite a reviewer").text(text).form(form(app, slug, typed)));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    page(&app, &viewer, &slug, (&Form::default(), &[])).await
}

async fn invite(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let new = NewSeat {
        name: form.text("name"),
        email: form.text("email"),
        most_reviews: form.text("most_reviews"),
        reply_by: DateField::read(&form, "reply_by"),
        note: form.text("note"),
    };
    let round = slug.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        panel::invite(tx, &actor, &round, &new).map(|_| format!("/desk/panels/{round}?done=panel-invited"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}
