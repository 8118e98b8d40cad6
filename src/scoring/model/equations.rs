//! Henderson's mixed-model equations at given ratios of variances, the restricted likelihood
//! there, and its first and second derivatives.
//!
//! With the absorbed factor a (ratio γa of its variance to the residual one), the kept factor b
//! (γb) and H = I + γa Z Zᵀ + γb W Wᵀ, the absorbed part is inverted level by level, which leaves
//! M = I + γb C with C = Wᵀ (I + γa Z Zᵀ)⁻¹ W: as many rows as the kept factor has levels
//! (Henderson 1975, Biometrics 31; Searle, Casella & McCulloch 1992, chapters 6 and 7).

use super::design::Design;
use super::matrix::{Lower, Matrix, add, at, dot};

/// Ratios of the variances of the absorbed and the kept factor to the residual variance.
pub(crate) type Ratios = [f64; 2];

/// The solution at given ratios.
#[derive(Debug)]
pub(crate) struct Solution {
    pub(crate) ratios: Ratios,
    /// The residual variance if it is held, in the scale of the design; otherwise it is profiled out.
    held: Option<f64>,
    /// 1 / (1 + γa n) for each absorbed level.
    pub(crate) shrink: Vec<f64>,
    counts: Vec<f64>,
    crossed: Matrix,
    pub(crate) factor: Lower,
    /// M⁻¹ Wᵀ (I + γa Z Zᵀ)⁻¹ 1, which is Wᵀ H⁻¹ 1.
    pub(crate) kept_ones: Vec<f64>,
    /// Zᵀ H⁻¹ 1.
    pub(crate) absorbed_ones: Vec<f64>,
    /// 1ᵀ H⁻¹ 1.
    pub(crate) ones: f64,
    /// The estimated mean, in the scale of the design.
    pub(crate) mean: f64,
    /// Zᵀ P y and Wᵀ P y; times the ratio, the predicted effects.
    pub(crate) absorbed: Vec<f64>,
    pub(crate) kept: Vec<f64>,
    /// yᵀ P y.
    pub(crate) square: f64,
    /// Twice the negative restricted log-likelihood without constants.
    pub(crate) criterion: f64,
}

/// First and second derivatives of the criterion by both ratios.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Derivatives {
    pub(crate) first: [f64; 2],
    /// By a twice, by a and b, by b twice.
    pub(crate) second: [f64; 3],
}

impl Solution {
    /// Solves the equations; `None` if rounding leaves the matrix without a factor.
    pub(crate) fn at(design: &Design, ratios: Ratios, held: Option<f64>) -> Option<Self> {
        let [a, b] = ratios;
        let counts: Vec<f64> = design.levels().map(|points| points.len() as f64).collect();
        let shrink: Vec<f64> = counts.iter().map(|n| 1.0 / (1.0 + a * n)).collect();
        let meetings = design.meetings(&|n| a / (1.0 + a * n));
        let crossed = crossed(design, &meetings);
        let factor = Lower::of(shifted(&crossed, b))?;
        // Wᵀ (I + γa Z Zᵀ)⁻¹ of the ones and of the scores.
        let of_ones = design.scatter(&shrink);
        let sums: Vec<f64> = design.levels().map(|points| points.iter().map(|point| point.value).sum()).collect();
        let pulled: Vec<f64> = sums.iter().zip(&shrink).map(|(sum, shrink)| a * shrink * sum).collect();
        let mut of_scores = vec![0.0; design.kept()];
        for (points, pull) in design.levels().zip(&pulled) {
            for point in points {
                if let Some(cell) = of_scores.get_mut(point.kept) {
                    *cell += point.value - pull;
                }
            }
        }
        let kept_ones = factor.solve(&of_ones);
        let solved_scores = factor.solve(&of_scores);
        let ones = dot(&counts, &shrink) - b * dot(&of_ones, &kept_ones);
        let mean = (dot(&sums, &shrink) - b * dot(&of_ones, &solved_scores)) / ones;
        let kept: Vec<f64> = solved_scores.iter().zip(&kept_ones).map(|(y, one)| y - mean * one).collect();
        let absorbed: Vec<f64> = (design.gather(&kept).iter().zip(&sums).zip(&counts).zip(&shrink))
            .map(|(((met, sum), n), shrink)| shrink * (sum - n * mean - b * met))
            .collect();
        let absorbed_ones: Vec<f64> =
            (design.gather(&kept_ones).iter().zip(&counts).zip(&shrink)).map(|((met, n), shrink)| shrink * (n - b * met)).collect();
        let square = residual_square(design, mean, [a, b], &absorbed, &kept) + a * dot(&absorbed, &absorbed) + b * dot(&kept, &kept);
        let free = (design.scores() as f64) - 1.0;
        let determinant = factor.log_determinant() - shrink.iter().map(|s| libm::log(*s)).sum::<f64>();
        let fit = held.map_or_else(|| free * libm::log(square.max(f64::MIN_POSITIVE)), |residual| square / residual);
        let criterion = fit + determinant + libm::log(ones);
        let solution =
            Self { ratios, held, shrink, counts, crossed, factor, kept_ones, absorbed_ones, ones, mean, absorbed, kept, square, criterion };
        criterion.is_finite().then_some(solution)
    }

    /// The derivatives of the criterion by both ratios.
    pub(crate) fn derivatives(&self, design: &Design) -> Derivatives {
        let [a, _] = self.ratios;
        let free = (design.scores() as f64) - 1.0;
        let inverse = self.factor.inverse();
        let paired = design.meetings(&|n| (1.0 + a * n).powi(-2));
        let forms = design.quadratics(&inverse, &|n| {
            let shrink = 1.0 / (1.0 + a * n);
            [shrink.powi(2), n * shrink.powi(3)]
        });
        let weighted: Vec<f64> = self.absorbed_ones.iter().zip(&self.shrink).map(|(one, shrink)| one * shrink).collect();
        let traces = self.traces(&inverse, &paired, forms, &design.scatter(&weighted));
        let products = self.products(design, &inverse);
        let squares = [dot(&self.absorbed, &self.absorbed), dot(&self.kept, &self.kept)];
        // The inverse of the residual variance, and what its being profiled out takes from the curvature.
        let precision = self.held.map_or(free / self.square, |residual| 1.0 / residual);
        let share = |side: usize| if self.held.is_none() { at(&squares, side) / self.square } else { 0.0 };
        let second =
            |product: f64, one: usize, other: usize, trace: f64| 2.0 * precision * product - free * share(one) * share(other) - trace;
        let [trace_a, trace_b, trace_aa, trace_ab, trace_bb] = traces;
        let [product_aa, product_ab, product_bb] = products;
        Derivatives {
            first: [trace_a - precision * at(&squares, 0), trace_b - precision * at(&squares, 1)],
            second: [second(product_aa, 0, 0, trace_aa), second(product_ab, 0, 1, trace_ab), second(product_bb, 1, 1, trace_bb)],
        }
    }

    /// Traces of P Va, P Vb, P Va P Va, P Va P Vb, P Vb P Vb. `weighted` is Tᵀ Zᵀ H⁻¹ 1 with T the shrunk incidence.
    fn traces(&self, inverse: &Matrix, paired: &Matrix, [form, formed]: [f64; 2], weighted: &[f64]) -> [f64; 5] {
        let [_, b] = self.ratios;
        // Zᵀ H⁻¹ Z without its low-rank part, which is diagonal.
        let own: Vec<f64> = self.counts.iter().zip(&self.shrink).map(|(n, s)| n * s).collect();
        let (ones_a, ones_b) = (dot(&self.absorbed_ones, &self.absorbed_ones), dot(&self.kept_ones, &self.kept_ones));
        let trace_a = own.iter().sum::<f64>() - b * form - ones_a / self.ones;
        // Wᵀ P W
        let mut inner = self.crossed.product(inverse);
        for (row, one) in inner.rows_mut().zip(&self.kept_ones) {
            add(row, -one / self.ones, &self.kept_ones);
        }
        let trace_b = inner.diagonal().iter().sum();
        let trace_bb = inner.inner(&inner);
        let spread = inverse.product(paired); // M⁻¹ Tᵀ T
        let solved = inverse.times(weighted);
        let trace_ab = spread.inner(inverse) - 2.0 * dot(&solved, &self.kept_ones) / self.ones + ones_a * ones_b / self.ones.powi(2);
        let squares: f64 = own.iter().map(|d| d * d).sum();
        let mixed: f64 = own.iter().zip(&self.absorbed_ones).map(|(d, g)| d * g * g).sum();
        let trace_aa =
            squares + b * b * spread.trace_of_square() + (ones_a / self.ones).powi(2) - 2.0 * b * formed - 2.0 * mixed / self.ones
                + 2.0 * b * dot(weighted, &solved) / self.ones;
        [trace_a, trace_b, trace_aa, trace_ab, trace_bb]
    }

    /// yᵀ P Va P Va P y, yᵀ P Va P Vb P y and yᵀ P Vb P Vb P y.
    fn products(&self, design: &Design, inverse: &Matrix) -> [f64; 3] {
        let [_, b] = self.ratios;
        let shrunk: Vec<f64> = self.absorbed.iter().zip(&self.shrink).map(|(x, s)| x * s).collect();
        let across = design.scatter(&shrunk);
        let solved = inverse.times(&across);
        let own: f64 = (shrunk.iter().zip(&self.absorbed).zip(&self.counts)).map(|((s, x), n)| n * s * x).sum();
        let (ones_a, ones_b) = (dot(&self.absorbed_ones, &self.absorbed), dot(&self.kept_ones, &self.kept));
        let turned = inverse.times(&self.kept);
        let aa = own - b * dot(&across, &solved) - ones_a * ones_a / self.ones;
        let ab = dot(&across, &turned) - ones_a * ones_b / self.ones;
        let bb = dot(&self.crossed.times(&self.kept), &turned) - ones_b * ones_b / self.ones;
        [aa, ab, bb]
    }
}

/// C = Wᵀ (I + γa Z Zᵀ)⁻¹ W.
fn crossed(design: &Design, meetings: &Matrix) -> Matrix {
    let mut crossed = Matrix::zero(design.kept());
    for (place, ((to, from), count)) in crossed.rows_mut().zip(meetings.rows()).zip(&design.kept_counts).enumerate() {
        add(to, -1.0, from);
        if let Some(cell) = to.get_mut(place) {
            *cell += count;
        }
    }
    crossed
}

/// I + b C.
fn shifted(crossed: &Matrix, b: f64) -> Matrix {
    let mut shifted = Matrix::zero(crossed.size());
    for (place, (to, from)) in shifted.rows_mut().zip(crossed.rows()).enumerate() {
        add(to, b, from);
        if let Some(cell) = to.get_mut(place) {
            *cell += 1.0;
        }
    }
    shifted
}

/// The sum of the squares of what mean and effects leave.
fn residual_square(design: &Design, mean: f64, [a, b]: Ratios, absorbed: &[f64], kept: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (points, effect) in design.levels().zip(absorbed) {
        let level: f64 = points.iter().map(|point| (point.value - mean - a * effect - b * at(kept, point.kept)).powi(2)).sum();
        sum += level;
    }
    sum
}
