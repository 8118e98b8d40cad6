//! What other weights change, and how steady the place of each application is.

use super::parts::{Part, count, listed};
use super::rows::span;
use crate::locale::format::percent;
use crate::reporting::ranking::Line;
use crate::scoring::evaluate::{Reweighted, Steadiness, View};
use crate::web::fields::{Cell, Column, Table};

/// The part about weights and places.
pub(super) fn part(view: &View, shown: &[Line<'_>]) -> Part {
    let part = Part::new("How steady the order is");
    let part = match &view.weights {
        Ok(weights) => part
            .text("Each criterion weighs a fifth more and a fifth less once, the others keep their proportions, and everything is ranked anew.")
            .table(weighed(weights, view.cut.is_some())),
        Err(reason) => part.text(format!("What other weights would change is not known. {reason}")),
    };
    if view.unranked.is_some() { part } else { part.table(places(shown)) }
}

fn weighed(weights: &[Reweighted], has_line: bool) -> Table {
    let columns = vec![
        Column::text("Criterion"),
        Column::number("Weight tried"),
        Column::text("What moves most"),
        Column::text("Reached or not only then"),
    ];
    let rows = weights.iter().map(|line| {
        let moves = match &line.moved_most {
            Some(most) => format!("{most} moves by {}", count(line.largest_move, "place")),
            None => "Nothing moves".to_owned(),
        };
        let changes = match line.funding_changes.as_slice() {
            _ if !has_line => "No line is drawn".to_owned(),
            [] => "None".to_owned(),
            changes => listed(changes),
        };
        vec![Cell::text(&line.criterion).heading(), Cell::number(percent(line.weight)), Cell::text(moves), Cell::text(changes)]
    });
    Table::new("weights", "Other weights", columns).rows(rows.collect::<Vec<_>>())
}

/// For the applications of the page: their places, and how often the money reaches them.
fn places(shown: &[Line<'_>]) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::number("Place"),
        Column::number("Places without one reviewer"),
        Column::number("Reached without one reviewer"),
        Column::number("Places with other weights"),
        Column::number("Reached with other weights"),
    ];
    let rows = shown.iter().map(|line| {
        let [without, without_reached] = steadiness(line.ranked.and_then(|ranked| ranked.without_reviewer));
        let [weights, weights_reached] = steadiness(line.ranked.and_then(|ranked| ranked.weights));
        vec![
            Cell::text(&line.candidate.reference).heading(),
            Cell::number(line.place.to_string()),
            Cell::number(without),
            Cell::number(without_reached),
            Cell::number(weights),
            Cell::number(weights_reached),
        ]
    });
    Table::new("places", "Where each application stands after such changes, and how often the money reaches it", columns)
        .rows(rows.collect::<Vec<_>>())
}

fn steadiness(found: Option<Steadiness>) -> [String; 2] {
    let Some(found) = found else { return ["Not known".to_owned(), "Not known".to_owned()] };
    let reached = found.reached.map_or_else(|| "No line is drawn".to_owned(), |reached| format!("{reached} of {}", found.of));
    [span(found.best, found.worst), reached]
}
