//! Whether the bank and the books agree: the proof of a closing balance, with every item between the two, and what has been
//! on its way for too long.

use crate::cheques::sent_by;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, verified_account};
use crate::runs::{approved, path, prepared_as};
use crate::statements::{bring, june, moved, on_its_way};
use crate::support::bank_files::{Moved, Statement};
use crate::support::{World, on_both};
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::kernel::Money;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn k8_a_closing_balance_is_the_books_and_the_listed_items_to_the_cent() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        let first = Statement {
            opening: 2_000_100,
            ..june(vec![moved(-500_000, "R1", &words), moved(-1_234, "R2", "FEE"), moved(700, "R3", "INTEREST")])
        };
        bring(world, &g.preparer, "june.bai", &first.bai2()).must_be(200);
        let proof = world.db.read(banking::proofs).expect("proofs").remove(0);
        assert_eq!((proof.closing, proof.book), (Money::from_cents(first.closing()), Money::from_dollars(15_000)));
        let mut items: Vec<i64> = proof.items.iter().map(|item| item.amount.cents()).collect();
        items.sort_unstable();
        assert_eq!(items, [-1_234, 100, 700], "the dollar from before, the interest and the fee");
        assert!(proof.unexplained.is_zero(), "{proof:?}");
        let fay = signed_in(world, &g.preparer);
        fay.get("/desk/bank/clearing").must_be(200).must_say("Difference before the first statement").must_say("The two agree.");
        let statement = fay.follow(&fay.get("/desk/bank"), "june.bai");
        statement.must_be(200).must_say("$0.00 not explained").must_say("Closes on");
        let file = fay.get("/desk/bank/clearing.csv");
        file.must_be(200);
        assert!(
            file.body.trim_start_matches('\u{feff}').starts_with("part,account,fund,day,what,journal_or_trace,amount"),
            "{}",
            file.body
        );
        assert!(file.body.contains("Not explained,,0.00") && file.body.contains("-12.34"), "{}", file.body);
        signed_in(world, &g.releaser).get("/desk/bank/clearing").must_be(200);
        signed_in(world, &g.city.official).get("/desk/bank/clearing").must_be(404);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k8_a_statement_that_is_missing_between_two_is_found_out() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        let first = june(vec![moved(-500_000, "R1", &words)]);
        world.at("2027-06-04T15:00:00Z");
        bring(world, &g.preparer, "june.bai", &first.bai2()).must_be(200);
        let fee = || vec![Moved { on: "2027-06-04", cents: -500, reference: "R9", words: "FEE" }];
        let third = Statement { opening: first.closing() - 2_500, on: "2027-06-04", lines: fee(), ..june(vec![]) };
        bring(world, &g.preparer, "june-4.bai", &third.bai2()).must_be(200);
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say("-$25.00 is not explained.").must_say("Does not agree");
        let missing = Statement {
            opening: first.closing(),
            on: "2027-06-03",
            lines: vec![Moved { on: "2027-06-03", cents: -2_500, reference: "R5", words: "FEE" }],
            ..june(vec![])
        };
        bring(world, &g.preparer, "june-3.bai", &missing.bai2()).must_be(200);
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say("The two agree.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k9_what_is_on_its_way_for_too_long_is_listed() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let late = |today: &str| world.db.read(|conn| banking::late(conn, &g.preparer, day(today))).expect("a list");
        assert!(late("2027-06-06").is_empty(), "it was to arrive on June 2");
        let found = late("2027-06-07");
        assert_eq!(found.iter().map(|e| (e.days, e.trace.clone())).collect::<Vec<_>>(), [(5, Some(trace.clone()))]);
        world.at("2027-06-07T15:00:00Z");
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say(&trace).must_say("By the books $5,000.00 is on its way.");
        nothing_contradicts(world, &[g.id]);
    });
}

/// On this day of 2027 the payment is on its way in time, and on the next it is late everywhere.
fn is_late_after(world: &World, g: &Ground, last: &str, first: &str) {
    world.at(&format!("{last}T15:00:00Z"));
    let fay = signed_in(world, &g.preparer);
    assert!(!fay.get("/desk").says("Payments late at the bank"), "{last}");
    assert!(fay.get("/desk/bank").must_say("On its way").rows().iter().flatten().all(|cell| cell != "Late"), "{last}");
    fay.get("/desk/bank/clearing").must_say("Nothing is late.");
    world.at(&format!("{first}T15:00:00Z"));
    let fay = signed_in(world, &g.preparer);
    fay.get("/desk").must_say("1 Payments late at the bank");
    assert!(fay.get("/desk/bank").rows().iter().flatten().any(|cell| cell == "Late"), "{first}");
    assert!(!fay.get("/desk/bank/clearing").says("Nothing is late."), "{first}");
}

#[test]
fn k9_a_run_that_is_dated_ahead_is_late_from_the_day_of_its_arrival() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "1,000").must_be(200);
        let on = [("wanted_on_month", "6"), ("wanted_on_day", "21"), ("wanted_on_year", "2027")];
        let (_, run) = prepared_as(world, &g, &on);
        let (rene, page) = approved(world, &g, &path(&run));
        rene.press(&page, "Release the money", &[]).must_be(200).must_say("Released");
        is_late_after(world, &g, "2027-06-25", "2027-06-26");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k9_a_cheque_has_days_of_its_own_and_a_voucher_those_of_an_account() {
    for (method, last, first) in [("cheque", "2027-06-30", "2027-07-01"), ("payables", "2027-06-05", "2027-06-06")] {
        on_both(|world| {
            let g = sent_by(world, method);
            is_late_after(world, &g, last, first);
            nothing_contradicts(world, &[g.id]);
        });
    }
}
