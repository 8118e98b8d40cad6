//! The mixed model y = μ + u(application) + w(reviewer) + e: variances by REML, best linear
//! unbiased predictions of u and w with the covariances of their errors.
//!
//! Sources: Patterson & Thompson 1971 (REML), Henderson 1975 (predictions and their errors).
//! A model of zeros stands for scores without any variation; nothing here is ever NaN.

mod design;
mod equations;
mod identify;
pub(crate) mod matrix;
mod predict;
mod reml;
#[cfg(test)]
mod tests;

pub(crate) use identify::identified;
pub(crate) use predict::{LANES, Lanes, Predictions};

use super::table::{Cell, Table};
use design::{Absorbed, Design};
use equations::Solution;

/// The fitted model.
#[derive(Debug)]
pub(crate) struct Model {
    /// μ, in points.
    pub(crate) mean: f64,
    /// The standard error of μ, in points.
    pub(crate) mean_error: f64,
    /// Variances in squared points.
    pub(crate) application: f64,
    pub(crate) reviewer: f64,
    pub(crate) residual: f64,
    /// −2 times the restricted log-likelihood with all constants; `None` without residual variance.
    pub(crate) criterion: Option<f64>,
    pub(crate) steps: usize,
    pub(crate) converged: bool,
    pub(crate) predictions: Predictions,
    fixed: Option<Fixed>,
}

/// What a second solution with the same variances needs.
#[derive(Clone, Copy, Debug)]
struct Fixed {
    /// Ratio of the variance of applications, then of reviewers, to the residual one.
    application: f64,
    reviewer: f64,
    /// The residual variance in the scale of the design.
    residual: f64,
    centre: f64,
    scale: f64,
}

/// Fits the model; `None` only if rounding leaves the equations without a solution. `tell` hears of every step.
pub(crate) fn fit(table: &Table, tell: &dyn Fn(usize)) -> Option<Model> {
    let counts = (table.applications.len(), table.reviewers.len());
    let n = table.cells.len() as f64;
    let centre = table.cells.iter().map(|cell| cell.score).sum::<f64>() / n;
    let scale = table.cells.iter().map(|cell| (cell.score - centre).abs()).fold(0.0, f64::max);
    let equal = table.cells.iter().zip(table.cells.iter().skip(1)).all(|(one, next)| one.score.total_cmp(&next.score).is_eq());
    if equal || scale <= 0.0 {
        let score = table.cells.first().map_or(0.0, |cell| cell.score);
        return Some(constant(score, counts));
    }
    let design = Design::new(&table.cells, counts, (centre, scale), true);
    let spread = table.cells.iter().map(|cell| ((cell.score - centre) / scale).powi(2)).sum::<f64>() / n;
    let top = reml::climb(&design, spread, tell)?;
    let solution = top.solution;
    let (none, residual) = (top.without_residual, top.residual);
    let [application, reviewer] = sides(design.absorbed, solution.ratios);
    let fixed = Fixed { application, reviewer, residual, centre, scale };
    let points = scale * scale;
    // N − 1 free sums of squares: their logarithm is scaled back to points.
    let criterion = solution.criterion + (n - 1.0) * (1.0 + libm::log(std::f64::consts::TAU / (n - 1.0)) + 2.0 * libm::log(scale));
    Some(Model {
        mean: centre + scale * solution.mean,
        mean_error: scale * (residual / solution.ones).sqrt(),
        application: application * residual * points,
        reviewer: reviewer * residual * points,
        residual: if none { 0.0 } else { residual * points },
        criterion: (!none).then_some(criterion),
        steps: top.steps,
        converged: top.converged,
        predictions: Predictions::of(design, &solution, residual, scale),
        fixed: Some(fixed),
    })
}

/// Ratios by absorbed and kept factor, or by application and reviewer: the same exchange both ways.
fn sides(absorbed: Absorbed, [one, other]: [f64; 2]) -> [f64; 2] {
    if absorbed == Absorbed::Applications { [one, other] } else { [other, one] }
}

/// All scores are equal.
fn constant(score: f64, (applications, reviewers): (usize, usize)) -> Model {
    Model {
        mean: score,
        mean_error: 0.0,
        application: 0.0,
        reviewer: 0.0,
        residual: 0.0,
        criterion: None,
        steps: 0,
        converged: true,
        predictions: Predictions::zero(applications, reviewers),
        fixed: None,
    }
}

impl Model {
    /// Predictions from other scores of the same applications and reviewers with the variances as they were fitted; `None` if
    /// there is nothing to predict from.
    pub(crate) fn predict_again(&self, cells: &[Cell], counts: (usize, usize)) -> Option<Predictions> {
        let fixed = self.fixed.filter(|_| !cells.is_empty())?;
        let design = Design::new(cells, counts, (fixed.centre, fixed.scale), false);
        let solution = Solution::at(&design, sides(design.absorbed, [fixed.application, fixed.reviewer]), None)?;
        Some(Predictions::of(design, &solution, fixed.residual, fixed.scale))
    }
}
