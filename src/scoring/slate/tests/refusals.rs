//! What is refused, in which words.

use super::super::{Breach, Rule, RuleError, Side, check};
use super::{read, slate, table};
use crate::kernel::Money;

/// The sentence with which a file is refused.
fn refused(text: &str) -> String {
    read(text.as_bytes()).expect_err("refused").to_string()
}

#[test]
fn files_are_refused_by_line() {
    let rows = [
        ("", "The column \"application\" is missing"),
        ("application,cost\nA,1", "The column \"value\" is missing"),
        ("application,value,cost,State,state\nA,1,1,x,y", "\"state\" is there twice"),
        ("application,value,cost", "has no applications"),
        ("application,value,cost\n ,1,1", "Line 2: the application has no id"),
        ("application,value,cost\nA,1,1\nB,1,1\nA,2,2", "Line 4: the application \"A\" stands already in line 2"),
        ("application,value,cost\nA,NaN,1", "Line 2: the value \"NaN\" of \"A\" is no number"),
        ("application,value,cost\nA,inf,1", "is no number"),
        ("application,value,cost\nA,,1", "is missing. Write a number"),
        ("application,value,cost\nA,1e99,1", "is no number"),
        ("application,value,cost\nA,99999999999999999999,1", "too large"),
        ("application,value,cost\nA,1,-5", "Line 2: the cost \"-5\" of \"A\" is no amount"),
        ("application,value,cost\nA,1,1.234", "at most two digits"),
        ("application,value,cost\nA,1", "not CSV"),
        ("application,value,cost,levels\nA,1,9000,4999", "must be at least $5,000.00 and less than the cost, $9,000.00"),
        ("application,value,cost,levels\nA,1,9000,9000", "must be at least"),
        ("application,value,cost,levels\nA,1,9000,6000;6000=2", "is there twice"),
        ("application,value,cost,levels\nA,1,9000,6000=x", "has a value that is no number"),
    ];
    for (text, expected) in rows {
        let sentence = refused(text);
        assert!(sentence.contains(expected), "{text:?}: {sentence}");
    }
    assert!(read(b"\xff\xfe").is_err() && read(b"application,value,cost\n\xff,1,1").is_err(), "no UTF-8");
    let many = (0..10_001).map(|i| format!("A{i},1,1")).collect::<Vec<_>>().join("\n");
    assert!(refused(&format!("application,value,cost\n{many}")).contains("too long"));
    let marked = read("\u{feff}Cost,APPLICATION,Value\r\n\"8,450\",A,1\r\n".as_bytes()).expect("any order, any case");
    assert_eq!(marked.applications[0].awards[0].cost, Money::from_dollars(8_450));
}

#[test]
fn rules_are_refused_when_they_name_nothing_or_two_things() {
    for text in ["state", "state=", "=2", "state=-1", "state=1.5", "state=two", "state=9999999999"] {
        assert!(matches!(Rule::parse(Side::Cap, text), Err(RuleError::Form(_))), "{text}");
    }
    let cities = table(&["A,1,1,north,north", "B,1,1,south,west"]);
    let sentence = |rule: &str| slate(&cities, 10, &[rule]).expect_err("refused").to_string();
    assert!(sentence("<county=1").contains("neither a column nor a value in this file. The group columns are \"category\", \"state\""));
    assert!(sentence("<state:east=1").contains("names \"east\""));
    assert!(sentence(">north=1").contains("Write one of \"category:north=1\", \"state:north=1\""));
}

#[test]
fn contradictions_name_the_rules_that_make_them_and_no_others() {
    let cities = table(&["A,1,6000,training,NY", "B,2,7000,training,CA", "C,3,8000,exchange,CA"]);
    let sentence = |budget: i64, rules: &[&str]| slate(&cities, budget, rules).expect_err("a contradiction").to_string();
    let few = sentence(50_000, &["<state=3", ">training=3"]);
    assert!(few.contains("at least 3 with category \"training\" (--min-per training=3; the file has 2)"), "{few}");
    assert!(!few.contains("state"), "{few}");
    let money = sentence(12_000, &["<exchange=1", ">training=2"]);
    assert!(money.contains("The budget of $12,000.00 is too small") && money.contains("at least $13,000.00 together"), "{money}");
    assert!(!money.contains("exchange"), "{money}");
    let both = sentence(50_000, &[">training=2", "<state=1", ">exchange=1", "<NY=1"]);
    assert!(both.contains("contradict one another: at least") && both.contains("at most 1 with state \"CA\""), "{both}");
    assert!(!both.contains("NY"), "{both}");
    assert!(sentence(0, &[">category=1"]).contains("too small"));
}

#[test]
fn the_check_finds_every_breach() {
    let cities = table(&["A,1,6000,training,NY", "B,2,7000,training,CA"]);
    let limits = super::rules(&["<training=1", ">CA=1"])
        .iter()
        .enumerate()
        .flat_map(|(i, r)| r.limits(i, &cities).expect("limits"))
        .collect::<Vec<_>>();
    let award = |place: usize| (cities.applications[place].id.clone(), cities.applications[place].awards[0]);
    let judge = |budget: i64, chosen: &[_]| check(&cities, &limits, Money::from_dollars(budget), chosen);
    assert_eq!(judge(7_000, &[award(1)]).map(|sum| sum.value), Ok(2));
    assert!(matches!(judge(6_999, &[award(1)]), Err(Breach::Budget { .. })));
    assert!(matches!(judge(20_000, &[award(0), award(1)]), Err(Breach::Limit { count: 2, .. })));
    assert!(matches!(judge(20_000, &[award(0)]), Err(Breach::Limit { count: 0, .. })));
    assert!(matches!(judge(20_000, &[award(1), award(1)]), Err(Breach::Twice(_))));
    assert!(matches!(judge(20_000, &[("A".into(), award(1).1)]), Err(Breach::Unknown(_))));
}

#[test]
fn a_partial_award_is_at_least_the_smallest_grant_of_the_fund() {
    let text = b"application,value,cost,levels\nA,1,9000,2500";
    assert!(read(text).is_err(), "of a fund that gives $5,000 or more");
    let small = super::super::read(text, Money::from_dollars(2_500)).expect("a table");
    assert_eq!(small.applications[0].awards.iter().map(|award| award.cost).collect::<Vec<_>>(), [9_000, 2_500].map(Money::from_dollars));
}
