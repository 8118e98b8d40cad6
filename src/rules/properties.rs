//! What holds of every rule and all facts, of the type that the rule expects or not: one answer, always the same, and
//! never a panic; what is missing is named, and only that; more facts never change what was certain.

use super::tests::vocabulary;
use super::*;
use crate::kernel::Money;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeSet;

const WORDS: &[&str] = &["training", "conference", "visa", "travel", "hotel", "", "Kraków"];

fn a_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => any::<String>()]
}

fn a_number() -> impl Strategy<Value = i64> {
    prop_oneof![2 => -3_i64..4, 1 => any::<i64>(), 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    let near = (730_000_i32..740_000).prop_filter_map("a day", NaiveDate::from_num_days_from_ce_opt);
    prop_oneof![4 => near, 1 => Just(NaiveDate::MIN), 1 => Just(NaiveDate::MAX)]
}

fn value(type_: &Type) -> BoxedStrategy<Value> {
    match type_ {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Int => a_number().prop_map(Value::Int).boxed(),
        Type::Money => a_number().prop_map(|cents| Value::Money(Money::from_cents(cents))).boxed(),
        Type::Date => a_day().prop_map(Value::Date).boxed(),
        Type::Text => a_text().prop_map(Value::Text).boxed(),
        Type::Choice(options) => prop::sample::select(options.clone()).prop_map(Value::Text).boxed(),
        Type::Set(options) => {
            let some = prop::sample::subsequence(options.clone(), 0..=options.len());
            some.prop_map(|members| Value::Set(members.into_iter().collect::<BTreeSet<_>>())).boxed()
        }
    }
}

/// Facts of the types that the vocabulary says, or of any; so many of ten names are there.
fn facts(of_its_type: bool, of_ten: u32) -> impl Strategy<Value = Facts> {
    let types: Vec<Type> = vocabulary().into_values().collect();
    let one = move |(name, type_): (String, Type)| {
        let value = if of_its_type { value(&type_) } else { prop::sample::select(types.clone()).prop_flat_map(|t| value(&t)).boxed() };
        (0..10_u32, value).prop_map(move |(drawn, value)| (drawn < of_ten).then(|| (name.clone(), value)))
    };
    vocabulary().into_iter().map(one).collect::<Vec<_>>().prop_map(|all| all.into_iter().flatten().collect())
}

/// Sums of numbers or of money.
fn sum(names: &'static [&'static str], literal: &'static str) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![2 => prop::sample::select(names).prop_map(str::to_owned), 1 => literal];
    leaf.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), prop::sample::select(&["+", "-"][..]), inner).prop_map(|(a, op, b)| format!("({a} {op} {b})"))
    })
}

/// A sound rule, as somebody could write it.
fn rule() -> impl Strategy<Value = String> {
    const NUMBERS: &[&str] = &["population", "size(costs)", "size(sites)", "population * 2", "9223372036854775807"];
    const MONEY: &[&str] = &["budget.total", "budget.indirect", "budget.total * 10", "money(\"12.50\")"];
    const SAYS: &[&str] = &[
        "is_small",
        "true",
        "kind == \"training\"",
        "kind in [\"training\", \"conference\"]",
        "kind in []",
        "kind in sites",
        "\"visa\" in costs",
        "starts_on >= date(\"2027-02-28\")",
        "partner != \"Kraków\"",
    ];
    let compare = || prop::sample::select(&["==", "!=", "<", "<=", ">", ">="][..]);
    let number = || sum(NUMBERS, "[0-9]{1,3}");
    let money = || sum(MONEY, "money\\(\"[0-9]{1,4}\\.[0-9]{2}\"\\)");
    let leaf = prop_oneof![
        prop::sample::select(SAYS).prop_map(str::to_owned),
        (number(), compare(), number()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (money(), compare(), money()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), prop::sample::select(&["&&", "||"][..]), inner).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
        ]
    })
}

/// What a verdict says is missing.
fn missing(verdict: &Verdict) -> &[String] {
    if let Verdict::Unknown(names) = verdict { names } else { &[] }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn every_rule_has_one_answer_to_any_facts(text in rule(), facts in facts(false, 7)) {
        let rule = Rule::parse(&text).expect(&text);
        prop_assert!(rule.check(&vocabulary()).is_ok(), "{}: {:?}", text, rule.check(&vocabulary()));
        let verdict = rule.evaluate(&facts);
        prop_assert_eq!(&verdict, &Rule::parse(rule.text()).expect("its own text").evaluate(&facts.clone()));
        let names = rule.names();
        for name in missing(&verdict) {
            prop_assert!(names.contains(name) && !facts.contains_key(name), "{} of {:?}", name, facts);
        }
        // What a rule does not ask for says nothing.
        let asked: Facts = facts.iter().filter(|(name, _)| names.contains(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
        prop_assert_eq!(rule.evaluate(&asked), verdict);
        let _ = rule.failing(&facts);
    }

    #[test]
    fn with_all_facts_nothing_is_missing_and_more_facts_change_nothing_certain(
        text in rule(),
        (some, all) in (facts(true, 5), facts(true, 10)),
    ) {
        let rule = Rule::parse(&text).expect(&text);
        let whole: Facts = all.into_iter().chain(some.clone()).collect();
        let (before, after) = (rule.evaluate(&some), rule.evaluate(&whole));
        prop_assert_eq!(missing(&after), &[] as &[String], "{} with {:?}", text, whole);
        if !matches!(before, Verdict::Unknown(_)) {
            prop_assert_eq!(before, after, "{} with {:?}, then {:?}", text, some, whole);
        }
    }
}
