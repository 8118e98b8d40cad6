//! What people cost, the share of career staff, and what waits are the same on every page and in every file, by numbers worked
//! out here by hand.

use crate::expense_flags::{at_the_desk, enter};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{receipt, spend};
use crate::support::{Browser, Page, World, on_both};
use crate::tracking::{Two, row, two};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::gathering;
use urban_diplomacy_fund::reporting::tracking::{self, Difference};

const NOT_HELD: &str = "– Not held yet";

/// Madison adds a visit that is still to come and spends $100 on it, which is accepted.
fn visit(world: &World, two: &Two) {
    let g = &two.madison;
    let city = signed_in(world, &g.city.official);
    let values = [
        ("state", "planned"),
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
        ("career", "4"),
        ("reason", "Turin invited us."),
    ];
    city.submit(&city.get(&format!("/portal/awards/{}/activities/new", g.number)), &values).must_be(200).must_say("Visit to Turin");
    let added = world.db.read(|conn| gathering::activities(conn, g.id.cast())).expect("activities")[1].id.text();
    enter(world, g, &[("activity", added.as_str()), ("description", "Train to Turin")], Some(&receipt(7))).must_be(200);
    signed_in(world, &g.fund.officer).press(&at_the_desk(world, g, "Train to Turin"), "Accept", &[]).must_be(200);
}

/// Its course is an event, and it was held with two career staff and one appointee, who are not named.
fn held(world: &World, two: &Two) {
    let g = &two.madison;
    let city = signed_in(world, &g.city.official);
    let list = city.get(&format!("/portal/awards/{}/activities", g.number));
    city.press(&city.follow(&list, "Protocol course"), "Enter it as a new event", &[]).must_be(200);
    let page = city.follow(&list, "Protocol course");
    city.press(&page, "Save this activity", &[("state", "held"), ("career", "2"), ("appointees", "1")]).must_be(200).must_say("Held");
}

/// The row of the table with so many columns that begins so.
fn of_table(page: &Page, columns: usize, name: &str) -> Vec<String> {
    let rows = page.rows();
    let found = rows.into_iter().find(|row| row.len() == columns && row[0].starts_with(name));
    found.unwrap_or_else(|| panic!("no row {name} of {columns}:\n{}", page.text()))
}

/// The row of the people of an award: its events stand above with as many columns.
fn people_of(award: &Page, name: &str) -> Vec<String> {
    let found = award.rows().into_iter().rfind(|row| row.len() == 7 && row[0].starts_with(name));
    found.unwrap_or_else(|| panic!("no people of {name}:\n{}", award.text()))
}

fn csv_rows(browser: &Browser, page: &Page) -> Vec<Vec<String>> {
    let file = browser.press(page, "Take this out as CSV", &[]);
    file.must_be(200);
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

#[test]
fn nothing_is_told_of_people_before_an_activity_was_held() {
    on_both(|world| {
        let two = two(world);
        let (g, officer) = (&two.madison, signed_in(world, &two.madison.fund.officer));
        let none = [NOT_HELD, NOT_HELD, NOT_HELD];
        assert_eq!(row(&officer.get("/desk/spending?by=kind"), "All")[5..], none);
        let award = officer.get(&format!("/desk/spending/{}", g.number));
        let people = people_of(&award, "Protocol course");
        assert_eq!([&people[1], &people[2], &people[5], &people[6]], [NOT_HELD; 4], "somebody is named, and nobody was there");
        let own = signed_in(world, &g.city.official).get(&format!("/portal/awards/{}/money", g.number));
        let course = of_table(&own, 8, "Protocol course");
        assert_eq!([&course[2], &course[6], &course[7]], none);
    });
}

#[test]
fn people_cost_the_same_on_every_page_and_in_the_files() {
    on_both(|world| {
        let two = two(world);
        visit(world, &two);
        held(world, &two);
        let (g, officer) = (&two.madison, signed_in(world, &two.madison.fund.officer));
        // $6,000 for three people over five days: 2,000 each, 400 for each of 15 days; two of three are career staff. The $100 for
        // the visit to come are spent and in no average.
        let kinds = officer.get("/desk/spending?by=kind");
        assert_eq!(row(&kinds, "All"), ["All", "2", "$6,100.00", "2", "1", "66.66%", "$2,000.00", "$400.00"]);
        let file = csv_rows(&officer, &kinds);
        assert_eq!(
            file[0][3..],
            ["Career staff", "Appointees", "Share of career staff", "For each attendee (USD)", "For each person and day (USD)"]
        );
        assert_eq!(file.last().expect("the total")[1..], ["2", "6100.00", "2", "1", "66.66%", "2000.00", "400.00"]);
        let narrowed = officer.get("/desk/spending?by=kind&state=WI");
        assert_eq!(row(&narrowed, "All"), row(&kinds, "All"));
        // Of one city the figures come from its rows, and not from kept sums.
        let city = officer.get(&format!("/desk/spending?by=kind&city={}", g.city.id));
        assert_eq!(row(&city, "All"), row(&kinds, "All"));
        let events = officer.get("/desk/spending?by=event");
        assert_eq!(of_table(&events, 6, "Protocol course")[1..], ["2", "1", "66.66%", "$2,000.00", "$400.00"]);
        let event = officer.get(&events.leads(&of_table(&events, 6, "Protocol course")[0], 0).expect("the event"));
        event.must_say("For each person who was there: $2,000.00; for each person and day: $400.00. Of them 66.66% are career staff.");
        event.must_say("Both are of $6,000.00 that were accepted of activities that were held.");
        assert_eq!(of_table(&event, 5, "All"), ["All", "", "", "3", "$6,000.00"]);
        let award = officer.get(&format!("/desk/spending/{}", g.number));
        assert_eq!(people_of(&award, "Protocol course")[1..3], ["2", "1"]);
        assert_eq!(people_of(&award, "Protocol course")[5..], ["$2,000.00", "$400.00"]);
        assert_eq!(people_of(&award, "Visit to Turin")[5..], [NOT_HELD, NOT_HELD]);
        let official = signed_in(world, &g.city.official);
        let own = official.get(&format!("/portal/awards/{}/money", g.number));
        let course = of_table(&own, 8, "Protocol course");
        assert_eq!([course[2].as_str(), &course[6], &course[7]], ["3", "$2,000.00", "$400.00"]);
        assert_eq!(of_table(&official.get("/portal/spending"), 8, "All"), row(&kinds, "All"));
        let activities = officer.get(&kinds.leads("All", 6).expect("the activities"));
        assert_eq!(of_table(&activities, 10, "All")[3..], ["15", "$6,000.00", "2", "1", "66.66%", "$2,000.00", "$400.00"]);
        assert!(!activities.says("Visit to Turin"), "{}", activities.text());
        nothing_contradicts(world, &[g.id, two.second]);
    });
}

#[test]
fn what_is_tied_to_no_event_and_all_stand_below_the_events() {
    on_both(|world| {
        let two = two(world);
        visit(world, &two);
        held(world, &two);
        let (g, officer) = (&two.madison, signed_in(world, &two.madison.fund.officer));
        // Another $100.25 waits at the course, which is an event; the $100 of the visit are of none.
        spend(world, g, "100.25", &receipt(2)).must_be(200);
        for narrowed in [String::new(), "&state=WI".to_owned(), format!("&city={}", g.city.id)] {
            let events = officer.get(&format!("/desk/spending?by=event{narrowed}"));
            let course = of_table(&events, 9, "Protocol course");
            assert_eq!((course[6].as_str(), course[8].as_str()), ("$6,000.00", "$100.25"), "{narrowed}");
            assert_eq!(
                row(&events, "Tied to no event"),
                ["Tied to no event", "", "", "–", "–", "–", "$100.00", "–", "$0.00"],
                "{narrowed}"
            );
            // It leads to the expenses that it is made of, and to no others.
            let made_of = officer.get(&events.leads("Tied to no event", 6).expect("its expenses"));
            assert!(!made_of.must_say("Visit to Turin").says("Protocol course"), "{narrowed}: {}", made_of.text());
            assert_eq!(events.leads("Tied to no event", 8), None, "nothing waits there");
            // All is what the other views say.
            let all = of_table(&events, 9, "All");
            let states = officer.get(&format!("/desk/spending?by=state{narrowed}"));
            assert_eq!(all[3..8], row(&states, "All")[1..], "{narrowed}");
            assert_eq!((all[6].as_str(), all[8].as_str()), ("$6,100.00", "$100.25"), "{narrowed}");
            let file = csv_rows(&officer, &events);
            let plain: Vec<String> = all[3..].iter().map(|cell| cell.replace(['$', ','], "")).collect();
            assert_eq!(file.last().expect("all")[4..10], plain);
            assert_eq!(file[file.len() - 2][7], "100.00");
        }
        // An accepted expense follows its activity into an event.
        let city = signed_in(world, &g.city.official);
        let list = city.get(&format!("/portal/awards/{}/activities", g.number));
        city.press(&city.follow(&list, "Visit to Turin"), "Enter it as a new event", &[]).must_be(200);
        let events = officer.get("/desk/spending?by=event");
        assert_eq!(row(&events, "Tied to no event")[6], "$0.00");
        assert_eq!(of_table(&events, 9, "All")[6], "$6,100.00");
        nothing_contradicts(world, &[g.id, two.second]);
    });
}

#[test]
fn what_is_asked_about_waits_everywhere() {
    on_both(|world| {
        let two = two(world);
        held(world, &two);
        let (g, officer) = (&two.madison, signed_in(world, &two.madison.fund.officer));
        spend(world, g, "100.25", &receipt(2)).must_be(200);
        spend(world, g, "50", &receipt(3)).must_be(200);
        let asked = officer.get(&officer.get("/desk/spending").link("Flights to Lyon"));
        officer.press(&asked, "Send back with a question", &[("question", "Which dates?")]).must_be(200);
        let events = officer.get("/desk/spending?by=event");
        let name = of_table(&events, 9, "Protocol course");
        assert_eq!(name[8], "$150.25");
        let own = signed_in(world, &g.city.official).get(&format!("/portal/awards/{}/money", g.number));
        assert_eq!(of_table(&own, 8, "Protocol course")[4], "$150.25");
        // It leads to both, and to nothing else.
        let lines = officer.get(&events.leads(&name[0], 8).expect("what waits"));
        lines.must_be(200).must_say("$100.25").must_say("$50.00").must_say("Question to answer");
        assert!(!lines.says("$6,000.00"), "{}", lines.text());
    });
}

#[test]
fn a_kept_sum_of_people_that_is_wrong_is_found() {
    on_both(|world| {
        let two = two(world);
        held(world, &two);
        assert_eq!(world.db.read(tracking::verify).expect("compared"), vec![]);
        macro_rules! wrong {
            ($column:expr) => {{
                let by = |more: i64| {
                    let set = |tx: &mut urban_diplomacy_fund::db::Tx<'_>| {
                        let set = diesel::update(schema::people_sums::table).set($column.eq($column + more)).execute(&mut **tx);
                        set.map_err(Error::from)
                    };
                    world.db.write(set).expect("changed")
                };
                assert_eq!(by(1), 1);
                let found = world.db.read(tracking::verify).expect("compared");
                assert_eq!(found, [Difference { table: "people_sums", rows: 1 }]);
                by(-1);
            }};
        }
        wrong!(schema::people_sums::person_days);
        wrong!(schema::people_sums::career);
        wrong!(schema::people_sums::appointees);
        wrong!(schema::people_sums::n);
        assert_eq!(world.db.read(tracking::verify).expect("compared"), vec![]);
    });
}
