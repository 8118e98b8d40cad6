//! Every simple path of every shipped definition is walked on the pure core by fitting people:
//! each step is permitted, and the end is reached.

use crate::{fitting_for, shipped};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::rules::{Facts, Value};
use urban_diplomacy_fund::workflow::{Definition, Marking, Past, Request, State, Transition, Who, decide, paths, shortest_paths};

/// A new person for every step, as often as an approval needs one.
fn take(d: &Definition, state: &mut State, step: &Transition, facts: &Facts) {
    for n in 0..20 {
        let account = (!step.system).then(|| format!("{}-{}-{n}", step.id, state.history.len()));
        let band = step.approval.as_ref().and_then(|a| a.bands.last()).filter(|band| !band.by.is_empty());
        let role = if step.system { "system".to_owned() } else { band.map_or(&step.by, |band| &band.by)[0].clone() };
        let who = Who { account: account.clone(), name: "somebody".into(), roles: vec![role], lent: vec![] };
        let request = Request { transition: &step.id, who: &who, facts, reason: Some("because"), digest: Some("d"), fresh: true };
        let done = decide(d, state, &request).unwrap_or_else(|e| panic!("{} at {}: {e}", step.id, state.marking));
        assert_eq!(done.effects.is_empty(), !done.moved || step.effects.is_empty());
        let digest = step.approval.as_ref().map(|_| "d".to_owned());
        state.history.push(Past { transition: step.id.clone(), account, on_behalf_of: None, digest, moved: done.moved });
        state.marking = done.marking;
        if done.moved {
            return;
        }
    }
    panic!("{} never has enough approvals", step.id);
}

fn walk(d: &Definition, path: &[&str]) -> State {
    // So much that the last band, the most demanding, holds.
    let amount = Value::Money(Money::from_dollars(1_000_000));
    let mut state = State { marking: Marking::at(&d.start), history: vec![], recused: BTreeSet::new(), same_person: BTreeMap::new() };
    for id in path {
        let step = d.transition(id).expect("a step");
        take(d, &mut state, step, &fitting_for(d, Some(step), amount.clone()));
    }
    state
}

#[test]
fn every_simple_path_of_every_shipped_definition_can_be_walked() {
    for d in shipped() {
        let all = paths(&d).expect("few enough");
        let mut taken = BTreeSet::new();
        for path in &all {
            let state = walk(&d, path);
            assert!(state.marking.places().all(|place| d.ends.iter().any(|end| end == place)), "{path:?} ends in {}", state.marking);
            taken.extend(path.iter().copied());
        }
        println!("{} {}: {} paths over {} of {} steps", d.name, d.version, all.len(), taken.len(), d.transitions.len());
        assert!(all.iter().collect::<BTreeSet<_>>().len() == all.len() && all.len() > 3, "each once");
    }
}

#[test]
fn every_step_has_a_shortest_path_that_can_be_walked() {
    for d in shipped() {
        let all = shortest_paths(&d).expect("few enough");
        let last: BTreeSet<&str> = all.iter().filter_map(|path| path.last().copied()).collect();
        assert_eq!(last.len(), d.transitions.len(), "{}", d.name);
        all.iter().for_each(|path| drop(walk(&d, path)));
    }
}
