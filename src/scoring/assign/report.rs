//! From a table and an order to the figures that `udf scoring assign` prints, judged by
//! the checker before anybody sees them.

use super::check::{Judged, check};
use super::problem::{Problem, ProblemError, Rules};
use super::shake::Chance;
use super::solve::{Solution, SolveError, Wishes, solve};
use super::table::{Table, TableError};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// Reviews of each application.
    pub per_application: u32,
    /// The fewest reviews of a reviewer.
    pub load_min: u32,
    /// The most reviews of a reviewer; no limit without it.
    pub load_max: Option<u32>,
    /// Rules for all pairs.
    pub rules: Rules,
    /// What is wanted beside the limits.
    pub wishes: Wishes,
    /// The highest probability of any pair, and the seed of the draw.
    pub chance: Option<Chance>,
    /// The seed; without a probability it changes nothing.
    pub seed: u64,
}

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// A line of the table does not fit the order.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The table cannot be solved as it is.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// There is no assignment.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// There is none in the draw of this seed.
    #[error("In the draw of seed {seed} too few pairs are possible; raise the probability cap or leave it out. {why}")]
    Drawn {
        /// The seed.
        seed: u64,
        /// Why, in the draw.
        why: SolveError,
    },
    /// A region rule without regions.
    #[error("Two regions are asked for, but the table has no column region with a value.")]
    NoRegions,
    /// The checker found a fault of ours.
    #[error("The assignment that was found breaks its own rules, which is a fault of this program: {0}")]
    Broken(String),
}

/// One pair of the assignment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assigned {
    application: String,
    reviewer: String,
    affinity: f64,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfApplication {
    application: String,
    reviews: usize,
    affinity: f64,
    shortfall: u32,
}

/// The pairs of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairCounts {
    listed: usize,
    conflicts: usize,
    not_listed: usize,
    assigned_not_listed: usize,
    note: &'static str,
}

/// Whether severities can be compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overlap {
    connected: bool,
    parts: usize,
    parts_before_exchange: usize,
}

/// What the fair mode reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fair {
    lowest_affinity: f64,
    lowest_bound: f64,
    lowest_proved: bool,
    total_bound: f64,
    total_proved: bool,
}

/// The figures, in the order in which they are printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    assignments: Vec<Assigned>,
    total_affinity: f64,
    optimal: bool,
    lowest_affinity: f64,
    lowest_application: Option<String>,
    loads: BTreeMap<String, u32>,
    applications: Vec<OfApplication>,
    per_application: u32,
    load_min: u32,
    load_max: Option<u32>,
    reviews: usize,
    shortfall: u32,
    fairness: Option<Fair>,
    review_graph: Overlap,
    pairs: PairCounts,
    decimals: u32,
    seed: Option<u64>,
}

/// Solves a table.
///
/// # Errors
/// [`ReportError`], in words for whoever typed the command.
pub fn report(table: &Table, order: &Order) -> Result<Report, ReportError> {
    if order.rules.two_regions && !table.has_regions()? {
        return Err(ReportError::NoRegions);
    }
    let most = order.load_max.unwrap_or(u32::MAX);
    let mut problem = table.problem(order.per_application, order.load_min, most, order.rules)?;
    if let Some(chance) = order.chance {
        problem.shake(chance, order.seed);
    }
    let solution = solve(&problem, order.wishes).map_err(|why| match order.chance {
        Some(_) => ReportError::Drawn { seed: order.seed, why },
        None => why.into(),
    })?;
    judge(table, &problem, &solution)?;
    Ok(figures(table, order, &problem, &solution))
}

fn judge(table: &Table, problem: &Problem, solution: &Solution) -> Result<(), ReportError> {
    let assigned: Vec<(&str, &str)> = names(problem, solution).collect();
    let missing = problem.applications().iter().zip(&solution.shortfall).filter(|(_, missing)| **missing > 0);
    let shortfall: BTreeMap<&str, u32> = missing.map(|(one, missing)| (one.id.as_str(), *missing)).collect();
    let broken = check(&Judged {
        applications: problem.applications(),
        reviewers: problem.reviewers(),
        pairs: &table.pairs(),
        rules: problem.rules,
        assigned: &assigned,
        shortfall: &shortfall,
    });
    match broken.first() {
        None => Ok(()),
        Some(first) => Err(ReportError::Broken(first.to_string())),
    }
}

fn names<'a>(problem: &'a Problem, solution: &'a Solution) -> impl Iterator<Item = (&'a str, &'a str)> {
    solution
        .plan
        .pairs()
        .filter_map(|(row, column)| Some((problem.applications().get(row)?.id.as_str(), problem.reviewers().get(column)?.id.as_str())))
}

fn figures(table: &Table, order: &Order, problem: &Problem, solution: &Solution) -> Report {
    let (scale, plan) = (table.scale(), &solution.plan);
    let value = |row, column| problem.affinity.at(row, column).map_or(0.0, |units| scale.number(units.into()));
    let assignments: Vec<Assigned> = plan
        .pairs()
        .zip(names(problem, solution))
        .map(|((row, column), (application, reviewer))| Assigned {
            application: application.to_owned(),
            reviewer: reviewer.to_owned(),
            affinity: value(row, column),
        })
        .collect();
    let sums = (0..problem.applications().len()).map(|row| plan.sum(problem, row));
    let whole = problem.applications().iter().zip(&solution.shortfall).zip(sums);
    let applications: Vec<OfApplication> = whole
        .zip(&plan.reviewers_of)
        .map(|(((one, missing), sum), list)| OfApplication {
            application: one.id.clone(),
            reviews: list.len(),
            affinity: scale.number(sum),
            shortfall: *missing,
        })
        .collect();
    let lowest = applications.iter().min_by(|a, b| a.affinity.total_cmp(&b.affinity)).map(|one| one.application.clone());
    let loads = plan.loads(problem.reviewers().len());
    let proved = solution.fairness.is_none_or(|fair| fair.lowest == fair.lowest_bound && fair.total == fair.total_bound);
    Report {
        total_affinity: scale.number(plan.total(problem)),
        optimal: proved && solution.parts.0 == solution.parts.1,
        lowest_affinity: scale.number(plan.lowest(problem)),
        lowest_application: lowest,
        loads: problem.reviewers().iter().map(|one| one.id.clone()).zip(loads).collect(),
        applications,
        per_application: order.per_application,
        load_min: order.load_min,
        load_max: order.load_max,
        reviews: assignments.len(),
        shortfall: solution.shortfall.iter().sum(),
        fairness: solution.fairness.map(|fair| Fair {
            lowest_affinity: scale.number(fair.lowest),
            lowest_bound: scale.number(fair.lowest_bound),
            lowest_proved: fair.lowest == fair.lowest_bound,
            total_bound: scale.number(fair.total_bound),
            total_proved: fair.total == fair.total_bound,
        }),
        review_graph: Overlap { connected: solution.parts.1 <= 1, parts: solution.parts.1, parts_before_exchange: solution.parts.0 },
        pairs: counts(table, order, problem, &assignments),
        decimals: scale.digits(),
        seed: order.chance.map(|_| order.seed),
        assignments,
    }
}

fn counts(table: &Table, order: &Order, problem: &Problem, assignments: &[Assigned]) -> PairCounts {
    let (listed, conflicts) = table.counts();
    PairCounts {
        listed,
        conflicts,
        not_listed: problem.applications().len() * problem.reviewers().len() - listed,
        assigned_not_listed: assignments.iter().filter(|one| !table.lists(&one.application, &one.reviewer)).count(),
        note: if order.rules.only_listed {
            "A pair that is not listed is impossible."
        } else {
            "A pair that is not listed has affinity 0 and no conflict."
        },
    }
}
