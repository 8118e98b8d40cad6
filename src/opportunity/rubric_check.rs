//! What must hold in a rubric. Pure; each mistake names its part and its mend. Identifiers are checked
//! with those of the whole definition, in `validate.rs`.

use super::rubric::{Criterion, CriterionKind, Rubric};
use super::validate::Found;
use std::collections::BTreeSet;

/// The longest comment that can be asked for, in characters.
const LONGEST: usize = 1000;
/// The most minutes of one review: a working day.
const MOST_MINUTES: i64 = 480;

/// Every mistake in the rubric.
pub(super) fn check(rubric: &Rubric) -> Vec<Found> {
    let mut found = Vec::new();
    let mut must = |holds: bool, path: String, message: String| {
        if !holds {
            found.push(Found { path, message });
        }
    };
    let is_scale = rubric.scale_min >= 0 && rubric.scale_max > rubric.scale_min && rubric.scale_max <= 10;
    must(is_scale, "rubric.scale_max".into(), "The scale must rise, from 0 or more to 10 at most. Change its ends.".into());
    must(!rubric.criteria.is_empty(), "rubric.criteria".into(), "There is no criterion. Add one.".into());
    must(
        rubric.minutes.is_none_or(|minutes| (1..=MOST_MINUTES).contains(&minutes)),
        "rubric.minutes".into(),
        format!("A review takes 1 to {MOST_MINUTES} minutes. Change the number."),
    );
    let steps = if is_scale { rubric.steps() } else { 0 };
    for (i, criterion) in rubric.criteria.iter().enumerate() {
        let path = format!("rubric.criteria[{i}]");
        let message = weight(criterion);
        must(message.is_empty(), format!("{path}.weight_bp"), message.to_owned());
        must(
            criterion.is_scored() || criterion.counts,
            format!("{path}.counts"),
            "Only a scored criterion counts or does not. Take the key out.".into(),
        );
        let (holds, message) = anchors(criterion, steps);
        must(holds, format!("{path}.anchors"), message);
    }
    let sum = rubric.counting().fold(0_i64, |sum, c| sum.saturating_add(c.weight_bp));
    must(
        sum == 10_000,
        "rubric.criteria".into(),
        format!("The weights add up to {sum} basis points. Change them so that they add up to 10000."),
    );
    found.extend(comments(rubric));
    found
}

/// What is wrong about the weight; nothing where it is right.
fn weight(criterion: &Criterion) -> &'static str {
    match (criterion.is_scored(), criterion.counts) {
        (true, true) if criterion.weight_bp <= 0 => "A weight must be more than 0 basis points. Change it, or take the criterion out.",
        (true, false) if criterion.weight_bp != 0 => {
            "A criterion with counts = false weighs nothing. Take the weight out, or let it count."
        }
        (false, _) if criterion.weight_bp != 0 => "Only a scored criterion has a weight. Take it out, or make the kind “scored”.",
        _ => "",
    }
}

/// Whether there is a text for everything that can be said of a criterion, and what is wrong if not.
fn anchors(criterion: &Criterion, steps: usize) -> (bool, String) {
    let (has, title) = (criterion.anchors.len(), &criterion.title);
    let (wanted, message) = match criterion.kind {
        CriterionKind::Scored => (steps, format!("“{title}” has {has} anchor texts for {steps} points. Write one for each point.")),
        CriterionKind::GapCheck => {
            (2, format!("“{title}” has {has} anchor texts for 2 judgments. Write what “appropriate” means, then what “gaps” means."))
        }
        CriterionKind::PassFail => {
            (2, format!("“{title}” has {has} anchor texts for 2 judgments. Write what “pass” means, then what “fail” means."))
        }
    };
    (has == wanted && criterion.anchors.iter().all(|anchor| !anchor.trim().is_empty()), message)
}

fn comments(rubric: &Rubric) -> Vec<Found> {
    let Some(rules) = &rubric.comments else { return Vec::new() };
    let mut found = Vec::new();
    let points = rules.required_at.as_deref().unwrap_or_default();
    let distinct: BTreeSet<i64> = points.iter().copied().collect();
    if distinct.len() != points.len() || points.iter().any(|point| !rubric.points().any(|other| other == *point)) {
        found.push(Found {
            path: "rubric.comments.required_at".into(),
            message: format!("Name points of the scale, from {} to {}, each once.", rubric.scale_min, rubric.scale_max),
        });
    }
    if rules.min_chars.is_some_and(|least| !(1..=LONGEST).contains(&least)) {
        found.push(Found {
            path: "rubric.comments.min_chars".into(),
            message: format!("A comment can be asked to have 1 to {LONGEST} characters. Change the number."),
        });
    }
    found
}

#[cfg(test)]
mod tests;
