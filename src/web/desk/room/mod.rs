//! `/desk/opportunities/{slug}/room`: the last day of a round on one page. What comes in, who is nearly there and what
//! fails, more time for all or for some, and a word to everybody at the top of every page.

mod parts;

use super::releases::when;
use crate::banner::{self, Banner, BannerError};
use crate::db::{Conn, Error};
use crate::intake::{self, ExtendError, MoreTime};
use crate::kernel::{FieldError, Id, Timestamp};
use crate::locale::format::datetime;
use crate::opportunity::{self, Opportunity};
use crate::outbox;
use crate::people::{Actor, FundRole as R, Organisation};
use crate::traffic::{self, Minute};
use crate::trouble::{self, Filter, Trouble};
use crate::web::access::{Access, STAFF};
use crate::web::fields::{Choices, Field, FormKeys, SummaryRow};
use crate::web::pulse::{self, Numbers, Pulse};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::sync::Arc;

const WRITERS: &[R] = &[R::ProgramOfficer];
const TELLERS: &[R] = &[R::ProgramOfficer, R::Administrator];
/// A draft that is at least so complete stands in the list.
const NEARLY: i32 = 80;
/// So many of them are listed.
const LISTED: i64 = 100;
/// So many cities can be ticked on one page.
const TICKED: i64 = 50;
/// So many minutes are drawn.
const MINUTES: i64 = 60;
/// So many submissions of the last hour are looked at.
const LOOKED_AT: i64 = 20_000;
/// Seconds between two looks.
const EVERY: u32 = 30;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/opportunities/{slug}/room", Access::Fund(STAFF), show),
        post("/desk/opportunities/{slug}/room/extend", Access::Fund(WRITERS), extend),
        post("/desk/opportunities/{slug}/room/banner", Access::Fund(TELLERS), put),
        post("/desk/opportunities/{slug}/room/banner/off", Access::Fund(TELLERS), take_off),
    ]
}

struct Found {
    round: Opportunity,
    numbers: Arc<Numbers>,
    /// Those of whom one can be ticked, from the one with this number on.
    cities: Vec<(Id<Organisation>, String)>,
    from: i64,
    troubles: Vec<Trouble>,
    waiting: i64,
    traffic: Vec<Minute>,
    mail: (i64, Option<Timestamp>),
    banner: Option<Banner>,
}

fn load(conn: &mut Conn, pulse: &Pulse, reader: &Actor, (slug, from): (&str, i64), now: Timestamp) -> Result<Found, Error> {
    let round = opportunity::find_by_slug(conn, slug)?.ok_or(Error::Missing)?;
    let closed = reader.walls.ids();
    let watched = (round.id, closed.as_slice());
    let find = || {
        Ok::<_, Error>(Numbers {
            received: intake::received_since(conn, watched, parts::first_minute(now), LOOKED_AT)?,
            drafts: intake::drafts_of_round(conn, watched)?,
            nearly: intake::list_nearly_complete(conn, watched, NEARLY, LISTED)?,
        })
    };
    // What was counted for those to whom the same is closed; for most nothing is.
    let same = if closed.is_empty() { slug.to_owned() } else { format!("{slug} {}", closed.join(" ")) };
    Ok(Found {
        numbers: pulse.numbers(&same, now, find)?,
        cities: intake::list_drafting_cities(conn, watched, (from, TICKED + 1))?,
        from,
        troubles: trouble::list(conn, reader, Filter::Open, None, 10)?,
        waiting: trouble::count_open(conn, &reader.walls)?,
        traffic: traffic::since(conn, now.plus(-TimeDelta::hours(1)))?,
        mail: outbox::queue(conn)?,
        banner: banner::standing(conn)?,
        round,
    })
}

/// What was typed into which form of the page.
#[derive(Clone, Copy)]
struct Typed<'a> {
    which: &'static str,
    form: &'a Form,
    errors: &'a [FieldError],
}

async fn page(app: &App, viewer: &Viewer, slug: &str, typed: Typed<'_>) -> Result<HttpResponse, Problem> {
    let (reader, now, wanted, pulse) = (viewer.actor(), app.now(), slug.to_owned(), app.pulse.clone());
    let from = typed.form.text("from").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let found = app.read(move |conn| load(conn, &pulse, &reader, (&wanted, from), now)).await?;
    let round = &found.round;
    let mut sheet = Sheet::new("Deadline room", typed.errors)
        .about(&round.title)
        .back(format!("/desk/opportunities/{slug}"), &round.title)
        .live(EVERY, format!("/desk/opportunities/{slug}/room"))
        .with(parts::clock(&found, now))
        .with(parts::incoming(&found, now))
        .with(parts::drafts(&found))
        .with(parts::nearly(&found))
        .with(parts::health(&found, now));
    if opportunity::may_manage(&viewer.actor) {
        sheet = sheet.with(more_time(app, &found, typed));
    }
    if banner::may_put(&viewer.actor) {
        sheet = sheet.with(everybody(app, &found, typed));
    }
    if typed.errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn more_time(app: &App, found: &Found, typed: Typed<'_>) -> Section {
    let empty = Form::default();
    let (form, errors) = if typed.which == "extend" { (typed.form, typed.errors) } else { (&empty, &[][..]) };
    let whom = Choices::new("whom", "For whom?", [("all", "All cities"), ("these", "Only the cities ticked here")]);
    let mut inputs = vec![Input::radios(whom.chosen(&form.text("whom")).errors(errors))];
    let page = usize::try_from(TICKED).unwrap_or(usize::MAX);
    if !found.cities.is_empty() {
        let named: Vec<(String, String)> = found.cities.iter().take(page).map(|(id, name)| (id.text(), name.clone())).collect();
        let cities = Choices::new("city", "Cities that have a draft", named).optional();
        inputs.push(Input::checkboxes(cities.all_chosen(&form.all("city")).errors(errors)));
        inputs.push(Input::hidden("from", &found.from.to_string()));
    }
    let (on, at) = when::day_and_time(form, errors, found.round.closes.zone);
    let reason = Field::new("reason", "Why?").hint("The letter shows it.").value(form.text("reason")).limit(1000).rows(3).errors(errors);
    inputs.extend([Input::date(on), Input::line(at), Input::area(reason)]);
    let action = format!("/desk/opportunities/{}/room/extend", found.round.slug);
    let section = Section::new("Give more time");
    let other = |from: i64| format!("/desk/opportunities/{}/room?from={from}", found.round.slug);
    let section = if found.from > 0 { section.link(other((found.from - TICKED).max(0)), "Cities before these") } else { section };
    let section = if found.cities.len() > page { section.link(other(found.from + TICKED), "More cities with a draft") } else { section };
    section
        .text("Those who write for the cities concerned get a letter with the reason. Time that was given is not taken back.")
        .link(format!("/desk/opportunities/{}/deadline", found.round.slug), "Any other city, and what was given before")
        .form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Give more time", inputs).quiet())
}

fn everybody(app: &App, found: &Found, typed: Typed<'_>) -> Section {
    let (value, errors) = if typed.which == "banner" { (typed.form.text("banner"), typed.errors) } else { (String::new(), &[][..]) };
    let action = format!("/desk/opportunities/{}/room/banner", found.round.slug);
    let field = Field::new("banner", "What should everybody know?")
        .hint("Such as: The site is slow. What you have saved is safe. We give more time if it does not get better.")
        .value(value)
        .limit(300)
        .rows(3)
        .errors(errors);
    let keys = || FormKeys::new(app.fresh_key());
    let mut section = Section::new("Tell everybody")
        .text("It stands at the top of every page, for all, until somebody takes it off. Both are on record.");
    if let Some(standing) = &found.banner {
        let facts = vec![
            SummaryRow::new("Stands now", &standing.text),
            SummaryRow::new("Put there by", &format!("{}, {}", standing.by_name, datetime(standing.at, found.round.closes.zone))),
        ];
        let seen = vec![Input::hidden("seen", &standing.id.text())];
        section = section.facts(facts).form(SheetForm::new(format!("{action}/off"), keys(), "Take it off", seen));
    }
    section.form(SheetForm::new(action, keys(), "Put it on every page", vec![Input::area(field)]).quiet())
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = Form::parse(req.path(), req.query_string().as_bytes())?;
    page(&app, &viewer, &slug, Typed { which: "", form: &asked, errors: &[] }).await
}

/// For whom, and how much, as typed; or all that is wrong with it.
fn read(form: &Form, zone: Tz) -> Result<(Vec<Id<Organisation>>, MoreTime), Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let cities: Vec<_> = form.all("city").iter().filter_map(|id| id.parse().ok()).collect();
    let cities = match form.text("whom").as_str() {
        "all" => vec![],
        "these" if !cities.is_empty() => cities,
        "these" => {
            mistakes.push(FieldError::new("city", "Tick at least one city."));
            vec![]
        }
        _ => {
            mistakes.push(FieldError::new("whom", "Choose all cities, or only those ticked."));
            vec![]
        }
    };
    match when::instant(form, zone) {
        Ok(until) if mistakes.is_empty() => Ok((cities, MoreTime { city: None, until, reason: form.text("reason") })),
        Ok(_) => Err(mistakes),
        Err(more) => Err([mistakes, more].concat()),
    }
}

async fn extend(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let wanted = slug.to_string();
    let round = app.read(move |conn| opportunity::find_by_slug(conn, &wanted)?.ok_or(Error::Missing)).await?;
    let typed = |errors| Typed { which: "extend", form: &form, errors };
    let (cities, more) = match read(&form, round.closes.zone) {
        Ok(read) => read,
        Err(mistakes) => return page(&app, &viewer, &slug, typed(&mistakes)).await,
    };
    let (actor, back) = (viewer.actor(), format!("/desk/opportunities/{}/room?done=recorded", round.slug));
    let done = app.submit(&viewer, &form, move |tx| {
        if cities.is_empty() {
            intake::extend(tx, &actor, round.id, &more)?;
        } else {
            intake::extend_some(tx, &actor, round.id, &cities, &more)?;
        }
        Ok::<_, ExtendError>(back.clone())
    });
    match done.await {
        Err(ExtendError::Invalid(errors)) => {
            // The instant is typed as a day and a time.
            let shown = |e: &FieldError| FieldError::new(if e.field == "until" { "on" } else { &e.field }, &e.message);
            let errors: Vec<FieldError> = errors.iter().map(shown).collect();
            page(&app, &viewer, &slug, typed(&errors)).await
        }
        other => Ok(other?),
    }
}

async fn put(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, text, back) = (viewer.actor(), form.text("banner"), format!("/desk/opportunities/{slug}/room?done=recorded"));
    let done = app.submit(&viewer, &form, move |tx| banner::put(tx, &actor, &text).map(|_| back.clone())).await;
    pulse::look_again(&app).await;
    match done {
        Err(BannerError::Invalid(errors)) => page(&app, &viewer, &slug, Typed { which: "banner", form: &form, errors: &errors }).await,
        other => Ok(other?),
    }
}

async fn take_off(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let seen: Id<Banner> = form.text("seen").parse().map_err(|_| Problem::missing())?;
    let (actor, back) = (viewer.actor(), format!("/desk/opportunities/{slug}/room?done=recorded"));
    let done = app.submit(&viewer, &form, move |tx| banner::take_off(tx, &actor, seen).map(|()| back.clone())).await;
    pulse::look_again(&app).await;
    Ok(done?)
}
