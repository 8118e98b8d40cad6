//! One call from a problem to an assignment: the best, the fair one, or the best that
//! leaves reviews out, with the reason where there is none.

use super::explain::{Impossible, explain};
use super::fair::{self, Fairness};
use super::network::Aim;
use super::overlap;
use super::plan::{self, NoPlan, Plan};
use super::problem::Problem;

/// What is wanted of an assignment beside the limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Raise the lowest affinity of any application as far as possible first, then the total.
    pub fair: bool,
    /// If not every review can be given, give as many as possible.
    pub shortfall: bool,
    /// Exchange reviewers until everything that is reviewed hangs together, so that severities can be compared.
    pub connect: bool,
}

/// An assignment, and what is known of it.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Who reviews what.
    pub plan: Plan,
    /// By application: reviews that cannot be given (C2).
    pub shortfall: Vec<u32>,
    /// What was reached for the lowest application, if asked for.
    pub fairness: Option<Fairness>,
    /// How many parts the graph of reviews has before and after exchanges for overlap; 1 is connected.
    pub parts: (usize, usize),
}

/// Why there is no assignment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// The limits cannot be kept.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The numbers are too large for exact sums.
    #[error("These affinities and counts are too large to be added up exactly. Write the affinities with fewer digits.")]
    TooLarge,
    /// Fairness compares whole applications.
    #[error("Fairness compares the reviews of whole applications, so none may be missing. Choose one of the two.")]
    FairShortfall,
}

/// The best assignment.
///
/// # Errors
/// [`SolveError`]; what is impossible is explained.
pub fn solve(problem: &Problem, wishes: Wishes) -> Result<Solution, SolveError> {
    if wishes.fair && wishes.shortfall {
        return Err(SolveError::FairShortfall);
    }
    let aim = Aim { weights: None, shortfall: wishes.shortfall };
    let mut plan = plan::best(problem, aim).map_err(|none| reason(problem, wishes, none))?;
    let mut fairness = None;
    if wishes.fair {
        let fair = fair::fair(problem, plan).ok_or(SolveError::TooLarge)?;
        plan = fair.0;
        fairness = Some(fair.1);
    }
    let before = overlap::parts(&plan, problem.reviewers.len());
    let after = if wishes.connect && before > 1 {
        let floor = fairness.as_ref().map(|fairness| fairness.lowest);
        overlap::connect(problem, &mut plan, floor)
    } else {
        before
    };
    let given = plan.reviewers_of.iter().map(|list| u32::try_from(list.len()).unwrap_or(u32::MAX));
    let shortfall = problem.applications.iter().zip(given).map(|(one, given)| one.reviews.saturating_sub(given)).collect();
    Ok(Solution { plan, shortfall, fairness, parts: (before, after) })
}

fn reason(problem: &Problem, wishes: Wishes, none: NoPlan) -> SolveError {
    match (none, explain(problem)) {
        (NoPlan::Impossible, Some(mut why)) => {
            // Where reviews may be missing, only the loads can be in the way.
            why.0.retain(|one| !(wishes.shortfall && one.of_reviews));
            SolveError::Impossible(why)
        }
        _ => SolveError::TooLarge,
    }
}
