//! A city builds its budget: row by row, from travel rates, from a spreadsheet; what it pays
//! itself is told apart; and whoever reads the application finds what the sums are made of.

use crate::applying::{PDF, answer_all, home, preparer, started};
use crate::grant::{City, city, fund, signed_in};
use crate::support::{Browser, Page, World, on_both};

/// A draft of Madison's with one activity in a place; its clerk and its address.
fn planned(world: &World, madison: &City, place: (&str, &str)) -> (Browser, String) {
    let clerk = preparer(world, madison, "Clara");
    let base = home(&started(&clerk));
    plan_course(&clerk, &base, place);
    (clerk, base)
}

/// Plans the one activity, with two people.
pub fn plan_course(clerk: &Browser, base: &str, place: (&str, &str)) {
    let new = clerk.get(&format!("{base}/activities/new"));
    let typed = [
        ("kind", "training"),
        ("title", "Protocol course"),
        ("place", place.0),
        ("country", place.1),
        ("starts_on_month", "5"),
        ("starts_on_day", "10"),
        ("starts_on_year", "2027"),
        ("ends_on_month", "5"),
        ("ends_on_day", "13"),
        ("ends_on_year", "2027"),
    ];
    let people = clerk.press(&new, "Save and continue", &typed);
    let two = [
        ("name_0", "Cleo"),
        ("job_0", "Clerk"),
        ("standing_0", "career"),
        ("name_1", "Ana"),
        ("job_1", "Planner"),
        ("standing_1", "career"),
    ];
    clerk.press(&people, "Save and continue", &two).must_be(200);
}

/// The page of the costs of the one activity.
pub fn costs(clerk: &Browser, base: &str) -> Page {
    clerk.follow(&clerk.get(&format!("{base}/budget")), "Protocol course")
}

/// What stands in a field of the page.
pub fn value(page: &Page, field: &str) -> String {
    let wanted = scraper::Selector::parse(&format!("#{field}")).expect("a selector");
    page.html().select(&wanted).next().and_then(|f| f.attr("value")).unwrap_or_default().to_owned()
}

pub const ROWS: &[(&str, &str)] = &[
    ("category_0", "travel"),
    ("what_0", "Rooms"),
    ("quantity_0", "6"),
    ("unit_0", "nights"),
    ("each_0", "217"),
    ("category_2", "training"),
    ("what_2", "Fee"),
    ("quantity_2", "2"),
    ("each_2", "2,500.25"),
    ("city_pays_2", "1,000.50"),
];

#[test]
fn a_budget_is_counted_and_everybody_reads_what_from() {
    on_both(|world| {
        let (fund, madison) = (fund(world, 100_000), city(world, "Madison"));
        let (clerk, base) = planned(world, &madison, ("Graz", "Austria"));
        let page = costs(&clerk, &base);
        page.must_say("Indirect costs: 10 percent of all other costs at most.").must_say("set by the Department of State");
        let more = clerk.press(&page, "Save and add more rows", ROWS);
        // The blank row between is gone; what is worked out stands beside each row.
        more.must_be(200).must_say("Asked for: $1,302.00").must_say("Asked for: $4,000.00").must_say("asks for $5,302.00");
        assert_eq!(
            (value(&more, "what_1"), value(&more, "city_pays_1"), value(&more, "what_2")),
            ("Fee".into(), "1000.50".into(), String::new())
        );
        let whole = clerk.press(&more, "Save and add up", &[("category_2", "indirect"), ("what_2", "Overhead"), ("each_2", "600")]);
        whole.must_be(200).must_say("Not kept yet.").must_say("Indirect costs can be at most 10 percent of all other costs. Lower them.");
        let page = costs(&clerk, &base);
        let whole = clerk.press(&page, "Save and add up", &[("category_2", ""), ("what_2", ""), ("quantity_2", ""), ("each_2", "")]);
        whole.must_be(200).must_say("Your budget keeps every rule.").must_say("Training fees is the largest part: $4,000.00 of $5,302.00.");
        let rows = whole.rows();
        for expected in [
            ["Training fees", "$4,000.00", "$1,000.50", "$5,000.50"],
            ["Total", "$5,302.00", "$1,000.50", "$6,302.50"],
            ["6c Travel", "$1,302.00", "$0.00", "$1,302.00"],
            ["6h Other", "$4,000.00", "$1,000.50", "$5,000.50"],
            ["6k Total", "$5,302.00", "$1,000.50", "$6,302.50"],
        ] {
            assert!(rows.iter().any(|row| row == &expected), "{expected:?}: {rows:?}");
        }
        // Sent and received, the desk and the city's API read the same costs.
        answer_all(&clerk, &base);
        clerk.attach(&clerk.get(&format!("{base}/attachments")), &[], &[("quote", "Offer.pdf", PDF)]).must_be(200);
        let official = signed_in(world, &madison.official);
        let certify = official.get(&format!("{base}/certify"));
        official.press(&certify, "Certify and submit", &[("typed_name", &madison.official.name), ("agree", "yes")]).must_be(200);
        let reference = base.rsplit('/').next().expect("a reference");
        let desk = signed_in(world, &fund.officer).get(&format!("/desk/applications/{reference}"));
        desk.must_be(200).must_say("6 nights × $217.00").must_say("2 × $2,500.25");
        let document: String = world
            .db
            .read(|conn| {
                let id = urban_diplomacy_fund::intake::by_reference(conn, reference)?.id;
                urban_diplomacy_fund::intake::latest_submission(conn, id)
            })
            .expect("it was received")
            .document;
        assert!(document.contains(r#""asked_cents":400000,"category":"training","city_pays_cents":100050,"each_cents":250025,"quantity":"2","unit":"","what":"Fee""#), "{document}");
    });
}

#[test]
fn mistakes_stand_beside_their_row_and_nothing_is_saved() {
    on_both(|world| {
        fund(world, 100_000);
        let (clerk, base) = planned(world, &city(world, "Madison"), ("Graz", "Austria"));
        let page = costs(&clerk, &base);
        let typed = [("what_0", "Rooms <b>"), ("each_0", "1e9"), ("quantity_2", "-1"), ("city_pays_2", "5")];
        let again = clerk.press(&page, "Save and add up", &typed);
        again
            .must_be(422)
            .must_say("Row 1: Choose a category.")
            .must_say("Row 3: Say what it is for")
            .must_say("Row 3: How many must be a number");
        for (field, text) in typed {
            assert_eq!(value(&again, field), text);
        }
        clerk.get(&format!("{base}/budget")).must_say("No cost is entered yet.");
        // What was refused is kept for whoever typed it, until they throw it away.
        let kept = costs(&clerk, &base);
        assert_eq!(value(&kept, "quantity_2"), "-1");
        clerk.press(&kept, "Throw away what I typed", &[]).must_be(200);
        assert_eq!(value(&costs(&clerk, &base), "quantity_2"), "");
        // Two colleagues at one page: the second is told what the first wrote.
        let (first, second) = (costs(&clerk, &base), costs(&clerk, &base));
        clerk.press(&first, "Save and add up", ROWS).must_be(200);
        let typed = [("category_0", "travel"), ("what_0", "Trains"), ("each_0", "90")];
        let clash = clerk.press(&second, "Save and add up", &typed);
        clash.must_be(422).must_say("Two versions of the costs").must_say("Somebody else saved this part");
        clash.must_say("Only here: Travel and rooms: Rooms, 6 nights × $217.00").must_say("Only here: Travel and rooms: Trains, $90.00");
        clash.must_say("You saved in another window");
        assert_eq!(value(&clash, "what_0"), "Trains");
        // To take one and write another at once is asked back; a third version is what is written.
        let pick = |page: &Page, pick: &str, more: &[(&str, &str)]| {
            clerk.press(page, "Save and continue", &[&[("pick_costs", pick)], more].concat())
        };
        let unsure = pick(&clash, "theirs", &[("each_0", "95")]);
        unsure.must_be(422).must_say("you also changed the one below");
        assert_eq!(value(&unsure, "each_0"), "95");
        pick(&clash, "theirs", &[]).must_be(200).must_say("$5,302.00");
        let third = clerk.press(&second, "Save and add up", &typed);
        pick(&third, "written", &[("each_0", "95"), ("city_pays_0", "5")]).must_be(200).must_say("$90.00");
        let costs = costs(&clerk, &base);
        assert_eq!(
            (value(&costs, "what_0"), value(&costs, "each_0"), value(&costs, "what_1")),
            ("Trains".into(), "95.00".into(), String::new())
        );
    });
}

#[test]
fn travel_rates_become_rows() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let (clerk, base) = planned(world, &madison, ("Taos, NM", "United States"));
        let page = costs(&clerk, &base);
        page.must_say("In May 2027: $128.00 a night before taxes; $74.00 a day for meals, $55.50 on the first and the last day.")
            .must_say("US General Services Administration");
        let added =
            clerk.press(&page, "Add rooms and meals in Taos, NM", &[("what_0", "Flights"), ("category_0", "travel"), ("each_0", "300")]);
        added.must_be(200).must_say("3 rows are added. Nothing is saved yet");
        let row = |n: usize| ["what", "quantity", "unit"].map(|field| value(&added, &format!("{field}_{n}")));
        assert_eq!(row(0)[0], "Flights");
        assert_eq!(row(1), ["Rooms in Taos, NM, federal rate 2027", "6", "nights"]);
        assert_eq!(row(2), ["Meals on first and last days in Taos, NM, federal rate 2027", "4", "days"]);
        assert_eq!(row(3), ["Meals on full days in Taos, NM, federal rate 2027", "4", "days"]);
        clerk.get(&format!("{base}/budget")).must_say("No cost is entered yet.");
        clerk.press(&added, "Save and add up", &[]).must_be(200).must_say("Travel and rooms");
        // Alaska's rates are set by others.
        let list = clerk.get(&format!("{base}/activities"));
        let change = clerk.follow(&list, "Change Protocol course");
        clerk.press(&change, "Save and continue", &[("place", "Sitka")]).must_be(200);
        costs(&clerk, &base).must_say("set by the Department of Defense");
    });
}

#[test]
fn a_spreadsheet_is_read_looked_at_and_saved() {
    on_both(|world| {
        fund(world, 100_000);
        let (clerk, base) = planned(world, &city(world, "Madison"), ("Graz", "Austria"));
        let page = costs(&clerk, &base);
        let pasted = "Category\tWhat for\tHow many\tPrice of one\nTravel and rooms\tFlights\t2\t$1,100.00\nFlights\tTaxi\t1\t40\n\t\t\t\nTotal\t\t\t2240\n";
        let read =
            clerk.press(&page, "Read into rows", &[("pasted", pasted), ("what_0", "Fee"), ("category_0", "training"), ("each_0", "90")]);
        read.must_be(200)
            .must_say("2 rows are added. Nothing is saved yet")
            .must_say("Row 3: the sheet says “Flights”, which is none of the categories.");
        assert_eq!(
            (value(&read, "what_0"), value(&read, "each_1"), value(&read, "what_2")),
            ("Fee".into(), "$1,100.00".into(), "Taxi".into())
        );
        clerk.get(&format!("{base}/budget")).must_say("No cost is entered yet.");
        clerk.press(&read, "Save and add up", &[("category_2", "travel")]).must_be(200).must_say("$2,330.00");
        // The template holds what is there, and can be sent back.
        let page = costs(&clerk, &base);
        let sheet = clerk.get(&page.link("Get these costs as a CSV file to fill in"));
        assert_eq!(sheet.kind, "text/csv; charset=utf-8");
        assert!(sheet.body.contains("Travel and rooms,Flights,2,,1100.00,"), "{}", sheet.body);
        let twice = clerk.attach(&page, &[], &[("sheet", "costs.csv", sheet.body.as_bytes())]);
        twice.must_be(200).must_say("3 rows are added.");
        assert_eq!(value(&twice, "what_5"), "Taxi");
        // What is no sheet is told beside its field, and what was typed stays.
        for (bytes, says) in [
            (&b"PK\x03\x04workbook"[..], "This is a workbook."),
            (b"\0\x01\x02", "This is no CSV file."),
            ("travel,x,1\n".repeat(58).as_bytes(), "An activity can have 60 rows; with these it would have 61."),
            (&[b'x'; 200_001], "too large"),
        ] {
            let page = clerk.attach(&page, &[("what_1", "Kept")], &[("sheet", "costs.csv", bytes)]);
            page.must_be(422).must_say(says);
            assert_eq!(value(&page, "what_1"), "Kept");
        }
        clerk.press(&page, "Read into rows", &[]).must_be(422).must_say("No cost was found in it.");
    });
}
