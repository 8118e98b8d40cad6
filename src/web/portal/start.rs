//! `/portal/start/…`: beginning an application, or why this person cannot.

use super::applications::home;
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::Id;
use crate::opportunity::{self, Answers};
use crate::people::{Actor, CityRole, Organisation, membership};
use crate::process::{self, ProcessError};
use crate::templates::Page;
use crate::web::fields::{Choices, FormKeys, LastInstant};
use crate::web::public::eligibility::{check_cookie, read_answers};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post, zones};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/start/{slug}", Access::SignedIn, ask), post("/portal/start/{slug}", Access::City(access::CITY_WRITERS), start)]
}

/// Why somebody cannot start, and what helps; exactly one is there.
#[derive(Default, Serialize)]
struct WhyNot {
    /// Works for the fund.
    is_staff: bool,
    /// Belongs to no city and asked none.
    no_city: bool,
    /// The cities that were asked and have not answered.
    waits_for: Vec<String>,
    /// Who of the city can start, for somebody who only reads.
    writers: Vec<String>,
}

#[derive(Serialize)]
struct StartPage {
    slug: String,
    opportunity: String,
    closes: LastInstant,
    is_open: bool,
    why_not: Option<WhyNot>,
    cities: Choices,
    keys: FormKeys,
}

impl Page for StartPage {
    const TEMPLATE: &'static str = "portal/workspace/start";
    fn title(&self) -> String {
        format!("Start an application – {}", self.opportunity)
    }
    fn samples() -> Vec<Self> {
        let sample = |is_open, why_not| Self {
            slug: "x".into(),
            opportunity: "X".into(),
            closes: LastInstant::default(),
            is_open,
            why_not,
            cities: Choices::new("city", "City", [("1", "Madison, WI")]),
            keys: FormKeys::new("k".into()),
        };
        let one = || vec!["x".to_owned()];
        vec![
            sample(true, None),
            sample(false, None),
            sample(true, Some(WhyNot { is_staff: true, ..WhyNot::default() })),
            sample(true, Some(WhyNot { no_city: true, ..WhyNot::default() })),
            sample(true, Some(WhyNot { waits_for: one(), ..WhyNot::default() })),
            sample(true, Some(WhyNot { writers: one(), ..WhyNot::default() })),
        ]
    }
}

/// What somebody who writes for no city is told.
fn why_not(conn: &mut Conn, actor: &Actor) -> Result<WhyNot, Error> {
    let cities = actor.cities();
    if cities.is_empty() {
        let waits_for: Vec<_> = membership::list_own_requests(conn, actor)?.into_iter().map(|(city, _)| city.full_name()).collect();
        let is_staff = !actor.fund_roles.is_empty();
        return Ok(WhyNot { is_staff, no_city: !is_staff && waits_for.is_empty(), waits_for, writers: vec![] });
    }
    let mut writers = Vec::new();
    for city in cities {
        let members = membership::list(conn, actor, city)?.into_iter().filter(|m| m.role != CityRole::Viewer);
        writers.extend(members.map(|m| format!("{}, {}", m.name, m.email)));
    }
    writers.dedup();
    Ok(WhyNot { writers, ..WhyNot::default() })
}

async fn ask(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, slug) = (viewer.actor(), slug.into_inner());
    let (found, names, why_not, zones) = app
        .read(move |conn| {
            let writes: Vec<_> = actor.cities().into_iter().filter(|c| actor.writes_for(*c)).collect();
            let why_not = if writes.is_empty() { Some(why_not(conn, &actor)?) } else { None };
            let mut found = opportunity::by_slug(conn, &slug)?;
            // A city that was granted more time can still begin.
            for city in &writes {
                let closes = opportunity::closing(conn, &found, *city)?;
                found.closes = if closes.at > found.closes.at { closes } else { found.closes };
            }
            Ok::<_, Error>((found, intake::city_names(conn, &writes)?, why_not, zones::of(conn, &actor)?))
        })
        .await?;
    let first = names.first().map(|(id, _)| id.text()).unwrap_or_default();
    let page = StartPage {
        slug: found.slug.clone(),
        opportunity: found.title.clone(),
        closes: LastInstant::new(found.closes.at, found.closes.zone, &zones),
        is_open: found.takes_applications(app.now()),
        why_not,
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
        crate::templates::check::page::<super::StartPage>();
    }
}
