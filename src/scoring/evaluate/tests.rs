//! Edge cases, invariants C5 to C8, and the funding line.

use super::*;
use crate::scoring::table::read;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PLAIN: Question = Question { better: Better::Higher, seed: None, budget: None };

fn rows(text: &[(&str, &str, f64)]) -> String {
    let lines = text.iter().map(|(application, reviewer, score)| format!("{application},{reviewer},{score}\n"));
    format!("application,reviewer,score\n{}", lines.collect::<String>())
}

fn report(text: &str, question: &Question) -> Report {
    evaluate(&read(text.as_bytes()).expect("a table"), question, &|_, _, _| ()).expect("a report")
}

fn printed(report: &Report) -> String {
    serde_json::to_string(report).expect("JSON")
}

/// A clear order: five applications, three reviewers.
fn clear() -> String {
    let mut text = String::from("application,reviewer,score\n");
    for (application, merit) in [("a", 9.0), ("b", 7.0), ("c", 5.0), ("d", 3.0), ("e", 1.0)] {
        for (reviewer, shift) in [("x", 0.1), ("y", 0.0), ("z", -0.1)] {
            let chance = if (application, reviewer) == ("b", "y") { 0.2 } else { 0.0 };
            text.push_str(&format!("{application},{reviewer},{}\n", merit + shift + chance));
        }
    }
    text
}

fn standing(report: &Report) -> Vec<(&str, Option<Standing>)> {
    report.applications.iter().map(|line| (line.id.as_str(), line.funding)).collect()
}

#[test]
fn one_reviewer_ranks_nothing_and_says_why() {
    let report = report(&rows(&[("a", "x", 1.0), ("b", "x", 2.0), ("c", "x", 3.0)]), &PLAIN);
    assert!(report.variance.application.is_none() && report.undefined["variance"].contains("one reviewer"));
    assert!(report.applications.iter().all(|line| line.expected_rank.is_none() && line.blup.is_none() && line.mean.is_some()));
    assert!(report.reliability.krippendorff_alpha.interval.is_none() && report.reliability.icc.icc1.is_none());
}

#[test]
fn one_application_is_first() {
    let report = report(&rows(&[("a", "x", 1.0), ("a", "y", 2.0)]), &PLAIN);
    let line = &report.applications[0];
    assert_eq!((line.expected_rank, line.rank_low, line.rank_high, line.sucra), (Some(1.0), Some(1), Some(1), None));
    assert!(report.undefined.contains_key("applications.sucra") && report.undefined.contains_key("variance"));
}

#[test]
fn equal_scores_tell_no_application_from_another() {
    let text = rows(&[("a", "x", 4.0), ("b", "x", 4.0), ("a", "y", 4.0), ("b", "y", 4.0), ("c", "y", 4.0), ("d", "y", 4.0)]);
    let report = report(&text, &Question { budget: Some(Budget::Applications(2)), ..PLAIN });
    assert_eq!((report.variance.application, report.variance.reviewer, report.variance.residual), (Some(0.0), Some(0.0), Some(0.0)));
    for line in &report.applications {
        assert_eq!((line.blup, line.expected_rank, line.rank_low, line.rank_high), (Some(0.0), Some(2.5), Some(1), Some(3)), "C7");
        assert_eq!(line.funding, Some(Standing::Band));
    }
    assert!(report.undefined["reliability.krippendorff_alpha.nominal"].contains("variation"));
}

#[test]
fn panels_without_a_shared_reviewer_are_named() {
    let mut lines = Vec::new();
    for (at, (application, reviewer)) in
        [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "v"), ("c", "w"), ("d", "v"), ("d", "w")].iter().enumerate()
    {
        lines.push((*application, *reviewer, (at % 5) as f64));
    }
    let report = report(&rows(&lines), &PLAIN);
    assert_eq!((report.connectivity.components, report.connectivity.comparable), (2, false));
    assert_eq!(report.connectivity.sets[1].applications, ["c", "d"]);
    assert_eq!(report.connectivity.sets[1].reviewers, ["v", "w"]);
    assert!(report.warnings.iter().any(|warning| warning.contains("2 sets")));
    let component = |id: &str| report.applications.iter().find(|line| line.id == id).and_then(|line| line.component);
    assert_eq!((component("a"), component("d")), (Some(1), Some(2)));
}

#[test]
fn a_missing_score_is_absent_and_an_unscored_application_has_no_rank() {
    let report = report("score,Reviewer,APPLICATION\r\n4,x,a\r\n2,y,a\r\n3,x,b\r\n,y,b\r\n,x,c\r\n", &PLAIN);
    let last = report.applications.last().expect("a line");
    assert_eq!((last.id.as_str(), last.n, last.mean, last.expected_rank), ("c", 0, None, None));
    assert!(report.warnings.iter().any(|warning| warning.contains("no score and no rank: c")));
    assert_eq!(report.inputs.scores, 3);
}

#[test]
#[ignore = "ten thousand scores take a while without optimisation; for the full run"]
fn ten_thousand_scores_have_defined_results() {
    let mut lines: Vec<String> = Vec::new();
    for application in 0..1_000 {
        // Ten of sixty reviewers, who stand apart so that each meets many others.
        for n in 0..10 {
            let (reviewer, score) = ((application + n * (1 + application % 5)) % 60, 1 + (application % 5 + n * 3 + application / 7) % 9);
            lines.push(format!("a{application},r{reviewer},{score}\n"));
        }
    }
    let text = |lines: &[String]| format!("application,reviewer,score\n{}", lines.concat());
    let one = report(&text(&lines), &Question { budget: Some(Budget::Applications(100)), ..PLAIN });
    assert_eq!((one.inputs.applications, one.inputs.scores, one.connectivity.comparable), (1_000, 10_000, true));
    let ranks: Vec<f64> = one.applications.iter().filter_map(|line| line.expected_rank).collect();
    assert!(ranks.len() == 1_000 && (ranks.iter().sum::<f64>() - 500_500.0).abs() < 1e-3, "C8");
    assert!(one.applications.iter().all(|line| line.rank_low <= line.rank_high && line.funding.is_some()));
    let words = printed(&one);
    assert!(!words.contains("NaN"));
    lines.reverse();
    let other = report(&text(&lines), &Question { budget: Some(Budget::Applications(100)), ..PLAIN });
    assert!(words == printed(&other), "C5");
}

#[test]
fn the_line_walks_down_the_expected_ranks() {
    let count = |n| report(&clear(), &Question { budget: Some(Budget::Applications(n)), ..PLAIN });
    let two = count(2);
    assert_eq!(
        standing(&two),
        [
            ("a", Some(Standing::Direct)),
            ("b", Some(Standing::Band)),
            ("c", Some(Standing::Out)),
            ("d", Some(Standing::Out)),
            ("e", Some(Standing::Out))
        ]
    );
    assert_eq!(two.funding.as_ref().and_then(|f| f.line.as_ref()).map(|line| line.application.as_str()), Some("b"));
    let (none, all) = (count(0), count(5));
    assert!(standing(&none).iter().all(|(_, standing)| *standing == Some(Standing::Out)), "a budget of 0 funds nothing");
    assert!(none.funding.expect("funding").line.is_none());
    assert!(standing(&all).iter().all(|(_, standing)| *standing == Some(Standing::Direct)), "nothing is cut");
    assert!(all.funding.expect("funding").line.is_none());
}

#[test]
fn whom_the_budget_reaches_is_never_out() {
    // The second has the interval 2 to 2 around an expected rank of 1.94.
    let text = "application,reviewer,score\nA-1,Ada,7\nA-1,Ben,8\nA-1,Cleo,6\nA-2,Ada,5\nA-2,Ben,7\nA-2,Cleo,5\nA-3,Ada,4\n\
        A-3,Cleo,3\nA-4,Ada,8\nA-4,Ben,8\nA-4,Cleo,7\nA-5,Ada,3\nA-5,Ben,5\n";
    for budget in 1..5 {
        let report = report(text, &Question { budget: Some(Budget::Applications(budget)), ..PLAIN });
        for (at, (id, standing)) in standing(&report).into_iter().enumerate() {
            let refused = if (at as u64) < budget { Standing::Out } else { Standing::Direct };
            assert_ne!(standing, Some(refused), "{id} with a budget of {budget}");
        }
        let last = &report.applications[budget as usize - 1];
        assert_eq!(last.funding, Some(Standing::Band), "the line goes through the last one reached");
    }
}

#[test]
fn costs_are_walked_without_skipping() {
    let costs: BTreeMap<String, u64> =
        [("a", 50_000), ("b", 80_000), ("c", 90_000), ("d", 10_000), ("e", 10_000)].map(|(id, cents)| (id.into(), cents)).into();
    let question =
        |costs: &BTreeMap<String, u64>| Question { budget: Some(Budget::Cents { budget: 150_050, costs: costs.clone() }), ..PLAIN };
    let found = report(&clear(), &question(&costs)).funding.expect("funding");
    assert_eq!((found.reached, found.reached_cost.as_str(), found.budget.as_str()), (2, "1300.00", "1500.50"));
    assert_eq!((found.direct_cost.as_str(), found.left_for_band.as_str()), ("500.00", "1000.50"));
    let missing: BTreeMap<String, u64> = costs.into_iter().filter(|(id, _)| id != "d").collect();
    let table = read(clear().as_bytes()).expect("a table");
    let refusal = evaluate(&table, &question(&missing), &|_, _, _| ()).expect_err("a refusal");
    assert_eq!(refusal, FundingError::NoCost("d".into()));
}

#[test]
fn lower_may_be_better() {
    let up = report(&clear(), &PLAIN);
    let down = report(&clear(), &Question { better: Better::Lower, ..PLAIN });
    let order = |report: &Report| report.applications.iter().map(|line| line.id.clone()).collect::<Vec<_>>();
    assert_eq!(order(&up), ["a", "b", "c", "d", "e"]);
    assert_eq!(order(&down), ["e", "d", "c", "b", "a"]);
    for line in &up.applications {
        let other = down.applications.iter().find(|other| other.id == line.id).expect("a line");
        assert_eq!(line.blup, other.blup, "effects keep the scale of the points");
        assert!((line.expected_rank.expect("a rank") + other.expected_rank.expect("a rank") - 6.0).abs() < 1e-8);
    }
}

#[test]
fn leaving_a_reviewer_out_tells_what_moves() {
    let mut lines = Vec::new();
    for (application, scores) in [("a", [5.0, 5.0, 1.0]), ("b", [4.0, 4.5, 6.0]), ("c", [3.0, 2.0, 2.5]), ("d", [1.0, 1.5, 2.0])] {
        lines.extend(["x", "y", "z"].iter().zip(scores).map(|(reviewer, score)| (application, *reviewer, score)));
    }
    let report = report(&rows(&lines), &Question { budget: Some(Budget::Applications(1)), ..PLAIN });
    let without = report.sensitivity.leave_one_reviewer_out.expect("an analysis");
    assert_eq!(without.iter().map(|line| line.reviewer.as_str()).collect::<Vec<_>>(), ["x", "y", "z"]);
    assert_eq!(without[2].funding_changes, ["a", "b"], "without z, a comes before b");
    let a = report.applications.iter().find(|line| line.id == "a").and_then(|line| line.leave_one_out).expect("stability");
    assert_eq!(a.best_place, 1);
    assert!(a.funded_share.expect("a share") > 0.3);
}

/// Scores with holes: applications, reviewers, and for each cell a score from 1 to 9 or nothing.
fn tables() -> impl Strategy<Value = (usize, usize, Vec<Option<u8>>)> {
    (1_usize..8, 1_usize..6).prop_flat_map(|(n, m)| {
        let cell = prop_oneof![3 => (1_u8..10).prop_map(Some), 1 => Just(None)];
        (Just(n), Just(m), proptest::collection::vec(cell, n * m))
    })
}

fn text(n: usize, m: usize, cells: &[Option<u8>], name: impl Fn(usize, usize) -> (String, String), backwards: bool) -> String {
    let mut lines: Vec<String> = (0..n * m)
        .filter_map(|at| {
            let (application, reviewer) = name(at / m, at % m);
            cells[at].map(|score| format!("{application},{reviewer},{score}\n"))
        })
        .collect();
    if backwards {
        lines.reverse();
    }
    format!("application,reviewer,score\n{}", lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn c5_the_order_of_rows_changes_no_bit_and_names_only_the_rounding((n, m, cells) in tables()) {
        prop_assume!(cells.iter().any(Option::is_some));
        let plain = |a: usize, r: usize| (format!("a{a}"), format!("r{r}"));
        let one = report(&text(n, m, &cells, plain, false), &PLAIN);
        let words = printed(&one);
        prop_assert_eq!(&words, &printed(&report(&text(n, m, &cells, plain, true), &PLAIN)));
        prop_assert!(!words.contains("NaN") && !words.contains("inf\""));
        // Names in the opposite order.
        let other = report(&text(n, m, &cells, |a, r| (format!("a{}", 9 - a), format!("r{}", 9 - r)), false), &PLAIN);
        for line in &one.applications {
            let name = format!("a{}", 9 - line.id[1..].parse::<usize>().expect("a number"));
            let same = other.applications.iter().find(|other| other.id == name).expect("a line");
            for (ours, theirs) in [(line.blup, same.blup), (line.expected_rank, same.expected_rank), (line.mean, same.mean)] {
                prop_assert_eq!(ours.is_some(), theirs.is_some());
                prop_assert!((ours.unwrap_or(0.0) - theirs.unwrap_or(0.0)).abs() < 1e-6, "{:?} {:?}", line, same);
            }
        }
    }

    #[test]
    fn c6_a_constant_on_one_reviewer_changes_no_rank_of_a_complete_table(
        (n, m, cells) in tables(), shift in 1_u8..5
    ) {
        prop_assume!(n > 1 && m > 1);
        let full: Vec<Option<u8>> = cells.iter().map(|cell| Some(cell.unwrap_or(5))).collect();
        let shifted: Vec<Option<u8>> = full.iter().enumerate().map(|(at, cell)| cell.map(|score| if at % m == 0 { score + shift } else { score })).collect();
        let plain = |a: usize, r: usize| (format!("a{a}"), format!("r{r}"));
        let (one, other) = (report(&text(n, m, &full, plain, false), &PLAIN), report(&text(n, m, &shifted, plain, false), &PLAIN));
        // Where no variance is at its floor, nothing but the reviewers' variance changes.
        let inside = |report: &Report| report.variance.reviewer.is_some_and(|v| v > 1e-6) && report.variance.application.is_some_and(|v| v > 1e-6);
        if inside(&one) && inside(&other) {
            for line in &one.applications {
                let same = other.applications.iter().find(|other| other.id == line.id).expect("a line");
                prop_assert!((line.expected_rank.unwrap_or(0.0) - same.expected_rank.unwrap_or(0.0)).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn c8_expected_ranks_add_up((n, m, cells) in tables()) {
        prop_assume!(cells.iter().any(Option::is_some));
        let report = report(&text(n, m, &cells, |a, r| (format!("a{a}"), format!("r{r}")), false), &PLAIN);
        let ranks: Vec<f64> = report.applications.iter().filter_map(|line| line.expected_rank).collect();
        let count = report.inputs.applications as f64;
        if !ranks.is_empty() {
            prop_assert!((ranks.iter().sum::<f64>() - count * (count + 1.0) / 2.0).abs() < 1e-6);
            for line in &report.applications {
                let (low, high) = (line.rank_low.expect("low"), line.rank_high.expect("high"));
                prop_assert!(1 <= low && low <= high && high <= report.inputs.applications);
            }
        }
    }
}
