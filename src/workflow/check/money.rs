//! S8: no money leaves a path without an approval that still stands. An approval stands until
//! the case comes again to a place through which every way to that approval leads: whoever
//! goes back before an approval must ask for it again.

use super::super::definition::{Definition, Transition};
use super::super::states::{Bits, BuildQuick, States};
use super::{At, Report, Vocabulary, quoted};
use std::collections::{BTreeSet, HashSet};

/// The most combinations of marking and standing approvals that are tried.
const MOST: usize = 2_000_000;

/// An approval: its transition, and the places through which every way to it leads.
struct Given {
    step: usize,
    before: Bits,
}

pub(super) fn check(report: &mut Report<'_>, vocabulary: &Vocabulary, states: &States) {
    let d = &report.source.definition;
    let bound: Vec<(usize, &Transition, &str)> =
        d.transitions.iter().enumerate().filter_map(|(i, step)| Some((i, step, unapproved_event(step, vocabulary)?))).collect();
    if bound.is_empty() {
        return;
    }
    let given = approvals(d, states);
    let sought: BTreeSet<usize> = bound.iter().map(|(i, ..)| *i).collect();
    let Some(found) = Walk::new(states, &given).run(&sought) else {
        return report.fault("S8", At::File, "there are too many ways from approvals to money to try them all; split the workflow".into());
    };
    for (i, step, event) in bound {
        if let Some(path) = found.iter().find(|path| path.last() == Some(&i)) {
            let labels = path.iter().filter_map(|i| d.transitions.get(*i)).map(|step| step.label.as_str());
            let way = labels.map(|label| format!("“{label}”")).collect::<Vec<_>>().join(", ");
            let again = if path.iter().any(|i| given.iter().any(|a| a.step == *i)) {
                let lost = path.iter().filter_map(|i| d.transitions.get(*i)).filter(|step| step.approval.is_some());
                format!("; {} does not count after the way back", quoted(lost.map(|step| step.label.as_str()).collect::<BTreeSet<_>>()))
            } else {
                String::new()
            };
            let message = format!(
                "“{}” posts “{event}” although no approval need come before it; put an approval on every way there. One way without: {way}{again}",
                step.id
            );
            report.fault("S8", At::Step(&step.id), message);
        }
    }
}

/// The event that a step posts and that needs an approval, where the step is none itself.
fn unapproved_event<'a>(step: &'a Transition, vocabulary: &Vocabulary) -> Option<&'a str> {
    let needs = |event: &&str| vocabulary.ledger_events.contains(&(*event, true));
    step.ledger_events().find(needs).filter(|_| step.approval.is_none())
}

fn approvals(d: &Definition, states: &States) -> Vec<Given> {
    let passed = states.passed();
    let mut before = vec![Bits::MAX; d.transitions.len()];
    for (at, here) in passed.iter().enumerate() {
        for edge in states.out(at) {
            if let Some(places) = before.get_mut(edge.step) {
                *places &= here;
            }
        }
    }
    let steps = d.transitions.iter().zip(before).enumerate();
    steps.filter(|(_, (step, _))| step.approval.is_some()).map(|(step, (_, before))| Given { step, before }).collect()
}

/// A marking with the approvals that stand in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Standing {
    at: usize,
    approvals: Bits,
}

/// The walk over markings and standing approvals, nearest first.
struct Walk<'a> {
    states: &'a States,
    given: &'a [Given],
    seen: HashSet<Standing, BuildQuick>,
    /// Each with the position it was reached from and by which step.
    queue: Vec<(Standing, usize, usize)>,
}

impl<'a> Walk<'a> {
    fn new(states: &'a States, given: &'a [Given]) -> Self {
        let start = Standing { at: 0, approvals: 0 };
        Self { states, given, seen: [start].into_iter().collect(), queue: vec![(start, 0, usize::MAX)] }
    }

    /// The shortest path to each of these steps that takes it while no approval stands. `None`
    /// when there is too much to try.
    fn run(mut self, sought: &BTreeSet<usize>) -> Option<Vec<Vec<usize>>> {
        let (mut found, mut open, mut next) = (Vec::new(), sought.clone(), 0);
        while let Some((here, ..)) = self.queue.get(next).copied() {
            for edge in self.states.out(here.at) {
                if here.approvals == 0 && open.remove(&edge.step) {
                    found.push(self.path(next, edge.step));
                }
                let there = Standing { at: edge.to, approvals: self.after(here.approvals, edge.step) };
                if self.seen.insert(there) {
                    self.queue.push((there, next, edge.step));
                }
            }
            if open.is_empty() {
                break;
            }
            if self.queue.len() > MOST {
                return None;
            }
            next += 1;
        }
        Some(found)
    }

    /// The approvals that stand after a step.
    fn after(&self, standing: Bits, step: usize) -> Bits {
        let entered = self.states.entered(step);
        self.given.iter().zip(0_u32..).fold(0, |all, (approval, i)| {
            let bit = 1_u128.checked_shl(i).unwrap_or(0);
            let stands = (standing & bit != 0 || approval.step == step) && entered & approval.before == 0;
            if stands { all | bit } else { all }
        })
    }

    fn path(&self, mut at: usize, last: usize) -> Vec<usize> {
        let mut path = vec![last];
        while let Some((_, from, by)) = self.queue.get(at).filter(|(.., by)| *by != usize::MAX) {
            path.push(*by);
            at = *from;
        }
        path.reverse();
        path
    }
}
