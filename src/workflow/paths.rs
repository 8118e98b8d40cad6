//! The ways through a definition: every path from the start to an end on which the case
//! comes to no state twice, and the shortest path over each step. For generated tests and
//! printed procedures.

use super::definition::Definition;
use super::states::{Edge, States};
use std::collections::VecDeque;

/// The most paths that are listed.
const MOST: usize = 100_000;

/// Every simple path, as transitions in their order. `None` when the definition has too many
/// states or more than 100,000 paths.
#[must_use]
pub fn paths(definition: &Definition) -> Option<Vec<Vec<&str>>> {
    let states = States::explore(definition).ok()?;
    let mut search = Search { states: &states, on: vec![false; states.len()], path: Vec::new(), found: Vec::new() };
    search.go(0)?;
    Some(search.found.iter().map(|path| ids(definition, path)).collect())
}

/// For each transition the shortest path from the start that takes it last; none for one that
/// cannot be taken. `None` when the definition has too many states.
#[must_use]
pub fn shortest_paths(definition: &Definition) -> Option<Vec<Vec<&str>>> {
    let states = States::explore(definition).ok()?;
    let mut came: Vec<Option<(usize, usize)>> = vec![None; states.len()];
    let mut first: Vec<Option<usize>> = vec![None; definition.transitions.len()];
    let mut queue = VecDeque::from([0]);
    while let Some(at) = queue.pop_front() {
        for Edge { step, to } in states.out(at) {
            if let Some(known) = first.get_mut(step).filter(|known| known.is_none()) {
                *known = Some(at);
            }
            if let Some(known) = came.get_mut(to).filter(|known| known.is_none() && to != 0) {
                *known = Some((at, step));
                queue.push_back(to);
            }
        }
    }
    let path = |(step, at): (usize, Option<usize>)| {
        let (mut path, mut at) = (vec![step], at?);
        while let Some((from, by)) = came.get(at).copied().flatten() {
            path.push(by);
            at = from;
        }
        path.reverse();
        Some(ids(definition, &path))
    };
    Some(first.into_iter().enumerate().filter_map(path).collect())
}

fn ids<'a>(definition: &'a Definition, path: &[usize]) -> Vec<&'a str> {
    path.iter().filter_map(|step| definition.transitions.get(*step)).map(|step| step.id.as_str()).collect()
}

struct Search<'a> {
    states: &'a States,
    /// Whether a marking is on the path now.
    on: Vec<bool>,
    path: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Goes on from a marking. `None` stops the search.
    fn go(&mut self, at: usize) -> Option<()> {
        if self.states.is_ended(at) {
            self.found.push(self.path.clone());
            return (self.found.len() <= MOST).then_some(());
        }
        self.mark(at, true);
        for edge in self.states.out(at) {
            if self.on.get(edge.to) == Some(&false) {
                self.path.push(edge.step);
                self.go(edge.to)?;
                self.path.pop();
            }
        }
        self.mark(at, false);
        Some(())
    }

    fn mark(&mut self, at: usize, on: bool) {
        if let Some(slot) = self.on.get_mut(at) {
            *slot = on;
        }
    }
}
