//! L18: what stood after a journal, or by a day, is what a scan of every line says, on
//! random books whose journals count for days in any order; and so is each balance of a
//! statement, wherever its page begins.

use crate::books::*;
use crate::properties::{as_command, events, seeded, steps};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, AsOf, Balance, Dims, HoldId, JournalEntry, JournalFilter, Layer, Leg, Side};

const CODES: [&str; 4] = ["461000", "470000", "480100", "101000"];

/// Dimension values from everything to one category of one award.
fn scopes() -> Vec<Dims> {
    let fund = Dims { fund: Some(FUND.into()), ..Dims::default() };
    let award = |award: &str| Dims { award: Some(award.into()), ..Dims::default() };
    let category = Dims { category: Some("travel".into()), ..award("award-1") };
    vec![Dims::default(), fund, Dims { program: Some(PROGRAM.into()), ..Dims::default() }, award("award-0"), category]
}

/// Random books: valid and invalid steps, each for a random day of January.
fn fill(books: &Books) {
    let (events, mut runner) = (events(), TestRunner::deterministic());
    let mut draw = |range: std::ops::Range<u32>| range.new_tree(&mut runner).expect("a number").current();
    seeded(&mut |event, legs| {
        let mut command = command(event, legs);
        command.effective_on = day(1, draw(1..29));
        books.post(&command).expect("the seed posts");
    });
    let mut runner = TestRunner::deterministic();
    let mut journals = 9;
    for step in std::iter::repeat_with(|| steps().new_tree(&mut runner).expect("steps").current()).flatten().take(600) {
        let open: Vec<HoldId> = ["award-0", "award-1"]
            .iter()
            .flat_map(|award| books.db.read(|c| ledger::open_holds(c, award)).expect("holds"))
            .map(|hold| hold.id)
            .collect();
        let mut command = as_command(&step, &events, &open, journals);
        if command.event != "journal.reverse" {
            command.effective_on = day(1, draw(1..29));
        }
        journals += usize::from(books.post(&command).is_ok());
    }
    assert!(journals > 100, "the steps must do something: {journals}");
}

/// Every journal, oldest first.
fn everything(books: &Books) -> Vec<JournalEntry> {
    let mut all: Vec<JournalEntry> = Vec::new();
    loop {
        let before = all.last().map(|journal| journal.seq);
        let page = books.db.read(|c| ledger::list_journals(c, &JournalFilter::default(), before, 500)).expect("journals");
        if page.is_empty() {
            all.reverse();
            return all;
        }
        all.extend(page);
    }
}

/// Debits and credits, settled and pending, by code: every line of every journal looked at.
fn scan(all: &[JournalEntry], of: &Dims, as_of: AsOf) -> BTreeMap<String, [i64; 4]> {
    let counts = |journal: &&JournalEntry| match as_of {
        AsOf::Now => true,
        AsOf::Seq(seq) => journal.seq <= seq,
        AsOf::Day(day) => journal.effective_on <= day,
    };
    let mut sums: BTreeMap<String, [i64; 4]> = BTreeMap::new();
    for line in all.iter().filter(counts).flat_map(|journal| &journal.lines).filter(|line| line.account.dims.matches(of)) {
        let is_debit = (line.side == Side::Dr) != line.releases;
        let column = usize::from(line.layer == Layer::Pending) * 2 + usize::from(!is_debit);
        sums.entry(line.account.code.clone()).or_default()[column] += line.amount.cents() * if line.releases { -1 } else { 1 };
    }
    sums
}

/// A code without detail is the sum of its details.
fn of_number(sums: &BTreeMap<String, [i64; 4]>, code: &str) -> [i64; 4] {
    let parts = sums.iter().filter(|(known, _)| known.split(':').next() == Some(code)).map(|(_, sums)| sums);
    parts.fold([0; 4], |all, sums| std::array::from_fn(|i| all[i] + sums[i]))
}

fn agrees(books: &Books, all: &[JournalEntry], of: &Dims, as_of: AsOf) {
    let sums = scan(all, of, as_of);
    for code in CODES {
        let b: Balance = books.db.read(|c| ledger::balance(c, code, of, as_of)).expect("a balance");
        let read = [b.dr_settled, b.cr_settled, b.dr_pending, b.cr_pending].map(Money::cents);
        assert_eq!(read, of_number(&sums, code), "{code} of {of:?} as of {as_of:?}");
    }
    let trial = books.db.read(|c| ledger::trial_balance(c, of, as_of)).expect("a trial balance");
    let read: BTreeMap<String, i64> = trial.iter().map(|line| (line.code.clone(), line.debit.cents() - line.credit.cents())).collect();
    let scanned: BTreeMap<String, i64> = sums.iter().map(|(code, sums)| (code.clone(), sums[0] - sums[1])).collect();
    let standing =
        |of: &BTreeMap<String, i64>| of.iter().filter(|(_, cents)| **cents != 0).map(|(k, v)| (k.clone(), *v)).collect::<Vec<_>>();
    assert_eq!(standing(&read), standing(&scanned), "the trial balance of {of:?} as of {as_of:?}");
}

#[test]
fn l18_what_stood_after_a_journal_or_by_a_day_is_what_a_scan_says() {
    on_both(|books| {
        fill(books);
        let all = everything(books);
        let last = all.last().expect("journals").seq;
        for of in &scopes() {
            agrees(books, &all, of, AsOf::Now);
            for seq in (0..=last).step_by(13).chain([1, last - 1, last, last + 1]) {
                agrees(books, &all, of, AsOf::Seq(seq));
            }
            for n in [1, 2, 7, 14, 15, 27, 28, 31] {
                agrees(books, &all, of, AsOf::Day(day(1, n)));
            }
            agrees(books, &all, of, AsOf::Day(day(1, 1).pred_opt().expect("a day")));
        }
    });
}

/// The statement of a code from its first line on, page after page: number, signed amount, balance.
fn statement(books: &Books, code: &str, of: &Dims, mut after: i64) -> Vec<(i64, i64, i64)> {
    let mut lines = Vec::new();
    loop {
        let page = books.db.read(|c| ledger::statement(c, code, of, after)).expect("a statement");
        let signed = |line: &ledger::StatementLine| line.amount.cents() * if line.side == Side::Cr { 1 } else { -1 };
        lines.extend(page.lines.iter().map(|line| (line.seq, signed(line), line.balance.cents())));
        after = page.lines.last().map_or(after, |line| line.seq);
        if !page.goes_on {
            return lines;
        }
    }
}

#[test]
fn l18_a_statement_has_every_line_with_the_balance_after_it_wherever_it_begins() {
    on_both(|books| {
        fill(books);
        let many = |times: usize| {
            let post = |tx: &mut urban_diplomacy_fund::db::Tx<'_>| {
                (0..times).try_for_each(|_| ledger::post(tx, &command("fund.appropriate", [Leg::of_fund(usd(1))])).map(drop))
            };
            books.db.write(post).expect("they post");
        };
        // Dense in one code and sparse in others, and longer than a page and its first pieces.
        many(1_300);
        books.posted("fund.apportion", "", 5);
        many(700);
        let all = everything(books);
        for (code, of) in [("445000", Dims::default()), ("461000", scopes()[2].clone()), ("480100", scopes()[3].clone())] {
            for after in [0, 5, 600] {
                let mut running: i64 = scan(&all, &of, AsOf::Seq(after)).get(code).map_or(0, |sums| sums[1] - sums[0]);
                let lines =
                    all.iter().filter(|journal| journal.seq > after).flat_map(|journal| journal.lines.iter().map(|l| (journal.seq, l)));
                let settled = lines.filter(|(_, l)| l.account.code == code && l.layer == Layer::Settled && l.account.dims.matches(&of));
                let expected: Vec<(i64, i64, i64)> = settled
                    .map(|(seq, line)| {
                        let signed = line.amount.cents() * if line.side == Side::Cr { 1 } else { -1 };
                        running += signed;
                        (seq, signed, running)
                    })
                    .collect();
                assert_eq!(statement(books, code, &of, after), expected, "{code} of {of:?} after {after}");
            }
        }
        assert!(statement(books, "445000", &Dims::default(), 0).len() > 2_000);
    });
}
