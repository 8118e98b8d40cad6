//! Small tables: every choice is tried, and the one found must be the best, and of equals
//! the preferred.

use super::super::{Award, Limit, Request, Rule, Side, SlateError, Table, choose, limits};
use super::read;
use crate::kernel::Money;
use proptest::prelude::*;
use std::cmp::Reverse;
use std::fmt::Write as _;

/// Every choice of at most one award for each application, in the order of the table.
fn all_choices(table: &Table) -> Vec<Vec<Option<Award>>> {
    let mut choices: Vec<Vec<Option<Award>>> = vec![Vec::new()];
    for application in &table.applications {
        let with = |choice: &Vec<Option<Award>>, award: Option<Award>| choice.iter().copied().chain([award]).collect::<Vec<_>>();
        choices = choices
            .iter()
            .flat_map(|choice| application.awards.iter().map(|a| Some(*a)).chain([None]).map(move |award| with(choice, award)))
            .collect();
    }
    choices
}

fn holds(table: &Table, limits: &[Limit], budget: Money, choice: &[Option<Award>]) -> bool {
    let cost: i64 = choice.iter().flatten().map(|award| award.cost.cents()).sum();
    let count = |limit: &Limit| {
        let funded = table.applications.iter().zip(choice).filter(|(_, award)| award.is_some());
        i64::try_from(funded.filter(|(a, _)| a.groups[limit.column] == limit.value).count()).expect("few")
    };
    let keeps = |limit: &Limit| if limit.side == Side::Floor { count(limit) >= limit.count } else { count(limit) <= limit.count };
    cost <= budget.cents() && limits.iter().all(keeps)
}

/// What a choice takes, in the order in which ties prefer: the more it takes early, the greater.
fn preference(table: &Table, choice: &[Option<Award>]) -> Vec<bool> {
    let mut offers: Vec<(Reverse<i64>, usize, Reverse<Money>, bool)> = Vec::new();
    for (place, (application, taken)) in table.applications.iter().zip(choice).enumerate() {
        offers.extend(application.awards.iter().map(|a| (Reverse(a.value), place, Reverse(a.cost), *taken == Some(*a))));
    }
    offers.sort();
    offers.into_iter().map(|(.., taken)| taken).collect()
}

/// The best choice by trying all.
fn by_enumeration(table: &Table, limits: &[Limit], budget: Money) -> Option<(i128, Vec<Option<Award>>)> {
    let value = |choice: &[Option<Award>]| choice.iter().flatten().map(|award| i128::from(award.value)).sum::<i128>();
    let allowed = all_choices(table).into_iter().filter(|choice| holds(table, limits, budget, choice));
    allowed
        .map(|choice| (value(&choice), preference(table, &choice), choice))
        .max_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)))
        .map(|(v, _, c)| (v, c))
}

/// Fails unless the choice is the one that enumeration finds.
fn must_agree(table: &Table, rules: &[Rule], budget: Money) -> Result<(), TestCaseError> {
    let request = Request { table, rules, budget };
    let limits = limits(&request).expect("rules that name groups");
    match (by_enumeration(table, &limits, budget), choose(&request)) {
        (None, Err(SlateError::Contradiction(_))) => Ok(()),
        (Some((value, choice)), Ok(slate)) => {
            prop_assert_eq!(slate.sum.value, value);
            prop_assert_eq!(slate.gap(), 0);
            prop_assert!(slate.is_tie_settled);
            let mut found = slate.chosen.clone();
            found.sort_by(|a, b| a.0.cmp(&b.0));
            let expected: Vec<(String, Award)> =
                table.applications.iter().zip(&choice).filter_map(|(a, award)| Some((a.id.clone(), (*award)?))).collect();
            prop_assert_eq!(found, expected);
            Ok(())
        }
        (expected, found) => Err(TestCaseError::fail(format!("enumeration finds {expected:?}, the search {found:?}"))),
    }
}

/// One application: value in hundredths, cost in dollars, category, state, and whether a part can be paid.
type Line = (i64, i64, u8, u8, bool);

fn table_of(lines: &[Line]) -> Table {
    let mut text = String::from("application,value,cost,category,state,levels\n");
    for (place, (value, cost, category, state, has_level)) in lines.iter().enumerate() {
        let level = if *has_level && *cost > 5_000 { format!("5000={}", value / 2) } else { String::new() };
        let _ = writeln!(text, "A{place:02},{value},{cost},c{category},s{state},{level}");
    }
    read(text.as_bytes()).expect("a table")
}

fn rule() -> impl Strategy<Value = (bool, String, i64)> {
    let group = prop_oneof![Just("category".to_owned()), Just("state".to_owned()), Just("c0".to_owned()), Just("state:s1".to_owned())];
    (any::<bool>(), group, 0_i64..4)
}

/// Rules whose groups are in the table.
fn known(table: &Table, rules: Vec<(bool, String, i64)>) -> Vec<Rule> {
    let rules = rules.into_iter().map(|(floor, group, count)| Rule { side: if floor { Side::Floor } else { Side::Cap }, group, count });
    rules.filter(|rule| rule.limits(0, table).is_ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_choice_is_the_best_of_all(
        lines in prop::collection::vec((0_i64..8, 1_i64..6, 0_u8..3, 0_u8..3), 1..11),
        wanted in prop::collection::vec(rule(), 0..4),
        share in 0_i64..110,
    ) {
        let lines: Vec<Line> = lines.into_iter().map(|(v, c, category, state)| (v, c * 1000, category, state, false)).collect();
        let table = table_of(&lines);
        let everything: i64 = lines.iter().map(|line| line.1).sum();
        must_agree(&table, &known(&table, wanted), Money::from_dollars(everything * share / 100))?;
    }

    #[test]
    fn so_it_is_with_partial_amounts_and_negative_values(
        lines in prop::collection::vec((-300_i64..900, 3_000_i64..12_000, 0_u8..3, 0_u8..3, any::<bool>()), 1..7),
        wanted in prop::collection::vec(rule(), 0..4),
        share in 0_i64..110,
    ) {
        let table = table_of(&lines);
        let everything: i64 = lines.iter().map(|line| line.1).sum();
        must_agree(&table, &known(&table, wanted), Money::from_dollars(everything * share / 100))?;
    }

    #[test]
    fn the_order_of_the_rows_means_nothing_and_more_money_never_hurts(
        lines in prop::collection::vec((1_i64..500, 1_000_i64..9_000, 0_u8..4, 0_u8..6, Just(false)), 2..60),
        budget in 0_i64..200_000,
        turn in 0_usize..60,
    ) {
        let text = |rows: &[String]| format!("application,value,cost,category,state\n{}\n", rows.join("\n"));
        let mut rows: Vec<String> =
            lines.iter().enumerate().map(|(place, (v, c, category, state, _))| format!("A{place:02},{v},{c},c{category},s{state}")).collect();
        let table = read(text(&rows).as_bytes()).expect("a table");
        let rules = [Rule { side: Side::Cap, group: "state".into(), count: 4 }, Rule { side: Side::Cap, group: "category".into(), count: 9 }];
        let solve = |table: &Table, dollars: i64| choose(&Request { table, rules: &rules, budget: Money::from_dollars(dollars) }).expect("a choice");
        let slate = solve(&table, budget);
        let places = rows.len();
        rows.rotate_left(turn % places);
        prop_assert_eq!(&solve(&read(text(&rows).as_bytes()).expect("a table"), budget).chosen, &slate.chosen);
        prop_assert!(solve(&table, budget + 5_000).sum.value >= slate.sum.value);
        prop_assert_eq!(slate.gap(), 0);
    }
}

#[test]
fn fifteen_applications_are_all_tried() {
    for seed in 0..6_i64 {
        let number = |place: i64, salt: i64, range: i64| (place * 7_919 + seed * 104_729 + salt * 15_485_863).rem_euclid(9_973) % range;
        let group = |place: i64, salt: i64| u8::try_from(number(place, salt, 3)).expect("small");
        let lines: Vec<Line> =
            (0..15).map(|i| (100 + number(i, 1, 401), 2_000 + 10 * number(i, 2, 900), group(i, 3), group(i, 4), false)).collect();
        let table = table_of(&lines);
        let wanted = vec![(true, "category".to_owned(), 1), (false, "state".to_owned(), 3)];
        must_agree(&table, &known(&table, wanted), Money::from_dollars(35_000)).expect("the same as by enumeration");
    }
}
