//! Sensitivity: every reviewer is left out once, the variances held as they were fitted, and
//! the applications are ranked anew by their expected ranks.

use super::funding;
use super::report::nine;
use super::weights::Reweighted;
use crate::scoring::model::Model;
use crate::scoring::normal::Curve;
use crate::scoring::ranks::{Better, Ranking, expected_ranks, threads};
use crate::scoring::table::Table;
use serde::Serialize;

/// With more comparisons of two applications than this the analysis is left out: it would take longer than all else.
pub(super) const MOST_COMPARISONS: usize = 400_000_000;

/// What a change changes for an application: one reviewer less, or another weight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stability {
    /// Its best place in the order of expected ranks.
    pub best_place: usize,
    /// Its worst place.
    pub worst_place: usize,
    /// The share of reviewers without whom the budget reaches it, or of the changed weights with which it does; `null` without a budget.
    pub funded_share: Option<f64>,
}

/// What the panel looks like without one reviewer.
#[derive(Clone, Debug, Serialize)]
pub struct Without {
    /// Who is left out.
    pub reviewer: String,
    /// The most places by which an application moves.
    pub largest_move: usize,
    /// The first application that moves so far; `null` if none moves.
    pub moved_most: Option<String>,
    /// Applications that the budget reaches only with, or only without, this reviewer.
    pub funding_changes: Vec<String>,
}

/// The analyses, or none: `undefined` has the reason.
#[derive(Debug, Serialize)]
pub struct Sensitivity {
    /// By reviewer.
    pub leave_one_reviewer_out: Option<Vec<Without>>,
    /// By changed weight, if the criteria are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<Reweighted>>,
}

/// Costs by application in the order of the table, and the budget.
pub(super) type Purse<'a> = Option<(&'a [u128], u128)>;

/// Leaves out every reviewer once. `ranks` are the expected ranks of all; the answer has one line per reviewer and one per application.
///
/// # Errors
/// Why there is no such analysis.
pub(super) fn leave_out(
    table: &Table,
    model: &Model,
    better: Better,
    ranks: &[f64],
    purse: Purse<'_>,
) -> Result<(Vec<Without>, Vec<Stability>), String> {
    let (n, reviewers) = (table.applications.len(), table.reviewers.len());
    if reviewers < 2 {
        return Err("There is one reviewer only: without that one nothing is left.".into());
    }
    if n.saturating_mul(n).saturating_mul(reviewers) / 2 > MOST_COMPARISONS
        || table.cells.len().saturating_mul(reviewers) > MOST_COMPARISONS
    {
        return Err("There are too many applications and reviewers to leave out each one in turn.".into());
    }
    let before = Order::of(ranks, purse);
    let curve = &Curve::new();
    let mut orders: Vec<Option<Order>> = (0..reviewers).map(|_| None).collect();
    let share = reviewers.div_ceil(threads());
    std::thread::scope(|scope| {
        for (thread, part) in orders.chunks_mut(share).enumerate() {
            scope.spawn(move || {
                for (place, to) in part.iter_mut().enumerate() {
                    let cells = table.without_reviewer(thread * share + place);
                    let predictions = model.predict_again(&cells, (n, reviewers));
                    *to = predictions.map(|predictions| {
                        let ranking = Ranking { predictions: &predictions, better, curve };
                        Order::of(&expected_ranks(ranking, 1, &|_| ()), purse)
                    });
                }
            });
        }
    });
    // Without any variation all stays as it is.
    let orders: Vec<&Order> = orders.iter().map(|order| order.as_ref().unwrap_or(&before)).collect();
    let lines = table.reviewers.iter().zip(&orders).map(|(reviewer, order)| {
        let Change { largest_move, moved_most, funding_changes } = Change::between(table, &before, order);
        Without { reviewer: reviewer.clone(), largest_move, moved_most, funding_changes }
    });
    Ok((lines.collect(), stability(n, &orders, purse.is_some())))
}

/// The best and the worst place of each of so many applications over several orders, and in how many of them it is reached.
pub(super) fn stability(applications: usize, orders: &[&Order], has_budget: bool) -> Vec<Stability> {
    let of = |at: usize| {
        let places = || orders.iter().filter_map(|order| order.places.get(at)).copied();
        let funded = orders.iter().filter(|order| order.reached.get(at).is_some_and(|reached| *reached)).count();
        let share = || nine(funded as f64 / orders.len() as f64);
        Stability {
            best_place: places().min().unwrap_or(0),
            worst_place: places().max().unwrap_or(0),
            funded_share: has_budget.then(share).flatten(),
        }
    };
    (0..applications).map(of).collect()
}

/// The places of the applications, from 1, and which of them the budget reaches.
pub(super) struct Order {
    places: Vec<usize>,
    reached: Vec<bool>,
}

impl Order {
    /// By expected rank, rounded to 1e-9, then by name, which is the order of the table.
    pub(super) fn of(ranks: &[f64], purse: Purse<'_>) -> Self {
        let mut order: Vec<(f64, usize)> = ranks.iter().map(|rank| nine(*rank).unwrap_or(f64::MAX)).zip(0..).collect();
        order.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let funded = purse.map_or(0, |(costs, limit)| {
            let in_order: Vec<u128> = order.iter().map(|(_, at)| costs.get(*at).copied().unwrap_or(0)).collect();
            funding::reached(&in_order, limit)
        });
        let mut found = Self { places: vec![0; ranks.len()], reached: vec![false; ranks.len()] };
        for (place, (_, at)) in order.into_iter().enumerate() {
            if let (Some(to), Some(reached)) = (found.places.get_mut(at), found.reached.get_mut(at)) {
                *to = place + 1;
                *reached = place < funded;
            }
        }
        found
    }
}

/// What an order changes against the one before.
pub(super) struct Change {
    /// The most places by which an application moves.
    pub(super) largest_move: usize,
    /// The first application that moves so far; none if none moves.
    pub(super) moved_most: Option<String>,
    /// Applications that the budget reaches in one of both orders only.
    pub(super) funding_changes: Vec<String>,
}

impl Change {
    pub(super) fn between(table: &Table, before: &Order, after: &Order) -> Self {
        let moves = || before.places.iter().zip(&after.places).map(|(before, after)| before.abs_diff(*after));
        let largest_move = moves().max().unwrap_or(0);
        let first = moves().position(|way| way == largest_move).filter(|_| largest_move > 0);
        let changes = before.reached.iter().zip(&after.reached).zip(&table.applications).filter(|((before, after), _)| before != after);
        Self {
            largest_move,
            moved_most: first.and_then(|at| table.applications.get(at)).cloned(),
            funding_changes: changes.map(|(_, id)| id.clone()).collect(),
        }
    }
}
