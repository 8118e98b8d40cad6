//! Many events posted at once are what they would be one by one.

use crate::books::*;
use urban_diplomacy_fund::ledger::{self, AsOf, Code, Command, Dims, Leg};

/// One award with so much obligated for travel.
fn obligated(books: &Books, dollars: i64) {
    books.allotted(dollars);
    for event in ["award.reserve", "award.commit", "award.obligate"] {
        books.posted(event, "travel", dollars);
    }
}

fn pay(dollars: i64) -> Command {
    command("advance.pay", [leg("travel", dollars)])
}

fn at_once(books: &Books, commands: &[Command]) -> Result<Vec<ledger::Receipt>, Code> {
    books.db.write(|tx| ledger::post_all(tx, commands)).map_err(|rejection| code(&rejection))
}

#[test]
fn l2_l5_many_at_once_stand_as_one_by_one() {
    on_both(|books| {
        obligated(books, 10_000);
        let one_by_one = Books::new(crate::database::Backend::Sqlite);
        obligated(&one_by_one, 10_000);
        let commands: Vec<Command> = (1..=60).map(pay).collect();
        let before = books.db.read(ledger::count_journals).expect("a count");
        let receipts = at_once(books, &commands).expect("all of them");
        for command in &commands {
            one_by_one.post(command).expect("it posts");
        }
        let seqs: Vec<i64> = receipts.iter().map(|receipt| receipt.seq).collect();
        assert_eq!(seqs, (before + 1..=before + 60).collect::<Vec<_>>());
        let stands = |books: &Books| books.db.read(|c| ledger::trial_balance(c, &Dims::default(), AsOf::Now)).expect("a trial balance");
        assert_eq!(stands(books), stands(&one_by_one));
        let paid = books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position").total.paid;
        assert_eq!(paid, usd(60 * 61 / 2));
        for receipt in [&receipts[0], &receipts[59]] {
            let kept = books.db.read(|c| ledger::journal(c, receipt.seq)).expect("a journal");
            assert_eq!((&kept.leaf_hash, kept.lines.len()), (&receipt.leaf_hash, 4));
        }
    });
}

#[test]
fn l6_all_the_keys_again_change_nothing() {
    on_both(|books| {
        obligated(books, 1_000);
        let commands = [pay(100), pay(200)];
        let first = at_once(books, &commands).expect("both");
        let again = at_once(books, &commands).expect("both, as before");
        assert!(again.iter().all(|receipt| receipt.replayed));
        assert_eq!(first.iter().map(|r| r.seq).collect::<Vec<_>>(), again.iter().map(|r| r.seq).collect::<Vec<_>>());
        // One of them known, one new: the new one alone is posted.
        let mixed = at_once(books, &[commands[0].clone(), pay(50)]).expect("both");
        assert_eq!(mixed.iter().map(|receipt| receipt.replayed).collect::<Vec<_>>(), [true, false]);
        let twice = pay(10);
        let twice = at_once(books, &[twice.clone(), twice]).expect("the same key twice in one go");
        assert_eq!((twice[0].seq, twice[1].replayed), (twice[1].seq, true));
    });
}

#[test]
fn l7_one_that_is_refused_refuses_all() {
    on_both(|books| {
        obligated(books, 1_000);
        let before = books.db.read(ledger::count_journals).expect("a count");
        let commands = [pay(400), pay(600), pay(1)];
        assert_eq!(at_once(books, &commands).expect_err("refused"), Code::LimitBreached);
        assert_eq!(books.db.read(ledger::count_journals).expect("a count"), before);
        assert_eq!(at_once(books, &commands[..2]).expect("what is there").len(), 2);
        // A hold among them goes its own way, in order.
        obligated(books, 1_000);
        let reserve = command("award.reserve", [Leg::of_award(PROGRAM, "award-2", "travel", usd(10))]);
        assert_eq!(at_once(books, &[pay(5), reserve]).map_err(|code| code == Code::LimitBreached).map(|r| r.len()), Err(true));
    });
}
