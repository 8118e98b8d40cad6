//! Many writers at once.

use crate::books::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use urban_diplomacy_fund::db::Db;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, AsOf, Code, Dims, Leg};

/// Reads on and on, each time everything in one view, until the writers are done; how often it read.
fn reads_a_constant_total(db: &Db, total: Money, done: &AtomicBool) -> usize {
    let mut reads = 0;
    while !done.load(Ordering::SeqCst) {
        let view = db.snapshot(|c| {
            let seq = ledger::count_journals(c)?;
            let of = Dims { fund: Some(FUND.to_owned()), ..Dims::default() };
            let trials = (ledger::trial_balance(c, &of, AsOf::Now)?, ledger::trial_balance(c, &of, AsOf::Seq(seq))?);
            Ok::<_, urban_diplomacy_fund::db::Error>((ledger::fund_position(c, FUND)?, trials))
        });
        let (p, (now, as_of_seq)) = view.expect("a view");
        let stages = [p.unapportioned, p.apportioned, p.allotted, p.committed, p.obligated];
        assert_eq!((Money::total(stages), p.authority), (Ok(total), total), "L25 at every read");
        assert!(p.held <= p.allotted, "L26 at every read");
        assert_eq!(Money::total(now.iter().map(|l| l.debit)), Money::total(now.iter().map(|l| l.credit)), "L2 at every read");
        assert_eq!(now, as_of_seq, "L17, L18 at every read");
        reads += 1;
    }
    reads
}

#[test]
fn l8_l26_of_64_commitments_of_5000_exactly_10_win_50000() {
    on_both(|books| {
        books.allotted(50_000);
        let (done, beside) = (AtomicBool::new(false), books.beside());
        let outcomes: Vec<Result<(), Code>> = thread::scope(|scope| {
            let reader = scope.spawn(|| reads_a_constant_total(&beside, usd(50_000), &done));
            let writers: Vec<_> = (0..64)
                .map(|n| {
                    scope.spawn(move || {
                        let leg = || Leg::of_award(PROGRAM, format!("award-{n}"), "travel", usd(5_000));
                        books.post(&command("award.reserve", [leg()]))?;
                        books.post(&command("award.commit", [leg()]))?;
                        Ok(())
                    })
                })
                .collect();
            let outcomes = writers.into_iter().map(|w| w.join().expect("no panic")).collect();
            done.store(true, Ordering::SeqCst);
            assert!(reader.join().expect("no panic") > 2, "the reader must have read");
            outcomes
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 10);
        assert!(outcomes.iter().all(|o| matches!(o, Ok(()) | Err(Code::LimitBreached))), "{outcomes:?}");
        let p = books.db.read(|c| ledger::allotment_position(c, FUND, PROGRAM)).expect("a position");
        assert_eq!((p.available, p.committed), (usd(0), usd(50_000)));
    });
}

#[test]
fn l6_one_key_pressed_by_16_threads_pays_once() {
    on_both(|books| {
        books.allotted(1_000);
        for event in ["award.reserve", "award.commit", "award.obligate"] {
            books.posted(event, "travel", 1_000);
        }
        let pay = command("advance.pay", [leg("travel", 300)]);
        let receipts: Vec<_> = thread::scope(|scope| {
            let presses: Vec<_> = (0..16).map(|_| scope.spawn(|| books.post(&pay).expect("answers"))).collect();
            presses.into_iter().map(|p| p.join().expect("no panic")).collect()
        });
        assert_eq!(receipts.iter().filter(|r| !r.replayed).count(), 1);
        assert!(receipts.iter().all(|r| r.seq == receipts[0].seq));
        assert_eq!(books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position").total.paid, usd(300));
    });
}
