//! The yearly declaration of people on panels: found in the register, certified, in force for a year, reminded of once.

use crate::claims::letters;
use crate::grant::{fund, signed_in};
use crate::support::{World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::kernel::{Kind, Refusal};
use urban_diplomacy_fund::panel::{self, Declared, NewDeclaration, TieKind};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::places;

const PAGE: &str = "/panel/declaration";
const REMINDED: &str = "Declare your ties for another year";

fn place(world: &World, name: &str) -> i64 {
    world.db.read(|conn| places::search(conn, &places::Wish::parse(name, ""))).expect("the register")[0].geoname_id
}

fn declared(world: &World, who: &Actor) -> Option<Declared> {
    let now = world.clock.now();
    world.db.read(|conn| panel::declared(conn, who.account.expect("an account"), now)).expect("a look")
}

fn declares(world: &World, who: &Actor, employers: &str, cities: Vec<(TieKind, i64)>) {
    let new = NewDeclaration { employers: employers.into(), cities, has_certified: true };
    world.db.write(|tx| panel::declare(tx, who, &new)).expect("declared");
}

#[test]
fn a_reviewer_names_ties_and_certifies_for_a_year() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let who = &fund.reviewers[0];
        let rita = signed_in(world, who);
        let page = rita.follow(&rita.get("/panel"), "Make your declaration");
        page.must_be(200).must_say("You have not declared yet.").must_say("No city is named yet.");
        assert_eq!(declared(world, who), None);

        // Searching keeps what was typed and ticked, and keeps nothing for good.
        let (sitka, marfa) = (place(world, "Sitka, AK"), place(world, "Marfa, TX"));
        let found = rita.press(&page, "Find", &[("employers", "https://www.college.edu"), ("find", "Sitka"), ("state", "AK")]);
        found.must_be(200).must_say("Sitka, AK").must_say("Contains data from GeoNames");
        let sitka_field = format!("tie-{sitka}");
        let found = rita.press(&found, "Find", &[(sitka_field.as_str(), "lives"), ("find", "Marfa"), ("state", "")]);
        found.must_be(200).must_say("Marfa, TX").must_say("Untick what is no longer so.");
        assert!(found.body.contains("https://www.college.edu") && found.all(&format!("#tie-{sitka}[checked]")).len() == 1);
        rita.press(&found, "Find", &[("find", "Nowhere at all")]).must_be(200).must_say("Nothing more has this name.");
        assert_eq!(declared(world, who), None);

        let marfa_field = format!("tie-{marfa}");
        let ticked = [(marfa_field.as_str(), "works"), (marfa_field.as_str(), "family")];
        let wrong = rita.press(&found, "Certify for a year", &[&ticked[..], &[("employers", "college")]].concat());
        wrong.must_be(422).must_say("“college” is no domain.").must_say("Check the box to certify.");
        assert_eq!(wrong.all(&format!("input[name=tie-{marfa}][checked]")).len(), 2, "what was ticked stays");
        let done = rita.press(&wrong, "Certify for a year", &[("employers", "ada@College.edu"), ("certified", "yes")]);
        done.must_be(200).must_say("Your declaration is kept.");
        assert!(!done.says("Make your declaration"), "nothing is due");

        let one = declared(world, who).expect("in force");
        let mut both = vec![sitka, marfa];
        both.sort_unstable();
        assert_eq!((one.domains.clone(), one.places.clone(), one.organisations.clone()), (vec!["college.edu".to_owned()], both, vec![]));
        // A city that registers afterwards counts from then on.
        let city = world.city("Sitka, AK");
        assert_eq!(declared(world, who).expect("in force").organisations, [city]);
        rita.get(PAGE).must_say("In force until January 11, 2028").must_say("Marfa, TX");

        // The record holds that they declared, not what.
        use schema::audit_events as e;
        let read = world
            .db
            .read(|conn| e::table.filter(e::fact.eq("panel.declared")).select(e::payload).load::<String>(conn).map_err(Error::from));
        let payloads = read.expect("records");
        assert!(payloads.len() == 1 && !payloads[0].contains("college.edu") && !payloads[0].contains("Marfa"), "{payloads:?}");

        // A newer declaration takes its place at once; what was declared stays as it was.
        rita.press(&rita.get(PAGE), "Certify for a year", &[("employers", ""), (sitka_field.as_str(), ""), ("certified", "yes")])
            .must_be(200);
        let next = declared(world, who).expect("in force");
        assert_eq!((next.domains.len(), next.places), (0, vec![marfa]));
        use schema::{panel_declarations as d, panel_ties as t};
        let changed = world.db.write(|tx| diesel::update(t::table).set(t::name.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        let changed = world.db.write(|tx| diesel::update(d::table).set(d::statement.eq("x")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("never changed"), "{changed:?}");
    });
}

#[test]
fn a_reminder_comes_once_before_it_lapses_and_nobody_else_gets_one() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        declares(world, rita, "college.edu", vec![]);
        declares(world, ravi, "", vec![]);
        let reminders = |who: &Actor| letters(world, &who.email, REMINDED);
        world.at("2027-12-12T14:00:00Z");
        assert_eq!(reminders(rita), 0, "an hour more than 30 days before");
        signed_in(world, rita).get("/panel").must_be(200);
        // Who reviews no more needs no reminder.
        use schema::fund_roles as r;
        let account = ravi.account.expect("an account").text();
        let taken =
            world.db.write(|tx| diesel::delete(r::table.filter(r::account_id.eq(&account))).execute(&mut **tx).map_err(Error::from));
        assert_eq!(taken.expect("the role is gone"), 1);
        world.at("2027-12-12T15:10:00Z");
        assert_eq!((reminders(rita), reminders(ravi)), (1, 0));
        world.at("2027-12-20T15:00:00Z");
        assert_eq!(reminders(rita), 1, "once");
        let browser = signed_in(world, rita);
        browser.get("/panel").must_say("Your yearly declaration lapses on January 11, 2028.");
        assert!(declared(world, rita).is_some());
        world.at("2028-01-11T15:00:30Z");
        assert_eq!(declared(world, rita), None, "a year is over");
        let page = browser.get("/panel");
        page.must_say("Your yearly declaration lapsed on January 11, 2028.");
        browser.follow(&page, "Make your declaration").must_say("It lapsed on");
        declares(world, rita, "college.edu", vec![]);
        assert!(declared(world, rita).is_some());
        world.at("2028-12-20T15:00:00Z");
        assert_eq!(reminders(rita), 2, "of the next one too");
    });
}

#[test]
fn only_people_of_panels_declare_and_only_what_is_in_the_register() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let refused = |who: &Actor, new: NewDeclaration| world.db.write(|tx| panel::declare(tx, who, &new)).expect_err("refused");
        let new = |cities| NewDeclaration { employers: String::new(), cities, has_certified: true };
        assert_eq!(refused(&fund.officer, new(vec![])).kind(), Kind::Forbidden);
        signed_in(world, &fund.officer).get(PAGE).must_be(404);
        let rita = &fund.reviewers[0];
        for (cities, words) in [
            (vec![(TieKind::Lives, 1)], "not in the register"),
            (vec![(TieKind::Employer, place(world, "Marfa, TX"))], "Choose how you are tied"),
            ((1..=61).map(|id| (TieKind::Works, id)).collect(), "at most 60 cities"),
        ] {
            let e = refused(rita, new(cities));
            assert!(e.fields().iter().any(|field| field.field == "find" && field.message.contains(words)), "{words}: {e:?}");
        }
        // A chair declares too.
        let chair = Actor { fund_roles: vec![FundRole::Chair], ..rita.clone() };
        declares(world, &chair, "", vec![(TieKind::Family, place(world, "Marfa, TX"))]);
        let officers = world
            .db
            .read(|conn| panel::declared_by(conn, &[rita.account.expect("one"), fund.officer.account.expect("one")], world.clock.now()));
        assert_eq!(officers.expect("a look").len(), 1, "only who declared");
    });
}
