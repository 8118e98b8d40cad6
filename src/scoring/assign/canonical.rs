//! Of all assignments that are equally good, the one that comes first when its pairs
//! are read in the order of ids. The potentials of the solver say which exchanges cost
//! nothing; only those are made, so nothing is lost, and the answer does not depend on
//! the way in which the first optimum was found.

use super::exchange::Exchange;
use super::grid::{Grid, at, list_at};
use super::network::NEVER;
use std::collections::VecDeque;

/// Where a way leads: to a node, or (`None`) to a change of loads.
type Place = Option<usize>;

/// Exchanges that cost nothing among the applications that are still open.
struct Ties<'e, 'n> {
    exchange: &'e mut Exchange<'n>,
    /// By node and node: how many open applications can be handed over at no cost.
    free: Grid<u32>,
    /// The application that is being decided; earlier ones are closed.
    current: usize,
}

/// Breaks ties by id.
pub(super) fn settle(exchange: &mut Exchange<'_>) {
    let width = exchange.loads.len();
    let height = exchange.nodes_of.len();
    let mut ties = Ties { exchange, free: Grid::new(width, width, 0), current: 0 };
    for application in 0..height {
        ties.count(application, 1);
    }
    for application in 0..height {
        ties.current = application;
        ties.count(application, -1);
        ties.decide(application);
    }
}

impl Ties<'_, '_> {
    fn reduced(&self, application: usize, node: usize) -> i128 {
        self.exchange.network.cost.at(application, node) - at(&self.exchange.potential, node)
    }

    /// Whether an application can be handed over from one node to another at no cost.
    fn is_free(&self, application: usize, from: usize, to: usize) -> bool {
        self.exchange.network.cost.at(application, to) != NEVER
            && self.reduced(application, from) == self.reduced(application, to)
            && self.exchange.may(application, to, Some(from))
    }

    /// Adds or takes away what an application contributes.
    fn count(&mut self, application: usize, sign: i32) {
        for from in list_at(&self.exchange.nodes_of, application).to_vec() {
            for to in 0..self.exchange.loads.len() {
                if self.is_free(application, from, to) {
                    let changed = self.free.at(from, to).saturating_add_signed(sign);
                    self.free.set(from, to, changed);
                }
            }
        }
    }

    /// Whether a node takes one more review at no cost.
    fn takes(&self, node: usize) -> bool {
        let end = self.exchange.network.end(node, at(&self.exchange.loads, node));
        end.is_some_and(|end| end + at(&self.exchange.potential, node) == self.exchange.potential_end)
    }

    /// Whether a node can lose a review at no cost.
    fn spares(&self, node: usize) -> bool {
        let load = at(&self.exchange.loads, node);
        let base = self.exchange.network.nodes.get(node).map_or(0, |node| node.base);
        let end = load.checked_sub(1).filter(|less| *less >= base).and_then(|less| self.exchange.network.end(node, less));
        end.is_some_and(|end| end + at(&self.exchange.potential, node) == self.exchange.potential_end)
    }

    /// Gives the application its first reviewers in the order of ids, as far as that costs nothing.
    fn decide(&mut self, application: usize) {
        let mut kept: Vec<usize> = Vec::new();
        let width = self.exchange.loads.len();
        let mut node = 0;
        while node < width && kept.len() < list_at(&self.exchange.nodes_of, application).len() {
            if list_at(&self.exchange.nodes_of, application).contains(&node) {
                kept.push(node);
            } else {
                let leaving: Vec<usize> = list_at(&self.exchange.nodes_of, application)
                    .iter()
                    .copied()
                    .filter(|one| !kept.contains(one) && self.is_free(application, *one, node))
                    .collect();
                if !leaving.is_empty() && self.bring(application, node, &leaving) {
                    kept.push(node);
                }
            }
            node += 1;
        }
    }

    /// Gives `application` to `node` instead of one of `leaving`; `false` if that would cost something.
    fn bring(&mut self, application: usize, node: usize, leaving: &[usize]) -> bool {
        let Some(way) = self.way(node, leaving) else { return false };
        let mut moves = Vec::new();
        for (from, to) in way.iter().zip(way.iter().skip(1)) {
            if let (Some(from), Some(to)) = (*from, *to) {
                let via = list_at(&self.exchange.applications_of, from).iter().copied();
                let Some(via) = via.filter(|one| *one > self.current).find(|one| self.is_free(*one, from, to)) else { return false };
                moves.push((via, from, to));
            }
        }
        if let Some(last) = way.last().copied().flatten() {
            moves.push((application, last, node));
        }
        let twice = moves.iter().enumerate().any(|(place, one)| moves.iter().skip(place + 1).any(|other| other.0 == one.0));
        if twice && self.exchange.network.limit.iter().any(Option::is_some) {
            return false;
        }
        let mut changed: Vec<usize> = moves.iter().map(|one| one.0).filter(|one| *one > self.current).collect();
        changed.sort_unstable();
        changed.dedup();
        changed.iter().for_each(|&one| self.count(one, -1));
        for &(via, from, _) in &moves {
            self.exchange.unlink(via, from);
        }
        for &(via, _, to) in &moves {
            self.exchange.link(via, to);
        }
        changed.iter().for_each(|&one| self.count(one, 1));
        true
    }

    /// The way of the fewest free exchanges from a node that gains a review to one that loses it.
    fn way(&self, from: usize, targets: &[usize]) -> Option<Vec<Place>> {
        let width = self.exchange.loads.len();
        // The last place stands for a change of loads.
        let mut before: Vec<Option<usize>> = vec![None; width + 1];
        let mut seen = vec![false; width + 1];
        let mut queue = VecDeque::from([from]);
        if let Some(first) = seen.get_mut(from) {
            *first = true;
        }
        while let Some(place) = queue.pop_front() {
            if targets.contains(&place) {
                let mut way = vec![place];
                while let Some(earlier) = way.last().and_then(|&place| at(&before, place)) {
                    way.push(earlier);
                }
                way.reverse();
                return Some(way.into_iter().map(|place| (place < width).then_some(place)).collect());
            }
            for next in 0..=width {
                let open = match (place < width, next < width) {
                    (true, true) => self.free.at(place, next) > 0,
                    (true, false) => self.takes(place),
                    (false, true) => self.spares(next),
                    (false, false) => false,
                };
                if open && !at(&seen, next) {
                    if let (Some(mark), Some(earlier)) = (seen.get_mut(next), before.get_mut(next)) {
                        *mark = true;
                        *earlier = Some(place);
                    }
                    queue.push_back(next);
                }
            }
        }
        None
    }
}
