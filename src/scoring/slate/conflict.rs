//! When nothing can be chosen: which rules contradict one another. Rules are taken away
//! one by one as long as the rest still contradict; what is left is needed for it.

use super::plan::plan;
use super::problem::Problem;
use super::rule::{Limit, Rule, Side, name_of};
use super::search::{Goal, search};
use super::table::Table;
use crate::kernel::Money;
use std::fmt;

/// Work for each question.
const WORK: u64 = 500_000_000;

/// Rules that cannot all hold. As text it is a sentence that names them as they are written on the command line.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// What contradicts: each of these is needed for it.
    pub limits: Vec<Limit>,
    /// The budget, if it has a part in it.
    pub budget: Option<Money>,
    /// What the rules cost at least together, where the budget has a part in it and that was found.
    pub least: Option<Money>,
    sentence: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// The rules that contradict.
pub(super) fn explain(table: &Table, rules: &[Rule], limits: &[Limit], budget: Money) -> Contradiction {
    let mut kept: Vec<&Limit> = limits.iter().collect();
    let without_budget = is_empty(table, &kept, None);
    let budget = (!without_budget).then_some(budget);
    for rule in 0..rules.len() {
        let fewer: Vec<&Limit> = kept.iter().copied().filter(|limit| limit.rule != rule).collect();
        if fewer.len() < kept.len() && is_empty(table, &fewer, budget) {
            kept = fewer;
        }
    }
    let mut place = 0;
    while place < kept.len() {
        let mut fewer = kept.clone();
        fewer.remove(place);
        if is_empty(table, &fewer, budget) { kept = fewer } else { place += 1 }
    }
    let parts: Vec<String> = kept.iter().map(|limit| part(table, rules, limit)).collect();
    let least = budget.and_then(|_| cheapest(table, &kept));
    let sentence = match (budget, least) {
        (None, _) => format!("These rules contradict one another: {}. Change one of them.", parts.join("; ")),
        (Some(budget), Some(cost)) => format!(
            "The budget of {budget} is too small for these rules, which cost at least {cost} together: {}. Raise the budget or lower a floor.",
            parts.join("; ")
        ),
        (Some(budget), None) => format!("The budget of {budget} and these rules contradict one another: {}.", parts.join("; ")),
    };
    Contradiction { limits: kept.into_iter().cloned().collect(), budget, least, sentence }
}

/// `at least 3 with category "training" (--min-per training=3; 2 in the file)`.
fn part(table: &Table, rules: &[Rule], limit: &Limit) -> String {
    let side = if limit.side == Side::Floor { "at least" } else { "at most" };
    let count = table.applications.iter().filter(|application| application.groups.get(limit.column) == Some(&limit.value)).count();
    let rule = rules.get(limit.rule).map(Rule::to_string).unwrap_or_default();
    let group = format!("{} \"{}\"", name_of(table, limit.column), limit.value);
    format!("{side} {} with {group} ({rule}; the file has {count})", limit.count)
}

/// The problem of spending least under these limits.
fn thrifty(table: &Table, limits: &[&Limit], budget: Option<Money>) -> Problem {
    let all = table.applications.iter().flat_map(|application| application.awards.iter().map(|award| award.cost.cents()));
    let everything = Money::from_cents(all.fold(0, i64::saturating_add));
    let mut problem = plan(table, limits.iter().copied(), budget.unwrap_or(everything)).problem;
    for variable in &mut problem.variables {
        variable.value = -variable.cost;
    }
    problem
}

/// Whether nothing can be chosen under these limits.
fn is_empty(table: &Table, limits: &[&Limit], budget: Option<Money>) -> bool {
    let found = search(&thrifty(table, limits, budget), None, Goal { at_least: None, first: true, work: WORK });
    found.best.is_none() && found.complete
}

/// What the limits cost at least.
fn cheapest(table: &Table, limits: &[&Limit]) -> Option<Money> {
    let found = search(&thrifty(table, limits, None), None, Goal { at_least: None, first: false, work: WORK });
    let cost = found.best.filter(|_| found.complete).map(|(_, total)| total.cost)?;
    i64::try_from(cost).ok().map(Money::from_cents)
}
