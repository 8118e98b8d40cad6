//! What rules say of all facts: tables of what is proved and of examples that are given, and
//! random rules over small lines, where every value can be tried.

use super::differential::{Dice, seed};
use super::*;
use std::collections::BTreeSet;

fn vocabulary() -> Vocabulary {
    [
        ("amount", Type::Money),
        ("other", Type::Money),
        ("n", Type::Int),
        ("m", Type::Int),
        ("ready", Type::Bool),
        ("first", Type::Bool),
        ("kind", Type::Choice(vec!["training".into(), "conference".into(), "hosting".into()])),
        ("day", Type::Date),
        ("name", Type::Text),
        ("costs", Type::Set(vec!["visa".into(), "travel".into(), "hotel".into()])),
        ("many", Type::Set((0..20).map(|i| format!("m{i}")).collect())),
    ]
    .into_iter()
    .map(|(name, t)| (name.to_owned(), t))
    .collect()
}

fn asked(texts: &[&str]) -> Result<(), String> {
    let rules: Vec<Rule> = texts.iter().map(|text| Rule::parse(text).expect("parses")).collect();
    exclusive_and_complete(&rules.iter().collect::<Vec<_>>(), &vocabulary()).map_err(|finding| finding.to_string())
}

#[test]
fn what_is_exclusive_and_complete_is_proved() {
    let sound: &[&[&str]] = &[
        &["ready", "!ready"],
        &["amount <= money(\"25000\")", "amount > money(\"25000\")"],
        &["amount < money(\"1\")", "amount >= money(\"1\") && ready", "amount >= money(\"1\") && !ready"],
        &["kind == \"training\"", "kind in [\"conference\", \"hosting\"]"],
        &["n in [1, 2, 3]", "n < 1 || n > 3"],
        &["n == 1 + 1", "n != 2"],
        &["day < date(\"2027-03-01\")", "date(\"2027-03-01\") <= day"],
        &["name == \"x\"", "name != \"x\""],
        &["\"visa\" in costs", "!(\"visa\" in costs)"],
        &["size(costs) > 1", "size(costs) <= 1"],
        &["size(costs) == 3 && \"visa\" in costs", "size(costs) < 3"],
        &["amount * 10 <= other", "!(amount * 10 <= other)"],
        &["has(name)", "!has(name)"],
        &["true"],
    ];
    for texts in sound {
        assert_eq!(asked(texts), Ok(()), "{texts:?}");
    }
}

#[test]
fn a_counter_example_is_told_in_words() {
    let faulty: &[(&[&str], &str)] = &[
        (&["ready", "first"], "“ready” and “first” can both hold: when first is so and ready is so"),
        (
            &["amount <= money(\"25000\")", "amount >= money(\"25000\")"],
            "“amount <= money(\"25000\")” and “amount >= money(\"25000\")” can both hold: when amount is $25,000.00",
        ),
        (&["amount < money(\"1\")", "amount > money(\"1\")"], "none of the rules holds: when amount is $1.00"),
        (&["kind == \"training\"", "kind == \"hosting\""], "none of the rules holds: when kind is conference"),
        (&["n < 5", "n > 6"], "none of the rules holds: when n is 5"),
        (
            &["\"visa\" in costs", "\"hotel\" in costs"],
            "“\"visa\" in costs” and “\"hotel\" in costs” can both hold: when costs is hotel, visa",
        ),
        (&["day == date(\"2027-03-01\")"], "none of the rules holds: when day is 2027-02-28"),
        (&["true", "true"], "“true” and “true” can both hold: always"),
        (&["n < m", "m < n"], "“n < m” and “m < n” can both hold: when (m < n) is so and (n < m) is so"),
        (&["popluation > 1"], "The name “popluation” is not known here."),
        (
            &["size(many) == 1", "size(many) == 2"],
            "the rules tell more than 100000 cases apart; ask for fewer facts, or compare them with fewer constants",
        ),
    ];
    for (texts, words) in faulty {
        let said = asked(texts).expect_err("there is a finding");
        assert!(said.starts_with(words), "{texts:?}: {said}");
    }
}

#[test]
fn facts_that_fulfil_a_rule_are_found_where_there_are_any() {
    let holds = |text: &str| {
        let rule = Rule::parse(text).expect("parses");
        let facts = witness(&[&rule], &vocabulary()).expect("small enough")?;
        assert!(rule.evaluate(&facts).holds(), "{text}: {facts:?}");
        Some(facts)
    };
    assert!(holds("n > 4 && n < 6 && kind == \"hosting\" && \"visa\" in costs && size(costs) == 2").is_some());
    assert_eq!(holds("n > 4 && n < 5"), None);
    assert_eq!(holds("ready && !ready"), None);
}

/// A random rule over `n`, `kind` and `costs` whose constants lie from 1 to 6.
fn random_rule(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 4 } else { 7 }) {
        0 => format!("n {} {}", ["==", "!=", "<", "<=", ">", ">="][dice.below(6)], 1 + dice.below(6)),
        1 => format!("kind == \"{}\"", ["training", "conference", "hosting"][dice.below(3)]),
        2 => format!("\"{}\" in costs", ["visa", "travel", "hotel"][dice.below(3)]),
        3 => format!("size(costs) > {}", dice.below(4)),
        4 => format!("!({})", random_rule(dice, depth - 1)),
        5 => format!("({} && {})", random_rule(dice, depth - 1), random_rule(dice, depth - 1)),
        _ => format!("({} || {})", random_rule(dice, depth - 1), random_rule(dice, depth - 1)),
    }
}

#[test]
fn the_verdict_over_few_values_is_that_over_all() {
    let mut dice = Dice(seed("cover"));
    let (mut proved, mut refuted) = (0, 0);
    let all: Vec<Facts> = (-2..10)
        .flat_map(|n| ["training", "conference", "hosting"].map(|kind| (n, kind)))
        .flat_map(|(n, kind)| (0..8).map(move |bits| (n, kind, bits)))
        .map(|(n, kind, bits)| {
            let members = ["visa", "travel", "hotel"].iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
            let costs: BTreeSet<String> = members.map(|(_, m)| (*m).to_owned()).collect();
            [("n".into(), Value::Int(n)), ("kind".into(), Value::Text(kind.into())), ("costs".into(), Value::Set(costs))].into()
        })
        .collect();
    for _ in 0..2_000 {
        let first = random_rule(&mut dice, 2);
        let second = if dice.below(2) == 0 { format!("!({first})") } else { random_rule(&mut dice, 2) };
        let rules = [Rule::parse(&first).expect("parses"), Rule::parse(&second).expect("parses")];
        let said = |facts: &Facts| rules.iter().filter(|rule| rule.evaluate(facts).holds()).count();
        let expected = all.iter().all(|facts| said(facts) == 1);
        let found = exclusive_and_complete(&[&rules[0], &rules[1]], &vocabulary());
        assert_eq!(found.is_ok(), expected, "{first} | {second}: {found:?}");
        if expected { proved += 1 } else { refuted += 1 }
    }
    assert!(proved > 300 && refuted > 300, "{proved} proved, {refuted} refuted");
}
