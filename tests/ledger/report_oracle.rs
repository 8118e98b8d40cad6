//! The financial report (SF 425) of books made at random, against what each event means for the form: a second way to its
//! lines that reads no account and no file of lines, and the published formulas (O17). The seed is printed; with it in
//! `UDF_SEED` a failure comes again.

use crate::books::*;
use crate::database::Backend;
use crate::model_agrees::seed;
use crate::oracles::published;
use crate::properties::{Step, as_command, events, seeded, steps};
use chrono::NaiveDate;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::ledger::{self, Command, HoldId};

/// Operations in one set of books.
const IN_ONE_BOOK: usize = 500;
/// The lines that no formula gives, but those of program income, which these books do not keep.
const TYPED: [&str; 7] = ["a", "b", "d", "e", "f", "i", "j"];

/// What a cent of an event adds to each of these lines.
type Adds = [i64; 7];

/// What an event means for the form.
fn adds(event: &str, variant: &str, part: &str) -> Adds {
    match (event, variant, part) {
        ("award.obligate" | "award.increase", ..) | ("fund.open", _, "obligation") => [0, 0, 1, 0, 0, 0, 0],
        ("award.deobligate", ..) => [0, 0, -1, 0, 0, 0, 0],
        ("advance.pay", ..) | ("fund.open", _, "advance") => [1, 0, 0, 0, 0, 0, 0],
        ("advance.liquidate", ..) => [0, 1, 0, 1, 0, 0, 0],
        ("advance.refund", "to_allotment", _) => [-1, 0, -1, 0, 0, 0, 0],
        ("advance.refund", ..) | ("payment.return", "advance_in_transit" | "advance_settled", _) => [-1, 0, 0, 0, 0, 0, 0],
        ("claim.accept", ..) | ("fund.open", _, "unpaid_cost") => [0, 0, 0, 0, 1, 0, 0],
        ("claim.pay", ..) => [1, 1, 0, 1, -1, 0, 0],
        ("claim.accept_and_pay", ..) | ("fund.open", _, "paid_cost") => [1, 1, 0, 1, 0, 0, 0],
        ("payment.return", ..) => [-1, -1, 0, -1, 1, 0, 0],
        ("cost.collect", "to_allotment", _) | ("cost.refund", ..) => [-1, -1, -1, -1, 0, 0, 0],
        ("cost.collect", ..) => [-1, -1, 0, -1, 0, 0, 0],
        ("cost.offset", ..) => [0, 0, 0, 0, -1, 0, 0],
        ("match.pledge", ..) => [0, 0, 0, 0, 0, 1, 0],
        ("match.accept", "beyond_pledge", _) => [0, 0, 0, 0, 0, 1, 1],
        ("match.accept", ..) => [0, 0, 0, 0, 0, 0, 1],
        // What names no award, holds, or moves among categories; a cost that is billed stays until the money is back.
        _ => [0; 7],
    }
}

/// What an accepted command means for each award.
fn meaning(command: &Command, earlier: &[Meant]) -> Meant {
    let mut of: BTreeMap<String, Adds> = BTreeMap::new();
    if let Some(original) = command.reverses.and_then(|seq| usize::try_from(seq - 1).ok()) {
        of = earlier[original].of.clone();
        of.values_mut().flatten().for_each(|cents| *cents = -*cents);
    }
    for leg in &command.legs {
        let sums = of.entry(leg.award.clone().unwrap_or_default()).or_default();
        for (sum, add) in sums.iter_mut().zip(adds(&command.event, &command.variant, leg.part.as_deref().unwrap_or_default())) {
            *sum += add * leg.amount.cents();
        }
    }
    Meant { on: command.effective_on, of }
}

/// A day, and what is added on it by award.
struct Meant {
    on: NaiveDate,
    of: BTreeMap<String, Adds>,
}

/// Every line of the form for an award on a day, with the published formulas.
fn expected(all: &[Meant], award: &str, until: NaiveDate) -> BTreeMap<String, i64> {
    let oracle = published("O17_sf425");
    let mut lines: BTreeMap<String, i64> = oracle["lines"].as_object().expect("lines").keys().map(|letter| (letter.clone(), 0)).collect();
    for sums in all.iter().filter(|meant| meant.on <= until).filter_map(|meant| meant.of.get(award)) {
        for (letter, cents) in TYPED.iter().zip(sums) {
            *lines.get_mut(*letter).expect("a line") += cents;
        }
    }
    // In the order of the form, so that a formula finds those before it.
    for (letter, formulas) in oracle["formulas"].as_object().expect("formulas") {
        let formula = formulas.as_str().or_else(|| formulas[0].as_str()).expect("a formula");
        let cents = match formula.split(' ').collect::<Vec<_>>()[..] {
            [one, "+", other] => lines[one] + lines[other],
            [one, "-", other] => lines[one] - lines[other],
            _ => panic!("no formula: {formula}"),
        };
        lines.insert(letter.clone(), cents);
    }
    lines
}

fn reported(books: &Books, award: &str, until: NaiveDate) -> BTreeMap<String, i64> {
    let report = books.db.read(|c| ledger::financial_report(c, award, until)).expect("a report");
    report.lines.into_iter().map(|line| (line.number.replace("10", ""), line.amount.cents())).collect()
}

/// Books that grow by commands, with what each accepted one means.
struct Life {
    books: Books,
    all: Vec<Meant>,
    holds: Vec<HoldId>,
}

impl Life {
    fn post(&mut self, command: &Command) -> bool {
        let Ok(receipt) = self.books.post(command) else { return false };
        assert_eq!(usize::try_from(receipt.seq).expect("positive"), self.all.len() + 1);
        self.all.push(meaning(command, &self.all));
        self.holds.extend(receipt.holds);
        true
    }
}

/// So many steps that the seed repeats.
fn planned(seed: u64) -> Vec<Step> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let mut planned = Vec::new();
    while planned.len() < IN_ONE_BOOK {
        planned.extend(steps().new_tree(&mut runner).expect("steps").current());
    }
    planned.truncate(IN_ONE_BOOK);
    planned
}

/// One set of books; the lines that were ever something else than zero.
fn play(backend: Backend, seed: u64) -> BTreeSet<String> {
    let mut life = Life { books: Books::new(backend), all: vec![], holds: vec![] };
    let events = events();
    seeded(&mut |event, legs| assert!(life.post(&command(event, legs)), "the seed posts"));
    for (n, step) in planned(seed).iter().enumerate() {
        let command = as_command(step, &events, &life.holds, life.all.len());
        // Days in no order; what undoes a journal comes after all of them.
        let month = if command.reverses.is_some() { 7 } else { u32::try_from(n % 6).expect("few") + 1 };
        life.post(&Command { effective_on: day(month, 11), ..command });
    }
    let mut seen = BTreeSet::new();
    for award in ["award-0", "award-1"] {
        for until in [day(1, 10), day(1, 11), day(3, 31), day(6, 11), day(12, 31)] {
            let expected = expected(&life.all, award, until);
            assert_eq!(reported(&life.books, award, until), expected, "{award} until {until}, UDF_SEED={seed} on {backend:?}");
            seen.extend(expected.into_iter().filter(|(_, cents)| *cents != 0).map(|(letter, _)| letter));
        }
        // L32: received is what was paid, authorized what is obligated.
        let p = life.books.db.read(|c| ledger::award_position(c, award)).expect("a position").total;
        let now = reported(&life.books, award, day(12, 31));
        assert_eq!([now["a"], now["c"], now["d"], now["g"]], [p.paid, p.advanced, p.obligated, p.spent].map(|sum| sum.cents()));
    }
    life.books.are_sound();
    seen
}

#[test]
fn l24_l32_o17_reports_of_books_made_at_random_are_what_their_events_mean() {
    let seed = seed();
    for backend in Backend::all() {
        eprintln!("on {backend:?} with UDF_SEED={seed}");
        let seen: BTreeSet<String> = (0..3).flat_map(|n| play(backend, seed.wrapping_add(n))).collect();
        assert!(TYPED.iter().all(|letter| seen.contains(*letter)), "the steps must do something: {seen:?}");
    }
}
