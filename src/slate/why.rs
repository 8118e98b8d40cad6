//! Why an application is not chosen, as sentences: a cap that is reached, the money that is left, or neither. Pure. No sentence
//! names another application.

use super::groups::Column;
use crate::kernel::Money;
use crate::scoring::slate::{Application, Award, Limit, Side, Table};
use std::collections::BTreeMap;

/// How many applications of each group there are, and how many are chosen.
pub(super) type Counts<'a> = BTreeMap<(usize, &'a str), (i64, i64)>;

/// Counts the groups of a table.
pub(super) fn counts<'a>(table: &'a Table, chosen: &[(String, Award)]) -> Counts<'a> {
    let mut counts = Counts::new();
    for application in &table.applications {
        let is_chosen = chosen.iter().any(|(id, _)| *id == application.id);
        for (column, cell) in application.groups.iter().enumerate() {
            let (members, taken) = counts.entry((column, cell.as_str())).or_default();
            *members += 1;
            *taken += i64::from(is_chosen);
        }
    }
    counts
}

/// Whether a group stands at the floor, or at a cap that leaves somebody out.
pub(super) fn binds(limit: &Limit, counts: &Counts<'_>) -> bool {
    let (members, taken) = counts.get(&(limit.column, limit.value.as_str())).copied().unwrap_or_default();
    taken == limit.count && (limit.side == Side::Floor || taken < members)
}

/// Why this one is not chosen, where so much is left of the budget.
pub(super) fn why_not(
    application: &Application,
    (limits, counts): (&[Limit], &Counts<'_>),
    (rules, columns): (&[String], &[Column]),
    (budget, left): (Money, Money),
) -> Vec<String> {
    let mut said = Vec::new();
    let smallest = application.awards.iter().map(|award| award.cost).min().unwrap_or_default();
    let is_partial = application.awards.len() > 1;
    let asks = if is_partial { "its smallest amount is" } else { "it asks for" };
    if smallest > budget {
        said.push(format!("More than the whole budget: {asks} {smallest}."));
    }
    for limit in limits.iter().filter(|limit| limit.side == Side::Cap) {
        let is_in = application.groups.get(limit.column) == Some(&limit.value);
        let taken = counts.get(&(limit.column, limit.value.as_str())).map_or(0, |(_, taken)| *taken);
        if is_in && taken >= limit.count {
            let rule = rules.get(limit.rule).map_or("", String::as_str);
            said.push(match columns.get(limit.column) {
                Some(Column::City) if taken == 0 => format!("The city holds an award of the round already (“{rule}”)."),
                Some(Column::City) => format!("Another application of its city is chosen (“{rule}”)."),
                _ => format!("The cap is reached: “{rule}”."),
            });
        }
    }
    if smallest <= budget && smallest > left {
        said.push(format!("Below the line: {left} is left, and {asks} {smallest}."));
    }
    if said.is_empty() {
        said.push("It fits beside the chosen and was not proved to add anything.".to_owned());
    }
    said
}
