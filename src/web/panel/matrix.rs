//! Who reviews what in a round, as a table with a row for each application and a column for each reviewer: the points that the
//! reader sees, or how far the review is.

use crate::kernel::Id;
use crate::people::Account;
use crate::review::{Square, Stage};
use crate::web::fields::{Cell, Column, Table};
use std::collections::BTreeMap;

/// The most reviewers in one table.
const MOST: usize = 60;

/// The table of these applications; nothing where nobody reviews any.
pub(super) fn table(slug: &str, round: &str, rows: &[(String, Vec<Square>)]) -> Option<Table> {
    let squares = rows.iter().flat_map(|(_, squares)| squares);
    let names: BTreeMap<Id<Account>, &str> = squares.map(|square| (square.reviewer, square.name.as_str())).collect();
    let mut reviewers: Vec<(&str, Id<Account>)> = names.into_iter().map(|(id, name)| (name, id)).collect();
    reviewers.sort_unstable();
    let all = reviewers.len();
    reviewers.truncate(MOST);
    let columns = std::iter::once(Column::text("Application")).chain(headings(&reviewers).into_iter().map(Column::text));
    let some = if all > MOST { format!(" (the first {MOST} of {all} reviewers)") } else { String::new() };
    let table = Table::new(&format!("matrix-{slug}"), format!("Who reviews what: {round}{some}"), columns.collect());
    let cells = rows.iter().map(|(reference, squares)| {
        let of = |(_, id): &(&str, Id<Account>)| cell(squares.iter().find(|square| square.reviewer == *id));
        std::iter::once(Cell::text(reference).heading()).chain(reviewers.iter().map(of)).collect::<Vec<_>>()
    });
    (all > 0).then(|| table.rows(cells))
}

/// The names, people of one name numbered as where reviews are given out: in the order of their accounts.
fn headings(reviewers: &[(&str, Id<Account>)]) -> Vec<String> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut headings = Vec::new();
    for (name, _) in reviewers {
        let n = seen.entry(*name).or_insert(0);
        *n += 1;
        headings.push(if *n > 1 { format!("{name} ({n})") } else { (*name).to_owned() });
    }
    headings
}

fn cell(square: Option<&Square>) -> Cell {
    match square.map(|square| (square.stage, square.points)) {
        Some((Stage::Submitted, Some(points))) => Cell::text(points.to_string()),
        Some((stage, _)) => Cell::text(stage.label()),
        None => Cell::text("–"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};
    use crate::scoring::Points;

    #[test]
    fn people_of_one_name_are_told_apart() {
        let ids = IdSource::seeded(1);
        let [one, other] = [0, 1].map(|_| ids.id::<Account>(Timestamp::from_micros(0)));
        assert_eq!(headings(&[("Ada", one), ("Rita", one), ("Rita", other)]), ["Ada", "Rita", "Rita (2)"]);
    }

    #[test]
    fn each_square_stands_in_its_row_below_its_reviewer() {
        let ids = IdSource::seeded(1);
        let people: Vec<Id<Account>> = (0..2).map(|_| ids.id(Timestamp::from_micros(0))).collect();
        let square = |who: usize, name: &str, stage, points| Square { reviewer: people[who], name: name.into(), stage, points };
        let rows = [
            ("UDF-1".to_owned(), vec![square(0, "Rita", Stage::Submitted, Some(Points(38_500))), square(1, "Ada", Stage::Cleared, None)]),
            ("UDF-2".to_owned(), vec![square(0, "Rita", Stage::Submitted, None)]),
        ];
        let table = table("x", "Training", &rows).expect("a table");
        assert_eq!(table.columns.iter().map(|column| column.label.as_str()).collect::<Vec<_>>(), ["Application", "Ada", "Rita"]);
        let told: Vec<Vec<&str>> = table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(told, [["UDF-1", "In progress", "3.85"], ["UDF-2", "–", "Submitted"]]);
        assert!(super::table("x", "Training", &[("UDF-1".to_owned(), vec![])]).is_none());
    }
}
