//! Whether the bank and the books agree: the proof of a closing balance, with every item between the two, and what has been
//! on its way for too long.

use crate::grant::{nothing_contradicts, signed_in};
use crate::statements::{bring, june, moved, on_its_way};
use crate::support::bank_files::{Moved, Statement};
use crate::support::on_both;
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
        assert!(late("2027-06-05").is_empty());
        let found = late("2027-06-06");
        assert_eq!(found.iter().map(|e| (e.days, e.trace.clone())).collect::<Vec<_>>(), [(5, Some(trace.clone()))]);
        world.at("2027-06-07T15:00:00Z");
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say(&trace).must_say("By the books $5,000.00 is on its way.");
        nothing_contradicts(world, &[g.id]);
    });
}
