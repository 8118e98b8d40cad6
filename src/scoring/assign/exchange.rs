//! The least cost, exactly: successive shortest paths with potentials (Edmonds and Karp
//! 1972; Tomizawa 1971), one review after the other. Few people review many
//! applications, so the paths are searched among the people alone: a step from one
//! reviewer to another is the application that costs least to hand over.

use super::grid::{Grid, at, list_at};
use super::network::{NEVER, Network};

/// Handing a review over: what it costs, and by which application.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    cost: i128,
    via: usize,
}

const NO_STEP: Step = Step { cost: NEVER, via: usize::MAX };

/// A flow that is always the cheapest for the reviews given so far.
pub(super) struct Exchange<'a> {
    pub(super) network: &'a Network,
    /// By node: all its reviews, fixed ones included.
    pub(super) loads: Vec<u32>,
    /// By application: who reviews it, fixed ones excluded, sorted.
    pub(super) nodes_of: Vec<Vec<usize>>,
    /// By node: what it reviews, fixed ones excluded, sorted.
    pub(super) applications_of: Vec<Vec<usize>>,
    /// By application and node: assigned, fixed ones included.
    pub(super) assigned: Grid<bool>,
    steps: Grid<Step>,
    /// By node, so that no step has a cost below 0 after them.
    pub(super) potential: Vec<i128>,
    /// The potential of being done.
    pub(super) potential_end: i128,
}

/// What is known of the way to a node.
#[derive(Clone, Copy)]
struct Reach {
    cost: i128,
    steps: u32,
    from: Option<usize>,
    done: bool,
}

const UNREACHED: Reach = Reach { cost: NEVER, steps: u32::MAX, from: None, done: false };

/// One review given, and those handed over for it: the nodes from the first to the last.
struct Route {
    nodes: Vec<usize>,
    cost: i128,
    reach: Vec<Reach>,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(network: &'a Network) -> Self {
        let (height, width) = (network.need.len(), network.nodes.len());
        let mut assigned = Grid::new(height, width, false);
        for (application, fixed) in network.fixed.iter().enumerate() {
            fixed.iter().for_each(|&node| assigned.set(application, node, true));
        }
        let loads: Vec<u32> = network.nodes.iter().map(|node| node.base).collect();
        let ends = loads.iter().enumerate().filter_map(|(node, &load)| network.end(node, load));
        Self {
            potential_end: ends.min().unwrap_or(0),
            loads,
            nodes_of: vec![Vec::new(); height],
            applications_of: vec![Vec::new(); width],
            assigned,
            steps: Grid::new(width, width, NO_STEP),
            potential: vec![0; width],
            network,
        }
    }

    /// Gives every review. `Err` if an application cannot get one, or a reviewer not their fewest.
    pub(super) fn solve(&mut self) -> Result<(), Stuck> {
        for application in 0..self.network.need.len() {
            for _ in 0..at(&self.network.need, application) {
                let route = self.route(application).ok_or(Stuck)?;
                self.learn(&route);
                self.give(application, &route.nodes);
            }
        }
        let lacking = self.loads.iter().enumerate().any(|(node, &load)| self.network.lacks(node, load));
        if lacking { Err(Stuck) } else { Ok(()) }
    }

    /// Whether `application` could take `node` for `leaving`: assigned to it once only, and not too many of one region.
    pub(super) fn may(&self, application: usize, node: usize, leaving: Option<usize>) -> bool {
        self.network.cost.at(application, node) != NEVER
            && !self.assigned.at(application, node)
            && self.region_allows(application, node, leaving)
    }

    fn region_allows(&self, application: usize, node: usize, leaving: Option<usize>) -> bool {
        let Some(limit) = self.network.limit.get(application).copied().flatten() else { return true };
        let Some(region) = self.network.region(node) else { return true };
        if leaving.and_then(|node| self.network.region(node)) == Some(region) {
            return true;
        }
        let own = list_at(&self.nodes_of, application).iter();
        let same = own.chain(list_at(&self.network.fixed, application)).filter(|&&other| self.network.region(other) == Some(region));
        u32::try_from(same.count()).is_ok_and(|count| count < limit)
    }

    /// The cheapest way to one more review of `application` (Dijkstra, without a heap: the reviewers are few). Of equal ways
    /// the one with the fewest steps, which visits no application twice.
    fn route(&self, application: usize) -> Option<Route> {
        let mut reach = vec![UNREACHED; self.loads.len()];
        let mut lowest = NEVER;
        for (node, (entry, potential)) in reach.iter_mut().zip(&self.potential).enumerate() {
            if self.may(application, node, None) {
                entry.cost = self.network.cost.at(application, node) - potential;
                entry.steps = 1;
                lowest = lowest.min(entry.cost);
            }
        }
        reach.iter_mut().filter(|entry| entry.cost != NEVER).for_each(|entry| entry.cost -= lowest);
        let mut best: Option<(i128, u32, usize)> = None;
        loop {
            let open = reach.iter().enumerate().filter(|(_, entry)| !entry.done && entry.cost != NEVER);
            let next = open.map(|(node, entry)| (entry.cost, entry.steps, node)).min();
            let Some((cost, steps, node)) = next.filter(|next| best.is_none_or(|(cost, steps, _)| (next.0, next.1) < (cost, steps))) else {
                break;
            };
            if let Some(entry) = reach.get_mut(node) {
                entry.done = true;
            }
            if let Some(end) = self.network.end(node, at(&self.loads, node)) {
                let whole = (cost + end + at(&self.potential, node) - self.potential_end, steps + 1, node);
                best = Some(best.map_or(whole, |best| best.min(whole)));
            }
            self.relax(node, cost, steps, &mut reach);
        }
        let (cost, _, last) = best?;
        let mut nodes = vec![last];
        while let Some(from) = nodes.last().and_then(|&node| reach.get(node)).and_then(|entry| entry.from) {
            nodes.push(from);
        }
        nodes.reverse();
        Some(Route { nodes, cost, reach })
    }

    fn relax(&self, node: usize, cost: i128, steps: u32, reach: &mut [Reach]) {
        let so_far = cost + at(&self.potential, node);
        for ((entry, step), potential) in reach.iter_mut().zip(self.steps.row(node)).zip(&self.potential) {
            if step.cost != NEVER && !entry.done {
                let whole = so_far + step.cost - potential;
                if (whole, steps + 1) < (entry.cost, entry.steps) {
                    *entry = Reach { cost: whole, steps: steps + 1, from: Some(node), done: false };
                }
            }
        }
    }

    /// Moves the potentials so that the way just found costs nothing and no other way less.
    fn learn(&mut self, route: &Route) {
        for (potential, entry) in self.potential.iter_mut().zip(&route.reach) {
            if entry.done {
                *potential += (entry.cost - route.cost).min(0);
            }
        }
    }

    fn give(&mut self, application: usize, nodes: &[usize]) {
        let mut changed = vec![application];
        for (&from, &to) in nodes.iter().zip(nodes.iter().skip(1)) {
            let via = self.steps.at(from, to).via;
            self.unlink(via, from);
            self.link(via, to);
            changed.push(via);
        }
        if let Some(&first) = nodes.first() {
            self.link(application, first);
        }
        let mut stale: Vec<usize> = nodes.to_vec();
        stale.extend(changed.iter().flat_map(|&one| list_at(&self.nodes_of, one)));
        stale.sort_unstable();
        stale.dedup();
        stale.iter().for_each(|&node| self.refresh(node, &changed));
    }

    pub(super) fn link(&mut self, application: usize, node: usize) {
        self.assigned.set(application, node, true);
        insert(self.nodes_of.get_mut(application), node);
        insert(self.applications_of.get_mut(node), application);
        if let Some(load) = self.loads.get_mut(node) {
            *load += 1;
        }
    }

    pub(super) fn unlink(&mut self, application: usize, node: usize) {
        self.assigned.set(application, node, false);
        remove(self.nodes_of.get_mut(application), node);
        remove(self.applications_of.get_mut(node), application);
        if let Some(load) = self.loads.get_mut(node) {
            *load -= 1;
        }
    }

    /// Finds the cheapest steps from a node anew, after some applications have changed hands.
    fn refresh(&mut self, node: usize, changed: &[usize]) {
        let mut row = self.steps.row(node).to_vec();
        let (mut fresh, mut known) = (false, vec![true; row.len()]);
        for (step, known) in row.iter_mut().zip(&mut known).filter(|(step, _)| changed.contains(&step.via)) {
            (*step, *known, fresh) = (NO_STEP, false, true);
        }
        for &via in list_at(&self.applications_of, node) {
            // A step by an application that has not changed is only looked for where the old one is gone.
            let new = changed.contains(&via);
            if new || fresh {
                self.offer(node, via, &mut row, if new { None } else { Some(&known) });
            }
        }
        for (target, step) in self.steps.row_mut(node).iter_mut().zip(row) {
            *target = step;
        }
    }

    /// Takes the steps from a node by an application where they are cheaper, but not where they are `known`.
    fn offer(&self, node: usize, via: usize, row: &mut [Step], known: Option<&[bool]>) {
        let own = self.network.cost.at(via, node);
        let limited = self.network.limit.get(via).copied().flatten().is_some();
        let take = |other: usize, step: &mut Step, cost: i128, taken: bool| {
            if cost != NEVER && !taken && cost - own < step.cost && (!limited || self.region_allows(via, other, Some(node))) {
                *step = Step { cost: cost - own, via };
            }
        };
        let cells = self.network.cost.row(via).iter().zip(self.assigned.row(via));
        let steps = row.iter_mut().zip(cells).enumerate();
        match known {
            None => steps.for_each(|(other, (step, (&cost, &taken)))| take(other, step, cost, taken)),
            Some(known) => steps
                .zip(known)
                .filter(|(_, known)| !**known)
                .for_each(|((other, (step, (&cost, &taken))), _)| take(other, step, cost, taken)),
        }
    }
}

/// Not every review can be given, or not every reviewer gets their fewest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stuck;

fn insert(list: Option<&mut Vec<usize>>, value: usize) {
    if let Some(list) = list {
        let place = list.partition_point(|&one| one < value);
        list.insert(place, value);
    }
}

fn remove(list: Option<&mut Vec<usize>>, value: usize) {
    if let Some(list) = list
        && let Ok(place) = list.binary_search(&value)
    {
        list.remove(place);
    }
}
