//! A fund that lives longer than a year, by the rules it has adopted for that; versions of
//! rules by their days; and a fund that begins with balances from other books.

use crate::books::*;
use crate::database::Backend;
use chrono::NaiveDate;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, AsOf, Code, Command, Dims, Leg, Rulebook, YearError};

const PRIOR_YEAR: &str = "rules-2027-prior-year";

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// Posts an event on a day; the variant that was applied.
fn post(books: &Books, event: &str, legs: Vec<Leg>, day: NaiveDate) -> Result<String, Code> {
    let command = Command { effective_on: day, ..command(event, legs) };
    let seq = books.post(&command)?.seq;
    Ok(books.db.read(|c| ledger::journal(c, seq)).expect("the journal").variant)
}

fn adopt(books: &Books, by: &str, approver: &str, rule_set: &str, from: NaiveDate) -> Result<(), String> {
    books.db.write(|tx| ledger::adopt(tx, &person(by), approver, rule_set, from)).map_err(|e: YearError| e.to_string())
}

fn close(books: &Books, variant: &str, last_day: NaiveDate) -> Result<usize, String> {
    let legs = books.db.read(|c| ledger::year_end_legs(c, FUND, variant, last_day)).map_err(|e| e.to_string())?;
    let count = legs.len();
    post(books, &format!("{}/{variant}", ledger::YEAR_END), legs, last_day).map_err(|code| format!("{code:?}"))?;
    Ok(count)
}

/// What stands on a code of the fund, on its normal side, in dollars.
fn stands(books: &Books, code: &str) -> i64 {
    let of = Dims { fund: Some(FUND.to_owned()), ..Dims::default() };
    let normal = Rulebook::widest().expect("rules").chart.account(code).expect("an account").normal;
    books.db.read(|c| ledger::balance(c, code, &of, AsOf::Now)).expect("a balance").settled(normal).cents() / 100
}

/// Where the resources are: obligated and not obligated make up all of them (SF 133, lines 1910, 2190 and 2490).
fn status_adds_up(books: &Books) {
    let status = books.db.read(|c| ledger::fund_status(c, FUND, on(2027, 1, 1))).expect("a status");
    let line = |number: &str| status.lines.iter().find(|l| l.number == number).expect("a line").amount.cents();
    assert_eq!(line("1910"), line("2190") + line("2490"));
}

/// Undelivered, advanced, unpaid, spent, paid of the award in dollars.
fn award(books: &Books) -> [i64; 5] {
    let p = books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position").total;
    [p.undelivered, p.advanced, p.unpaid, p.spent, p.paid].map(|m| m.cents() / 100)
}

/// A first year: 20,000 obligated, 5,000 advanced of which 3,000 are used, 2,000 accepted of which 1,500 are paid.
fn first_year(books: &Books) {
    let steps = [
        ("fund.appropriate", 100_000),
        ("fund.apportion", 60_000),
        ("fund.allot", 60_000),
        ("award.reserve", 20_000),
        ("award.commit", 20_000),
        ("award.obligate", 20_000),
        ("advance.pay", 5_000),
        ("advance.liquidate", 3_000),
        ("claim.accept", 2_000),
        ("claim.pay", 1_500),
    ];
    for (event, dollars) in steps {
        books.posted(event, "travel", dollars);
    }
}

#[test]
fn rules_are_chosen_by_the_day_and_optional_ones_once_adopted() {
    on_both(|books| {
        let receive = |day| post(books, "fund.appropriate", vec![Leg::of_fund(usd(10))], day).map(|_| ());
        assert_eq!(receive(on(2024, 9, 30)), Err(Code::NotDated));
        for day in [on(2024, 10, 1), on(2026, 9, 30), on(2026, 10, 1), on(2030, 1, 1)] {
            receive(day).expect("there are rules");
        }
        let sets: Vec<String> = books
            .db
            .read(|c| ledger::list_journals(c, &ledger::JournalFilter::default(), None, 10))
            .expect("journals")
            .into_iter()
            .map(|j| j.rule_set)
            .collect();
        assert_eq!(sets, ["rules-2027", "rules-2027", "rules-2025", "rules-2025"]);
        for event in ["fund.apportion", "fund.allot"] {
            post(books, event, vec![leg_for(event, "", 10)], on(2026, 9, 30)).expect("posts");
        }
        let withdraw = |day, dollars| post(books, "fund.withdraw", vec![Leg::of_program(PROGRAM, usd(dollars))], day).map(|_| ());
        assert_eq!(withdraw(on(2026, 9, 30), 1), Err(Code::UnknownEvent), "it came with the rules of 2027");
        assert_eq!(withdraw(on(2026, 10, 1), 11), Err(Code::LimitBreached));
        assert_eq!(withdraw(on(2026, 10, 1), 4), Ok(()));
        assert_eq!((stands(books, "461000"), stands(books, "451000")), (6, 4));
        post(books, "award.reserve", vec![leg("travel", 6)], on(2026, 10, 2)).expect("reserves");
        assert_eq!(withdraw(on(2026, 10, 3), 1), Err(Code::LimitBreached), "what is reserved is not given back (L26)");

        assert!(close(books, "carrying", on(2027, 9, 30)).expect_err("off by default").contains("close no year"));
        assert!(adopt(books, "ada", "ada", PRIOR_YEAR, on(2026, 10, 1)).expect_err("alone").contains("another person"));
        assert!(adopt(books, "ada", "olga", "rules-2025", on(2026, 10, 1)).expect_err("not optional").contains("no optional"));
        assert!(adopt(books, "ada", "olga", PRIOR_YEAR, on(2026, 9, 30)).expect_err("too early").contains("2026-10-01"));
        adopt(books, "ada", "olga", PRIOR_YEAR, on(2027, 1, 1)).expect("adopts");
        assert!(adopt(books, "ada", "olga", PRIOR_YEAR, on(2027, 1, 1)).expect_err("twice").contains("adopted before"));
        assert!(close(books, "carrying", on(2026, 12, 31)).expect_err("before its first day").contains("close no year"));
        assert!(close(books, "carrying", on(2027, 9, 30)).expect_err("a reservation").contains("is reserved"));
        assert!(
            books.sql("DELETE FROM rule_set_adoptions").is_err()
                && books.sql("UPDATE rule_set_adoptions SET from_day = '2020-01-01'").is_err()
        );
    });
}

#[test]
fn later_years_take_back_what_earlier_ones_obligated_advanced_and_paid() {
    on_both(|books| {
        adopt(books, "ada", "olga", PRIOR_YEAR, on(2026, 10, 1)).expect("adopts");
        first_year(books);
        assert!(close(books, "carrying", on(2027, 9, 30)).expect_err("the bank").contains("on its way to the bank"));
        books.posted("bank.settle", "", 6_500);
        let report = |day| {
            let report = books.db.read(|c| ledger::financial_report(c, AWARD, day)).expect("a report");
            report.lines.into_iter().map(|line| (line.number, line.amount)).collect::<Vec<_>>()
        };
        let before = report(on(2027, 9, 29));
        close(books, "carrying", on(2027, 9, 30)).expect("closes");
        books.are_sound();
        assert_eq!(report(on(2027, 9, 30)), before, "a close changes no line of an award's financial report (L32)");
        assert!(before.contains(&("10d".into(), usd(20_000))) && before.contains(&("10a".into(), usd(6_500))), "{before:?}");
        // Nothing an award stands at has changed; what was not obligated can be apportioned anew.
        assert_eq!(award(books), [13_000, 2_000, 500, 5_000, 6_500]);
        let fund = books.db.read(|c| ledger::fund_position(c, FUND)).expect("a position");
        assert_eq!(
            (fund.authority, fund.unapportioned, fund.apportioned, fund.allotted),
            (usd(100_000), usd(80_000), Money::ZERO, Money::ZERO)
        );
        assert_eq!(["411900", "490200", "610000", "570000", "310100", "310700"].map(|code| stands(books, code)), [0; 6]);
        assert!(close(books, "carrying", on(2027, 9, 30)).expect_err("twice").contains("already"));

        let next = |event: &str, dollars| {
            let outcome = post(books, event, vec![leg("travel", dollars)], on(2027, 11, 2));
            books.are_sound();
            status_adds_up(books);
            outcome
        };
        let carried = |variant: &str| Ok(variant.to_owned());
        assert_eq!(next("award.deobligate", 13_001), Err(Code::LimitBreached), "one dollar more than is left");
        assert_eq!(next("award.deobligate", 1_000), carried("carried"));
        assert_eq!(next("advance.refund/to_award", 500), carried("carried"));
        assert_eq!(next("cost.bill", 200), carried("carried"));
        assert_eq!(next("cost.collect/to_allotment", 150), carried("carried"));
        assert_eq!(next("cost.refund", 100), carried("carried"));
        assert_eq!(next("claim.pay", 500), carried(""));
        assert_eq!(next("advance.liquidate", 1_000), carried(""));
        assert_eq!(stands(books, "445000"), 81_750, "all of it can be apportioned anew");
        assert_eq!(award(books), [12_000, 500, 0, 5_750, 6_250]);
        assert_eq!(next("advance.pay", 12_001), Err(Code::LimitBreached), "what was taken back is not paid");
        // Beyond what earlier years paid (4,250 left), a cost is one of this year, or refused.
        assert_eq!(next("cost.refund", 4_251), Err(Code::LimitBreached));
        assert_eq!(next("cost.refund", 4_250), carried("carried"));
        assert_eq!(next("cost.refund", 1_000), carried(""));
        assert_eq!(next("cost.refund", 1), Err(Code::LimitBreached), "accepted last year and paid this year: after the next close");
        post(books, "bank.settle", vec![Leg::of_fund(usd(500))], on(2027, 11, 3)).expect("settles");
        close(books, "expiring", on(2028, 9, 30)).expect("closes");
        books.are_sound();
        let rolled =
            ["487100", "487200", "497200", "480100:recovered", "480200:refunded", "420100:recovered"].map(|code| stands(books, code));
        assert_eq!(rolled, [0; 6], "adjustments are rolled into what they adjust");
        assert_eq!((stands(books, "445000"), stands(books, "461000")), (0, 0), "nothing new is obligated");
        assert_eq!(stands(books, "465000"), 87_000);
        assert_eq!(post(books, "award.deobligate", vec![leg("travel", 400)], on(2028, 12, 1)), carried("expired"));
        assert_eq!(stands(books, "465000"), 87_400);
        let allot = post(books, "fund.apportion", vec![Leg::of_fund(usd(1))], on(2028, 12, 1));
        assert_eq!(allot, Err(Code::LimitBreached), "what has expired is not apportioned");
    });
}

/// Random numbers that a seed repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[test]
fn random_years_of_a_fund_keep_every_tie_point() {
    const EVENTS: [&str; 17] = [
        "fund.apportion",
        "fund.allot",
        "fund.withdraw",
        "award.increase",
        "award.deobligate",
        "advance.pay",
        "advance.liquidate",
        "advance.refund/to_award",
        "advance.refund/to_allotment",
        "claim.accept",
        "claim.pay",
        "claim.accept_and_pay",
        "cost.bill",
        "cost.collect/to_allotment",
        "cost.collect/to_award",
        "cost.refund",
        "bank.settle",
    ];
    let seed: u64 = std::env::var("UDF_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(2027);
    eprintln!("seed {seed}");
    for backend in Backend::all() {
        let (books, mut dice) = (Books::new(backend), Dice(seed));
        adopt(&books, "ada", "olga", PRIOR_YEAR, on(2026, 10, 1)).expect("adopts");
        first_year(&books);
        let mut variants = std::collections::BTreeMap::new();
        for year in 2027..2031 {
            for n in 0..150 {
                let event = EVENTS[usize::try_from(dice.below(17)).expect("few")];
                let name = event.split('/').next().expect("an event");
                let category = ["travel", "training"][usize::try_from(dice.below(2)).expect("few")];
                let cents = i64::try_from(dice.below(80_000)).expect("fits") + 1;
                let leg = Leg { amount: Money::from_cents(cents), ..leg_for(name, category, 0) };
                if let Ok(variant) = post(&books, event, vec![leg], on(year, 1, 1 + n % 28)) {
                    *variants.entry(variant).or_insert(0) += 1;
                }
            }
            let transit = books.db.read(|c| ledger::fund_position(c, FUND)).expect("a position").in_transit;
            if transit.is_positive() {
                post(&books, "bank.settle", vec![Leg::of_fund(transit)], on(year, 2, 1)).expect("settles");
            }
            let before = books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position");
            close(&books, if year < 2029 { "carrying" } else { "expiring" }, on(year, 9, 30)).expect("closes");
            books.are_sound();
            status_adds_up(&books);
            assert_eq!(books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position"), before, "a close changes no award");
        }
        eprintln!("{backend:?}: {variants:?}");
        assert!(["", "carried", "expired"].iter().all(|v| variants.get(*v).is_some_and(|n| *n >= 5)), "{variants:?}");
    }
}

/// Lines of an opening entry: part, category, dollars.
fn opening(lines: &[(&str, &str, i64)]) -> Vec<Leg> {
    let leg_of = |(part, category, dollars): &(&str, &str, i64)| {
        let leg = match *part {
            "appropriation" | "apportionment" => Leg::of_fund(usd(*dollars)),
            "allotment" => Leg::of_program(PROGRAM, usd(*dollars)),
            _ => leg(category, *dollars),
        };
        leg.in_part(*part)
    };
    lines.iter().map(leg_of).collect()
}

const PAST: [(&str, &str, i64); 9] = [
    ("appropriation", "", 100_000),
    ("apportionment", "", 80_000),
    ("allotment", "", 60_000),
    ("obligation", "travel", 15_000),
    ("obligation", "training", 5_000),
    ("advance", "travel", 4_000),
    ("unpaid_cost", "travel", 1_000),
    ("paid_cost", "travel", 3_000),
    ("paid_cost", "training", 5_000),
];

#[test]
fn a_fund_begins_with_the_sums_of_other_books() {
    on_both(|books| {
        let open = |lines: &[(&str, &str, i64)]| books.post(&command("fund.open", opening(lines))).map(|r| r.seq);
        for (n, dollars, why) in [
            (0, 79_999, "more apportioned than received"),
            (1, 59_999, "more allotted than apportioned"),
            (2, 19_999, "more obligated than allotted"),
            (3, 7_999, "more advanced and spent than obligated"),
            (4, 4_999, "more spent than obligated"),
        ] {
            let mut lines = PAST;
            lines[n].2 = dollars;
            assert_eq!(open(&lines), Err(Code::LimitBreached), "{why}");
        }
        assert_eq!(books.post(&command("fund.open", [Leg::of_fund(usd(1))])).map(|r| r.seq), Err(Code::BadLegs), "no part");
        assert_eq!(books.post(&command("fund.open", [Leg::of_fund(usd(1)).in_part("gift")])).map(|r| r.seq), Err(Code::BadLegs));
        assert_eq!(books.post(&command("fund.apportion", [Leg::of_fund(usd(1)).in_part("allotment")])).map(|r| r.seq), Err(Code::BadLegs));
        open(&PAST).expect("it adds up");
        books.are_sound();
        assert_eq!(award(books), [7_000, 4_000, 1_000, 9_000, 12_000]);
        let fund = books.db.read(|c| ledger::fund_position(c, FUND)).expect("a position");
        assert_eq!(
            (fund.authority, fund.unapportioned, fund.apportioned, fund.allotted),
            (usd(100_000), usd(20_000), usd(20_000), usd(40_000))
        );
        assert_eq!((fund.at_bank, fund.obligated), (usd(88_000), usd(20_000)));
        // Life goes on from there.
        books.posted("advance.liquidate", "travel", 4_000);
        books.posted("claim.pay", "travel", 1_000);
        let swapped =
            opening(&PAST).into_iter().map(|leg| if leg.part.as_deref() == Some("advance") { leg.in_part("paid_cost") } else { leg });
        let (one, other) = (command("fund.open", opening(&PAST)), command("fund.open", swapped));
        assert_ne!(one.subject_digest(), other.subject_digest(), "an approval binds the parts");
    });
}
