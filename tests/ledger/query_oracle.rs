//! Every read that sums, against a naive full scan (L17, L18, L24): the whole journal is read as it is
//! listed, filtered in plain loops and added up, for every number, every day and many values.

use crate::books::*;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::ledger::{self, AccountKey, AsOf, Balance, Command, Dims, JournalEntry, JournalFilter, Layer, Leg};

/// Months of two awards in two programs, with days in no order, reservations in every state and reversals.
pub fn life(books: &Books) {
    let on = |month, date, command: Command| Command { effective_on: day(month, date), ..command };
    let post = |command: Command| books.post(&command).unwrap_or_else(|code| panic!("{}: {code:?}", command.event));
    let of = |award: &str, category: &str, dollars| {
        let program = if award == "award-2" { "program-2" } else { PROGRAM };
        Leg::of_award(program, award, category, usd(dollars))
    };
    post(on(1, 11, command("fund.appropriate", [Leg::of_fund(usd(50_000))])));
    post(on(3, 1, command("fund.appropriate", [Leg::of_fund(usd(7_000))])));
    post(on(1, 12, command("fund.apportion", [Leg::of_fund(usd(45_000))])));
    post(on(2, 1, command("fund.allot", [Leg::of_program(PROGRAM, usd(20_000)), Leg::of_program("program-2", usd(15_000))])));
    for (award, month) in [(AWARD, 2), ("award-2", 4), ("award-3", 3)] {
        let both = || [of(award, "travel", 3_000), of(award, "training", 1_500)];
        post(on(month, 2, command("award.reserve", both())));
        post(on(month, 9, command("award.commit", both())));
        post(on(month, 5, command("award.obligate", both())));
        post(on(month, 20, command("advance.pay", [of(award, "travel", 800)])));
        post(on(month + 1, 3, command("advance.liquidate", [of(award, "travel", 350)])));
        let claim = post(on(month + 1, 1, command("claim.accept", [of(award, "training", 400), of(award, "travel", 90)])));
        let back = Command::reversal(format!("back {award}"), claim.seq, "entered twice", day(month + 2, 1), &person("ada"));
        post(back.approved_by("olga"));
        post(on(month + 1, 15, command("claim.accept", [of(award, "training", 410)])));
        post(on(month + 1, 16, command("claim.pay", [of(award, "training", 300)])));
        post(on(month, 28, command("award.rebudget", [of(award, "travel", 55).moving_to("training")])));
        post(on(month + 2, 2, command("match.pledge", [of(award, "travel", 70)])));
    }
    post(on(5, 1, command("bank.settle", [Leg::of_fund(usd(1_100))])));
    let held = post(on(1, 20, command("award.reserve", [of(AWARD, "materials", 66), of("award-2", "materials", 11)]))).holds;
    post(on(6, 1, command("award.release", []).holds(held[..1].to_vec()).approved_by("olga")));
    let _ = books.post(&command("fund.allot", [Leg::of_program(PROGRAM, usd(99_000))])).expect_err("too much");
}

/// The whole journal, oldest first.
pub fn scan(books: &Books) -> Vec<JournalEntry> {
    let mut all = books.db.read(|c| ledger::list_journals(c, &JournalFilter::default(), None, 500)).expect("the journal");
    all.reverse();
    assert!(all.len() > 35 && all.len() < 500, "{}", all.len());
    all
}

/// Which journals count.
pub type Counts<'a> = &'a dyn Fn(&JournalEntry) -> bool;

/// What the lines of these journals come to.
pub fn added_up(all: &[JournalEntry], counts: Counts<'_>) -> BTreeMap<AccountKey, Balance> {
    let mut sums: BTreeMap<AccountKey, Balance> = BTreeMap::new();
    for entry in all.iter().filter(|entry| counts(entry)) {
        for line in &entry.lines {
            let sum = sums.entry(line.account.clone()).or_default();
            sum.add(line.layer, line.side, line.releases, line.amount).expect("fits");
        }
    }
    sums
}

fn same(left: &Balance, right: &Balance) -> bool {
    Balance { version: 0, ..*left } == Balance { version: 0, ..*right }
}

/// Debits less credits per code, settled, of the accounts with these values.
fn by_code(sums: &BTreeMap<AccountKey, Balance>, of: &Dims) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    for (account, sum) in sums.iter().filter(|(account, _)| account.dims.matches(of)) {
        *found.entry(account.code.clone()).or_default() += sum.dr_settled.cents() - sum.cr_settled.cents();
    }
    found.retain(|_, cents| *cents != 0);
    found
}

fn trial(books: &Books, of: &Dims, as_of: AsOf) -> BTreeMap<String, i64> {
    let lines = books.db.read(|c| ledger::trial_balance(c, of, as_of)).expect("a trial balance");
    lines.into_iter().map(|l| (l.code, l.debit.cents() - l.credit.cents())).filter(|(_, cents)| *cents != 0).collect()
}

#[test]
fn l17_l18_balances_as_of_either_clock_are_those_of_a_full_scan() {
    on_both(|books| {
        life(books);
        let all = scan(books);
        let every: BTreeSet<AccountKey> = added_up(&all, &|_| true).into_keys().collect();
        let days: BTreeSet<NaiveDate> = all.iter().map(|entry| entry.effective_on).chain([day(1, 10), day(12, 31)]).collect();
        let seqs = 0..=i64::try_from(all.len()).expect("few") + 1;
        let clocks = seqs.map(AsOf::Seq).chain(days.into_iter().map(AsOf::Day)).chain([AsOf::Now]);
        let narrowed = [
            Dims::default(),
            Dims { program: Some("program-2".to_owned()), ..Dims::default() },
            Dims { award: Some(AWARD.to_owned()), ..Dims::default() },
            Dims { category: Some("travel".to_owned()), ..Dims::default() },
            Dims { fund: Some("another".to_owned()), ..Dims::default() },
        ];
        for (n, as_of) in clocks.enumerate() {
            let expected = added_up(&all, &|entry| match as_of {
                AsOf::Now => true,
                AsOf::Seq(seq) => entry.seq <= seq,
                AsOf::Day(day) => entry.effective_on <= day,
            });
            for of in &narrowed {
                assert_eq!(trial(books, of, as_of), by_code(&expected, of), "{as_of:?} {of:?}");
            }
            // One account after another at every third moment, and at all of them in turn.
            for account in every.iter().enumerate().filter(|(m, _)| (n + m) % 3 == 0 || as_of == AsOf::Now).map(|(_, account)| account) {
                let stands = books.db.read(|c| ledger::balance(c, &account.code, &account.dims, as_of)).expect("a balance");
                assert!(same(&stands, &expected.get(account).copied().unwrap_or_default()), "{as_of:?} {account}: {stands:?}");
            }
        }
    });
}

#[test]
fn l18_l24_statements_and_positions_are_those_of_a_full_scan() {
    on_both(|books| {
        life(books);
        let all = scan(books);
        let sums = added_up(&all, &|_| true);
        let chart = &crate::memory::rules().chart;
        for account in &chart.accounts {
            let mut running = Balance::default();
            let mut expected = vec![];
            for (entry, line) in all.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line))) {
                if line.account.code == account.code && line.layer == Layer::Settled {
                    running.add(line.layer, line.side, false, line.amount).expect("fits");
                    expected.push((entry.seq, line.side, line.amount, running.settled(account.normal)));
                }
            }
            for after in [0, 9, 30] {
                let statement = books.db.read(|c| ledger::statement(c, &account.code, &Dims::default(), after)).expect("a statement");
                let got: Vec<_> = statement.lines.iter().map(|l| (l.seq, l.side, l.amount, l.balance)).collect();
                let expected: Vec<_> = expected.iter().copied().filter(|(seq, ..)| *seq > after).collect();
                assert_eq!((got, statement.goes_on), (expected, false), "{} after {after}", account.code);
            }
        }
        let credit = |codes: &[&str], of: &Dims| {
            let found = by_code(&sums, of);
            -codes.iter().filter_map(|code| found.get(*code)).sum::<i64>()
        };
        let obligated = ["480100", "480200", "490100", "490200"];
        for award in [AWARD, "award-2", "award-3"] {
            let of = Dims { award: Some(award.to_owned()), ..Dims::default() };
            let p = books.db.read(|c| ledger::award_position(c, award)).expect("a position").total;
            let held: i64 = sums.iter().filter(|(a, _)| a.code == "470000" && a.dims.matches(&of)).map(|(_, b)| b.cr_pending.cents()).sum();
            assert_eq!(
                [p.reserved, p.committed, p.obligated, p.advanced, p.unpaid, p.paid].map(|m| m.cents()),
                [
                    held,
                    credit(&["470000"], &of),
                    credit(&obligated, &of),
                    credit(&["480200"], &of),
                    credit(&["490100"], &of),
                    credit(&["480200", "490200"], &of),
                ],
                "{award}"
            );
        }
        let of = Dims { program: Some(PROGRAM.to_owned()), ..Dims::default() };
        let p = books.db.read(|c| ledger::allotment_position(c, FUND, PROGRAM)).expect("a position");
        assert_eq!((p.committed.cents(), p.obligated.cents()), (credit(&["470000"], &of), credit(&obligated, &of)));
        let status = books.db.read(|c| ledger::fund_status(c, FUND, day(6, 1))).expect("a status");
        let line = |number: &str| status.lines.iter().find(|l| l.number == number).expect("the line").amount.cents();
        assert_eq!(line("2190"), credit(&obligated, &Dims::default()));
    });
}
