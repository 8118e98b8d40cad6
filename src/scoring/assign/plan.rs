//! An assignment that is finished: who reviews what.

use super::canonical;
use super::exchange::{Exchange, Stuck};
use super::grid::list_at;
use super::network::{Aim, Network};
use super::problem::Problem;

/// Who reviews what; indices into the sorted lists of the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// By application: its reviewers in order, fixed ones included.
    pub(super) reviewers_of: Vec<Vec<usize>>,
}

/// Why a network gave no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPlan {
    /// There is none.
    Impossible,
    /// The numbers are too large for exact sums.
    TooLarge,
}

/// The best plan for an aim; of equal ones the first in the order of ids.
pub(super) fn best(problem: &Problem, aim: Aim<'_>) -> Result<Plan, NoPlan> {
    solve(problem, aim, true)
}

/// A best plan for an aim, ties broken in a fixed way that is quicker and says nothing.
pub(super) fn quick(problem: &Problem, aim: Aim<'_>) -> Result<Plan, NoPlan> {
    solve(problem, aim, false)
}

fn solve(problem: &Problem, aim: Aim<'_>, settled: bool) -> Result<Plan, NoPlan> {
    let network = Network::new(problem, aim).ok_or(NoPlan::TooLarge)?;
    let mut exchange = Exchange::new(&network);
    exchange.solve().map_err(|Stuck| NoPlan::Impossible)?;
    if settled {
        canonical::settle(&mut exchange);
    }
    let reviewers_of = exchange.nodes_of.iter().zip(&problem.fixed).map(|(nodes, fixed)| {
        let mut all: Vec<usize> = nodes.iter().copied().filter(|node| *node < network.reviewers).chain(fixed.iter().copied()).collect();
        all.sort_unstable();
        all
    });
    Ok(Plan { reviewers_of: reviewers_of.collect() })
}

impl Plan {
    /// All pairs, by application, then reviewer.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.reviewers_of.iter().enumerate().flat_map(|(row, list)| list.iter().map(move |&column| (row, column)))
    }

    /// The affinity of one application's reviewers together, in units.
    pub(super) fn sum(&self, problem: &Problem, application: usize) -> i128 {
        list_at(&self.reviewers_of, application).iter().filter_map(|&column| problem.affinity.at(application, column)).map(i128::from).sum()
    }

    /// All affinity, in units.
    pub(super) fn total(&self, problem: &Problem) -> i128 {
        (0..self.reviewers_of.len()).map(|row| self.sum(problem, row)).sum()
    }

    /// The lowest affinity of any application, in units.
    pub(super) fn lowest(&self, problem: &Problem) -> i128 {
        (0..self.reviewers_of.len()).map(|row| self.sum(problem, row)).min().unwrap_or(0)
    }

    /// By reviewer: how many reviews.
    pub(super) fn loads(&self, reviewers: usize) -> Vec<u32> {
        let mut loads = vec![0; reviewers];
        for (_, column) in self.pairs() {
            if let Some(load) = loads.get_mut(column) {
                *load += 1;
            }
        }
        loads
    }
}
