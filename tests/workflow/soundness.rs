//! The verdicts S3–S7 of the program are those of the brute force, on random nets with and
//! without places that are cleared; and for workflow nets they are those of the theorem:
//! sound exactly if live and bounded with the end led back to the start.

use crate::brute::Net;
use crate::{Dice, in_full};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::workflow::{Vocabulary, check, parse};

fn words() -> Vocabulary {
    Vocabulary {
        roles: &["preparer"],
        ledger_events: &[],
        acts: &[],
        stages: &[],
        told: &[],
        facts: BTreeMap::new(),
        bindable: &[],
        letters: vec![],
    }
}

fn verdict(net: &Net) -> BTreeSet<&'static str> {
    let found = check(&parse("net.toml", &net.text()).expect("parses"), &words());
    found.into_iter().filter(|finding| finding.is_fault()).map(|finding| finding.check).collect()
}

#[test]
fn s3_to_s7_are_what_a_brute_force_says() {
    let mut dice = Dice::new("soundness");
    let rounds = if in_full() { 100_000 } else { 2_000 };
    let (mut sound, mut seen, mut theorem) = (0, BTreeMap::new(), [0, 0]);
    for round in 0..rounds {
        let net = Net::random(&mut dice, round % 2 == 1);
        let (ours, theirs) = (verdict(&net), net.verdict());
        if theirs.contains("S7") {
            assert!(ours.contains("S7"), "{ours:?} {net:?}");
        } else {
            assert_eq!(ours, theirs, "{net:?}");
        }
        sound += usize::from(ours.is_empty());
        theirs.iter().for_each(|check| *seen.entry(*check).or_insert(0) += 1);
        if net.is_workflow_net()
            && let Some(live_and_bounded) = net.is_live_and_bounded()
            && !theirs.contains("S7")
        {
            assert_eq!(ours.is_empty(), live_and_bounded, "{net:?}");
            theorem[usize::from(live_and_bounded)] += 1;
        }
    }
    println!("{rounds} nets: {sound} sound, {seen:?}; the theorem held {theorem:?} times");
    let enough = rounds / 100;
    assert!(sound > enough && seen.len() == 5 && seen.values().all(|count| *count > enough), "{sound} {seen:?}");
    assert!(theorem.iter().all(|count| *count > enough), "{theorem:?}");
}
