//! Other weights: what they are, whom they move, and the reasons for saying nothing.

use super::*;
use crate::scoring::evaluate::{Budget, Question, Report, evaluate, evaluate_criteria};
use crate::scoring::table::read;

/// By application: reviewer and scores of need and plan.
type Given = [(&'static str, [(&'static str, [i64; 2]); 3])];

const CLOSE: &Given = &[
    ("a", [("x", [5, 1]), ("y", [5, 2]), ("z", [4, 1])]),
    ("b", [("x", [3, 3]), ("y", [3, 4]), ("z", [2, 3])]),
    ("c", [("x", [1, 1]), ("y", [2, 1]), ("z", [1, 1])]),
];

fn criteria(weights: [i64; 2], given: &Given) -> Criteria {
    let of = |reviews: &[(&str, [i64; 2])]| reviews.iter().map(|(who, scores)| ((*who).to_owned(), scores.to_vec())).collect();
    Criteria {
        names: vec!["Need".into(), "Plan".into()],
        weights: weights.to_vec(),
        scores: given.iter().map(|(application, reviews)| ((*application).to_owned(), of(reviews))).collect(),
    }
}

/// The table that the criteria make with their own weights.
fn table(criteria: &Criteria) -> Table {
    let mut text = String::from("application,reviewer,score\n");
    for (application, reviews) in &criteria.scores {
        for (reviewer, scores) in reviews {
            let sum: i64 = scores.iter().zip(&criteria.weights).map(|(score, weight)| score * weight).sum();
            text.push_str(&format!("{application},{reviewer},{}\n", sum as f64 / 10_000.0));
        }
    }
    read(text.as_bytes()).expect("a table")
}

fn question(budget: Option<u64>) -> Question {
    Question { better: Better::Higher, seed: None, budget: budget.map(Budget::Applications) }
}

fn report(criteria: &Criteria, budget: Option<u64>) -> Report {
    evaluate_criteria(&table(criteria), criteria, &question(budget), &|_, _, _| ()).expect("a report")
}

#[test]
fn the_others_keep_their_proportions_and_all_of_them_their_sum() {
    let found = variations(&[5_000, 3_000, 2_000, 0]);
    assert_eq!(
        found.iter().map(|(at, weight, _)| (*at, *weight)).collect::<Vec<_>>(),
        [(0, 6_000), (0, 4_000), (1, 3_600), (1, 2_400), (2, 2_400), (2, 1_600)]
    );
    for (at, _, weights) in &found {
        assert!((weights.iter().sum::<f64>() - 50_000.0).abs() < 1e-9, "{weights:?}");
        let others: Vec<usize> = (0..3).filter(|place| place != at).collect();
        let before = [5_000.0, 3_000.0, 2_000.0];
        assert!((weights[others[0]] / weights[others[1]] - before[others[0]] / before[others[1]]).abs() < 1e-12);
        assert!(weights[3].abs() < 1e-12, "what has no weight gets none");
    }
    let of_one = variations(&[9_000, 1_000]);
    assert_eq!((of_one[0].1, of_one[1].1), (10_000, 7_200), "never more than all of the weight");
    assert!(variations(&[10_000]).is_empty() && variations(&[10_000, 0]).is_empty() && variations(&[]).is_empty());
}

#[test]
fn a_weight_that_turns_two_applications_is_named_and_one_that_does_not_is_not() {
    // Need 45 %, plan 55 %: a has 2.83 and b 3.03 on the mean; with need at 54 % a has 3.13 and b 2.97.
    let found = report(&criteria([4_500, 5_500], CLOSE), Some(1));
    let weights = found.sensitivity.weights.as_ref().expect("an analysis");
    let turned: Vec<_> = weights.iter().map(|line| (line.criterion.as_str(), line.weight, line.largest_move)).collect();
    assert_eq!(turned, [("Need", 5_400, 1), ("Need", 3_600, 0), ("Plan", 6_600, 0), ("Plan", 4_400, 1)]);
    assert_eq!(weights[0].funding_changes, ["a", "b"]);
    assert_eq!(weights[0].moved_most.as_deref(), Some("a"));
    assert!(weights[1].funding_changes.is_empty() && weights[1].moved_most.is_none());
    let of = |id: &str| found.applications.iter().find(|line| line.id == id).and_then(|line| line.reweighed).expect("places");
    assert_eq!((of("a").best_place, of("a").worst_place, of("a").funded_share), (1, 2, Some(0.5)));
    assert_eq!((of("c").best_place, of("c").worst_place, of("c").funded_share), (3, 3, Some(0.0)));
}

#[test]
fn criteria_change_nothing_else_and_reasons_are_given() {
    let one = criteria([4_500, 5_500], CLOSE);
    let (mut with, without) = (report(&one, Some(1)), evaluate(&table(&one), &question(Some(1)), &|_, _, _| ()).expect("a report"));
    with.sensitivity.weights = None;
    with.applications.iter_mut().for_each(|line| line.reweighed = None);
    assert_eq!(serde_json::to_string(&with).expect("JSON"), serde_json::to_string(&without).expect("JSON"));

    let reason = |criteria: &Criteria| report(criteria, None).undefined["sensitivity.weights"].clone();
    assert!(reason(&criteria([10_000, 0], CLOSE)).contains("all the weight"));
    let mut torn = one.clone();
    torn.scores.get_mut("b").and_then(|reviews| reviews.get_mut("y")).expect("a review").pop();
    let broken = evaluate_criteria(&table(&one), &torn, &question(None), &|_, _, _| ()).expect("a report");
    assert!(broken.undefined["sensitivity.weights"].contains("every criterion"));
    let alone = criteria([4_500, 5_500], &CLOSE[..1]);
    assert!(report(&alone, None).undefined["sensitivity.weights"].contains("no ranks"));
}

#[test]
fn a_criterion_alone_is_a_table_of_its_scores() {
    let one = criteria([4_500, 5_500], CLOSE);
    let plan = of_criterion(&table(&one), &one, 1).expect("a table");
    assert_eq!(plan.cells.iter().map(|cell| cell.score).collect::<Vec<_>>(), [1.0, 2.0, 1.0, 3.0, 4.0, 3.0, 1.0, 1.0, 1.0]);
}
