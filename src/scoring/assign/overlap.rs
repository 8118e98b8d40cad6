//! Whether severities can be compared: two reviewers can if a chain of shared
//! applications leads from one to the other. Where the reviews fall into parts, pairs
//! are exchanged between parts at the least loss of affinity until they hang together.

use super::plan::Plan;
use super::problem::Problem;

/// Sets that are joined (union and find).
struct Parts {
    parent: Vec<usize>,
    count: usize,
}

impl Parts {
    fn root(&mut self, mut one: usize) -> usize {
        while let Some(&above) = self.parent.get(one).filter(|above| **above != one) {
            let next = self.parent.get(above).copied().unwrap_or(above);
            if let Some(own) = self.parent.get_mut(one) {
                *own = next;
            }
            one = next;
        }
        one
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            if let Some(parent) = self.parent.get_mut(one.max(other)) {
                *parent = one.min(other);
            }
            self.count -= 1;
        }
    }
}

/// Reviewers are the first numbers, applications follow.
fn joined(plan: &Plan, reviewers: usize) -> Parts {
    let height = plan.reviewers_of.len();
    let mut parts = Parts { parent: (0..reviewers + height).collect(), count: reviewers + height };
    for (row, column) in plan.pairs() {
        parts.join(column, reviewers + row);
    }
    // Who reviews nothing, and what nobody reviews, is no part.
    let idle = plan.loads(reviewers).iter().filter(|load| **load == 0).count();
    let bare = plan.reviewers_of.iter().filter(|list| list.is_empty()).count();
    parts.count -= idle + bare;
    parts
}

/// How many parts the reviews fall into: 1 if all hang together.
pub(super) fn parts(plan: &Plan, reviewers: usize) -> usize {
    joined(plan, reviewers).count
}

/// One exchange: each application gives its reviewer to the other.
#[derive(Clone, Copy, Debug)]
struct Swap {
    one: (usize, usize),
    other: (usize, usize),
}

/// Exchanges pairs between parts while that joins some, cheapest first; returns the parts that are left. Loads and
/// counts of reviews stay as they are; no application falls below `floor`. Not the least loss in total, which is a hard
/// problem, but the least at each exchange.
pub(super) fn connect(problem: &Problem, plan: &mut Plan, floor: Option<i128>) -> usize {
    let mut count = parts(plan, problem.reviewers.len());
    while count > 1 {
        let Some(joining) = cheapest(problem, plan, count, floor) else { break };
        swap(plan, joining);
        count = parts(plan, problem.reviewers.len());
    }
    count
}

fn cheapest(problem: &Problem, plan: &Plan, count: usize, floor: Option<i128>) -> Option<Swap> {
    let reviewers = problem.reviewers.len();
    let mut sets = joined(plan, reviewers);
    let pairs: Vec<(usize, usize, usize)> = plan.pairs().map(|(row, column)| (row, column, sets.root(column))).collect();
    let mut swaps: Vec<(i128, Swap)> = Vec::new();
    for (place, &(row, column, set)) in pairs.iter().enumerate() {
        for &(other_row, other_column, other_set) in pairs.iter().skip(place + 1) {
            if set == other_set {
                continue;
            }
            let swap = Swap { one: (row, column), other: (other_row, other_column) };
            swaps.extend(loss(problem, plan, swap, floor).map(|loss| (loss, swap)));
        }
    }
    swaps.sort_by_key(|(loss, swap)| (*loss, swap.one, swap.other));
    swaps.into_iter().map(|(_, swap)| swap).take(2_000).find(|one| {
        let mut trial = plan.clone();
        swap(&mut trial, *one);
        parts(&trial, reviewers) < count
    })
}

/// What an exchange loses; `None` if it is not allowed.
fn loss(problem: &Problem, plan: &Plan, swap: Swap, floor: Option<i128>) -> Option<i128> {
    let ((row, column), (other_row, other_column)) = (swap.one, swap.other);
    let fixed = |row: usize, column: usize| problem.fixed.get(row).is_some_and(|list| list.contains(&column));
    if fixed(row, column) || fixed(other_row, other_column) {
        return None;
    }
    let value = |row: usize, column: usize| problem.affinity.at(row, column).map(i128::from);
    let lost = value(row, column)? - value(row, other_column)?;
    let other_lost = value(other_row, other_column)? - value(other_row, column)?;
    let low = |row: usize, lost: i128| floor.is_some_and(|floor| plan.sum(problem, row) - lost < floor);
    if low(row, lost) || low(other_row, other_lost) {
        return None;
    }
    let mixed = mixed(problem, plan, row, column, other_column) && mixed(problem, plan, other_row, other_column, column);
    mixed.then_some(lost + other_lost)
}

/// Whether the rule of regions still holds for an application after an exchange.
pub(super) fn mixed(problem: &Problem, plan: &Plan, row: usize, leaves: usize, comes: usize) -> bool {
    let Some(limit) = problem.region_limit(row) else { return true };
    let region = |column: usize| problem.region.get(column).copied().flatten();
    let Some(own) = region(comes) else { return true };
    let list = plan.reviewers_of.get(row).map_or(&[][..], Vec::as_slice);
    let same = list.iter().filter(|&&column| column != leaves && region(column) == Some(own)).count();
    u32::try_from(same).is_ok_and(|same| same < limit)
}

fn swap(plan: &mut Plan, swap: Swap) {
    for (row, leaves, comes) in [(swap.one.0, swap.one.1, swap.other.1), (swap.other.0, swap.other.1, swap.one.1)] {
        if let Some(list) = plan.reviewers_of.get_mut(row) {
            list.retain(|column| *column != leaves);
            list.push(comes);
            list.sort_unstable();
        }
    }
}
