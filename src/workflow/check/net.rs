//! S3–S7: the walk over every marking. Guards count as open: what can be is looked at, not
//! what will be.

use super::super::definition::Definition;
use super::super::states::{Bits, MOST_PLACES, MOST_STATES, States, TooLarge, names};
use super::{At, Report};
use std::collections::BTreeSet;

/// Checks S3–S7, and gives the markings; none where there are too many.
pub(super) fn check(report: &mut Report<'_>) -> Option<States> {
    let d = &report.source.definition;
    let states = match States::explore(d) {
        Ok(states) => states,
        Err(e) => {
            let message = match e {
                TooLarge::Places => format!("the workflow has more than {MOST_PLACES} places; split it"),
                TooLarge::States => {
                    format!("the workflow has more than {} states; let fewer branches run at once, or split it", grouped(MOST_STATES))
                }
            };
            report.fault("S7", At::File, message);
            return None;
        }
    };
    let stood = states.markings.iter().fold(0, |all, marking| all | marking);
    let reached: BTreeSet<&str> = names(d, stood).into_iter().collect();
    for place in d.places.iter().filter(|place| !reached.contains(place.id.as_str())) {
        let message = format!("no case can ever reach “{}”; add a transition to it or remove it", place.id);
        report.fault("S3", At::Place(&place.id), message);
    }
    let taken = states.is_enabled.iter().zip(&states.is_unsafe);
    for (step, (is_enabled, is_unsafe)) in d.transitions.iter().zip(taken) {
        if !is_enabled {
            report.fault("S6", At::Step(&step.id), format!("“{}” can never be taken; correct “from” or remove it", step.id));
        }
        if *is_unsafe {
            let message = format!("“{}” can enter a place in which the case stands already; correct “to”", step.id);
            report.fault("S7", At::Step(&step.id), message);
        }
    }
    completion(report, d, &states);
    Some(states)
}

/// S4, S5: from every marking an end can be reached, and an end stands alone. One example for
/// each place is enough.
fn completion(report: &mut Report<'_>, d: &Definition, states: &States) {
    let mut told = 0;
    let mut is_new = |bit: Bits| {
        let new = told & bit == 0;
        told |= bit;
        new
    };
    for (at, marking) in states.markings.iter().enumerate().filter(|(at, m)| states.is_ended(*at) && m.count_ones() > 1) {
        if is_new(*marking) {
            let stands = names(d, states.marking(at)).join(" ");
            report.fault("S5", At::File, format!("a case can end while it still stands in “{stands}”; join the branches before the end"));
        }
    }
    told = 0;
    let mut is_new = |bit: Bits| {
        let new = told & bit == 0;
        told |= bit;
        new
    };
    let completing = states.completing();
    for (marking, _) in states.markings.iter().zip(&completing).filter(|(_, completes)| !**completes) {
        // The lowest bit is the first place in the order of the definition.
        if is_new(marking & marking.wrapping_neg()) {
            let stands = names(d, *marking);
            let place = stands.first().copied().unwrap_or_default();
            let message = format!("a case in “{}” can never come to an end; add a transition out of it", stands.join(" "));
            report.fault("S4", At::Place(place), message);
        }
    }
}

/// 1,000,000.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
