//! A round that was read: its labels, its rows, and that its files say what its evaluation says.

use super::scores::labels;
use super::*;
use crate::kernel::{IdSource, Timestamp};
use crate::people::Account;
use crate::review::{AskedReviewer, Spread};
use crate::scoring::evaluate::{Budget, Question, evaluate};
use crate::scoring::{Better, Points, summarise, table};
use std::collections::BTreeMap;

/// An application, its amount in dollars, and who gave it how many points.
type Given<'a> = (&'a str, i64, &'a [(usize, i64)]);

/// Reviewers x, y and z, and for each application its amount in dollars and its scores in points.
fn round(given: &[Given<'_>], dollars: i64) -> Round {
    let (ids, at) = (IdSource::seeded(7), Timestamp::from_micros(0));
    let people: Vec<Id<Account>> = (0..3).map(|_| ids.id(at)).collect();
    let candidate = |(reference, dollars, scores): &Given<'_>| {
        let review = |(who, points): &(usize, i64)| ScoredReview {
            reviewer: people[*who],
            points: Points(points * 10_000),
            scores: BTreeMap::from([("need".to_owned(), *points), ("plan".to_owned(), *points)]),
        };
        let reviews: Vec<ScoredReview> = scores.iter().map(review).collect();
        Candidate {
            id: ids.id(at),
            reference: (*reference).to_owned(),
            city: "Madison, WI".into(),
            stage: Stage::InReview,
            amount: Money::from_dollars(*dollars),
            summary: summarise(&reviews.iter().map(|review| review.points).collect::<Vec<_>>()),
            is_far: false,
            submitted: reviews.len(),
            owed: 0,
            reviews,
        }
    };
    let weighted = |id: &str| Weighted { id: id.into(), title: id.to_uppercase(), weight_bp: 5_000 };
    Round {
        slug: "training".into(),
        title: "Training".into(),
        scope: Scope::Open,
        budget: Money::from_dollars(dollars),
        ranked: given.iter().map(candidate).collect(),
        waiting: vec![],
        decided: vec![],
        reviewers: (1..=3).map(|n| Labelled { label: format!("R{n}"), name: Some(format!("@Name {n}")) }).collect(),
        rubrics: vec![],
        criteria: Ok(vec![weighted("need"), weighted("plan")]),
        better: Better::Higher,
        mixed_scales: None,
        spread: Spread::on("2027-02-26".parse().expect("a day")).expect("a policy"),
        labels: people.iter().zip(1..).map(|(id, n)| (*id, format!("R{n}"))).collect(),
    }
}

const THREE: &[Given<'static>] =
    &[("A-1", 8_000, &[(0, 5), (1, 4), (2, 5)]), ("A-2", 5_000, &[(0, 3), (1, 4), (2, 3)]), ("A-3", 2_000, &[(0, 1), (1, 2), (2, 2)])];

fn view_of(outcome: &Outcome) -> &crate::scoring::evaluate::View {
    outcome.view().expect("an evaluation")
}

#[test]
fn the_files_give_the_command_the_same_numbers() {
    let round = round(THREE, 13_500);
    let (scores, costs) = (round.scores_csv().expect("written"), round.costs_csv().expect("written"));
    assert!(scores.contains("application,reviewer,score,reviewer_name\nA-1,R1,5,'@Name 1\n"), "{scores}");
    let budget = Budget::Cents { budget: 1_350_000, costs: table::read_costs(costs.as_bytes()).expect("amounts") };
    let question = Question { better: Better::Higher, seed: None, budget: Some(budget) };
    let report = evaluate(&table::read(scores.as_bytes()).expect("a table"), &question, &|_, _, _| ()).expect("a report");
    let outcome = round.evaluate().expect("evaluated");
    let view = view_of(&outcome);
    assert_eq!(view.sha256, report.inputs.sha256);
    let of_report: Vec<_> =
        report.applications.iter().map(|line| (line.id.as_str(), line.expected_rank.map(|rank| rank.to_string()))).collect();
    let of_view: Vec<_> =
        view.applications.iter().map(|line| (line.id.as_str(), line.expected_rank.map(|rank| rank.to_string()))).collect();
    assert_eq!(of_report, of_view);
    assert_eq!(view.cut.as_ref().map(|cut| cut.reached), report.funding.map(|funding| funding.reached));
    assert_eq!(view.weights.as_ref().map(Vec::len), Ok(4));
    // The same again comes from memory.
    let again = round.evaluate().expect("evaluated");
    let (Outcome::Evaluated(one), Outcome::Evaluated(other)) = (&outcome, &again) else { panic!("two evaluations") };
    assert!(std::sync::Arc::ptr_eq(one, other));
}

#[test]
fn rows_stand_by_expected_rank_and_the_line_is_walked_without_skipping() {
    let round = round(THREE, 9_000);
    let outcome = round.evaluate().expect("evaluated");
    let lines = round.lines(outcome.view());
    let told: Vec<_> = lines.iter().map(|line| (line.place, line.candidate.reference.as_str(), line.sum.map(Money::cents))).collect();
    assert_eq!(told, [(1, "A-1", Some(800_000)), (2, "A-2", None), (3, "A-3", None)], "A-3 would fit and comes after what does not");
    assert_eq!(
        lines.iter().filter(|line| line.group == Group::Below).count() + lines.iter().filter(|line| line.group == Group::Cut).count(),
        3
    );
}

#[test]
fn without_ranks_the_mean_orders_and_without_amounts_there_is_no_line() {
    let one = round(&[("A-1", 8_000, &[(0, 5)]), ("A-2", 5_000, &[(0, 3)])], 9_000);
    let outcome = one.evaluate().expect("evaluated");
    assert!(view_of(&outcome).unranked.is_some());
    let groups: Vec<Group> = one.lines(outcome.view()).iter().map(|line| line.group).collect();
    assert_eq!(groups, [Group::AboveByMean, Group::BelowByMean]);
    let notes = round(&[("A-1", 0, &[(0, 5), (1, 4)]), ("A-2", 0, &[(0, 3), (1, 3)])], 9_000);
    let outcome = notes.evaluate().expect("evaluated");
    assert!(view_of(&outcome).cut.is_none() && notes.lines(outcome.view()).iter().all(|line| line.group == Group::NoLine));
    assert!(matches!(round(&[], 1).evaluate().expect("evaluated"), Outcome::Nothing));
}

#[test]
fn scores_of_different_scales_have_no_order_and_no_line() {
    let mixed = Round { mixed_scales: Some("Not in one order.".into()), ..round(THREE, 13_500) };
    let outcome = mixed.evaluate().expect("an answer");
    assert!(matches!(&outcome, Outcome::Refused(sentence) if sentence == "Not in one order."), "{outcome:?}");
    let lines = mixed.lines(outcome.view());
    assert!(lines.len() == 3 && lines.iter().all(|line| line.group == Group::NoOrder && line.sum.is_none()), "{lines:?}");
}

#[test]
fn more_than_a_page_evaluates_is_said() {
    let reviews: &[(usize, i64)] = &[(0, 3)];
    let names: Vec<String> = (0..=MOST_APPLICATIONS).map(|n| format!("A-{n:05}")).collect();
    let given: Vec<Given<'_>> = names.iter().map(|name| (name.as_str(), 1, reviews)).collect();
    let Outcome::Refused(sentence) = round(&given, 9_000).evaluate().expect("an answer") else { panic!("it is too much") };
    assert!(sentence.contains("1001 applications") && sentence.ends_with('.'), "{sentence}");
}

#[test]
fn a_label_stays_when_others_are_asked_later_and_says_nothing_of_who_it_is() {
    let ids = IdSource::seeded(3);
    let asked = |n: usize, at: i64| {
        let since = Timestamp::from_micros(at);
        (0..n).map(|_| AskedReviewer { account: ids.id(since), name: "N".into(), since }).collect::<Vec<_>>()
    };
    let (first, later) = (asked(5, 1_000_000), asked(5, 2_000_000));
    let before = labels("round", &first);
    let after = labels("round", &[later.clone(), first.clone()].concat());
    assert!(before.iter().all(|(account, label)| after.get(account) == Some(label)), "{before:?} {after:?}");
    assert_eq!(after.len(), 10);
    let again = labels("round", &[first.clone(), later, first.clone()].concat());
    assert_eq!(after, again, "who is asked twice is asked once");
    let mut others = (0..20).map(|n| labels(&format!("round {n}"), &first));
    assert!(others.any(|labels| labels != before), "the order of those asked at once is another one in another round");
}
