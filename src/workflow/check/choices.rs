//! S9 (W11): of the steps that the program takes by itself at most one can be taken from the
//! same marking, whatever the facts are. And no guard is one that can never hold (S6).

use super::super::definition::{Span, Transition};
use super::super::states::States;
use super::{At, Report, Vocabulary};
use crate::rules::{self, Finding};
use std::collections::BTreeSet;

pub(super) fn check(report: &mut Report<'_>, vocabulary: &Vocabulary, states: &States) {
    let d = &report.source.definition;
    for step in &d.transitions {
        if let Some(guard) = &step.guard
            && rules::witness(&[guard], &vocabulary.facts) == Ok(None)
        {
            let message = format!("“{}” can never be taken: its guard holds for no facts; correct “{}”", step.id, guard.text());
            report.fault("S6", At::Step(&step.id), message);
        }
    }
    for (one, other) in pairs(states, |step| d.transitions.get(step).is_some_and(|step| step.system)) {
        if let (Some(a), Some(b)) = (d.transitions.get(one), d.transitions.get(other))
            && let Err(why) = apart((a, b), states.compete(one, other), vocabulary)
        {
            let message = format!("the program could take both “{}” and “{}” in the same state: {why}", a.id, b.id);
            report.fault("S9", At::Step(&b.id), message);
        }
    }
}

/// The pairs of steps of a kind that leave the same marking.
fn pairs(states: &States, is_meant: impl Fn(usize) -> bool) -> BTreeSet<(usize, usize)> {
    let mut together: BTreeSet<Vec<usize>> = BTreeSet::new();
    for at in 0..states.len() {
        let steps: Vec<usize> = states.out(at).map(|edge| edge.step).filter(|step| is_meant(*step)).collect();
        if steps.len() > 1 {
            together.insert(steps);
        }
    }
    let each = |steps: &Vec<usize>| {
        let pairs = steps.iter().enumerate().flat_map(|(i, one)| steps.iter().skip(i + 1).map(|other| (*one, *other)));
        pairs.collect::<Vec<_>>()
    };
    together.iter().flat_map(each).collect()
}

/// Why two steps are not kept apart.
fn apart((a, b): (&Transition, &Transition), compete: bool, vocabulary: &Vocabulary) -> Result<(), String> {
    // What is due on days of its own and stands in nobody's way may go on beside another.
    if (a.after.is_some() || b.after.is_some()) && !compete {
        return Ok(());
    }
    if let (Some(one), Some(other)) = (a.after, b.after)
        && let Some(is_first) = is_shorter(one, other)
    {
        let (early, late) = if is_first { (a, b) } else { (b, a) };
        // The earlier is due before the later, and lets it come only by its guard.
        return match &early.guard {
            Some(_) => Ok(()),
            None => Err(format!("“{}” is always taken before “{}” is due; remove one, or give “{}” a guard", early.id, late.id, early.id)),
        };
    }
    let (Some(one), Some(other)) = (&a.guard, &b.guard) else {
        return Err("give both guards that exclude each other".into());
    };
    rules::exclusive(&[one, other], &vocabulary.facts).map_err(|finding| match finding {
        Finding::Overlap { when, .. } => format!("both guards hold {when}; make them exclude each other"),
        other => other.to_string(),
    })
}

/// Whether the first length of time is shorter; `None` where that cannot be said.
fn is_shorter(one: Span, other: Span) -> Option<bool> {
    match (one, other) {
        (Span::Days(a), Span::Days(b)) | (Span::BusinessDays(a), Span::BusinessDays(b)) if a != b => Some(a < b),
        _ => None,
    }
}
