//! Possible duplicates: found by the worker, shown to officers with the reason, set aside by one of
//! them on the record, and never a refusal.

use crate::grant::{City, Fund, ROUND, city, fund_of, signed_in, write_everything};
use crate::support::{World, on_both};
use urban_diplomacy_fund::intake::{self, Application, Certification};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::process::{self, Press, ProcessError};
use urban_diplomacy_fund::{audit, duplicates, kernel::Subject};

const PORTS: &str = "Our city has had a sister port in Antwerp for nine years. Delegations come and go, and each time we begin \
    anew, because nobody on our staff has learned how such a visit is prepared. Two people of the harbor office take the course \
    on protocol and port security, and write what they learn into a guide for everybody who works with us.";
const FIRES: &str = "The library and the parks department want to learn how twin towns in Portugal fight wildfires. Our hills \
    burned twice in four years and the state cannot be everywhere. We send the fire chief and a planner to a conference of \
    mayors in Coimbra, where crews show what worked for them, and hold three evenings for the neighborhoods afterwards.";

/// The round, which also asks for what identifies a city and its people.
fn round(asks: bool) -> String {
    let more = if asks {
        "[[sections.questions]]\nid = \"uei\"\nlabel = \"UEI\"\nkind = \"uei\"\n\n[[sections.questions]]\nid = \"ein\"\nlabel = \"EIN\"\nkind = \"ein\"\n\n\
         [[sections.questions]]\nid = \"contact\"\nlabel = \"Contact\"\nkind = \"person\"\n\n[activities]\n"
    } else {
        "[activities]\n"
    };
    ROUND.replacen("[activities]\n", more, 1)
}

/// The city applies and says this of its work abroad.
fn applied(world: &World, fund: &Fund, city: &City, need: &str) -> Id<Application> {
    let who = &city.official;
    let sent = world.db.write(|tx| {
        let id = process::start_case(tx, who, fund.round, city.id)?.id;
        write_everything(world, tx, who, (id, 8_000));
        let version = intake::draft(tx, id)?.saved.get("need_now").map_or(0, |saved| saved.version);
        intake::save_answer(tx, who, id, "need_now", (need, version)).expect("an answer");
        let version = intake::application(tx, id)?.version;
        let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
        process::submit(tx, who, id, &certification, &Press::default())?;
        Ok::<_, ProcessError>(id)
    });
    sent.expect("a received application")
}

fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

fn flagged(world: &World, ids: &[Id<Application>]) -> Vec<bool> {
    let texts: Vec<String> = ids.iter().map(Id::text).collect();
    let found = world.db.read(|conn| duplicates::list_flagged(conn, &texts, &[])).expect("flags");
    texts.iter().map(|id| found.contains(id)).collect()
}

#[test]
fn the_same_words_are_flagged_and_an_officer_sets_the_pair_aside() {
    on_both(|world| {
        let fund = fund_of(world, &round(false), 100_000);
        let (madison, elmira, lima) = (city(world, "Madison"), city(world, "Elmira"), city(world, "Lima"));
        let first = applied(world, &fund, &madison, PORTS);
        let edited = PORTS.to_uppercase().replace("ANTWERP", "ROTTERDAM").replace("NINE YEARS", "six years, more or less");
        let second = applied(world, &fund, &elmira, &edited);
        let other = applied(world, &fund, &lima, FIRES);
        assert_eq!(flagged(world, &[first, second, other]), [false; 3], "nothing is compared before the worker comes");
        world.deliver();
        assert_eq!(flagged(world, &[first, second, other]), [true, true, false]);

        // The officer reads why, on both and in the list; the other city's text is nobody's duplicate.
        let officer = signed_in(world, &fund.officer);
        let list = officer.get("/desk/applications");
        assert_eq!(list.text().matches("Possible duplicate").count(), 2, "{}", list.text());
        let (one, two) = (reference(world, first), reference(world, second));
        let page = officer.get(&format!("/desk/applications/{one}"));
        page.must_say("May be the same as").must_say(&two).must_say("Nearly the same answer to “What work with partners abroad");
        assert!(!officer.get(&format!("/desk/applications/{}", reference(world, other))).says("May be the same as"));

        // Nobody but an officer sets it aside, and not without a reason; another's conflict keeps it closed.
        let path = format!("/desk/applications/{one}/duplicates/{two}");
        signed_in(world, &fund.approver).get(&path).must_be(404);
        let refused = world.db.write(|tx| process::set_aside(tx, &fund.approver, (first, second), "x")).expect_err("not an officer");
        assert_eq!(refused.kind(), Kind::Forbidden);
        let both = fund.both.clone();
        world.db.write(|tx| process::step_back(tx, &both, second, "My sister works there.")).expect("recorded");
        let seen = signed_in(world, &both).get(&format!("/desk/applications/{one}"));
        assert!(!seen.says(&two) && !seen.says("May be the same as"), "{}", seen.text());
        signed_in(world, &both).get(&path).must_be(404);
        let refused = world.db.write(|tx| process::set_aside(tx, &both, (first, second), "x")).expect_err("a conflict");
        assert_eq!(refused.kind(), Kind::Missing);
        let ask = officer.follow(&page, &format!("Set {two} aside"));
        officer.press(&ask, "Set aside", &[("reason", " ")]).must_be(422).must_say("Say why, in at most");
        let done = officer.press(&ask, "Set aside", &[("reason", "One consultant wrote for both; the plans differ.")]);
        done.must_be(200).must_say("Set aside by Olive").must_say("One consultant wrote for both");
        assert_eq!(flagged(world, &[first, second]), [false, false]);
        officer.press(&ask, "Set aside", &[("reason", "Again.")]).must_be(409);
        for id in [first, second] {
            let events = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id), 50)).expect("a record");
            let told = events.iter().filter(|e| e.fact == "application.duplicate_set_aside").count();
            assert_eq!(told, 1, "recorded with both");
        }
        world.check_records();
    });
}

#[test]
fn one_city_twice_and_what_two_cities_share_are_flagged() {
    on_both(|world| {
        let fund = fund_of(world, &round(true), 100_000);
        let (madison, elmira) = (city(world, "Madison"), city(world, "Elmira"));
        let first = applied(world, &fund, &madison, PORTS);
        let again = applied(world, &fund, &madison, FIRES);
        let second = applied(world, &fund, &elmira, "Nothing yet.");
        world.deliver();
        let officer = signed_in(world, &fund.officer);
        let page = officer.get(&format!("/desk/applications/{}", reference(world, first)));
        page.must_say("The same city applied twice in this round")
            .must_say("Two cities name the mailbox cleo@madison.example")
            .must_say("Two cities give the UEI ABC123DEFGH4")
            .must_say("Two cities give the EIN 12-3456789");
        let pairs = world.db.read(|conn| duplicates::list(conn, again)).expect("pairs");
        let same_city = pairs.iter().find(|pair| pair.other(again) == first).expect("the city's other one");
        assert_eq!(same_city.why, [duplicates::Why::SameCity], "a city shares its own mailbox with itself");
        assert!(pairs.iter().any(|pair| pair.other(again) == second));

        // What is withdrawn is no duplicate any more; what was set aside comes back for another reason alone.
        world.db.write(|tx| process::set_aside(tx, &fund.officer, (first, second), "A county office.")).expect("set aside");
        world.db.write(|tx| process::withdraw(tx, &madison.official, again, "Twice.", &Press::default())).expect("withdrawn");
        assert_eq!(flagged(world, &[first, second]), [false, false]);
        world.db.write(|tx| duplicates::queue(tx, first)).expect("queued");
        world.deliver();
        assert_eq!(flagged(world, &[first, second]), [false, false], "nothing new");
        let third = applied(world, &fund, &elmira, PORTS);
        world.deliver();
        assert_eq!(flagged(world, &[first, third]), [true, true]);
        let due = world.db.read(|conn| duplicates::list_due(conn, world.clock.now(), 10)).expect("the queue");
        assert!(due.is_empty());
        assert_eq!(duplicates::compare(&world.db, first).expect("not due"), 0);
    });
}

#[test]
fn one_that_cannot_be_compared_holds_up_none_behind_it() {
    on_both(|world| {
        let fund = fund_of(world, &round(false), 100_000);
        let (madison, elmira) = (city(world, "Madison"), city(world, "Elmira"));
        // A draft has no document; it was queued first, and begun first.
        let broken = world
            .db
            .write(|tx| {
                let id = process::start_case(tx, &elmira.official, fund.round, elmira.id)?.id;
                duplicates::queue(tx, id)?;
                Ok::<_, ProcessError>(id)
            })
            .expect("queued");
        let (first, second) = (applied(world, &fund, &madison, PORTS), applied(world, &fund, &city(world, "Lima"), PORTS));
        world.deliver();
        assert_eq!(flagged(world, &[first, second]), [true, true]);
        let due = |minutes: i64| {
            let at = world.clock.now().plus(chrono::TimeDelta::minutes(minutes));
            world.db.read(|conn| duplicates::list_due(conn, at, 10)).expect("the queue")
        };
        assert_eq!((due(0), due(11)), (vec![], vec![broken]), "it is tried again later");
    });
}

#[test]
fn two_that_are_compared_at_the_same_time_find_each_other() {
    on_both(|world| {
        let fund = fund_of(world, &round(false), 1_000_000);
        for n in 0..6 {
            let text = PORTS.replace("nine years", &format!("{n} years")).replace("Antwerp", &format!("Town{n}"));
            let names = [format!("North{n}"), format!("South{n}")];
            let pair = names.map(|name| applied(world, &fund, &city(world, &name), &text));
            let start = std::sync::Barrier::new(2);
            std::thread::scope(|scope| {
                for id in pair {
                    let (db, start) = (&world.db, &start);
                    scope.spawn(move || {
                        start.wait();
                        duplicates::compare(db, id).expect("compared");
                    });
                }
            });
            let found = world.db.read(|conn| duplicates::list(conn, pair[0])).expect("pairs");
            assert!(found.iter().any(|found| found.other(pair[0]) == pair[1]), "round {n}: the same words are not flagged");
        }
    });
}
