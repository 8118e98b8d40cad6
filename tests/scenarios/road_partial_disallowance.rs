//! The road of a cost that is allowed in part: advance, expense, a part that is not allowed, the rest paid, and a part
//! of what was accepted taken back before and after it is paid.

use crate::expense_flags::at_the_desk;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{ask, ground, paid_out, receipt, spend, verified_account};
use crate::support::on_both;
use crate::taking_back::{asked, only, taken_back, travel};
use crate::tracking::row;
use urban_diplomacy_fund::kernel::Money;

#[test]
fn a_part_is_not_allowed_and_the_ledger_follows() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        spend(world, &g, "6,000", &receipt(1)).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let page = at_the_desk(world, &g, "Flights to Lyon");
        officer.press(&page, "Accept", &[("allowed", "6,000.01")]).must_be(422).must_say("Enter at most $6,000.00");
        officer.press(&page, "Accept", &[("allowed", "0")]).must_be(422).must_say("To allow nothing");
        officer.press(&page, "Accept", &[("allowed", "5,500")]).must_be(422).must_say("Write why not all of it is allowed");
        let form = page.fill(Some("Accept"), &[("allowed", "5,500"), ("part", "First class is not allowed.")]);
        officer.send_form(&form, &[]).must_be(200);
        // A double click decides once.
        officer.send_form(&form, &[]).must_be(200);
        let dollars = Money::from_dollars;
        let p = travel(world, &g);
        assert_eq!((p.advanced, p.unpaid, p.spent, p.undelivered), (Money::ZERO, dollars(500), dollars(5_500), dollars(2_500)));
        let expense = only(world, &g);
        assert_eq!((expense.from_advance, expense.claimed, expense.disallowed), (dollars(5_000), dollars(500), dollars(500)));
        assert_eq!(expense.accepted(), dollars(5_500));
        let city = signed_in(world, &g.city.official);
        let list = city.get(&format!("/portal/awards/{}/spending", g.number));
        list.must_say("Accepted in part");
        assert_eq!(row(&list, "Flights to Lyon")[7..], ["$6,000.00", "$5,500.00"]);
        let total = list.rows().into_iter().rfind(|row| row.first().is_some_and(|first| first == "Total")).expect("a total");
        assert_eq!(total[7..], ["$6,000.00", "$5,500.00"]);
        let letter = world.mail_to(&g.city.official.email).into_iter().next().expect("the city hears of it");
        let words = letter.body_text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("First class is not allowed.") && words.contains("$500.00 is not allowed"), "{words}");
        officer.get(&format!("/desk/spending/{}", g.number)).must_say("$5,500.00 of $8,000.00 is spent");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn what_was_accepted_is_taken_back_by_two_people() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        spend(world, &g, "6,000", &receipt(1)).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&at_the_desk(world, &g, "Flights to Lyon"), "Accept", &[]).must_be(200);
        let dollars = Money::from_dollars;
        asked(world, &g, ("6,000.01", "It was paid twice.")).must_be(422).must_say("Only $6,000.00 of this expense");
        // 1,000 are owed and not paid yet: the claim shrinks.
        taken_back(world, &g, ("200", "It was paid twice.")).must_be(200).must_say("Settled");
        let p = travel(world, &g);
        assert_eq!((p.unpaid, p.undelivered, p.spent), (dollars(800), dollars(2_200), dollars(5_800)));
        // More than is owed: the rest is a debt of the city.
        taken_back(world, &g, ("900", "It was paid twice.")).must_be(200).must_say("Billed");
        let city = signed_in(world, &g.city.official);
        city.get(&format!("/portal/awards/{}/reports", g.number)).must_say("Please pay back $100.00");
        let p = travel(world, &g);
        assert_eq!((p.unpaid, p.undelivered), (Money::ZERO, dollars(3_000)));
        let expense = only(world, &g);
        assert_eq!((expense.from_advance, expense.claimed, expense.disallowed), (dollars(4_900), Money::ZERO, dollars(1_100)));
        nothing_contradicts(world, &[g.id]);
    });
}
