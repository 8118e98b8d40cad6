//! Longer exchanges: an application takes a better reviewer, the application that had
//! them takes another, and so on, until somebody takes the reviewer whom the first one
//! left. Found by breadth, so the shortest chain comes first; nobody on the way falls
//! below the threshold.

use super::climb::Climb;
use super::grid::{at, list_at};
use super::overlap::mixed;
use super::plan::Plan;
use std::collections::VecDeque;

/// One application takes `comes` for `leaves`.
#[derive(Clone, Copy, Debug)]
struct Link {
    row: usize,
    leaves: usize,
    comes: usize,
}

/// How a reviewer came to have one review too many.
#[derive(Clone, Copy, Debug)]
struct Trace {
    link: Link,
    /// The reviewer before, from whom the chain comes.
    before: Option<usize>,
}

impl Climb<'_> {
    /// A plan in which no application has less than `threshold`, if chains lead there from this one.
    pub(super) fn reach(mut self, threshold: i128) -> Option<Plan> {
        let sums = self.sums.iter().copied().zip(0..).filter(|(sum, _)| *sum < threshold);
        let mut below: Vec<(i128, usize)> = sums.collect();
        below.sort_unstable();
        for (_, row) in below {
            if at(&self.sums, row) < threshold {
                let links = self.chain(row, threshold)?;
                links.into_iter().for_each(|link| self.replace(link));
            }
        }
        (self.sums.iter().min() >= Some(&threshold)).then_some(self.plan)
    }

    fn replace(&mut self, link: Link) {
        let value = |column: usize| self.value(link.row, column).unwrap_or(0);
        let change = value(link.comes) - value(link.leaves);
        self.sums.iter_mut().skip(link.row).take(1).for_each(|sum| *sum += change);
        self.loads.iter_mut().skip(link.leaves).take(1).for_each(|load| *load -= 1);
        self.loads.iter_mut().skip(link.comes).take(1).for_each(|load| *load += 1);
        if let Some(list) = self.plan.reviewers_of.get_mut(link.row) {
            list.retain(|column| *column != link.leaves);
            list.push(link.comes);
            list.sort_unstable();
        }
    }

    /// The exchange of an application, if it keeps or reaches the threshold (or at least what it has, if that is less).
    fn link(&self, row: usize, leaves: usize, comes: usize, threshold: i128) -> Option<Link> {
        let list = list_at(&self.plan.reviewers_of, row);
        let fixed = list_at(&self.problem.fixed, row).contains(&leaves);
        let sum = at(&self.sums, row);
        let then = sum - self.value(row, leaves)? + self.value(row, comes)?;
        let fine = !fixed && !list.contains(&comes) && then >= threshold && mixed(self.problem, &self.plan, row, leaves, comes);
        fine.then_some(Link { row, leaves, comes })
    }

    /// The shortest chain that brings an application to the threshold.
    fn chain(&self, row: usize, threshold: i128) -> Option<Vec<Link>> {
        let own = list_at(&self.plan.reviewers_of, row);
        let holders = self.holders();
        let chains = own.iter().filter_map(|&leaves| self.chain_from(row, leaves, threshold, &holders));
        chains.min_by_key(Vec::len)
    }

    /// By reviewer: the applications they have.
    fn holders(&self) -> Vec<Vec<usize>> {
        let mut holders = vec![Vec::new(); self.loads.len()];
        for (row, column) in self.plan.pairs() {
            holders.iter_mut().skip(column).take(1).for_each(|list| list.push(row));
        }
        holders
    }

    fn chain_from(&self, row: usize, leaves: usize, threshold: i128, holders: &[Vec<usize>]) -> Option<Vec<Link>> {
        let reviewers = &self.problem.reviewers;
        let spare = reviewers.get(leaves).is_some_and(|one| at(&self.loads, leaves) > one.least);
        let mut traces: Vec<Option<Trace>> = vec![None; reviewers.len()];
        let mut queue = VecDeque::new();
        for (comes, trace) in traces.iter_mut().enumerate() {
            if let Some(link) = self.link(row, leaves, comes, threshold) {
                *trace = Some(Trace { link, before: None });
                queue.push_back(comes);
            }
        }
        while let Some(from) = queue.pop_front() {
            let room = reviewers.get(from).is_some_and(|one| at(&self.loads, from) < one.most);
            if from == leaves || (spare && room) {
                return Some(links(&traces, from));
            }
            let used: Vec<usize> = links(&traces, from).iter().map(|link| link.row).collect();
            for &other in list_at(holders, from).iter().filter(|other| !used.contains(other)) {
                for to in 0..reviewers.len() {
                    if traces.get(to).is_some_and(Option::is_none)
                        && let Some(link) = self.link(other, from, to, threshold)
                    {
                        traces.iter_mut().skip(to).take(1).for_each(|trace| *trace = Some(Trace { link, before: Some(from) }));
                        queue.push_back(to);
                    }
                }
            }
        }
        None
    }
}

/// The chain that leads to a reviewer, last link first.
fn links(traces: &[Option<Trace>], to: usize) -> Vec<Link> {
    let mut links = Vec::new();
    let mut place = Some(to);
    while let Some(trace) = place.and_then(|one| traces.get(one).copied().flatten()) {
        links.push(trace.link);
        place = trace.before;
    }
    links
}
