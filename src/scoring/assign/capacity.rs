//! The largest number of reviews that can be given at all, and the narrowest place when
//! it is too small: maximum flow by shortest augmenting paths in layers (Dinitz 1970)
//! and the minimum cut it leaves (Ford and Fulkerson 1956). Knows nothing of affinity.

use super::grid::{at, list_at};
use super::problem::Problem;
use std::collections::{BTreeMap, VecDeque};

/// What may flow where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Every application asks for all its reviews; loads up to the most. Loads below the fewest are fine.
    Most,
    /// Every reviewer asks for their fewest reviews; applications give up to what they need.
    Fewest,
}

/// Where too little can flow: what is asked for by one side, and all that the other can give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Narrow {
    /// The applications concerned, in order.
    pub(super) applications: Vec<usize>,
    /// The reviewers concerned, in order.
    pub(super) reviewers: Vec<usize>,
    /// How many of the reviews asked for there cannot be.
    pub(super) missing: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Arc {
    to: usize,
    left: u32,
}

/// A network of arcs; arc `i` and arc `i ^ 1` are each other's way back.
#[derive(Default)]
struct Flow {
    arcs: Vec<Arc>,
    from: Vec<Vec<usize>>,
    level: Vec<u32>,
    next: Vec<usize>,
}

const SOURCE: usize = 0;
const SINK: usize = 1;

impl Flow {
    fn node(&mut self) -> usize {
        self.from.push(Vec::new());
        self.from.len() - 1
    }

    fn arc(&mut self, from: usize, to: usize, most: u32) {
        for (from, to, left) in [(from, to, most), (to, from, 0)] {
            let number = self.arcs.len();
            self.arcs.push(Arc { to, left });
            if let Some(list) = self.from.get_mut(from) {
                list.push(number);
            }
        }
    }

    /// Distances from a node along arcs with something left (`forward`), or against them, never through `barred`.
    fn layers(&self, start: usize, forward: bool, barred: Option<usize>) -> Vec<u32> {
        let mut level = vec![u32::MAX; self.from.len()];
        let mut queue = VecDeque::from([start]);
        if let Some(first) = level.get_mut(start) {
            *first = 0;
        }
        while let Some(node) = queue.pop_front() {
            let next = at(&level, node).saturating_add(1);
            for &number in list_at(&self.from, node) {
                let to = at(&self.arcs, number).to;
                let open = at(&self.arcs, if forward { number } else { number ^ 1 }).left > 0;
                if let Some(found) = level.get_mut(to).filter(|found| open && Some(to) != barred && **found == u32::MAX) {
                    *found = next;
                    queue.push_back(to);
                }
            }
        }
        level
    }

    /// Sends all that can be sent, and says how much.
    fn fill(&mut self) -> u64 {
        let mut sent = 0;
        loop {
            self.level = self.layers(SOURCE, true, None);
            if at(&self.level, SINK) == u32::MAX {
                return sent;
            }
            self.next = vec![0; self.from.len()];
            while let Some(path) = self.path() {
                let most = path.iter().map(|&number| at(&self.arcs, number).left).min().unwrap_or(0);
                sent += u64::from(most);
                for number in path {
                    for (number, up) in [(number, false), (number ^ 1, true)] {
                        if let Some(arc) = self.arcs.get_mut(number) {
                            arc.left = if up { arc.left.saturating_add(most) } else { arc.left - most };
                        }
                    }
                }
            }
        }
    }

    /// A path from the source to the sink through the layers, arc by arc.
    fn path(&mut self) -> Option<Vec<usize>> {
        let mut path: Vec<usize> = Vec::new();
        loop {
            let node = path.last().map_or(SOURCE, |&number| at(&self.arcs, number).to);
            if node == SINK {
                return Some(path);
            }
            let Some(&number) = list_at(&self.from, node).get(at(&self.next, node)) else {
                // A dead end: go back, and past the arc that led here.
                let back = path.pop()?;
                let before = path.last().map_or(SOURCE, |&number| at(&self.arcs, number).to);
                debug_assert!(list_at(&self.from, before).contains(&back));
                self.skip(before);
                continue;
            };
            let arc = at(&self.arcs, number);
            if arc.left > 0 && at(&self.level, arc.to) == at(&self.level, node).saturating_add(1) {
                path.push(number);
            } else {
                self.skip(node);
            }
        }
    }

    fn skip(&mut self, node: usize) {
        if let Some(next) = self.next.get_mut(node) {
            *next += 1;
        }
    }
}

/// The flow of a problem, and where its applications and reviewers stand in it.
pub(super) struct Capacity {
    flow: Flow,
    applications: Vec<usize>,
    reviewers: Vec<usize>,
    asked: u64,
    sent: u64,
    bound: Bound,
}

impl Capacity {
    /// Fixed pairs are given first; the flow is of all others.
    pub(super) fn new(problem: &Problem, bound: Bound) -> Self {
        let mut flow = Flow::default();
        // The source and the sink.
        flow.node();
        flow.node();
        let applications: Vec<usize> = problem.applications.iter().map(|_| flow.node()).collect();
        let reviewers: Vec<usize> = problem.reviewers.iter().map(|_| flow.node()).collect();
        let mut base = vec![0_u32; reviewers.len()];
        let mut asked = 0_u64;
        for (row, (&own, application)) in applications.iter().zip(&problem.applications).enumerate() {
            let fixed = list_at(&problem.fixed, row);
            for &column in fixed {
                base.iter_mut().skip(column).take(1).for_each(|load| *load += 1);
            }
            let need = application.reviews.saturating_sub(u32::try_from(fixed.len()).unwrap_or(u32::MAX));
            flow.arc(SOURCE, own, need);
            asked += if bound == Bound::Most { u64::from(need) } else { 0 };
            pairs(problem, row, own, &reviewers, &mut flow);
        }
        for ((&own, reviewer), base) in reviewers.iter().zip(&problem.reviewers).zip(base) {
            let limit = if bound == Bound::Most { reviewer.most } else { reviewer.least }.saturating_sub(base);
            flow.arc(own, SINK, limit);
            asked += if bound == Bound::Fewest { u64::from(limit) } else { 0 };
        }
        let sent = flow.fill();
        Self { flow, applications, reviewers, asked, sent, bound }
    }

    /// How many of the reviews that are asked for cannot be.
    pub(super) fn missing(&self) -> u64 {
        self.asked - self.sent
    }

    /// The narrowest place around the first that goes short; `None` if nothing does.
    pub(super) fn narrow(&self) -> Option<Narrow> {
        let (askers, end) = match self.bound {
            Bound::Most => (&self.applications, SOURCE),
            Bound::Fewest => (&self.reviewers, SINK),
        };
        let forward = self.bound == Bound::Most;
        // What an asker still lacks: what is left of the arc between it and its end.
        let lacks = |node: usize| -> u64 {
            let ends = list_at(&self.flow.from, node).iter().filter(|&&number| at(&self.flow.arcs, number).to == end);
            ends.map(|&number| u64::from(at(&self.flow.arcs, if forward { number ^ 1 } else { number }).left)).sum()
        };
        let levels = askers.iter().filter(|node| lacks(**node) > 0).map(|&node| self.flow.layers(node, forward, Some(end)));
        let inside = |nodes: &[usize], level: &[u32]| -> Vec<usize> {
            nodes.iter().enumerate().filter(|(_, node)| at(level, **node) != u32::MAX).map(|(place, _)| place).collect()
        };
        let places = levels.take(50).map(|level| Narrow {
            applications: inside(&self.applications, &level),
            reviewers: inside(&self.reviewers, &level),
            missing: askers.iter().filter(|node| at(&level, **node) != u32::MAX).map(|&node| lacks(node)).sum(),
        });
        let place = places.min_by_key(|place| (place.applications.len() + place.reviewers.len(), place.applications.clone()))?;
        // Where all of the other side is used up, the shortage is everybody's.
        let (height, width) = (self.applications.len(), self.reviewers.len());
        let spent = if forward { place.reviewers.len() == width } else { place.applications.len() == height };
        let whole = || Narrow { applications: (0..height).collect(), reviewers: (0..width).collect(), missing: self.missing() };
        Some(if spent { whole() } else { place })
    }
}

/// The arcs of one application: to each reviewer it may have, by way of their region if that is limited.
fn pairs(problem: &Problem, row: usize, own: usize, reviewers: &[usize], flow: &mut Flow) {
    let fixed = list_at(&problem.fixed, row);
    let limit = problem.region_limit(row);
    let mut regions: BTreeMap<usize, usize> = BTreeMap::new();
    for (column, (&node, cell)) in reviewers.iter().zip(problem.affinity.row(row)).enumerate() {
        if cell.is_none() || fixed.contains(&column) {
            continue;
        }
        let region = problem.region.get(column).copied().flatten();
        let from = match limit.zip(region) {
            None => own,
            Some((limit, region)) => *regions.entry(region).or_insert_with(|| {
                let way = flow.node();
                let same = fixed.iter().filter(|&&other| problem.region.get(other).copied().flatten() == Some(region)).count();
                flow.arc(own, way, limit.saturating_sub(u32::try_from(same).unwrap_or(u32::MAX)));
                way
            }),
        };
        flow.arc(from, node, 1);
    }
}
