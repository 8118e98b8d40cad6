//! The deadline of a round: what it is, who was given more time and why, and the form that gives more.

use super::releases::when;
use crate::db::{Conn, Error};
use crate::intake::{self, MoreTime};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::{datetime, deadline};
use crate::opportunity::{self, Extension, Opportunity};
use crate::people::{Actor, FundRole as R, Organisation};
use crate::web::access::{Access, STAFF};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

const ALL: &str = "all";
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
    cities: Vec<(Id<Organisation>, String)>,
}

fn load(conn: &mut Conn, reader: &Actor, slug: &str) -> Result<Found, Error> {
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
    let cities = intake::list_cities_with_drafts(conn, (round.id, &reader.walls.ids()), LISTED)?;
    Ok(Found { round, extensions, cities })
}

async fn page(app: &App, viewer: &Viewer, slug: &str, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let (reader, wanted) = (viewer.actor(), slug.to_owned());
    let found = app.read(move |conn| load(conn, &reader, &wanted)).await?;
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
        let text = "The instant itself is still in time. Those who write for the cities concerned get a letter with the reason. Time that was given is not taken back.";
        sheet = sheet.with(Section::new("Give more time").text(text).form(more_time(app, &found, (form, errors))));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn more_time(app: &App, found: &Found, (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let all = std::iter::once((ALL.to_owned(), "All cities".to_owned()));
    let cities = all.chain(found.cities.iter().map(|(id, name)| (id.text(), name.clone())));
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

/// What was typed, or all that is wrong with it.
fn read(form: &Form, round: &Opportunity) -> Result<MoreTime, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let city = match form.text("city").as_str() {
        ALL => None,
        id => id.parse::<Id<Organisation>>().map_err(|_| mistakes.push(FieldError::new("city", "Choose all cities, or one."))).ok(),
    };
    match when::instant(form, round.closes.zone) {
        Ok(until) if mistakes.is_empty() => Ok(MoreTime { city, until, reason: form.text("reason") }),
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
    let more = match read(&form, &round) {
        Ok(more) => more,
        Err(mistakes) => return page(&app, &viewer, &slug, (&form, &mistakes)).await,
    };
    let (actor, back) = (viewer.actor(), format!("/desk/opportunities/{slug}/deadline?done=recorded"));
    let done = app.submit(&viewer, &form, move |tx| intake::extend(tx, &actor, round.id, &more).map(|_| back.clone()));
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => {
            // The instant is typed as a day and a time.
            let shown = |e: &FieldError| FieldError::new(if e.field == "until" { "on" } else { &e.field }, &e.message);
            let errors: Vec<FieldError> = e.fields().iter().map(shown).collect();
            page(&app, &viewer, &slug, (&form, &errors)).await
        }
        other => Ok(other?),
    }
}
