//! The first page of the desk: what waits, by stage, for the roles of the viewer.

use crate::db;
use crate::locale::format::number;
use crate::people::{Actor, FundRole};
use crate::process::{self, Stage};
use crate::templates::Page;
use crate::web::access::{Access, Gate, STAFF};
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::web::Data;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk", Access::Fund(STAFF), show)]
}

const PLACES: [(&str, &str); 10] = [
    ("/desk/applications", "All applications"),
    ("/desk/decisions", "Decisions"),
    ("/desk/funds", "Funds"),
    ("/desk/payments", "Payments"),
    ("/desk/bank", "Bank"),
    ("/desk/bank-details", "Bank details to verify"),
    ("/desk/spending", "Spending"),
    ("/desk/closeouts", "Closeouts"),
    ("/desk/ledger", "Ledger"),
    ("/desk/audit", "Audit record"),
];

/// One thing that waits.
#[derive(Serialize)]
struct Waiting {
    count: String,
    label: &'static str,
    href: String,
}

/// What needs the viewer today, and how many cases stand where.
#[derive(Serialize)]
struct HomePage {
    name: String,
    mine: Vec<Waiting>,
    all: Vec<Waiting>,
    places: Vec<Link>,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "desk/home";

    fn title(&self) -> String {
        "Desk".into()
    }

    fn samples() -> Vec<Self> {
        let waiting = || Waiting { count: "3".into(), label: "Submitted", href: "/desk/applications?stage=submitted".into() };
        vec![
            Self { name: "Ada".into(), mine: vec![waiting()], all: vec![waiting()], places: vec![Link::new("/desk/funds", "Funds")] },
            Self { name: "Ada".into(), mine: vec![], all: vec![], places: vec![] },
        ]
    }
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let counts = app.read(process::count_by_stage).await.map_err(|e: db::Error| Problem::from(e))?;
    let waiting = |stage: Stage| {
        let count = counts.iter().find(|(s, _)| *s == stage).map_or(0, |(_, n)| *n);
        Waiting { count: number(count), label: stage.label(), href: format!("/desk/applications?stage={stage}") }
    };
    let mine = stages_of(&viewer.actor).into_iter().map(waiting).filter(|w| w.count != "0").collect();
    let all = [
        Stage::Submitted,
        Stage::Returned,
        Stage::InReview,
        Stage::Recommended,
        Stage::Approved,
        Stage::Active,
        Stage::Closed,
        Stage::Declined,
    ];
    app.page(
        &viewer,
        &HomePage { name: viewer.actor.name.clone(), mine, all: all.into_iter().map(waiting).collect(), places: places(&viewer.actor) },
    )
}

/// The rooms of the desk that this person may enter.
fn places(actor: &Actor) -> Vec<Link> {
    let routes = super::routes();
    let open = |path: &str| routes.iter().any(|r| r.path == path && r.method == Method::GET && r.access.gate(actor) == Gate::Open);
    PLACES.iter().filter(|(path, _)| open(path)).map(|(path, label)| Link::new(*path, *label)).collect()
}

/// The stages in which this person moves a case on.
fn stages_of(actor: &Actor) -> Vec<Stage> {
    let mut stages = Vec::new();
    if actor.has(FundRole::ProgramOfficer) {
        stages.extend([Stage::Submitted, Stage::InReview]);
    }
    if actor.has(FundRole::ApprovingOfficial) {
        stages.push(Stage::Recommended);
    }
    stages
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::HomePage>();
    }
}
