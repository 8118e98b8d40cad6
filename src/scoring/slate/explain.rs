//! What a choice does not say by itself: what each rule costs, what more money would buy,
//! and which applications come next.

use super::choose::{Request, Slate, SlateError, WORK, limits, named, solve};
use super::plan::{Plan, plan};
use super::problem::Settled;
use super::rule::Limit;
use super::search::{Goal, search};
use super::table::Award;
use super::ties::relax;
use crate::kernel::Money;
use std::collections::BTreeSet;

/// What the next money is: $10,000.
pub const NEXT_MONEY: Money = Money::from_cents(1_000_000);
/// At most so many runners-up.
pub const MOST_RUNNERS_UP: usize = 10;

/// A total that was proved, or is known only to lie between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// What was found, in units of value.
    pub found: i128,
    /// It cannot be more than this.
    pub bound: i128,
}

/// What the choice would be worth without one rule.
#[derive(Clone, Debug)]
pub struct Price {
    /// The place of the rule among the rules.
    pub rule: usize,
    /// The value without it.
    pub without: Between,
    /// The best choice that was found without it.
    pub chosen: Vec<(String, Award)>,
}

/// What a larger budget would buy.
#[derive(Clone, Debug)]
pub struct Next {
    /// The larger budget.
    pub budget: Money,
    /// The choice with it.
    pub slate: Slate,
    /// Who would be funded then and is not now.
    pub added: Vec<String>,
    /// Who would not be funded any more.
    pub removed: Vec<String>,
}

/// An application that is not chosen, and the best choice that has it.
#[derive(Clone, Debug)]
pub struct RunnerUp {
    /// Its id.
    pub id: String,
    /// The most value with it in, for the same budget and rules.
    pub with: Between,
}

/// All of that.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// One for each rule, in their order.
    pub prices: Vec<Price>,
    /// `None` when the larger budget is no amount any more, or it could not be worked out.
    pub next: Option<Next>,
    /// Whether no choice with the larger budget was found with the work allowed.
    pub is_next_undecided: bool,
    /// Those that would cost the least value first; equals in the order of ties.
    pub runners_up: Vec<RunnerUp>,
}

/// Explains a choice.
///
/// # Errors
/// [`SlateError`] as for the choice itself.
pub fn explain(request: &Request, slate: &Slate) -> Result<Explanation, SlateError> {
    explain_within(request, slate, &limits(request)?, WORK)
}

/// The same under limits that are counted already, with at most so much work for each question.
///
/// # Errors
/// [`SlateError`] as for the choice itself.
pub fn explain_within(request: &Request, slate: &Slate, limits: &[Limit], work: u64) -> Result<Explanation, SlateError> {
    let prices = (0..request.rules.len()).map(|rule| price(request, slate, limits, (rule, work))).collect();
    let (next, is_next_undecided) = match request.budget.plus(NEXT_MONEY) {
        Err(_) => (None, false),
        Ok(budget) => match next(request, slate, limits, (budget, work)) {
            // What it would buy is told beside a choice that stands without it.
            Err(SlateError::Undecided(_)) => (None, true),
            found => (Some(found?), false),
        },
    };
    Ok(Explanation { prices, next, is_next_undecided, runners_up: runners_up(request, slate, limits, work) })
}

/// What the choice takes, as variables of a plan of the same table.
fn taken(request: &Request, slate: &Slate, plan: &Plan) -> Vec<bool> {
    let chosen: BTreeSet<(&str, i64)> = slate.chosen.iter().map(|(id, award)| (id.as_str(), award.cost.cents())).collect();
    let id = |place: usize| request.table.applications.get(place).map_or("", |application| application.id.as_str());
    plan.offers.iter().map(|offer| chosen.contains(&(id(offer.application), offer.award.cost.cents()))).collect()
}

/// The choice solved again without one rule.
fn price(request: &Request, slate: &Slate, limits: &[Limit], (rule, work): (usize, u64)) -> Price {
    let plan = plan(request.table, limits.iter().filter(|limit| limit.rule != rule), request.budget);
    let start = taken(request, slate, &plan);
    let found = search(&plan.problem, Some(&start), Goal { at_least: None, first: false, work });
    let (chosen, value) = match &found.best {
        Some((taken, total)) => (named(request.table, &plan, taken), total.value),
        None => (slate.chosen.clone(), slate.sum.value),
    };
    Price { rule, without: Between { found: value, bound: found.bound.unwrap_or(value) }, chosen }
}

fn next(request: &Request, slate: &Slate, limits: &[Limit], (budget, work): (Money, u64)) -> Result<Next, SlateError> {
    let more = solve(&Request { budget, ..request.clone() }, limits, work)?;
    let (now, then): (BTreeSet<&String>, BTreeSet<&String>) =
        (slate.chosen.iter().map(|(id, _)| id).collect(), more.chosen.iter().map(|(id, _)| id).collect());
    let added = more.chosen.iter().map(|(id, _)| id).filter(|id| !now.contains(id)).cloned().collect();
    let removed = slate.chosen.iter().map(|(id, _)| id).filter(|id| !then.contains(id)).cloned().collect();
    Ok(Next { budget, added, removed, slate: more })
}

/// The applications whose funding would cost the least value. Each is bounded first, and solved
/// only while it can still be among the first.
fn runners_up(request: &Request, slate: &Slate, limits: &[Limit], most_work: u64) -> Vec<RunnerUp> {
    let plan = plan(request.table, limits, request.budget);
    let chosen: BTreeSet<&str> = slate.chosen.iter().map(|(id, _)| id.as_str()).collect();
    let Some(bound) = relax(&plan.problem) else { return Vec::new() };
    let mut candidates: Vec<(i128, usize, &str)> = Vec::new();
    for (variable, offer) in plan.offers.iter().enumerate() {
        let Some(application) = request.table.applications.get(offer.application) else { continue };
        if !chosen.contains(application.id.as_str()) {
            candidates.push((bound.value_with(variable), variable, &application.id));
        }
    }
    candidates.sort_by_key(|(value, variable, _)| (std::cmp::Reverse(*value), *variable));
    let mut found: Vec<(i128, usize, RunnerUp)> = Vec::new();
    let mut work = most_work;
    for (most, variable, id) in candidates {
        if found.get(MOST_RUNNERS_UP - 1).is_some_and(|(last, ..)| *last > most) || work == 0 {
            break;
        }
        let (with, used) = forced(&plan, variable, work);
        work = work.saturating_sub(used);
        let Some(with) = with else { continue };
        let better = found.iter().position(|(_, _, other)| other.id == id);
        match better.and_then(|place| found.get_mut(place)) {
            Some(other) if other.0 < with.found => *other = (with.found, variable, RunnerUp { id: id.to_owned(), with }),
            Some(_) => {}
            None => found.push((with.found, variable, RunnerUp { id: id.to_owned(), with })),
        }
        found.sort_by_key(|(value, variable, _)| (std::cmp::Reverse(*value), *variable));
    }
    found.into_iter().take(MOST_RUNNERS_UP).map(|(_, _, runner_up)| runner_up).collect()
}

/// The most value with this variable taken, `None` when it fits into no choice; and how much work that took.
fn forced(plan: &Plan, variable: usize, work: u64) -> (Option<Between>, u64) {
    let mut settled: Settled = vec![None; plan.problem.variables.len()];
    if let Some(place) = settled.get_mut(variable) {
        *place = Some(true);
    }
    let Some(rest) = plan.problem.rest(&settled) else { return (None, 0) };
    let found = search(&rest.problem, None, Goal { at_least: None, first: false, work });
    let value = found.best.map(|(_, total)| total.value + rest.value);
    let between = |value: i128| Between { found: value, bound: found.bound.map_or(value, |bound| bound + rest.value) };
    (value.map(between), found.work)
}
