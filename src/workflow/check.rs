//! The proof of a definition before it is published: S1–S8 of the design, each
//! finding with file, line and the way to mend it.

use super::definition::{Effect, Transition};
use super::net::{Marking, reachable};
use super::parse::Source;
use crate::rules::{self, Rule};
use std::collections::BTreeSet;
use std::fmt;

/// What a definition may refer to; given by the module that performs the effects.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Roles that people hold.
    pub roles: &'static [&'static str],
    /// Ledger events, and whether each must be preceded by an approval.
    pub ledger_events: &'static [(&'static str, bool)],
    /// What the program can do with a step.
    pub acts: &'static [&'static str],
    /// What it can know a case as.
    pub stages: &'static [&'static str],
    /// Facts that can be told.
    pub told: &'static [&'static str],
    /// Facts that guards and bands can ask for.
    pub facts: rules::Vocabulary,
    /// What an approval can bind.
    pub bindable: &'static [&'static str],
}

/// One fault of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check that failed, such as `S3`.
    pub check: &'static str,
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {} ({})", self.file, self.line, self.message, self.check)
    }
}

/// All faults of a definition; none means that it may be published.
#[must_use]
pub fn check(source: &Source, vocabulary: &Vocabulary) -> Vec<Finding> {
    let mut report = Report { source, findings: Vec::new() };
    report.names();
    report.words(vocabulary);
    // The net is only worth walking when its names are sound.
    if report.findings.is_empty() {
        report.net(vocabulary);
    }
    report.findings
}

struct Report<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, check: &'static str, at: (&str, &str), message: String) {
        let line = self.source.line(at.0, at.1);
        self.findings.push(Finding { check, file: self.source.file.clone(), line, message });
    }

    /// S1, S2: identifiers are unique, references lead somewhere, one start, at least one end.
    fn names(&mut self) {
        let d = &self.source.definition;
        let (mut places, mut steps) = (BTreeSet::new(), BTreeSet::new());
        for place in &d.places {
            if !places.insert(place.id.as_str()) {
                self.add("S1", ("place", &place.id), format!("the place “{}” is defined twice; rename or remove one", place.id));
            }
        }
        for step in &d.transitions {
            if !steps.insert(step.id.as_str()) {
                self.add("S1", ("transition", &step.id), format!("the transition “{}” is defined twice; rename or remove one", step.id));
            }
        }
        for place in std::iter::once(&d.start).chain(&d.ends) {
            if !places.contains(place.as_str()) {
                self.add("S2", ("", ""), format!("the start or end “{place}” is not a place; define it or correct the name"));
            }
        }
        if d.ends.is_empty() {
            self.add("S2", ("", ""), "there is no end; list at least one place in “ends”".into());
        }
        for step in &d.transitions {
            if step.from.is_empty() || step.to.is_empty() {
                self.add(
                    "S1",
                    ("transition", &step.id),
                    format!("“{}” must leave and enter at least one place; fill “from” and “to”", step.id),
                );
            }
            for place in step.from.iter().chain(&step.to).filter(|p| !places.contains(p.as_str())) {
                self.add(
                    "S1",
                    ("transition", &step.id),
                    format!("“{}” names the place “{place}”, which is not defined; define it or correct the name", step.id),
                );
            }
            for other in step.distinct_from.iter().filter(|o| !steps.contains(o.as_str())) {
                self.add(
                    "S1",
                    ("transition", &step.id),
                    format!("“{}” is to differ from “{other}”, which is no transition; correct the name", step.id),
                );
            }
            if let Some(end) = step.from.iter().find(|place| d.ends.contains(place)) {
                self.add(
                    "S2",
                    ("transition", &step.id),
                    format!("“{}” leaves the end “{end}”; an end is final: remove the step or the end", step.id),
                );
            }
        }
    }

    /// S1: roles, effects, quorums and guards are ones the program knows.
    fn words(&mut self, vocabulary: &Vocabulary) {
        for step in &self.source.definition.transitions {
            let at = ("transition", step.id.as_str());
            if step.by.is_empty() != step.system {
                self.add("S1", at, format!("“{}” needs either roles in “by” or “system = true”, and not both", step.id));
            }
            for role in step.by.iter().filter(|role| !vocabulary.roles.contains(&role.as_str())) {
                self.add("S1", at, format!("“{role}” is not a role; use one of: {}", vocabulary.roles.join(", ")));
            }
            for effect in &step.effects {
                let (word, known) = match effect {
                    Effect::Ledger(event) => (event, vocabulary.ledger_events.iter().any(|(name, _)| name == event)),
                    Effect::Notify(fact) => (fact, vocabulary.told.contains(&fact.as_str())),
                };
                if !known {
                    self.add("S1", at, format!("“{word}” is not an effect that the program can perform; correct the name"));
                }
            }
            if step.approval.as_ref().is_some_and(|a| a.quorum == 0 || a.quorum > 20) {
                self.add("S1", at, format!("the quorum of “{}” must be from 1 to 20", step.id));
            }
            if let Some(guard) = &step.guard {
                self.guard((step, guard), vocabulary);
            }
        }
    }

    /// S1: a guard asks for facts that there are, by their types.
    fn guard(&mut self, (step, guard): (&Transition, &Rule), vocabulary: &Vocabulary) {
        if let Err(e) = guard.check(&vocabulary.facts) {
            self.add("S1", ("transition", &step.id), format!("the guard of “{}” is faulty: {e}", step.id));
        }
    }

    /// S3–S8: the walk over every marking.
    fn net(&mut self, vocabulary: &Vocabulary) {
        let d = &self.source.definition;
        let Some(markings) = reachable(d, |_| true) else {
            return self.add("S7", ("", ""), "the workflow has more than 10,000 states; split it".into());
        };
        for place in d.places.iter().filter(|p| !markings.iter().any(|m| m.has(&p.id))) {
            self.add("S3", ("place", &place.id), format!("no case can ever reach “{}”; add a transition to it or remove it", place.id));
        }
        for step in &d.transitions {
            if !markings.iter().any(|m| m.enables(step)) {
                self.add("S6", ("transition", &step.id), format!("“{}” can never be taken; correct “from” or remove it", step.id));
            }
            if markings.iter().any(|m| m.enables(step) && m.after(step).is_none()) {
                self.add(
                    "S7",
                    ("transition", &step.id),
                    format!("“{}” can enter a place in which the case stands already; correct “to”", step.id),
                );
            }
        }
        self.completion(&markings);
        self.money_after_approval(vocabulary);
    }

    /// S4, S5: from every marking an end can be reached, and an end stands alone.
    fn completion(&mut self, markings: &BTreeSet<Marking>) {
        let d = &self.source.definition;
        let mut completing: BTreeSet<&Marking> = markings.iter().filter(|m| d.ends.iter().any(|end| m.has(end))).collect();
        for marking in &completing {
            if marking.places().count() > 1 {
                self.findings.push(Finding {
                    check: "S5",
                    file: self.source.file.clone(),
                    line: 1,
                    message: format!("a case can end while it still stands in “{marking}”; join the branches before the end"),
                });
            }
        }
        loop {
            let more: Vec<&Marking> = markings
                .iter()
                .filter(|m| !completing.contains(*m))
                .filter(|m| d.transitions.iter().filter_map(|t| m.after(t)).any(|next| completing.contains(&next)))
                .collect();
            if more.is_empty() {
                break;
            }
            completing.extend(more);
        }
        for stuck in markings.iter().filter(|m| !completing.contains(*m)) {
            let place = stuck.places().next().unwrap_or_default();
            self.add("S4", ("place", place), format!("a case in “{stuck}” can never come to an end; add a transition out of it"));
        }
    }

    /// S8: no money effect can be reached on a path without an approval.
    fn money_after_approval(&mut self, vocabulary: &Vocabulary) {
        let d = &self.source.definition;
        let Some(unapproved) = reachable(d, |t| t.approval.is_none()) else { return };
        for step in d.transitions.iter().filter(|t| t.approval.is_none()) {
            let bound = step.effects.iter().find_map(|effect| match effect {
                Effect::Ledger(event) if vocabulary.ledger_events.contains(&(event.as_str(), true)) => Some(event),
                Effect::Ledger(_) | Effect::Notify(_) => None,
            });
            if let Some(event) = bound
                && unapproved.iter().any(|m| m.enables(step))
            {
                self.add(
                    "S8",
                    ("transition", &step.id),
                    format!("“{}” posts “{event}” although no approval need come before it; put an approval on every way there", step.id),
                );
            }
        }
    }
}
