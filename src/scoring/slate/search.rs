//! Branch and bound: the best choice, with its proof. Each branch is bounded by the
//! multipliers of its linear programme in exact arithmetic; what all better choices of a
//! branch have in common is settled, and a branch in which little is left open goes on as a
//! smaller problem. Deterministic: effort is counted in work, never in time.

use super::bound::proves_none;
use super::improve::{fill, improve};
use super::problem::{Problem, Settled, Total};
use super::simplex::{End, Programme};
use std::rc::Rc;

/// What to look for, and how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    /// Choices worth less than this are of no interest; `None` takes any.
    pub(super) at_least: Option<i128>,
    /// End with the first such choice instead of the best.
    pub(super) first: bool,
    /// At most so much work, in numbers of tableaux that are changed.
    pub(super) work: u64,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The best choice and its totals.
    pub(super) best: Option<(Vec<bool>, Total)>,
    /// No choice is worth more; `None` when there is no choice at all that was wanted.
    pub(super) bound: Option<i128>,
    /// How much work that was.
    pub(super) work: u64,
    /// Whether the work allowed was enough to look everywhere.
    pub(super) complete: bool,
}

/// A problem within the whole one.
#[derive(Debug)]
struct Frame {
    problem: Problem,
    /// What is settled outside adds this value.
    base: i128,
    /// Where its variables stand in the whole.
    places: Vec<usize>,
    /// The whole choice outside.
    outside: Vec<bool>,
}

/// A branch to look at.
struct Branch {
    frame: Rc<Frame>,
    /// `None` where keeping it would take too much memory: it is made again.
    programme: Option<Programme>,
    settled: Settled,
    /// The bound of the branch it comes from; `None` for the first.
    bound: Option<i128>,
}

struct Search<'a> {
    whole: &'a Problem,
    goal: Goal,
    step: i128,
    best: Option<(Vec<bool>, Total)>,
    /// The least value of interest.
    wanted: i128,
    work: u64,
}

/// Looks for the best choice, or for the first that is good enough. `start` is a choice known before.
pub(super) fn search(problem: &Problem, start: Option<&[bool]>, goal: Goal) -> Found {
    let mut search =
        Search { whole: problem, goal, step: i128::from(problem.step()), best: None, wanted: goal.at_least.unwrap_or(LEAST), work: 0 };
    if let Some(start) = start {
        search.offer(start.to_vec());
    }
    search.run()
}

/// How far a count must be from a whole number to branch on it.
const UNEVEN: f64 = 0.02;

/// At most about so many numbers are kept in tableaux of branches not looked at yet (256 MB).
const MOST_KEPT: usize = 32_000_000;

/// Choices of more variables are not bettered by exchanges: there are too many.
const MOST_IMPROVED: usize = 1_000;

/// Below every value there can be.
const LEAST: i128 = i128::MIN / 4;

impl Search<'_> {
    fn run(mut self) -> Found {
        let places = (0..self.whole.variables.len()).collect();
        let outside = vec![false; self.whole.variables.len()];
        let settled = vec![None; self.whole.variables.len()];
        let first = Frame { problem: self.whole.clone().with_count(), base: 0, places, outside };
        let mut stack: Vec<Branch> = Self::shrink(&first, &settled).map(|frame| Self::branch(frame, None)).into_iter().collect();
        while let Some(branch) = stack.pop() {
            if self.is_done() || self.work >= self.goal.work {
                stack.push(branch);
                break;
            }
            self.look(branch, &mut stack);
        }
        let left = stack.iter().map(|branch| branch.bound.unwrap_or(i128::MAX)).max();
        let best = self.best.as_ref().map(|(_, total)| total.value);
        let left = left.filter(|_| !(self.goal.first && best.is_some()));
        let complete = left.is_none_or(|left| left < self.wanted);
        Found { bound: left.filter(|_| !complete).max(best), best: self.best, work: self.work, complete }
    }

    fn is_done(&self) -> bool {
        self.goal.first && self.best.is_some()
    }

    /// Bounds a branch, settles what it can, and puts its halves on the stack, the likelier on top.
    fn look(&mut self, mut branch: Branch, stack: &mut Vec<Branch>) {
        if branch.bound.is_some_and(|bound| bound < self.wanted) {
            return;
        }
        let frame = Rc::clone(&branch.frame);
        let problem = &frame.problem;
        let mut programme = branch.programme.take().unwrap_or_else(|| settle(Programme::new(problem), &branch.settled));
        let end = programme.solve(self.guide(frame.base));
        self.work = self.work.saturating_add(programme.work());
        if end == End::Empty && proves_none(problem, &branch.settled, &programme.proof()) {
            return;
        }
        let multipliers = programme.multipliers();
        let bound = problem.bound(&branch.settled, &multipliers);
        let mut value = branch.bound;
        if let Some(bound) = &bound {
            let whole = self.in_steps(bound.value() + frame.base);
            value = Some(value.map_or(whole, |value| value.min(whole)));
            if value < Some(self.wanted) {
                return;
            }
            self.round(&frame, &branch.settled, &programme);
            if value < Some(self.wanted) || self.is_done() {
                return;
            }
            bound.settle(self.wanted - frame.base, &mut branch.settled);
        } else {
            self.round(&frame, &branch.settled, &programme);
        }
        branch.bound = value;
        self.split(branch, programme, stack);
    }

    /// Two branches of one, or a smaller problem, or the one choice left.
    fn split(&mut self, branch: Branch, programme: Programme, stack: &mut Vec<Branch>) {
        let Branch { frame, settled, bound, .. } = branch;
        let open = settled.iter().filter(|settled| settled.is_none()).count();
        if open == 0 {
            self.offer(frame.whole(&settled.iter().map(|settled| *settled == Some(true)).collect::<Vec<_>>()));
            return;
        }
        if 3 * open < 2 * settled.len() {
            let smaller = Self::shrink(&frame, &settled).map(|smaller| Self::branch(smaller, bound));
            stack.extend(smaller);
            return;
        }
        let programme = settle(programme, &settled);
        let spare = (programme.size() * stack.len().max(1) < MOST_KEPT).then(|| programme.clone());
        if let Some((row, count)) = uneven(&frame.problem, &programme) {
            let (low, high) = (float_floor(count), float_floor(count) + 1);
            let half = |programme: Option<Programme>, (low, high): (i64, i64)| {
                let programme = programme.map(|programme| programme.narrowed(row, low, high));
                let problem = frame.problem.counting(low, high);
                let frame = Frame { problem, base: frame.base, places: frame.places.clone(), outside: frame.outside.clone() };
                Branch { frame: Rc::new(frame), programme, settled: settled.clone(), bound }
            };
            let (less, more) = ((0, low), (high, i64::MAX / 4));
            let (unlikely, likely) = if count - count.floor() < 0.5 { (more, less) } else { (less, more) };
            stack.push(half(spare, unlikely));
            stack.push(half(Some(programme), likely));
            return;
        }
        let Some((variable, likely)) = choose(&programme, &settled) else { return };
        let half = |programme: Option<Programme>, taken: bool| {
            let mut settled = settled.clone();
            if let Some(place) = settled.get_mut(variable) {
                *place = Some(taken);
            }
            Branch { frame: Rc::clone(&frame), programme: programme.map(|programme| settle(programme, &settled)), settled, bound }
        };
        stack.push(half(spare, !likely));
        stack.push(half(Some(programme), likely));
    }

    fn branch(frame: Frame, bound: Option<i128>) -> Branch {
        let settled = vec![None; frame.problem.variables.len()];
        Branch { frame: Rc::new(frame), programme: None, settled, bound }
    }

    /// The smaller problem of what is open; variables that cost more than is left are left out.
    fn shrink(frame: &Frame, settled: &[Option<bool>]) -> Option<Frame> {
        let mut settled = settled.to_vec();
        let left = frame.problem.rest(&settled)?.problem.budget;
        for (variable, settled) in frame.problem.variables.iter().zip(&mut settled) {
            if settled.is_none() && variable.cost > left {
                *settled = Some(false);
            }
        }
        let rest = frame.problem.rest(&settled)?;
        let inside: Vec<bool> = settled.iter().map(|settled| *settled == Some(true)).collect();
        let places = rest.open.iter().filter_map(|place| frame.places.get(*place)).copied().collect();
        Some(Frame { outside: frame.whole(&inside), base: frame.base + rest.value, problem: rest.problem, places })
    }

    /// The least value of interest, for the programme, a little lower than exact.
    #[expect(clippy::cast_precision_loss, reason = "what it stops is proved exactly afterwards")]
    fn guide(&self, base: i128) -> f64 {
        let wanted = (self.wanted - base) as f64;
        wanted - wanted.abs() * 1e-12
    }

    fn in_steps(&self, value: i128) -> i128 {
        value.div_euclid(self.step) * self.step
    }

    /// Rounds what the programme says to choices, and keeps the best.
    fn round(&mut self, frame: &Frame, settled: &[Option<bool>], programme: &Programme) {
        let values: Vec<f64> = (0..frame.problem.variables.len()).map(|variable| programme.value(variable)).collect();
        let Some(taken) = fill(&frame.problem, settled, &values) else { return };
        if taken.len() <= MOST_IMPROVED {
            self.work = self.work.saturating_add(u64::try_from(taken.len() * taken.len()).unwrap_or(0));
            self.offer(frame.whole(&improve(&frame.problem, &taken)));
        } else {
            self.offer(frame.whole(&taken));
        }
    }

    /// Keeps a choice if it holds and is worth more than the best so far.
    fn offer(&mut self, taken: Vec<bool>) {
        let Some(total) = self.whole.total(&taken) else { return };
        if total.value >= self.wanted {
            self.wanted = total.value + self.step;
            self.best = Some((taken, total));
        }
    }
}

impl Frame {
    fn whole(&self, taken: &[bool]) -> Vec<bool> {
        let mut whole = self.outside.clone();
        for (place, taken) in self.places.iter().zip(taken) {
            if let Some(cell) = whole.get_mut(*place) {
                *cell = *taken;
            }
        }
        whole
    }
}

/// The programme with all of this settled.
fn settle(mut programme: Programme, settled: &[Option<bool>]) -> Programme {
    for (variable, settled) in settled.iter().enumerate() {
        if let Some(taken) = settled {
            programme.settle(variable, *taken);
        }
    }
    programme
}

/// The open variable about which the programme is least sure, and what it leans to.
fn choose(programme: &Programme, settled: &[Option<bool>]) -> Option<(usize, bool)> {
    let open = settled.iter().enumerate().filter(|(_, settled)| settled.is_none());
    let doubt = |value: f64| (value - 0.5).abs();
    let values = open.map(|(variable, _)| (variable, programme.value(variable)));
    let (variable, value) = values.min_by(|a, b| doubt(a.1).total_cmp(&doubt(b.1)).then(a.0.cmp(&b.0)))?;
    Some((variable, value >= 0.5))
}

/// The row that counts all, where the programme takes no whole number.
fn uneven(problem: &Problem, programme: &Programme) -> Option<(usize, f64)> {
    let row = problem.all?;
    let count = programme.count(row);
    ((count - count.round()).abs() > UNEVEN).then_some((row, count))
}

#[expect(clippy::cast_possible_truncation, reason = "a count of applications is small")]
fn float_floor(count: f64) -> i64 {
    count.floor() as i64
}
