//! Choices by hand, regions, missing reviews, overlap, probability and pairs that are
//! not listed.

use super::*;
use std::collections::BTreeSet;

fn read(rows: &str) -> Table {
    Table::read(format!("application,reviewer,affinity,conflict,region,fixed\n{rows}").as_bytes()).expect("a sound table")
}

#[test]
fn choices_by_hand_stay_and_the_rest_is_the_best_around_them() {
    let found = json(&read("a,r,1,,,yes\na,s,9,,,\nb,r,9,,,\nb,s,1,,,\n"), &order(1, 1, 1));
    assert_eq!((told(&found), found["total_affinity"].as_f64()), ("a-r b-s".into(), Some(2.0)));
    let error = report(&read("a,r,1,,,yes\na,s,1,,,\nb,r,1,,,\nb,s,1,1,,\n"), &order(1, 0, 1)).expect_err("impossible").to_string();
    assert!(error.contains("take back the choices made by hand"), "{error}");
}

#[test]
fn reviewers_of_an_application_come_from_two_regions() {
    let table = read("a,r,9,,N,\na,s,9,,N,\na,t,1,,S,\nb,r,9,,N,\nb,s,9,,N,\nb,t,1,,S,\n");
    let rules = Rules { two_regions: true, only_listed: false };
    let found = json(&table, &Order { rules, ..order(2, 0, 2) });
    assert_eq!((told(&found), found["total_affinity"].as_f64()), ("a-r a-t b-s b-t".into(), Some(20.0)));
    let error = report(&table, &Order { rules, ..order(2, 0, 1) }).expect_err("impossible").to_string();
    assert!(error.contains("raise load-max to 2"), "{error}");
    let table = read("a,r,9,,N,\na,s,9,,N,\na,t,1,1,S,\n");
    let error = report(&table, &Order { rules, ..order(2, 0, 1) }).expect_err("impossible").to_string();
    assert!(error.contains("drop the rule of two regions"), "{error}");
    // Without a region a reviewer is from elsewhere.
    let found = json(&read("a,r,9,,N,\na,s,9,,N,\na,t,1,,,\n"), &Order { rules, ..order(2, 0, 2) });
    assert_eq!(told(&found), "a-r a-t");
}

#[test]
fn missing_reviews_are_as_few_and_as_even_as_possible() {
    let wishes = Wishes { shortfall: true, ..Wishes::default() };
    let table = table(&[vec![Some(9), Some(9)], vec![Some(1), Some(1)]]);
    let found = json(&table, &Order { wishes, ..order(2, 0, 1) });
    assert_eq!(
        (told(&found), found["shortfall"].as_u64()),
        ("a00-r00 a01-r01".into(), Some(2)),
        "one each, though affinity says otherwise"
    );
    assert_eq!(found["applications"][0]["shortfall"], 1);
    let error = report(&table, &Order { wishes, ..order(2, 3, 3) }).expect_err("loads stay within their limits").to_string();
    assert!(error.contains("lower load-min to 2"), "{error}");
}

#[test]
fn pairs_that_are_not_listed_are_zero_or_impossible() {
    let table = read("a,r,-1,,,\nb,s,1,,,\n");
    let found = json(&table, &order(1, 0, 2));
    assert_eq!((told(&found), found["pairs"]["assigned_not_listed"].as_u64()), ("a-s b-s".into(), Some(1)));
    let only = Rules { only_listed: true, two_regions: false };
    let found = json(&table, &Order { rules: only, ..order(1, 0, 2) });
    assert_eq!((told(&found), found["pairs"]["not_listed"].as_u64()), ("a-r b-s".into(), Some(2)));
}

#[test]
fn reviews_can_be_made_to_hang_together() {
    let island = |one: i64, other: i64| vec![Some(one), Some(one), Some(other), Some(other)];
    let table = table(&[island(9, 1), island(9, 1), island(1, 9), island(1, 9)]);
    let apart = json(&table, &order(2, 2, 2));
    assert_eq!((apart["review_graph"]["parts"].as_u64(), apart["total_affinity"].as_f64()), (Some(2), Some(72.0)));
    let wishes = Wishes { connect: true, ..Wishes::default() };
    let found = json(&table, &Order { wishes, ..order(2, 2, 2) });
    assert_eq!((found["review_graph"]["connected"].as_bool(), found["total_affinity"].as_f64()), (Some(true), Some(56.0)));
    assert_eq!(found["optimal"].as_bool(), Some(false), "the total is no longer the highest");
}

#[test]
fn no_pair_is_likelier_than_the_cap() {
    let table = table(&vec![vec![Some(9), Some(5), Some(5), Some(5), Some(5), Some(5)]; 3]);
    let with = |seed| Order { chance: Some("0.5".parse().expect("a chance")), seed, ..order(1, 0, 3) };
    let drawn: Vec<String> =
        (0..400).filter_map(|seed| report(&table, &with(seed)).ok().map(|_| told(&json(&table, &with(seed))))).collect();
    let first = drawn.iter().filter(|told| told.starts_with("a00-r00")).count();
    assert!((150..=250).contains(&first), "{first} of 400");
    assert!(drawn.iter().collect::<BTreeSet<_>>().len() > 20);
    assert_eq!(told(&json(&table, &with(7))), told(&json(&table, &with(7))));
    let whole = Order { chance: Some("1".parse().expect("a chance")), ..order(1, 0, 3) };
    assert_eq!(told(&json(&table, &whole)), told(&json(&table, &order(1, 0, 3))));
}

#[test]
fn the_fair_assignment_lifts_the_lowest() {
    let table = table(&[vec![Some(10), Some(4)], vec![Some(5), Some(0)]]);
    let best = json(&table, &order(1, 0, 1));
    assert_eq!((best["total_affinity"].as_f64(), best["lowest_affinity"].as_f64()), (Some(10.0), Some(0.0)));
    let wishes = Wishes { fair: true, ..Wishes::default() };
    let fair = json(&table, &Order { wishes, ..order(1, 0, 1) });
    assert_eq!((fair["total_affinity"].as_f64(), fair["lowest_affinity"].as_f64()), (Some(9.0), Some(4.0)));
    assert_eq!(fair["fairness"]["lowest_proved"].as_bool(), Some(true));
}

#[test]
fn with_one_review_each_the_lowest_is_proved_by_the_values_there_are() {
    let wishes = Wishes { fair: true, ..Wishes::default() };
    let found = json(&table(&[vec![Some(2), Some(0)], vec![Some(2), Some(0)]]), &Order { wishes, ..order(1, 1, 1) });
    assert_eq!((found["lowest_affinity"].as_f64(), found["fairness"]["lowest_proved"].as_bool()), (Some(0.0), Some(true)));
}

#[test]
fn a_season_is_assigned_with_every_limit_kept() {
    let cells: Vec<Vec<Option<i64>>> = (0..500_i64)
        .map(|row| {
            (0..60_i64)
                .map(|column| ((row * 31 + column * 17) % 23 != 0).then_some((row * row + 7 * column * row + column * column * 3) % 101))
                .collect()
        })
        .collect();
    let found = json(&table(&cells), &order(3, 20, 30));
    assert_eq!(found["reviews"].as_u64(), Some(1_500));
    assert_eq!(found["optimal"].as_bool(), Some(true));
}
