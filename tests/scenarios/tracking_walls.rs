//! Awards that are closed to somebody are in no figure, no row, no page and no file of spending.

use crate::grant::{person, signed_in};
use crate::money::{ask, paid_out, verified_account};
use crate::support::{World, on_both};
use crate::tracking::{Two, by_the_ledger, two, two_awards, view};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, account, membership};
use urban_diplomacy_fund::reporting::tracking::{self, By, Filters, LineFilter, Wanted};

/// A finance officer who belongs to Madison too.
fn tied(world: &World, two: &Two) -> Actor {
    let who = world.db.write(|tx| Ok::<_, Error>(person(tx, "Tia", &[FundRole::FinanceOfficer]))).expect("somebody");
    let account_id = who.account.expect("an account");
    world.db.write(|tx| membership::grant(tx, &Actor::system(), two.madison.city.id, account_id, CityRole::Viewer)).expect("a membership");
    world.db.read(|conn| account::actor(conn, account_id)).expect("somebody")
}

#[test]
fn figures_are_without_what_is_closed_to_the_reader() {
    on_both(|world| {
        let two = two(world);
        let tia = tied(world, &two);
        assert!(tia.is_kept_from(two.madison.id), "the wall is there");
        let open = by_the_ledger(world, &[two.second]);
        for by in [By::Category, By::Opportunity, By::City, By::State, By::Year, By::Award] {
            for filters in [Filters::default(), Filters { opportunity: Some(two.madison.fund.round.text()), ..Filters::default() }] {
                let found = view(world, &tia, by, &filters);
                let t = found.total;
                assert_eq!([t.obligated, t.advanced, t.spent], open, "{by} {filters:?}");
                assert!(!format!("{found:?}").contains("Madison") && !format!("{found:?}").contains("Wisconsin"), "{found:?}");
                assert_eq!(t.planned, t.obligated, "{by}");
            }
        }
        for filters in [
            Filters { state: Some("WI".into()), ..Filters::default() },
            Filters { city: Some(two.madison.city.id.text()), ..Filters::default() },
        ] {
            for by in [By::Category, By::City, By::State, By::Award] {
                assert_eq!(view(world, &tia, by, &filters).rows, vec![], "{by} {filters:?}");
            }
        }
        for by in [By::Kind, By::CostYear] {
            let wanted = Wanted { by, limit: 100, ..Wanted::default() };
            assert_eq!(world.db.read(|conn| tracking::by_cost(conn, &tia, &wanted)).expect("costs").rows, vec![], "{by}");
        }
        let city = signed_in(world, &two.madison.city.official);
        let list = city.get(&format!("/portal/awards/{}/activities", two.madison.number));
        city.press(&city.follow(&list, "Protocol course"), "Enter it as a new event", &[]).must_be(200);
        let wanted = Wanted { by: By::Event, limit: 100, ..Wanted::default() };
        let events = world.db.read(|conn| tracking::by_event(conn, &tia, &wanted)).expect("events");
        let all = events.all.expect("what is open");
        assert_eq!((events.rows, [all.total.obligated, all.total.advanced, all.total.spent]), (vec![], open));
        assert_eq!([all.spent_on_none, all.waiting, all.waiting_of_none], [Money::ZERO; 3]);
        let lines = world.db.read(|conn| tracking::list_lines(conn, &tia, &LineFilter::default(), None, 10)).expect("lines");
        assert_eq!(lines.0, vec![]);
    });
}

#[test]
fn open_advances_are_without_what_is_closed_to_the_reader() {
    on_both(|world| {
        let two = two_awards(world);
        verified_account(world, &two.madison);
        ask(world, &two.madison, "5,000").must_be(200);
        paid_out(world, &two.madison);
        let tia = tied(world, &two);
        let today = "2027-06-02".parse().expect("a day");
        let open = |who: &Actor| {
            let found = world.db.read(|conn| tracking::open_advances(conn, who, &Filters::default(), today, ("", 9))).expect("advances");
            (found.awards, Money::total(found.total).expect("a sum"), found.rows.len())
        };
        assert_eq!(open(&two.madison.fund.officer), (1, Money::from_dollars(5_000), 1));
        assert_eq!(open(&tia), (0, Money::ZERO, 0));
        let browser = signed_in(world, &tia);
        let file = browser.press(&browser.get("/desk/spending/advances"), "Take this out as CSV", &[]);
        assert!(!file.must_be(200).body.contains("Madison") && !file.body.contains("5000"), "{}", file.body);
    });
}

#[test]
fn no_page_and_no_file_names_what_is_closed() {
    on_both(|world| {
        let two = two(world);
        let tia = tied(world, &two);
        let browser = signed_in(world, &tia);
        let number = &two.madison.number;
        let mut paths: Vec<String> = ["category", "opportunity", "city", "state", "year", "award", "kind", "event", "cost_year"]
            .map(|by| format!("/desk/spending?by={by}"))
            .into();
        paths.extend(["/desk/spending/lines", "/desk/spending/advances", "/desk/spending/ending"].map(str::to_owned));
        paths.extend(["/desk/spending/budgets", "/desk/spending/activities"].map(str::to_owned));
        paths.push(format!("/desk/spending?by=award&city={}", two.madison.city.id));
        for path in paths {
            let page = browser.get(&path);
            page.must_be(200);
            assert!(!page.says(number) && !page.says("Madison") && !page.says("Flights to Lyon"), "{path}: {}", page.text());
            if path.contains("by=") || ["lines", "budgets", "activities"].iter().any(|end| path.ends_with(end)) {
                let file = browser.press(&page, "Take this out as CSV", &[]);
                file.must_be(200);
                assert!(
                    !file.body.contains(number.as_str()) && !file.body.contains("Madison") && !file.body.contains("Wisconsin"),
                    "{path}"
                );
            }
        }
        browser.get(&format!("/desk/spending/lines?award={number}")).must_be(422).must_say("There is no award with this number.");
        browser.get(&format!("/desk/spending/{number}")).must_be(404);
    });
}
