//! Entering an application for a city that applies by telephone or on paper: finding the city, and
//! beginning. What the city says is typed on the pages that the city would use.

use super::applications::status;
use crate::db::{self, Conn};
use crate::intake::{self, Application, Channel, NewEntry, policy};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::{datetime, deadline, number};
use crate::opportunity::{self, Opportunity, State};
use crate::people::organisation::{self, RegisterError};
use crate::people::{Actor, City, FundRole as R};
use crate::places::{self, ATTRIBUTION, Place, STATES, Wish};
use crate::process::{self, ProcessError, Stage};
use crate::web::access::Access;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono_tz::Tz;

const OFFICER: Access = Access::Fund(&[R::ProgramOfficer]);
const HOME: &str = "/desk/entries";
const PER_PAGE: usize = 25;
/// So many entries whose officer has left are shown; each that is gone on with makes room.
const LEFT: i64 = 25;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(HOME, OFFICER, list),
        get("/desk/entries/{place}", OFFICER, ask),
        post("/desk/entries/{place}", OFFICER, begin),
        get("/desk/entries/left/{reference}", OFFICER, left),
        post("/desk/entries/left/{reference}", OFFICER, take_over),
    ]
}

async fn list(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Form::parse(req.path(), req.query_string().as_bytes())?;
    let (name, state, before) = (query.text("name"), query.text("state"), query.text("before"));
    let before = if before.is_empty() { None } else { Some(before.parse().map_err(|_| Problem::missing())?) };
    let (actor, wish) = (viewer.actor(), Wish::parse(&name, &state));
    let is_asked = !wish.is_empty();
    let read = app.read(move |conn| {
        let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
        let mine = intake::list_entered(conn, &actor, before, limit)?;
        let mine = with_stages(conn, mine)?;
        let left = intake::list_left(conn, &actor, None, LEFT)?;
        let left = with_stages(conn, left)?;
        Ok::<_, db::Error>((places::search(conn, &wish)?, mine, left))
    });
    let (found, mut mine, left) = read.await?;
    let has_more = mine.len() > PER_PAGE;
    mine.truncate(PER_PAGE);
    let inputs = vec![
        Input::line(Field::new("name", "City, town or village").value(&name)),
        Input::select(Choices::new("state", "State", STATES.iter().copied()).optional().blank("Any state").chosen(&state)),
    ];
    let mut search = Section::new("Which city applies?").filters(HOME, inputs);
    if is_asked {
        search = search.table(places_table(&found)).text(ATTRIBUTION);
    }
    let mut own = Section::new("Applications you entered").table(entered_table(&mine, app.settings.fund.zone()));
    if let Some((last, _)) = mine.last().filter(|_| has_more) {
        own = own.link(format!("{HOME}?before={}", last.id), "Older applications");
    }
    let lead = "For a city that calls or writes. You type what the city says, on the pages that the city would use. In place of the electronic signature you upload a page that the city’s authorized official signed. You cannot screen, recommend or decide what you entered.";
    let mut sheet = Sheet::new("Enter an application for a city", &[]).lead(lead).back("/desk", "Desk").with(search).with(own);
    if !left.is_empty() {
        let text =
            "Whoever began these is no program officer any more. Nobody answers for their cities until another officer goes on with them.";
        sheet = sheet.with(Section::new("Entries whose officer has left").text(text).table(left_table(&left, app.settings.fund.zone())));
    }
    app.page(&viewer, &sheet)
}

/// Where each of them stands.
fn with_stages(conn: &mut Conn, found: Vec<Application>) -> Result<Vec<(Application, Stage)>, db::Error> {
    found.into_iter().map(|application| process::stage(conn, application.id).map(|stage| (application, stage))).collect()
}

fn places_table(found: &[Place]) -> Table {
    let columns = vec![Column::text("City"), Column::text("State"), Column::text("County"), Column::number("Population")];
    let rows = found.iter().map(|place| {
        vec![
            Cell::link(&place.name, format!("{HOME}/{}", place.geoname_id)).heading(),
            Cell::text(places::state_name(&place.state).unwrap_or(&place.state)),
            Cell::text(place.county.as_deref().unwrap_or("–")),
            Cell::number(number(place.population)),
        ]
    });
    Table::new("places", "Choose the city", columns)
        .empty("No place has this name. Check the spelling, or search without the state.")
        .rows(rows.collect::<Vec<_>>())
}

/// By when the city must answer what the fund sent back or invited it to.
fn answer_by(a: &Application, zone: Tz) -> String {
    let open = a.answer_by.filter(|_| a.is_open_again());
    open.map_or_else(|| "–".to_owned(), |at| datetime(at, zone))
}

fn entered_table(mine: &[(Application, Stage)], zone: Tz) -> Table {
    let columns = ["Application", "City", "Plan", "Where it stands", "Answer by", "Begun", "Submitted"].map(Column::text).to_vec();
    let rows = mine.iter().map(|(a, stage)| {
        vec![
            Cell::link(&a.reference, format!("/portal/applications/{}", a.reference)).heading(),
            Cell::text(&a.city_name),
            Cell::text(a.shown_title()),
            Cell::status(status(*stage)),
            Cell::text(answer_by(a, zone)),
            Cell::text(datetime(a.created_at, zone)),
            Cell::text(a.submitted_at.map_or_else(|| "Not yet".to_owned(), |at| datetime(at, zone))),
        ]
    });
    Table::new("entered", "Applications you entered", columns).empty("You entered none.").rows(rows.collect::<Vec<_>>())
}

fn left_table(left: &[(Application, Stage)], zone: Tz) -> Table {
    let columns = ["Application", "City", "Entered by", "Where it stands", "Answer by"].map(Column::text).to_vec();
    let rows = left.iter().map(|(a, stage)| {
        vec![
            Cell::link(&a.reference, format!("{HOME}/left/{}", a.reference)).heading(),
            Cell::text(&a.city_name),
            Cell::text(a.entry.as_ref().map_or("–", |entry| &entry.name)),
            Cell::status(status(*stage)),
            Cell::text(answer_by(a, zone)),
        ]
    });
    Table::new("left", "Entries whose officer has left", columns).rows(rows.collect::<Vec<_>>())
}

/// The entry with this number that an officer may go on with.
fn find_left(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Application, db::Error> {
    let application = intake::by_reference(conn, reference)?;
    let is_open = !actor.is_kept_from(application.id) && policy::may_enter_for(actor, application.city);
    if is_open && intake::is_left(conn, &application)? { Ok(application) } else { Err(db::Error::Missing) }
}

async fn left(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let a = app.read(move |conn| find_left(conn, &actor, &reference)).await?;
    let before = a.entry.as_ref().map_or_else(String::new, |entry| entry.words());
    let facts = vec![SummaryRow::new("City", &a.city_name), SummaryRow::new("Entry", &before)];
    let text = "You write in this application for the city, and certify it with a page that its official signs. You step back from its case: you cannot screen, recommend or decide it.";
    let form = SheetForm::new(format!("{HOME}/left/{}", a.reference), FormKeys::new(app.fresh_key()), "Go on with this entry", vec![]);
    let section = Section::new("Whoever entered it has left").facts(facts).text(text).form(form);
    let sheet = Sheet::new("Go on with an entry", &[]).about(&a.reference).back(HOME, "Enter an application for a city").with(section);
    app.page(&viewer, &sheet)
}

async fn take_over(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let done = app.submit(&viewer, &form, move |tx| {
        let application = intake::by_reference(tx, &reference)?;
        process::take_over(tx, &actor, application.id)?;
        Ok::<_, ProcessError>(format!("/portal/applications/{}?done=entry-taken-over", application.reference))
    });
    Ok(done.await?)
}

/// What the page about one place shows.
struct Found {
    place: Place,
    city: Option<City>,
    rounds: Vec<Opportunity>,
}

async fn page(app: &App, viewer: &Viewer, id: i64, (form, errors): (&Form, &[FieldError])) -> Result<HttpResponse, Problem> {
    let now = app.now();
    let read = app.read(move |conn| {
        let place = places::find(conn, id)?.ok_or(db::Error::Missing)?;
        let city = organisation::find_by_place(conn, id)?;
        let mut rounds = Vec::new();
        for mut round in opportunity::list_published(conn)?.into_iter().filter(|round| round.state == State::Published) {
            if let Some(city) = &city {
                round.closes = opportunity::closing(conn, &round, city.id)?;
            }
            if round.takes_applications(now) {
                rounds.push(round);
            }
        }
        Ok::<_, db::Error>(Found { place, city, rounds })
    });
    let found = read.await?;
    let known = if found.city.is_some() { "Registered with the fund" } else { "Not registered yet; beginning registers it" };
    let facts = vec![
        SummaryRow::new("City", &found.place.full_name()),
        SummaryRow::new("County", found.place.county.as_deref().unwrap_or_default()),
        SummaryRow::new("Population", &number(found.place.population)),
        SummaryRow::new("With the fund", known),
    ];
    let section = Section::new(found.place.full_name()).facts(facts);
    let section = if found.rounds.is_empty() {
        section.text("No round takes applications now.")
    } else {
        section
            .text("The deadline holds by the clock of this server at the moment you submit, not when the city called or posted its papers.")
            .form(begin_form(app, &found, (form, errors)))
    };
    let sheet = Sheet::new("Enter an application for this city", errors)
        .about(&found.place.full_name())
        .back(HOME, "Choose another city")
        .with(section);
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn begin_form(app: &App, found: &Found, (form, errors): (&Form, &[FieldError])) -> SheetForm {
    let rounds = found.rounds.iter().map(|round| (round.slug.clone(), format!("{}, closes {}", round.title, deadline(&round.closes))));
    let channels = [Channel::Phone, Channel::Paper].map(|channel| (channel.to_string(), channel.label().to_owned()));
    let only = if let [round] = found.rounds.as_slice() { round.slug.as_str() } else { "" };
    let round = Choices::new("round", "Round", rounds).chosen(form.raw("round").unwrap_or(only)).errors(errors);
    let about = Field::new("about", "Who called or wrote, and when?")
        .hint("For example: Ada Park, city clerk, by telephone on February 3. It stays in the record.")
        .value(form.text("about"))
        .limit(1_000)
        .rows(3)
        .errors(errors);
    let mail = Field::new("mail_to", "Email address of the city")
        .kind("email")
        .hint("Leave it empty if the city has none. The receipt and all letters about this application go there; without it, print and post them.")
        .value(form.text("mail_to"))
        .optional()
        .errors(errors);
    SheetForm::new(
        format!("{HOME}/{}", found.place.geoname_id),
        FormKeys::new(app.fresh_key()),
        "Begin the application",
        vec![
            Input::select(round),
            Input::radios(Choices::new("channel", "How does the city apply?", channels).chosen(&form.text("channel")).errors(errors)),
            Input::area(about),
            Input::line(mail),
        ],
    )
}

async fn ask(app: Data<App>, viewer: Viewer, place: Path<String>) -> Result<HttpResponse, Problem> {
    let id = place.parse().map_err(|_| Problem::missing())?;
    page(&app, &viewer, id, (&Form::default(), &[])).await
}

async fn begin(app: Data<App>, viewer: Viewer, place: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let id: i64 = place.parse().map_err(|_| Problem::missing())?;
    let (actor, slug) = (viewer.actor(), form.text("round"));
    let wanted = slug.clone();
    let round = app.read(move |conn| opportunity::find_by_slug(conn, &wanted)).await.map_err(|e: db::Error| Problem::from(e))?;
    let new = NewEntry { channel: form.text("channel"), about: form.text("about"), mail_to: form.text("mail_to") };
    let Some(round) = round else {
        let mistakes = [vec![FieldError::new("round", "Choose a round.")], new.mistakes(app.now())].concat();
        return page(&app, &viewer, id, (&form, &mistakes)).await;
    };
    let done = app.submit(&viewer, &form, move |tx| {
        let city = organisation::register_for_fund(tx, &actor, id).map_err(not_registered)?;
        let application = process::enter(tx, &actor, (round.id, city), &new)?;
        Ok::<_, ProcessError>(format!("/portal/applications/{}?done=entry-for-city-begun", application.reference))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, id, (&form, &e.mistakes())).await,
        other => Ok(other?),
    }
}

fn not_registered(refused: RegisterError) -> ProcessError {
    match refused {
        RegisterError::Db(e) => e.into(),
        RegisterError::Forbidden => intake::EnterError::NotAllowed.into(),
        RegisterError::UnknownPlace | RegisterError::Registered(_) => db::Error::Missing.into(),
    }
}
