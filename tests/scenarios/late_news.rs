//! The bank tells late: a payment comes back after its award was closed, a line belongs to a period that is closed or sealed, a
//! line is dated in the future, and a day ends in the zone of the fund and not in that of the machine.

use crate::closeout_list::{closed, reported, told_at_the_end};
use crate::grant::{day, nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, verified_account};
use crate::payment_requests::{accepted, send};
use crate::road_returned_with_corrected_details::{corrected, paid_out_again};
use crate::statements::{ACCOUNT, bring, journals, june, matches, moved, on_its_way, payments};
use crate::support::bank_files::{Answer, Moved, Statement, answers};
use crate::support::{Browser, World, on_both};
use crate::taking_back;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::disbursement::{self, PaymentState};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, CategoryPosition, JournalEntry};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::recovering;

fn total(world: &World, g: &Ground) -> CategoryPosition {
    world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").total
}

fn back(world: &World, g: &Ground) -> usize {
    world.db.read(|conn| disbursement::list_back_after_closing(conn, &g.preparer)).expect("a list").len()
}

/// A reimbursement of $6,000 that the bank showed as paid, of an award that is closed; with the statement and the trace.
fn closed_with_a_claim(world: &World) -> (Ground, Statement<'static>, String) {
    let g = ground(world);
    verified_account(world, &g);
    accepted(world, &g, "6,000");
    send(world, &g, &[("kind", "reimbursement"), ("amount-travel", "6,000")]).must_be(200);
    let trace = paid_out(world, &g);
    let first = june(vec![moved(-600_000, "R1", "CITY OF MADISON")]);
    bring(world, &g.preparer, "june-2.bai", &first.bai2()).must_be(200).must_say("Nothing is on its way.");
    told_at_the_end(world, &g);
    closed(world, &g);
    (g, first, trace)
}

/// The award is opened again by two people.
fn opened_again(world: &World, g: &Ground) {
    let path = format!("/desk/closeouts/{}", g.number);
    let (officer, april) = (signed_in(world, &g.fund.officer), signed_in(world, &g.fund.approver));
    let why = [("reopen_reason", "A payment came back.")];
    officer.press(&officer.get(&path), "Ask to open it again", &why).must_be(200);
    april.press(&april.get(&path), "Open it again", &[]).must_be(200).must_say("Opened again");
}

#[test]
fn what_comes_back_after_the_closing_is_posted_told_and_paid_once_the_award_is_open_again() {
    on_both(|world| {
        let (g, first, trace) = closed_with_a_claim(world);
        assert_eq!(back(world, &g), 0);
        world.at("2027-06-04T15:00:00Z");
        let returned = Answer { code: "R02", trace: &trace, cents: 600_000, corrected: "" };
        bring(world, &g.preparer, "returns.ach", &answers(1, &[returned])).must_be(200).must_say("Recorded.");
        let words = format!("RETURN {trace}");
        let lines = vec![Moved { on: "2027-06-04", cents: 600_000, reference: "R2", words: &words }];
        let second = Statement { account: ACCOUNT, opening: first.closing(), on: "2027-06-04", lines };
        bring(world, &g.preparer, "june-4.bai", &second.bai2()).must_be(200);
        assert_eq!((total(world, &g).unpaid, total(world, &g).paid), (Money::from_dollars(6_000), Money::ZERO));
        assert_eq!(back(world, &g), 1);

        let subject = format!("A payment came back after award {} was closed", g.number);
        for who in [&g.fund.officer, &g.preparer] {
            assert!(world.mail_to(&who.email).iter().any(|mail| mail.subject_line == subject), "{}", who.name);
        }
        let letters = world.mail_to(&g.city.official.email);
        assert!(letters.iter().any(|mail| mail.body_text.contains("R02") && mail.body_text.contains("was closed before")));
        assert!(letters.iter().all(|mail| mail.subject_line != subject), "that letter is for the fund");
        let path = format!("/desk/closeouts/{}", g.number);
        let officer = signed_in(world, &g.fund.officer);
        officer.get(&path).must_say("A payment came back after the award was closed: open the award again.");
        officer.get("/desk/closeouts").must_say("Came back after closing").must_say(&g.number);
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say("Came back after closing").must_say("The two agree.");
        nothing_contradicts(world, &[g.id]);

        opened_again(world, &g);
        assert_eq!(back(world, &g), 0);
        officer.get(&path).must_say("$6,000.00 of accepted cost is not yet paid.");
        assert!(!signed_in(world, &g.preparer).get("/desk/bank/clearing").says("Came back after closing"));
        corrected(world, &g);
        world.at("2027-06-15T15:00:00Z");
        send(world, &g, &[("kind", "reimbursement"), ("amount-travel", "6,000")]).must_be(200);
        let words = format!("ACH {}", paid_out_again(world, &g));
        let lines = vec![Moved { on: "2027-06-16", cents: -600_000, reference: "R3", words: &words }];
        let third = Statement { account: ACCOUNT, opening: second.closing(), on: "2027-06-16", lines };
        bring(world, &g.preparer, "june-16.bai", &third.bai2()).must_be(200).must_say("Nothing is on its way.");
        closed(world, &g);
        let left = total(world, &g);
        assert_eq!((left.undelivered, left.advanced, left.unpaid), (Money::ZERO, Money::ZERO, Money::ZERO));
        let check = world.db.read(|conn| process::check_seal(conn, g.id.cast())).expect("the record").expect("a seal");
        assert!(check.holds(), "{:?}", check.changed);
        let proof = world.db.read(banking::proofs).expect("proofs").remove(0);
        assert!(proof.unexplained.is_zero() && proof.items.is_empty(), "{proof:?}");
        nothing_contradicts(world, &[g.id]);
    });
}

/// A period of these days, closed; sealed by another person where it is for ever. Its name.
fn shut(world: &World, g: &Ground, (first, last): (&str, &str), is_sealed: bool) -> String {
    let (closer, sealer) = (g.preparer.doer(), g.second.doer());
    let period = world.db.write(|tx| ledger::open_period(tx, &closer, day(first), day(last))).expect("opened").id;
    world.db.write(|tx| ledger::close_period(tx, &closer, &period, "All is in.")).expect("closed");
    if is_sealed {
        world.db.write(|tx| ledger::seal_period(tx, &sealer, &period)).expect("sealed");
    }
    period
}

/// The journal that the only match names.
fn journal_of_the_match(world: &World, g: &Ground) -> JournalEntry {
    let found = matches(world, g);
    assert_eq!(found.len(), 1, "{found:?}");
    let seq = found[0].journal_seq.expect("a journal");
    world.db.read(|conn| ledger::journal(conn, seq)).expect("it is there")
}

#[test]
fn l16_a_line_of_a_sealed_period_counts_for_the_first_open_day_and_keeps_its_own() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        world.at("2027-07-06T15:00:00Z");
        shut(world, &g, ("2027-06-01", "2027-06-30"), true);
        let words = format!("ACH {trace}");
        let text = june(vec![moved(-500_000, "R1", &words), moved(-1_200, "R2", "FEE")]).bai2();
        bring(world, &g.preparer, "june.bai", &text).must_be(200).must_say("Recorded.").must_say("Nothing is on its way.");
        let payment = payments(world, &g).remove(0);
        assert_eq!((payment.state, payment.settled_on), (PaymentState::Settled, Some(day("2027-06-02"))));
        let journal = journal_of_the_match(world, &g);
        assert_eq!(journal.effective_on, day("2027-07-01"));
        let why = "Booked by the bank on 2027-06-02, in the period 2027-06-01_2027-06-30, which was sealed when this was known.";
        assert_eq!(journal.reason.as_deref(), Some(why));
        let before = journals(world);
        bring(world, &g.preparer, "again.bai", &text).must_be(200).must_say("This very file was read in before.");
        assert_eq!(journals(world), before);
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say("The two agree.");
        nothing_contradicts(world, &[g.id]);
    });
}

/// Fay says that the line of this amount is the only payment, and Fred confirms it.
fn matched_by_hand(world: &World, g: &Ground, cents: i64, payment: &str) -> (Browser, String) {
    let lines = world.db.read(|conn| banking::list_unmatched_lines(conn, &g.preparer, 500)).expect("lines");
    let line = lines.iter().find(|line| line.line.amount_cents == cents).expect("a line of this amount");
    let fay = signed_in(world, &g.preparer);
    let page = fay.get(&format!("/desk/bank/lines/{}", line.line.id));
    fay.press(&page, "Propose this match", &[("payment", payment), ("reason", "By its trace")]).must_be(200);
    let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id;
    (signed_in(world, &g.second), format!("/desk/bank/proposals/{proposal}/confirm"))
}

#[test]
fn l16_a_line_for_which_no_day_is_open_is_kept_with_its_period_and_posted_later() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        world.at("2027-07-06T15:00:00Z");
        shut(world, &g, ("2027-06-01", "2027-06-30"), true);
        let july = shut(world, &g, ("2027-07-01", "2027-07-31"), false);
        let words = format!("ACH {trace}");
        let text = june(vec![moved(-500_000, "R1", &words), moved(-1_200, "R2", "FEE")]).bai2();
        let before = journals(world);
        let page = bring(world, &g.preparer, "june.bai", &text);
        page.must_be(200).must_say("Some of it needs somebody to look at it").must_say("Line 1, -$5,000.00 of June 2, 2027");
        page.must_say("belongs to the accounting period 2027-06-01_2027-06-30, which is sealed");
        let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 500)).expect("lines");
        assert_eq!((lines.len(), journals(world)), (2, before), "every line is kept, and nothing is posted");
        bring(world, &g.preparer, "again.bai", &text).must_be(200).must_say("This very file was read in before.");
        let exceptions = world.db.read(|conn| banking::list_exceptions(conn, &g.preparer)).expect("a list");
        assert_eq!(exceptions.len(), 1);
        let fay = signed_in(world, &g.preparer);
        let exception = fay.get(&format!("/desk/bank/exceptions/{}", exceptions[0].id));
        exception.must_be(200).must_say("Bank line to look at");
        fay.follow(&exception, "The line").must_be(200).must_say("-$5,000.00");

        let payment = payments(world, &g)[0].id.text();
        let (fred, confirm) = matched_by_hand(world, &g, -500_000, &payment);
        fred.post(&confirm, &[]).must_be(409).must_say("2027-06-01_2027-06-30");
        world.db.write(|tx| ledger::reopen_period(tx, &g.preparer.doer(), &july, "A line came late.")).expect("open again");
        fred.post(&confirm, &[]).must_be(200);
        assert_eq!(journal_of_the_match(world, &g).effective_on, day("2027-07-01"));
        assert_eq!(payments(world, &g)[0].state, PaymentState::Settled);
        fay.press(&exception, "This is settled", &[("how", "July was opened again")]).must_be(200);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_line_that_is_dated_in_the_future_waits_and_the_others_are_taken() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "1,000").must_be(200);
        ask(world, &g, "2,000").must_be(200);
        paid_out(world, &g);
        let all = payments(world, &g);
        let of = |dollars: i64| all.iter().find(|payment| payment.amount == Money::from_dollars(dollars)).expect("a payment");
        let [one, two] = [1_000, 2_000].map(|dollars| of(dollars).trace.clone().expect("a trace"));
        let csv = format!("date,amount,description,trace\n2027-06-20,-2000.00,ACH,{two}\n2027-06-02,-1000.00,ACH,{one}\n");
        bring(world, &g.preparer, "june.csv", &csv).must_be(200).must_say("The bank line is dated June 20, 2027, which is in the future.");
        let settled = || payments(world, &g).into_iter().filter(|p| p.state == PaymentState::Settled).map(|p| p.id).collect::<Vec<_>>();
        assert_eq!(settled(), [of(1_000).id]);
        let (fred, confirm) = matched_by_hand(world, &g, -200_000, &of(2_000).id.text());
        fred.post(&confirm, &[]).must_be(409).must_say("in the future");
        world.at("2027-06-21T15:00:00Z");
        signed_in(world, &g.second).post(&confirm, &[]).must_be(200);
        assert_eq!(settled().len(), 2);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_evening_of_the_last_day_of_a_fiscal_year_is_in_that_year() {
    on_both(|world| {
        let g = reported(world);
        // In New York it is 23:30 on September 30.
        world.at("2027-10-01T03:30:00Z");
        let path = format!("/desk/closeouts/{}", g.number);
        let fay = signed_in(world, &g.preparer);
        let asked = taking_back::asked(world, &g, ("300", "A hotel of another trip."));
        let bill_path = asked.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
        fay.press(&fay.get(&bill_path), "Bill the city", &[]).must_be(200).must_say("Billed");
        let bill = world.db.read(|conn| recovering::list_bills_of(conn, g.id.cast())).expect("bills").remove(0);
        let seq = bill.journal_seq.expect("a journal");
        assert_eq!(world.db.read(|conn| ledger::journal(conn, seq)).expect("it").effective_on, day("2027-09-30"));

        let came = |amount: &'static str, month: &'static str, on: &'static str| {
            let on = [("received_on_month", month), ("received_on_day", on), ("received_on_year", "2027")];
            on.into_iter().chain([("amount", amount), ("bank_reference", "WIRE 7")]).collect::<Vec<_>>()
        };
        fay.submit(&fay.get(&bill_path), &came("100", "10", "1")).must_be(422).must_say("not in the future");
        fay.submit(&fay.get(&bill_path), &came("100", "9", "30")).must_be(200);
        fay.submit(&fay.get(&path), &came("1,000", "10", "1")).must_be(422).must_say("not in the future");
        fay.submit(&fay.get(&path), &came("1,000", "9", "30")).must_be(200);
        let subject = format!("$1,000.00 of the advance of award {} came back", g.number);
        let letters = world.mail_to(&g.city.official.email);
        let letter = letters.iter().find(|mail| mail.subject_line == subject).expect("the city is told");
        assert!(letter.body_text.contains("September 30, 2027") && letter.body_text.contains("$0.00"), "{}", letter.body_text);
        nothing_contradicts(world, &[g.id]);
    });
}
