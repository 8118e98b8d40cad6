//! Sensitivity to weights: each criterion weighs a fifth more and a fifth less once, the others keep their proportions, and
//! everything is fitted and ranked anew. Which weights are right is a judgement; this says for whom it matters.

use super::sensitivity::{Change, MOST_COMPARISONS, Order, Purse, Stability, stability};
use crate::scoring::ranks::{Better, threads};
use crate::scoring::table::{Cell, Table};
use serde::Serialize;
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// A weight grows to six fifths, and shrinks to four.
const FIFTHS: [i64; 2] = [6, 4];

/// The score of each criterion in one review, in the order of the criteria.
pub type Scores = Vec<i64>;

/// What the scores of a table are made of.
#[derive(Clone, Debug, Default)]
pub struct Criteria {
    /// The names of the criteria.
    pub names: Vec<String>,
    /// What each of them weighs; only their proportions count.
    pub weights: Vec<i64>,
    /// By application, then reviewer, as the table names them: the score of each criterion.
    pub scores: BTreeMap<String, BTreeMap<String, Scores>>,
}

/// One weight changed, and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reweighted {
    /// The name of the criterion.
    pub criterion: String,
    /// What it weighs then, on the scale of all weights.
    pub weight: i64,
    /// The most places by which an application moves.
    pub largest_move: usize,
    /// The first application that moves so far; `null` if none moves.
    pub moved_most: Option<String>,
    /// Applications that the budget reaches with one of both weights only.
    pub funding_changes: Vec<String>,
}

/// The place of the criterion that changed, its weight then, and all weights with it. They are fifths, and so is their sum.
type Variation = (usize, i64, Vec<f64>);

/// Changes each weight in turn. `ranks` are the expected ranks of the table as it is; the answer has two lines per criterion, and
/// one per application.
///
/// # Errors
/// Why there is no such analysis.
pub(super) fn reweigh(
    table: &Table,
    criteria: &Criteria,
    better: Better,
    ranks: &[f64],
    purse: Purse<'_>,
) -> Result<(Vec<Reweighted>, Vec<Stability>), String> {
    let variations = variations(&criteria.weights);
    if variations.is_empty() {
        return Err("One criterion has all the weight: there is nothing to weigh it against.".into());
    }
    let n = table.applications.len();
    if n.saturating_mul(n).saturating_mul(variations.len()) / 2 > MOST_COMPARISONS {
        return Err("There are too many applications to rank all of them with other weights.".into());
    }
    let rows = by_cell(table, criteria)?;
    let before = Order::of(ranks, purse);
    let whole = (criteria.weights.iter().sum::<i64>() * 5) as f64;
    let mut orders: Vec<Option<Order>> = variations.iter().map(|_| None).collect();
    let share = variations.len().div_ceil(threads());
    std::thread::scope(|scope| {
        for (orders, variations) in orders.chunks_mut(share).zip(variations.chunks(share)) {
            let rows = &rows;
            scope.spawn(move || {
                for (to, (_, _, weights)) in orders.iter_mut().zip(variations) {
                    *to = super::expected(&weighed(table, rows, weights, whole), better).map(|ranks| Order::of(&ranks, purse));
                }
            });
        }
    });
    // Where the equations have no solution, nothing is known to move.
    let orders: Vec<&Order> = orders.iter().map(|order| order.as_ref().unwrap_or(&before)).collect();
    let lines = variations.iter().zip(&orders).map(|((at, weight, _), order)| {
        let Change { largest_move, moved_most, funding_changes } = Change::between(table, &before, order);
        let criterion = criteria.names.get(*at).cloned().unwrap_or_default();
        Reweighted { criterion, weight: *weight, largest_move, moved_most, funding_changes }
    });
    Ok((lines.collect(), stability(n, &orders, purse.is_some())))
}

/// The table of one criterion alone.
///
/// # Errors
/// As [`by_cell`].
pub(super) fn of_criterion(table: &Table, criteria: &Criteria, at: usize) -> Result<Table, String> {
    let only: Vec<f64> = (0..criteria.weights.len()).map(|place| f64::from(u8::from(place == at))).collect();
    Ok(weighed(table, &by_cell(table, criteria)?, &only, 1.0))
}

/// The same table with the scores that these weights make.
fn weighed(table: &Table, rows: &[&Scores], weights: &[f64], whole: f64) -> Table {
    let score = |scores: &Scores| scores.iter().zip(weights).map(|(score, weight)| *score as f64 * weight).sum::<f64>() / whole;
    let cells = table.cells.iter().zip(rows).map(|(cell, scores)| Cell { score: score(scores), ..*cell });
    Table {
        applications: table.applications.clone(),
        reviewers: table.reviewers.clone(),
        cells: cells.collect(),
        without_score: Vec::new(),
    }
}

/// The scores of the criteria behind each cell of the table.
///
/// # Errors
/// A sentence if a review lacks one.
fn by_cell<'a>(table: &Table, criteria: &'a Criteria) -> Result<Vec<&'a Scores>, String> {
    let of = |cell: &Cell| {
        let (application, reviewer) = (table.applications.get(cell.application)?, table.reviewers.get(cell.reviewer)?);
        criteria.scores.get(application)?.get(reviewer).filter(|scores| scores.len() == criteria.weights.len())
    };
    let all = table.cells.iter().map(of).collect::<Option<Vec<_>>>();
    all.ok_or_else(|| "A review does not have a score on every criterion that counts.".into())
}

/// Every weight changed up and down. A criterion without weight, or with all of it, cannot change.
fn variations(weights: &[i64]) -> Vec<Variation> {
    let total: i64 = weights.iter().sum();
    let mut found = Vec::new();
    for (at, weight) in weights.iter().enumerate().filter(|(_, weight)| (1..total).contains(*weight)) {
        for fifths in FIFTHS {
            // Nothing is rounded: the weights become fifths.
            let changed = (weight * fifths).min(total * 5);
            let others = (total * 5 - changed) as f64 / (total - weight) as f64;
            let all = weights.iter().enumerate().map(|(place, other)| if place == at { changed as f64 } else { *other as f64 * others });
            found.push((at, (changed + 2) / 5, all.collect()));
        }
    }
    found
}
