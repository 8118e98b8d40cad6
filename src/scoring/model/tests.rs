//! The model against closed forms, against itself from the other side, and its derivatives against differences.

use super::design::{Absorbed, Design};
use super::equations::Solution;
use super::*;
use crate::scoring::normal::Draws;

/// A table of `n` applications and `m` reviewers; `keep` says which cells have a score.
fn table(n: usize, m: usize, seed: u8, keep: impl Fn(usize, usize) -> bool) -> Table {
    let mut draws = Draws::new([seed; 32], 0);
    let merits: Vec<f64> = (0..n).map(|_| 1.5 * draws.normal()).collect();
    let levels: Vec<f64> = (0..m).map(|_| draws.normal()).collect();
    let mut cells = Vec::new();
    for (application, merit) in merits.iter().enumerate() {
        for (reviewer, level) in levels.iter().enumerate() {
            let score = 5.0 + merit + level + draws.normal();
            if keep(application, reviewer) {
                cells.push(Cell { application, reviewer, score });
            }
        }
    }
    let names = |letter: &str, count: usize| (0..count).map(|at| format!("{letter}{at:04}")).collect();
    Table { applications: names("a", n), reviewers: names("r", m), cells, without_score: Vec::new() }
}

/// The same table with applications and reviewers exchanged.
fn exchanged(table: &Table) -> Table {
    let mut cells: Vec<Cell> =
        table.cells.iter().map(|cell| Cell { application: cell.reviewer, reviewer: cell.application, score: cell.score }).collect();
    cells.sort_by_key(|cell| (cell.application, cell.reviewer));
    Table { applications: table.reviewers.clone(), reviewers: table.applications.clone(), cells, without_score: Vec::new() }
}

fn close(one: f64, other: f64, within: f64) -> bool {
    (one - other).abs() <= within * other.abs().max(1.0)
}

#[test]
fn a_complete_table_has_the_variances_of_the_analysis_of_variance() {
    for (n, m, seed) in [(8, 3, 1), (5, 9, 2), (40, 6, 3)] {
        let table = table(n, m, seed, |_, _| true);
        let (rows, columns) = (n as f64, m as f64);
        let grand = table.cells.iter().map(|c| c.score).sum::<f64>() / (rows * columns);
        let (mut a, mut r) = (vec![0.0; n], vec![0.0; m]);
        for cell in &table.cells {
            a[cell.application] += cell.score / columns;
            r[cell.reviewer] += cell.score / rows;
        }
        let residual = table.cells.iter().map(|c| (c.score - a[c.application] - r[c.reviewer] + grand).powi(2)).sum::<f64>()
            / ((rows - 1.0) * (columns - 1.0));
        let between = |means: &[f64], each: f64| each * means.iter().map(|x| (x - grand).powi(2)).sum::<f64>() / (means.len() as f64 - 1.0);
        let model = fit(&table, &|_| ()).expect("a model");
        assert!(close(model.residual, residual, 1e-9), "{} {residual}", model.residual);
        assert!(close(model.application, (between(&a, columns) - residual) / columns, 1e-9));
        assert!(close(model.reviewer, (between(&r, rows) - residual) / rows, 1e-9));
        let shrink = model.application / (model.application + residual / columns);
        for (effect, mean) in model.predictions.applications.iter().zip(&a) {
            assert!(close(*effect, shrink * (mean - grand), 1e-9), "a complete table shrinks every mean alike");
        }
    }
}

#[test]
fn derivatives_are_those_of_the_criterion() {
    let table = table(9, 5, 4, |a, r| (a * 7 + r * 3) % 4 != 0);
    for (counts, held) in [((9, 5), None), ((9, 12), None), ((9, 5), Some(0.05))] {
        let design = Design::new(&table.cells, counts, (5.0, 3.0), true);
        for ratios in [[0.7, 0.3], [3.0, 0.0], [0.0, 2.0]] {
            let found = Solution::at(&design, ratios, held).expect("a solution").derivatives(&design);
            let value = |a: f64, b: f64| Solution::at(&design, [ratios[0] + a, ratios[1] + b], held).expect("a solution");
            let step = 1e-5;
            for (at, (a, b)) in [(step, 0.0), (0.0, step)].into_iter().enumerate() {
                let difference = (value(a, b).criterion - value(-a, -b).criterion) / (2.0 * step);
                assert!(close(found.first[at], difference, 1e-6), "{ratios:?}: {} {difference}", found.first[at]);
                let (up, down) = (value(a, b).derivatives(&design).first, value(-a, -b).derivatives(&design).first);
                for across in 0..2 {
                    let difference = (up[across] - down[across]) / (2.0 * step);
                    assert!(close(found.second[at + across], difference, 1e-5), "{ratios:?}: {:?} {difference}", found.second);
                }
            }
        }
    }
}

#[test]
fn both_sides_of_the_equations_say_the_same() {
    // Twelve applications and five reviewers: applications are absorbed here, reviewers there.
    let here = table(12, 5, 5, |a, r| (a + 2 * r) % 3 != 0);
    let there = exchanged(&here);
    assert_eq!(Design::new(&there.cells, (5, 12), (0.0, 1.0), true).absorbed, Absorbed::Reviewers);
    let (one, other) = (fit(&here, &|_| ()).expect("a model"), fit(&there, &|_| ()).expect("a model"));
    assert!(close(one.application, other.reviewer, 1e-9) && close(one.reviewer, other.application, 1e-9));
    let pairs = [
        (&one.predictions.applications, &other.predictions.reviewers),
        (&one.predictions.application_errors, &other.predictions.reviewer_errors),
        (&one.predictions.reviewers, &other.predictions.applications),
        (&one.predictions.reviewer_errors, &other.predictions.application_errors),
    ];
    for (left, right) in pairs {
        assert!(left.iter().zip(right).all(|(a, b)| close(*a, *b, 1e-9)), "{left:?} {right:?}");
    }
}

#[test]
fn draws_spread_as_the_errors_say() {
    for table in [table(9, 4, 6, |a, r| (a + r) % 3 != 0), exchanged(&table(9, 4, 6, |a, r| (a + r) % 3 != 0))] {
        let model = fit(&table, &|_| ()).expect("a model");
        let predictions = &model.predictions;
        let n = table.applications.len();
        let (mut sums, mut products) = (vec![0.0; n], vec![vec![0.0; n]; n]);
        let mut draws = Draws::new([9; 32], 3);
        let rounds = 20_000;
        for _ in 0..rounds / LANES {
            let drawn = predictions.draw(&mut draws);
            for lane in 0..LANES {
                let noise: Vec<f64> = drawn.iter().zip(&predictions.applications).map(|(x, effect)| x[lane] - effect).collect();
                for (i, x) in noise.iter().enumerate() {
                    sums[i] += x;
                    noise.iter().enumerate().for_each(|(k, y)| products[i][k] += x * y);
                }
            }
        }
        let scale = predictions.application_errors.iter().copied().fold(0.0, f64::max);
        for i in 0..n {
            let covariances = predictions.covariances(i);
            for k in i..n {
                let said = if k == i { predictions.application_errors[i] } else { covariances[k - i][0] };
                let seen = products[i][k] / f64::from(rounds as u32);
                assert!((said - seen).abs() < 0.05 * scale, "{i} {k}: {said} {seen}");
            }
        }
    }
}

#[test]
fn a_design_says_which_variances_it_can_tell_apart() {
    let all = |n, m| table(n, m, 1, |_, _| true);
    assert_eq!(identified(&all(3, 3)), [true; 3]);
    assert_eq!(identified(&all(2, 2)), [true; 3]);
    assert_eq!(identified(&all(5, 1)), [false; 3], "one reviewer");
    assert_eq!(identified(&all(1, 5)), [false; 3], "one application");
    assert_eq!(identified(&table(6, 2, 1, |a, r| a % 2 == r)), [false, true, false], "one score each: merit is chance");
    assert_eq!(identified(&table(6, 6, 1, |a, r| a == r)), [false; 3], "nobody meets anybody twice");
    assert_eq!(identified(&table(4, 3, 1, |a, r| a == r || a == r + 1)), [true; 3], "a chain");
}

#[test]
fn additive_scores_leave_no_residual() {
    let mut table = table(6, 4, 7, |a, r| (a + r) % 4 != 1);
    for cell in &mut table.cells {
        cell.score = cell.application as f64 + 0.5 * cell.reviewer as f64;
    }
    let model = fit(&table, &|_| ()).expect("a model");
    assert_eq!(model.residual.to_bits(), 0.0_f64.to_bits());
    assert!(close(model.application, 3.5, 1e-6), "the variance of 0 to 5: {}", model.application);
    assert!(close(model.reviewer, 5.0 / 12.0, 1e-6), "{}", model.reviewer);
    assert!(model.predictions.application_errors.iter().all(|error| error.is_finite() && *error >= 0.0));
}
