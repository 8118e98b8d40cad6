//! The final report as the official meets it: what stands in its way is said before it is sent, what was typed stays when it is
//! refused, and an activity at which nobody was is no activity.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, receipt, spend, verified_account};
use crate::support::{Browser, World, on_both};
use urban_diplomacy_fund::intake::{self, Activity};

fn course(world: &World, g: &Ground) -> Activity {
    world.db.read(|conn| intake::activities(conn, g.id)).expect("activities").remove(0)
}

fn official(world: &World, g: &Ground) -> (Browser, String) {
    (signed_in(world, &g.city.official), format!("/portal/awards/{}/reports", g.number))
}

#[test]
fn what_is_undecided_is_said_before_and_a_refused_report_keeps_its_words() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        spend(world, &g, "4,000", &receipt(1)).must_be(200);
        let (city, path) = official(world, &g);
        let page = city.get(&path);
        page.must_say("It cannot be sent yet: 1 expense still waits for a decision or an answer.");
        city.follow(&page, "See the expenses").must_be(200).must_say("Flights to Lyon");
        let activity = course(world, &g);
        let (narrative, attended, person) =
            (format!("narrative-{}", activity.id), format!("attended-{}", activity.id), activity.attendees[0].id.text());
        let told = [(narrative.as_str(), "We learned to host."), (attended.as_str(), person.as_str()), ("summary", "Two learned it well.")];
        let refused = city.submit(&page, &told);
        refused.must_be(409).must_say("There is a problem").must_say("Some expenses still wait for a decision or an answer.");
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
        // The refused page itself sends what it kept.
        let sent = city.press(&refused, "Submit the final report", &[]);
        sent.must_be(200).must_say("Waiting for review").must_say("We learned to host.").must_say("Two learned it well.");
        assert!(!sent.says("It cannot be sent yet"));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_activity_at_which_nobody_was_is_recorded_before_the_report_is_taken() {
    on_both(|world| {
        let g = ground(world);
        let (city, path) = official(world, &g);
        let page = city.get(&path);
        page.must_say("The period of your award still runs, until June 30, 2028.");
        assert!(page.all(&format!("table a[href='{path}']")).is_empty(), "a row leads to the page it stands on");
        let activity = course(world, &g);
        let narrative = format!("narrative-{}", activity.id);
        let told = [(narrative.as_str(), "The course took place."), ("summary", "Two learned it.")];
        let refused = city.submit(&page, &told);
        refused.must_be(422).must_say("Say who came to “Protocol course”.");
        let record = city.follow(&refused, "Say what became of “Protocol course”");
        city.press(&record, "Save this activity", &[("state", "held"), ("career", "3")]).must_be(200).must_say("Held");
        let page = city.get(&path);
        assert!(!page.says("Say what became of"));
        city.submit(&page, &told).must_be(200).must_say("Waiting for review");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_cancelled_activity_needs_nobody_and_after_the_period_nothing_is_said_of_it() {
    on_both(|world| {
        let g = ground(world);
        let (city, path) = official(world, &g);
        let activity = course(world, &g);
        let record = city.get(&format!("/portal/awards/{}/activities/{}", g.number, activity.id));
        let called_off = [("state", "cancelled"), ("reason", "The trainer fell ill.")];
        city.press(&record, "Save this activity", &called_off).must_be(200).must_say("Cancelled");
        world.at("2028-07-02T15:00:00Z");
        let page = city.get(&path);
        assert!(!page.says("The period of your award still runs"));
        let narrative = format!("narrative-{}", activity.id);
        let told = [(narrative.as_str(), "It was called off."), ("summary", "We learned to plan.")];
        city.submit(&page, &told).must_be(200).must_say("Waiting for review");
        nothing_contradicts(world, &[g.id]);
    });
}
