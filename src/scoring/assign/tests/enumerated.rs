//! Every assignment of small tables is looked at, and ours must be the first of the best.

use super::*;
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// All sets of `count` of the numbers below `width`.
fn sets(width: usize, count: usize) -> Vec<Vec<usize>> {
    (0..1_u32 << width)
        .filter(|bits| bits.count_ones() as usize == count)
        .map(|bits| (0..width).filter(|one| bits >> one & 1 == 1).collect())
        .collect()
}

type Cells = Vec<Vec<Option<i64>>>;

type Best = (i64, Reverse<Vec<Vec<usize>>>);

/// All assignments, by what loads they leave: of those with the same loads the best, then the first.
fn all(cells: &[Vec<Option<i64>>], reviews: usize, most: u32, floor: i64) -> BTreeMap<Vec<u32>, Best> {
    let width = cells[0].len();
    let sets = sets(width, reviews);
    let mut states = BTreeMap::from([(vec![0; width], (0, Reverse(Vec::new())))]);
    for row in cells {
        let mut next: BTreeMap<Vec<u32>, Best> = BTreeMap::new();
        for (loads, (total, Reverse(before))) in states {
            for set in &sets {
                let Some(sum) = set.iter().map(|&one| row[one]).sum::<Option<i64>>() else { continue };
                let mut loads = loads.clone();
                set.iter().for_each(|&one| loads[one] += 1);
                if sum < floor || loads.iter().any(|load| *load > most) {
                    continue;
                }
                let chosen: Vec<Vec<usize>> = before.iter().cloned().chain([set.clone()]).collect();
                let found = (total + sum, Reverse(chosen));
                let best = next.entry(loads).or_insert_with(|| found.clone());
                *best = found.max(best.clone());
            }
        }
        states = next;
    }
    states
}

/// The best total, then the most even loads, then the first ids.
fn best(cells: &[Vec<Option<i64>>], (reviews, least, most): (usize, u32, u32), floor: i64) -> Option<Best> {
    let states = all(cells, reviews, most, floor).into_iter().filter(|(loads, _)| loads.iter().all(|load| *load >= least));
    let uneven = |loads: &[u32]| loads.iter().map(|load| load * load).sum::<u32>();
    states.map(|(loads, (total, chosen))| (total, Reverse(uneven(&loads)), chosen)).max().map(|(total, _, chosen)| (total, chosen))
}

fn cells(height: usize, width: usize, top: i64) -> impl Strategy<Value = Cells> {
    prop::collection::vec(prop::collection::vec(prop::option::weighted(0.85, 0..=top), width..=width), height..=height)
}

/// A table with its reviews, least and most.
fn small() -> impl Strategy<Value = (Cells, (usize, u32, u32))> {
    (1_usize..=7, 1_usize..=7, prop::sample::select(vec![1_i64, 3, 50])).prop_flat_map(|(height, width, top)| {
        let most = u32::try_from(height).expect("small");
        let limits = (1..=width.min(if height > 4 { 2 } else { 3 }), 0..=most.min(2), 1..=most.min(4));
        (cells(height, width, top), limits.prop_filter("limits", |(_, least, most)| least <= most))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn ours_is_the_first_of_the_best((cells, (reviews, least, most)) in small()) {
        let table = table(&cells);
        let order = order(u32::try_from(reviews).expect("small"), least, most);
        match (report(&table, &order), best(&cells, (reviews, least, most), i64::MIN)) {
            (Ok(_), Some((total, Reverse(chosen)))) => {
                let found = json(&table, &order);
                prop_assert_eq!(found["total_affinity"].as_f64(), Some(total as f64));
                let pairs = chosen.iter().enumerate().flat_map(|(row, set)| set.iter().map(move |one| format!("a{row:02}-r{one:02}")));
                prop_assert_eq!(told(&found), pairs.collect::<Vec<_>>().join(" "));
            }
            (Err(ReportError::Solve(SolveError::Impossible(_))), None) => {}
            (ours, theirs) => prop_assert!(false, "{:?}, enumerated {:?}", ours, theirs),
        }
    }

    #[test]
    fn the_fair_one_has_the_best_lowest_and_then_the_best_total((cells, limits) in small()) {
        let (reviews, least, most) = limits;
        let table = table(&cells);
        let fair = Wishes { fair: true, ..Wishes::default() };
        let order = Order { wishes: fair, ..order(u32::try_from(reviews).expect("small"), least, most) };
        if let Ok(Some(found)) = report(&table, &order).map(serde_json::to_value).map(Result::ok) {
            prop_assert_eq!(found["fairness"]["lowest_proved"].as_bool(), Some(true));
            let lowest = found["lowest_affinity"].as_f64().expect("a number") as i64;
            prop_assert!(best(&cells, limits, lowest + 1).is_none(), "a higher lowest is possible");
            let total = best(&cells, limits, lowest).map(|best| best.0 as f64);
            prop_assert_eq!(found["total_affinity"].as_f64(), total);
        }
    }
}
