//! What the pure cores take, without a database: one decision of the ledger, the root over
//! the hashes of a journal, and the proof of a workflow. `cargo bench --bench core`.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, reason = "a measurement that cannot go on says so by panicking")]

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::kernel::{Money, Timestamp};
use urban_diplomacy_fund::ledger::{self, Command, Leg, PeriodState, Rulebook, View, tree};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::workflow::{self, Definition, People, Place, Source, Transition};

fn view() -> View {
    let today = NaiveDate::from_ymd_opt(2026, 11, 3).expect("a day");
    View { now: Timestamp::start_of(today), today, balances: BTreeMap::new(), holds: vec![], original: None, period: PeriodState::Open }
}

fn appropriation(legs: i64) -> Command {
    let doer = Doer { account_id: Some("bench".into()), name: "The driver".into() };
    let today = view().today;
    let legs = (1..=legs).map(|n| Leg::of_fund(Money::from_dollars(n)));
    Command::new("key", "fund.appropriate", "UDF-2027", today, &doer).legs(legs).evidenced_by("letter").approved_by("another")
}

fn decisions(c: &mut Criterion) {
    let (book, view) = (Rulebook::embedded().expect("the rules"), view());
    for legs in [1, 20] {
        let command = appropriation(legs);
        c.bench_function(&format!("decide an appropriation of {legs} legs"), |b| {
            b.iter(|| ledger::decide(book, &view, black_box(&command)).expect("it is decided"));
        });
    }
}

fn roots(c: &mut Criterion) {
    for leaves in [1_000_u32, 100_000] {
        let hashes: Vec<tree::Hash> = (0..leaves).map(|n| std::array::from_fn(|i| n.to_be_bytes()[i % 4])).collect();
        c.bench_function(&format!("root of {leaves} journals"), |b| b.iter(|| tree::root(black_box(&hashes))));
    }
}

/// The standard way four times over, one after the other: more than 60 places.
fn long_way() -> Source {
    let mut source = process::shipped("grant-standard").expect("it parses");
    let once = source.definition.clone();
    let ends = |id: &String| once.ends.contains(id);
    let (mut places, mut transitions): (Vec<Place>, Vec<Transition>) = (vec![], vec![]);
    for n in 0..4 {
        // What ends one part well begins the next; all other ends are shared.
        let name = |id: &String| match id.as_str() {
            "closed" if n < 3 => format!("draft_{}", n + 1),
            _ if ends(id) => id.clone(),
            _ => format!("{id}_{n}"),
        };
        let all = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>();
        places.extend(once.places.iter().filter(|p| !ends(&p.id) || n == 3).map(|p| Place { id: name(&p.id), ..p.clone() }));
        transitions.extend(once.transitions.iter().map(|t| Transition {
            id: format!("{}_{n}", t.id),
            act: Some(t.act().to_owned()),
            from: all(&t.from),
            to: all(&t.to),
            clears: all(&t.clears),
            distinct_from: t.distinct_from.iter().map(|id| format!("{id}_{n}")).collect(),
            ..t.clone()
        }));
    }
    for place in &mut places {
        place.stage = place
            .stage
            .take()
            .or_else(|| place.id.rsplit_once('_').filter(|(id, _)| !ends(&place.id) && !id.is_empty()).map(|(id, _)| id.to_owned()));
    }
    source.definition = Definition { places, transitions, start: "draft_0".into(), ..once };
    source
}

fn proofs(c: &mut Criterion) {
    let (source, words) = (long_way(), process::vocabulary());
    let staff = |name: &str, role: &str| (name.to_owned(), vec![role.to_owned()]);
    let people = People {
        holders: ["a", "b", "c", "d"]
            .iter()
            .flat_map(|n| [staff(n, "program_officer"), staff(&n.to_uppercase(), "approving_official")])
            .collect(),
        elsewhere: vec!["preparer".into(), "authorized_official".into()],
    };
    let found = workflow::check_with_people(&source, &words, &people);
    assert!(found.iter().all(|finding| !finding.is_fault()), "{found:#?}");
    let count = source.definition.places.len();
    c.bench_function(&format!("prove a workflow of {count} places"), |b| {
        b.iter(|| workflow::check_with_people(black_box(&source), &words, &people));
    });
    c.bench_function(&format!("draw a workflow of {count} places"), |b| b.iter(|| workflow::svg(black_box(&source.definition), None)));
}

criterion_group!(benches, decisions, roots, proofs);
criterion_main!(benches);
