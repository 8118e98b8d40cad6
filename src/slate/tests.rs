//! What a table says of groups and amounts, why somebody is not chosen, and what is left of a slate for whoever is kept from a part of it.

use super::groups::{Column, Traits, counted, reads_documents};
use super::proposal::{Basis, Inputs, Line, Proposal, RunnerUp};
use super::propose::solve;
use super::why::{binds, counts, why_not};
use crate::kernel::Money;
use crate::opportunity::{Definition, SelectionRule, read};
use crate::scoring::slate::{Limit, Request, Rule, Side, Table, choose_within};
use std::collections::BTreeMap;

const ROUND: &str = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");

fn definition() -> Definition {
    read("round.toml", ROUND).expect("sound")
}

fn rule(by: &str, of: Option<&str>) -> SelectionRule {
    SelectionRule { at_most: Some(2), by: by.into(), of: of.map(str::to_owned), ..SelectionRule::default() }
}

#[test]
fn each_rule_counts_its_groups() {
    let definition = definition();
    let marfa = Traits {
        city: " =Marfa, TX".into(),
        state: "TX".into(),
        population: 1_788,
        band: "Fewer than 2,500 people".into(),
        kinds: ["training".to_owned()].into(),
        answers: [("contact_with_government".to_owned(), "Never".to_owned())].into(),
    };
    let cells = |rule: &SelectionRule| -> Vec<(String, String, Option<String>)> {
        counted(rule, &definition).into_iter().map(|(column, only)| (column.name(), column.cell(&marfa), only)).collect()
    };
    let one = |name: &str, cell: &str, only: Option<&str>| vec![(name.to_owned(), cell.to_owned(), only.map(str::to_owned))];
    assert_eq!(cells(&rule("city", None)), one("city", "'=Marfa, TX", None), "no formula, no space");
    assert_eq!(cells(&rule("state", Some("NM"))), one("state", "TX", Some("NM")));
    assert_eq!(cells(&rule("population", None)), one("population", "Fewer than 2,500 people", None));
    let span = |from, below| SelectionRule { from, below, ..rule("population", None) };
    assert_eq!(cells(&span(None, Some(1_788))), one("people 1 to 1787", "", Some("yes")));
    assert_eq!(cells(&span(Some(1_788), None)), one("people 1788 or more", "yes", Some("yes")));
    assert_eq!(cells(&rule("kind", Some("conference"))), one("kind conference", "", Some("yes")));
    assert_eq!(cells(&rule("kind", None)).len(), definition.activities.kinds.len());
    assert_eq!(cells(&rule("contact_with_government", Some("Never"))), one("answer contact_with_government", "Never", Some("Never")));
    let unknown = Traits::default();
    assert_eq!(Column::People(1, None).cell(&unknown), "", "nobody knows how many people it has");
    assert_eq!([rule("state", None), rule("kind", None), rule("purpose", None)].map(|rule| reads_documents(&rule)), [false, true, true]);
}

/// A table of `application,value,cost,levels,state`.
fn table(lines: &str) -> Table {
    let text = format!("application,value,cost,levels,state\n{lines}");
    crate::scoring::slate::read(text.as_bytes(), Money::from_dollars(5_000)).expect("a table")
}

#[test]
fn why_somebody_is_not_chosen_is_told() {
    let table = table("A,3,8000,,TX\nB,2,8000,,TX\nC,1.5,30000,,WI\nD,1,9000,5000,WI\nE,0.5,9000,,NM\n");
    let limits = [Limit { rule: 0, side: Side::Cap, column: 0, value: "TX".into(), count: 1 }];
    let rules = [Rule { side: Side::Cap, group: "state".into(), count: 1 }];
    let budget = Money::from_dollars(17_500);
    let slate = choose_within(&Request { table: &table, rules: &rules, budget }, &limits, 100_000_000).expect("a slate");
    let ids: Vec<&str> = slate.chosen.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!((ids, slate.gap()), (vec!["A", "D"], 0));
    let counts = counts(&table, &slate.chosen);
    assert!(binds(&limits[0], &counts));
    let words = ["at most 1 in each state".to_owned()];
    let why = |id: &str| {
        let left = budget.minus(slate.sum.cost).expect("an amount");
        why_not(table.find(id).expect("there"), (&limits, &counts), (&words, &[Column::State]), (budget, left)).join(" ")
    };
    assert_eq!(why("B"), "The cap is reached: “at most 1 in each state”. Below the line: $500.00 is left, and it asks for $8,000.00.");
    assert_eq!(why("C"), "More than the whole budget: it asks for $30,000.00.");
    assert_eq!(why("E"), "Below the line: $500.00 is left, and it asks for $9,000.00.");
}

fn line(application: &str, place: usize, award: Option<i64>) -> Line {
    Line {
        application: application.into(),
        reference: format!("UDF-{application}"),
        city: "Marfa, TX".into(),
        place,
        value: "2".into(),
        asked: Money::from_dollars(8_000),
        award: award.map(Money::from_dollars),
        why_not: award.map_or_else(|| vec!["Below the line.".into()], |_| vec![]),
    }
}

#[test]
fn of_a_slate_nothing_is_left_that_was_counted_over_what_is_closed() {
    let inputs = Inputs {
        model: "m".into(),
        basis: Basis::ExpectedRank,
        definition_sha256: "d".into(),
        version: 1,
        rubrics: vec![],
        scores_sha256: "s".into(),
        budget: Money::from_dollars(20_000),
        rules: vec![],
        words: vec![],
        holding: 1,
        csv: "UDF-b".into(),
        command: "udf".into(),
    };
    let whole = Proposal {
        inputs,
        lines: vec![line("a", 1, Some(8_000)), line("b", 2, Some(8_000)), line("c", 3, None)],
        value: "4".into(),
        cost: Money::from_dollars(16_000),
        gap: Some("0".into()),
        ties_settled: true,
        prices: vec![],
        next: None,
        is_next_undecided: true,
        runners_up: ["b", "c"].map(|id| RunnerUp { application: id.into(), reference: format!("UDF-{id}"), loss: "1".into() }).into(),
        waiting: vec!["UDF-b".into(), "UDF-d".into(), "UDF-e".into()],
    };
    assert!(whole.is_proved() && whole.unspent() == Money::from_dollars(4_000));
    let closed = |ids: &[&str]| -> BTreeMap<String, String> { ids.iter().map(|id| ((*id).to_owned(), format!("UDF-{id}"))).collect() };
    let (same, is_whole) = whole.clone().without(&closed(&[]));
    assert!(is_whole && same == whole);
    // One that could not be chosen, since it had no score: it is named nowhere else.
    let (without, is_whole) = whole.clone().without(&closed(&["d"]));
    assert_eq!((is_whole, without.lines.len(), without.waiting), (false, 3, vec!["UDF-b".to_owned(), "UDF-e".to_owned()]));
    let (rest, is_whole) = whole.without(&closed(&["b"]));
    assert!(!is_whole && !rest.is_proved());
    assert_eq!(rest.lines.iter().map(|line| (line.reference.as_str(), line.place)).collect::<Vec<_>>(), [("UDF-a", 1), ("UDF-c", 2)]);
    assert_eq!((rest.cost, rest.inputs.holding), (Money::from_dollars(8_000), 0));
    let text = serde_json::to_string(&rest).expect("JSON");
    assert!(!text.contains("UDF-b") && !text.contains("16000"), "{text}");
    let again: Proposal = serde_json::from_str(&text).expect("a slate");
    assert_eq!(again, rest);
    let before = text.replace("\"is_next_undecided\":false,", "");
    assert_ne!(before, text);
    assert_eq!(serde_json::from_str::<Proposal>(&before).expect("a slate that was kept before this was known"), rest);
}

#[test]
fn what_more_money_buys_may_stay_open_and_the_slate_stands_all_the_same() {
    let table = table("A,3,8000,,TX\nB,2,8000,,TX\nC,1.5,7000,,WI\n");
    let request = Request { table: &table, rules: &[], budget: Money::from_dollars(16_000) };
    let solved = solve(&request, (&[], 1)).expect("no fault of the program").expect("a slate");
    let chosen: Vec<&str> = solved.slate.chosen.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!((chosen, solved.explanation.is_next_undecided), (vec!["A", "B"], true));
    assert!(solved.explanation.next.is_none());
    let solved = solve(&request, (&[], super::propose::WORK)).expect("no fault of the program").expect("a slate");
    assert_eq!(solved.explanation.next.map(|next| next.added), Some(vec!["C".to_owned()]));
    assert!(!solved.explanation.is_next_undecided);
}

#[test]
fn five_hundred_applications_with_ten_rules_are_proved_best_within_the_work_of_a_page() {
    let mut state = 20_270_111_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = String::from("application,value,cost,levels,state,kind\n");
    for n in 0..500_u64 {
        let cost = 5_000 + 50 * next(200);
        text.push_str(&format!("A{n:03},{}.{:09},{cost},,S{},K{}\n", 499 - n, next(1_000_000_000), next(20), next(4)));
    }
    let table = crate::scoring::slate::read(text.as_bytes(), Money::from_dollars(5_000)).expect("a table");
    let rules: Vec<Rule> = (0..10).map(|n| Rule { side: Side::Cap, group: format!("rule {n}"), count: 4 }).collect();
    let limit = |rule: usize, side: Side, (column, value): (usize, String), count: i64| Limit { rule, side, column, value, count };
    let mut limits: Vec<Limit> = (0..20).map(|n| limit(0, Side::Cap, (0, format!("S{n}")), 6)).collect();
    limits.extend((1..6).map(|n| limit(n, Side::Floor, (0, format!("S{n}")), 3)));
    limits.extend((6..10).map(|n| limit(n, Side::Cap, (1, format!("K{}", n - 6)), 25)));
    let request = Request { table: &table, rules: &rules, budget: Money::from_dollars(750_000) };
    let slate = choose_within(&request, &limits, super::propose::WORK).expect("a slate");
    assert_eq!(slate.gap(), 0);
    let explanation = crate::scoring::slate::explain_within(&request, &slate, &limits, super::propose::WORK / 2).expect("explained");
    assert!(explanation.prices.iter().all(|price| price.without.found >= slate.sum.value));
    assert_eq!(explanation.prices.len(), 10);
}
