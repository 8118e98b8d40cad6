//! Officers keep the register of events tidy: doubles with another name and month are found and merged, an entry is
//! corrected, and whoever is kept from an award reads nothing of an event that only this award knows.

use crate::grant::{nothing_contradicts, person, signed_in};
use crate::money::{ground, receipt};
use crate::support::{Browser, Page, World, on_both};
use crate::tracking::two_awards;
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::gathering::{self, Event};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Subject};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;

/// The city says that its course is an event of its own.
fn says_its_event(world: &World, official: &Actor, number: &str) {
    let city = signed_in(world, official);
    let list = city.get(&format!("/portal/awards/{number}/activities"));
    city.press(&city.follow(&list, "Protocol course"), "Enter it as a new event", &[]).must_be(200).must_say("In the register");
}

/// The first activity of an award.
fn activity(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| gathering::activities(conn, id.cast())).expect("activities")[0].id.text()
}

/// The event that the first activity of an award is a part in.
fn event(world: &World, id: Id<Application>) -> Event {
    let activity = activity(world, id);
    world.db.read(|conn| gathering::event_of(conn, &activity)).expect("a look").expect("an event")
}

/// An officer enters an event of two days in February 2027.
fn enters(officer: &Browser, title: &str, place: &str) -> Page {
    let values = [
        ("title", title),
        ("kind", "training"),
        ("place", place),
        ("country", "France"),
        ("starts_on_month", "2"),
        ("starts_on_day", "3"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "2"),
        ("ends_on_day", "4"),
        ("ends_on_year", "2027"),
    ];
    officer.submit(&officer.get("/desk/events/new"), &values)
}

fn path(page: &Page) -> String {
    page.path.split('?').next().unwrap_or_default().to_owned()
}

#[test]
fn a_double_with_another_name_and_month_is_found_and_merged() {
    on_both(|world| {
        let g = ground(world);
        says_its_event(world, &g.city.official, &g.number);
        let officer = signed_in(world, &g.fund.officer);
        let kept = enters(&officer, "Cours de protocole", "Villeurbanne");
        assert!(!kept.must_be(200).says("Perhaps the same"), "three months before and under another name: {}", kept.text());
        let search = officer.follow(&kept, "Find another event that is the same");
        search.must_be(200).must_say("“Cours de protocole”");
        officer.submit(&search, &[("name", "prot"), ("year", "27")]).must_be(422).must_say("Enter a year with four digits, such as 2027.");
        officer.submit(&search, &[("name", "prot"), ("year", "2028")]).must_be(200).must_say("No other event is named so.");
        officer.submit(&search, &[("name", "prot"), ("place", "berlin")]).must_be(200).must_say("No other event is named so.");
        let found = officer.submit(&search, &[("name", "prot"), ("year", "2027")]);
        found.must_be(200).must_say("Protocol course");
        assert_eq!(found.all("main input[type=radio]").len(), 1, "an event is not offered to itself: {}", found.text());
        let found = officer.submit(&search, &[("name", "prot"), ("place", "lyon fra"), ("year", "2027")]);
        let vain = officer.press(&found, "Look at both", &[]);
        vain.must_be(422).must_say("Choose the event that is the same.").must_say("Protocol course");
        let other = event(world, g.id).id.text();
        let look = officer.press(&vain, "Look at both", &[("other", other.as_str())]);
        look.must_be(200).must_say("One activity counts with the other from then on.");
        officer
            .press(&look, "Merge them", &[("reason", "One course, named in two languages.")])
            .must_be(200)
            .must_say("It stands for")
            .must_say("Protocol course");
        assert_eq!(event(world, g.id).title, "Cours de protocole", "the one that is kept stands for both");
        // What was merged is neither merged again nor corrected.
        officer.get(&format!("/desk/events/{other}/merge")).must_be(409);
        officer.get(&format!("/desk/events/{other}/correct")).must_be(409);
        let reader = signed_in(world, &g.preparer);
        for page in ["merge", "correct"] {
            reader.get(&format!("{}/{page}", path(&kept))).must_be(404);
        }
        assert!(!reader.get(&path(&kept)).must_be(200).says("Correct this entry"));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_entry_is_corrected_with_its_record_and_activities_stay() {
    on_both(|world| {
        let g = ground(world);
        says_its_event(world, &g.city.official, &g.number);
        let city = signed_in(world, &g.city.official);
        let list = city.get(&format!("/portal/awards/{}/activities", g.number));
        let page = city.follow(&list, "Protocol course");
        city.press(&page, "Save this activity", &[("state", "held"), ("attended-0", "yes")]).must_be(200).must_say("Held");
        let records = || world.db.read(|conn| gathering::list_records(conn, g.id.cast())).expect("records");
        let (before, own) = (records(), event(world, g.id));
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.follow(&officer.get(&format!("/desk/events/{}", own.id)), "Correct this entry");
        let save = |page: &Page, values: &[(&str, &str)]| officer.press(page, "Save the correction", values);
        save(&page, &[]).must_be(422).must_say("Nothing is changed yet.");
        save(&page, &[("title", "")]).must_be(422).must_say("Enter the name.");
        save(&page, &[("ends_on_day", "9")]).must_be(422).must_say("The last day must be the same as or after the first day.");
        let wrong = save(&page, &[("url", "lyon"), ("provider", "School of Protocol")]);
        wrong.must_be(422).must_say("Enter the whole address");
        assert!(wrong.fill(None, &[("provider", "x")]).fields.iter().any(|(name, _)| name == "url"), "the form comes back");
        assert!(wrong.body.contains("School of Protocol"), "what was typed is kept");
        assert_eq!(event(world, g.id), own, "nothing is kept of what is wrong");
        let stale = officer.get(&page.path);
        let values = [
            ("title", "Course for clerks"),
            ("provider", "School of Manners"),
            ("place", "Villeurbanne"),
            ("starts_on_month", "6"),
            ("ends_on_month", "6"),
        ];
        save(&wrong, &[&values[..], &[("url", "")]].concat()).must_be(200).must_say("What the register says of the event is corrected.");
        let now = event(world, g.id);
        assert_eq!((now.title.as_str(), now.place.as_str(), now.version), ("Course for clerks", "Villeurbanne", own.version + 1));
        assert_eq!((now.starts_on.to_string(), now.ends_on.to_string()), ("2027-06-10".to_owned(), "2027-06-14".to_owned()));
        save(&stale, &[("title", "Another name")]).must_be(409);
        assert_eq!(event(world, g.id), now, "a page that is out of date changes nothing");
        // It is found by its new words and by none of the old ones; what the city recorded is as it was.
        officer.get("/desk/events?q=manners+villeurbanne").must_say("Course for clerks");
        officer.get("/desk/events?q=lyon").must_say("No event.");
        assert_eq!(records(), before);
        let told = world.db.read(|conn| audit::list_for(conn, &Subject::new("award", g.id), 200)).expect("a record");
        let told: Vec<&str> = told.iter().filter(|one| one.fact == "event.corrected").map(|one| one.payload.as_str()).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        for words in ["Protocol course", "Course for clerks", "Lyon", "Villeurbanne", "2027-05-10", "2027-06-10"] {
            assert!(told[0].contains(words), "{words} before or after: {told:?}");
        }
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn an_event_that_only_a_closed_award_knows_stays_closed_behind_one_that_was_merged() {
    const CANARY: &str = "canary-kept";
    on_both(|world| {
        let two = two_awards(world);
        let (g, second) = (&two.madison, two.second);
        says_its_event(world, &g.city.official, &g.number);
        says_its_event(world, &two.elmira.official, &two.number);
        let (kept, merged) = (event(world, g.id).id, event(world, second).id);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get(&format!("/desk/events/{kept}/correct"));
        officer.press(&page, "Save the correction", &[("title", CANARY)]).must_be(200);
        let page = officer.get(&format!("/desk/events/{kept}/merge/{merged}"));
        officer.press(&page, "Merge them", &[("reason", "One course, named twice.")]).must_be(200);
        spends(world, &two.elmira.official, &two.number, &activity(world, second));

        // Whoever may know reads it on each of these pages; else they prove nothing.
        let paths = [format!("/desk/events/{merged}"), "/desk/spending?by=event".to_owned(), expense_of(&officer)];
        for path in &paths {
            officer.get(path).must_be(200).must_say(CANARY);
        }
        let wanda = world.db.write(|tx| Ok::<_, Error>(person(tx, "Wanda", &[FundRole::ProgramOfficer]))).expect("an officer");
        world.db.write(|tx| process::step_back(tx, &wanda, g.id, "A relative works there.")).expect("they step back");
        let wanda = signed_in(world, &wanda);
        wanda.get(&format!("/desk/events/{kept}")).must_be(404);
        for path in &paths {
            let page = wanda.get(path);
            assert!(!page.must_be(200).body.contains(CANARY), "{path}: {}", page.text());
        }
        wanda.get(&paths[0]).must_say("This event was merged: another stands for it.");
        // What is open to them still counts, under its own name, and leads to its own page.
        let shown = wanda.get(&paths[1]);
        let row = shown.rows().into_iter().find(|row| row[0].starts_with("Protocol course")).expect("the part of Elmira");
        assert!(row.contains(&"$6,000.00".to_owned()), "{row:?}");
        wanda.follow(&shown, &row[0]).must_be(200).must_say("Elmira");
        wanda.get(&paths[2]).must_say("Event: Protocol course");
        nothing_contradicts(world, &[g.id, second]);
    });
}

/// An expense of $100 in May.
fn spends(world: &World, official: &Actor, number: &str, activity: &str) {
    let city = signed_in(world, official);
    let values = [
        ("activity", activity),
        ("category", "travel"),
        ("spent_on_month", "5"),
        ("spent_on_day", "10"),
        ("spent_on_year", "2027"),
        ("amount", "100"),
        ("payee", "Air Lyon"),
        ("description", "Flights from Elmira"),
    ];
    let page = city.get(&format!("/portal/awards/{number}/spending"));
    city.attach(&page, &values, &[("receipt", "receipt.pdf", &receipt(1))]).must_be(200);
}

/// Where the officer finds it.
fn expense_of(officer: &Browser) -> String {
    officer.get("/desk/spending").link("Flights from Elmira")
}
