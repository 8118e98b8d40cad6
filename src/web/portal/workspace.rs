//! The city's own page: what is to do, its awards and its applications.

use super::applications::home;
use super::timeline::tag;
use super::todo;
use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::Timestamp;
use crate::locale::format;
use crate::opportunity::{self, Opportunity};
use crate::people::claim::{self, Claim, Standing};
use crate::people::{Actor, membership};
use crate::process::{self, Stage};
use crate::templates::Page;
use crate::web::fields::{Cell, Column, LastInstant, Status, Table, Task};
use crate::web::{Access, App, Problem, Route, Viewer, get, zones};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono_tz::Tz;
use serde::Serialize;

/// The most applications on one page; a city has a handful.
const MOST: i64 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal", Access::SignedIn, show)]
}

#[derive(Serialize)]
struct HomePage {
    todo: Vec<Task>,
    asked: Vec<String>,
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
    /// What the fund waits for, or looks at, before anything can be submitted.
    proof: Option<&'static str>,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
    closes: LastInstant,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "portal/workspace/home";
    fn title(&self) -> String {
        "Your city".into()
    }
    fn samples() -> Vec<Self> {
        let city = |lacks_official: bool| CityCard {
            href: "/portal/cities/1".into(),
            name: "Madison, WI".into(),
            lacks_official,
            proof: lacks_official.then_some("x"),
        };
        let open = || vec![Link { href: "/portal/start/x".into(), title: "X".into(), closes: LastInstant::default() }];
        let page = |cities: Vec<CityCard>, todo: Vec<Task>, asked: Vec<String>| Self {
            todo,
            asked,
            awards: (!cities.is_empty()).then(|| awards_table(&[])).flatten(),
            applications: applications_table(&[]),
            open: if cities.is_empty() { vec![] } else { open() },
            cities,
        };
        let task = || vec![Task::new("offer-1", "Answer the offer", Some("/portal".into()), Status::warning("Your turn")).hint("x")];
        vec![
            page(vec![], vec![], vec![]),
            page(vec![], vec![], vec!["You asked Madison, WI to let you in.".into()]),
            page(vec![city(true), city(false)], task(), vec![]),
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let page = app.read(move |conn| load(conn, &actor, now));
    app.page(&viewer, &page.await?)
}

fn load(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<HomePage, Error> {
    let cities = actor.cities();
    let awards = award::list_for_cities(conn, &cities)?;
    let mut applications = Vec::new();
    let mut rows = Vec::new();
    for application in intake::list_for_cities(conn, &cities, None, MOST)? {
        let (stage, zone) = (process::stage(conn, application.id)?, intake::city_zone(conn, &application)?);
        rows.push((application.clone(), stage, zone));
        applications.push((application, stage));
    }
    let mut cards = Vec::new();
    for (id, name) in intake::city_names(conn, &cities)? {
        let lacks_official = !membership::has_official(conn, id)?;
        let proof = proof(claim::latest(conn, actor, id)?.as_ref());
        cards.push(CityCard { href: format!("/portal/cities/{id}"), name, lacks_official, proof });
    }
    let asked = membership::list_own_requests(conn, actor)?;
    Ok(HomePage {
        todo: todo::list(conn, actor, &applications, &awards, now)?,
        asked: asked
            .into_iter()
            .map(|(city, at)| format!("You asked {} to let you in on {}.", city.full_name(), format::date(at.day_in(city.zone))))
            .collect(),
        cities: cards,
        awards: awards_table(&awards),
        applications: applications_table(&rows),
        open: open_rounds(conn, actor, now)?,
    })
}

/// The rounds in which somebody can begin now; one of the person’s cities may have been given more time.
fn open_rounds(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<Vec<Link>, Error> {
    let (zones, mut open) = (zones::of(conn, actor)?, Vec::new());
    for mut round in opportunity::list_published(conn)? {
        if !round.takes_applications(now) {
            for city in actor.cities() {
                let closes = opportunity::closing(conn, &round, city)?;
                round.closes = if closes.at > round.closes.at { closes } else { round.closes };
            }
        }
        if round.takes_applications(now) {
            open.push(link(round, &zones));
        }
    }
    Ok(open)
}

/// What is said of a city whose people are not confirmed.
fn proof(claim: Option<&Claim>) -> Option<&'static str> {
    match claim.map(Claim::standing) {
        Some(Standing::Confirmed) => None,
        Some(Standing::Waits) => Some("The fund looks at your proof that you act for this city."),
        Some(Standing::Refused) => Some("The fund did not accept the proof that you act for this city. Give another one."),
        Some(Standing::Unproved) | None => {
            Some("Prove that you act for this city. Nothing can be submitted before the fund has confirmed it.")
        }
    }
}

fn link(o: Opportunity, zones: &[Tz]) -> Link {
    let closes = LastInstant::new(o.closes.at, o.closes.zone, zones);
    Link { href: format!("/portal/start/{}", o.slug), closes, title: o.title }
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

fn applications_table(applications: &[(Application, Stage, Tz)]) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("Reference"),
        Column::text("City"),
        Column::number("Amount"),
        Column::text("Status"),
        Column::text("Last saved"),
    ];
    let row = |(a, stage, zone): &(Application, Stage, Tz)| {
        vec![
            Cell::link(a.shown_title(), home(&a.reference)).heading(),
            Cell::text(&a.reference),
            Cell::text(&a.city_name),
            Cell::number(a.total.to_string()),
            Cell::status(tag(*stage)),
            Cell::text(format::datetime(a.updated_at, *zone)),
        ]
    };
    Table::new("applications", "Your applications", columns)
        .empty("Your city has no application yet.")
        .rows(applications.iter().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::HomePage>();
    }
}
