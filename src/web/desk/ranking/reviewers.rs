//! Who gives more or fewer points than others, and what leaving each reviewer out changes. Reviewers have names for those who
//! may read them, else labels.

use super::parts::{Part, count, listed};
use crate::reporting::ranking::Round;
use crate::scoring::Rounded;
use crate::scoring::evaluate::{Leaning, View, Without};
use crate::web::fields::{Cell, Column, Table};
use std::collections::BTreeMap;

/// The most reviewers in the table; beyond it, the command has them all.
const LISTED: usize = 200;

/// The part about reviewers.
pub(super) fn part(round: &Round, view: &View) -> Part {
    let mut part = Part::new("Reviewers").text(
        "A leaning is how many points more or fewer than the others a reviewer is predicted to give the same application. The \
         expected ranks take it into account, the plain means do not. It says nothing on who is right. The spread is the standard \
         deviation of the scores that a reviewer gave: small where all got much the same.",
    );
    if let Err(reason) = &view.without_reviewer {
        part = part.text(format!("What leaving out a reviewer changes is not known. {reason}"));
    }
    if view.reviewers.len() > LISTED {
        part = part.text(format!("The first {LISTED} of {} are listed.", count(view.reviewers.len(), "reviewer")));
    }
    part.table(table(round, view))
}

fn table(round: &Round, view: &View) -> Table {
    let columns = vec![
        Column::text("Reviewer"),
        Column::number("Reviews"),
        Column::number("Mean given"),
        Column::number("Spread"),
        Column::number("Leaning"),
        Column::number("Standard error"),
        Column::number("Against others"),
        Column::text("In words"),
        Column::text("Without this reviewer"),
        Column::text("Reached or not only without"),
    ];
    let leanings: BTreeMap<&str, &Leaning> = view.reviewers.iter().map(|leaning| (leaning.id.as_str(), leaning)).collect();
    let without: BTreeMap<&str, &Without> = view.without_reviewer.iter().flatten().map(|line| (line.reviewer.as_str(), line)).collect();
    let has_line = round.line_budget().is_some();
    // In the order of the labels' numbers.
    let known = round.reviewers.iter().filter_map(|reviewer| leanings.get(reviewer.label.as_str()));
    let rows = known.take(LISTED).map(|leaning| {
        let [number, error, words] = effect(leaning);
        let [moves, changes] = change(without.get(leaning.id.as_str()).copied(), has_line);
        vec![
            Cell::text(round.called(&leaning.id)).heading(),
            Cell::number(leaning.n.to_string()),
            Cell::number(leaning.mean.map_or_else(unknown, |mean| mean.text(2))),
            Cell::number(leaning.deviation.map_or_else(|| "One score".to_owned(), |deviation| deviation.text(2))),
            Cell::number(number),
            Cell::number(error),
            Cell::number(leaning.against_others.map_or_else(|| "Reviewed alone".to_owned(), |difference| difference.signed(2))),
            Cell::text(words),
            Cell::text(moves),
            Cell::text(changes),
        ]
    });
    Table::new("reviewers", "Points that reviewers give, against those of others", columns).rows(rows.collect::<Vec<_>>())
}

fn unknown() -> String {
    "Not known".to_owned()
}

/// The leaning, its standard error, and what that means.
pub(super) fn effect(leaning: &Leaning) -> [String; 3] {
    match &leaning.effect {
        Err(reason) => [unknown(), unknown(), reason.clone()],
        Ok((effect, error)) => [effect.signed(2), error.text(2), lean(*effect, *error).to_owned()],
    }
}

/// Within two standard errors nobody leans clearly.
fn lean(effect: Rounded, error: Rounded) -> &'static str {
    let is_clear = effect.billionths().abs() > error.billionths().saturating_mul(2);
    match effect.billionths() {
        1.. if is_clear => "Gives more points than others",
        ..=-1 if is_clear => "Gives fewer points than others",
        _ => "No clear leaning",
    }
}

/// What moves without this reviewer, and whom the money then reaches or no longer reaches.
fn change(without: Option<&Without>, has_line: bool) -> [String; 2] {
    let Some(without) = without else { return [unknown(), unknown()] };
    let moves = match &without.moved_most {
        Some(most) => format!("{most} moves by {}", count(without.largest_move, "place")),
        None => "Nothing moves".to_owned(),
    };
    let changes = if !has_line {
        "No line is drawn".to_owned()
    } else if without.funding_changes.is_empty() {
        "None".to_owned()
    } else {
        listed(&without.funding_changes)
    };
    [moves, changes]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaning_is_clear_beyond_two_standard_errors() {
        let of = |effect: i64, error: i64| lean(Rounded::from_billionths(effect), Rounded::from_billionths(error));
        assert_eq!(
            [of(21, 10), of(20, 10), of(-21, 10), of(0, 0)],
            ["Gives more points than others", "No clear leaning", "Gives fewer points than others", "No clear leaning"]
        );
    }

    #[test]
    fn what_changes_is_told() {
        let without =
            Without { reviewer: "R1".into(), largest_move: 1, moved_most: Some("A".into()), funding_changes: vec!["A".into(), "B".into()] };
        assert_eq!(change(Some(&without), true), ["A moves by 1 place", "A and B"]);
        assert_eq!(change(Some(&without), false)[1], "No line is drawn");
        assert_eq!(change(None, true), ["Not known", "Not known"]);
    }
}
