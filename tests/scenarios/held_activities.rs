//! What became of an activity after the award, one that was added, and the register of events that cities share.

use crate::expense_flags::{at_the_desk, enter};
use crate::grant::{nothing_contradicts, person, signed_in};
use crate::money::{Ground, ground, receipt};
use crate::support::{Browser, Page, World, on_both};
use crate::tracking::row;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::gathering;
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process;

fn activity(world: &World, g: &Ground) -> (Browser, Page) {
    let city = signed_in(world, &g.city.official);
    let list = city.get(&format!("/portal/awards/{}/activities", g.number));
    let page = city.follow(&list, "Protocol course");
    (city, page)
}

fn event_title(world: &World, g: &Ground) -> Option<String> {
    let id = world.db.read(|conn| gathering::activities(conn, g.id.cast())).expect("activities")[0].id.text();
    world.db.read(|conn| gathering::event_of(conn, &id)).expect("a look").map(|event| event.title)
}

#[test]
fn an_activity_is_recorded_as_it_was_held() {
    on_both(|world| {
        let g = ground(world);
        let (city, page) = activity(world, &g);
        let list = format!("/portal/awards/{}/activities", g.number);
        assert_eq!(row(&city.get(&list), "Protocol course")[3], "Say what became of it", "it is over");
        let save = |page: &Page, values: &[(&str, &str)]| city.press(page, "Save this activity", values);
        save(&page, &[("state", "held")]).must_be(422).must_say("Say how many people were there. If nobody was, it is cancelled.");
        save(&page, &[("state", "held"), ("career", "-1")]).must_be(422).must_say("Enter a whole number from 0 to 5,000.");
        save(&page, &[("state", "planned"), ("place", "Paris")]).must_be(422).must_say("Say why it is other than planned");
        save(&page, &[("state", "cancelled")]).must_be(422).must_say("Say why it is other than planned");
        let moved = [("starts_on_year", "2026"), ("reason", "Moved.")];
        save(&page, &[&moved[..], &[("state", "planned")]].concat()).must_be(422).must_say("The first day must be in the period");
        let cancelled = save(&page, &[&moved[..], &[("state", "cancelled"), ("ends_on_day", "x")]].concat());
        assert!(!cancelled.must_be(422).says("The first day must be"), "whatever its day, it can be cancelled: {}", cancelled.text());
        save(&page, &[("state", "held"), ("ends_on_day", "9")]).must_be(422).must_say("The last day must be the same as or after");
        let stale = activity(world, &g).1;
        save(&page, &[("state", "held"), ("attended-0", "yes")]).must_be(200).must_say("Held");
        assert_eq!(row(&city.get(&list), "Protocol course")[3], "Held");
        save(&stale, &[("state", "cancelled"), ("reason", "Called off.")]).must_be(409);
        let record = world.db.read(|conn| gathering::list_records(conn, g.id.cast())).expect("records").remove(0);
        assert_eq!((record.career, record.appointees, record.people.len()), (1, 0, 1));
        // The person stays who they were, so what was spent for them stays theirs.
        let planned = world.db.read(|conn| urban_diplomacy_fund::intake::activities(conn, g.id)).expect("a plan")[0].attendees[0].id;
        assert_eq!(record.people[0].attendee.id, planned);
        let officer = signed_in(world, &g.fund.officer);
        officer.get(&format!("/portal/awards/{}/activities", g.number)).must_be(404);
    });
}

#[test]
fn an_activity_that_was_not_planned_is_added_and_takes_cost() {
    on_both(|world| {
        let g = ground(world);
        let city = signed_in(world, &g.city.official);
        let page = city.get(&format!("/portal/awards/{}/activities/new", g.number));
        let mut values = vec![
            ("state", "held"),
            ("title", "Visit to Turin"),
            ("kind", "training"),
            ("place", "Turin"),
            ("country", "Italy"),
            ("starts_on_month", "7"),
            ("starts_on_day", "1"),
            ("starts_on_year", "2027"),
            ("ends_on_month", "7"),
            ("ends_on_day", "2"),
            ("ends_on_year", "2027"),
            ("career", "2"),
            ("reason", "Turin invited us."),
        ];
        city.submit(&page, &values).must_be(422).must_say("It ends in the future, so it was not held yet.");
        values[0] = ("state", "planned");
        let list = city.submit(&page, &values);
        list.must_be(200).must_say("Turin, Italy");
        assert_eq!(row(&list, "Visit to Turin")[3], "Planned", "it is still to come");
        let all = world.db.read(|conn| gathering::activities(conn, g.id.cast())).expect("activities");
        assert_eq!(all.iter().map(|a| a.position).collect::<Vec<_>>(), [1, 2]);
        let added = all[1].id.text();
        enter(world, &g, &[("activity", added.as_str()), ("description", "Train to Turin")], Some(&receipt(1))).must_be(200);
        at_the_desk(world, &g, "Train to Turin").must_say("Visit to Turin");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn events_are_entered_merged_and_separated() {
    on_both(|world| {
        let g = ground(world);
        let (city, page) = activity(world, &g);
        city.press(&page, "Enter it as a new event", &[("url", "lyon")]).must_be(422).must_say("Enter the whole address");
        city.press(&page, "Enter it as a new event", &[]).must_be(200).must_say("In the register");
        assert_eq!(event_title(world, &g).as_deref(), Some("Protocol course"));
        enter(world, &g, &[], Some(&receipt(1))).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&at_the_desk(world, &g, "Flights to Lyon"), "Accept", &[]).must_be(200);

        let new = [
            ("title", "Course of protocol in Lyon"),
            ("kind", "training"),
            ("place", "Lyon"),
            ("country", "France"),
            ("starts_on_month", "5"),
            ("starts_on_day", "10"),
            ("starts_on_year", "2027"),
            ("ends_on_month", "5"),
            ("ends_on_day", "14"),
            ("ends_on_year", "2027"),
        ];
        let entered = officer.submit(&officer.get("/desk/events/new"), &new);
        entered.must_be(200).must_say("Perhaps the same").must_say("No city has a part in it yet.");
        let merge = officer.follow(&entered, "Merge Protocol course into this");
        merge.must_say("One activity counts with the other from then on.");
        officer.press(&merge, "Merge them", &[]).must_be(422).must_say("Say why");
        officer
            .press(&merge, "Merge them", &[("reason", "One course, named twice.")])
            .must_be(200)
            .must_say("$100.00")
            .must_say("It stands for");
        assert_eq!(event_title(world, &g).as_deref(), Some("Course of protocol in Lyon"), "the one that is kept stands for both");
        officer.get(&merge.path).must_be(409);

        let kept = officer.follow(&officer.get("/desk/events?q=protocol+lyon"), "Course of protocol in Lyon");
        let merged = officer.follow(&kept, "Protocol course");
        merged.must_say("This event was merged: another stands for it.");
        officer.press(&merged, "Let it stand for itself", &[("reason", "They are two courses.")]).must_be(200);
        assert_eq!(event_title(world, &g).as_deref(), Some("Protocol course"));

        // Whoever has a conflict with the award finds nothing of the event that only its city entered.
        let walled = world.db.write(|tx| Ok::<_, Error>(person(tx, "Wanda", &[FundRole::ProgramOfficer]))).expect("an officer");
        world.db.write(|tx| process::step_back(tx, &walled, g.id, "A relative works there.")).expect("they step back");
        let wanda = signed_in(world, &walled);
        let list = wanda.get("/desk/events");
        assert!(list.says("Course of protocol in Lyon") && !list.says("Protocol course"), "{}", list.text());
        wanda.get(merged.path.split('?').next().unwrap_or_default()).must_be(404);
        nothing_contradicts(world, &[g.id]);
    });
}
