//! The tables of the page: what is ranked, what waits for scores, and what is decided.

use super::rows;
use crate::blind::WITHHELD;
use crate::reporting::ranking::{Candidate, Scope};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Table};

/// The columns of the ranking in files, and whether they hold numbers.
pub(super) const COLUMNS: [(&str, bool); 13] = [
    ("Application", false),
    ("Place", true),
    ("City", false),
    ("Asked for", true),
    ("Sum so far", true),
    ("Reviews", true),
    ("Mean", true),
    ("Median", true),
    ("Range", true),
    ("Expected rank", true),
    ("Rank interval", true),
    ("Funding line", false),
    ("Stage", false),
];
/// The column whose name depends on what is ranked.
const AMOUNT: usize = 3;
/// Of what is not ranked, so many are listed.
const LISTED: usize = 200;

/// The names of the columns.
pub(super) fn headings(scope: Scope) -> [&'static str; 13] {
    let mut names = COLUMNS.map(|(name, _)| name);
    if let Some(amount) = names.get_mut(AMOUNT).filter(|_| scope == Scope::Round) {
        *amount = "Awarded, recommended or asked for";
    }
    names
}

/// The ranking without rows: what belongs together stands in one cell, so that no row is wider than a window.
pub(super) fn ranking(scope: Scope) -> Table {
    let [_, _, _, amount, ..] = headings(scope);
    let columns = vec![
        Column::text("Application"),
        Column::number("Place"),
        Column::number(format!("{amount}, and the sum so far")),
        Column::number("Reviews"),
        Column::number("Mean, median and range"),
        Column::number("Expected rank, and its interval"),
        Column::text("Funding line"),
        Column::text("Stage"),
    ];
    Table::new("ranking", "Applications by expected rank, beside the plain mean of their scores", columns)
        .empty("No application is ranked.")
}

/// What would be ranked, if it had a score that the reader sees.
pub(super) fn waiting(waiting: &[Candidate], doors: Doors<'_>) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::number("Reviews"),
        Column::number("Asked for"),
        Column::text("Stage"),
    ];
    let caption = format!("No review is submitted yet, or you owe yours{}", first_of(waiting.len()));
    Table::new("waiting", caption, columns).empty("None.").rows(waiting.iter().take(LISTED).map(|candidate| {
        vec![
            reference(candidate, doors),
            Cell::text(&candidate.city),
            Cell::number(rows::reviews(candidate)),
            Cell::number(candidate.amount.to_string()),
            Cell::status(super::super::applications::status(candidate.stage)),
        ]
    }))
}

/// What the round has decided, as it was read.
pub(super) fn decided(decided: &[Candidate], doors: Doors<'_>) -> Table {
    let columns = vec![
        Column::text("Application"),
        Column::text("City"),
        Column::number("Mean"),
        Column::number("Reviews"),
        Column::number("Asked for"),
        Column::text("Outcome"),
    ];
    let caption = format!("These do not use the money that is free{}", first_of(decided.len()));
    Table::new("decided", caption, columns).empty("None.").rows(decided.iter().take(LISTED).map(|candidate| {
        vec![
            reference(candidate, doors),
            Cell::text(&candidate.city),
            Cell::number(candidate.summary.map_or_else(|| "No score".to_owned(), |summary| summary.mean.to_string())),
            Cell::number(rows::reviews(candidate)),
            Cell::number(candidate.amount.to_string()),
            Cell::status(super::super::applications::status(candidate.stage)),
        ]
    }))
}

fn reference(candidate: &Candidate, doors: Doors<'_>) -> Cell {
    if candidate.city == WITHHELD {
        return Cell::text(&candidate.reference).heading();
    }
    doors.cell(&candidate.reference, format!("/desk/applications/{}", candidate.reference)).heading()
}

fn first_of(all: usize) -> String {
    if all > LISTED { format!(" (the first {LISTED} of {all})") } else { String::new() }
}
