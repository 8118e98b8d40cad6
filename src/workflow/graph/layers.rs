//! Puts places into layers: each as far right as the longest way from the start leads, not
//! counting ways back. Within a layer a place stands near those that lead to it.

use super::super::definition::Definition;
use std::collections::BTreeMap;

/// The places of each layer, from top to bottom, by their position in the definition.
pub(super) fn layers(definition: &Definition) -> Vec<Vec<usize>> {
    let index: BTreeMap<&str, usize> = definition.places.iter().enumerate().map(|(i, place)| (place.id.as_str(), i)).collect();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); definition.places.len()];
    for step in &definition.transitions {
        for from in step.from.iter().filter_map(|place| index.get(place.as_str())) {
            let to = step.to.iter().filter_map(|place| index.get(place.as_str()).copied());
            next.get_mut(*from).into_iter().for_each(|next| next.extend(to.clone()));
        }
    }
    let mut walk =
        Walk { next: &next, is_open: vec![false; next.len()], is_done: vec![false; next.len()], order: Vec::new(), forward: Vec::new() };
    for root in index.get(definition.start.as_str()).copied().into_iter().chain(0..next.len()) {
        walk.visit(root);
    }
    walk.order.reverse();
    let mut depth = vec![0_usize; next.len()];
    for from in &walk.order {
        let beyond = depth.get(*from).map_or(1, |d| d + 1);
        for (_, to) in walk.forward.iter().filter(|(f, _)| f == from) {
            if let Some(d) = depth.get_mut(*to) {
                *d = beyond.max(*d);
            }
        }
    }
    arranged(&depth, &walk.forward)
}

/// A walk in depth that tells ways on from ways back.
struct Walk<'a> {
    next: &'a [Vec<usize>],
    is_open: Vec<bool>,
    is_done: Vec<bool>,
    /// Places in the order in which all that follows them was seen.
    order: Vec<usize>,
    /// The ways that do not lead back.
    forward: Vec<(usize, usize)>,
}

impl Walk<'_> {
    fn visit(&mut self, at: usize) {
        if self.is_done.get(at) != Some(&false) || self.is_open.get(at) != Some(&false) {
            return;
        }
        set(&mut self.is_open, at, true);
        let next = self.next;
        for to in next.get(at).into_iter().flatten().copied() {
            if self.is_open.get(to) == Some(&false) {
                self.forward.push((at, to));
                self.visit(to);
            }
        }
        set(&mut self.is_open, at, false);
        set(&mut self.is_done, at, true);
        self.order.push(at);
    }
}

fn set(flags: &mut [bool], at: usize, value: bool) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = value;
    }
}

fn arranged(depth: &[usize], forward: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let count = depth.iter().max().map_or(0, |deepest| deepest + 1);
    let mut height: Vec<usize> = vec![0; depth.len()];
    let mut all = Vec::new();
    for layer in 0..count {
        let mut here: Vec<usize> = depth.iter().enumerate().filter(|(_, d)| **d == layer).map(|(i, _)| i).collect();
        let wanted = |place: &usize| {
            let before: Vec<usize> =
                forward.iter().filter(|(_, to)| to == place).filter_map(|(from, _)| height.get(*from).copied()).collect();
            // In hundredths, so that whole numbers suffice.
            (before.iter().sum::<usize>() * 100).checked_div(before.len()).unwrap_or(0)
        };
        here.sort_by_key(wanted);
        for (row, place) in here.iter().enumerate() {
            if let Some(slot) = height.get_mut(*place) {
                *slot = row;
            }
        }
        all.push(here);
    }
    all
}
