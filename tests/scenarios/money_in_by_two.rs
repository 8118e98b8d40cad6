//! Money that came in, recorded from a line of the bank: one finance officer says what it is, another confirms it, and nothing is
//! posted before (K10).

use crate::closeout_list::reported;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money_in::{pair, refund_of, refund_seq, stands_for, the_line};
use crate::statements::{bring, journals};
use crate::support::on_both;
use crate::taking_back;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger;

#[test]
fn k10_a_line_is_a_refund_once_another_person_confirms_it() {
    on_both(|world| {
        let g = reported(world);
        world.at("2027-06-04T15:00:00Z");
        bring(world, &g.preparer, "june-3.csv", "date,amount,description\n2027-06-03,1000.00,DEPOSIT\n2027-06-03,-12.00,FEE\n")
            .must_be(200);
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        let line = format!("/desk/bank/lines/{}", the_line(world, &g, 100_000).line.id);
        let (before, award) = (journals(world), [("reference", g.number.as_str())]);
        fay.press(&fay.get(&line), "Propose this refund", &[("reference", "UDF-0000-0000")])
            .must_be(422)
            .must_say("No award has this number.");
        let known = [award[0], ("how_known", "Their treasurer wrote.")];
        let waits = fay.press(&fay.get(&line), "Propose this refund", &known);
        waits.must_be(200).must_say("Fay says: this is the refund of the unused advance of").must_say("Their treasurer wrote.");
        assert!(!waits.must_say("Another finance officer must confirm it.").says("Confirm this match"));
        assert_eq!((stands_for(world, &g, 100_000), journals(world)), (vec![], before), "nothing is posted before");
        fay.post(&format!("{line}/refund"), &award).must_be(409).must_say("Decide that first.");
        let fee = format!("/desk/bank/lines/{}", the_line(world, &g, -1_200).line.id);
        fay.post(&format!("{fee}/refund"), &award).must_be(409).must_say("Only money that came in");
        let closeout = format!("/desk/closeouts/{}", g.number);
        signed_in(world, &g.fund.officer).get(&closeout).must_say("Money to confirm").must_say("Refund of an advance");

        // Refused, it waits no more, and can be said again.
        fred.press(&fred.get(&line), "Refuse it", &[]).must_be(200);
        assert!(!fred.get(&closeout).says("Money to confirm"));
        fay.press(&fay.get(&line), "Propose this refund", &award).must_be(200);
        let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id;
        let confirm = format!("/desk/bank/proposals/{proposal}/confirm");
        fay.post(&confirm, &[]).must_be(403).must_say("another person must confirm it");
        // Meanwhile somebody records the same money by hand: what was proposed does not hold any more.
        refund_of(world, &g, "1,000", "3");
        let typed = journals(world);
        fred.post(&confirm, &[]).must_be(409).must_say("is recorded for this award already").must_say("Refuse this proposal");
        assert_eq!((stands_for(world, &g, 100_000), journals(world)), (vec![], typed), "nothing is posted twice");
        fred.press(&fred.get(&line), "Refuse it", &[]).must_be(200);
        let seq = refund_seq(world, &g);
        fred.press(&fred.get(&line), "This line is it", &[("journal", seq.as_str())]).must_be(200).must_say("Fay, confirmed by Fred");
        assert_eq!(journals(world), typed);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k10_a_line_of_the_bank_is_recorded_for_a_bill() {
    on_both(|world| {
        let g = reported(world);
        let fay = signed_in(world, &g.preparer);
        let asked = taking_back::asked(world, &g, ("300", "A hotel of another trip."));
        let path = asked.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
        fay.press(&fay.get(&path), "Bill the city", &[]).must_be(200).must_say("Billed");
        world.at("2027-06-04T15:00:00Z");
        let csv = "date,amount,description\n2027-06-03,300.00,DEPOSIT 77\n2027-06-03,900.00,OTHER\n2027-06-03,-300.00,FEE\n";
        bring(world, &g.preparer, "june-3.csv", csv).must_be(200);
        let (fay, line) = (signed_in(world, &g.preparer), the_line(world, &g, 30_000).line.id);
        let page = fay.get(&path);
        page.must_be(200).must_say("$300.00 on Jun 3, 2027: DEPOSIT 77");
        assert!(!page.says("OTHER") && !page.says("FEE"), "more than is owed, or money out");
        fay.press(&page, "Propose this line", &[]).must_be(422).must_say("Choose the line of the bank.");
        let more = the_line(world, &g, 90_000).line.id;
        fay.post(&format!("{path}/line"), &[("line", more.as_str())]).must_be(422).must_say("Only $300.00 of this bill is still owed.");
        signed_in(world, &g.fund.officer).post(&format!("{path}/line"), &[("line", line.as_str())]).must_be(404);
        let (before, long) = (journals(world), "word ".repeat(120));
        let too_long = fay.press(&page, "Propose this line", &[("line", line.as_str()), ("how_known", long.as_str())]);
        too_long.must_be(422).must_say("Say it in at most 500 characters.");
        let waits = fay.press(&page, "Propose this line", &[("line", line.as_str()), ("how_known", "The city telephoned.")]);
        waits.must_be(200).must_say("Money to confirm").must_say("Nothing is recorded of them before.");
        assert!(!waits.says("$300.00 on Jun 3, 2027: DEPOSIT 77"), "it is not offered again");
        fay.post(&format!("{path}/line"), &[("line", line.as_str())]).must_be(409).must_say("Decide that first.");
        assert_eq!((stands_for(world, &g, 30_000), journals(world)), (vec![], before), "nothing is posted before");
        let mine = fay.follow(&waits, "Jun 3, 2027");
        mine.must_say("Fay says: this is money for a bill of").must_say("The city telephoned.");
        assert!(!mine.must_say("Another finance officer must confirm it.").says("Confirm this match"));
        let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id;
        let confirm = format!("/desk/bank/proposals/{proposal}/confirm");
        fay.post(&confirm, &[]).must_be(403).must_say("another person must confirm it");
        signed_in(world, &g.fund.officer).post(&confirm, &[]).must_be(404);
        let fred = signed_in(world, &g.second);
        fred.get("/desk").must_say("Matches of bank lines to confirm");
        let theirs = fred.follow(fred.get("/desk/bank").must_say("Money for a bill"), "See the line");
        fred.follow(&theirs, "The bill").must_be(200).must_say("Money to confirm");
        fred.press(&theirs, "Confirm this match", &[]).must_be(200);
        fay.get(&path).must_say("Settled");
        fay.get(&mine.path).must_say("Fay, confirmed by Fred");
        fred.post(&confirm, &[]).must_be(409).must_say("decided already");
        assert_eq!(stands_for(world, &g, 30_000), pair("collection", "by_hand"));
        fay.post(&format!("{path}/line"), &[("line", line.as_str())]).must_be(409).must_say("owes nothing on this bill");
        let travel = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel");
        assert_eq!((travel.spent, travel.undelivered), (Money::from_dollars(3_700), Money::from_dollars(3_300)));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k10_two_who_confirm_the_same_refund_post_it_once() {
    on_both(|world| {
        let g = reported(world);
        world.at("2027-06-04T15:00:00Z");
        bring(world, &g.preparer, "june-3.csv", "date,amount,description\n2027-06-03,400.00,DEPOSIT\n").must_be(200);
        let line = format!("/desk/bank/lines/{}", the_line(world, &g, 40_000).line.id);
        let fay = signed_in(world, &g.preparer);
        fay.press(&fay.get(&line), "Propose this refund", &[("reference", g.number.as_str())]).must_be(200);
        let id = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id.parse().expect("an id");
        let before = journals(world);
        let done: Vec<bool> = std::thread::scope(|scope| {
            let all: Vec<_> = [&g.second, &g.lone, &g.second, &g.lone]
                .into_iter()
                .map(|who| scope.spawn(move || world.db.write(|tx| banking::confirm_refund(tx, who, id)).is_ok()))
                .collect();
            all.into_iter().map(|one| one.join().expect("no panic")).collect()
        });
        assert_eq!(done.into_iter().filter(|ok| *ok).count(), 1);
        assert_eq!((stands_for(world, &g, 40_000), journals(world)), (pair("refund", "by_hand"), before + 1));
        nothing_contradicts(world, &[g.id]);
    });
}
