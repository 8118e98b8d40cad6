//! What the pages of the bank and of runs say: what a file brought, what waits to be confirmed, every mistake of a typed line at
//! once, a line that is dated before its payment left, and where a run asks for a day that it cannot have.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{ask, ground, verified_account};
use crate::statements::{bring, june, moved, on_its_way, payments};
use crate::support::on_both;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::disbursement::PaymentState;

#[test]
fn a_file_says_how_many_lines_it_brought_and_how_many_are_matched() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        let text = june(vec![moved(-500_000, "R1", &words), moved(-4_500, "R2", "FEE")]).bai2();
        let page = bring(world, &g.preparer, "june.bai", &text);
        page.must_be(200).must_say("Recorded.").must_say("june.bai brought 2 new lines: 1 matched, 1 not matched.");
        assert!(!signed_in(world, &g.preparer).get("/desk/bank").says("2 new lines"), "only after it was read in");
        bring(world, &g.preparer, "empty.csv", "\n").must_be(422).must_say("The file is empty.");
        bring(world, &g.preparer, "german.csv", "date;amount;description\n2027-06-02;-1,00;a\n").must_be(422).must_say("by commas");
        bring(world, &g.preparer, "letter.txt", "Dear Sirs\n").must_be(422).must_say("neither BAI2, camt.053 nor OFX");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn what_waits_to_be_confirmed_says_award_and_amount() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let fay = signed_in(world, &g.preparer);
        let bad = [("date", "June 2"), ("amount", "much"), ("description", "ACH out"), ("trace", "12")];
        let refused = fay.press(&fay.get("/desk/bank"), "Add this line", &bad);
        refused.must_be(422).must_say("The date must look like").must_say("The amount must look like").must_say("A trace number has 15");
        let line = [("date", "2027-06-02"), ("amount", "-5000.00"), ("description", "ACH out"), ("trace", trace.as_str())];
        fay.press(&refused, "Add this line", &line).must_be(200);
        let rows = signed_in(world, &g.second).get("/desk/bank").rows();
        let row = rows.iter().find(|row| row.first().is_some_and(|cell| cell == "See the line")).expect("a row to confirm");
        assert_eq!((row[1].as_str(), row[2].as_str(), row[4].as_str()), (g.number.as_str(), "Fay", "-$5,000.00"));
    });
}

#[test]
fn a_line_that_is_dated_before_its_payment_left_is_for_people() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let csv = format!("date,amount,description\n2027-05-28,-5000.00,ACH {trace}\n");
        bring(world, &g.preparer, "may.csv", &csv).must_be(200).must_say("It is dated before the payment for");
        assert_eq!(payments(world, &g)[0].state, PaymentState::Released);
        let waiting = world.db.read(|conn| banking::list_exceptions(conn, &g.preparer)).expect("a list");
        assert_eq!(waiting.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["not_taken"]);
        let june = format!("date,amount,description\n2027-06-02,-5000.00,ACH {trace}\n");
        bring(world, &g.preparer, "june.csv", &june).must_be(200).must_say("1 new line: 1 matched, 0 not matched.");
        assert_eq!(payments(world, &g)[0].state, PaymentState::Settled);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_run_of_cheques_is_refused_at_the_box_that_asks_for_a_day() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let id = payments(world, &g)[0].id.text();
        let fay = signed_in(world, &g.preparer);
        let page = fay.get("/desk/payments");
        let rows = page.rows();
        assert_eq!((rows[0].len(), rows[0][8].as_str()), (9, "$5,000.00"), "no row repeats that it waits");
        let wanted = [("payment", id.as_str()), ("method", "cheque"), ("same_day", "yes")];
        let refused = fay.press(&page, "Prepare a payment run", &wanted);
        refused.must_be(422).must_say("Clear this box.");
        assert!(!refused.says("Leave the day empty."), "{}", refused.text());
    });
}
