//! Intraclass correlations in the forms of Shrout & Fleiss 1979 (Psychological Bulletin 86) under the
//! names of McGraw & Wong 1996 (Psychological Methods 1), with F test and 95 % interval.
//!
//! They are defined for complete tables. With missing cells they are computed from the applications
//! that every reviewer has scored; the share of the panel they speak for is part of the answer.

use super::Figure;
use crate::scoring::table::Table;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// One form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Correlation {
    /// The estimate.
    pub(crate) value: f64,
    /// F with its degrees of freedom and the probability of a larger one if all applications were equal; `None` where F is infinite.
    pub(crate) test: Option<(f64, f64)>,
    /// Degrees of freedom.
    pub(crate) freedom: (f64, f64),
    /// The 95 % interval; `None` where F is infinite.
    pub(crate) interval: Option<(f64, f64)>,
}

/// All six forms from the complete applications.
#[derive(Debug)]
pub(crate) struct Correlations {
    /// How many applications every reviewer has scored.
    pub(crate) complete: usize,
    /// icc1, icc_a1, icc_c1, icc1k, icc_ak, icc_ck.
    pub(crate) forms: [Figure<Correlation>; 6],
}

/// Mean squares of the two-way table.
struct Squares {
    applications: f64,
    reviewers: f64,
    residual: f64,
    within: f64,
    n: f64,
    k: f64,
}

/// Below this share of all variation a mean square is rounding.
const ROUNDING: f64 = 1e-24;

impl Correlations {
    /// The correlations of a table.
    pub(crate) fn of(table: &Table) -> Self {
        let k = table.reviewers.len();
        let rows: Vec<Vec<f64>> =
            table.by_application().filter(|cells| cells.len() == k).map(|cells| cells.iter().map(|cell| cell.score).collect()).collect();
        let complete = rows.len();
        let refuse = |reason: &str| std::array::from_fn(|_| Err(reason.to_owned()));
        let forms = if k < 2 {
            refuse("There is one reviewer only: two are needed to compare.")
        } else if complete < 2 {
            refuse(&format!(
                "Every reviewer has scored {complete} of the applications; a complete table of two at least is needed. The two correlations by the model use every score."
            ))
        } else {
            Squares::of(&rows).forms()
        };
        Self { complete, forms }
    }
}

impl Squares {
    fn of(rows: &[Vec<f64>]) -> Self {
        let n = rows.len() as f64;
        let width = rows.first().map_or(0, Vec::len);
        let k = width as f64;
        let grand = rows.iter().flatten().sum::<f64>() / (n * k);
        let means: Vec<f64> = rows.iter().map(|row| row.iter().sum::<f64>() / k).collect();
        let mut columns = vec![0.0; width];
        for row in rows {
            columns.iter_mut().zip(row).for_each(|(sum, value)| *sum += value / n);
        }
        let (mut total, mut residual, mut within) = (0.0, 0.0, 0.0);
        for (row, mean) in rows.iter().zip(&means) {
            for (value, column) in row.iter().zip(&columns) {
                total += (value - grand).powi(2);
                residual += (value - mean - column + grand).powi(2);
                within += (value - mean).powi(2);
            }
        }
        let clean = |sum: f64| if sum <= ROUNDING * total.max(grand * grand * n * k) { 0.0 } else { sum };
        let applications = clean(k * means.iter().map(|mean| (mean - grand).powi(2)).sum::<f64>());
        let reviewers = clean(n * columns.iter().map(|mean| (mean - grand).powi(2)).sum::<f64>());
        Self {
            applications: applications / (n - 1.0),
            reviewers: reviewers / (k - 1.0),
            residual: clean(residual) / ((n - 1.0) * (k - 1.0)),
            within: clean(within) / (n * (k - 1.0)),
            n,
            k,
        }
    }

    fn forms(&self) -> [Figure<Correlation>; 6] {
        let (b, e, j, w, n, k) = (self.applications, self.residual, self.reviewers, self.within, self.n, self.k);
        let one_way = (n - 1.0, n * (k - 1.0));
        let two_way = (n - 1.0, (n - 1.0) * (k - 1.0));
        let single = |error: f64, freedom| {
            bounds(b, error, freedom).map(|(low, high)| ((low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0)))
        };
        let average = |error: f64, freedom| bounds(b, error, freedom).map(|(low, high)| (1.0 - 1.0 / low, 1.0 - 1.0 / high));
        let agreement = divide(b - e, b + (k - 1.0) * e + k * (j - e) / n);
        let absolute = agreement.and_then(|value| self.agreement_interval(value));
        let absolute_mean = absolute.map(|(low, high)| (low * k / (1.0 + low * (k - 1.0)), high * k / (1.0 + high * (k - 1.0))));
        [
            figure(divide(b - w, b + (k - 1.0) * w), b, w, one_way, single(w, one_way)),
            figure(agreement, b, e, two_way, absolute),
            figure(divide(b - e, b + (k - 1.0) * e), b, e, two_way, single(e, two_way)),
            figure(divide(b - w, b), b, w, one_way, average(w, one_way)),
            figure(divide(b - e, b + (j - e) / n), b, e, two_way, absolute_mean),
            figure(divide(b - e, b), b, e, two_way, average(e, two_way)),
        ]
    }

    /// The interval of ICC(A,1) with Satterthwaite's degrees of freedom (McGraw & Wong 1996, table 7).
    fn agreement_interval(&self, value: f64) -> Option<(f64, f64)> {
        let (b, e, j, n, k) = (self.applications, self.residual, self.reviewers, self.n, self.k);
        let f = divide(j, e)?;
        let rest = n * (1.0 + (k - 1.0) * value) - k * value;
        let numerator = (k - 1.0) * (n - 1.0) * (k * value * f + rest).powi(2);
        let denominator = (n - 1.0) * (k * value * f).powi(2) + rest.powi(2);
        let freedom = divide(numerator, denominator)?;
        let (upper, lower) = (quantile(n - 1.0, freedom)?, quantile(freedom, n - 1.0)?);
        let mixed = k * j + (k * n - k - n) * e;
        Some((divide(n * (b - upper * e), upper * mixed + n * b)?, divide(n * (lower * b - e), mixed + n * lower * b)?))
    }
}

fn figure(value: Option<f64>, square: f64, error: f64, freedom: (f64, f64), interval: Option<(f64, f64)>) -> Figure<Correlation> {
    let value = value.ok_or("The mean squares that this form divides by are 0: without variation between applications it is undefined.")?;
    let test = divide(square, error).and_then(|f| Some((f, FisherSnedecor::new(freedom.0, freedom.1).ok()?.sf(f))));
    Ok(Correlation { value, test, freedom, interval: interval.filter(|(low, high)| low.is_finite() && high.is_finite()) })
}

/// The quotient, if it is one.
fn divide(numerator: f64, denominator: f64) -> Option<f64> {
    let quotient = numerator / denominator;
    quotient.is_finite().then_some(quotient)
}

/// F divided and multiplied by the 97.5 % points of its distribution and of that with exchanged degrees of freedom.
fn bounds(square: f64, error: f64, (one, other): (f64, f64)) -> Option<(f64, f64)> {
    let f = divide(square, error)?;
    Some((f / quantile(one, other)?, f * quantile(other, one)?))
}

/// The 97.5 % point of F.
fn quantile(one: f64, other: f64) -> Option<f64> {
    let found = FisherSnedecor::new(one, other).ok()?.inverse_cdf(0.975);
    found.is_finite().then_some(found)
}
