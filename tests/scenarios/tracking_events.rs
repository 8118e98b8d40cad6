//! Spending by event of the register: planned, obligated, advanced, spent and left as on the page of the event, in the
//! drawing and in the file; and what is to be watched as a file.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{ask, paid_out, receipt, spend, verified_account};
use crate::support::{Browser, Page, World, on_both};
use crate::tracking::{Two, row, two, two_awards};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema::activity_records as r};
use urban_diplomacy_fund::gathering::{self, EventInput};
use urban_diplomacy_fund::intake::{Activity, Application};
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::locale::format::short_date;
use urban_diplomacy_fund::reporting::tracking::{self, By, Filters, Wanted};

/// Madison says that its course is an event and that it was held.
fn held(world: &World, two: &Two) {
    let g = &two.madison;
    let city = signed_in(world, &g.city.official);
    let list = city.get(&format!("/portal/awards/{}/activities", g.number));
    city.press(&city.follow(&list, "Protocol course"), "Enter it as a new event", &[]).must_be(200);
    let page = city.follow(&list, "Protocol course");
    city.press(&page, "Save this activity", &[("state", "held"), ("attended-0", "yes")]).must_be(200).must_say("Held");
}

fn file(browser: &Browser, page: &Page) -> Vec<Vec<String>> {
    let file = browser.press(page, "Take this out as CSV", &[]);
    file.must_be(200);
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

/// Amounts of a page as a file has them.
fn plain(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.replace(['$', ','], "")).collect()
}

#[test]
fn an_event_has_the_five_amounts_of_its_page() {
    on_both(|world| {
        let two = two(world);
        held(world, &two);
        spend(world, &two.madison, "100.25", &receipt(2)).must_be(200);
        let officer = signed_in(world, &two.madison.fund.officer);
        let page = officer.get("/desk/spending?by=event");
        page.must_be(200).must_say("The ledger obligates and advances by category, not by event.");
        let rows = page.rows();
        let found = rows.iter().find(|row| row[0].starts_with("Protocol course")).expect("the event");
        assert_eq!(found[2], "1", "one award has a part in it");
        assert_eq!(found[4..9], ["$8,000.00", "$0.00", "$6,000.00", "$2,000.00", "$100.25"], "{found:?}");
        assert!(page.one("main svg").contains("$6,000.00 of $8,000.00"), "the drawing has the same numbers");
        // The page of the event says the same, and so does the file.
        let event = officer.follow(&page, &found[0]);
        let all = event.rows().into_iter().find(|row| row.len() == 6 && row[0] == "All").expect("where its money stands");
        assert_eq!(all[1..], found[3..8]);
        let taken = file(&officer, &page);
        assert_eq!(taken[0][..4], ["Event", "First day", "Last day", "Awards"]);
        assert_eq!(taken[0][4..10], ["Planned (USD)", "Obligated (USD)", "Advanced (USD)", "Spent (USD)", "Left (USD)", "Waiting (USD)"]);
        assert_eq!(taken[1][4..10], plain(&found[3..9]));
        // Days that can be sorted.
        assert!(taken[1][1..3].iter().all(|day| day.parse::<chrono::NaiveDate>().is_ok()), "{:?}", taken[1]);
        // Elmira has an award and no event.
        let none = officer.get("/desk/spending?by=event&state=NY");
        assert_eq!(row(&none, "Tied to no event")[3..], ["–", "–", "–", "$0.00", "–", "$0.00"]);
        officer.get("/desk/spending?by=event&state=TX").must_say("Nothing is signed here yet.");
        nothing_contradicts(world, &[two.madison.id, two.second]);
    });
}

/// A conference of March 2027, later than every activity of the two awards.
fn conference(n: u32) -> EventInput {
    let day = chrono::NaiveDate::from_ymd_opt(2027, 3, n);
    EventInput {
        kind: "conference".into(),
        title: format!("Congress of day {n}"),
        provider: String::new(),
        place: "Lyon".into(),
        country: "France".into(),
        starts_on: day,
        ends_on: day,
        url: String::new(),
    }
}

#[test]
fn events_come_page_by_page_past_those_that_nobody_joined() {
    on_both(|world| {
        let two = two_awards(world);
        for (official, number) in [(&two.madison.city.official, &two.madison.number), (&two.elmira.official, &two.number)] {
            let city = signed_in(world, official);
            let list = city.get(&format!("/portal/awards/{number}/activities"));
            city.press(&city.follow(&list, "Protocol course"), "Enter it as a new event", &[]).must_be(200);
        }
        let officer = two.madison.fund.officer.clone();
        for n in 1..=12 {
            world.db.write(|tx| gathering::enter_event(tx, &officer, None, &conference(n))).expect("an event");
        }
        let page = |after: &str, state: Option<&str>| {
            let filters = Filters { state: state.map(str::to_owned), ..Filters::default() };
            let wanted = Wanted { by: By::Event, filters, after: after.to_owned(), limit: 1 };
            world.db.read(|conn| tracking::by_event(conn, &officer, &wanted)).expect("a page of events")
        };
        let first = page("", None);
        let second = page(first.next.as_deref().expect("a second page"), None);
        let shown = [&first, &second].map(|page| (page.rows.len(), page.rows[0].title.as_str(), page.rows[0].awards));
        assert_eq!(shown, [(1, "Protocol course", 1); 2]);
        assert_ne!(first.rows[0].id, second.rows[0].id);
        assert_eq!((second.next.clone(), page(&second.rows[0].id, None).rows.len()), (None, 0));
        assert_eq!(first.all, None, "only the last page tells of all");
        assert_eq!(second.all.expect("of all").total.obligated, Money::from_dollars(14_000));
        for state in ["WI", "NY"] {
            let one = page("", Some(state));
            assert_eq!((one.rows.len(), one.next), (1, None), "{state}");
        }
        assert!(page("", Some("TX")).rows.is_empty());
        assert!(page("no-such-event", None).rows.is_empty());
    });
}

#[test]
fn what_is_watched_is_taken_out_as_it_is_shown() {
    on_both(|world| {
        let two = two_awards(world);
        let g = &two.madison;
        verified_account(world, g);
        ask(world, g, "5,000").must_be(200);
        paid_out(world, g);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/advances");
        let taken = file(&officer, &page);
        assert_eq!(taken[0][..3], ["Award", "Open since", "Up to 30 days (USD)"]);
        assert_eq!((taken.len(), taken[1][0].starts_with(&g.number), taken[1][6].as_str()), (3, true, "5000.00"));
        assert_eq!(taken[2], ["All", "", "5000.00", "0.00", "0.00", "0.00", "5000.00"]);
        officer.press(&page, "Take this out as a workbook", &[]).must_be(200);
        let narrowed = officer.get("/desk/spending/advances?state=NY");
        assert_eq!(file(&officer, &narrowed).len(), 1, "the heading alone");

        let award = world.db.read(|conn| urban_diplomacy_fund::award::award(conn, g.id.cast())).expect("an award");
        world.at(&format!("{}T15:00:00Z", award.period_end - chrono::Days::new(10)));
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/ending");
        assert!(page.one("main svg").contains("$0.00 of $8,000.00"), "the drawing has the same numbers");
        let taken = file(&officer, &page);
        assert_eq!(taken[0], ["Award", "Ends on", "Obligated (USD)", "Advanced (USD)", "Spent (USD)", "Left (USD)"]);
        assert_eq!(taken[3], ["All", "", "14000.00", "5000.00", "0.00", "14000.00"]);
        let shown = page.rows().into_iter().find(|row| row[0].starts_with(&g.number)).expect("the award");
        assert_eq!(taken.iter().find(|row| row[0].starts_with(&g.number)).expect("its row")[2..], plain(&shown[2..]));
        assert!(!page.says("Ended on"), "the last day is not over");

        // What ended and is not closed stays with what is left of it, on the page and in the file.
        world.at(&format!("{}T15:00:00Z", award.period_end + chrono::Days::new(1)));
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/ending");
        page.must_say("$14,000.00 is left of 2 awards that end within 90 days, or ended and are not closed.");
        page.must_say("2 of them ended, with $14,000.00 left.");
        let ended = format!("Ended on {}", short_date(award.period_end));
        let shown = page.rows().into_iter().find(|row| row[0].starts_with(&g.number)).expect("the award");
        assert_eq!((shown[1].as_str(), shown[5].as_str()), (ended.as_str(), "$8,000.00"));
        let taken = file(&officer, &page);
        assert_eq!(taken[3], ["All", "", "14000.00", "5000.00", "0.00", "14000.00"]);
        assert_eq!(taken.iter().find(|row| row[0].starts_with(&g.number)).expect("its row")[1], ended);
    });
}

/// So many activities of one day that were added to an award and held by one person each, as parts in an event.
fn added(world: &World, award: Id<Application>, event: &str, many: usize) {
    let day = chrono::NaiveDate::from_ymd_opt(2027, 5, 12).expect("a day");
    let inserted = world.db.write(|tx| {
        for n in 0..many {
            let (id, now) = (tx.id::<Activity>().text(), tx.now().naive());
            diesel::insert_into(r::table)
                .values((
                    (r::id.eq(id), r::award_id.eq(award.text()), r::event_id.eq(event), r::kind.eq("training")),
                    (r::title.eq(format!("Part {n}")), r::place.eq("Lyon"), r::country.eq("France"), r::partner.eq(""), r::provider.eq("")),
                    (r::starts_on.eq(day), r::ends_on.eq(day), r::attendees_career.eq(1), r::state.eq("held"), r::added.eq(true)),
                    (r::reason.eq("More went."), r::changed_by_name.eq("Olga"), r::changed_at.eq(now), r::version.eq(1_i64)),
                ))
                .execute(&mut **tx)?;
        }
        Ok::<_, Error>(())
    });
    inserted.expect("activities");
}

#[test]
fn the_page_of_an_event_sums_up_all_its_parts_and_shows_them_page_by_page() {
    on_both(|world| {
        let two = two(world);
        held(world, &two);
        let officer = signed_in(world, &two.madison.fund.officer);
        let figures = officer.get("/desk/spending?by=event");
        let found = figures.rows().into_iter().find(|row| row[0].starts_with("Protocol course")).expect("the event");
        let path = officer.follow(&figures, &found[0]).path;
        added(world, two.second, path.rsplit('/').next().expect("its identifier"), 520);

        let figures = officer.get("/desk/spending?by=event");
        let found = figures.rows().into_iter().find(|row| row[0].starts_with("Protocol course")).expect("the event");
        assert_eq!(found[2], "2", "two awards have a part in it");
        let wanted = Wanted { by: By::Event, filters: Filters::default(), after: String::new(), limit: 10 };
        let events = world.db.read(|conn| tracking::by_event(conn, &two.madison.fund.officer, &wanted)).expect("events").rows;
        let people = events.iter().map(|event| event.came.people()).max().expect("an event");
        assert!(people > 520, "{people} were there");
        let (mut page, mut shown, mut pages) = (officer.get(&path), 0, 0);
        page.must_be(200).must_say("421 more parts are on other pages. What stands under All is of all 521.");
        assert!(!page.says("The first parts"));
        loop {
            pages += 1;
            // Each of the pages has the same sums.
            let rows = page.rows();
            let all = |cells: usize| rows.iter().find(|row| row.len() == cells && row[0] == "All").expect("the row of all");
            assert_eq!(all(5)[3..], [people.to_string(), "$6,000.00".to_owned()]);
            assert_eq!(all(6)[1..], found[3..8]);
            page.must_say("Both are of $6,000.00 that were accepted of activities that were held.");
            shown += page.all("#parts ~ tbody th").len() - 1;
            if !page.says("More parts") {
                break;
            }
            page = officer.follow(&page, "More parts");
        }
        assert_eq!((pages, shown), (6, 521));
        officer.follow(&page, "The first parts").must_say("421 more parts");
        officer.follow(&page, "What all of them spent, to take out as a file").must_be(200).must_say("Flights to Lyon");

        // What merging says is of all of them too.
        let keeper = two.madison.fund.officer.clone();
        let kept = world.db.write(|tx| gathering::enter_event(tx, &keeper, None, &conference(9))).expect("an event");
        let merged = path.rsplit('/').next().expect("its identifier");
        officer.get(&format!("/desk/events/{kept}/merge/{merged}")).must_say("521 activities count with the other from then on.");
    });
}
