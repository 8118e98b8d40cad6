//! The places that every case has passed (S8): the same as what cannot be avoided by walking
//! around it, and on nets of one token the dominators that `petgraph` finds.

use super::definition::{Definition, Transition};
use super::dice::Dice;
use super::parse;
use super::states::{Bits, States};
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::BTreeSet;

const STANDARD: &str = include_str!("../../tests/fixtures/workflows/grant-standard-1.1.toml");

/// A random definition whose steps enter and leave at most so many places.
fn random(dice: &mut Dice, most: usize) -> Definition {
    let base = parse("w.toml", STANDARD).expect("parses").definition;
    let count = 4 + dice.below(7);
    let id = |i: usize| format!("p{i}");
    let places = (0..count).map(|i| super::Place { id: id(i), ..base.places[0].clone() }).collect();
    let step = |i: usize, dice: &mut Dice| {
        let some = |dice: &mut Dice| {
            let set: BTreeSet<usize> = (0..1 + dice.below(most)).map(|_| dice.below(count)).collect();
            set.into_iter().map(id).collect::<Vec<_>>()
        };
        Transition { id: format!("t{i}"), from: some(dice), to: some(dice), clears: vec![], ..base.transitions[0].clone() }
    };
    // A way from the first place to all others, so that most of the net can be reached.
    let chain = (1..count).map(|i| Transition {
        id: format!("c{i}"),
        from: vec![id(dice.below(i))],
        to: vec![id(i)],
        ..base.transitions[0].clone()
    });
    let mut transitions: Vec<Transition> = chain.collect();
    transitions.extend((0..dice.below(9)).map(|i| step(i, dice)));
    Definition { places, transitions, start: id(0), ends: vec![], ..base }
}

/// The markings that can be reached without ever standing in one of these places.
fn around(states: &States, avoided: Bits) -> BTreeSet<usize> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![0]);
    while let Some(at) = open.pop() {
        if states.marking(at) & avoided == 0 && seen.insert(at) {
            open.extend(states.out(at).map(|edge| edge.to));
        }
    }
    seen
}

#[test]
fn s8_what_every_case_has_passed_cannot_be_walked_around() {
    let mut dice = Dice::new("passed");
    for round in 0..600 {
        let definition = random(&mut dice, 1 + round % 2);
        let states = States::explore_up_to(&definition, 3_000).unwrap_or_else(|_| panic!("small"));
        let passed = states.passed();
        for (i, place) in (0_u32..).zip(&definition.places) {
            let avoiding = around(&states, 1 << i);
            for (at, passed) in passed.iter().enumerate() {
                assert_eq!(passed >> i & 1 == 1, !avoiding.contains(&at), "{} before {:b}", place.id, states.marking(at));
            }
        }
    }
}

#[test]
fn s8_on_nets_of_one_token_they_are_the_dominators() {
    let mut dice = Dice::new("dominators");
    for _ in 0..600 {
        let definition = random(&mut dice, 1);
        let states = States::explore(&definition).unwrap_or_else(|_| panic!("small"));
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        let nodes: Vec<NodeIndex> = (0..states.len()).map(|_| graph.add_node(())).collect();
        for at in 0..states.len() {
            for edge in states.out(at) {
                graph.add_edge(nodes[at], nodes[edge.to], ());
            }
        }
        let dominators = simple_fast(&graph, nodes[0]);
        for (at, passed) in states.passed().iter().enumerate() {
            let theirs = dominators.dominators(nodes[at]).expect("it is reached").fold(0, |all, node| all | states.marking(node.index()));
            assert_eq!(*passed, theirs, "{definition:?}");
        }
    }
}
