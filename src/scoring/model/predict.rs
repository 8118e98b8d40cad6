//! Predicted effects and the covariances of their errors. For the absorbed factor these are
//! diagonal plus a part of low rank, which is never written out as a whole; for the kept factor they are a matrix.

use super::design::{Absorbed, Design};
use super::equations::Solution;
use super::matrix::{Lower, Matrix, at};
use crate::scoring::normal::Draws;

/// How many applications, or how many draws, are worked on at once.
pub(crate) const LANES: usize = 8;
/// The same figure for several applications or draws.
pub(crate) type Lanes = [f64; LANES];

/// Effects of applications and reviewers, in points, and how uncertain they are.
#[derive(Debug)]
pub(crate) struct Predictions {
    /// The effect of each application.
    pub(crate) applications: Vec<f64>,
    /// The variance of the error of each, in squared points.
    pub(crate) application_errors: Vec<f64>,
    /// The effect of each reviewer: above 0 gives more points than the others would.
    pub(crate) reviewers: Vec<f64>,
    pub(crate) reviewer_errors: Vec<f64>,
    errors: Errors,
}

/// The covariances of the errors of the applications' effects.
#[derive(Debug)]
enum Errors {
    Zero,
    Absorbed(Box<Low>),
    /// Root: a draw is √(γ σ²) L⁻ᵀ z + `level` z₀.
    Kept {
        covariances: Matrix,
        factor: Lower,
        stretch: f64,
        level: Vec<f64>,
    },
}

/// diag(own) + (S Z) K (S Z)ᵀ + level levelᵀ, with Z the incidence of reviewers.
#[derive(Debug)]
struct Low {
    design: Design,
    own: Vec<f64>,
    shrink: Vec<f64>,
    solved: Matrix,
    factor: Lower,
    level: Vec<f64>,
}

impl Predictions {
    /// No effect at all.
    pub(crate) fn zero(applications: usize, reviewers: usize) -> Self {
        let (of_applications, of_reviewers) = (vec![0.0; applications], vec![0.0; reviewers]);
        Self {
            applications: of_applications.clone(),
            application_errors: of_applications,
            reviewers: of_reviewers.clone(),
            reviewer_errors: of_reviewers,
            errors: Errors::Zero,
        }
    }

    /// Predictions from a solution. `residual` is the residual variance in the scale of the design, `scale` the points of one of its units.
    pub(crate) fn of(design: Design, solution: &Solution, residual: f64, scale: f64) -> Self {
        let [a, b] = solution.ratios;
        let unit = residual.sqrt() * scale;
        let inverse = solution.factor.inverse();
        let effects = |ratio: f64, values: &[f64]| values.iter().map(|value| ratio * value * scale).collect::<Vec<f64>>();
        let (absorbed, kept) = (effects(a, &solution.absorbed), effects(b, &solution.kept));
        let levels = |ratio: f64, ones: &[f64]| ones.iter().map(|one| ratio * unit * one / solution.ones.sqrt()).collect::<Vec<f64>>();
        let (absorbed_level, kept_level) = (levels(a, &solution.absorbed_ones), levels(b, &solution.kept_ones));
        let own: Vec<f64> = solution.shrink.iter().map(|shrink| unit * unit * a * shrink).collect();
        let shrink: Vec<f64> = solution.shrink.iter().map(|shrink| unit * a * b.sqrt() * shrink).collect();
        let kept_errors: Vec<f64> =
            inverse.diagonal().iter().zip(&kept_level).map(|(value, level)| unit * unit * b * value + level * level).collect();
        let absorbed_errors: Vec<f64> = (design.levels().zip(&own).zip(&shrink).zip(&absorbed_level))
            .map(|(((points, own), shrink), level)| own + shrink * shrink * super::design::quadratic(&inverse, points) + level * level)
            .collect();
        let factor = solution.factor.clone();
        if design.absorbed == Absorbed::Applications {
            let low = Low { design, own, shrink, solved: inverse, factor, level: absorbed_level };
            let errors = if a > 0.0 { Errors::Absorbed(Box::new(low)) } else { Errors::Zero };
            return Self {
                applications: absorbed,
                application_errors: absorbed_errors,
                reviewers: kept,
                reviewer_errors: kept_errors,
                errors,
            };
        }
        let mut covariances = inverse;
        for (row, left) in covariances.rows_mut().zip(&kept_level) {
            for (cell, right) in row.iter_mut().zip(&kept_level) {
                *cell = unit * unit * b * *cell + left * right;
            }
        }
        let errors = if b > 0.0 { Errors::Kept { covariances, factor, stretch: unit * b.sqrt(), level: kept_level } } else { Errors::Zero };
        Self { applications: kept, application_errors: kept_errors, reviewers: absorbed, reviewer_errors: absorbed_errors, errors }
    }

    /// Whether no application differs from another for all the model knows.
    pub(crate) fn no_difference(&self) -> bool {
        matches!(self.errors, Errors::Zero)
    }

    /// Covariances of the errors of the applications `first`, `first` + 1, … with each application from `first` on.
    /// The diagonal is not among them: it stands in `application_errors`.
    pub(crate) fn covariances(&self, first: usize) -> Vec<Lanes> {
        let count = self.applications.len().saturating_sub(first);
        match &self.errors {
            Errors::Zero => vec![[0.0; LANES]; count],
            Errors::Kept { covariances, .. } => {
                let mut found = vec![[0.0; LANES]; count];
                for lane in 0..LANES {
                    for (to, value) in found.iter_mut().zip(covariances.row(first + lane).iter().skip(first)) {
                        if let Some(cell) = to.get_mut(lane) {
                            *cell = *value;
                        }
                    }
                }
                found
            }
            Errors::Absorbed(low) => low.covariances(first),
        }
    }

    /// Eight draws of the applications' effects around their predictions, by application.
    pub(crate) fn draw(&self, draws: &mut Draws) -> Vec<Lanes> {
        let noise = match &self.errors {
            Errors::Zero => vec![[0.0; LANES]; self.applications.len()],
            Errors::Absorbed(low) => low.draw(draws),
            Errors::Kept { factor, stretch, level, .. } => {
                let common: Lanes = std::array::from_fn(|_| draws.normal());
                let mut noise = roots(factor, level.len(), draws);
                for (lanes, level) in noise.iter_mut().zip(level) {
                    for (value, common) in lanes.iter_mut().zip(common) {
                        *value = *value * stretch + level * common;
                    }
                }
                noise
            }
        };
        noise.into_iter().zip(&self.applications).map(|(lanes, effect)| lanes.map(|value| value + effect)).collect()
    }
}

impl Low {
    fn covariances(&self, first: usize) -> Vec<Lanes> {
        // The columns K Zᵀ S of the applications of this block, by reviewer.
        let mut columns = vec![[0.0; LANES]; self.design.kept()];
        let mut levels = [0.0; LANES];
        for (lane, to_level) in levels.iter_mut().enumerate() {
            let (shrink, level) = (at(&self.shrink, first + lane), at(&self.level, first + lane));
            *to_level = level;
            for point in self.design.level(first + lane) {
                for (to, value) in columns.iter_mut().zip(self.solved.row(point.kept)) {
                    if let Some(cell) = to.get_mut(lane) {
                        *cell += shrink * value;
                    }
                }
            }
        }
        let others = (first..self.own.len()).map(|place| self.design.level(place));
        others
            .zip(self.shrink.iter().zip(&self.level).skip(first))
            .map(|(points, (shrink, level))| {
                let mut lanes = [0.0; LANES];
                for column in points.iter().filter_map(|point| columns.get(point.kept)) {
                    for (lane, value) in lanes.iter_mut().zip(column) {
                        *lane += value;
                    }
                }
                for (lane, other) in lanes.iter_mut().zip(levels) {
                    *lane = *lane * shrink + level * other;
                }
                lanes
            })
            .collect()
    }

    fn draw(&self, draws: &mut Draws) -> Vec<Lanes> {
        let common: Lanes = std::array::from_fn(|_| draws.normal());
        let kept = roots(&self.factor, self.design.kept(), draws);
        (self.design.levels().zip(&self.own).zip(self.shrink.iter().zip(&self.level)))
            .map(|((points, own), (shrink, level))| {
                let mut lanes = [0.0; LANES];
                for column in points.iter().filter_map(|point| kept.get(point.kept)) {
                    for (lane, value) in lanes.iter_mut().zip(column) {
                        *lane += value;
                    }
                }
                let spread = own.sqrt();
                for (lane, common) in lanes.iter_mut().zip(common) {
                    *lane = *lane * shrink + level * common + spread * draws.normal();
                }
                lanes
            })
            .collect()
    }
}

/// Eight draws with the inverse of L Lᵀ as their covariance matrix.
fn roots(factor: &Lower, size: usize, draws: &mut Draws) -> Vec<Lanes> {
    let mut found = vec![[0.0; LANES]; size];
    for lane in 0..LANES {
        let mut values: Vec<f64> = (0..size).map(|_| draws.normal()).collect();
        factor.backward(&mut values);
        for (to, value) in found.iter_mut().zip(values) {
            if let Some(cell) = to.get_mut(lane) {
                *cell = value;
            }
        }
    }
    found
}
