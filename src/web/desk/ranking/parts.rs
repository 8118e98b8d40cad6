//! The parts of the page below the ranking: agreement, reviewers, what one of them less or other weights change, and sets of
//! applications that nobody has compared.

use super::{agreement, reviewers, weights};
use crate::reporting::ranking::{Line, Round};
use crate::scoring::evaluate::View;
use crate::web::fields::{Cell, Column, Table};
use serde::Serialize;

/// The most names in one list of names.
const NAMED: usize = 12;

/// Some paragraphs and tables under a heading.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Part {
    heading: String,
    text: Vec<String>,
    tables: Vec<Table>,
}

impl Part {
    /// A part under its heading.
    pub(super) fn new(heading: &str) -> Self {
        Self { heading: heading.to_owned(), text: Vec::new(), tables: Vec::new() }
    }

    /// With one more paragraph.
    pub(super) fn text(mut self, paragraph: impl Into<String>) -> Self {
        self.text.push(paragraph.into());
        self
    }

    /// With one more table.
    pub(super) fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }
}

/// Every part that there is something to say in.
pub(super) fn all(round: &Round, view: &View, shown: &[Line<'_>]) -> Vec<Part> {
    let parts =
        [Some(agreement::part(round, view)), Some(reviewers::part(round, view)), Some(weights::part(view, shown)), sets(round, view)];
    parts.into_iter().flatten().collect()
}

/// The sets of applications that share no reviewer.
fn sets(round: &Round, view: &View) -> Option<Part> {
    if view.sets.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Set"), Column::text("Applications"), Column::text("Reviewers")];
    let rows = view.sets.iter().map(|set| {
        let reviewers: Vec<String> = set.reviewers.iter().map(|label| round.called(label)).collect();
        vec![Cell::text(set.number.to_string()).heading(), Cell::text(listed(&set.applications)), Cell::text(listed(&reviewers))]
    });
    let table = Table::new("sets", "Applications that share a reviewer, directly or through others", columns).rows(rows);
    let part = Part::new("What nobody has compared").text(
        "Nobody has reviewed applications of two of these sets. A strict panel and weak applications look alike then, so that ranks \
         compare applications of one set, and not those of two.",
    );
    Some(part.table(table))
}

/// `A, B and C`, or the first of many `and 5 more`.
pub(super) fn listed(names: &[String]) -> String {
    let (shown, more) = names.split_at(names.len().min(NAMED));
    match (shown, more.len()) {
        ([], _) => "nobody".to_owned(),
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// How many, with the word for one or for many: `1 application`, `3 applications`.
pub(super) fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_and_many_are_cut() {
        let names = |n: usize| (1..=n).map(|n| format!("A{n}")).collect::<Vec<_>>();
        assert_eq!([listed(&names(1)), listed(&names(2)), listed(&names(3))], ["A1", "A1 and A2", "A1, A2 and A3"]);
        assert!(listed(&names(20)).ends_with("A12 and 8 more"), "{}", listed(&names(20)));
        assert_eq!(listed(&[]), "nobody");
        assert_eq!([count(1, "score"), count(0, "score")], ["1 score", "0 scores"]);
    }
}
