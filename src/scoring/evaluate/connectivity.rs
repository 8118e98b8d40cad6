//! Components of the graph of applications and reviewers. Between two components nobody has
//! scored on both sides, so that a harsh panel cannot be told from weak applications.

use super::report::{Component, Connectivity};
use crate::scoring::table::Table;

/// The components, and the number of the component of each application, from 1 in the order of the applications.
pub(super) fn components(table: &Table) -> (Connectivity, Vec<usize>) {
    let count = table.applications.len();
    let mut parents: Vec<usize> = (0..count + table.reviewers.len()).collect();
    for cell in &table.cells {
        let (one, other) = (root(&mut parents, cell.application), root(&mut parents, count + cell.reviewer));
        let (first, last) = (one.min(other), one.max(other));
        if let Some(parent) = parents.get_mut(last) {
            *parent = first;
        }
    }
    // The root of a component is its first application, so that numbers rise with the applications.
    let mut sets: Vec<Component> = Vec::new();
    let mut numbers = vec![0; parents.len()];
    for place in 0..parents.len() {
        let root = root(&mut parents, place);
        if root == place {
            sets.push(Component { number: sets.len() + 1, applications: Vec::new(), reviewers: Vec::new() });
        }
        let number = if root == place { sets.len() } else { numbers.get(root).copied().unwrap_or(0) };
        if let Some(cell) = numbers.get_mut(place) {
            *cell = number;
        }
        let Some(set) = sets.get_mut(number.saturating_sub(1)) else { continue };
        set.applications.extend(table.applications.get(place).cloned());
        set.reviewers.extend(place.checked_sub(count).and_then(|place| table.reviewers.get(place)).cloned());
    }
    numbers.truncate(count);
    let components = sets.len();
    if components == 1 {
        sets.clear();
    }
    (Connectivity { components, comparable: components == 1, sets }, numbers)
}

/// The root of a place, with the way there shortened.
fn root(parents: &mut [usize], place: usize) -> usize {
    let mut at = place;
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(cell) = parents.get_mut(at) {
            *cell = above;
        }
        at = above;
    }
    at
}
