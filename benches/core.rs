//! What the pure cores take, without a database: one decision of the ledger, and the root
//! over the hashes of a journal. `cargo bench --bench core`.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, reason = "a measurement that cannot go on says so by panicking")]

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::kernel::{Money, Timestamp};
use urban_diplomacy_fund::ledger::{self, Command, Leg, PeriodState, Rulebook, View, tree};

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

criterion_group!(benches, decisions, roots);
criterion_main!(benches);
