//! What an evaluation says, in the order in which it is printed. A figure that is undefined is
//! `None`, and the reason stands in [`Report::undefined`] under its path. Figures are rounded to 1e-9.

use super::funding::{Funding, Standing};
use super::sensitivity::{Sensitivity, Stability};
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole evaluation.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was evaluated.
    pub inputs: Inputs,
    /// How far reviewers agree.
    pub reliability: Reliability,
    /// Variances of the mixed model, in squared points.
    pub variance: Variance,
    /// The rest of the mixed model.
    pub model: ModelReport,
    /// Every application, by expected rank, then name; those without a rank at the end.
    pub applications: Vec<ApplicationLine>,
    /// Every reviewer, by name.
    pub reviewers: Vec<ReviewerLine>,
    /// Whether all applications can be compared.
    pub connectivity: Connectivity,
    /// What changes if one reviewer is left out.
    pub sensitivity: Sensitivity,
    /// The funding line, if there is a budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funding: Option<Funding>,
    /// Why figures are `null`, by their path.
    pub undefined: BTreeMap<String, String>,
    /// What a reader should know, as sentences.
    pub warnings: Vec<String>,
}

/// What was evaluated.
#[derive(Debug, Serialize)]
pub struct Inputs {
    /// Applications with a score.
    pub applications: usize,
    /// Reviewers with a score.
    pub reviewers: usize,
    /// Scores.
    pub scores: usize,
    /// SHA-256 of the sorted scores, in hexadecimal.
    pub sha256: String,
    /// The seed that was given; without one draws follow from the digest.
    pub seed: Option<u64>,
    /// Whether fewer points are better.
    pub lower_is_better: bool,
}

/// Agreement.
#[derive(Debug, Serialize)]
pub struct Reliability {
    /// Krippendorff's α.
    pub krippendorff_alpha: Levels<Option<f64>>,
    /// Its 95 % bootstrap intervals.
    pub krippendorff_alpha_interval: Levels<Option<AlphaInterval>>,
    /// Intraclass correlations of the complete applications.
    pub icc: Forms<Option<f64>>,
    /// Their tests and 95 % intervals.
    pub icc_detail: Forms<Option<CorrelationDetail>>,
    /// How many applications every reviewer has scored; the `icc` speak for these.
    pub icc_applications: usize,
    /// The same correlations from the variances of the mixed model, which uses every score.
    pub model_icc: ModelCorrelations,
}

/// A figure for each level of measurement.
#[derive(Debug, Serialize)]
pub struct Levels<T> {
    /// Equal or not.
    pub nominal: T,
    /// Order.
    pub ordinal: T,
    /// Differences.
    pub interval: T,
    /// Ratios.
    pub ratio: T,
}

/// A bootstrap interval.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AlphaInterval {
    /// The 2.5 % point.
    pub low: f64,
    /// The 97.5 % point.
    pub high: f64,
    /// How many replicates had variation.
    pub replicates: usize,
}

/// A figure for each form of the intraclass correlation.
#[derive(Debug, Serialize)]
pub struct Forms<T> {
    /// One-way, one score: Shrout & Fleiss (1,1).
    pub icc1: T,
    /// Absolute agreement, one score: (2,1).
    pub icc_a1: T,
    /// Consistency, one score: (3,1).
    pub icc_c1: T,
    /// One-way, the mean of all reviewers: (1,k).
    pub icc1k: T,
    /// Absolute agreement of the mean: (2,k).
    pub icc_ak: T,
    /// Consistency of the mean: (3,k).
    pub icc_ck: T,
}

/// Test and interval of one form; `null` where the residual is 0 and F infinite.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CorrelationDetail {
    /// F of the hypothesis that applications do not differ.
    pub f: Option<f64>,
    /// Its first degrees of freedom.
    pub df1: f64,
    /// Its second degrees of freedom.
    pub df2: f64,
    /// The probability of a larger F.
    pub p: Option<f64>,
    /// The lower end of the 95 % interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// Correlations from variances.
#[derive(Debug, Serialize)]
pub struct ModelCorrelations {
    /// application / (application + reviewer + residual).
    pub icc_a1: Option<f64>,
    /// application / (application + residual).
    pub icc_c1: Option<f64>,
}

/// Variances in squared points.
#[derive(Debug, Serialize)]
pub struct Variance {
    /// Between applications.
    pub application: Option<f64>,
    /// Between reviewers: harsh and lenient.
    pub reviewer: Option<f64>,
    /// What is left.
    pub residual: Option<f64>,
}

/// How the model was fitted.
#[derive(Debug, Serialize)]
pub struct ModelReport {
    /// The estimated mean μ, in points.
    pub mean: Option<f64>,
    /// Its standard error.
    pub mean_standard_error: Option<f64>,
    /// −2 times the restricted log-likelihood.
    pub reml_criterion: Option<f64>,
    /// Newton steps.
    pub steps: usize,
    /// Whether the last step was below the tolerance.
    pub converged: bool,
}

/// One application.
#[derive(Debug, Serialize)]
pub struct ApplicationLine {
    /// Its name.
    pub id: String,
    /// Its scores.
    pub n: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// The predicted effect û, in points: how far above the mean μ it stands, severity of its reviewers removed and shrunk towards 0.
    pub blup: Option<f64>,
    /// μ + û.
    pub predicted: Option<f64>,
    /// The standard error of prediction of û.
    pub standard_error: Option<f64>,
    /// 1 is best.
    pub expected_rank: Option<f64>,
    /// The rank below which a quarter of the draws lie.
    pub rank_low: Option<usize>,
    /// The rank below which three quarters lie.
    pub rank_high: Option<usize>,
    /// (n − expected rank) / (n − 1).
    pub sucra: Option<f64>,
    /// 100 (expected rank − ½) / n.
    pub percentile: Option<f64>,
    /// The median score.
    pub median: Option<f64>,
    /// The lowest score.
    pub lowest: Option<f64>,
    /// The highest score.
    pub highest: Option<f64>,
    /// The mean of its scores after each reviewer's are put on one scale.
    pub z_mean: Option<f64>,
    /// The number of its component in `connectivity`.
    pub component: Option<usize>,
    /// What one reviewer less changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_one_out: Option<Stability>,
    /// What another weight of a criterion changes, if the criteria are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reweighed: Option<Stability>,
    /// Its cost, if there are costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// Where it stands to the line, if there is a budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funding: Option<Standing>,
}

/// One reviewer.
#[derive(Debug, Serialize)]
pub struct ReviewerLine {
    /// The name.
    pub id: String,
    /// How many scores.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (n − 1); `null` with one score.
    pub standard_deviation: Option<f64>,
    /// The predicted effect ŵ, in points: above 0 gives more points than the others would.
    pub effect: Option<f64>,
    /// The standard error of prediction of ŵ.
    pub standard_error: Option<f64>,
    /// The mean difference to the mean of the others on the same applications; `null` without shared applications.
    pub against_others: Option<f64>,
    /// Where the scale of z came from: `own` with five scores and a spread, else `shrunk`.
    pub z_scale: &'static str,
}

/// Whether all applications can be compared.
#[derive(Debug, Serialize)]
pub struct Connectivity {
    /// How many sets of applications share no reviewer with another.
    pub components: usize,
    /// Whether ranks compare all applications: there is one component.
    pub comparable: bool,
    /// The sets, if there are several.
    pub sets: Vec<Component>,
}

/// Applications and reviewers that only meet each other.
#[derive(Debug, Serialize)]
pub struct Component {
    /// From 1.
    pub number: usize,
    /// Its applications.
    pub applications: Vec<String>,
    /// Its reviewers.
    pub reviewers: Vec<String>,
}

/// Rounds to 1e-9; a negative zero becomes zero. What is not finite has no figure.
pub(super) fn nine(value: f64) -> Option<f64> {
    let rounded = (value * 1e9).round() / 1e9 + 0.0;
    if rounded.is_finite() { Some(rounded) } else { None }
}
