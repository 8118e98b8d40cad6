//! The city's own page: its applications and what to do next; and the start of a new one.

use super::applications::{home, stage_of};
use crate::award::{self, Award};
use crate::intake::{self, Application};
use crate::kernel::Id;
use crate::locale::format;
use crate::opportunity::{self, Answers, Opportunity};
use crate::people::{Organisation, membership};
use crate::process::{self, ProcessError};
use crate::templates::Page;
use crate::web::fields::{Cell, Choices, Column, FormKeys, Status, Table};
use crate::web::public::opportunities::{check_cookie, read_answers};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono_tz::Tz;
use serde::Serialize;

/// The most applications on one page; a city has a handful.
const MOST: i64 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal", Access::SignedIn, show),
        get("/portal/start/{slug}", Access::SignedIn, ask),
        post("/portal/start/{slug}", Access::City(access::CITY_WRITERS), start),
    ]
}

#[derive(Serialize)]
struct HomePage {
    cities: Vec<CityCard>,
    awards: Option<Table>,
    applications: Table,
    open: Vec<Link>,
}

/// A city the viewer belongs to, with what it lacks.
#[derive(Serialize)]
struct CityCard {
    href: String,
    name: String,
    lacks_official: bool,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
    closes: String,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "portal/workspace/home";
    fn title(&self) -> String {
        "Your city".into()
    }
    fn samples() -> Vec<Self> {
        let city = |lacks_official| CityCard { href: "/portal/cities/1".into(), name: "Madison, WI".into(), lacks_official };
        let open = || vec![Link { href: "/portal/start/x".into(), title: "X".into(), closes: "Soon".into() }];
        vec![
            Self { cities: vec![], awards: None, applications: applications_table(&[]), open: vec![] },
            Self { cities: vec![city(true), city(false)], awards: awards_table(&[]), applications: applications_table(&[]), open: open() },
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let page = app.read(move |conn| {
        let cities = actor.cities();
        let applications = intake::list_for_cities(conn, &cities, None, MOST)?;
        let awards = award::list_for_cities(conn, &cities)?;
        let mut cards = Vec::new();
        for (id, name) in intake::city_names(conn, &cities)? {
            let lacks_official = !membership::has_official(conn, id)?;
            cards.push(CityCard { href: format!("/portal/cities/{id}"), name, lacks_official });
        }
        let open = opportunity::list_published(conn)?.into_iter().filter(|o| o.takes_applications(now)).map(link).collect();
        Ok::<_, crate::db::Error>(HomePage {
            cities: cards,
            awards: awards_table(&awards),
            applications: applications_table(&applications),
            open,
        })
    });
    app.page(&viewer, &page.await?)
}

fn link(o: Opportunity) -> Link {
    Link { href: format!("/portal/start/{}", o.slug), closes: format::deadline(&o.closes), title: o.title }
}

/// The city's awards with what they wait for; nothing while there is none.
fn awards_table(awards: &[Award]) -> Option<Table> {
    if awards.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("Award"),
        Column::text("Reference"),
        Column::text("City"),
        Column::number("Amount"),
        Column::text("Status"),
        Column::text("Period ends"),
    ];
    let table = Table::new("awards", "Your awards", columns);
    Some(table.rows(awards.iter().map(|a| {
        vec![
            Cell::link(&a.title, format!("/portal/awards/{}", a.reference)).heading(),
            Cell::text(&a.reference),
            Cell::text(&a.city),
            Cell::number(a.amount.to_string()),
            Cell::status(standing(a)),
            Cell::text(format::short_date(a.period_end)),
        ]
    })))
}

fn standing(award: &Award) -> Status {
    if award.is_open_offer() {
        Status::warning("Waits for your signature")
    } else if award.is_active() {
        Status::active("Active")
    } else if award.closed_at.is_some() {
        Status::good("Closed")
    } else {
        Status::quiet("Not accepted")
    }
}

fn applications_table(applications: &[Application]) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("Reference"),
        Column::text("City"),
        Column::number("Amount"),
        Column::text("Status"),
        Column::text("Last saved (UTC)"),
    ];
    Table::new("applications", "Your applications", columns).empty("Your city has no application yet.").rows(applications.iter().map(|a| {
        vec![
            Cell::link(a.shown_title(), home(&a.reference)).heading(),
            Cell::text(&a.reference),
            Cell::text(&a.city_name),
            Cell::number(a.total.to_string()),
            Cell::status(stage_of(a)),
            Cell::text(format::datetime(a.updated_at, Tz::UTC)),
        ]
    }))
}

#[derive(Serialize)]
struct StartPage {
    slug: String,
    opportunity: String,
    closes: String,
    is_open: bool,
    can_write: bool,
    cities: Choices,
    keys: FormKeys,
}

impl Page for StartPage {
    const TEMPLATE: &'static str = "portal/workspace/start";
    fn title(&self) -> String {
        format!("Start an application – {}", self.opportunity)
    }
    fn samples() -> Vec<Self> {
        let sample = |is_open, can_write| Self {
            slug: "x".into(),
            opportunity: "X".into(),
            closes: "Soon".into(),
            is_open,
            can_write,
            cities: Choices::new("city", "City", [("1", "Madison, WI")]),
            keys: FormKeys::new("k".into()),
        };
        vec![sample(true, true), sample(true, false), sample(false, true)]
    }
}

async fn ask(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let (found, names) = app
        .read(move |conn| {
            let writes: Vec<_> = actor.cities().into_iter().filter(|c| actor.writes_for(*c)).collect();
            Ok::<_, crate::db::Error>((opportunity::by_slug(conn, &slug)?, intake::city_names(conn, &writes)?))
        })
        .await?;
    let first = names.first().map(|(id, _)| id.text()).unwrap_or_default();
    let page = StartPage {
        slug: found.slug.clone(),
        opportunity: found.title.clone(),
        closes: format::deadline(&found.closes),
        is_open: found.takes_applications(app.now()),
        can_write: !names.is_empty(),
        cities: Choices::new("city", "Which city applies?", names.into_iter().map(|(id, name)| (id.text(), name))).chosen(&first),
        keys: FormKeys::new(app.fresh_key()),
    };
    app.page(&viewer, &page)
}

async fn start(app: Data<App>, viewer: Viewer, slug: Path<String>, req: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let city: Id<Organisation> = form.text("city").parse().map_err(|_| Problem::missing())?;
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let carried = req.cookie(&check_cookie(&slug)).map(|c| c.value().to_owned()).unwrap_or_default();
    let done = app.submit(&viewer, &form, move |tx| -> Result<String, ProcessError> {
        let found = opportunity::by_slug(tx, &slug)?;
        let application = process::start_case(tx, &actor, found.id, city)?;
        let definition = opportunity::definition(tx, &application.definition_sha256)?;
        let answers = decode(&definition.eligibility, &carried);
        if let Err(intake::EditError::Db(e)) = intake::carry_answers(tx, &actor, application.id, &answers) {
            return Err(e.into());
        }
        Ok(home(&application.reference))
    });
    Ok(done.await?)
}

/// The answers of the check; a cookie that makes no sense carries none.
fn decode(questions: &[opportunity::EligibilityQuestion], cookie: &str) -> Answers {
    let query = data_encoding::BASE64URL_NOPAD.decode(cookie.as_bytes()).unwrap_or_default();
    Form::parse("/", &query).map(|form| read_answers(questions, &form).0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::HomePage>();
        crate::templates::check::page::<super::StartPage>();
    }
}
