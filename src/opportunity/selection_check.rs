//! What must hold in the rules of the choice. Pure; each mistake names its part and its mend.

use super::definition::Definition;
use super::selection::{GROUPINGS, Selection, SelectionRule};
use super::validate::Found;
use crate::kernel::Money;
use crate::places;
use std::collections::BTreeSet;

/// The most that a floor or a cap can count.
const MOST: i64 = 10_000;
/// The most rules of a round.
const MOST_RULES: usize = 50;

/// Every mistake in the rules of the choice.
pub(super) fn check(definition: &Definition) -> Vec<Found> {
    let Some(selection) = &definition.selection else { return Vec::new() };
    let mut found = Vec::new();
    let mut must = |holds: bool, path: String, message: String| {
        if !holds {
            found.push(Found { path, message });
        }
    };
    must(
        selection.budget_cents.is_none_or(|cents| cents > 0),
        "selection.budget_cents".into(),
        "The budget must be more than 0 cents. Write it in cents: 50000000 is $500,000; or leave it out.".into(),
    );
    must(selection.rules.len() <= MOST_RULES, "selection.rules".into(), format!("There are more than {MOST_RULES} rules. Take some out."));
    found.extend(parts(definition, selection));
    for (i, rule) in selection.rules.iter().enumerate() {
        found.extend(mistakes(definition, rule).into_iter().map(|(key, message)| Found {
            path: if key.is_empty() { format!("selection.rules[{i}]") } else { format!("selection.rules[{i}].{key}") },
            message,
        }));
        let earlier = selection.rules.get(..i).unwrap_or_default();
        found.extend(against(rule, earlier).map(|message| Found { path: format!("selection.rules[{i}]"), message }));
    }
    found
}

/// The amounts that may be awarded in part.
fn parts(definition: &Definition, selection: &Selection) -> Vec<Found> {
    let mut found = Vec::new();
    let mut must = |holds: bool, path: &str, message: String| {
        if !holds {
            found.push(Found { path: format!("selection.{path}"), message });
        }
    };
    let (least, cap) = (selection.least_partial(), definition.amounts.cap());
    let lowest = Selection::LEAST_PARTIAL;
    must(
        selection.least_partial_cents.is_none_or(|cents| Money::from_cents(cents) >= lowest && Money::from_cents(cents) < cap),
        "least_partial_cents",
        format!(
            "The smallest award in part must be at least {lowest} and less than the largest grant, {cap}. Change the number, in cents."
        ),
    );
    let distinct = |all: &[i64]| all.iter().collect::<BTreeSet<_>>().len() == all.len();
    must(
        distinct(&selection.partial_percent) && selection.partial_percent.iter().all(|percent| (1..=99).contains(percent)),
        "partial_percent",
        "Name whole percentages from 1 to 99, each once.".into(),
    );
    must(
        distinct(&selection.partial_cents)
            && selection.partial_cents.iter().all(|cents| Money::from_cents(*cents) >= least && Money::from_cents(*cents) < cap),
        "partial_cents",
        format!("Name amounts in cents, each once: at least {least} and less than the largest grant, {cap}."),
    );
    found
}

/// What is wrong with one rule, by the key that is to be mended.
fn mistakes(definition: &Definition, rule: &SelectionRule) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let count = match (rule.at_least, rule.at_most) {
        (Some(least), None) => Some(("at_least", least)),
        (None, Some(most)) => Some(("at_most", most)),
        _ => {
            found.push(("", "A rule says either at_least or at_most. Write one of them.".to_owned()));
            None
        }
    };
    if let Some((key, count)) = count.filter(|(_, count)| !(1..=MOST).contains(count)) {
        found.push((key, format!("{count} is no number of awards. Write a whole number from 1 to {MOST}.")));
    }
    found.extend(grouping(definition, rule));
    if rule.by != "population" && (rule.from.is_some() || rule.below.is_some()) {
        let key = if rule.from.is_some() { "from" } else { "below" };
        found.push((key, "Only a rule by population says from how many people on, or below how many. Take the key out.".to_owned()));
    }
    found
}

/// What is wrong with what a rule counts.
fn grouping(definition: &Definition, rule: &SelectionRule) -> Option<(&'static str, String)> {
    match (rule.by.as_str(), rule.of.as_deref()) {
        ("city", Some(_)) => Some(("of", "A rule by city holds for each city. Take the key out.".into())),
        ("city", None) if rule.at_least.is_some() => {
            Some(("at_least", "Not every city can be promised an award. Write at_most, or count by something else.".into()))
        }
        ("city" | "state" | "kind", None) => None,
        ("state", Some(code)) => {
            places::state_name(code).is_none().then(|| ("of", format!("“{code}” is no state. Write its code of two letters, such as TX.")))
        }
        ("kind", Some(id)) => definition
            .activity_kind(id)
            .is_none()
            .then(|| ("of", format!("The round has no kind of activity “{id}”. Write the identifier of one, or add it."))),
        ("population", Some(_)) => {
            Some(("of", "A rule by population names its group by from and below. Take the key out, and write these.".into()))
        }
        ("population", None) => {
            let is_span = rule.from.is_none_or(|from| from >= 1) && rule.below.is_none_or(|below| below > rule.from.unwrap_or(1));
            (!is_span).then(|| {
                let key = if rule.from.is_some() { "from" } else { "below" };
                (key, "The number of people must begin with 1 or more and rise. Change from or below.".into())
            })
        }
        (question, of) => match (definition.choices(question), of) {
            (None, _) => Some((
                "by",
                format!(
                    "“{question}” is neither {} nor a question of this form with the kind “choice”. Correct the name.",
                    GROUPINGS.join(", ")
                ),
            )),
            (Some(options), Some(of)) if !options.iter().any(|option| option == of) => {
                Some(("of", format!("“{of}” is none of the options of “{question}”. Write one as it stands there.")))
            }
            (Some(_), _) => None,
        },
    }
}

/// What a rule does to an earlier one about the same group.
fn against(rule: &SelectionRule, earlier: &[SelectionRule]) -> Option<String> {
    let group = |rule: &SelectionRule| (rule.by.clone(), rule.of.clone(), rule.from, rule.below);
    let mut same_group = earlier.iter().filter(|other| group(other) == group(rule));
    same_group.find_map(|other| {
        let is_same_side = other.at_least.is_some() == rule.at_least.is_some();
        let (least, most) = (rule.at_least.or(other.at_least), rule.at_most.or(other.at_most));
        match (is_same_side, least.zip(most)) {
            (true, _) => Some("An earlier rule says the same of this group. Keep one of the two.".to_owned()),
            (false, Some((least, most))) if least > most => {
                Some(format!("At least {least} and at most {most} of one group cannot both hold. Change one of the two."))
            }
            (false, _) => None,
        }
    })
}

#[cfg(test)]
mod tests;
