//! Spending over all awards: every way of telling it apart adds up to the ledger, every figure leads to what it is made
//! of, and what is to be watched is found.

use crate::grant::{City, city, city_in, digest, fresh, fund, nothing_contradicts, person, proposal, ready, signed_in};
use crate::money::{Ground, ask, paid_out, receipt, spend, verified_account};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::reporting::tracking::{self, By, Filters, MoneyView, Wanted};

/// Madison, WI, with $8,000 and Elmira, NY, with $6,000 of one round; Madison has an advance of $5,000 and $6,000 spent.
pub struct Two {
    pub madison: Ground,
    pub elmira: City,
    pub second: Id<Application>,
    pub number: String,
}

fn signed(world: &World, g: &crate::grant::Fund, city: &City, id: Id<Application>, dollars: i64) {
    world.db.write(|tx| process::recommend(tx, &g.officer, id, &proposal(dollars), &Press::default()).map(drop)).expect("recommended");
    let digest = digest(world, &g.approver, id);
    world.db.write(|tx| process::approve(tx, &g.approver, id, (&digest, ""), &fresh()).map(drop)).expect("approved");
    let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
    let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
    world.db.write(|tx| process::accept_agreement(tx, &city.official, id, &signature, &Press::default()).map(drop)).expect("signed");
}

/// The awards alone.
pub fn two_awards(world: &World) -> Two {
    let round = fund(world, 20_000);
    let (madison, elmira) = (city(world, "Madison"), city_in(world, "Elmira", ("NY", "America/New_York")));
    let (id, second) = (ready(world, &round, &madison, 8_000), ready(world, &round, &elmira, 6_000));
    signed(world, &round, &madison, id, 8_000);
    signed(world, &round, &elmira, second, 6_000);
    let reference = |id| world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
    let (first, number) = (reference(id), reference(second));
    let [preparer, fred, releaser, lone] = world
        .db
        .write(|tx| {
            let all = [FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::ReleasingOfficer];
            Ok::<_, Error>([
                person(tx, "Fay", &[FundRole::FinanceOfficer]),
                person(tx, "Fred", &[FundRole::FinanceOfficer]),
                person(tx, "Rene", &[FundRole::ReleasingOfficer]),
                person(tx, "Lone", &all),
            ])
        })
        .expect("people");
    world.at("2027-06-01T15:00:00Z");
    Two {
        madison: Ground { fund: round, city: madison, id, number: first, preparer, second: fred, releaser, lone },
        elmira,
        second,
        number,
    }
}

/// The same, and Madison has spent.
pub fn two(world: &World) -> Two {
    let two = two_awards(world);
    let g = &two.madison;
    verified_account(world, g);
    ask(world, g, "5,000").must_be(200);
    paid_out(world, g);
    spend(world, g, "6,000", &receipt(1)).must_be(200);
    let officer = signed_in(world, &g.fund.officer);
    officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
    two
}

/// The row of any table of the page that begins so, each cell without what only phones show.
pub fn row(page: &Page, name: &str) -> Vec<String> {
    let rows = page.rows();
    rows.into_iter().find(|row| row.first().is_some_and(|first| first == name)).unwrap_or_else(|| panic!("no row {name}:\n{}", page.text()))
}

pub fn view(world: &World, reader: &Actor, by: By, filters: &Filters) -> MoneyView {
    let wanted = Wanted { by, filters: filters.clone(), after: String::new(), limit: 100 };
    world.db.read(|conn| tracking::by_money(conn, reader, &wanted)).expect("a view")
}

/// What the ledger says of these awards, one by one: obligated, advanced, spent.
pub fn by_the_ledger(world: &World, ids: &[Id<Application>]) -> [Money; 3] {
    let mut sums = [Money::ZERO; 3];
    for id in ids {
        let total = world.db.read(|conn| ledger::award_position(conn, &id.text())).expect("a position").total;
        for (sum, more) in sums.iter_mut().zip([total.obligated, total.advanced, total.spent]) {
            *sum = sum.plus(more).expect("fits");
        }
    }
    sums
}

#[test]
fn every_way_of_telling_spending_apart_adds_up_to_the_ledger() {
    on_both(|world| {
        let two = two(world);
        let officer = signed_in(world, &two.madison.fund.officer);
        let ledger = by_the_ledger(world, &[two.madison.id, two.second]);
        assert_eq!(ledger, [14_000, 0, 6_000].map(Money::from_dollars));
        let all = ["All", "$14,000.00", "$14,000.00", "$0.00", "$6,000.00", "$8,000.00"];
        for (by, name, cells) in [
            ("category", "Travel and rooms", ["$14,000.00", "$14,000.00", "$0.00", "$6,000.00", "$8,000.00"]),
            ("opportunity", "", ["$14,000.00", "$14,000.00", "$0.00", "$6,000.00", "$8,000.00"]),
            ("state", "Wisconsin", ["$8,000.00", "$8,000.00", "$0.00", "$6,000.00", "$2,000.00"]),
            ("city", "Elmira, NY", ["$6,000.00", "$6,000.00", "$0.00", "$0.00", "$6,000.00"]),
            ("year", "", ["$14,000.00", "$14,000.00", "$0.00", "$6,000.00", "$8,000.00"]),
            ("award", "", ["$8,000.00", "$8,000.00", "$0.00", "$6,000.00", "$2,000.00"]),
        ] {
            let page = officer.get(&format!("/desk/spending?by={by}"));
            page.must_be(200).must_say("$6,000.00 of $14,000.00 obligated is spent; $8,000.00 is left.");
            assert_eq!(row(&page, "All"), all, "{by}");
            if by == "category" {
                let found = page.rows().into_iter().any(|row| row[1..] == cells);
                assert!(found, "{by} {name}: {}", page.text());
            } else if name.is_empty() {
                assert!(page.rows().into_iter().any(|row| row.len() == 6 && row[1..] == cells), "{by}: {}", page.text());
            } else {
                assert_eq!(row(&page, name)[1..], cells, "{by}");
            }
            // The drawing has the same numbers.
            assert!(page.one("main svg").contains("of $"), "{by}");
        }
        let kinds = officer.get("/desk/spending?by=kind");
        assert_eq!(row(&kinds, "All")[..3], ["All", "1", "$6,000.00"], "{}", kinds.text());
        kinds.must_say("– Not held yet");
        let years = officer.get("/desk/spending?by=cost_year");
        assert_eq!(row(&years, "2027"), ["2027", "1", "$6,000.00"]);
        nothing_contradicts(world, &[two.madison.id, two.second]);
    });
}

#[test]
fn what_is_narrowed_is_what_the_parts_are() {
    on_both(|world| {
        let two = two(world);
        let officer = &two.madison.fund.officer;
        let reader = officer.clone();
        for by in [By::Category, By::Opportunity, By::City, By::State, By::Year, By::Award] {
            for (filters, ids) in [
                (Filters::default(), vec![two.madison.id, two.second]),
                (Filters { state: Some("NY".into()), ..Filters::default() }, vec![two.second]),
                (Filters { city: Some(two.madison.city.id.text()), ..Filters::default() }, vec![two.madison.id]),
                (
                    Filters { opportunity: Some(two.madison.fund.round.text()), state: Some("WI".into()), ..Filters::default() },
                    vec![two.madison.id],
                ),
                (Filters { opportunity: Some("gone".into()), ..Filters::default() }, vec![]),
                (Filters { year: Some(2030), ..Filters::default() }, vec![]),
            ] {
                let found = view(world, &reader, by, &filters);
                let t = found.total;
                assert_eq!([t.obligated, t.advanced, t.spent], by_the_ledger(world, &ids), "{by} {filters:?}");
                let rows = found.rows.iter().map(|row| row.amounts.spent);
                assert_eq!(Money::total(rows).expect("fits"), t.spent, "{by} {filters:?}");
            }
        }
        // A page of one row leads to the next one, and both together are all.
        let mut after = String::new();
        let mut seen = Vec::new();
        loop {
            let wanted = Wanted { by: By::City, filters: Filters::default(), after: after.clone(), limit: 1 };
            let page = world.db.read(|conn| tracking::by_money(conn, &reader, &wanted)).expect("a page");
            seen.extend(page.rows.into_iter().map(|row| row.name));
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        assert_eq!(seen, ["Elmira, NY", "Madison, WI"]);
    });
}

#[test]
fn each_figure_leads_to_what_it_is_made_of() {
    on_both(|world| {
        let two = two(world);
        let officer = signed_in(world, &two.madison.fund.officer);
        let states = officer.get("/desk/spending?by=state");
        // What is obligated leads to the journals of the awards of that state, and to no others.
        let journals = officer.get(&states.leads("Wisconsin", 2).expect("its journals"));
        journals.must_be(200).must_say("Obligation of a signed award");
        let count = |page: &Page| page.body.matches("\"/desk/ledger/journals/").count();
        assert_eq!(count(&journals), count(&officer.get(&format!("/desk/ledger?award={}", two.madison.number))));
        let none = officer.get("/desk/ledger?state=TX");
        assert_eq!(count(none.must_be(200).must_say("No such journal.")), 0);
        officer.get("/desk/ledger?state=ZZ").must_be(422).must_say("There is no such state.");
        let rounds = officer.get("/desk/spending?by=opportunity");
        let obligated = rounds.leads("All", 2).expect("the journals");
        officer.get(&obligated).must_be(200).must_say("Obligation of a signed award").must_say("Trial balance");
        let lines = officer.follow(&officer.get("/desk/spending?by=category"), "$6,000.00");
        lines.must_be(200).must_say("Flights to Lyon").must_say("Madison, WI");
        let cities = officer.follow(&states, "New York");
        cities.must_say("Elmira, NY");
        let awards = officer.follow(&cities, "Elmira, NY");
        awards.must_be(200).must_say(&two.number);
        let lines = officer.get(&format!("/desk/spending/lines?award={}", two.number));
        lines.must_say("There are no such expenses.");
        officer.get("/desk/spending/lines?award=UDF-2027-9999").must_be(422).must_say("There is no award with this number.");
        officer.get("/desk/spending/lines?stage=lost").must_be(422);
        officer
            .get("/desk/spending?state=ZZ&year=soon")
            .must_be(422)
            .must_say("There is no such state.")
            .must_say("Enter a year such as 2027.");
        officer.get("/desk/spending/lines?stage=submitted").must_say("There are no such expenses.");
        officer.get("/desk/spending/lines?cost_year=2027&kind=training&category=travel").must_be(200);
        let clerk = signed_in(world, &two.elmira.official);
        for path in ["/desk/spending", "/desk/spending/lines", "/desk/spending/advances", "/desk/spending/ending"] {
            clerk.get(path).must_be(404);
        }
    });
}

#[test]
fn old_advances_and_what_is_unspent_near_the_end_are_found() {
    on_both(|world| {
        let two = two_awards(world);
        let g = &two.madison;
        verified_account(world, g);
        ask(world, g, "5,000").must_be(200);
        paid_out(world, g);
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/advances");
        assert_eq!(row(&page, "Up to 30 days")[1], "$5,000.00", "{}", page.text());
        officer.get("/desk/spending/ending").must_say("Nothing is left of what ends soon.");
        world.at("2027-09-15T15:00:00Z");
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/advances");
        page.must_say("$5,000.00 of advances are open in 1 award.");
        assert_eq!((row(&page, "Up to 30 days")[1].as_str(), row(&page, "More than 90 days")[1].as_str()), ("$0.00", "$5,000.00"));
        officer.get("/desk/spending/advances?state=NY").must_say("No advance is open.");
        let end = world.db.read(|conn| award::award(conn, g.id.cast())).expect("an award").period_end;
        world.at(&format!("{}T15:00:00Z", end - chrono::Days::new(10)));
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/spending/ending");
        page.must_say("$14,000.00 is left of 2 awards that end within 90 days.").must_say(&g.number);
        officer.get("/desk/spending/ending?state=WI").must_say("$8,000.00 is left of 1 award that ends within 90 days.");
    });
}
