//! After the money was paid: a cost that is not allowed is billed by two people and collected, and a closed award is opened again
//! by two people, corrected, and closed and sealed anew (Q7, Q8).

use crate::closeout_list::{closed, refunded, reported};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, certify_last};
use crate::support::{Page, World, on_both, on_both_with};
use crate::taking_back::{self, only, travel};
use urban_diplomacy_fund::compliance;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::process;

pub fn asked(world: &World, g: &Ground, amount: &str, reason: &str) -> Page {
    taking_back::asked(world, g, (amount, reason))
}

fn came(amount: &'static str, day: &'static str) -> [(&'static str, &'static str); 5] {
    [("amount", amount), ("received_on_month", "6"), ("received_on_day", day), ("received_on_year", "2027"), ("bank_reference", "WIRE 9")]
}

#[test]
fn a_cost_that_is_not_allowed_is_billed_by_two_people_and_collected() {
    on_both(|world| {
        let g = reported(world);
        asked(world, &g, "4,000.01", "No trip.").must_be(422).must_say("Only $4,000.00 of this expense is accepted and on no bill.");
        asked(world, &g, "300", "").must_be(422).must_say("Say why the cost is not allowed");
        let bill = asked(world, &g, "300", "A hotel of another trip.");
        bill.must_be(200).must_say("Waits for a decision");
        let path = bill.path.split('?').next().unwrap_or_default().to_owned();
        let officer = signed_in(world, &g.fund.officer);
        officer.post(&format!("{path}/approve"), &[]).must_be(404);
        asked(world, &g, "3,700.01", "More.").must_be(422).must_say("Only $3,700.00");
        let fay = signed_in(world, &g.preparer);
        fay.post(&format!("{path}/receipt"), &came("1", "1")).must_be(409).must_say("owes nothing on this bill");
        fay.press(&fay.get(&path), "Bill the city", &[]).must_be(200).must_say("Billed");
        fay.post(&format!("{path}/approve"), &[]).must_be(409);
        let reports = format!("/portal/awards/{}/reports", g.number);
        let city = signed_in(world, &g.city.official);
        city.get(&reports).must_say("Please pay back $300.00 by July 1, 2027, for a cost that is not allowed: A hotel of another trip.");
        assert_eq!(travel(world, &g).spent, Money::from_dollars(4_000), "the budget is not restored before the money is back");
        let subject = format!("Please pay back $300.00 for award {}", g.number);
        let letters = world.mail_to(&g.city.official.email);
        let letter = letters.iter().find(|m| m.subject_line == subject).expect("a letter");
        assert!(letter.body_text.contains("A hotel of another trip.") && letter.body_text.contains("July 1, 2027"), "{}", letter.body_text);

        fay.submit(&fay.get(&path), &came("300.01", "1")).must_be(422).must_say("Only $300.00 of this bill is still owed.");
        fay.submit(&fay.get(&path), &came("300", "25")).must_be(422).must_say("not in the future");
        let before = [("received_on_month", "5"), ("received_on_day", "31"), ("received_on_year", "2027"), ("bank_reference", "WIRE 9")];
        let before = fay.submit(&fay.get(&path), &[&before[..], &[("amount", "300")]].concat());
        before.must_be(422).must_say("The bill was made on June 1, 2027. Enter that day or a later one.");
        fay.submit(&fay.get(&path), &came("100", "1")).must_be(200).must_say("Billed");
        city.get(&reports).must_say("Please pay back $200.00");
        fay.submit(&fay.get(&path), &came("200", "1")).must_be(200).must_say("Settled");
        fay.post(&format!("{path}/receipt"), &came("1", "1")).must_be(409);
        assert!(!city.get(&reports).says("Please pay back"));
        let left = travel(world, &g);
        assert_eq!((left.spent, left.undelivered), (Money::from_dollars(3_700), Money::from_dollars(3_300)));
        signed_in(world, &g.city.official).get(&path).must_be(404);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_city_that_owes_is_told_what_for_and_how_to_pay() {
    let lines = ["Payee: Treasurer of the Fund", "Wire: account 4411"];
    on_both_with(
        |settings| settings.fund.pay_to = lines.map(str::to_owned).to_vec(),
        |world| {
            let g = reported(world);
            let bill = asked(world, &g, "300", "A hotel of another trip.");
            let path = bill.path.split('?').next().unwrap_or_default().to_owned();
            let fay = signed_in(world, &g.preparer);
            fay.press(&fay.get(&path), "Bill the city", &[]).must_be(200);
            let page = signed_in(world, &g.city.official).get(&format!("/portal/awards/{}/reports", g.number));
            page.must_say("The cost: Flights to Lyon, May 10, 2027, $4,000.00");
            page.must_say(&format!("How to pay; name {} with the payment:", g.number)).must_say(lines[0]).must_say(lines[1]);
            let letters = world.mail_to(&g.city.official.email);
            let letter = letters.iter().find(|m| m.subject_line.starts_with("Please pay back $300.00")).expect("a letter");
            for said in [lines[0], lines[1], "The cost: Flights to Lyon.", &format!("Name {} with the payment.", g.number)] {
                assert!(letter.body_text.contains(said), "{said}: {}", letter.body_text);
            }
            let theirs = format!("is billed $300.00 for award {}", g.number);
            let letters = world.mail_to(&g.preparer.email);
            let letter = letters.iter().find(|m| m.subject_line.ends_with(&theirs)).expect("a letter");
            assert!(!letter.body_text.contains(lines[0]), "{}", letter.body_text);
        },
    );
}

#[test]
fn collections_say_who_owes_how_much_is_left_and_what_is_late() {
    on_both(|world| {
        let g = reported(world);
        let bill = taking_back::taken_back(world, &g, ("300", "A hotel of another trip."));
        let path = bill.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
        let fay = signed_in(world, &g.preparer);
        fay.submit(&fay.get(&path), &came("100", "1")).must_be(200);
        let row = |page: &Page| page.rows().into_iter().find(|row| row.iter().any(|cell| cell == "$300.00")).expect("a row of the bill");
        let listed = row(&fay.get("/desk/collections"));
        assert_eq!([&listed[1], &listed[2]], [g.number.as_str(), "Madison, WI"]);
        assert_eq!(listed[4..], ["Billed, due Jul 1, 2027", "$300.00", "$200.00"]);
        assert_eq!(row(&fay.get(&format!("/desk/closeouts/{}", g.number))).last().map(String::as_str), Some("$200.00"));
        fay.get(&path).must_say("Still owed").must_say("$200.00");

        world.at("2027-07-02T15:00:00Z");
        let fay = signed_in(world, &g.preparer);
        assert_eq!(row(&fay.get("/desk/collections"))[4], "Late, was due Jul 1, 2027");
        fay.get(&path).must_say("July 1, 2027: late");
    });
}

#[test]
fn nobody_bills_what_they_asked_for() {
    on_both(|world| {
        let g = reported(world);
        let fay = signed_in(world, &g.preparer);
        let id = only(world, &g).id.text();
        let values = [("bill_expense", id.as_str()), ("bill_amount", "10"), ("bill_reason", "A tip.")];
        let bill = fay.press(&fay.get(&format!("/desk/closeouts/{}", g.number)), "Ask for a bill", &values);
        let path = bill.path.split('?').next().unwrap_or_default().to_owned();
        assert!(!bill.must_be(200).text().contains("Bill the city"));
        fay.post(&format!("{path}/approve"), &[]).must_be(403).must_say("another person must decide");
        let fred = signed_in(world, &g.second);
        fred.press(&fred.get(&path), "Do not bill it", &[]).must_be(200).must_say("Not billed");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_closed_award_is_opened_by_two_people_and_sealed_anew() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        closed(world, &g);
        let path = format!("/desk/closeouts/{}", g.number);
        let (officer, april) = (signed_in(world, &g.fund.officer), signed_in(world, &g.fund.approver));
        april.post(&format!("{path}/reopen"), &[]).must_be(409);
        officer.press(&officer.get(&path), "Ask to open it again", &[("reopen_reason", "")]).must_be(422).must_say("Say why the award");
        let why = [("reopen_reason", "A receipt came late.")];
        officer.press(&officer.get(&path), "Ask to open it again", &why).must_be(200).must_say("Waits for a decision");
        officer.post(&format!("{path}/ask-reopening"), &why).must_be(409).must_say("asked for this already");
        officer.post(&format!("{path}/reopen"), &[]).must_be(404);
        april.press(&april.get(&path), "Open it again", &[]).must_be(200).must_say("Opened again");
        let subject = format!("Award {} is opened again", g.number);
        assert!(world.mail_to(&g.city.official.email).iter().any(|m| m.subject_line == subject));

        officer.get(&path).must_say("The final financial report (SF-425) is not certified and accepted.");
        certify_last(world, &signed_in(world, &g.city.official), &officer, (g.id, &g.number));
        officer.press(&officer.get(&path), "Close this award", &[]).must_be(200).must_say("This award is closed.").must_say("No. 2, by");
        let seals = world.db.read(|conn| compliance::list_seals(conn, g.id.cast())).expect("seals");
        assert_eq!(seals.iter().map(|seal| seal.n).collect::<Vec<_>>(), [2, 1]);
        let check = world.db.read(|conn| process::check_seal(conn, g.id.cast())).expect("the record").expect("a seal");
        assert!(check.holds(), "{:?}", check.changed);
        nothing_contradicts(world, &[g.id]);
    });
}
