//! The life of one award as a table: event, amount, what stands afterwards or
//! which code refuses.

use crate::books::*;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, AsOf, Code, Command, Dims, JournalFilter};

/// What stands on the award after each row: reserved, committed, undelivered, advanced, unpaid, spent, paid, in dollars.
type Stands = [i64; 7];

fn stands(books: &Books) -> Stands {
    let p = books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position").total;
    [p.reserved, p.committed, p.undelivered, p.advanced, p.unpaid, p.spent, p.paid].map(|m| m.cents() / 100)
}

#[test]
fn l12_l13_the_life_of_one_award() {
    use Code::{HoldTooSmall, LimitBreached, NoOpenHold};
    let rows: &[(&str, i64, Result<Stands, Code>)] = &[
        ("fund.apportion", 1, Err(LimitBreached)),
        ("fund.appropriate", 50_000, Ok([0; 7])),
        ("fund.apportion", 40_000, Ok([0; 7])),
        ("fund.allot", 40_001, Err(LimitBreached)),
        ("fund.allot", 30_000, Ok([0; 7])),
        ("award.commit", 10_000, Err(NoOpenHold)),
        ("award.reserve", 30_001, Err(LimitBreached)),
        ("award.reserve", 12_000, Ok([12_000, 0, 0, 0, 0, 0, 0])),
        ("award.reserve", 18_001, Err(LimitBreached)),
        ("award.commit", 12_001, Err(HoldTooSmall)),
        ("award.commit", 10_000, Ok([0, 10_000, 0, 0, 0, 0, 0])),
        ("award.commit", 1, Err(NoOpenHold)),
        ("award.obligate", 10_001, Err(LimitBreached)),
        ("award.obligate", 9_000, Ok([0, 1_000, 9_000, 0, 0, 0, 0])),
        ("award.decommit", 1_000, Ok([0, 0, 9_000, 0, 0, 0, 0])),
        ("award.increase", 1_000, Ok([0, 0, 10_000, 0, 0, 0, 0])),
        ("advance.pay", 10_001, Err(LimitBreached)),
        ("advance.pay", 4_000, Ok([0, 0, 6_000, 4_000, 0, 0, 4_000])),
        ("bank.settle", 4_001, Err(LimitBreached)),
        ("bank.settle", 4_000, Ok([0, 0, 6_000, 4_000, 0, 0, 4_000])),
        ("payment.return/advance_settled", 4_000, Ok([0, 0, 10_000, 0, 0, 0, 0])),
        ("advance.pay", 4_000, Ok([0, 0, 6_000, 4_000, 0, 0, 4_000])),
        ("payment.return/advance_in_transit", 4_000, Ok([0, 0, 10_000, 0, 0, 0, 0])),
        ("advance.pay", 5_000, Ok([0, 0, 5_000, 5_000, 0, 0, 5_000])),
        ("bank.settle", 5_000, Ok([0, 0, 5_000, 5_000, 0, 0, 5_000])),
        ("advance.liquidate", 5_001, Err(LimitBreached)),
        ("advance.liquidate", 3_000, Ok([0, 0, 5_000, 2_000, 0, 3_000, 5_000])),
        ("advance.refund/to_award", 1_500, Ok([0, 0, 6_500, 500, 0, 3_000, 3_500])),
        ("advance.refund/to_allotment", 500, Ok([0, 0, 6_500, 0, 0, 3_000, 3_000])),
        ("claim.accept", 6_501, Err(LimitBreached)),
        ("claim.accept", 2_000, Ok([0, 0, 4_500, 0, 2_000, 5_000, 3_000])),
        ("claim.pay", 2_001, Err(LimitBreached)),
        ("claim.pay", 2_000, Ok([0, 0, 4_500, 0, 0, 5_000, 5_000])),
        ("payment.return/claim_in_transit", 2_000, Ok([0, 0, 4_500, 0, 2_000, 5_000, 3_000])),
        ("claim.pay", 2_000, Ok([0, 0, 4_500, 0, 0, 5_000, 5_000])),
        ("bank.settle", 2_000, Ok([0, 0, 4_500, 0, 0, 5_000, 5_000])),
        ("payment.return/claim_settled", 2_000, Ok([0, 0, 4_500, 0, 2_000, 5_000, 3_000])),
        ("claim.pay", 2_000, Ok([0, 0, 4_500, 0, 0, 5_000, 5_000])),
        ("claim.accept_and_pay", 500, Ok([0, 0, 4_000, 0, 0, 5_500, 5_500])),
        ("cost.bill", 400, Ok([0, 0, 4_000, 0, 0, 5_500, 5_500])),
        ("cost.collect/to_award", 300, Ok([0, 0, 4_300, 0, 0, 5_200, 5_200])),
        ("cost.collect/to_allotment", 100, Ok([0, 0, 4_300, 0, 0, 5_100, 5_100])),
        ("cost.refund", 100, Ok([0, 0, 4_300, 0, 0, 5_000, 5_000])),
        ("award.deobligate", 4_300, Ok([0, 0, 0, 0, 0, 5_000, 5_000])),
    ];
    on_both(|books| {
        for (n, (event, dollars, expected)) in rows.iter().enumerate() {
            let name = event.split('/').next().expect("an event");
            let outcome = books.post(&command(event, [leg_for(name, "travel", *dollars)])).map(|_| stands(books));
            assert_eq!(outcome, *expected, "row {n}: {event} {dollars}");
        }
        let p = books.db.read(|c| ledger::allotment_position(c, FUND, PROGRAM)).expect("a position");
        assert_eq!(
            (p.allotted, p.available, p.held, p.obligated, p.spent),
            (usd(30_000), usd(25_000), Money::ZERO, usd(5_000), usd(5_000))
        );
        let f = books.db.read(|c| ledger::fund_position(c, FUND)).expect("a position");
        assert_eq!((f.authority, f.unapportioned, f.apportioned, f.allotted), (usd(50_000), usd(10_000), usd(10_000), usd(25_000)));
        // L27: what was paid and not returned has left the bank or is on its way.
        assert_eq!(f.at_bank.minus(f.in_transit), Ok(usd(45_000)));
    });
}

#[test]
fn l12_money_moves_only_forward_and_never_below_zero() {
    on_both(|books| {
        books.allotted(1_000);
        for event in [
            "award.obligate",
            "advance.pay",
            "claim.accept",
            "claim.pay",
            "advance.liquidate",
            "award.deobligate",
            "award.decommit",
            "bank.settle",
        ] {
            assert_eq!(books.post(&command(event, [leg_for(event, "travel", 1)])).map(|r| r.seq), Err(Code::LimitBreached), "{event}");
        }
    });
}

#[test]
fn categories_move_and_costs_are_set_off_between_them() {
    on_both(|books| {
        books.allotted(10_000);
        let both = || [leg("travel", 3_000), leg("training", 2_000)];
        for event in ["award.reserve", "award.commit", "award.obligate"] {
            books.post(&command(event, both())).unwrap_or_else(|code| panic!("{event}: {code:?}"));
        }
        books.post(&command("award.rebudget", [leg("travel", 500).moving_to("training")])).expect("moves");
        books.posted("advance.pay", "travel", 1_000);
        books.post(&command("advance.shift", [leg("travel", 400).moving_to("training")])).expect("shifts");
        books.posted("advance.liquidate", "training", 400);
        books.posted("advance.liquidate", "travel", 600);
        books.posted("cost.bill", "travel", 100);
        books.posted("claim.accept", "training", 300);
        books.post(&command("cost.offset", [leg("travel", 100).moving_to("training")])).expect("sets off");
        let p = books.db.read(|c| ledger::award_position(c, AWARD)).expect("a position");
        let (travel, training) = (p.category("travel"), p.category("training"));
        assert_eq!((training.obligated, training.spent, training.unpaid, training.paid), (usd(2_500), usd(700), usd(200), usd(500)));
        assert_eq!((travel.obligated, travel.spent, travel.paid, travel.undelivered), (usd(2_500), usd(500), usd(500), usd(2_000)));
        assert_eq!(p.category("indirect").obligated, Money::ZERO);
    });
}

#[test]
fn l10_a_hold_resolves_once_and_l11_not_after_its_last_day() {
    on_both(|books| {
        books.allotted(10_000);
        let reserve = command("award.reserve", [leg("travel", 1_000), leg("training", 500)]).expiring_on(day(1, 31));
        let holds = books.post(&reserve).expect("reserves").holds;
        assert_eq!(holds.len(), 2);
        let end =
            |event: &str, holds: &[ledger::HoldId]| books.post(&command(event, []).holds(holds.to_vec()).approved_by("olga")).map(|_| ());
        assert_eq!(end("hold.expire", &holds), Err(Code::HoldNotDue));
        assert_eq!(end("award.release", &holds[..1]), Ok(()));
        assert_eq!(end("award.release", &holds[..1]), Err(Code::HoldResolved));
        assert_eq!(end("award.release", &[ledger::HoldId { seq: 99, n: 1 }]), Err(Code::HoldUnknown));
        assert_eq!(end("award.release", &[]), Err(Code::BadHolds));
        assert_eq!(books.post(&command("award.commit", [leg("travel", 1)])).map(|_| ()), Err(Code::NoOpenHold));
        books.clock.set(urban_diplomacy_fund::kernel::Timestamp::parse("2027-02-01T00:00:00Z").expect("an instant"));
        assert_eq!(books.post(&command("award.commit", [leg("training", 500)])).map(|_| ()), Err(Code::HoldExpired));
        assert_eq!(end("award.release", &holds[1..]), Err(Code::HoldExpired), "it can only expire");
        let due = books.db.read(|c| ledger::due_holds(c, day(2, 1))).expect("the due ones");
        let due: Vec<ledger::HoldId> = due.into_iter().map(|hold| hold.id).collect();
        assert_eq!(due, holds[1..]);
        assert_eq!(end("hold.expire", &due), Ok(()));
        assert_eq!(books.db.read(|c| ledger::open_holds(c, AWARD)).expect("holds"), vec![]);
        assert_eq!(books.db.read(|c| ledger::allotment_position(c, FUND, PROGRAM)).expect("a position").available, usd(10_000));
    });
}

/// L11: the last day of a hold ends with the day of its zone, neither earlier nor later.
#[test]
fn l11_the_last_day_ends_in_the_zone_of_the_command() {
    let at = |instant: &str| urban_diplomacy_fund::kernel::Timestamp::parse(instant).expect("an instant");
    on_both(|books| {
        books.allotted(10_000);
        let in_new_york = |event: &str, dollars: &[i64]| {
            command(event, dollars.iter().map(|dollars| leg("travel", *dollars))).in_zone(chrono_tz::America::New_York)
        };
        let holds = books.post(&in_new_york("award.reserve", &[1_000]).expiring_on(day(1, 31))).expect("reserves").holds;
        books.clock.set(at("2027-02-01T04:59:59Z"));
        assert_eq!(books.post(&in_new_york("hold.expire", &[]).holds(holds.clone()).approved_by("olga")).map(drop), Err(Code::HoldNotDue));
        books.post(&in_new_york("award.commit", &[400])).expect("the last day is not over in New York");

        let holds = books.post(&in_new_york("award.reserve", &[1_000]).expiring_on(day(1, 31))).expect("reserves").holds;
        books.clock.set(at("2027-02-01T05:00:00Z"));
        assert_eq!(books.post(&in_new_york("award.commit", &[400])).map(drop), Err(Code::HoldExpired));
        books.post(&in_new_york("hold.expire", &[]).holds(holds).approved_by("olga")).expect("it is over in New York");
    });
}

#[test]
fn l10_a_fund_ends_only_its_own_holds() {
    on_both(|books| {
        books.allotted(1_000);
        let holds = books.post(&command("award.reserve", [leg("travel", 100)]).expiring_on(day(1, 10))).expect("reserves").holds;
        let later = books.post(&command("award.reserve", [leg("travel", 100)])).expect("reserves").holds;
        for (event, holds, fund, expected) in [
            ("award.release", &later, "fund-2028", Err(Code::HoldUnknown)),
            ("hold.expire", &holds, "fund-2028", Err(Code::HoldUnknown)),
            ("award.release", &later, FUND, Ok(())),
            ("hold.expire", &holds, FUND, Ok(())),
        ] {
            let end = Command { fund: fund.to_owned(), ..command(event, []).holds(holds.clone()) }.approved_by("olga");
            assert_eq!(books.post(&end).map(|_| ()), expected, "{event} {fund}");
        }
    });
}

#[test]
fn a_move_leads_to_another_category() {
    on_both(|books| {
        books.allotted(10_000);
        for event in ["award.reserve", "award.commit", "award.obligate"] {
            books.posted(event, "travel", 5_000);
        }
        books.posted("advance.pay", "travel", 1_000);
        for event in ["award.rebudget", "advance.shift"] {
            let to = |category: &str| leg("travel", 100).moving_to(category);
            let Err(ledger::Rejection::Refused(refused)) = books.db.write(|tx| ledger::post(tx, &command(event, [to("travel")]))) else {
                panic!("{event} moved nothing");
            };
            assert_eq!((refused.code, refused.message.contains("to itself")), (Code::BadLegs, true), "{event}: {}", refused.message);
            assert_eq!(books.post(&command(event, [to("training"), to("travel")])).map(|_| ()), Err(Code::BadLegs), "{event}");
            books.post(&command(event, [to("training")])).unwrap_or_else(|code| panic!("{event}: {code:?}"));
        }
        // A disallowed cost is set off against a claim of its own category: that moves money between accounts.
        books.posted("advance.liquidate", "travel", 500);
        books.posted("cost.bill", "travel", 50);
        books.posted("claim.accept", "travel", 50);
        books.post(&command("cost.offset", [leg("travel", 50).moving_to("travel")])).expect("sets off");
    });
}

#[test]
fn l15_a_journal_is_reversed_once_and_never_before_its_day() {
    on_both(|books| {
        books.allotted(10_000);
        books.posted("award.reserve", "travel", 5_000);
        let commit = books.posted("award.commit", "travel", 5_000).seq;
        let obligate = books.posted("award.obligate", "travel", 5_000).seq;
        let before = stands(books);
        let accept = books.posted("claim.accept", "travel", 700).seq;
        let reverse = |seq, on| {
            let key = format!("reverse {seq} {on} {}", crate::fresh_number());
            books.post(&Command::reversal(key, seq, "entered twice", on, &person("ada")).approved_by("olga")).map(|r| r.seq)
        };
        assert_eq!(reverse(accept, day(1, 10)), Err(Code::BeforeOriginal));
        let reversal = reverse(accept, day(1, 12)).expect("reverses");
        assert_eq!(stands(books), before);
        assert_eq!(reverse(accept, day(1, 12)), Err(Code::AlreadyReversed));
        assert_eq!(reverse(commit, day(1, 12)), Err(Code::NotReversible));
        assert_eq!(reverse(999, day(1, 12)), Err(Code::JournalUnknown));
        reverse(reversal, day(1, 12)).expect("a reversal may be reversed once");
        assert_eq!(reverse(obligate, day(1, 12)), Err(Code::LimitBreached), "700 of it are spent");
    });
}

#[test]
fn l18_balances_as_of_either_clock() {
    on_both(|books| {
        books.allotted(10_000);
        for (on, dollars) in [(day(3, 1), 100), (day(2, 1), 30), (day(4, 1), 7)] {
            let allot = Command::new(format!("day {on}"), "fund.appropriate", FUND, on, &person("ada"))
                .legs([ledger::Leg::of_fund(usd(dollars))])
                .evidenced_by("letter");
            books.post(&allot).expect("posts");
        }
        let at = |as_of| {
            let of = Dims { fund: Some(FUND.to_owned()), ..Dims::default() };
            let b = books.db.read(|c| ledger::balance(c, "101000", &of, as_of)).expect("a balance");
            b.settled(ledger::Side::Dr).cents() / 100
        };
        assert_eq!([AsOf::Now, AsOf::Seq(3), AsOf::Seq(4), AsOf::Seq(5)].map(at), [10_137, 10_000, 10_100, 10_130]);
        assert_eq!([day(1, 10), day(1, 11), day(2, 1), day(3, 31), day(4, 1)].map(AsOf::Day).map(at), [0, 10_000, 10_030, 10_130, 10_137]);
        let lines = books.db.read(|c| ledger::statement(c, "101000:bank", &Dims::default(), 3)).expect("a statement").lines;
        assert_eq!(lines.iter().map(|l| (l.seq, l.balance.cents() / 100)).collect::<Vec<_>>(), [(4, 10_100), (5, 10_130), (6, 10_137)]);
        let trial = books.db.read(|c| ledger::trial_balance(c, &Dims::default(), AsOf::Now)).expect("a trial balance");
        let sum = |side: fn(&ledger::TrialLine) -> Money| Money::total(trial.iter().map(side)).expect("fits");
        assert_eq!(sum(|l| l.debit), sum(|l| l.credit));
        let page = books.db.read(|c| ledger::list_journals(c, &JournalFilter::default(), Some(6), 2)).expect("a page");
        assert_eq!(page.iter().map(|j| (j.seq, j.lines.len())).collect::<Vec<_>>(), [(5, 4), (4, 4)]);
        let program = Dims { program: Some(PROGRAM.to_owned()), ..Dims::default() };
        let of_program = books.db.read(|c| ledger::list_journals(c, &JournalFilter::of(program), None, 50)).expect("a page");
        assert_eq!(of_program.iter().map(|j| j.title.as_str()).collect::<Vec<_>>(), ["Allotment to a program"]);
        let some = |filter: JournalFilter| {
            let found = books.db.read(|c| ledger::list_journals(c, &filter, None, 50)).expect("a page");
            found.into_iter().map(|j| j.seq).collect::<Vec<_>>()
        };
        let appropriations = || JournalFilter { event: Some("fund.appropriate".into()), ..JournalFilter::default() };
        assert_eq!(some(appropriations()), [6, 5, 4, 1]);
        assert_eq!(some(JournalFilter { from: Some(day(2, 1)), to: Some(day(3, 31)), ..appropriations() }).len(), 2);
        assert_eq!(some(JournalFilter { event: Some("no.such".into()), ..JournalFilter::default() }), [] as [i64; 0]);
    });
}
