//! Small exchanges that lift the lowest application, or the total above a floor: two
//! applications exchange reviewers, or one takes a reviewer with room instead of one who
//! can spare it. Loads, conflicts, regions and choices by hand stay kept. Quick, and no
//! proof: proofs are the bounds of the fair search.

use super::grid::{at, list_at};
use super::overlap::mixed;
use super::plan::Plan;
use super::problem::Problem;

/// One change: an application takes `comes` for `leaves`; the other application, if there is one, the reverse.
#[derive(Clone, Copy, Debug)]
struct Move {
    row: usize,
    leaves: usize,
    comes: usize,
    other: Option<usize>,
    /// The new sums of both.
    sums: (i128, i128),
}

/// A plan with its sums and loads.
pub(super) struct Climb<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: Plan,
    pub(super) sums: Vec<i128>,
    pub(super) loads: Vec<u32>,
}

impl<'a> Climb<'a> {
    pub(super) fn new(problem: &'a Problem, plan: Plan) -> Self {
        let sums = (0..plan.reviewers_of.len()).map(|row| plan.sum(problem, row)).collect();
        let loads = plan.loads(problem.reviewers.len());
        Self { problem, plan, sums, loads }
    }

    /// Lifts the lowest application while one exchange can, then the next lowest.
    pub(super) fn lift(mut self) -> Plan {
        while let Some((floor, row)) = self.sums.iter().copied().zip(0..).min() {
            let Some(best) = self.moves(row).into_iter().filter(|one| one.lower() > floor).max_by_key(|one| (one.lower(), one.key()))
            else {
                break;
            };
            self.make(best);
        }
        self.plan
    }

    /// Raises the total while no application falls below `floor`; at most `rounds` times over all applications.
    pub(super) fn enrich(mut self, floor: i128, rounds: usize) -> Plan {
        for _ in 0..rounds {
            let mut changed = false;
            for row in 0..self.sums.len() {
                let kept = self.moves(row).into_iter().filter(|one| one.lower() >= floor);
                let best = kept.map(|one| (self.gain(&one), one)).max_by_key(|(gain, one)| (*gain, one.key()));
                if let Some((_, best)) = best.filter(|(gain, _)| *gain > 0) {
                    self.make(best);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        self.plan
    }

    fn gain(&self, one: &Move) -> i128 {
        let other = one.other.map_or(0, |row| one.sums.1 - at(&self.sums, row));
        one.sums.0 - at(&self.sums, one.row) + other
    }

    pub(super) fn value(&self, row: usize, column: usize) -> Option<i128> {
        self.problem.affinity.at(row, column).map(i128::from)
    }

    /// All changes that an application can make.
    fn moves(&self, row: usize) -> Vec<Move> {
        let mut moves = Vec::new();
        let own = list_at(&self.plan.reviewers_of, row);
        let fixed = list_at(&self.problem.fixed, row);
        for &leaves in own.iter().filter(|column| !fixed.contains(column)) {
            let Some(value) = self.value(row, leaves) else { continue };
            let rest = at(&self.sums, row) - value;
            let spare = self.problem.reviewers.get(leaves).is_some_and(|one| at(&self.loads, leaves) > one.least);
            for (comes, reviewer) in self.problem.reviewers.iter().enumerate().filter(|(comes, _)| spare && !own.contains(comes)) {
                if let Some(value) = self.value(row, comes).filter(|_| at(&self.loads, comes) < reviewer.most) {
                    let one = Move { row, leaves, comes, other: None, sums: (rest + value, i128::MAX) };
                    moves.extend(self.allowed(one).then_some(one));
                }
            }
            self.exchanges(row, leaves, rest, &mut moves);
        }
        moves
    }

    fn exchanges(&self, row: usize, leaves: usize, rest: i128, moves: &mut Vec<Move>) {
        let own = list_at(&self.plan.reviewers_of, row);
        for (other, list) in self.plan.reviewers_of.iter().enumerate().filter(|(other, list)| *other != row && !list.contains(&leaves)) {
            let Some(gained) = self.value(other, leaves) else { continue };
            let fixed = list_at(&self.problem.fixed, other);
            for &comes in list.iter().filter(|column| !own.contains(column) && !fixed.contains(column)) {
                if let (Some(value), Some(lost)) = (self.value(row, comes), self.value(other, comes)) {
                    let sums = (rest + value, at(&self.sums, other) - lost + gained);
                    let one = Move { row, leaves, comes, other: Some(other), sums };
                    moves.extend(self.allowed(one).then_some(one));
                }
            }
        }
    }

    fn allowed(&self, one: Move) -> bool {
        mixed(self.problem, &self.plan, one.row, one.leaves, one.comes)
            && one.other.is_none_or(|other| mixed(self.problem, &self.plan, other, one.comes, one.leaves))
    }

    fn make(&mut self, one: Move) {
        let both = [(Some(one.row), one.leaves, one.comes, one.sums.0), (one.other, one.comes, one.leaves, one.sums.1)];
        for (row, leaves, comes, sum) in both {
            let Some(row) = row else { continue };
            if let (Some(list), Some(old)) = (self.plan.reviewers_of.get_mut(row), self.sums.get_mut(row)) {
                list.retain(|column| *column != leaves);
                list.push(comes);
                list.sort_unstable();
                *old = sum;
            }
        }
        if one.other.is_none() {
            self.loads.iter_mut().skip(one.leaves).take(1).for_each(|load| *load -= 1);
            self.loads.iter_mut().skip(one.comes).take(1).for_each(|load| *load += 1);
        }
    }
}

impl Move {
    fn lower(&self) -> i128 {
        self.sums.0.min(self.sums.1)
    }

    /// Earlier ids first among equal changes.
    fn key(&self) -> std::cmp::Reverse<(usize, usize, usize)> {
        std::cmp::Reverse((self.leaves, self.comes, self.other.map_or(0, |row| row + 1)))
    }
}
