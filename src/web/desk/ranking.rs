//! The ranked list of a round, with the line that its allotment reaches. Only what
//! is still to be decided is ranked; what was decided stands apart.

use crate::award;
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::{Money, Timestamp};
use crate::ledger;
use crate::opportunity;
use crate::people::{Actor, FundRole, FundRole as R};
use crate::process::{self, Stage};
use crate::review::{self, Standing};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Table};
use crate::web::sheet::Link;
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

const WHO: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial, R::Auditor, R::Chair];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk/ranking/{slug}", Access::Fund(WHO), show)]
}

/// The list in tables: above the line, below it, not ranked, decided.
#[derive(Serialize)]
struct RankingPage {
    back: Option<Link>,
    round: String,
    available: String,
    message: String,
    above: Table,
    below: Table,
    waiting: Table,
    decided: Table,
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
        let page = |back| Self {
            back,
            round: "Training 2027".into(),
            available: "$50,000.00".into(),
            message: "The money reaches 3 of 5 applications.".into(),
            above: table("above", "Above the line").sample_row(),
            below: table("below", "Below the line"),
            waiting: table("waiting", "Waiting for reviews"),
            decided: decided(&[], Doors::of(&Actor::anonymous())),
        };
        vec![page(Some(Link::new("/desk", "Back to the desk"))), page(None)]
    }
}

/// One application of the round.
struct Ranked {
    application: intake::Application,
    stage: Stage,
    standing: Standing,
}

impl Ranked {
    /// Whether it waits for a recommendation or a refusal.
    fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Submitted | Stage::Returned | Stage::Invited | Stage::InReview)
    }

    /// Where its number leads: to the recommendation for whoever may make it now, or to the case file.
    fn cell(&self, actor: &Actor) -> Cell {
        let reference = &self.application.reference;
        let ready = self.stage == Stage::InReview && self.standing.owed == 0 && award::may_recommend(actor);
        Doors::of(actor).cell(reference, format!("/desk/applications/{reference}{}", if ready { "/recommend" } else { "" })).heading()
    }

    fn reviews(&self) -> String {
        let submitted = self.standing.summary.map_or(0, |s| s.n);
        format!("{submitted} of {}", submitted + i64::try_from(self.standing.owed).unwrap_or(0))
    }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let page = app.read(move |conn| load(conn, &actor, (slug.as_str(), now))).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

fn load(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp)) -> Result<RankingPage, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    let mut standings = review::list_for_opportunity(conn, round.id)?;
    let mut all = Vec::new();
    for application in intake::list_submitted(conn, round.id)? {
        if process::is_recused(conn, actor, application.id)? {
            continue;
        }
        let stage = process::stage(conn, application.id)?;
        let mut standing = standings.remove(&application.id).unwrap_or(Standing { summary: None, owed: 0 });
        // Whoever reviews too sees no score of others before their own is in.
        if !review::visible_to(conn, actor, application.id, now)? {
            standing.summary = None;
        }
        all.push(Ranked { application, stage, standing });
    }
    let position = ledger::allotment_position(conn, &round.fund, &round.id.text())?;
    Ok(page(&round.title, position.available, all, actor))
}

/// Walks the money that is free down the list of those still to be decided.
fn page(round: &str, available: Money, all: Vec<Ranked>, actor: &Actor) -> RankingPage {
    let (open, over): (Vec<_>, Vec<_>) = all.into_iter().partition(Ranked::is_open);
    let (mut ranked, waiting): (Vec<_>, Vec<_>) = open.into_iter().partition(|r| r.standing.summary.is_some());
    // Best first; equal means keep the order of receipt, which the sort does not disturb.
    ranked.sort_by(|a, b| b.standing.summary.map(|s| s.mean).cmp(&a.standing.summary.map(|s| s.mean)));
    let (mut above, mut below) =
        (table("above", "Above the line: the money reaches these"), table("below", "Below the line: the money does not reach these"));
    let (mut sum, mut reached, mut reaches) = (Money::ZERO, 0_usize, true);
    for (rank, item) in (1..).zip(&ranked) {
        let next = sum.plus(item.application.total).unwrap_or(sum);
        reaches = reaches && next <= available;
        if reaches {
            sum = next;
            reached += 1;
            above = above.row(cells(rank, item, (Some(sum), actor)));
        } else {
            below = below.row(cells(rank, item, (None, actor)));
        }
    }
    let caption = "Not ranked: no review is submitted yet, or you owe yours";
    let waiting = waiting.iter().fold(table("waiting", caption), |t, item| t.row(cells(0, item, (None, actor))));
    let doors = Doors::of(actor);
    RankingPage {
        back: doors.link("/desk", "Back to the desk").or_else(|| doors.link("/panel", "Back to reviews")),
        round: round.to_owned(),
        available: available.to_string(),
        message: message(reached, ranked.len()),
        above,
        below,
        waiting,
        decided: decided(&over, doors),
    }
}

fn message(reached: usize, ranked: usize) -> String {
    match ranked {
        0 => "No application is ranked: all are decided, or none is reviewed.".to_owned(),
        1 if reached == 1 => "The money reaches the one ranked application.".to_owned(),
        _ if reached == ranked => format!("The money reaches all {ranked} ranked applications."),
        _ => format!("The line stands after {reached} of {ranked} ranked applications."),
    }
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

fn cells(rank: i32, item: &Ranked, (sum, actor): (Option<Money>, &Actor)) -> Vec<Cell> {
    let summary = item.standing.summary;
    let dash = || "–".to_owned();
    vec![
        Cell::number(if rank > 0 { rank.to_string() } else { dash() }),
        item.cell(actor),
        Cell::text(&item.application.city_name),
        Cell::number(summary.map_or_else(dash, |s| s.mean.to_string())),
        Cell::number(item.reviews()),
        Cell::number(summary.map_or_else(dash, |s| s.range().to_string())),
        Cell::number(item.application.total.to_string()),
        Cell::number(sum.map_or_else(dash, |s| s.to_string())),
        Cell::status(super::applications::status(item.stage)),
    ]
}

/// What the round has decided, best first.
fn decided(over: &[Ranked], doors: Doors<'_>) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::number("Mean"),
        Column::number("Reviews"),
        Column::number("Asked for"),
        Column::text("Outcome"),
    ];
    let mut over: Vec<&Ranked> = over.iter().collect();
    over.sort_by(|a, b| b.standing.summary.map(|s| s.mean).cmp(&a.standing.summary.map(|s| s.mean)));
    Table::new("decided", "Decided: these do not use the money that is free", columns).empty("None.").rows(over.into_iter().map(|item| {
        let reference = &item.application.reference;
        vec![
            doors.cell(reference, format!("/desk/applications/{reference}")).heading(),
            Cell::text(&item.application.city_name),
            Cell::number(item.standing.summary.map_or_else(|| "–".to_owned(), |s| s.mean.to_string())),
            Cell::number(item.reviews()),
            Cell::number(item.application.total.to_string()),
            Cell::status(super::applications::status(item.stage)),
        ]
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::RankingPage>();
    }

    #[test]
    fn the_line_is_told_in_words() {
        assert_eq!(super::message(1, 1), "The money reaches the one ranked application.");
        assert_eq!(super::message(5, 5), "The money reaches all 5 ranked applications.");
        assert_eq!(super::message(0, 1), "The line stands after 0 of 1 ranked applications.");
        assert!(super::message(0, 0).starts_with("No application is ranked"));
    }
}
