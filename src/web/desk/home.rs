//! The first page of the desk: what waits for the roles of the viewer, how many
//! cases stand where, and the rooms.

use super::waiting::{self, Waiting};
use crate::db;
use crate::locale::format::number;
use crate::opportunity::{self, Opportunity};
use crate::process::{self, Stage};
use crate::templates::Page;
use crate::web::access::{Access, STAFF};
use crate::web::doors::Doors;
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk", Access::Fund(STAFF), show)]
}

const PLACES: [(&str, &str); 27] = [
    ("/desk/work", "What needs me today"),
    ("/desk/search", "Search"),
    ("/desk/applications", "All applications"),
    ("/desk/opportunities", "Opportunities"),
    ("/desk/entries", "Enter an application for a city"),
    ("/desk/claims", "Who acts for cities"),
    ("/desk/trouble", "Trouble"),
    ("/desk/questions", "Questions about rounds"),
    ("/desk/workflows", "Workflows"),
    ("/desk/meetings", "Panel meetings"),
    ("/desk/decisions", "Decisions"),
    ("/desk/disparity", "Disparity"),
    ("/desk/feedback", "Feedback to applicants"),
    ("/desk/releases", "Releases"),
    ("/desk/funds", "Funds"),
    ("/desk/payments", "Payments"),
    ("/desk/bank", "Bank"),
    ("/desk/bank-details", "Bank details to verify"),
    ("/desk/spending", "Spending"),
    ("/desk/events", "Events"),
    ("/desk/rates", "Travel rates"),
    ("/desk/closeouts", "Closeouts"),
    ("/desk/ledger", "Ledger"),
    ("/desk/outbox", "Outbox"),
    ("/desk/audit", "Audit record"),
    ("/desk/people", "People of the fund"),
    ("/desk/loans", "Lent roles"),
];

/// What needs the viewer today, and how many cases stand where.
#[derive(Serialize)]
struct HomePage {
    name: String,
    mine: Vec<Waiting>,
    all: Vec<Waiting>,
    rankings: Vec<Link>,
    places: Vec<Link>,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "desk/home";

    fn title(&self) -> String {
        "Desk".into()
    }

    fn samples() -> Vec<Self> {
        let link = || vec![Link::new("/desk/funds", "Funds")];
        vec![
            Self { name: "Ada".into(), mine: vec![Waiting::sample()], all: vec![Waiting::sample()], rankings: link(), places: link() },
            Self { name: "Ada".into(), mine: vec![], all: vec![], rankings: vec![], places: vec![] },
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let (actor, now, today) = (viewer.actor(), app.now(), app.now().day_in(app.settings.fund.zone()));
    let found = app.read(move |conn| {
        let mine = waiting::list(conn, &actor, (now, today))?;
        Ok::<_, db::Error>((mine, process::count_by_stage(conn, &actor)?, opportunity::list_published(conn)?))
    });
    let (mine, counts, rounds) = found.await?;
    let doors = Doors::of(&viewer.actor);
    let staged = |stage: Stage| {
        let count = counts.iter().find(|(s, _)| *s == stage).map_or(0, |(_, n)| *n);
        Waiting { count: number(count), label: stage.label(), href: format!("/desk/applications?stage={stage}") }
    };
    let all = [
        Stage::Submitted,
        Stage::Returned,
        Stage::Invited,
        Stage::InReview,
        Stage::Recommended,
        Stage::Approved,
        Stage::Active,
        Stage::Closed,
        Stage::Declined,
    ];
    app.page(
        &viewer,
        &HomePage {
            name: viewer.actor.name.clone(),
            mine,
            all: all.into_iter().map(staged).collect(),
            rankings: rankings(doors, &rounds),
            places: PLACES.iter().filter_map(|(path, label)| doors.link(*path, *label)).collect(),
        },
    )
}

/// The ranked lists of these rounds, for those who may see them.
pub(super) fn rankings(doors: Doors<'_>, rounds: &[Opportunity]) -> Vec<Link> {
    let published = rounds.iter().filter(|o| o.state == opportunity::State::Published);
    published.filter_map(|o| doors.link(format!("/desk/ranking/{}", o.slug), format!("Ranking: {}", o.title))).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::HomePage>();
    }
}
