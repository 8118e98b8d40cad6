//! S1: roles, acts, stages, effects, amounts, lengths of time and guards are ones that the
//! program knows and can use.

use super::super::definition::{Approval, Effect, Place, Span, Transition};
use super::{At, Report, Vocabulary};
use crate::kernel::Money;
use crate::rules::{Rule, Type};

/// The most people that one approval may ask for.
const LARGEST_QUORUM: u32 = 20;

pub(super) fn check(report: &mut Report<'_>, vocabulary: &Vocabulary) {
    let d = &report.source.definition;
    for step in &d.transitions {
        who(report, step, vocabulary);
        effects(report, step, vocabulary);
        if !vocabulary.acts.is_empty() && !vocabulary.acts.contains(&step.act()) {
            let message =
                format!("“{}” is no act of the program; say which it is: act = one of {}", step.act(), vocabulary.acts.join(", "));
            report.fault("S1", At::Step(&step.id), message);
        }
        if let Some(approval) = &step.approval {
            approves(report, (step, approval), vocabulary);
        }
        if let Some(guard) = &step.guard {
            asks(report, (step, guard), vocabulary);
        }
    }
    for place in &d.places {
        stands(report, place, vocabulary);
    }
}

fn roles(report: &mut Report<'_>, at: At<'_>, named: &[String], vocabulary: &Vocabulary) {
    for role in named.iter().filter(|role| !vocabulary.roles.contains(&role.as_str())) {
        report.fault("S1", at, format!("“{role}” is not a role; use one of: {}", vocabulary.roles.join(", ")));
    }
}

/// Who takes a step, and when.
fn who(report: &mut Report<'_>, step: &Transition, vocabulary: &Vocabulary) {
    let at = At::Step(&step.id);
    if step.by.is_empty() != step.system {
        report.fault("S1", at, format!("“{}” needs either roles in “by” or “system = true”, and not both", step.id));
    }
    roles(report, at, &step.by, vocabulary);
    if step.system && step.approval.is_some() {
        report.fault("S1", at, format!("the program itself cannot approve; give “{}” roles, or remove “approval”", step.id));
    }
    match step.after {
        Some(_) if !step.system => {
            report.fault("S1", at, format!("“{}” is taken by people, who need no “after”; add “system = true” or remove it", step.id));
        }
        Some(Span::Days(0) | Span::BusinessDays(0)) => {
            report.fault("S1", at, format!("“after” of “{}” must be at least one day; without “after” it is taken at once", step.id));
        }
        Some(_) | None => {}
    }
}

fn effects(report: &mut Report<'_>, step: &Transition, vocabulary: &Vocabulary) {
    for effect in &step.effects {
        let (word, known) = match effect {
            Effect::Ledger(event) => (event, vocabulary.ledger_events.iter().any(|(name, _)| name == event)),
            Effect::Notify(fact) => (fact, vocabulary.told.contains(&fact.as_str())),
        };
        if !known {
            let message = format!("“{word}” is not an effect that the program can perform; correct the name");
            report.fault("S1", At::Step(&step.id), message);
        }
    }
}

/// An approval: what it binds, how many people, by which amounts.
fn approves(report: &mut Report<'_>, (step, approval): (&Transition, &Approval), vocabulary: &Vocabulary) {
    let at = At::Step(&step.id);
    let counts = std::iter::once(approval.quorum).chain(approval.bands.iter().map(|band| band.quorum));
    if counts.into_iter().any(|quorum| quorum == 0 || quorum > LARGEST_QUORUM) {
        report.fault("S1", at, format!("the quorum of “{}” must be from 1 to {LARGEST_QUORUM}", step.id));
    }
    for field in approval.binds.iter().filter(|field| !vocabulary.bindable.contains(&field.as_str())) {
        let message = format!("“{field}” cannot be bound by an approval; use some of: {}", vocabulary.bindable.join(", "));
        report.fault("S1", at, message);
    }
    if let Some(measure) = &approval.measure
        && vocabulary.facts.get(measure) != Some(&Type::Money)
    {
        let amounts: Vec<&str> = vocabulary.facts.iter().filter(|(_, t)| **t == Type::Money).map(|(name, _)| name.as_str()).collect();
        report.fault("S1", at, format!("“{measure}” is no amount that the program knows; measure by one of: {}", amounts.join(", ")));
    }
    if approval.bands.is_empty() {
        return;
    }
    if approval.measure.is_none() {
        report.fault("S1", at, format!("the bands of “{}” need an amount to go by; name it in “measure”", step.id));
    }
    for band in &approval.bands {
        roles(report, at, &band.by, vocabulary);
    }
    bands(report, step, approval);
}

/// Bands grow, and the last has no limit.
fn bands(report: &mut Report<'_>, step: &Transition, approval: &Approval) {
    let at = At::Step(&step.id);
    let limits: Vec<Option<Money>> = approval.bands.iter().map(|band| band.up_to_cents).collect();
    let Some((last, others)) = limits.split_last() else { return };
    if last.is_some() {
        report.fault("S1", at, format!("the last band of “{}” must have no limit; remove its “up_to”", step.id));
    }
    if others.iter().any(Option::is_none) {
        report.fault("S1", at, format!("only the last band of “{}” may have no limit; give the others an “up_to”", step.id));
    }
    let given: Vec<Money> = limits.into_iter().flatten().collect();
    if given.first().is_some_and(|least| !least.is_positive()) || given.iter().zip(given.iter().skip(1)).any(|(low, high)| low >= high) {
        report.fault("S1", at, format!("the limits of the bands of “{}” must grow, from more than zero; put them in order", step.id));
    }
}

/// A guard asks for facts that there are, by their types.
fn asks(report: &mut Report<'_>, (step, guard): (&Transition, &Rule), vocabulary: &Vocabulary) {
    if let Err(e) = guard.check(&vocabulary.facts) {
        report.fault("S1", At::Step(&step.id), format!("the guard of “{}” is faulty: {e}", step.id));
    }
}

/// What the program knows a place as, and whose work it is.
fn stands(report: &mut Report<'_>, place: &Place, vocabulary: &Vocabulary) {
    let at = At::Place(&place.id);
    if !vocabulary.stages.is_empty() && !vocabulary.stages.contains(&place.stage()) {
        let message =
            format!("“{}” is no stage of the program; say which it is: stage = one of {}", place.stage(), vocabulary.stages.join(", "));
        report.fault("S1", at, message);
    }
    roles(report, at, &place.owners, vocabulary);
    roles(report, at, &place.escalate_to, vocabulary);
}
