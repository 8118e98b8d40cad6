//! S1, S2: identifiers are unique, references lead somewhere, there is one start and an end,
//! and nothing leaves an end.

use super::super::definition::{Definition, Transition};
use super::{At, Report};
use std::collections::BTreeSet;

pub(super) fn check(report: &mut Report<'_>) {
    let d = &report.source.definition;
    let (mut places, mut steps) = (BTreeSet::new(), BTreeSet::new());
    for place in &d.places {
        if !places.insert(place.id.as_str()) {
            report.fault("S1", At::Place(&place.id), format!("the place “{}” is defined twice; rename or remove one", place.id));
        }
    }
    for step in &d.transitions {
        if !steps.insert(step.id.as_str()) {
            report.fault("S1", At::Step(&step.id), format!("the transition “{}” is defined twice; rename or remove one", step.id));
        }
    }
    for place in std::iter::once(&d.start).chain(&d.ends) {
        if !places.contains(place.as_str()) {
            report.fault("S2", At::File, format!("the start or end “{place}” is not a place; define it or correct the name"));
        }
    }
    if d.ends.is_empty() {
        report.fault("S2", At::File, "there is no end; list at least one place in “ends”".into());
    }
    if d.ends.contains(&d.start) {
        report.fault("S2", At::Place(&d.start), format!("“{}” is the start and an end; a case must have somewhere to go", d.start));
    }
    for step in &d.transitions {
        arcs(report, d, step, &places);
        for other in step.distinct_from.iter().filter(|o| !steps.contains(o.as_str())) {
            let message = format!("“{}” is to differ from “{other}”, which is no transition; correct the name", step.id);
            report.fault("S1", At::Step(&step.id), message);
        }
    }
    separations(report, d, &steps);
}

/// The places a step leaves, enters and clears.
fn arcs(report: &mut Report<'_>, d: &Definition, step: &Transition, places: &BTreeSet<&str>) {
    let at = At::Step(&step.id);
    if step.from.is_empty() || step.to.is_empty() {
        report.fault("S1", at, format!("“{}” must leave and enter at least one place; fill “from” and “to”", step.id));
    }
    for (word, named) in [("from", &step.from), ("to", &step.to), ("clears", &step.clears)] {
        let mut once = BTreeSet::new();
        for place in named {
            if !places.contains(place.as_str()) {
                let message = format!("“{}” names the place “{place}”, which is not defined; define it or correct the name", step.id);
                report.fault("S1", at, message);
            }
            if !once.insert(place) {
                report.fault("S1", at, format!("“{}” names the place “{place}” twice in “{word}”; remove one", step.id));
            }
        }
    }
    for place in step.clears.iter().filter(|place| step.from.contains(place)) {
        report.fault("S1", at, format!("“{}” leaves “{place}” in any case; remove it from “clears”", step.id));
    }
    if let Some(end) = step.from.iter().chain(&step.clears).find(|place| d.ends.contains(place)) {
        report.fault("S2", at, format!("“{}” leaves the end “{end}”; an end is final: remove the step or the end", step.id));
    }
}

/// Sets of steps that different people must take.
fn separations(report: &mut Report<'_>, d: &Definition, steps: &BTreeSet<&str>) {
    for set in &d.separate {
        let at = set.steps.iter().find(|step| steps.contains(step.as_str())).map_or(At::File, |step| At::Step(step));
        let mut once = BTreeSet::new();
        for step in &set.steps {
            if !steps.contains(step.as_str()) {
                report.fault("S1", at, format!("“separate” names “{step}”, which is no transition; correct the name"));
            }
            if !once.insert(step) {
                report.fault("S1", at, format!("“separate” names “{step}” twice; remove one"));
            }
        }
        if set.most == 0 {
            report.fault("S1", at, "“most” of a “separate” must be at least 1; nobody could take any of its steps".into());
        } else if usize::try_from(set.most).is_ok_and(|most| most >= once.len()) {
            let message =
                format!("a “separate” of {} steps of which one person may take {} forbids nothing; lower “most”", once.len(), set.most);
            report.fault("S1", at, message);
        }
    }
}
