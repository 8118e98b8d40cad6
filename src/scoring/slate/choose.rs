//! The choice: the most value that the budget and the rules allow, checked
//! independently, with its gap.

use super::check::{Breach, Sum, check};
use super::conflict::{self, Contradiction};
use super::plan::{Offer, Plan, plan};
use super::rule::{Limit, Rule, RuleError};
use super::search::{Found, Goal, search};
use super::table::{Award, Table};
use super::ties::prefer;
use crate::kernel::Money;

/// Work for the choice itself, and for its ties.
pub(super) const WORK: u64 = 5_000_000_000;

/// Why there is no choice, as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum SlateError {
    /// A rule cannot be used.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The rules cannot all hold.
    #[error("{0}")]
    Contradiction(Contradiction),
    /// Neither a choice nor a proof that there is none was found.
    #[error("No choice that keeps all rules was found within {0} steps, and no proof that there is none. Ask for fewer rules.")]
    Undecided(u64),
    /// The check found a fault of the program.
    #[error("The choice failed its check ({0}). This is a fault of the program; please report it with the file.")]
    Check(#[from] Breach),
}

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The applications.
    pub table: &'a Table,
    /// Floors and caps; all of them hold.
    pub rules: &'a [Rule],
    /// What can be spent.
    pub budget: Money,
}

/// A choice that passed its check.
#[derive(Clone, Debug)]
pub struct Slate {
    /// Who gets what: worth more first, then by id.
    pub chosen: Vec<(String, Award)>,
    /// What it comes to.
    pub sum: Sum,
    /// No allowed choice is worth more than this, in units of value.
    pub bound: i128,
    /// Whether it is certainly the preferred one of those worth as much.
    pub is_tie_settled: bool,
}

impl Slate {
    /// How far the choice may be from the best, in units of value; 0 when it is proved best.
    #[must_use]
    pub fn gap(&self) -> i128 {
        self.bound - self.sum.value
    }
}

/// The most value within the budget and the rules; of equals, the one whose first difference is worth
/// more, then has the smaller id.
///
/// # Errors
/// [`SlateError`] when a rule cannot be used, or the rules cannot all hold.
pub fn choose(request: &Request) -> Result<Slate, SlateError> {
    let limits = limits(request)?;
    solve(request, &limits, WORK)
}

/// The same under limits that are counted already, with at most so much work: where that is not enough, the choice has a gap.
///
/// # Errors
/// [`SlateError`] when the limits cannot all hold.
pub fn choose_within(request: &Request, limits: &[Limit], work: u64) -> Result<Slate, SlateError> {
    solve(request, limits, work)
}

/// What the rules mean for this table.
///
/// # Errors
/// [`RuleError`] when a rule names nothing in it, or more than one thing.
pub fn limits(request: &Request) -> Result<Vec<Limit>, RuleError> {
    let mut limits = Vec::new();
    for (place, rule) in request.rules.iter().enumerate() {
        limits.extend(rule.limits(place, request.table)?);
    }
    Ok(limits)
}

/// The choice under these limits.
pub(super) fn solve(request: &Request, limits: &[Limit], work: u64) -> Result<Slate, SlateError> {
    let plan = plan(request.table, limits, request.budget);
    let found = search(&plan.problem, None, Goal { at_least: None, first: false, work });
    let Found { best, bound, complete, .. } = found;
    let Some((taken, total)) = best else {
        return Err(if complete {
            SlateError::Contradiction(conflict::explain(request.table, request.rules, limits, request.budget))
        } else {
            SlateError::Undecided(work)
        });
    };
    let (taken, is_tie_settled) = if complete { prefer(&plan.problem, taken, total.value, work) } else { (taken, false) };
    let chosen = named(request.table, &plan, &taken);
    let sum = check(request.table, limits, request.budget, &chosen)?;
    Ok(Slate { chosen, sum, bound: bound.unwrap_or(sum.value), is_tie_settled })
}

/// Ids and awards of a choice.
pub(super) fn named(table: &Table, plan: &Plan, taken: &[bool]) -> Vec<(String, Award)> {
    let name = |offer: &Offer| Some((table.applications.get(offer.application)?.id.clone(), offer.award));
    plan.taken(taken).iter().filter_map(name).collect()
}
