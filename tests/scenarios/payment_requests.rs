//! Asking for money: the arithmetic of the form SF-270, limits of advances, what stands in the way, the day to pay by.

use crate::grant::{city, nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, receipt, spend, verified_account};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::disbursement::{self, Payment, Which};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, CategoryPosition};
use urban_diplomacy_fund::risk::{self, LiftCondition, NewCondition};

fn dollars(amount: i64) -> Money {
    Money::from_dollars(amount)
}

fn travel(world: &World, g: &Ground) -> CategoryPosition {
    world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel")
}

fn payments(world: &World, g: &Ground) -> Vec<Payment> {
    world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments")
}

/// The amounts of the form that was certified with a request, by the number of the line.
fn line(world: &World, payment: &Payment, number: &str) -> Money {
    let form = world.db.read(|conn| disbursement::find_request_form(conn, payment.id)).expect("a read").expect("a form");
    form.lines.iter().find(|line| line.number == number).expect(number).amount
}

fn page(world: &World, g: &Ground) -> (Browser, Page) {
    let official = signed_in(world, &g.city.official);
    let page = official.get(&format!("/portal/awards/{}/payments", g.number));
    (official, page)
}

/// The official asks, with these fields besides the purpose.
pub fn send(world: &World, g: &Ground, values: &[(&str, &str)]) -> Page {
    let (official, page) = page(world, g);
    let all: Vec<(&str, &str)> = values.iter().copied().chain([("purpose", "The course in Lyon")]).collect();
    official.submit(&page, &all)
}

pub fn accepted(world: &World, g: &Ground, amount: &str) {
    spend(world, g, amount, &receipt(1)).must_be(200);
    let officer = signed_in(world, &g.fund.officer);
    officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
}

#[test]
fn road_reimbursement_is_what_the_form_comes_to() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        accepted(world, &g, "6,000");
        let claim =
            |amount: &str, income: &str| send(world, &g, &[("kind", "reimbursement"), ("amount-travel", amount), ("income", income)]);
        claim("6,000.01", "").must_be(422).must_say("Ask for at most $6,000.00 here.");
        claim("4,000", "x").must_be(422).must_say("Enter an amount in dollars");
        claim("4,000", "").must_be(200).must_say("Jul 1, 2027").must_say("In 30 days");
        // Income pays for costs before the fund does.
        let over = claim("1,500.01", "500");
        over.must_be(422).must_say("Ask for at most $1,500.00 in all.");
        assert!(over.fill(None, &[]).fields.contains(&("income".into(), "500".into())), "what was typed is kept");
        let list = claim("1,500", "500");
        list.must_be(200);

        let asked = payments(world, &g);
        let of = |at: usize, numbers: [&str; 9]| numbers.map(|number| line(world, &asked[at], number));
        let numbers = ["11a", "11b", "11c", "11d", "11e", "11f", "11g", "11h", "11i"];
        let amounts = |all: [i64; 9]| all.map(dollars);
        assert_eq!(of(0, numbers), amounts([4_000, 0, 4_000, 0, 4_000, 0, 4_000, 0, 4_000]));
        assert_eq!(of(1, numbers), amounts([6_000, 500, 5_500, 0, 5_500, 0, 5_500, 4_000, 1_500]));
        let official = signed_in(world, &g.city.official);
        let href = format!("/portal/awards/{}/payments/{}", g.number, asked[0].id);
        let one = official.get(&href);
        one.must_be(200).must_say("Federal share now requested (11g less 11h)").must_say("payment is due and has not been previously");
        one.must_say("Accepted costs left for a later request").must_say("$2,000.00").must_say("Official-Madison");
        one.must_say("1a. Type of payment requested").must_say("5. Request number for this award").must_say("10. Payee");
        one.must_say("1b. Final or partial").must_say(&format!("(a) Grant {}", g.number)).must_say("(b) (c) Total").must_say("Total");
        signed_in(world, &city(world, "Monona").official).get(&href).must_be(404);
        signed_in(world, &g.preparer).get(&format!("/desk/payments/{}", asked[1].id)).must_be(200).must_say("11b").must_say("$500.00");

        paid_out(world, &g);
        let position = travel(world, &g);
        assert_eq!((position.spent, position.paid, position.unpaid), (dollars(6_000), dollars(5_500), dollars(500)));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_advance_is_the_need_less_what_is_held_and_is_due_in_thirty_days() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        let advance = |amount: &str, june: &str, july: &str| {
            send(world, &g, &[("kind", "advance"), ("amount-travel", amount), ("need-2027-06", june), ("need-2027-07", july)])
        };
        advance("5,000", "3,000", "1,000").must_be(422).must_say("which leaves $4,000.00; the amounts by category come to $5,000.00");
        let (official, empty) = page(world, &g);
        empty.must_say("We pay within 30 days").must_say("until July 1, 2027");
        let mut far = empty.fill(None, &[("kind", "advance"), ("amount-travel", "100"), ("purpose", "x")]);
        far.fields.push(("need-2027-12".into(), "100".into()));
        official.send_form(&far, &[]).must_be(422).must_say("There is a problem");
        advance("4,000", "3,000", "1,000").must_be(200);
        // The rest at once; what is under way counts as held.
        ask(world, &g, "1,000").must_be(200).must_say("$5,000.00");
        advance("3,000", "3,000", "").must_be(422).must_say("hold or have asked for $5,000.00");

        let asked = payments(world, &g);
        assert_eq!(["12a", "12b", "12c"].map(|number| line(world, &asked[0], number)), [4_000, 0, 4_000].map(dollars));
        assert_eq!(["12a", "12b", "12c"].map(|number| line(world, &asked[1], number)), [5_000, 4_000, 1_000].map(dollars));
        assert_eq!(asked[0].due_on, "2027-07-01".parse().ok());
        let letters = world.mail_to("official-madison@demo.example");
        assert!(letters.iter().any(|letter| letter.body_text.contains("Paid by: July 1, 2027")), "the city knows the day");

        let fay = || signed_in(world, &g.preparer);
        fay().get("/desk/payments").must_say("In 30 days");
        assert!(!fay().get("/desk").says("Requests to pay within 5 days"));
        world.at("2027-06-26T15:00:00Z");
        assert!(!fay().get("/desk").must_say("Requests to pay within 5 days").says("Requests late to pay"));
        world.at("2027-07-02T15:00:00Z");
        fay().get("/desk/payments").must_say("1 day late");
        assert!(!fay().get("/desk").must_say("Requests late to pay").says("Requests to pay within 5 days"));
        page(world, &g).1.must_say("1 day late");

        // What was certified never changes.
        use schema::{payment_needs as n, payments as p};
        let changed = world.db.write(|tx| diesel::update(p::table).set(p::form_json.eq("{}")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        let changed = world.db.write(|tx| diesel::delete(n::table).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn income_is_of_a_reimbursement_and_an_award_that_is_asked_for_whole_has_no_form() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        let advance = |income: &str| send(world, &g, &[("kind", "advance"), ("amount-travel", "500"), ("income", income)]);
        let refused = advance("70");
        refused.must_be(422).must_say("Income counts for a reimbursement only.");
        assert!(refused.fill(None, &[]).fields.contains(&("income".into(), "70".into())), "what was typed is kept");
        assert!(payments(world, &g).is_empty());
        advance("0").must_be(200).must_say("Advances paid or asked for, not spent yet $500.00").must_say("Ask for this payment");

        let whole = ask(world, &g, "7,500");
        whole.must_be(200).must_say("Nothing can be asked for now: all of the award is paid, spent or asked for");
        whole.must_say("Paid to you or asked for so far $8,000.00");
        assert!(!whole.says("Ask for this payment"), "{}", whole.text());
        let official = signed_in(world, &g.city.official);
        let typed = [("kind", "advance"), ("amount-travel", "1"), ("purpose", "x")];
        let path = format!("/portal/awards/{}/payments", g.number);
        official.post(&path, &typed).must_be(422).must_say("Nothing can be asked for now");
        assert_eq!(payments(world, &g).len(), 2);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_form_names_the_city_and_says_which_request_is_the_last() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        ask(world, &g, "3,000").must_be(200);
        let official = signed_in(world, &g.city.official);
        let asked = payments(world, &g);
        for (payment, which) in asked.iter().zip(["1b. Final or partial Partial", "1b. Final or partial Final"]) {
            let page = official.get(&format!("/portal/awards/{}/payments/{}", g.number, payment.id));
            page.must_be(200).must_say("6. Employer identification number").must_say("Not given in the application");
            page.must_say(&format!("7. Recipient’s account number or identifying number {}", g.number)).must_say(which);
            assert!(!page.text().contains("(a) Grant"), "line 12 has one amount");
        }
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_old_advance_that_is_not_spent_stands_in_the_way_of_another() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        world.at("2027-08-30T15:00:00Z");
        assert!(!page(world, &g).1.says("No advance can be asked for now"), "90 days are not too long");
        world.at("2027-08-31T15:00:00Z");
        page(world, &g).1.must_say("No advance can be asked for now").must_say("$5,000.00 of the advance of June 1, 2027 is not spent");
        let refused = ask(world, &g, "1,000");
        refused.must_be(409).must_say("Enter what it was spent on, or send it back.");
        assert!(refused.fill(None, &[]).fields.contains(&("purpose".into(), "Flights in June".into())), "what was typed is kept");
        assert_eq!(payments(world, &g).len(), 1);
        accepted(world, &g, "5,000");
        ask(world, &g, "1,000").must_be(200);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn conditions_and_late_reports_stand_in_the_way_with_every_reason() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        let condition = NewCondition {
            application: g.id,
            follows: None,
            text: "Send the plan of the course.".into(),
            reason: "It was not clear.".into(),
            remedy: "The plan.".into(),
            citation: "2 CFR 200.208".into(),
            due_on: Ok("2027-06-10".parse().ok()),
            gates_payment: true,
            award_is_known: true,
        };
        let id = world.db.write(|tx| risk::impose_condition(tx, &g.fund.officer, &condition)).expect("imposed");
        ask(world, &g, "1,000").must_be(200);
        world.at("2027-06-10T15:00:00Z");
        let (official, closed) = page(world, &g);
        closed.must_say("No money can be asked for now").must_say("Send the plan of the course.").must_say("due June 10, 2027");
        let path = format!("/portal/awards/{}/payments", g.number);
        let typed = [("kind", "reimbursement"), ("amount-travel", "100"), ("purpose", "x")];
        official.post(&path, &typed).must_be(409).must_say("Send the plan of the course.");
        let waiting = payments(world, &g);
        let desk = signed_in(world, &g.fund.officer).get(&format!("/desk/payments/{}", waiting[0].id));
        desk.must_be(200).must_say("In the way now").must_say("Send the plan of the course.");
        let lift = LiftCondition { application: g.id, condition: id, reason: "It came.".into(), award_is_known: true };
        world.db.write(|tx| risk::lift_condition(tx, &g.fund.approver, &lift)).expect("lifted");
        ask(world, &g, "1,000").must_be(200);

        world.at("2028-03-30T15:00:00Z");
        ask(world, &g, "1,000").must_be(200);
        world.at("2028-03-31T15:00:00Z");
        let (official, closed) = page(world, &g);
        closed.must_say("The performance report to December 31, 2027 was due on March 30, 2028.").must_say("The financial report");
        official.post(&path, &typed).must_be(409);
        assert_eq!(payments(world, &g).len(), 3);
        nothing_contradicts(world, &[g.id]);
    });
}
