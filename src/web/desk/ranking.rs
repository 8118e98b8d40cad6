//! The ranked list of a round, with the line that its allotment reaches.

use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::Money;
use crate::ledger;
use crate::opportunity;
use crate::people::{Actor, FundRole, FundRole as R};
use crate::process::{self, Stage};
use crate::review::{self, Standing};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

const WHO: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial, R::Auditor];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ranking/{slug}", Access::Fund(WHO), show)]
}

/// The list in two tables: above the line and below it.
#[derive(Serialize)]
struct RankingPage {
    round: String,
    available: String,
    message: String,
    above: Table,
    below: Table,
    waiting: Table,
}

impl Page for RankingPage {
    const TEMPLATE: &'static str = "desk/ranking";

    fn title(&self) -> String {
        format!("Ranking – {}", self.round)
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        vec![Self {
            round: "Training 2027".into(),
            available: "$50,000.00".into(),
            message: "The money reaches 3 of 5 applications.".into(),
            above: table("above", "Above the line").row(vec![Cell::number("1")]),
            below: table("below", "Below the line"),
            waiting: table("waiting", "Waiting for reviews"),
        }]
    }
}

/// One ranked application.
struct Ranked {
    application: intake::Application,
    stage: Stage,
    standing: Standing,
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let page = app.read(move |conn| load(conn, &actor, &slug)).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

fn table(id: &str, caption: &str) -> Table {
    let columns = vec![
        Column::number("Rank"),
        Column::text("Application"),
        Column::text("City"),
        Column::number("Mean"),
        Column::number("Reviews"),
        Column::number("Range"),
        Column::number("Asked for"),
        Column::number("Sum so far"),
        Column::text("Stage"),
    ];
    Table::new(id, caption, columns).empty("None.")
}

fn load(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<RankingPage, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let mut standings = review::list_for_opportunity(conn, round.id)?;
    let mut all = Vec::new();
    for application in intake::list_submitted(conn, round.id)? {
        if review::is_recused(conn, actor, application.id)? {
            continue;
        }
        let stage = process::stage(conn, application.id)?;
        let standing = standings.remove(&application.id).unwrap_or(Standing { summary: None, owed: 0 });
        all.push(Ranked { application, stage, standing });
    }
    let (mut ranked, waiting): (Vec<_>, Vec<_>) = all.into_iter().partition(|r| r.standing.summary.is_some());
    // Best first; equal means keep the order of receipt, which the sort does not disturb.
    ranked.sort_by(|a, b| b.standing.summary.map(|s| s.mean).cmp(&a.standing.summary.map(|s| s.mean)));
    let position = ledger::allotment_position(conn, &round.fund, &round.id.text())?;
    Ok(page(&round.title, position.available, &ranked, &waiting))
}

/// Walks the money that is free down the list of those still to be decided.
fn page(round: &str, available: Money, ranked: &[Ranked], waiting: &[Ranked]) -> RankingPage {
    let (mut above, mut below) =
        (table("above", "Above the line: the money reaches these"), table("below", "Below the line: the money does not reach these"));
    let (mut sum, mut reached, mut is_open) = (Money::ZERO, 0_usize, true);
    for (rank, item) in (1..).zip(ranked) {
        let asks = item.stage == Stage::InReview;
        let next = if asks { sum.plus(item.application.total).unwrap_or(sum) } else { sum };
        is_open = is_open && next <= available;
        if is_open || !asks {
            sum = next;
            reached += 1;
            above = above.row(cells(rank, item, Some(sum)));
        } else {
            below = below.row(cells(rank, item, None));
        }
    }
    let waiting = waiting.iter().fold(table("waiting", "Not ranked: no review is submitted yet"), |t, item| t.row(cells(0, item, None)));
    RankingPage {
        round: round.to_owned(),
        available: available.to_string(),
        message: format!(
            "The line stands after {reached} of {} ranked applications. Applications decided already do not use the money that is free.",
            ranked.len()
        ),
        above,
        below,
        waiting,
    }
}

fn cells(rank: i32, item: &Ranked, sum: Option<Money>) -> Vec<Cell> {
    let summary = item.standing.summary;
    let dash = || "–".to_owned();
    let reference = &item.application.reference;
    let href = if item.stage == Stage::InReview {
        format!("/desk/applications/{reference}/recommend")
    } else {
        format!("/desk/applications/{reference}")
    };
    vec![
        Cell::number(if rank > 0 { rank.to_string() } else { dash() }),
        Cell::link(reference, href).heading(),
        Cell::text(&item.application.city_name),
        Cell::number(summary.map_or_else(dash, |s| s.mean.to_string())),
        Cell::number(format!(
            "{} of {}",
            summary.map_or(0, |s| s.n),
            summary.map_or(0, |s| s.n) + i64::try_from(item.standing.owed).unwrap_or(0)
        )),
        Cell::number(summary.map_or_else(dash, |s| s.range().to_string())),
        Cell::number(item.application.total.to_string()),
        Cell::number(sum.map_or_else(dash, |s| s.to_string())),
        Cell::status(super::applications::status(item.stage)),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::RankingPage>();
    }
}
