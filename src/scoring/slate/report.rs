//! A choice as it is printed: plain records with their keys in a fixed order, values and
//! dollars as numbers.

use super::choose::{Request, Slate};
use super::explain::{Between, Explanation, NEXT_MONEY};
use super::number::dollars;
use super::rule::{Limit, Rule, Side, name_of};
use super::table::Table;
use serde::Serialize;
use serde_json::Number;
use std::collections::HashMap;

/// The answer of `udf scoring slate`.
#[derive(Debug, Serialize)]
pub struct Report {
    chosen: Vec<String>,
    value: Number,
    cost: Number,
    gap: Number,
    /// Why the gap is not 0.
    gap_reason: Option<String>,
    /// Whether the choice is certainly the preferred one of those worth as much.
    ties_settled: bool,
    budget: Number,
    unspent: Number,
    applications: usize,
    awards: Vec<AwardLine>,
    rules: Vec<RuleLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationLines>,
}

#[derive(Debug, Serialize)]
struct AwardLine {
    application: String,
    value: Number,
    cost: Number,
    partial: bool,
}

#[derive(Debug, Serialize)]
struct RuleLine {
    rule: String,
    groups: usize,
    /// Groups with no room left under the cap, or none above the floor.
    binding: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ExplanationLines {
    prices: Vec<PriceLine>,
    next_money: Option<NextLine>,
    /// Why there is none, where it could not be worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_money_reason: Option<String>,
    runners_up: Vec<RunnerUpLine>,
}

#[derive(Debug, Serialize)]
struct PriceLine {
    rule: String,
    price: Number,
    value_without: Number,
    gap: Number,
}

#[derive(Debug, Serialize)]
struct NextLine {
    more: Number,
    budget: Number,
    value: Number,
    gain: Number,
    gap: Number,
    cost: Number,
    added: Vec<String>,
    removed: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RunnerUpLine {
    application: String,
    value_with: Number,
    loss: Number,
    gap: Number,
}

/// Puts a choice into words and numbers.
#[must_use]
pub fn report(request: &Request, limits: &[Limit], slate: &Slate, explanation: Option<&Explanation>) -> Report {
    let scale = request.table.scale;
    let reason = "the work allowed was used up before the proof was complete; the best choice may be worth up to the gap more";
    let counts = counts(request.table, slate);
    let line = |id: &String, award: &super::Award| AwardLine {
        application: id.clone(),
        value: scale.number(award.value.into()),
        cost: dollars(award.cost),
        partial: award.is_partial,
    };
    Report {
        chosen: slate.chosen.iter().map(|(id, _)| id.clone()).collect(),
        value: scale.number(slate.sum.value),
        cost: dollars(slate.sum.cost),
        gap: scale.number(slate.gap()),
        gap_reason: (slate.gap() != 0).then(|| reason.to_owned()),
        ties_settled: slate.is_tie_settled,
        budget: dollars(request.budget),
        unspent: dollars(request.budget.minus(slate.sum.cost).unwrap_or_default()),
        applications: request.table.applications.len(),
        awards: slate.chosen.iter().map(|(id, award)| line(id, award)).collect(),
        rules: request.rules.iter().enumerate().map(|(place, rule)| rule_line(request.table, limits, &counts, place, rule)).collect(),
        explanation: explanation.map(|explanation| explanation_lines(request, slate, explanation)),
    }
}

/// For each group: how many applications it has, and how many of them are funded.
type Counts<'a> = HashMap<(usize, &'a str), (i64, i64)>;

fn counts<'a>(table: &'a Table, slate: &Slate) -> Counts<'a> {
    let mut counts = Counts::new();
    let funded = slate.chosen.iter().filter_map(|(id, _)| table.find(id));
    for (application, is_funded) in table.applications.iter().map(|a| (a, false)).chain(funded.map(|a| (a, true))) {
        for (column, value) in application.groups.iter().enumerate() {
            let (members, taken) = counts.entry((column, value)).or_default();
            if is_funded { *taken += 1 } else { *members += 1 }
        }
    }
    counts
}

fn rule_line(table: &Table, limits: &[Limit], counts: &Counts, place: usize, rule: &Rule) -> RuleLine {
    let own: Vec<&Limit> = limits.iter().filter(|limit| limit.rule == place).collect();
    let binds = |limit: &&&Limit| {
        let (members, taken) = counts.get(&(limit.column, limit.value.as_str())).copied().unwrap_or_default();
        taken == limit.count && (limit.side == Side::Floor || taken < members)
    };
    let binding = own.iter().filter(binds).map(|limit| format!("{}:{}", name_of(table, limit.column), limit.value));
    RuleLine { rule: rule.to_string(), groups: own.len(), binding: binding.collect() }
}

fn explanation_lines(request: &Request, slate: &Slate, explanation: &Explanation) -> ExplanationLines {
    let number = |units: i128| request.table.scale.number(units);
    let gap = |between: Between| number(between.bound - between.found);
    let value = slate.sum.value;
    let prices = explanation.prices.iter().map(|price| PriceLine {
        rule: request.rules.get(price.rule).map(Rule::to_string).unwrap_or_default(),
        price: number(price.without.found - value),
        value_without: number(price.without.found),
        gap: gap(price.without),
    });
    let next_money = explanation.next.as_ref().map(|next| NextLine {
        more: dollars(NEXT_MONEY),
        budget: dollars(next.budget),
        value: number(next.slate.sum.value),
        gain: number(next.slate.sum.value - value),
        gap: number(next.slate.gap()),
        cost: dollars(next.slate.sum.cost),
        added: next.added.clone(),
        removed: next.removed.clone(),
    });
    let runners_up = explanation.runners_up.iter().map(|runner_up| RunnerUpLine {
        application: runner_up.id.clone(),
        value_with: number(runner_up.with.found),
        loss: number(value - runner_up.with.found),
        gap: gap(runner_up.with),
    });
    let undecided = "it could not be worked out with the work allowed".to_owned();
    ExplanationLines {
        prices: prices.collect(),
        next_money,
        next_money_reason: explanation.is_next_undecided.then_some(undecided),
        runners_up: runners_up.collect(),
    }
}
