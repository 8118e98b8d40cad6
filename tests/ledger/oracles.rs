//! Published answers (`tests/fixtures/published/ledger.json`, each with its source): the roots of
//! RFC 6962, the tables of two-phase transfers, the arithmetic of SF 425.

use crate::books::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, AsOf, Code, Dims, HoldId, tree};

/// One of the published answers.
pub fn published(name: &str) -> Value {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/published/ledger.json")).expect("the file");
    serde_json::from_str::<Value>(&text).expect("JSON")[name].clone()
}

fn hex(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(value.as_str().expect("a text").as_bytes()).expect("hexadecimal")
}

#[test]
fn l19_o15_the_tree_has_the_published_roots() {
    let oracle = published("O15_rfc6962_roots");
    let leaf = |bytes: &Value| -> tree::Hash { Sha256::digest([vec![0], hex(bytes)].concat()).into() };
    let leaves: Vec<tree::Hash> = oracle["leaves_hex"].as_array().expect("leaves").iter().map(leaf).collect();
    let roots: Vec<Vec<u8>> = oracle["roots_by_size"].as_array().expect("roots").iter().map(hex).collect();
    assert_eq!((leaves.len(), roots.len()), (8, 9));
    for (size, expected) in roots.iter().enumerate() {
        let root = tree::root(&leaves[..size]);
        assert_eq!(root.as_slice(), expected, "the first {size}");
        for index in 0..size {
            let path = tree::inclusion(&leaves[..size], index).expect("a proof");
            assert!(tree::includes(&leaves[index], (index, size), &path, &root), "{index} of {size}");
        }
        for (old, before) in roots.iter().enumerate().take(size + 1).skip(1) {
            let path = tree::consistency(&leaves[..size], old).expect("a proof");
            let before = tree::Hash::try_from(before.as_slice()).expect("a hash");
            assert!(tree::continues((old, &before), (size, &root), &path), "{old} of {size}");
        }
    }
}

/// What is held of the allotment and what was taken from it, in dollars.
fn taken(books: &Books) -> (i64, i64) {
    let of = Dims { fund: Some(FUND.to_owned()), ..Dims::default() };
    let b = books.db.read(|c| ledger::balance(c, "461000", &of, AsOf::Now)).expect("a balance");
    (b.dr_pending.cents() / 100, b.dr_settled.cents() / 100)
}

fn reserve(books: &Books, dollars: &Value) -> Result<Vec<HoldId>, Code> {
    books.post(&command("award.reserve", [leg("travel", dollars.as_i64().expect("a number"))])).map(|receipt| receipt.holds)
}

#[test]
fn l8_l9_l10_o16_two_phases_come_to_the_published_tables() {
    let oracle = published("O16_two_phase");
    let number = |path: &str| oracle.pointer(path).expect(path).clone();
    let dollars = |path: &str| number(path).as_i64().expect("a number");
    // The limit counts what is pending, when it is made.
    on_both(|books| {
        books.allotted(dollars("/limit_example/credits_posted"));
        reserve(books, &number("/limit_example/debits_posted")).expect("fits");
        books.posted("award.commit", "travel", dollars("/limit_example/debits_posted"));
        assert_eq!(taken(books), (0, 70));
        assert_eq!(number("/limit_example/result"), "rejected at pending");
        assert_eq!(reserve(books, &number("/limit_example/new_pending")), Err(Code::LimitBreached));
    });
    on_both(|books| {
        books.allotted(1_000);
        let end = |event: &str, holds: &[HoldId]| books.post(&command(event, []).holds(holds.to_vec()).approved_by("olga")).map(drop);
        let post = |holds: &[HoldId]| {
            let leg = leg("travel", dollars("/partial_post/post"));
            books.post(&command("award.commit", [leg]).holds(holds.to_vec()).approved_by("olga")).map(drop)
        };
        let posted = reserve(books, &number("/partial_post/pending")).expect("fits");
        assert_eq!(taken(books), (dollars("/partial_post/pending"), 0));
        post(&posted).expect("posts a part");
        let after = (dollars("/partial_post/after/pending"), dollars("/partial_post/after/posted"));
        assert_eq!(taken(books), after, "the rest returned");

        let voided = reserve(books, &number("/partial_post/pending")).expect("fits");
        end("award.release", &voided).expect("voids");
        assert_eq!(number("/void/result"), "balances as before the pending transfer");
        assert_eq!(taken(books), after);

        for (holds, path, word) in [(posted, "/second_resolve/after_post", "posted"), (voided, "/second_resolve/after_void", "voided")] {
            assert_eq!(number(path), format!("rejected: already {word}"));
            assert_eq!((end("award.release", &holds), post(&holds)), (Err(Code::HoldResolved), Err(Code::HoldResolved)));
        }
        assert_eq!(taken(books), after);
    });
}

/// The report's line with this letter, in dollars.
fn line(report: &ledger::FinancialReport, letter: &str) -> i64 {
    let number = format!("10{letter}");
    let found = report.lines.iter().find(|line| line.number == number).unwrap_or_else(|| panic!("no line {number}"));
    assert_eq!(found.amount.cents() % 100, 0, "whole dollars in this test");
    found.amount.cents() / 100
}

/// What a published formula such as `d - g` comes to.
fn comes_to(report: &ledger::FinancialReport, formula: &str) -> i64 {
    match formula.split(' ').collect::<Vec<_>>()[..] {
        [one, "+", other] => line(report, one) + line(report, other),
        [one, "-", other] => line(report, one) - line(report, other),
        _ => panic!("no formula: {formula}"),
    }
}

#[test]
fn l24_l32_o17_the_financial_report_has_the_published_arithmetic() {
    let oracle = published("O17_sf425");
    let lines = oracle["lines"].as_object().expect("lines");
    on_both(|books| {
        books.allotted(20_000);
        let report = |month, date| books.db.read(|c| ledger::financial_report(c, AWARD, day(month, date))).expect("a report");
        for event in ["award.reserve", "award.commit", "award.obligate"] {
            books.posted(event, "travel", 10_000);
        }
        let steps: [(&str, i64); 9] = [
            ("advance.pay", 4_000),
            ("advance.liquidate", 2_500),
            ("claim.accept", 3_000),
            ("claim.pay", 1_000),
            ("match.pledge", 2_000),
            ("match.accept", 500),
            ("advance.refund/to_award", 300),
            ("cost.bill", 200),
            ("award.deobligate", 1_000),
        ];
        for (event, dollars) in steps {
            books.posted(event, "travel", dollars);
            let now = report(1, 11);
            assert!(now.lines.iter().map(|l| l.number.replace("10", "")).eq(lines.keys().cloned()), "the lines of the form");
            for (letter, formulas) in oracle["formulas"].as_object().expect("formulas") {
                let all = formulas.as_array().cloned().unwrap_or_else(|| vec![formulas.clone()]);
                let fits = all.iter().any(|f| comes_to(&now, f.as_str().expect("a text")) == line(&now, letter));
                assert!(fits, "after {event}: {letter} is none of {all:?}");
            }
            // L32: authorized is what is obligated, received is what was paid; on hand is what stands of the advance.
            let p = books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position").total;
            let dollars = |money: Money| money.cents() / 100;
            assert_eq!([line(&now, "d"), line(&now, "a"), line(&now, "c")], [p.obligated, p.paid, p.advanced].map(dollars), "{event}");
            assert_eq!(line(&now, "g"), dollars(p.spent), "{event}");
        }
        let now = report(1, 11);
        let all: Vec<i64> = lines.keys().map(|letter| line(&now, letter)).collect();
        assert_eq!(all, [4_700, 3_500, 1_200, 9_000, 3_500, 2_000, 5_500, 3_500, 2_000, 500, 1_500, 0, 0, 0, 0]);
        assert!(report(1, 10).lines.iter().all(|line| line.amount.is_zero()), "nothing counted for the day before");
    });
}
