//! Every figure of spending leads to what it is made of; what ends soon is summed up whole and shown page by page; what is
//! narrowed is narrowed everywhere.

use crate::grant::signed_in;
use crate::money::{ask, paid_out, verified_account};
use crate::support::on_both;
use crate::tracking::{row, two, two_awards};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::reporting::tracking::{self, Ending, Filters};

#[test]
fn each_figure_of_a_row_and_of_all_rows_leads_somewhere() {
    on_both(|world| {
        let two = two(world);
        let officer = signed_in(world, &two.madison.fund.officer);
        for by in ["category", "opportunity", "state", "city", "year", "award"] {
            let page = officer.get(&format!("/desk/spending?by={by}"));
            // Nothing is advanced; what is left is made of the same journals as what is obligated.
            for (cell, is_linked) in [(1, true), (2, true), (3, false), (4, true), (5, true)] {
                let href = page.leads("All", cell);
                assert_eq!(href.is_some(), is_linked, "{by} {cell} {href:?}");
                if let Some(href) = href {
                    officer.get(&href).must_be(200);
                }
            }
            assert_eq!(page.leads("All", 5), page.leads("All", 2));
            page.must_say("Left is what is obligated less what is spent.");
        }
        let states = officer.get("/desk/spending?by=state");
        let budgets = officer.get(&states.leads("Wisconsin", 1).expect("what is planned"));
        assert_eq!(row(&budgets, "All"), ["All", "", "", "$8,000.00"]);
        budgets.must_say(&two.madison.number).must_say("Budget in force");
        assert!(!budgets.says(&two.number), "{}", budgets.text());
        let all = officer.get(&states.leads("All", 1).expect("what is planned"));
        assert_eq!(row(&all, "All")[3], "$14,000.00");
        let taken = officer.press(&all, "Take this out as CSV", &[]);
        assert!(taken.body.ends_with("All,,,14000.00\n"), "{}", taken.body);
        officer.get(&states.leads("All", 4).expect("what is spent")).must_say("Flights to Lyon");
        // The plan of one activity, and its expenses.
        let award = officer.get(&format!("/desk/spending/{}", two.madison.number));
        officer.get(&award.leads("Protocol course", 2).expect("its plan")).must_say("Protocol course").must_say("$8,000.00");
        officer.get(&award.leads("Protocol course", 5).expect("its expenses")).must_say("Flights to Lyon");
        let files = officer.follow(&award, "These expenses as CSV or a workbook");
        assert!(officer.press(&files, "Take this out as CSV", &[]).must_be(200).body.contains("Flights to Lyon"));
        officer.get("/desk/spending/budgets?award=UDF-2027-9999").must_be(422).must_say("There is no award with this number.");
        officer.get("/desk/spending/activities?state=ZZ").must_be(422).must_say("There is no such state.");
        let clerk = signed_in(world, &two.elmira.official);
        for path in ["/desk/spending/budgets", "/desk/spending/activities"] {
            clerk.get(path).must_be(404);
        }
    });
}

#[test]
fn what_is_narrowed_is_chosen_and_told_by_names() {
    on_both(|world| {
        let two = two(world);
        let (g, officer) = (&two.madison, signed_in(world, &two.madison.fund.officer));
        let name_of = |by: &str| officer.get(&format!("/desk/spending?by={by}")).rows()[0][0].clone();
        let asked = |path: &str, name: &str, value: &str| {
            let page = officer.get(&format!("/desk/spending/{path}?{name}={}", value.replace(' ', "+")));
            page.must_be(200);
            page
        };
        let (category, kind) = (name_of("category"), name_of("kind"));
        assert_eq!(category, "Travel");
        for value in ["travel", category.as_str()] {
            let lines = asked("lines", "category", value);
            assert_eq!(lines.all("select[name=category] option[selected]"), [category.as_str()]);
            assert_eq!(row(&lines, "Flights to Lyon")[4], category);
            let budgets = asked("budgets", "category", value);
            assert_eq!(row(&budgets, "All")[3], "$14,000.00");
            assert!(budgets.rows().iter().any(|row| row[2] == category), "{}", budgets.text());
        }
        for value in ["training", kind.as_str()] {
            let lines = asked("lines", "kind", value);
            assert_eq!(lines.all("select[name=kind] option[selected]"), [kind.as_str()]);
            lines.must_say("Flights to Lyon");
        }
        let taken = officer.press(&asked("lines", "kind", &kind), "Take this out as CSV", &[]);
        assert!(taken.body.contains(&kind) && taken.body.contains(&category), "{}", taken.body);
        // What is no name is shown as what the page is narrowed to.
        let none = asked("lines", "kind", "Picnic");
        none.must_say("There are no such expenses.");
        assert_eq!(none.all("select[name=kind] option[selected]"), ["Picnic"]);
        // A city is named, and what is to decide is narrowed with the figures and says of which award it is.
        crate::money::spend(world, g, "100.25", &crate::money::receipt(2)).must_be(200);
        officer.get("/desk/spending?state=NY").must_say("Nothing waits.");
        let city = officer.get(&format!("/desk/spending?city={}", g.city.id));
        assert_eq!(row(&city, "Flights to Lyon")[2].replace(" ,", ","), format!("{}, Madison, WI", g.number));
        city.must_say("Madison, WI alone.");
        assert_eq!(city.all("select[name=city] option[selected]"), ["Madison, WI"]);
    });
}

#[test]
fn open_advances_are_summed_up_whole_and_come_page_by_page() {
    on_both(|world| {
        let two = two_awards(world);
        let mut g = two.madison;
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        let oldest = g.number;
        world.at("2027-06-11T15:00:00Z");
        (g.city, g.id, g.number) = (two.elmira, two.second, two.number);
        verified_account(world, &g);
        ask(world, &g, "2,000").must_be(200);
        paid_out(world, &g);
        world.at("2027-07-06T15:00:00Z");
        let (reader, today) = (g.fund.officer.clone(), "2027-07-06".parse().expect("a day"));
        let page = |after: &str| {
            let found = world.db.read(|conn| tracking::open_advances(conn, &reader, &Filters::default(), today, (after, 1)));
            found.expect("open advances")
        };
        let whole = [2_000, 5_000, 0, 0].map(Money::from_dollars);
        let first = page("");
        assert_eq!((first.awards, first.total, first.rows.len()), (2, whole, 1));
        assert_eq!((first.rows[0].award.reference.as_str(), first.rows[0].open), (oldest.as_str(), Money::from_dollars(5_000)));
        let second = page(first.next.as_deref().expect("a second page"));
        assert_eq!((second.awards, second.total, second.rows.len(), second.next.clone()), (2, whole, 1, None));
        assert_eq!((second.rows[0].award.reference.as_str(), second.rows[0].open), (g.number.as_str(), Money::from_dollars(2_000)));
        let filters = |state: &str| Filters { state: Some(state.into()), ..Filters::default() };
        let of = |state| world.db.read(|conn| tracking::open_advances(conn, &reader, &filters(state), today, ("", 9))).expect("advances");
        assert_eq!([of("WI").awards, of("NY").awards, of("TX").awards], [1, 1, 0]);
        // Each sum by age leads to its awards; nothing leads nowhere.
        let officer = signed_in(world, &g.fund.officer);
        let shown = officer.get("/desk/spending/advances?state=WI");
        for (age, leads) in [("Up to 30 days", false), ("31 to 60 days", true), ("61 to 90 days", false), ("All", true)] {
            assert_eq!(shown.leads(age, 1).as_deref(), leads.then_some("/desk/spending/advances?state=WI#oldest"), "{age}");
        }
        assert!(shown.body.contains("id=\"oldest\""), "there is where it leads");
    });
}

#[test]
fn what_ends_soon_is_summed_up_whole_and_comes_page_by_page() {
    on_both(|world| {
        let two = two_awards(world);
        let reader = two.madison.fund.officer.clone();
        let end = world.db.read(|conn| urban_diplomacy_fund::award::award(conn, two.madison.id.cast())).expect("an award").period_end;
        let days = (end - chrono::Days::new(10), 90);
        let page = |after: &str| {
            let found = world.db.read(|conn| tracking::near_end(conn, &reader, &Filters::default(), days, (after, 1)));
            found.expect("what ends soon")
        };
        let first = page("");
        assert_eq!((first.awards, first.total.left, first.rows.len()), (2, Money::from_dollars(14_000), 1));
        let second = page(first.next.as_deref().expect("a second page"));
        assert_eq!((second.awards, second.total.left, second.rows.len(), second.next.clone()), (2, Money::from_dollars(14_000), 1, None));
        assert_ne!(first.rows[0].award.id, second.rows[0].award.id);
        let all = world.db.read(|conn| Ending::new(conn, &reader, &Filters::default(), days)?.collect::<Result<Vec<_>, Error>>());
        assert_eq!(all.expect("all of them"), [first.rows, second.rows].concat());
        // Journals that are narrowed to fewer awards than were asked for say so.
        let filters = Filters { year: Some(2027), ..Filters::default() };
        let years =
            |most| world.db.read(|conn| tracking::awards_of(conn, &reader, &filters, most)).expect("awards").expect("it is narrowed");
        let whole = years(10);
        assert!(!whole.is_cut);
        assert_eq!((years(1).is_cut, years(1).awards.len()), (whole.awards.len() > 1, whole.awards.len().min(1)));
        let filters = Filters { state: Some("WI".into()), ..Filters::default() };
        let cut = world.db.read(|conn| tracking::awards_of(conn, &reader, &filters, 0)).expect("awards").expect("it is narrowed");
        assert_eq!((cut.is_cut, cut.awards.len()), (true, 0));
    });
}

#[test]
fn late_reports_are_counted_and_listed_as_the_page_is_narrowed() {
    on_both(|world| {
        let two = two_awards(world);
        world.at("2028-03-31T18:00:00Z");
        let officer = signed_in(world, &two.madison.fund.officer);
        officer.get("/desk/spending").must_say("Overdue reports: 4");
        let narrowed = officer.get("/desk/spending?state=NY");
        narrowed.must_say("Overdue reports: 2");
        let list = officer.follow(&narrowed, "Overdue reports: 2");
        list.must_be(200).must_say(&two.number);
        assert!(!list.says(&two.madison.number), "{}", list.text());
        officer.get("/desk/spending?state=TX").must_say("Overdue reports: 0");
        officer.get("/desk/reports?state=ZZ").must_be(422).must_say("There is no such state.");
        officer.get("/desk/reports").must_say(&two.madison.number).must_say(&two.number);
    });
}
