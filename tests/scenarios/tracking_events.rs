//! Spending by event of the register: planned, obligated, advanced, spent and left as on the page of the event, in the
//! drawing and in the file; and what is to be watched as a file.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{ask, paid_out, receipt, spend, verified_account};
use crate::support::{Browser, Page, World, on_both};
use crate::tracking::{Two, row, two, two_awards};
use urban_diplomacy_fund::gathering::{self, EventInput};
use urban_diplomacy_fund::kernel::Money;
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
    });
}
