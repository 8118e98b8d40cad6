//! The whole evaluation of a table of scores: agreement, mixed model, expected ranks,
//! sensitivity and the funding line. Pure: the same scores, in any order of rows, give the same report to the last bit.

mod compose;
mod connectivity;
mod funding;
mod report;
mod sensitivity;
mod severity;
#[cfg(test)]
mod tests;

pub use funding::{Budget, Funding, FundingError, Line, Standing};
pub use report::{
    AlphaInterval, ApplicationLine, Component, Connectivity, CorrelationDetail, Forms, Inputs, Levels, ModelCorrelations, ModelReport,
    Reliability, Report, ReviewerLine, Variance,
};
pub use sensitivity::{Sensitivity, Stability, Without};

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
    let seed = seed(table, question.seed);
    // Costs first: a missing one is told before minutes of work.
    let costs = question.budget.as_ref().map(|budget| funding::costs(table.applications.iter().map(String::as_str), budget)).transpose()?;
    let findings = fit(table, question.better, seed, progress);
    progress("agreement", 0, 1);
    let reliability = compose::reliability(table, &findings, seed);
    let purse = costs.as_deref().zip(question.budget.as_ref().map(Budget::limit));
    progress("sensitivity", 0, 1);
    let sensitivity = match (&findings.model, &findings.ranks) {
        (Ok(model), Some(ranks)) => sensitivity::leave_out(table, model, question.better, &ranks.expected, purse),
        _ => Err("There are no ranks that could change.".into()),
    };
    let mut report = compose::report(table, question, findings, reliability, sensitivity);
    if let Some(budget) = &question.budget {
        report.funding = Some(funding::draw_line(&mut report.applications, budget)?);
    }
    compose::warn(&mut report);
    Ok(report)
}

/// The mixed model and the ranks.
fn fit(table: &Table, better: Better, seed: [u8; 32], progress: Progress<'_>) -> Findings {
    let identified = model::identified(table);
    let equal = table.cells.iter().zip(table.cells.iter().skip(1)).all(|(one, next)| one.score.total_cmp(&next.score).is_eq());
    let model = if identified.iter().all(|known| *known) || equal {
        model::fit(table, &|step| progress("variances", step, 0)).ok_or_else(|| compose::UNSOLVED.to_owned())
    } else {
        Err(compose::unidentified(table))
    };
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
