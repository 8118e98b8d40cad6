//! What waits for a city once money moves: an account to enter again, what is to be paid back; and days in the zone of whoever
//! reads, in the evening too.

use crate::bank_safety::{changed, clerk};
use crate::closeout_list::{closed, refunded, reported};
use crate::expense_flags::{at_the_desk, enter};
use crate::gating_conditions::imposed;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, receipt, verified_account};
use crate::referring::referred;
use crate::returns_by_hand::came_back;
use crate::statements::on_its_way;
use crate::support::{Page, World, on_both};
use crate::taking_back::taken_back;
use urban_diplomacy_fund::people::Actor;

/// Late in the evening of June 1 in the zones of the city and of the fund, when it is June 2 in UTC.
const EVENING: &str = "2027-06-02T02:30:00Z";

fn page(world: &World, who: &Actor, path: &str) -> Page {
    signed_in(world, who).get(path)
}

fn home(world: &World, g: &Ground) -> Page {
    page(world, &g.city.official, "/portal")
}

#[test]
fn a_frozen_account_waits_for_the_official_until_it_is_entered_again() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        let cleo = clerk(world, &g);
        assert!(!home(world, &g).says("Enter the bank account"));
        came_back(world, &g, "R03").must_be(200).must_say("Returned by the bank, June 1, 2027");
        let official = signed_in(world, &g.city.official);
        let todo = official.get("/portal");
        todo.must_say("Enter the bank account of Madison, WI again").must_say("The account is frozen (R03: ");
        todo.must_say(&format!("$5,000.00 of {} came back on June 1, 2027. Enter it again", g.number));
        official.follow(&todo, "Enter the bank account of Madison, WI again").must_be(200).must_say("Enter another account");
        page(world, &cleo, "/portal").must_say("Your authorized official enters it again.");

        let payments = format!("/portal/awards/{}/payments", g.number);
        official.get(&payments).must_say("Returned by the bank Jun 1, 2027");
        official.follow(&official.get(&payments), "Jun 1, 2027").must_say("Returned by the bank, June 1, 2027");
        let desk = format!("/desk/payments?award={}", g.number);
        page(world, &g.preparer, &desk).must_say("Returned by the bank Jun 1, 2027");

        changed(world, &g, ("121140399", "000123456789")).must_be(200);
        assert!(!home(world, &g).says("Enter the bank account"));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn what_a_city_owes_waits_with_its_day_and_is_late_after_it() {
    on_both(|world| {
        let g = reported(world);
        assert!(!home(world, &g).says("Pay back") && !home(world, &g).says("Send back"));
        taken_back(world, &g, ("300", "A hotel of another trip.")).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let closeout = officer.get(&format!("/desk/closeouts/{}", g.number));
        officer.press(&closeout, "Ask the city to send it back", &[]).must_be(200);
        let official = signed_in(world, &g.city.official);
        let todo = official.get("/portal");
        todo.must_say("Pay back $300.00 for").must_say("By Jul 1, 2027").must_say("A cost is not allowed: A hotel of another trip.");
        todo.must_say("Send back $1,000.00 of the advance for");
        let reports = official.follow(&todo, "Pay back $300.00 for");
        assert!(reports.must_be(200).path.ends_with("/reports"), "{}", reports.path);
        refunded(world, &g);
        assert!(!home(world, &g).says("Send back"));

        // July 1, ten in the evening where the city is.
        world.at("2027-07-02T03:00:00Z");
        assert!(!home(world, &g).must_say("By Jul 1, 2027").says("It was due"));
        world.at("2027-07-02T15:00:00Z");
        home(world, &g).must_say("Late").must_say("It was due on July 1, 2027.");
        referred(world, &g);
        closed(world, &g);
        home(world, &g).must_say("Pay back $300.00 for").must_say("It was due on July 1, 2027.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_condition_is_late_when_its_day_is_over_where_the_city_is() {
    on_both(|world| {
        let g = ground(world);
        imposed(world, &g);
        world.at("2027-10-01T02:00:00Z");
        home(world, &g).must_say("By Sep 30, 2027");
        world.at("2027-10-01T15:00:00Z");
        assert!(!home(world, &g).must_say("Late").says("By Sep 30, 2027"));
    });
}

#[test]
fn what_is_done_in_the_evening_is_of_that_day_on_every_page() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        enter(world, &g, &[("description", "Dinner with wine")], Some(&receipt(1))).must_be(200);
        world.at(EVENING);
        ask(world, &g, "1,000").must_be(200);
        let official = signed_in(world, &g.city.official);
        let list = format!("/portal/awards/{}/amendments", g.number);
        let person = [("key_person", "Cleo Clerk"), ("new_person", "Ben Ito"), ("reason", "Left.")];
        official.submit(&official.get(&format!("{list}/ask/key_person")), &person).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let dinner = at_the_desk(world, &g, "Dinner with wine");
        officer.press(&dinner, "Accept", &[("answer-alcohol", "It is not part of the amount.")]).must_be(200);

        let spending = official.get(&format!("/portal/awards/{}/spending", g.number));
        let pages = [
            official.get(&format!("/portal/awards/{}/payments", g.number)),
            official.get(&list),
            official.follow(&spending, "Dinner with wine"),
            officer.get("/desk/amendments"),
            officer.get(&format!("/desk/amendments?award={}", g.number)),
            officer.get(dinner.path.split('?').next().unwrap_or_default()),
        ];
        for page in pages {
            page.must_be(200).must_say("Jun 1, 2027");
            assert!(!page.says("Jun 2, 2027"), "{}: {}", page.path, page.text());
        }
    });
}
