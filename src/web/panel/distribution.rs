//! One's own scores in a round beside those of the panel; there only when one's own reviews of it are in.

use super::reviews::WHO;
use crate::charts::BarChart;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::locale::plural;
use crate::opportunity;
use crate::people::Actor;
use crate::process;
use crate::review::{Distribution, FEWEST_OTHERS};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::fields::{Cell, Column, Table};
use crate::web::{App, Problem, Route, Viewer, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/panel/rounds/{slug}/scores", Access::Fund(WHO), show)]
}

/// How often each score was given.
#[derive(Serialize)]
struct DistributionPage {
    round: String,
    chart: BarChart,
    table: Table,
    /// Why the panel is not shown.
    too_few: Option<String>,
}

impl Page for DistributionPage {
    const TEMPLATE: &'static str = "panel/distribution";

    fn title(&self) -> String {
        format!("Your scores – {}", self.round)
    }

    fn samples() -> Vec<Self> {
        let own: BTreeMap<i64, i64> = [(3, 2), (4, 1)].into();
        let alone = Distribution { own: own.clone(), reviewers: 1, ..Distribution::default() };
        let panel = Distribution { own, others: [(2, 3), (4, 5)].into(), reviewers: 2, ..Distribution::default() };
        vec![page("Training 2027", &alone), page("Training 2027", &panel)]
    }
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>) -> Result<HttpResponse, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let page = app.read(move |conn| load(conn, &actor, (&slug, now))).await.map_err(|e: Error| Problem::from(e))?;
    app.page(&viewer, &page)
}

fn load(conn: &mut Conn, actor: &Actor, (slug, now): (&str, Timestamp)) -> Result<DistributionPage, Error> {
    let round = opportunity::by_slug(conn, slug)?;
    Ok(page(&round.title, &process::distribution(conn, actor, round.id, now)?))
}

fn page(round: &str, found: &Distribution) -> DistributionPage {
    let has_panel = found.reviewers >= FEWEST_OTHERS && !found.is_mixed;
    let points: BTreeSet<i64> = found.own.keys().chain(found.others.keys()).copied().collect();
    let (all_own, all_others): (i64, i64) = (found.own.values().sum(), found.others.values().sum());
    let of = |side: &BTreeMap<i64, i64>, point: i64| side.get(&point).copied().unwrap_or(0);
    let mut columns = vec![Column::text("Score"), Column::number("By you"), Column::number("Share of yours")];
    if has_panel {
        columns.extend([Column::number("By the others"), Column::number("Share of theirs")]);
    }
    let (mut rows, mut bars) = (Vec::new(), Vec::new());
    for point in points {
        let (own, others) = (of(&found.own, point), of(&found.others, point));
        let mut cells = vec![Cell::text(point.to_string()).heading(), Cell::number(own.to_string()), Cell::number(share(own, all_own))];
        bars.push((format!("Score {point}, you"), share(own, all_own), own, all_own));
        if has_panel {
            cells.extend([Cell::number(others.to_string()), Cell::number(share(others, all_others))]);
            bars.push((format!("Score {point}, the others"), share(others, all_others), others, all_others));
        }
        rows.push(cells);
    }
    DistributionPage {
        round: round.to_owned(),
        chart: BarChart::new(message(found, has_panel), bars).reading("A full bar is all the scores of you, or of the others."),
        table: Table::new("scores", "How often each score was given", columns).rows(rows),
        too_few: (!has_panel).then(|| alone(found)),
    }
}

/// Why the panel is not shown.
fn alone(found: &Distribution) -> String {
    if found.is_withheld {
        "The scores of others are not shown in this phase of the review.".to_owned()
    } else if found.is_mixed {
        "Reviews of this round were written on different scales: a score of one is not comparable with a score of another.".to_owned()
    } else {
        format!("The rest of the panel is shown once {FEWEST_OTHERS} others have submitted reviews.")
    }
}

/// The sentence that the chart proves: whose scores are higher on the whole.
fn message(found: &Distribution, has_panel: bool) -> String {
    let sum = |side: &BTreeMap<i64, i64>| {
        let (points, count) = side.iter().fold((0_i64, 0_i64), |(points, count), (point, n)| (points + point * n, count + n));
        (points, count.max(1))
    };
    let mean = |(points, count): (i64, i64)| {
        let tenths = (20 * points + count).div_euclid(2 * count);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let (own, others) = (sum(&found.own), sum(&found.others));
    if found.is_mixed {
        format!("You gave {}.", plural(found.own.values().sum(), "score", "scores"))
    } else if has_panel {
        format!("On average you gave {} and the {} others gave {}.", mean(own), found.reviewers, mean(others))
    } else {
        format!("On average you gave {}.", mean(own))
    }
}

/// `25%`, to the nearest whole one.
fn share(part: i64, whole: i64) -> String {
    format!("{}%", (200 * part + whole.max(1)).div_euclid(2 * whole.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<DistributionPage>();
    }

    #[test]
    fn the_message_says_both_averages() {
        let panel = Distribution { own: [(3, 2), (4, 1)].into(), others: [(2, 3), (4, 5)].into(), reviewers: 2, ..Distribution::default() };
        assert_eq!(page("R", &panel).chart.message, "On average you gave 3.3 and the 2 others gave 3.3.");
        assert_eq!((share(1, 3), share(0, 0), share(2, 3)), ("33%".into(), "0%".into(), "67%".into()));
        let mixed = page("R", &Distribution { is_mixed: true, ..panel });
        assert_eq!(mixed.chart.message, "You gave 3 scores.");
        assert!(mixed.too_few.is_some_and(|told| told.contains("different scales")));
        let alone = Distribution { own: [(0, 1)].into(), reviewers: 1, ..Distribution::default() };
        assert_eq!(page("R", &alone).chart.bars.len(), 1);
        assert_eq!(page("R", &alone).chart.message, "On average you gave 0.0.");
    }
}
