//! What the mathematics of a round takes, from the bytes of a file to a checked result: assignment, evaluation, slate.
//! `cargo bench --bench scoring`; ends with 1 when an aim is missed. The tables are drawn from a fixed seed.

#![allow(missing_docs, clippy::expect_used, reason = "a measurement that cannot go on says so by panicking")]

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::scoring::evaluate::{Budget, Question, evaluate};
use urban_diplomacy_fund::scoring::{Better, assign, slate, table};

/// A number below `most`.
fn below(random: &mut ChaCha12Rng, most: u64) -> u64 {
    random.next_u64() % most
}

/// Runs `f` so often and says how long it took: the middle one and the slowest, in milliseconds, beside the aim.
fn measure(what: &str, times: usize, aim: Duration, mut f: impl FnMut()) -> bool {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            f();
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    let (middle, slowest) = (took.get(times / 2).copied().unwrap_or_default(), took.last().copied().unwrap_or_default());
    let is_reached = slowest < aim;
    let verdict = if is_reached { "reached" } else { "MISSED" };
    println!("| {what} | {} | {} | {} | {verdict} |", middle.as_millis(), slowest.as_millis(), aim.as_millis());
    is_reached
}

/// Every reviewer beside every application: what they know of it from 0 to 4, one pair in twenty in conflict, four regions.
fn pairs(applications: u64, reviewers: u64) -> String {
    let mut random = ChaCha12Rng::seed_from_u64(1);
    let mut text = "application,reviewer,affinity,conflict\n".to_owned();
    for application in 0..applications {
        for reviewer in 0..reviewers {
            let (affinity, conflict) = (below(&mut random, 5), if below(&mut random, 20) == 0 { "yes" } else { "" });
            writeln!(text, "A-{application},R-{reviewer},{affinity},{conflict}").expect("written");
        }
    }
    text
}

/// So many reviews of each application by reviewers in turn, from 1 to 9.
fn scores(applications: u64, reviewers: u64, each: u64) -> String {
    let mut random = ChaCha12Rng::seed_from_u64(2);
    let mut text = "application,reviewer,score\n".to_owned();
    for application in 0..applications {
        let (good, first) = (below(&mut random, 6), below(&mut random, reviewers));
        // Reviewers of an application stand apart, so that each meets many others.
        for n in 0..each {
            let reviewer = if each == reviewers { n } else { (first + n * (1 + application % 7)) % reviewers };
            let score = (good + below(&mut random, 4) + reviewer % 2).clamp(1, 9);
            writeln!(text, "A-{application},R-{reviewer},{score}").expect("written");
        }
    }
    text
}

fn costs(applications: u64) -> String {
    let mut random = ChaCha12Rng::seed_from_u64(3);
    let mut text = "application,cost\n".to_owned();
    for application in 0..applications {
        writeln!(text, "A-{application},{}", 5_000 + 50 * below(&mut random, 900)).expect("written");
    }
    text
}

/// Applications with what they are worth, what they cost, and the groups of ten rules.
fn choices(applications: u64) -> String {
    let mut random = ChaCha12Rng::seed_from_u64(4);
    let mut text = "application,value,cost,category,state,band\n".to_owned();
    for application in 0..applications {
        let (value, cost) = (100 + below(&mut random, 900), 5_000 + 50 * below(&mut random, 900));
        let (category, state, band) = (below(&mut random, 5), below(&mut random, 50), below(&mut random, 4));
        writeln!(text, "A-{application},{value},{cost},category {category},state {state},band {band}").expect("written");
    }
    text
}

fn assignment() -> bool {
    let text = pairs(500, 60);
    let plain = assign::Order { per_application: 3, load_min: 20, load_max: Some(30), ..assign::Order::default() };
    measure("assignment, 500 applications × 60 reviewers × 3 reviews", 7, Duration::from_millis(500), || {
        let read = assign::Table::read(text.as_bytes()).expect("a table");
        black_box(assign::report(&read, &plain).expect("an assignment"));
    })
}

fn evaluation((applications, reviewers, each): (u64, u64, u64), times: usize, aim: Duration) -> bool {
    let (text, costs) = (scores(applications, reviewers, each), costs(applications));
    measure(&format!("evaluation, {applications} applications × {reviewers} reviewers, {each} reviews each"), times, aim, || {
        let read = table::read(text.as_bytes()).expect("a table");
        let costs = table::read_costs(costs.as_bytes()).expect("costs");
        let budget = Some(Budget::Cents { budget: applications * 500_000, costs });
        black_box(evaluate(&read, &Question { better: Better::Higher, seed: None, budget }, &|_, _, _| {}).expect("an evaluation"));
    })
}

fn choice() -> bool {
    let text = choices(500);
    let floors = ["category:category 0=12", "category:category 1=12", "band:band 0=15", "band:band 1=15", "state:state 7=1"];
    let caps = ["state=4", "category:category 4=20", "band:band 3=40", "category:category 2=30", "state:state 9=2"];
    let parse = |side, rules: [&str; 5]| rules.map(|rule| slate::Rule::parse(side, rule).expect("a rule"));
    let rules = [parse(slate::Side::Floor, floors), parse(slate::Side::Cap, caps)].concat();
    let budget = Money::from_dollars(2_000_000);
    let table = slate::read(text.as_bytes(), Money::from_dollars(5_000)).expect("a table");
    let request = slate::Request { table: &table, rules: &rules, budget };
    let found = slate::choose(&request).expect("a choice");
    assert_eq!(found.gap(), 0, "proved best");
    let alone = measure("slate, 500 applications, 10 rules, proved best", 7, Duration::from_secs(2), || {
        black_box(slate::choose(&request).expect("a choice"));
    });
    // No aim is set for what is told beside it.
    measure("the same with the price of each rule, the next $10,000 and runners-up", 3, Duration::from_secs(60), || {
        black_box(slate::explain(&request, &found).expect("an explanation"));
    });
    alone
}

fn main() -> ExitCode {
    println!("| what | ms, middle | ms, slowest | ms, aim | |\n|---|---|---|---|---|");
    let reached = [
        assignment(),
        evaluation((500, 60, 3), 7, Duration::from_millis(500)),
        evaluation((500, 60, 60), 3, Duration::from_millis(500)),
        evaluation((10_000, 300, 3), 2, Duration::from_secs(20)),
        choice(),
    ];
    if reached.iter().all(|is| *is) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
