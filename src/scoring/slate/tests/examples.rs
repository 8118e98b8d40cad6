//! Choices small enough to follow by hand, and the readings of rules.

use super::super::{Request, explain, limits, report};
use super::{ids, rules, slate, table};
use crate::kernel::Money;

const CITIES: [&str; 6] = [
    "A1,9,\"$9,000.00\",training,NY",
    "A2,8,8000,training,NY",
    "A3,7,\"7,000\",training,CA",
    "A4,6,6000,exchange,CA",
    "A5,5,5000,exchange,NY",
    "A6,1,5000,culture,OH",
];

#[test]
fn nothing_and_everything() {
    let cities = table(&CITIES);
    let none = slate(&cities, 0, &[]).expect("a choice");
    assert!(none.chosen.is_empty() && none.sum.value == 0 && none.gap() == 0, "a budget of nothing");
    assert!(slate(&cities, 4_999, &[]).expect("a choice").chosen.is_empty(), "nothing fits");
    let all = slate(&cities, 40_000, &[]).expect("a choice");
    assert_eq!((ids(&all), all.sum.cost), (vec!["A1", "A2", "A3", "A4", "A5", "A6"], Money::from_dollars(40_000)));
    let free = slate(&table(&["B,2,0,training,NY", "C,0,0,training,NY"]), 0, &[]).expect("a choice");
    assert_eq!(ids(&free), ["B", "C"], "what costs nothing fits; of equals the one that takes more of the earlier");
}

#[test]
fn rules_name_a_column_or_a_value() {
    let cities = table(&CITIES);
    let chosen = |texts: &[&str]| ids(&slate(&cities, 25_000, texts).expect("a choice")).join(" ");
    assert_eq!(chosen(&[]), "A1 A2 A3");
    assert_eq!(chosen(&["<state=1"]), "A1 A3 A6", "at most one from each state");
    assert_eq!(chosen(&["<state:NY=1"]), "A1 A3 A4", "at most one from New York");
    assert_eq!(chosen(&["<STATE:NY=1"]), chosen(&["<NY=1"]), "a value that only one column has");
    assert_eq!(chosen(&[">category=1"]), "A1 A4 A5 A6", "at least one of each category");
    assert_eq!(chosen(&[">exchange=2", "<training=1"]), "A1 A4 A5 A6");
    assert_eq!(chosen(&["<category=0"]), "", "none of any");
}

#[test]
fn of_equals_the_first_that_differs_is_worth_more_then_has_the_smaller_id() {
    let equal = table(&["B,5,5000,x,s", "A,5,5000,x,s", "D,10,10000,x,s", "C,5,5000,x,s"]);
    assert_eq!(ids(&slate(&equal, 10_000, &[]).expect("a choice")), ["D"]);
    assert_eq!(ids(&slate(&equal, 15_000, &[]).expect("a choice")), ["D", "A"]);
}

#[test]
fn values_are_exact() {
    let fine = table(&["A,0.100000001,1,x,s", "B,0.1,1,x,s", "C,0.2,2,x,s"]);
    let best = slate(&fine, 2, &[]).expect("a choice");
    assert_eq!((ids(&best), fine.scale.number(best.sum.value).to_string()), (vec!["A", "B"], "0.200000001".to_owned()));
    let programs = table(&["A,1e-3,1,x,s", "B,.0005,1,x,s", "C,-2,1,x,s", "D,+1.50,1,x,s"]);
    let best = slate(&programs, 4, &[]).expect("a choice");
    assert_eq!((ids(&best), fine.scale.digits(), programs.scale.digits()), (vec!["D", "A", "B"], 9, 4), "a negative value is left");
    let floor = slate(&programs, 4, &[">x=4"]).expect("a choice");
    assert_eq!(floor.sum.value, -4_985, "unless a floor asks for it");
}

#[test]
fn partial_amounts_only_at_stated_levels() {
    let text = "application,value,cost,levels\nA,10,12000,5000=6;8000\nB,4,6000,\n";
    let stated = super::read(text.as_bytes()).expect("a table");
    let at = |budget: i64| {
        let best = slate(&stated, budget, &[]).expect("a choice");
        best.chosen.iter().map(|(id, award)| format!("{id}:{}", award.cost.cents() / 100)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(at(18_000), "A:12000 B:6000");
    assert_eq!(at(12_000), "A:12000", "A in part and B are worth as much; A in full stands first");
    assert_eq!(at(11_000), "A:5000 B:6000");
    assert_eq!(at(14_000), "A:8000 B:6000", "8000 of 12000 are worth two thirds");
    assert_eq!(at(7_999), "A:5000");
}

#[test]
fn an_explanation_prices_rules_and_names_who_is_next() {
    let cities = table(&CITIES);
    let rules = rules(&["<NY=1", ">culture=1"]);
    let request = Request { table: &cities, rules: &rules, budget: Money::from_dollars(20_000) };
    let chosen = super::choose(&request).expect("a choice");
    assert_eq!((ids(&chosen), chosen.sum.value), (vec!["A1", "A4", "A6"], 16));
    let explained = explain(&request, &chosen).expect("an explanation");
    let without: Vec<i128> = explained.prices.iter().map(|price| price.without.found).collect();
    assert_eq!(without, [16, 18], "nothing without the cap; two without the floor");
    let next = explained.next.as_ref().expect("more money");
    assert_eq!((next.slate.sum.value, next.added.join(" "), next.removed.join(" ")), (23, "A3".to_owned(), String::new()));
    let runners_up: Vec<(&str, i128)> = explained.runners_up.iter().map(|r| (r.id.as_str(), r.with.found)).collect();
    assert_eq!(runners_up, [("A2", 16), ("A3", 16), ("A5", 13)]);
    let printed = serde_json::to_value(report(&request, &limits(&request).expect("limits"), &chosen, Some(&explained))).expect("JSON");
    assert_eq!(printed["chosen"], serde_json::json!(["A1", "A4", "A6"]));
    assert_eq!(
        (printed["gap"].as_i64(), printed["cost"].as_i64(), printed["rules"][0]["binding"][0].as_str()),
        (Some(0), Some(20_000), Some("state:NY"))
    );
    assert_eq!(printed["explanation"]["prices"][1]["price"], serde_json::json!(2));
}
