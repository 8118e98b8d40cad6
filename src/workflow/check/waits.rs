//! S12 (W16): where a case waits, somebody is responsible, for so long, and somebody else is
//! told after that. What the program does by itself comes to rest.

use super::super::definition::{Place, Span};
use super::super::states::States;
use super::{At, Report, quoted};
use std::collections::BTreeSet;

/// Owners, terms and escalation of each place in which a case can wait.
pub(super) fn places(report: &mut Report<'_>) {
    let d = &report.source.definition;
    for place in d.places.iter().filter(|place| place.id != d.start && !d.ends.contains(&place.id)) {
        let at = At::Place(&place.id);
        let has_timer = d.transitions.iter().any(|step| step.after.is_some() && step.from.contains(&place.id));
        if place.owners.is_empty() {
            report.warning("S12", at, format!("nobody is responsible for a case in “{}”; name roles in “owners”", place.id));
        } else if place.within.is_none() && !has_timer {
            report.fault(
                "S12",
                at,
                format!("a case can wait in “{}” for ever; say “within” which time it is somebody’s turn to act", place.id),
            );
        }
        if place.within.is_some() && place.escalate_to.is_empty() {
            report.fault("S12", at, format!("nobody is told when a case is late in “{}”; name roles in “escalate_to”", place.id));
        }
        lengths(report, place);
    }
}

fn lengths(report: &mut Report<'_>, place: &Place) {
    let at = At::Place(&place.id);
    match (place.within, place.remind_before) {
        (Some(Span::Days(0) | Span::BusinessDays(0)), _) => {
            report.fault("S12", at, format!("“within” of “{}” must be at least one day", place.id));
        }
        (None, Some(_)) => {
            report.fault("S12", at, format!("“{}” has nothing to remind of; add “within” or remove “remind_before”", place.id));
        }
        (Some(Span::Days(within)), Some(Span::Days(before))) | (Some(Span::BusinessDays(within)), Some(Span::BusinessDays(before)))
            if before >= within =>
        {
            report.fault("S12", at, format!("the reminder in “{}” would come before the case does; shorten “remind_before”", place.id));
        }
        _ => {}
    }
}

/// No case can go round and round by steps of the program alone.
pub(super) fn cycles(report: &mut Report<'_>, states: &States) {
    let d = &report.source.definition;
    let is_own = |step: usize| d.transitions.get(step).is_some_and(|step| step.system);
    // Markings are taken away as long as no step of the program leads to one that is left.
    let mut ways: Vec<usize> = (0..states.len()).map(|at| states.out(at).filter(|edge| is_own(edge.step)).count()).collect();
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); states.len()];
    for at in 0..states.len() {
        for edge in states.out(at).filter(|edge| is_own(edge.step)) {
            if let Some(from) = into.get_mut(edge.to) {
                from.push(at);
            }
        }
    }
    let mut done: Vec<usize> = ways.iter().enumerate().filter(|(_, ways)| **ways == 0).map(|(at, _)| at).collect();
    while let Some(at) = done.pop() {
        for from in into.get(at).into_iter().flatten() {
            if let Some(left) = ways.get_mut(*from) {
                *left -= 1;
                if *left == 0 {
                    done.push(*from);
                }
            }
        }
    }
    let Some(mut at) = ways.iter().position(|ways| *ways > 0) else { return };
    // From what is left one can go on for ever; the second time round the steps are those of the cycle.
    let mut steps = BTreeSet::new();
    for round in 0..2 {
        let mut seen = BTreeSet::new();
        while seen.insert(at) {
            let on = states.out(at).find(|edge| is_own(edge.step) && ways.get(edge.to).is_some_and(|ways| *ways > 0));
            let Some(edge) = on else { return };
            if round == 1 {
                steps.insert(edge.step);
            }
            at = edge.to;
        }
    }
    let ids: Vec<&str> = steps.iter().filter_map(|step| d.transitions.get(*step)).map(|step| step.id.as_str()).collect();
    let message =
        format!("the program could take {} again and again by itself; let a person take a step between", quoted(ids.iter().copied()));
    report.fault("S12", At::Step(ids.first().copied().unwrap_or_default()), message);
}
