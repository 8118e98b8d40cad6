//! The whole evaluation of a table of scores: agreement, mixed model, expected ranks,
//! sensitivity and the funding line; as a report with floats, or as a view in whole numbers. Pure: the same scores, in any order of rows, give the same report to the last bit.

mod compose;
mod connectivity;
mod funding;
mod report;
mod sensitivity;
mod severity;
#[cfg(test)]
mod tests;
mod view;
mod weights;

pub use funding::{Budget, Funding, FundingError, Line, Standing};
pub use report::{
    AlphaInterval, ApplicationLine, Component, Connectivity, CorrelationDetail, Forms, Inputs, Levels, ModelCorrelations, ModelReport,
    Reliability, Report, ReviewerLine, Variance,
};
pub use sensitivity::{Sensitivity, Stability, Without};
pub use view::{Agreement, Alpha, Correlation, Cut, Leaning, Ranked, Steadiness, View, view};
pub use weights::{Criteria, Reweighted, Scores};

use super::model::{self, Model};
use super::normal::Curve;
use super::ranks::{self, Better, Ranking};
use super::table::Table;
use sha2::{Digest, Sha256};

/// What to evaluate beside the table.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which end of the scale is better.
    pub better: Better,
    /// Where draws begin; the digest of the table without one.
    pub seed: Option<u64>,
    /// What can be spent.
    pub budget: Option<Budget>,
}

/// What is being done, so many of so many. May be told from several threads.
pub type Progress<'a> = &'a (dyn Fn(&'static str, usize, usize) + Sync);

/// Ranks of all applications, in the order of the table.
struct Ranks {
    expected: Vec<f64>,
    intervals: Vec<[usize; 2]>,
}

/// What was computed, before it is written down.
struct Findings {
    model: Result<Model, String>,
    ranks: Option<Ranks>,
}

/// Evaluates a table.
///
/// # Errors
/// [`FundingError`] if the costs do not name every application.
pub fn evaluate(table: &Table, question: &Question, progress: Progress<'_>) -> Result<Report, FundingError> {
    run(table, None, question, progress)
}

/// Evaluates a table of which the criteria are known: the same, and what other weights would change.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_criteria(table: &Table, criteria: &Criteria, question: &Question, progress: Progress<'_>) -> Result<Report, FundingError> {
    run(table, Some(criteria), question, progress)
}

fn run(table: &Table, criteria: Option<&Criteria>, question: &Question, progress: Progress<'_>) -> Result<Report, FundingError> {
    let (seed, better) = (seed(table, question.seed), question.better);
    // Costs first: a missing one is told before minutes of work.
    let costs = question.budget.as_ref().map(|budget| funding::costs(table.applications.iter().map(String::as_str), budget)).transpose()?;
    let findings = fit(table, better, seed, progress);
    progress("agreement", 0, 1);
    let reliability = compose::reliability(table, &findings, seed);
    let purse = costs.as_deref().zip(question.budget.as_ref().map(Budget::limit));
    progress("sensitivity", 0, 1);
    let ranked = match (&findings.model, &findings.ranks) {
        (Ok(model), Some(ranks)) => Ok((model, ranks.expected.as_slice())),
        _ => Err("There are no ranks that could change.".to_owned()),
    };
    let weights = criteria.map(|criteria| ranked.clone().and_then(|(_, ranks)| weights::reweigh(table, criteria, better, ranks, purse)));
    let sensitivity = ranked.and_then(|(model, ranks)| sensitivity::leave_out(table, model, better, ranks, purse));
    let mut report = compose::report(table, question, findings, reliability, sensitivity);
    if let Some(weights) = weights {
        compose::add_weights(&mut report, table, weights);
    }
    if let Some(budget) = &question.budget {
        report.funding = Some(funding::draw_line(&mut report.applications, budget)?);
    }
    compose::warn(&mut report);
    Ok(report)
}

/// The mixed model and the ranks.
fn fit(table: &Table, better: Better, seed: [u8; 32], progress: Progress<'_>) -> Findings {
    let model = model_of(table, &|step| progress("variances", step, 0));
    let alone = table.applications.len() == 1;
    let ranks = match &model {
        _ if alone => Some(Ranks { expected: vec![1.0], intervals: vec![[1, 1]] }),
        Ok(model) => {
            let predictions = &model.predictions;
            let count = table.applications.len();
            let ranking = Ranking { predictions, better, curve: &Curve::new() };
            let expected = ranks::expected_ranks(ranking, ranks::threads(), &|done| progress("expected ranks", done, count));
            let intervals = ranks::rank_intervals(predictions, better, seed, &|done| progress("draws", done, ranks::DRAWS));
            Some(Ranks { expected, intervals })
        }
        Err(_) => None,
    };
    Findings { model, ranks }
}

/// The mixed model, or why there is none. `tell` hears of every step.
fn model_of(table: &Table, tell: &dyn Fn(usize)) -> Result<Model, String> {
    let identified = model::identified(table);
    let equal = table.cells.iter().zip(table.cells.iter().skip(1)).all(|(one, next)| one.score.total_cmp(&next.score).is_eq());
    if identified.iter().all(|known| *known) || equal {
        model::fit(table, tell).ok_or_else(|| compose::UNSOLVED.to_owned())
    } else {
        Err(compose::unidentified(table))
    }
}

/// The expected ranks alone, on this thread; `None` without a model.
fn expected(table: &Table, better: Better) -> Option<Vec<f64>> {
    let model = model_of(table, &|_| ()).ok()?;
    let ranking = Ranking { predictions: &model.predictions, better, curve: &Curve::new() };
    Some(ranks::expected_ranks(ranking, 1, &|_| ()))
}

/// The seed of all draws: SHA-256 of the given number, or of the scores.
fn seed(table: &Table, given: Option<u64>) -> [u8; 32] {
    match given {
        Some(number) => {
            let mut hash = Sha256::new();
            hash.update(b"udf scoring evaluate seed");
            hash.update(number.to_be_bytes());
            hash.finalize().into()
        }
        None => table.digest(),
    }
}
