//! Money that comes in: what finance recorded before a statement showed it is tied to its line and posted once, by the rule or
//! by two people; and a line is recorded for a bill (K10).

use crate::closeout_list::{closed, refunded, reported};
use crate::grant::{nothing_contradicts, signed_in};
use crate::manual_entries;
use crate::money::Ground;
use crate::statements::{bring, journals, june};
use crate::support::bank_files::{Moved, Statement};
use crate::support::{Browser, World, on_both};
use crate::taking_back;
use urban_diplomacy_fund::banking::{self, ItemKind, OpenLine};
use urban_diplomacy_fund::disbursement;
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::recovering;

/// The line of this amount.
pub fn the_line(world: &World, g: &Ground, cents: i64) -> OpenLine {
    let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 500)).expect("lines");
    lines.into_iter().find(|line| line.line.amount_cents == cents).expect("a line of this amount")
}

/// What a line stands for: kind and rule.
pub fn stands_for(world: &World, g: &Ground, cents: i64) -> Vec<(String, String)> {
    the_line(world, g, cents).matches.into_iter().map(|found| (found.kind, found.rule)).collect()
}

pub fn pair(kind: &str, rule: &str) -> Vec<(String, String)> {
    vec![(kind.to_owned(), rule.to_owned())]
}

/// One finance officer presses a button of the page, which posts nothing, and another confirms what it proposed.
pub fn proposed_and_confirmed(
    world: &World,
    g: &Ground,
    (one, other): (&Browser, &Browser),
    (page, button, values): (&str, &str, &[(&str, &str)]),
) {
    let before = journals(world);
    one.press(&one.get(page), button, values).must_be(200);
    assert_eq!(journals(world), before, "nothing is posted before");
    let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.lone)).expect("proposals").remove(0);
    let line = format!("/desk/bank/lines/{}", proposal.line_id);
    other.press(&other.get(&line), "Confirm this match", &[]).must_be(200);
    other.get(&line).must_say("This line is matched.");
    assert_eq!(journals(world), before + 1);
}

#[test]
fn k10_a_refund_that_was_recorded_is_tied_to_the_line_that_names_its_city() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        world.at("2027-06-04T15:00:00Z");
        signed_in(world, &g.fund.officer).get(&format!("/desk/closeouts/{}", g.number)).must_say("Not yet");
        let before = journals(world);
        let csv = "date,amount,description\n2027-06-03,1000.00,WIRE FROM CITY OF MADISON\n";
        bring(world, &g.preparer, "june-3.csv", csv).must_be(200);
        assert_eq!(stands_for(world, &g, 100_000), pair("refund", "amount_payee_days"));
        assert_eq!(journals(world), before, "nothing is posted again");
        // The next thousand is other money.
        bring(world, &g.preparer, "june-4.csv", "date,amount,description\n2027-06-04,1000.00,MADISON AGAIN\n").must_be(200);
        let lines = world.db.read(|conn| banking::list_unmatched_lines(conn, &g.preparer, 500)).expect("lines");
        assert_eq!(lines.iter().map(|line| line.line.description.as_str()).collect::<Vec<_>>(), ["MADISON AGAIN"]);
        let statement = || {
            let rows = signed_in(world, &g.fund.officer).get(&format!("/desk/closeouts/{}", g.number)).rows();
            rows.into_iter().find(|row| row.get(1).is_some_and(|cell| cell == "WIRE 7")).map(|row| row[2].clone())
        };
        assert_eq!(statement().as_deref(), Some("Yes"), "the closeout says that the bank shows it");
        closed(world, &g);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k10_a_refund_that_was_recorded_is_tied_by_another_person_where_the_line_names_nobody() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        world.at("2027-06-04T15:00:00Z");
        let before = journals(world);
        let csv = "date,amount,description\n2027-06-03,1000.00,DEPOSIT\n2027-06-03,1000.01,DEPOSIT\n";
        bring(world, &g.preparer, "june-3.csv", csv).must_be(200);
        assert_eq!(stands_for(world, &g, 100_000), vec![]);
        let path = format!("/desk/bank/lines/{}", the_line(world, &g, 100_000).line.id);
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        let page = fay.get(&path);
        page.must_be(200).must_say("Was it recorded already?").must_say("You recorded it, so another finance officer must say");
        assert!(!page.says("This line is it"));
        let refunds = world.db.read(|conn| disbursement::list_refunds(conn, g.id.cast())).expect("refunds");
        let seq = refunds.first().expect("a refund").journal_seq.to_string();
        fay.post(&format!("{path}/recorded"), &[("journal", seq.as_str())]).must_be(403).must_say("another finance officer");
        fay.submit(&page, &[("reference", g.number.as_str())]).must_be(422).must_say("is recorded for this award already");
        let other = format!("/desk/bank/lines/{}", the_line(world, &g, 100_001).line.id);
        fred.post(&format!("{other}/recorded"), &[("journal", seq.as_str())])
            .must_be(422)
            .must_say("What you chose comes to $1,000.00, and the line to $1,000.01.");
        fred.post(&format!("{other}/recorded"), &[("journal", "99999")]).must_be(409).must_say("does not wait for this line any more");
        signed_in(world, &g.releaser).post(&format!("{path}/recorded"), &[("journal", seq.as_str())]).must_be(404);
        let theirs = fred.get(&path);
        theirs.must_be(200).must_say("WIRE 7");
        fred.press(&theirs, "This line is it", &[]).must_be(422).must_say("Choose what this line is.");
        let tied = fred.press(&theirs, "This line is it", &[("journal", seq.as_str())]);
        tied.must_be(200).must_say("This line is matched.").must_say("Refund of an advance").must_say("Fay, confirmed by Fred");
        fred.post(&format!("{path}/recorded"), &[("journal", seq.as_str())]).must_be(409).must_say("matched already");
        assert_eq!((stands_for(world, &g, 100_000), journals(world)), (pair("refund", "by_hand"), before));
        nothing_contradicts(world, &[g.id]);
    });
}

/// The number of the journal of the only refund.
pub fn refund_seq(world: &World, g: &Ground) -> String {
    let refunds = world.db.read(|conn| disbursement::list_refunds(conn, g.id.cast())).expect("refunds");
    refunds.first().expect("a refund").journal_seq.to_string()
}

/// Fay prepares an entry about interest of the award, Fred approves it; the number of its journal.
fn interest(world: &World, g: &Ground, title: &str) -> String {
    let fay = signed_in(world, &g.preparer);
    let values = [("award", g.number.as_str()), ("amount", "12.34"), ("reason", "Interest of the advance")];
    let prepared = fay.submit(&manual_entries::form(&fay, title), &values);
    let entry = manual_entries::path(prepared.must_be(200).must_say("Waits for approval"));
    manual_entries::approve(world, &g.second, &entry).must_be(200).must_say("Posted");
    journals(world).to_string()
}

#[test]
fn k10_one_deposit_is_a_refund_and_interest() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        world.at("2027-06-04T15:00:00Z");
        interest(world, &g, "Interest on an advance reported");
        let interest = interest(world, &g, "Interest remitted or kept");
        let refund = refund_seq(world, &g);
        let before = journals(world);
        let wire = Moved { on: "2027-06-03", cents: 101_234, reference: "R7", words: "WIRE FROM CITY OF MADISON" };
        let alike = Moved { on: "2027-06-03", cents: 1_234, reference: "R8", words: "WIRE FROM CITY OF MADISON" };
        let statement = Statement { opening: 1_500_000, on: "2027-06-03", lines: vec![wire, alike], ..june(vec![]) };
        bring(world, &g.preparer, "june-3.bai", &statement.bai2()).must_be(200);
        assert_eq!(stands_for(world, &g, 1_234), vec![], "the entry may tell of interest that the city keeps");
        assert_eq!(stands_for(world, &g, 101_234), vec![], "no single thing has its amount");
        let path = format!("/desk/bank/lines/{}", the_line(world, &g, 101_234).line.id);
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        fay.get(&path).must_say("A line can be several things").must_say("Interest on an advance of $12.34").must_say("WIRE 7");
        let both = [("journal", refund.as_str()), ("journal", interest.as_str())];
        fay.post(&format!("{path}/recorded"), &both).must_be(403).must_say("another finance officer");
        let page = fred.get(&path);
        page.must_say("Together it comes to $1,012.34.");
        let part = fred.press(&page, "This line is it", &both[..1]);
        part.must_be(422).must_say("What you chose comes to $1,000.00, and the line to $1,012.34.");
        assert_eq!(stands_for(world, &g, 101_234), vec![], "all or nothing");
        let tied = fred.press(&page, "This line is it", &both);
        tied.must_be(200).must_say("This line is matched.").must_say("Refund of an advance").must_say("Interest on an advance");
        fred.post(&format!("{path}/recorded"), &both).must_be(409).must_say("matched already");
        let mut kinds = stands_for(world, &g, 101_234);
        kinds.sort();
        assert_eq!(kinds, [pair("interest", "by_hand"), pair("refund", "by_hand")].concat());
        assert_eq!(journals(world), before, "nothing is posted again");
        let proofs = world.db.read(banking::proofs).expect("proofs");
        assert!(proofs.iter().all(|proof| proof.unexplained.is_zero()), "{proofs:?}");
        let items = proofs.iter().flat_map(|proof| &proof.items).filter(|item| item.kind == ItemKind::Interest);
        assert_eq!(items.map(|item| item.amount.cents()).collect::<Vec<_>>(), [1_234]);
        fay.get("/desk/bank/clearing").must_say("On the statement, interest that the books keep as a memorandum");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k10_one_deposit_is_a_refund_and_money_for_a_bill() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let bill = taking_back::taken_back(world, &g, ("300", "A hotel of another trip."));
        let bill = manual_entries::path(bill.must_be(200));
        let came = [("amount", "300"), ("bank_reference", "WIRE 7")];
        let day = [("received_on_month", "6"), ("received_on_day", "1"), ("received_on_year", "2027")];
        let fay = signed_in(world, &g.preparer);
        fay.submit(&fay.get(&bill), &[&came[..], &day[..]].concat()).must_be(200).must_say("Settled");
        let bills = world.db.read(|conn| recovering::list_bills_of(conn, g.id.cast())).expect("bills");
        let receipts = world.db.read(|conn| recovering::list_receipts(conn, bills[0].id)).expect("receipts");
        let (refund, receipt) = (refund_seq(world, &g), receipts[0].journal_seq.to_string());
        world.at("2027-06-04T15:00:00Z");
        let csv = "date,amount,description\n2027-06-03,1300.00,WIRE FROM CITY OF MADISON\n2027-06-03,300.00,DEPOSIT\n";
        bring(world, &g.preparer, "june-3.csv", csv).must_be(200);
        let before = journals(world);
        let path = format!("/desk/bank/lines/{}", the_line(world, &g, 130_000).line.id);
        let fred = signed_in(world, &g.second);
        let both = [("journal", refund.as_str()), ("journal", receipt.as_str())];
        fred.press(&fred.get(&path), "This line is it", &both).must_be(200).must_say("This line is matched.");
        let mut kinds = stands_for(world, &g, 130_000);
        kinds.sort();
        assert_eq!(kinds, [pair("collection", "by_hand"), pair("refund", "by_hand")].concat());
        // What is on one line is on no other.
        let other = format!("/desk/bank/lines/{}", the_line(world, &g, 30_000).line.id);
        assert!(!fred.get(&other).says("This line is it"));
        fred.post(&format!("{other}/recorded"), &both[1..]).must_be(409).must_say("does not wait for this line any more");
        assert_eq!(journals(world), before, "nothing is posted again");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_line_from_before_counts_for_no_day_before_the_advance_or_the_bill() {
    on_both(|world| {
        let g = reported(world);
        world.at("2027-06-04T15:00:00Z");
        let csv = "date,amount,description\n2027-05-31,1000.00,OLD MONEY\n2027-06-03,300.00,DEPOSIT 77\n";
        bring(world, &g.preparer, "june-4.csv", csv).must_be(200);
        let fay = signed_in(world, &g.preparer);
        let page = fay.get(&format!("/desk/bank/lines/{}", the_line(world, &g, 100_000).line.id));
        let refused = fay.submit(&page, &[("reference", g.number.as_str())]);
        refused.must_be(422).must_say("The advance was paid on June 1, 2027. Money of it cannot come back before that day.");

        let bill = taking_back::taken_back(world, &g, ("300", "A hotel of another trip."));
        let path = bill.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
        let line = the_line(world, &g, 30_000).line.id;
        let fred = signed_in(world, &g.second);
        proposed_and_confirmed(world, &g, (&fay, &fred), (&path, "Propose this line", &[("line", line.as_str())]));
        fay.get(&path).must_say("Settled");
        let bill = world.db.read(|conn| recovering::list_bills_of(conn, g.id.cast())).expect("bills").remove(0);
        let came = world.db.read(|conn| recovering::list_receipts(conn, bill.id)).expect("receipts").remove(0);
        let journal = world.db.read(|conn| ledger::journal(conn, came.journal_seq)).expect("a journal");
        assert_eq!([came.received_on, journal.effective_on].map(|day| day.to_string()), ["2027-06-03", "2027-06-04"]);
        assert_eq!(journal.reason.as_deref(), Some("Booked by the bank on 2027-06-03, before the bill was made on 2027-06-04."));
        nothing_contradicts(world, &[g.id]);
    });
}

/// Fay records a refund on the closeout page of the award.
pub fn refund_of(world: &World, g: &Ground, amount: &str, day: &str) {
    let fay = signed_in(world, &g.preparer);
    let day = [("received_on_month", "6"), ("received_on_day", day), ("received_on_year", "2027")];
    let values = [&day[..], &[("bank_reference", "WIRE 7"), ("amount", amount)]].concat();
    fay.submit(&fay.get(&format!("/desk/closeouts/{}", g.number)), &values).must_be(200);
}

#[test]
fn k10_a_line_is_no_refund_as_a_whole_where_a_part_of_it_is_recorded() {
    on_both(|world| {
        let g = reported(world);
        refund_of(world, &g, "100", "1");
        world.at("2027-06-10T15:00:00Z");
        let csv = "date,amount,description\n2027-06-03,500.00,DEPOSIT\n2027-06-09,300.00,DEPOSIT\n";
        bring(world, &g.preparer, "june-9.csv", csv).must_be(200);
        let (path, before) = (format!("/desk/bank/lines/{}", the_line(world, &g, 50_000).line.id), journals(world));
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        let award = [("reference", g.number.as_str())];
        let refused = fred.press(&fred.get(&path), "Propose this refund", &award);
        refused.must_be(422).must_say("$100.00 is recorded for this award already and no line is it yet.");
        refused.must_say("If it is a part of this line, record the rest by itself and choose both.");
        assert_eq!(journals(world), before, "nothing is posted");
        // What came more than three banking days before the line is no part of it.
        let later = format!("/desk/bank/lines/{}", the_line(world, &g, 30_000).line.id);
        proposed_and_confirmed(world, &g, (&fred, &fay), (&later, "Propose this refund", &award));

        refund_of(world, &g, "400", "3");
        let refunds = world.db.read(|conn| disbursement::list_refunds(conn, g.id.cast())).expect("refunds");
        let parts = refunds.iter().filter(|refund| [10_000, 40_000].contains(&refund.amount_cents));
        let parts: Vec<String> = parts.map(|refund| refund.journal_seq.to_string()).collect();
        let both: Vec<(&str, &str)> = parts.iter().map(|seq| ("journal", seq.as_str())).collect();
        fred.press(&fred.get(&path), "This line is it", &both).must_be(200).must_say("This line is matched.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k10_a_line_is_not_for_a_bill_as_a_whole_where_a_part_of_it_is_recorded() {
    on_both(|world| {
        let g = reported(world);
        let bill = manual_entries::path(taking_back::taken_back(world, &g, ("300", "A hotel of another trip.")).must_be(200));
        let came = [("amount", "100"), ("bank_reference", "WIRE 7")];
        let day = [("received_on_month", "6"), ("received_on_day", "1"), ("received_on_year", "2027")];
        let fay = signed_in(world, &g.preparer);
        fay.submit(&fay.get(&bill), &[&came[..], &day[..]].concat()).must_be(200);
        world.at("2027-06-10T15:00:00Z");
        let csv = "date,amount,description\n2027-06-03,200.00,DEPOSIT 77\n2027-06-09,150.00,DEPOSIT 78\n";
        bring(world, &g.preparer, "june-9.csv", csv).must_be(200);
        let (before, fred) = (journals(world), signed_in(world, &g.second));
        let line = |cents: i64| the_line(world, &g, cents).line.id;
        let press = "Propose this line";
        fred.press(&fred.get(&bill), press, &[("line", line(20_000).as_str())])
            .must_be(422)
            .must_say("$100.00 is recorded for this award already and no line is it yet.");
        assert_eq!(journals(world), before, "nothing is posted");
        proposed_and_confirmed(world, &g, (&fred, &fay), (&bill, press, &[("line", line(15_000).as_str())]));
        assert_eq!(stands_for(world, &g, 15_000), pair("collection", "by_hand"));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k10_what_a_line_of_the_bank_shows_is_not_reversed() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        world.at("2027-06-04T15:00:00Z");
        let seq = refund_seq(world, &g);
        let journal = format!("/desk/ledger/journals/{seq}");
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        let reverse = fay.follow(&fay.get(&journal), "Reverse this journal");
        let entry = manual_entries::path(fay.submit(&reverse, &[("reason", "It was another award")]).must_be(200));
        fred.get(&entry).must_say("Approve and post");

        bring(world, &g.preparer, "june-3.csv", "date,amount,description\n2027-06-03,1000.00,DEPOSIT\n").must_be(200);
        let path = format!("/desk/bank/lines/{}", the_line(world, &g, 100_000).line.id);
        fred.press(&fred.get(&path), "This line is it", &[("journal", seq.as_str())]).must_be(200).must_say("This line is matched.");
        let before = journals(world);
        let told = "A line of the bank shows this journal";
        assert!(!fred.get(&entry).must_say(told).says("Approve and post"));
        fred.post(&format!("{entry}/approve"), &[]).must_be(409).must_say(told);
        fred.press(&fred.get(&entry), "Refuse this entry", &[("why", "The bank shows it.")]).must_be(200);
        assert!(!fay.get(&journal).must_say(told).says("Reverse this journal"));
        fay.submit(&fay.get(&reverse.path), &[("reason", "Again")]).must_be(422).must_say(told);
        assert_eq!((stands_for(world, &g, 100_000), journals(world)), (pair("refund", "by_hand"), before));
        nothing_contradicts(world, &[g.id]);
    });
}
