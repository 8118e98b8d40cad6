//! What holds for every table: the order of rows and names do not matter, remedies are
//! enough, and the checker finds nothing.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn limits() -> impl Strategy<Value = (Vec<Vec<Option<i64>>>, u32, u32, u32)> {
    (2_usize..=12, 2_usize..=8).prop_flat_map(|(height, width)| {
        let cell = prop::option::weighted(0.8, -5_i64..=20);
        let cells = prop::collection::vec(prop::collection::vec(cell, width..=width), height..=height);
        (cells, 1_u32..=3, 0_u32..=3, 1_u32..=8).prop_filter("limits", |(_, _, least, most)| least <= most)
    })
}

/// The problem with its parts in another order: a permutation by a seed.
fn problem(cells: &[Vec<Option<i64>>], (reviews, least, most): (u32, u32, u32), seed: usize) -> Problem {
    let place = |one: usize| (one * 7_919 + seed) % 1_009;
    let mut applications: Vec<usize> = (0..cells.len()).collect();
    let mut reviewers: Vec<usize> = (0..cells[0].len()).collect();
    applications.sort_by_key(|one| place(*one));
    reviewers.sort_by_key(|one| place(*one));
    let pairs = applications.iter().flat_map(|&row| {
        reviewers.iter().map(move |&column| Pair {
            application: format!("a{row:02}"),
            reviewer: format!("r{column:02}"),
            affinity: cells[row][column].unwrap_or(0),
            conflict: cells[row][column].is_none(),
            fixed: false,
        })
    });
    Problem::new(
        applications.iter().map(|row| Application { id: format!("a{row:02}"), reviews }).collect(),
        reviewers.iter().map(|column| Reviewer { id: format!("r{column:02}"), least, most, region: None }).collect(),
        &pairs.collect::<Vec<_>>(),
        Rules::default(),
    )
    .expect("a sound problem")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter((cells, reviews, least, most) in limits(), seed in 0_usize..1_009) {
        for wishes in [Wishes::default(), Wishes { connect: true, ..Wishes::default() }, Wishes { shortfall: true, ..Wishes::default() }] {
            let one = solve(&problem(&cells, (reviews, least, most), 0), wishes).map(|found| found.plan);
            let other = solve(&problem(&cells, (reviews, least, most), seed), wishes).map(|found| found.plan);
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn every_remedy_that_is_named_is_enough((cells, reviews, least, most) in limits()) {
        let Some(Impossible(shortages)) = explain(&problem(&cells, (reviews, least, most), 0)) else { return Ok(()) };
        for shortage in &shortages {
            prop_assert!(shortage.possible < shortage.needed);
            prop_assert!(!shortage.to_string().is_empty());
            for remedy in shortage.remedies.iter().filter(|_| shortages.len() == 1) {
                let changed = match *remedy {
                    Remedy::RaiseMost(most) => (reviews, least, most),
                    Remedy::LowerReviews(reviews) | Remedy::RaiseReviews(reviews) => (reviews, least, most),
                    Remedy::LowerLeast(least) => (reviews, least, most),
                    _ => continue,
                };
                prop_assert_eq!(explain(&problem(&cells, changed, 0)), None, "{:?}", remedy);
            }
        }
    }

    #[test]
    fn a_constant_for_everything_changes_nothing((cells, reviews, least, most) in limits(), constant in -30_i64..30) {
        let more: Vec<Vec<Option<i64>>> = cells.iter().map(|row| row.iter().map(|cell| cell.map(|one| one + constant)).collect()).collect();
        let one = solve(&problem(&cells, (reviews, least, most), 0), Wishes::default()).map(|found| found.plan);
        let other = solve(&problem(&more, (reviews, least, most), 0), Wishes::default()).map(|found| found.plan);
        prop_assert_eq!(one.is_ok(), other.is_ok());
        prop_assert_eq!(one.ok(), other.ok());
    }

    #[test]
    fn missing_reviews_are_stated_and_as_even_as_can_be((cells, reviews, _, most) in limits()) {
        let problem = problem(&cells, (reviews, 0, most), 0);
        let wishes = Wishes { shortfall: true, ..Wishes::default() };
        let found = solve(&problem, wishes).expect("without a least load something is always possible");
        for (application, missing) in problem.applications().iter().zip(&found.shortfall) {
            let row = problem.application(&application.id).expect("a place");
            prop_assert_eq!(found.plan.reviewers_of[row].len() + *missing as usize, reviews as usize);
        }
        prop_assert_eq!(found.shortfall.iter().sum::<u32>() == 0, explain(&problem).is_none());
    }
}

#[test]
fn the_checker_finds_each_broken_promise() {
    let cells = [vec![Some(1), None, Some(1)], vec![Some(1), Some(1), Some(1)]];
    let problem = problem(&cells, (2, 1, 1), 0);
    let pair =
        |row: &str, column: &str, conflict, fixed| Pair { application: row.into(), reviewer: column.into(), affinity: 1, conflict, fixed };
    let pairs = [
        pair("a00", "r00", false, true),
        pair("a00", "r01", true, false),
        pair("a00", "r02", false, false),
        pair("a01", "r00", false, false),
    ];
    let judge = |assigned: &[(&str, &str)], shortfall: &[(&str, u32)], only_listed| {
        check(&Judged {
            applications: problem.applications(),
            reviewers: problem.reviewers(),
            pairs: &pairs,
            rules: Rules { only_listed, two_regions: false },
            assigned,
            shortfall: &shortfall.iter().copied().collect::<BTreeMap<_, _>>(),
        })
    };
    assert_eq!(judge(&[("a00", "r00"), ("a00", "r02"), ("a01", "r01")], &[("a01", 1)], false), []);
    let words = |broken: Vec<Broken>| broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let all = words(judge(&[("a00", "r01"), ("a00", "r02"), ("a00", "r02"), ("b", "r00"), ("a01", "r01")], &[], true));
    for part in [
        "“b” or “r00” is nobody",
        "a00 has r02 twice",
        "a00 has r01, who may not review it (C1)",
        "a01 has r01, who may not review it (C1)",
        "a01 has 1 reviews and 0 are missing, but it needs 2 (C2)",
        "r01 has 2 reviews, not 1 to 1 (C2)",
        "r00 has 0 reviews",
        "a00 has lost r00",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
}
