//! The shared subset means the same in the crate `cel`, which knows nothing of this program:
//! random rules over random facts, some of them missing. *Unknown* here is an error there.
//! The seed is printed; `UDF_SEED` repeats it, `UDF_TEST_FULL` runs fifty times as many.

use super::*;
use crate::kernel::Money;
use cel::{Context, Program};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// Random numbers that a seed repeats: SplitMix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("fits")).expect("fits")
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A new seed, or that of `UDF_SEED`.
#[expect(clippy::disallowed_methods, reason = "a test reads its seed")]
pub(super) fn seed(what: &str) -> u64 {
    let given = std::env::var("UDF_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("{what}: UDF_SEED={seed}");
    seed
}

const KINDS: &[&str] = &["training", "conference", "hosting"];
const COMPARE: &[&str] = &["==", "!=", "<", "<=", ">", ">="];

fn vocabulary() -> Vocabulary {
    let kinds = || KINDS.iter().map(|kind| (*kind).to_owned()).collect();
    [
        ("c.n", Type::Int),
        ("c.m", Type::Int),
        ("c.a", Type::Money),
        ("c.b", Type::Money),
        ("c.on", Type::Date),
        ("c.yes", Type::Bool),
        ("c.no", Type::Bool),
        ("c.kind", Type::Choice(kinds())),
        ("c.name", Type::Text),
        ("c.set", Type::Set(kinds())),
    ]
    .into_iter()
    .map(|(name, t)| (name.to_owned(), t))
    .collect()
}

fn day(n: usize) -> NaiveDate {
    NaiveDate::default() + Days::new(u64::try_from(n).expect("fits"))
}

fn facts(dice: &mut Dice) -> Facts {
    let mut facts = Facts::new();
    for (name, type_) in vocabulary() {
        if dice.below(6) == 0 {
            continue;
        }
        let n = i64::try_from(dice.below(7)).expect("fits") - 3;
        let value = match type_ {
            Type::Int if dice.below(20) == 0 => Value::Int(i64::MAX - 1),
            Type::Int => Value::Int(n),
            Type::Money => Value::Money(Money::from_cents(n * 50)),
            Type::Date => Value::Date(day(dice.below(4))),
            Type::Bool => Value::Bool(n > 0),
            Type::Choice(_) | Type::Text => Value::Text(dice.pick(KINDS).to_owned()),
            Type::Set(options) => Value::Set(options.into_iter().filter(|_| dice.below(2) == 0).collect::<BTreeSet<_>>()),
        };
        facts.insert(name, value);
    }
    facts
}

/// A random whole number, as text; brackets only where they are needed or a coin says so.
fn number(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 4 } else { 9 }) {
        0 => dice.below(5).to_string(),
        1 => "c.n".into(),
        2 => "c.m".into(),
        3 => "size(c.set)".into(),
        4 => format!("-{}", dice.pick(&["3", "c.n", "(c.m)"])),
        5 => format!("({})", number(dice, depth - 1)),
        6 => format!("{} * {}", number(dice, 0), number(dice, 0)),
        n => format!("{} {} {}", number(dice, depth - 1), if n == 7 { "+" } else { "-" }, number(dice, 0)),
    }
}

fn money(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 3 } else { 6 }) {
        0 => format!("money(\"{}.50\")", dice.below(3)),
        1 => "c.a".into(),
        2 => "c.b".into(),
        3 => format!("{} * {}", money(dice, 0), number(dice, 0)),
        4 => format!("{} + {}", money(dice, depth - 1), money(dice, 0)),
        _ => format!("({} - {})", money(dice, depth - 1), money(dice, 0)),
    }
}

fn truth(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth == 0 { 10 } else { 15 }) {
        0 => dice.pick(&["c.yes", "c.no", "true", "false"]).into(),
        1 | 2 => format!("{} {} {}", number(dice, 2), dice.pick(COMPARE), number(dice, 2)),
        3 => format!("{} {} {}", money(dice, 2), dice.pick(COMPARE), money(dice, 1)),
        4 => format!("c.on {} date(\"{}\")", dice.pick(COMPARE), day(dice.below(4))),
        5 => format!("c.{} == \"{}\"", dice.pick(&["kind", "name"]), dice.pick(KINDS)),
        6 => format!("\"{}\" in c.set", dice.pick(KINDS)),
        7 => format!("c.kind in {}", dice.pick(&["[\"training\", 'hosting']", "[]", "c.set"])),
        8 => format!("{} in [1, -2, {}]", number(dice, 1), dice.below(4)),
        9 => format!("has(c.{})", dice.pick(&["n", "kind", "set"])),
        10 => format!("!{}", dice.pick(&["c.yes", "has(c.name)", "(c.n > 0)"])),
        11 => format!("({})", truth(dice, depth - 1)),
        12 => format!("!({})", truth(dice, depth - 1)),
        n => format!("{} {} {}", truth(dice, depth - 1), if n == 13 { "&&" } else { "||" }, truth(dice, depth - 1)),
    }
}

fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Bool(b) => cel::Value::Bool(*b),
        Value::Int(n) => cel::Value::Int(*n),
        Value::Money(amount) => cel::Value::Int(amount.cents()),
        Value::Date(day) => cel::Value::from(day.to_string()),
        Value::Text(text) => cel::Value::from(text.as_str()),
        Value::Set(members) => cel::Value::from(members.iter().map(String::as_str).collect::<Vec<&str>>()),
    }
}

/// What `cel` says: `None` is an error.
fn elsewhere(text: &str, facts: &Facts) -> Option<bool> {
    let mut context = Context::default();
    let inner: HashMap<String, cel::Value> =
        facts.iter().map(|(name, value)| (name.trim_start_matches("c.").to_owned(), to_cel(value))).collect();
    context.add_variable_from_value("c", inner);
    context.add_function("money", |text: Arc<String>| Money::parse(&text).expect("an amount").cents()).expect("is new");
    context.add_function("date", |text: Arc<String>| text.to_string()).expect("is new");
    let program = Program::compile(text).unwrap_or_else(|e| panic!("cel cannot read {text}: {e}"));
    match program.execute(&context) {
        Ok(cel::Value::Bool(b)) => Some(b),
        Ok(other) => panic!("{text} is {other:?}"),
        Err(_) => None,
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test asks how long it may run")]
fn the_shared_subset_means_the_same_in_cel() {
    let mut dice = Dice(seed("cel"));
    let rounds = if std::env::var("UDF_TEST_FULL").is_ok() { 100_000 } else { 2_000 };
    let mut said = [0_usize; 3];
    for _ in 0..rounds {
        let text = truth(&mut dice, 3);
        let rule = Rule::parse(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        rule.check(&vocabulary()).unwrap_or_else(|e| panic!("{text}: {e}"));
        let facts = facts(&mut dice);
        let here = match rule.evaluate(&facts) {
            Verdict::Holds => Some(true),
            Verdict::Fails => Some(false),
            Verdict::Unknown(_) => None,
        };
        assert_eq!(here, elsewhere(&text, &facts), "{text}\n{facts:?}");
        said[here.map_or(2, usize::from)] += 1;
    }
    assert!(said.iter().all(|count| *count > rounds / 20), "false, true, unknown: {said:?}");
}
