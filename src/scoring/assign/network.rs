//! A problem as costs that are added up exactly, in this order of importance: the
//! fewest reviews of a reviewer, missing reviews (if they are allowed) and their even
//! spread, affinity, even loads. Each level outweighs all that the levels after it can
//! come to, so that one smallest sum is the best in every respect.

use super::grid::Grid;
use super::problem::Problem;

/// The cost of a pair that is never assigned.
pub(super) const NEVER: i128 = i128::MAX;
/// No single cost may be larger, so that no sum can overflow.
const LARGEST_COST: i128 = 1 << 112;

/// The network of a problem. A node takes reviews: the reviewers by index, then, if reviews may be missing, one
/// node for the first missing review of each application, one for the second, and so on.
#[derive(Clone, Debug)]
pub(super) struct Network {
    /// By application and node.
    pub(super) cost: Grid<i128>,
    /// By application: how many reviews are still to be given beside the fixed ones.
    pub(super) need: Vec<u32>,
    /// By application: how many of its reviews may come from one region.
    pub(super) limit: Vec<Option<u32>>,
    /// By application: its fixed reviewers.
    pub(super) fixed: Vec<Vec<usize>>,
    /// All nodes.
    pub(super) nodes: Vec<Node>,
    /// How many of them are reviewers.
    pub(super) reviewers: usize,
    /// What one of the fewest reviews of a reviewer is worth.
    must: i128,
}

/// Who or what takes reviews.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    least: u32,
    most: u32,
    /// Fixed reviews.
    pub(super) base: u32,
    pub(super) region: Option<usize>,
    /// Whether its load counts.
    counted: bool,
}

/// What to aim at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aim<'a> {
    /// By application: how much its affinity counts; 1 for all without it.
    pub(super) weights: Option<&'a [i64]>,
    /// Reviews may be missing.
    pub(super) shortfall: bool,
}

/// The sizes of the levels.
struct Levels {
    /// One unit of affinity.
    affinity: i128,
    /// One missing review, as the first, the second … of its application.
    missing: Vec<i128>,
    must: i128,
}

impl Network {
    /// `None` if the sums would not be exact.
    pub(super) fn new(problem: &Problem, aim: Aim<'_>) -> Option<Self> {
        let levels = levels(problem, aim)?;
        let (height, reviewers) = (problem.applications.len(), problem.reviewers.len());
        let mut cost = Grid::new(height, reviewers + levels.missing.len(), NEVER);
        for row in 0..height {
            let weight = aim.weights.and_then(|weights| weights.get(row)).copied().unwrap_or(1);
            let scale = levels.affinity * i128::from(weight);
            let cells = problem.affinity.row(row).iter().map(|cell| cell.map_or(NEVER, |units| -i128::from(units) * scale));
            for (target, value) in cost.row_mut(row).iter_mut().zip(cells.chain(levels.missing.iter().copied())) {
                *target = value;
            }
        }
        let mut nodes: Vec<Node> =
            problem.reviewers.iter().zip(&problem.region).map(|(r, region)| node(r.least, r.most, *region)).collect();
        nodes.extend(levels.missing.iter().map(|_| Node { most: u32::MAX, ..Node::default() }));
        let mut need = Vec::with_capacity(height);
        for (row, (application, fixed)) in problem.applications.iter().zip(&problem.fixed).enumerate() {
            need.push(application.reviews.saturating_sub(u32::try_from(fixed.len()).ok()?));
            for &column in fixed {
                cost.set(row, column, NEVER);
                if let Some(node) = nodes.get_mut(column) {
                    node.base += 1;
                }
            }
        }
        let limit = (0..height).map(|row| problem.region_limit(row)).collect();
        Some(Self { cost, need, limit, fixed: problem.fixed.clone(), nodes, reviewers, must: levels.must })
    }

    /// What one more review costs at a node that has `load`; `None` if it takes no more. Costs rise with the load, so
    /// that of two equal sums the one with the more even loads is smaller.
    pub(super) fn end(&self, node: usize, load: u32) -> Option<i128> {
        let node = self.nodes.get(node).filter(|node| load < node.most)?;
        if !node.counted {
            return Some(0);
        }
        let reward = if load < node.least { self.must } else { 0 };
        Some(2 * i128::from(load) + 1 - reward)
    }

    /// Whether a reviewer with this load still lacks some of their fewest reviews.
    pub(super) fn lacks(&self, node: usize, load: u32) -> bool {
        self.nodes.get(node).is_some_and(|node| load < node.least)
    }

    pub(super) fn region(&self, node: usize) -> Option<usize> {
        self.nodes.get(node).and_then(|node| node.region)
    }
}

fn node(least: u32, most: u32, region: Option<usize>) -> Node {
    Node { least, most, base: 0, region, counted: true }
}

fn levels(problem: &Problem, aim: Aim<'_>) -> Option<Levels> {
    let total = i128::from(problem.reviews_needed());
    let height = i128::try_from(problem.applications.len()).ok()?;
    let most = i128::from(problem.reviewers.iter().map(|one| one.most).max()?).min(height);
    let weight = aim.weights.map_or(1, |weights| weights.iter().copied().max().unwrap_or(1));
    let cells = (0..problem.applications.len()).flat_map(|row| problem.affinity.row(row));
    let largest = i128::from(cells.flatten().map(|units| units.unsigned_abs()).max().unwrap_or(0)).checked_mul(weight.into())?;
    // Loads of at most `most` that add up to `total` have squares that add up to at most the product.
    let affinity = total.checked_mul(most)?.checked_add(1)?;
    let span = total.checked_mul(2)?.checked_mul(largest)?.checked_add(1)?.checked_mul(affinity)?.checked_add(affinity)?;
    let deepest = if aim.shortfall { problem.applications.iter().map(|one| one.reviews).max()? } else { 0 };
    let quota = total.checked_mul(2 * i128::from(deepest))?.checked_add(1)?;
    let missing: Vec<i128> = (0..deepest).map(|j| span.checked_mul(quota.checked_add(2 * i128::from(j) + 1)?)).collect::<Option<_>>()?;
    let must = match missing.last() {
        Some(last) => last.checked_mul(total.checked_add(1)?)?.checked_mul(2)?,
        None => span,
    };
    (must <= LARGEST_COST).then_some(Levels { affinity, missing, must })
}
