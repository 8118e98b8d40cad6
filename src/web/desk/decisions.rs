//! The recommendations that wait for an approving official, with their money effect.

use crate::award;
use crate::db::{Conn, Error};
use crate::ledger;
use crate::locale::format::date;
use crate::people::{Actor, FundRole, FundRole as R};
use crate::process::{self, Case};
use crate::review;
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

const WHO: &[FundRole] = &[R::ApprovingOfficial, R::ProgramOfficer, R::Auditor];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/decisions", Access::Fund(WHO), show)]
}

/// The waiting decisions.
#[derive(Serialize)]
struct DecisionsPage {
    decides: bool,
    table: Table,
}

impl Page for DecisionsPage {
    const TEMPLATE: &'static str = "desk/decisions";

    fn title(&self) -> String {
        "Decisions".into()
    }

    fn samples() -> Vec<Self> {
        vec![Self { decides: true, table: table() }, Self { decides: false, table: table().sample_row() }]
    }
}

fn table() -> Table {
    let columns = ["Application", "City", "Recommended by", "Reserved until"].map(Column::text).into_iter();
    let numbers = ["Amount", "Mean score", "Available in the allotment"].map(Column::number);
    Table::new("decisions", "Recommendations that wait, oldest first", columns.chain(numbers).collect())
        .empty("Nothing waits for a decision.")
}

async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let page = app.read(move |conn| load(conn, &actor)).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

fn load(conn: &mut Conn, actor: &Actor) -> Result<DecisionsPage, Error> {
    let mut rows = Vec::new();
    let closed = process::list_closed(conn, actor)?;
    for open in award::list_open_recommendations(conn, &closed, 50)? {
        let case = Case::load(conn, open.case.cast())?;
        let position = ledger::allotment_position(conn, &case.opportunity.fund, &case.opportunity.id.text())?;
        let mean = review::standing(conn, case.application.id)?.summary.map_or_else(|| "–".to_owned(), |s| s.mean.to_string());
        // Whoever recommended does not decide: to them it is a case like others.
        let decides = award::may_decide(actor) && !actor.is_person(&open.by);
        let href = format!("/desk/applications/{}{}", case.application.reference, if decides { "/approve" } else { "" });
        rows.push(vec![
            Cell::link(&case.application.reference, href).heading(),
            Cell::text(&case.application.city_name),
            Cell::text(&open.by_name),
            Cell::text(open.reserved_until.map_or_else(|| "–".to_owned(), date)),
            Cell::number(open.total.to_string()),
            Cell::number(mean),
            Cell::number(position.available.to_string()),
        ]);
    }
    Ok(DecisionsPage { decides: award::may_decide(actor), table: table().rows(rows) })
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::DecisionsPage>();
    }
}
