//! Good choices quickly: what the linear programme says, rounded and filled up, then
//! bettered by single exchanges. These are only candidates; the search proves which is best.

use super::problem::{Problem, Variable};

/// At most so many exchanges.
const ROUNDS: usize = 8;

/// A choice being made: what is spent, and how many of each row are taken.
struct Tally<'a> {
    problem: &'a Problem,
    left: i128,
    counts: Vec<i64>,
}

impl<'a> Tally<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self { problem, left: i128::from(problem.budget), counts: vec![0; problem.rows.len()] }
    }

    /// Whether one more, beyond one given back, keeps the caps and the budget.
    fn has_room(&self, variable: &Variable, back: Option<&Variable>) -> bool {
        let left = self.left + back.map_or(0, |back| i128::from(back.cost));
        let returned = |row: &usize| back.is_some_and(|back| back.rows.contains(row));
        i128::from(variable.cost) <= left
            && variable.rows.iter().all(|row| returned(row) || self.count(*row) < self.problem.rows.get(*row).map_or(0, |r| r.high))
    }

    /// Whether it can be given back for another without falling below a floor.
    fn can_spare(&self, variable: &Variable, other: &Variable) -> bool {
        variable.rows.iter().all(|row| other.rows.contains(row) || self.count(*row) > self.problem.rows.get(*row).map_or(0, |r| r.low))
    }

    fn count(&self, row: usize) -> i64 {
        self.counts.get(row).copied().unwrap_or(0)
    }

    fn change(&mut self, variable: &Variable, by: i64) {
        self.left -= i128::from(by) * i128::from(variable.cost);
        for row in &variable.rows {
            if let Some(count) = self.counts.get_mut(*row) {
                *count += by;
            }
        }
    }
}

/// What is settled, then everything else that is worth something and still fits, the likeliest first.
/// `None` when what is settled does not fit itself. Floors may stay short.
pub(super) fn fill(problem: &Problem, settled: &[Option<bool>], values: &[f64]) -> Option<Vec<bool>> {
    let mut tally = Tally::new(problem);
    let mut taken = vec![false; problem.variables.len()];
    let mut order: Vec<(bool, f64, usize)> = Vec::new();
    for ((place, settled), value) in settled.iter().enumerate().zip(values) {
        match settled {
            Some(false) => {}
            Some(true) => order.push((true, 1.0, place)),
            None => order.push((false, *value, place)),
        }
    }
    order.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    for (must, value, place) in order {
        let Some(variable) = problem.variables.get(place) else { continue };
        if tally.has_room(variable, None) && (must || value > 1e-6 || variable.value > 0) {
            tally.change(variable, 1);
            if let Some(cell) = taken.get_mut(place) {
                *cell = true;
            }
        } else if must {
            return None;
        }
    }
    Some(taken)
}

/// Exchanges one taken for one left while that adds value, a few rounds at most.
pub(super) fn improve(problem: &Problem, taken: &[bool]) -> Vec<bool> {
    let mut taken = taken.to_vec();
    let mut tally = Tally::new(problem);
    for (variable, _) in problem.variables.iter().zip(&taken).filter(|(_, taken)| **taken) {
        tally.change(variable, 1);
    }
    for _ in 0..ROUNDS {
        let Some((out, into)) = best_exchange(problem, &tally, &taken) else { break };
        for (place, by) in [(out, -1), (into, 1)] {
            if let (Some(variable), Some(cell)) = (problem.variables.get(place), taken.get_mut(place)) {
                tally.change(variable, by);
                *cell = by > 0;
            }
        }
    }
    taken
}

/// The exchange that adds most, the first of equals.
fn best_exchange(problem: &Problem, tally: &Tally, taken: &[bool]) -> Option<(usize, usize)> {
    let mut best: Option<(i64, usize, usize)> = None;
    let with = |wanted: bool| problem.variables.iter().enumerate().zip(taken).filter(move |(_, taken)| **taken == wanted).map(|(v, _)| v);
    for (out, old) in with(true) {
        for (into, new) in with(false) {
            let gain = new.value.saturating_sub(old.value);
            if gain > best.map_or(0, |best| best.0) && tally.has_room(new, Some(old)) && tally.can_spare(old, new) {
                best = Some((gain, out, into));
            }
        }
    }
    best.map(|(_, out, into)| (out, into))
}
