//! The deadline of a round: what it is, who was given more time and why, and the form that gives more, to all
//! cities or to one: with a draft, or found by its name.

use super::releases::when;
use crate::db::{Conn, Error};
use crate::intake::{self, ExtendError, MoreTime, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{datetime, deadline, number};
use crate::opportunity::{self, Extension, Opportunity};
use crate::people::organisation;
use crate::people::{Actor, FundRole as R, Organisation};
use crate::places::{self, Place, STATES, Wish};
use crate::web::access::{Access, STAFF};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

const ALL: &str = "all";
/// Before the number of a place in the field of the city.
const PLACE: &str = "place-";
/// So many grants of more time, and so many cities to choose from, are listed.
const LISTED: i64 = 500;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/opportunities/{slug}/deadline", Access::Fund(STAFF), show),
        post("/desk/opportunities/{slug}/deadline", Access::Fund(&[R::ProgramOfficer]), extend),
    ]
}

struct Found {
    round: Opportunity,
    extensions: Vec<(Extension, String)>,
    /// Whom more time can be given: what the form says, and what people read.
    cities: Vec<(String, String)>,
    /// The places with the name that was looked for, if one was.
    places: Option<Vec<Place>>,
}

/// The city that the form names although it has no draft: of a place that was found, or one that wrote of trouble.
fn named(conn: &mut Conn, reader: &Actor, city: &str) -> Result<Option<(String, String)>, Error> {
    if let Some(place) = place_of(city) {
        return Ok(places::find(conn, place)?.map(|place| (city.to_owned(), place.full_name())));
    }
    let Some(id) = city.parse::<Id<Organisation>>().ok().filter(|id| policy::may_enter_for(reader, *id)) else { return Ok(None) };
    let found = organisation::list(conn, &[id])?;
    Ok(found.first().map(|found| (city.to_owned(), found.full_name())))
}

fn place_of(city: &str) -> Option<i64> {
    city.strip_prefix(PLACE)?.parse().ok()
}

fn load(conn: &mut Conn, reader: &Actor, slug: &str, form: &Form) -> Result<Found, Error> {
    let round = opportunity::find_by_slug(conn, slug)?.ok_or(Error::Missing)?;
    let mut extensions = Vec::new();
    for extension in opportunity::list_extensions(conn, round.id, LISTED)? {
        let names = match extension.city {
            Some(city) => intake::city_names(conn, &[city])?,
            None => vec![],
        };
        let name = names.into_iter().next().map_or_else(|| "All cities".to_owned(), |(_, name)| name);
        extensions.push((extension, name));
    }
    let drafting = intake::list_cities_with_drafts(conn, (round.id, &reader.walls.ids()), LISTED)?;
    let mut cities: Vec<(String, String)> = drafting.into_iter().map(|(id, name)| (id.text(), name)).collect();
    let city = form.text("city");
    if cities.iter().all(|(known, _)| *known != city) {
        cities.extend(named(conn, reader, &city)?);
    }
    let wish = Wish::parse(&form.text("name"), &form.text("state"));
    let places = if wish.is_empty() { None } else { Some(places::search(conn, &wish)?) };
    Ok(Found { round, extensions, cities, places })
}

async fn page(app: &App, viewer: &Viewer, slug: &str, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (reader, wanted, typed) = (viewer.actor(), slug.to_owned(), form.clone());
    let found = app.read(move |conn| load(conn, &reader, &wanted, &typed)).await?;
    let round = &found.round;
    let columns = ["For", "Until", "Why", "Granted by", "When"].map(Column::text).to_vec();
    let rows = found.extensions.iter().map(|(extension, name)| {
        vec![
            Cell::text(name).heading(),
            Cell::text(datetime(extension.closes_at, round.closes.zone)),
            Cell::text(&extension.reason),
            Cell::text(&extension.granted_by_name),
            Cell::text(datetime(extension.granted_at, round.closes.zone)),
        ]
    });
    let table = Table::new("extensions", "More time that was given, newest first", columns).empty("Nobody was given more time.");
    let now = vec![SummaryRow::new("Applications close", &deadline(&round.closes))];
    let mut sheet = Sheet::new("Deadline", errors)
        .about(&round.title)
        .back(format!("/desk/opportunities/{slug}"), &round.title)
        .with(Section::new("As it is").facts(now).table(table.rows(rows.collect::<Vec<_>>())));
    if opportunity::may_manage(&viewer.actor) {
        sheet = sheet.with(search(&found, form));
        let text = "The instant itself is still in time. Those who write for the cities concerned get a letter with the reason; a city of which nobody has an account gets none, so tell it yourself. More time for all stands on the public page of the round too. Time that was given is not taken back.";
        sheet = sheet.with(Section::new("Give more time").text(text).form(more_time(app, &found, (form, errors))));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

/// Where a city that has no draft is found by its name.
fn search(found: &Found, form: &Form) -> Section {
    let here = format!("/desk/opportunities/{}/deadline", found.round.slug);
    let inputs = vec![
        Input::line(Field::new("name", "City, town or village").value(form.text("name"))),
        Input::select(Choices::new("state", "State", STATES.iter().copied()).optional().blank("Any state").chosen(&form.text("state"))),
    ];
    let text = "A city that has begun an application is in the list below. Any other is looked for here: it can then begin one, and submit it in the time that it is given.";
    let section = Section::new("Find a city that has begun nothing").text(text).filters(&here, inputs);
    let Some(places) = &found.places else { return section };
    let columns = vec![Column::text("City"), Column::text("State"), Column::text("County"), Column::number("Population")];
    let rows = places.iter().map(|place| {
        vec![
            Cell::link(&place.name, format!("{here}?city={PLACE}{}#city", place.geoname_id)).heading(),
            Cell::text(places::state_name(&place.state).unwrap_or(&place.state)),
            Cell::text(place.county.as_deref().unwrap_or("–")),
            Cell::number(number(place.population)),
        ]
    });
    let table = Table::new("places", "Choose the city", columns)
        .empty("No place has this name. Check the spelling, or search without the state.")
        .rows(rows.collect::<Vec<_>>());
    section.table(table)
}

fn more_time(app: &App, found: &Found, (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let all = std::iter::once((ALL.to_owned(), "All cities".to_owned()));
    let cities = all.chain(found.cities.iter().cloned());
    let (on, at) = when::day_and_time(form, errors, found.round.closes.zone);
    let reason = Field::new("reason", "Why?").hint("The letter shows it.").value(form.text("reason")).limit(1000).rows(4).errors(errors);
    SheetForm::new(
        format!("/desk/opportunities/{}/deadline", found.round.slug),
        FormKeys::new(app.fresh_key()),
        "Give more time",
        vec![
            Input::select(Choices::new("city", "For whom?", cities).chosen(&form.text("city")).errors(errors)),
            Input::date(on),
            Input::line(at),
            Input::area(reason),
        ],
    )
}

/// What was typed, with the place where the city was found by its name; or all that is wrong with it.
fn read(form: &Form, round: &Opportunity) -> Result<(MoreTime, Option<i64>), Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let typed = form.text("city");
    let place = place_of(&typed);
    let city = match typed.as_str() {
        ALL => None,
        _ if place.is_some() => None,
        id => id.parse::<Id<Organisation>>().map_err(|_| mistakes.push(FieldError::new("city", "Choose all cities, or one."))).ok(),
    };
    match when::instant(form, round.closes.zone) {
        Ok(until) if mistakes.is_empty() => Ok((MoreTime { city, until, reason: form.text("reason") }, place)),
        Ok(_) => Err(mistakes),
        Err(more) => Err([mistakes, more].concat()),
    }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, req: HttpRequest) -> Result<HttpResponse, Problem> {
    // A link from a message about trouble has chosen the city.
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    page(&app, &viewer, &slug, (&query, &[])).await
}

async fn extend(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let wanted = slug.clone();
    let round = app.read(move |conn| opportunity::find_by_slug(conn, &wanted)?.ok_or(Error::Missing)).await?;
    let (more, place) = match read(&form, &round) {
        Ok(more) => more,
        Err(mistakes) => return page(&app, &viewer, &slug, (&form, &mistakes)).await,
    };
    let (actor, back) = (viewer.actor(), format!("/desk/opportunities/{slug}/deadline?done=recorded"));
    let done = app.submit(&viewer, &form, move |tx| -> Result<String, ExtendError> {
        match place {
            Some(place) => intake::extend_place(tx, &actor, round.id, place, &more)?,
            None => intake::extend(tx, &actor, round.id, &more)?,
        };
        Ok(back.clone())
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            // The instant is typed as a day and a time.
            let shown = |e: &FieldError| FieldError::new(if e.field == "until" { "on" } else { &e.field }, &e.message);
            let errors: Vec<FieldError> = e.mistakes().iter().map(shown).collect();
            page(&app, &viewer, &slug, (&form, &errors)).await
        }
        other => Ok(other?),
    }
}
