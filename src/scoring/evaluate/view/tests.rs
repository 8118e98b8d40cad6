//! The view says what the report says, and a reason wherever the report has nothing.

use super::super::{Budget, evaluate};
use super::*;
use crate::scoring::Better;
use crate::scoring::table::read;
use std::collections::BTreeMap;

const SCORES: &str = "application,reviewer,score\na,x,5\na,y,4.5\na,z,4\nb,x,4\nb,y,4\nb,z,3.5\nc,x,2\nc,y,3\nc,z,1.5\n";

fn question(budget: Option<Budget>) -> Question {
    Question { better: Better::Higher, seed: None, budget }
}

fn seen(text: &str, criteria: Result<&Criteria, &str>, budget: Option<Budget>) -> View {
    view(&read(text.as_bytes()).expect("a table"), criteria, &question(budget)).expect("a view")
}

#[test]
fn the_view_has_the_figures_of_the_report_to_the_last_digit() {
    let costs: BTreeMap<String, u64> = [("a", 500_000), ("b", 400_050), ("c", 100_000)].map(|(id, cents)| (id.to_owned(), cents)).into();
    let budget = || Some(Budget::Cents { budget: 950_000, costs: costs.clone() });
    let report = evaluate(&read(SCORES.as_bytes()).expect("a table"), &question(budget()), &|_, _, _| ()).expect("a report");
    let found = seen(SCORES, Err("No rubric."), budget());
    assert_eq!(found.sha256, report.inputs.sha256);
    for (line, ranked) in report.applications.iter().zip(&found.applications) {
        assert_eq!(line.id, ranked.id);
        assert_eq!(line.expected_rank.map(|rank| rank.to_string()), ranked.expected_rank.map(|rank| rank.to_string()));
        assert_eq!(line.rank_low.zip(line.rank_high), ranked.interval.map(|[low, high]| (low, high)));
        assert_eq!((line.funding, line.blup.and_then(Rounded::of)), (ranked.standing, ranked.effect));
        assert_eq!((line.z_mean.and_then(Rounded::of), ranked.z_mean.is_some()), (ranked.z_mean, true));
        let (stability, steady) = (line.leave_one_out.expect("places"), ranked.without_reviewer.expect("places"));
        assert_eq!((steady.best, steady.worst, steady.of), (stability.best_place, stability.worst_place, 3));
        assert_eq!(steady.reached.map(|reached| Rounded::of(reached as f64 / 3.0)), stability.funded_share.map(Rounded::of));
    }
    let cut = found.cut.expect("a line");
    assert_eq!(
        (cut.reached, cut.left_for_band.as_str()),
        (2, report.funding.as_ref().map_or("", |funding| funding.left_for_band.as_str()))
    );
    let alpha = found.agreement.interval();
    assert_eq!(alpha.value.as_ref().ok().copied(), report.reliability.krippendorff_alpha.interval.and_then(Rounded::of));
    assert!(alpha.interval.as_ref().is_ok_and(|[low, high]| low < high));
    let whole: i64 = found.shares.expect("shares").iter().map(|share| share.billionths()).sum();
    assert!((whole - 1_000_000_000).abs() <= 2, "{whole}");
    assert_eq!(found.reviewers.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["x", "y", "z"]);
    let spreads = report.reviewers.iter().map(|line| line.standard_deviation.and_then(Rounded::of));
    assert!(spreads.eq(found.reviewers.iter().map(|line| line.deviation)) && found.reviewers.iter().all(|line| line.deviation.is_some()));
    for (alpha, name) in found.agreement.levels.iter().zip(["nominal", "ordinal", "interval", "ratio"]) {
        assert!(alpha.level == name && alpha.value.is_ok(), "{alpha:?}");
    }
    assert_eq!((found.weights, found.by_criterion), (Err("No rubric.".into()), Err("No rubric.".into())));
    assert_eq!(found.correlations.len(), 6);
}

#[test]
fn agreement_on_a_criterion_is_that_of_its_own_scores() {
    let scores = |text: &str| -> BTreeMap<String, BTreeMap<String, Vec<i64>>> {
        let mut by: BTreeMap<String, BTreeMap<String, Vec<i64>>> = BTreeMap::new();
        for line in text.lines() {
            let mut parts = line.split(' ');
            let (application, reviewer) = (parts.next().expect("a name"), parts.next().expect("a name"));
            let given = parts.map(|part| part.parse().expect("a score")).collect();
            by.entry(application.into()).or_default().insert(reviewer.into(), given);
        }
        by
    };
    let criteria = Criteria {
        names: vec!["Need".into(), "Plan".into()],
        weights: vec![5_000, 5_000],
        scores: scores("a x 5 5\na y 5 4\na z 4 4\nb x 3 5\nb y 4 4\nb z 3 4\nc x 1 3\nc y 3 3\nc z 1 2"),
    };
    let found = seen(SCORES, Ok(&criteria), None);
    let only_plan = "application,reviewer,score\na,x,5\na,y,4\na,z,4\nb,x,5\nb,y,4\nb,z,4\nc,x,3\nc,y,3\nc,z,2\n";
    let (name, plan) = &found.by_criterion.expect("agreement")[1];
    assert_eq!((name.as_str(), plan), ("Plan", &seen(only_plan, Err(""), None).agreement));
    assert_eq!(found.weights.expect("an analysis").len(), 4);
}

#[test]
fn what_is_undefined_is_a_sentence() {
    let one = seen("application,reviewer,score\na,x,1\nb,x,2\n", Err("No rubric."), Some(Budget::Applications(1)));
    assert!(one.unranked.expect("a reason").contains("one reviewer"));
    assert!(one.applications.iter().all(|line| line.expected_rank.is_none() && line.standing.is_none()));
    let reasons =
        [one.shares.err(), one.agreement.ordinal().value.clone().err(), one.without_reviewer.err(), one.reviewers[0].effect.clone().err()];
    for reason in reasons.into_iter().chain(one.correlations.iter().map(|form| form.value.clone().err())) {
        assert!(reason.as_ref().is_some_and(|reason| reason.ends_with('.') && reason.contains(' ')), "{reason:?}");
    }
    let equal = seen("application,reviewer,score\na,x,3\nb,x,3\na,y,3\nb,y,3\n", Err("No rubric."), None);
    assert!(equal.unranked.is_none() && equal.shares.expect_err("a reason").contains("equal"));
    assert_eq!(equal.applications[0].expected_rank.map(|rank| rank.text(1)).as_deref(), Some("1.5"));
}
