//! Tables of texts with what they say, and of mistakes with what is said about them.

use super::*;
use crate::kernel::Money;
use chrono::NaiveDate;
use proptest::prelude::*;

pub(super) fn vocabulary() -> Vocabulary {
    [
        ("population", Type::Int),
        ("is_small", Type::Bool),
        ("budget.total", Type::Money),
        ("budget.indirect", Type::Money),
        ("starts_on", Type::Date),
        ("kind", Type::Choice(vec!["training".into(), "conference".into()])),
        ("partner", Type::Text),
        ("costs", Type::Set(vec!["visa".into(), "travel".into(), "hotel".into()])),
        ("sites", Type::Set(vec!["training".into(), "conference".into()])),
    ]
    .into_iter()
    .map(|(name, t)| (name.to_owned(), t))
    .collect()
}

fn facts() -> Facts {
    [
        ("population", Value::Int(18_400)),
        ("is_small", Value::Bool(true)),
        ("budget.total", Value::Money(Money::from_dollars(9_000))),
        ("budget.indirect", Value::Money(Money::from_dollars(900))),
        ("starts_on", Value::Date(NaiveDate::from_ymd_opt(2027, 5, 1).expect("a day"))),
        ("kind", Value::Text("training".into())),
        ("costs", Value::Set(["visa".to_owned(), "hotel".to_owned()].into())),
    ]
    .into_iter()
    .map(|(name, v)| (name.to_owned(), v))
    .collect()
}

#[test]
fn rules_say_what_they_mean() {
    let unknown = |name: &str| Verdict::Unknown(vec![name.to_owned()]);
    let rows = [
        ("population <= 50000", Verdict::Holds),
        ("population > 50000 || is_small", Verdict::Holds),
        ("!(population > 50000) && !is_small", Verdict::Fails),
        ("budget.indirect * 10 <= budget.total", Verdict::Holds),
        ("budget.total - budget.indirect == money(\"$8,100.00\")", Verdict::Holds),
        ("starts_on >= date(\"2027-04-01\") && starts_on < date('2027-05-01')", Verdict::Fails),
        ("kind in [\"training\", \"conference\"]", Verdict::Holds),
        ("kind in []", Verdict::Fails),
        ("population in [-1, 18400]", Verdict::Holds),
        ("population > -5 + 2 * 3", Verdict::Holds),
        ("\"visa\" in costs && !('travel' in costs)", Verdict::Holds),
        ("size(costs) == 2 && size(costs) * 2 > 3", Verdict::Holds),
        ("kind in sites", unknown("sites")),
        ("size(sites) > 0 || has(costs)", Verdict::Holds),
        ("has(partner)", Verdict::Fails),
        ("partner == \"Kraków\"", unknown("partner")),
        ("partner == \"Kraków\" || is_small", Verdict::Holds),
        ("partner == \"Kraków\" && !is_small", Verdict::Fails),
        ("!(partner == \"Kraków\")", unknown("partner")),
        ("population * 9223372036854775807 > 0", Verdict::Unknown(vec![])),
    ];
    for (text, expected) in rows {
        let rule = Rule::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        rule.check(&vocabulary()).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(rule.evaluate(&facts()), expected, "{text}");
    }
}

#[test]
fn mistakes_name_their_place_and_the_mend() {
    let rows = [
        ("", "The rule is empty. Write a comparison, such as population <= 50000. (at character 1)"),
        ("population <", "Something is missing here: a name, a number or a text. (at character 13)"),
        ("population < 5 population", "The rule should end here. Join two comparisons with && or ||. (at character 16)"),
        ("population = 5", "“=” does not belong here. Take it out, or put text in quotation marks. (at character 12)"),
        ("partner == \"x", "The text has no closing quotation mark. Add it. (at character 12)"),
        ("population < 1.5", "Numbers are whole here. Write an amount of money as money(\"12.50\"). (at character 14)"),
        ("size(partner) > 1", "This needs a set of choices, and “partner” is a text. (at character 1)"),
        ("\"visa\" in partner", "This needs a set of choices, and “partner” is a text. (at character 8)"),
        ("\"vsa\" in costs", "“vsa” is not one of the choices. They are: visa, travel, hotel. (at character 7)"),
        ("5 in costs", "a choice and a whole number do not go together here. (at character 3)"),
        (
            "costs == sites",
            "A set cannot be compared. Ask for one of its members, such as \"visa\" in costs, or for its size( ). (at character 7)",
        ),
        ("size(5) > 1", "size( ) takes one name, such as size(partner). (at character 6)"),
        ("sqrt(partner) > 1", "There is no function “sqrt”. The functions are has, size, date and money. (at character 1)"),
        ("starts_on > date(\"2027-02-30\")", "This is not a date that exists. Write it as 2027-03-31. (at character 18)"),
        ("population", "The rule gives a whole number, but it must be true or false. Compare it with something. (at character 1)"),
        ("population < money(\"5\")", "a whole number and an amount of money do not go together here. (at character 12)"),
        ("kind == \"traning\"", "“traning” is not one of the choices. They are: training, conference. (at character 6)"),
        ("kind in [\"hosting\"]", "“hosting” is not one of the choices. They are: training, conference. (at character 6)"),
        ("!population", "This needs true or false, and gets a whole number. Compare it with something. (at character 1)"),
    ];
    for (text, expected) in rows {
        let outcome = Rule::parse(text).and_then(|rule| rule.check(&vocabulary()));
        assert_eq!(outcome.expect_err(text).to_string(), expected, "{text}");
    }
    let unknown_name = Rule::parse("popluation > 1").and_then(|r| r.check(&vocabulary())).expect_err("unknown");
    assert!(unknown_name.message.starts_with("The name “popluation” is not known here. Use one of: budget.indirect,"));
    let deep = format!("{}is_small{}", "(".repeat(4_000), ")".repeat(4_000));
    assert!(Rule::parse(&deep).is_err());
    assert!(Rule::parse(&"!".repeat(100_000)).is_err());
}

#[test]
fn a_rule_travels_as_its_text() {
    let rule = Rule::parse("population <= 50000 && has(partner)").expect("parses");
    let json = serde_json::to_string(&rule).expect("serializes");
    assert_eq!(json, "\"population <= 50000 && has(partner)\"");
    assert_eq!(serde_json::from_str::<Rule>(&json).expect("reads"), rule);
    assert_eq!(rule.names(), ["partner", "population"]);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9 ()&|!<>=+*.\"'\\[\\],-]{0,60}") {
        if let Ok(rule) = Rule::parse(&text) {
            let _ = rule.check(&vocabulary());
            let _ = rule.evaluate(&facts());
        }
    }

    /// Words of the language in any order: far more of them parse than of random letters.
    #[test]
    fn no_words_make_it_panic(words in proptest::collection::vec(0..WORDS.len(), 1..24)) {
        let text = words.iter().map(|i| WORDS[*i]).collect::<Vec<_>>().join(" ");
        if let Ok(rule) = Rule::parse(&text) {
            let is_sound = rule.check(&vocabulary()).is_ok();
            for facts in [facts(), Facts::new()] {
                let verdict = rule.evaluate(&facts);
                prop_assert_eq!(&verdict, &rule.evaluate(&facts), "the same answer twice");
                prop_assert!(!rule.failing(&facts).is_empty() || !verdict.fails() || rule.names().is_empty());
            }
            let found = exclusive_and_complete(&[&rule, &rule], &vocabulary());
            prop_assert_eq!(is_sound, !matches!(found, Err(Finding::Faulty(_))));
            prop_assert_eq!(Rule::parse(rule.text()).expect("its own text"), rule);
        }
    }
}

const WORDS: &[&str] = &[
    "population",
    "is_small",
    "budget.total",
    "starts_on",
    "kind",
    "partner",
    "costs",
    "sites",
    "has(partner)",
    "size(costs)",
    "5",
    "-",
    "9223372036854775807",
    "money(\"12.50\")",
    "date(\"2027-02-28\")",
    "\"visa\"",
    "true",
    "[1, 2]",
    "[\"training\"]",
    "in",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "||",
    "!",
    "(",
    ")",
    "+",
    "*",
];
