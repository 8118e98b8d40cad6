//! Of the choices that are worth the same, the first: where two of them differ, the one
//! that takes what stands earlier (worth more, then by id).

use super::bound::Bound;
use super::problem::{Problem, Settled};
use super::search::{Goal, search};
use super::simplex::Programme;

/// The preferred one of the choices worth as much as this one, the most there is; and
/// whether the work allowed was enough to be sure.
pub(super) fn prefer(problem: &Problem, best: Vec<bool>, value: i128, work: u64) -> (Vec<bool>, bool) {
    let mut best = best;
    let mut settled: Settled = vec![None; problem.variables.len()];
    if let Some(bound) = relax(problem) {
        bound.settle(value, &mut settled);
    }
    let mut left = work;
    for variable in 0..problem.variables.len() {
        if settled.get(variable).copied().flatten().is_some() {
            continue;
        }
        let taken = best.get(variable) == Some(&true) || {
            let (other, used, sure) = with(problem, &settled, variable, (value, left));
            left = left.saturating_sub(used);
            if !sure {
                return (best, false);
            }
            other.map(|other| best = other).is_some()
        };
        if let Some(place) = settled.get_mut(variable) {
            *place = Some(taken);
        }
    }
    (best, true)
}

/// The bound of the whole problem.
pub(super) fn relax(problem: &Problem) -> Option<Bound> {
    let mut programme = Programme::new(problem);
    programme.solve(f64::NEG_INFINITY);
    problem.bound(&vec![None; problem.variables.len()], &programme.multipliers())
}

/// A choice of this value that respects what is settled and takes this variable too; how much
/// work that took, and whether the answer is sure.
fn with(problem: &Problem, settled: &[Option<bool>], variable: usize, (value, work): (i128, u64)) -> (Option<Vec<bool>>, u64, bool) {
    let mut settled = settled.to_vec();
    if let Some(place) = settled.get_mut(variable) {
        *place = Some(true);
    }
    let Some(rest) = problem.rest(&settled) else { return (None, 0, true) };
    let found = search(&rest.problem, None, Goal { at_least: Some(value - rest.value), first: true, work });
    let other = found.best.map(|(taken, _)| rest.whole(&settled, &taken));
    let sure = other.is_some() || found.complete;
    (other, found.work, sure)
}
