//! The fair assignment: first the lowest affinity of any application as high as it can
//! be, then the total. An application's affinity is the sum over its reviewers, which no
//! flow can bound, so this is a search: flows weighted towards whoever has least give
//! assignments and proofs that none is better; then thresholds are tried one by one
//! (binary search) by branching over single pairs. What the search cannot prove within
//! its effort, it says.

use super::climb::Climb;
use super::grid::list_at;
use super::network::Aim;
use super::plan::{self, Plan};
use super::problem::Problem;

/// What was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fairness {
    /// The lowest affinity of any application, in units.
    pub lowest: i128,
    /// No assignment has a higher lowest one than this, in units; equal to `lowest` if that is proved best.
    pub lowest_bound: i128,
    /// All affinity, in units.
    pub total: i128,
    /// No assignment with this lowest affinity has a higher total, in units.
    pub total_bound: i128,
}

/// What a search may cost, in reviews times reviewers squared, which is about the cost of a flow: some seconds.
const EFFORT: usize = 150_000_000;
/// Weighted flows to begin with.
const ROUNDS: usize = 40;

struct Search<'a> {
    problem: &'a Problem,
    /// Flows that may still be solved.
    left: usize,
}

/// How a search for a threshold ended.
enum Verdict {
    Found(Plan),
    None,
    /// The effort was spent.
    Open,
}

/// The fairest plan; `best` is the one with the largest total. `None` if the sums would not be exact.
pub(super) fn fair(problem: &Problem, best: Plan) -> Option<(Plan, Fairness)> {
    let reviews = usize::try_from(problem.reviews_needed()).unwrap_or(usize::MAX);
    let flow = reviews.saturating_mul(problem.reviewers.len()).saturating_mul(problem.reviewers.len());
    let flows = (EFFORT / flow.max(1)).clamp(30, 10_000);
    let mut search = Search { problem, left: flows };
    let (mut plan, mut bound) = search.weighted(best.clone())?;
    plan = chained(problem, plan, bound);
    let mut lowest = plan.lowest(problem);
    // Thresholds above `lowest` and at most `bound` are open; `high` is the highest that is worth a try.
    let mut high = bound;
    let mut first = true;
    let thresholds = Thresholds::new(problem);
    high = thresholds.before(high + 1).max(lowest);
    bound = bound.min(high);
    while lowest < high {
        // The bound itself is often reached.
        let threshold = if first { high } else { thresholds.from(lowest + (high - lowest + 1) / 2).min(high) };
        first = false;
        let enough = (search.left / 3).max(1);
        match search.reach(threshold, enough) {
            Verdict::Found(found) => {
                plan = Climb::new(problem, found).lift();
                lowest = plan.lowest(problem);
            }
            Verdict::None => {
                high = thresholds.before(threshold);
                bound = bound.min(high);
            }
            Verdict::Open => high = thresholds.before(threshold),
        }
    }
    search.left = flows;
    plan = Climb::new(problem, plan).enrich(lowest, 10);
    let (plan, total_bound) = search.fullest(plan, lowest, best.total(problem));
    let total = plan.total(problem);
    Some((plan, Fairness { lowest, lowest_bound: bound.max(lowest), total, total_bound }))
}

/// Lifts the lowest as far as chains of exchanges lead: the threshold is searched in a dozen steps.
fn chained(problem: &Problem, mut plan: Plan, mut high: i128) -> Plan {
    for _ in 0..12 {
        let lowest = plan.lowest(problem);
        if lowest >= high {
            break;
        }
        let threshold = lowest + (high - lowest + 1) / 2;
        match Climb::new(problem, plan.clone()).reach(threshold) {
            Some(found) => plan = Climb::new(problem, found).lift(),
            None => high = threshold - 1,
        }
    }
    plan
}

/// The thresholds that are worth a try.
struct Thresholds {
    /// If every application has one review, its affinities are all that its lowest can be.
    values: Option<Vec<i128>>,
}

impl Thresholds {
    fn new(problem: &Problem) -> Self {
        let single = problem.applications.iter().all(|one| one.reviews == 1);
        let rows = (0..problem.applications.len()).flat_map(|row| problem.affinity.row(row));
        let mut values: Vec<i128> = if single { rows.flatten().copied().map(i128::from).collect() } else { Vec::new() };
        values.sort_unstable();
        values.dedup();
        Self { values: single.then_some(values) }
    }

    /// The next one from here on.
    fn from(&self, threshold: i128) -> i128 {
        let values = self.values.as_deref().unwrap_or_default();
        values.get(values.partition_point(|one| *one < threshold)).copied().unwrap_or(threshold)
    }

    /// The last one before.
    fn before(&self, threshold: i128) -> i128 {
        let Some(values) = &self.values else { return threshold - 1 };
        let place = values.partition_point(|one| *one < threshold).checked_sub(1);
        place.and_then(|place| values.get(place)).copied().unwrap_or(threshold - 1)
    }
}

impl Search<'_> {
    /// Solves flows in which applications count the more the less they have; returns the plan with the highest lowest
    /// affinity and a bound: a weighted mean of all affinities is never below the lowest.
    fn weighted(&mut self, best: Plan) -> Option<(Plan, i128)> {
        let height = self.problem.applications.len();
        let mut bound = (0..height).filter_map(|row| most_of(self.problem, row)).min()?;
        let mut lowest = best.lowest(self.problem);
        let mut plan = best.clone();
        let mut weights = vec![WEIGHT; height];
        let mut current = best;
        let half = self.left / 2;
        for round in 0..ROUNDS {
            let weighed: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            let value: i128 = weights.iter().enumerate().map(|(row, weight)| i128::from(*weight) * current.sum(self.problem, row)).sum();
            bound = bound.min(value.div_euclid(weighed));
            let lifted = Climb::new(self.problem, current.clone()).lift();
            if lifted.lowest(self.problem) > lowest {
                lowest = lifted.lowest(self.problem);
                plan = lifted;
            }
            if lowest >= bound || self.left <= half {
                break;
            }
            reweigh(&mut weights, self.problem, &current, round);
            self.left -= 1;
            current = plan::quick(self.problem, Aim { weights: Some(&weights), shortfall: false }).ok()?;
        }
        Some((plan, bound))
    }

    /// Looks for a plan in which no application has less than `threshold`.
    fn reach(&mut self, threshold: i128, effort: usize) -> Verdict {
        let mut open = vec![self.problem.clone()];
        let mut effort = effort;
        while let Some(mut node) = open.pop() {
            if !prune(&mut node, threshold) {
                continue;
            }
            if effort == 0 || self.left == 0 {
                return Verdict::Open;
            }
            effort -= 1;
            self.left -= 1;
            let Ok(plan) = plan::quick(&node, Aim::default()) else { continue };
            match branch(&node, &plan, threshold) {
                None => return Verdict::Found(plan),
                Some((without, with)) => {
                    open.push(with);
                    open.push(without);
                }
            }
        }
        Verdict::None
    }

    /// The largest total among plans in which no application has less than `threshold`, beginning with one; and a bound.
    fn fullest(&mut self, plan: Plan, threshold: i128, bound: i128) -> (Plan, i128) {
        let mut best = plan;
        let mut total = best.total(self.problem);
        // Each with the bound of the node it came from.
        let mut open = vec![(self.problem.clone(), bound)];
        while let Some((mut node, above)) = open.pop() {
            if above <= total || !prune(&mut node, threshold) {
                continue;
            }
            if self.left == 0 {
                let rest = open.iter().map(|(_, bound)| *bound).max().unwrap_or(above);
                return (best, rest.max(above).max(total));
            }
            self.left -= 1;
            let Ok(found) = plan::best(&node, Aim::default()) else { continue };
            let value = found.total(self.problem);
            if value <= total {
                continue;
            }
            match branch(&node, &found, threshold) {
                None => {
                    total = value;
                    best = found;
                }
                Some((without, with)) => {
                    open.push((with, value));
                    open.push((without, value));
                }
            }
        }
        (best, total)
    }
}

/// The weight of an application at first.
const WEIGHT: i64 = 1 << 10;

/// Gives more weight to applications near the lowest, less to those above, in steps that get smaller.
fn reweigh(weights: &mut [i64], problem: &Problem, plan: &Plan, round: usize) {
    let sums: Vec<i128> = (0..weights.len()).map(|row| plan.sum(problem, row)).collect();
    let lowest = sums.iter().copied().min().unwrap_or(0);
    let spread = (sums.iter().copied().max().unwrap_or(0) - lowest).max(1);
    let step = i128::try_from(round / 4).unwrap_or(0) + 2;
    for (weight, sum) in weights.iter_mut().zip(sums) {
        // From 1 (the lowest) to 0 (the highest), in thousandths.
        let behind = 1_000 - (sum - lowest) * 1_000 / spread;
        let changed = i128::from(*weight) * (1_000 * step + 2 * behind - 1_000) / (1_000 * step);
        *weight = i64::try_from(changed.clamp(1, 1 << 20)).unwrap_or(WEIGHT);
    }
}

/// The most affinity that an application could have by itself; `None` if it has too few reviewers.
fn most_of(problem: &Problem, row: usize) -> Option<i128> {
    let (fixed, mut free) = split(problem, row);
    let need = problem.applications.get(row).map_or(0, |one| one.reviews as usize).saturating_sub(list_at(&problem.fixed, row).len());
    free.sort_unstable_by(|a, b| b.cmp(a));
    (free.len() >= need).then(|| fixed + free.iter().take(need).sum::<i128>())
}

/// What is fixed of an application, and its other possible affinities.
fn split(problem: &Problem, row: usize) -> (i128, Vec<i128>) {
    let fixed = list_at(&problem.fixed, row);
    let own = fixed.iter().filter_map(|&column| problem.affinity.at(row, column)).map(i128::from).sum();
    let cells = problem.affinity.row(row).iter().enumerate();
    (own, cells.filter(|(column, _)| !fixed.contains(column)).filter_map(|(_, cell)| cell.map(i128::from)).collect())
}

/// Forbids pairs that no set of reviewers with `threshold` can contain; `false` if an application cannot reach it.
fn prune(node: &mut Problem, threshold: i128) -> bool {
    for row in 0..node.applications.len() {
        let fixed = list_at(&node.fixed, row).to_vec();
        let need = node.applications.get(row).map_or(0, |one| one.reviews as usize).saturating_sub(fixed.len());
        let Some(most) = most_of(node, row).filter(|most| *most >= threshold) else { return false };
        if need == 0 {
            continue;
        }
        let (_, mut free) = split(node, row);
        free.sort_unstable_by(|a, b| b.cmp(a));
        // A pair outside the best set takes the place of the last one in it.
        let last = free.get(need - 1).copied().unwrap_or(0);
        for (column, cell) in node.affinity.row_mut(row).iter_mut().enumerate() {
            let low = cell.is_some_and(|units| i128::from(units) < last && most - last + i128::from(units) < threshold);
            if low && !fixed.contains(&column) {
                *cell = None;
            }
        }
    }
    true
}

/// Two smaller problems, without and with one pair of the lowest application; `None` if none is below `threshold`.
fn branch(node: &Problem, plan: &Plan, threshold: i128) -> Option<(Problem, Problem)> {
    let sums = (0..node.applications.len()).map(|row| (plan.sum(node, row), row));
    let (_, row) = sums.filter(|(sum, _)| *sum < threshold).min()?;
    let fixed = list_at(&node.fixed, row);
    let free = list_at(&plan.reviewers_of, row).iter().filter(|column| !fixed.contains(column));
    let column = free.copied().min_by_key(|&column| (node.affinity.at(row, column), column))?;
    let (mut without, mut with) = (node.clone(), node.clone());
    without.affinity.set(row, column, None);
    if let Some(list) = with.fixed.get_mut(row) {
        list.push(column);
        list.sort_unstable();
    }
    Some((without, with))
}
