//! What is written reads back as an equal definition: every shipped file, and random ones.

use super::super::parse::parse;
use super::super::{Definition, Separation};
use super::*;
use crate::kernel::Money;
use crate::rules::Rule;
use proptest::prelude::*;

const FILES: &[&str] = &[
    include_str!("../../../config/workflows/grant-standard.toml"),
    include_str!("../../../config/workflows/fast-track.toml"),
    include_str!("../../../tests/fixtures/workflows/grant-standard-1.1.toml"),
];

fn shipped(n: usize) -> Definition {
    parse("w.toml", FILES[n % FILES.len()]).expect("it parses").definition
}

#[track_caller]
fn comes_back(definition: &Definition) {
    let text = to_toml(definition);
    let read = parse("w.toml", &text).unwrap_or_else(|e| panic!("{e}\n{text}")).definition;
    assert_eq!(read, *definition, "{text}");
    assert_eq!(read.hash().expect("a hash"), definition.hash().expect("a hash"));
}

#[test]
fn every_shipped_file_comes_back() {
    for n in 0..FILES.len() {
        comes_back(&shipped(n));
    }
}

#[test]
fn a_workflow_of_nothing_comes_back() {
    let nothing = Definition { places: vec![], transitions: vec![], ends: vec![], title: None, separate: vec![], ..shipped(0) };
    comes_back(&nothing);
}

fn span() -> impl Strategy<Value = Option<Span>> {
    prop_oneof![Just(None), any::<u16>().prop_map(|n| Some(Span::Days(n))), any::<u16>().prop_map(|n| Some(Span::BusinessDays(n)))]
}

fn bands() -> impl Strategy<Value = Vec<Band>> {
    let one = (prop::option::of(0_i64..1_000_000_000_000), any::<u32>(), prop::collection::vec("[a-z_]{1,9}", 0..3));
    prop::collection::vec(one.prop_map(|(cents, quorum, by)| Band { by, quorum, up_to_cents: cents.map(Money::from_cents) }), 0..4)
}

fn approval() -> impl Strategy<Value = Option<Approval>> {
    let parts = (bands(), prop::collection::vec(any::<String>(), 0..3), any::<bool>(), prop::option::of(any::<String>()), any::<u32>());
    let made = parts.prop_map(|(bands, binds, fresh_sign_in, measure, quorum)| Approval { bands, binds, fresh_sign_in, measure, quorum });
    prop::option::of(made)
}

proptest! {
    /// Any words in any field, any deadlines, bands and quorums.
    #[test]
    fn random_edits_come_back(
        which in (0_usize..3, any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        words in (any::<String>(), any::<String>(), any::<String>(), prop::option::of(any::<String>())),
        spans in (span(), span(), span()),
        approval in approval(),
        flags in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let mut d = shipped(which.0);
        let place = which.1.index(d.places.len());
        let step = which.2.index(d.transitions.len());
        (d.places[place].label, d.places[place].applicant_label) = (words.0.clone(), words.1.clone());
        (d.places[place].within, d.places[place].remind_before) = (spans.0, spans.1);
        d.places[place].stage.clone_from(&words.3);
        (d.version, d.title) = (words.2.clone(), words.3.clone());
        (d.transitions[step].after, d.transitions[step].approval) = (spans.2, approval);
        (d.transitions[step].system, d.transitions[step].reason_required) = (flags.0, flags.1);
        d.transitions[step].guard = flags.2.then(|| Rule::parse("a.b == \"x\" || amount <= money(\"5.00\")").expect("a rule"));
        d.transitions[step].effects = vec![Effect::Notify(words.0), Effect::Ledger(words.1)];
        d.separate = vec![Separation { most: 2, steps: vec![words.2] }];
        comes_back(&d);
    }
}
