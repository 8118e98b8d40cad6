//! Who names a city or an employer in their yearly declaration is kept out of its applications from then on (C1).

use crate::canary::plant::{joins, staff};
use crate::grant::{Fund, application, city, fund, fund_of, screened, signed_in};
use crate::joint::{draft, joint_round, lead, name_sitka, partner, place, portal};
use crate::support::{World, on_both};
use std::collections::BTreeSet;
use urban_diplomacy_fund::conflict::Ground;
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Refusal};
use urban_diplomacy_fund::panel::{self, NewDeclaration, TieKind};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, account};
use urban_diplomacy_fund::worker::{self, WorkerContext};
use urban_diplomacy_fund::{process, review};

fn now(world: &World, who: &Actor) -> Actor {
    world.db.read(|conn| account::actor(conn, who.account.expect("an account"))).expect("somebody")
}

fn grounds(world: &World, who: &Actor, id: Id<Application>) -> Vec<Ground> {
    let none = BTreeSet::new();
    now(world, who).walls.grounds(&id.text()).unwrap_or(&none).iter().copied().collect()
}

fn declares(world: &World, who: &Actor, employers: &str, cities: Vec<(TieKind, i64)>) {
    let new = NewDeclaration { employers: employers.into(), cities, has_certified: true };
    world.db.write(|tx| panel::declare(tx, who, &new)).expect("declared");
}

fn assigned(world: &World, fund: &Fund, id: Id<Application>, who: &Actor) -> Result<(), review::AssignError> {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = who.account.expect("an account");
    world.db.write(|tx| review::assign(tx, &now(world, &fund.officer), &about, &[account], None).map(drop))
}

#[test]
fn who_names_a_city_finds_no_trace_of_its_application() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let elmira = lead(world);
        let id = application(world, &fund, &elmira, 8_000);
        screened(world, &fund, id);
        let [rita, ravi, rosa] = [0, 1, 2].map(|n| &fund.reviewers[n]);
        assigned(world, &fund, id, rita).expect("no tie yet");
        let browser = signed_in(world, rita);
        let queue = browser.get("/panel");
        queue.must_be(200).must_say("Elmira");
        let own = world.db.read(|conn| review::list_mine(conn, rita)).expect("her reviews").remove(0);

        // She says on the page that she lives there.
        let page = browser.get("/panel/declaration");
        let found = browser.press(&page, "Find", &[("find", "Elmira"), ("state", "NY")]);
        let tie = format!("tie-{}", place(world, "Elmira", "NY"));
        browser.press(&found, "Certify for a year", &[(tie.as_str(), "lives"), ("certified", "yes")]).must_be(200);
        assert_eq!(grounds(world, rita, id), [Ground::Declared]);
        assert!(!browser.get("/panel").must_be(200).says("Elmira") && !browser.get("/panel").says("UDF-"));
        browser.get(&format!("/panel/reviews/{}/conflict", own.id)).must_be(404);
        // Her task ends within a minute, and the officer is told why.
        let context = WorkerContext::new(&world.db, &world.app.settings, &world.app.templates, &world.app.vault).expect("a worker");
        let job = worker::JOBS.iter().find(|job| job.name.starts_with("keep reviewers")).expect("a job");
        assert_eq!((job.run)(&context).expect("a round"), 1);
        let letters = world.mail_to(&fund.officer.email);
        let says_why =
            |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").contains("Rita declared a conflict of interest or a tie");
        assert!(letters.iter().any(|letter| says_why(&letter.body_text)), "the officer is told");

        // Whoever named it is not assigned, and after a withdrawal is; what it ended stays ended.
        declares(world, ravi, "", vec![(TieKind::Family, place(world, "Elmira", "NY"))]);
        let refused = assigned(world, &fund, id, ravi).expect_err("a tie");
        assert!(refused.fields()[0].message.contains("Ravi declared a conflict of interest or a tie"), "{refused:?}");
        for who in [rita, ravi] {
            declares(world, who, "", vec![]);
        }
        assert_eq!((grounds(world, ravi, id), grounds(world, rita, id)), (vec![], vec![Ground::Declared]));
        assigned(world, &fund, id, ravi).expect("withdrawn");
        // A declaration that lapsed still says it.
        declares(world, rosa, "", vec![(TieKind::Works, place(world, "Elmira", "NY"))]);
        world.at("2028-03-01T15:00:00Z");
        assert_eq!(grounds(world, rosa, id), [Ground::Declared]);
        assert!(grounds(world, &fund.officer, id).is_empty());
    });
}

#[test]
fn who_names_an_employer_or_a_partner_is_kept_out_and_a_public_provider_is_none() {
    on_both(|world| {
        let fund = fund_of(world, &joint_round(), 40_000);
        let (marfa, monona) = (city(world, "Marfa"), city(world, "Monona"));
        joins(world, &staff(world, "clerk@marfa.gov", &[]), &marfa, CityRole::Preparer);
        joins(world, &staff(world, "clerk@gmail.com", &[]), &monona, CityRole::Preparer);
        let (of_marfa, of_monona) = (application(world, &fund, &marfa, 8_000), application(world, &fund, &monona, 8_000));
        let professor = staff(world, "professor@people.example", &[FundRole::Reviewer]);
        declares(world, &professor, "police.marfa.gov, gmail.com", vec![]);
        assert_eq!(grounds(world, &professor, of_marfa), [Ground::Declared], "the domain above has a mailbox of the city");
        assert_eq!(grounds(world, &professor, of_monona), [], "anybody has a mailbox there");
        assert!(now(world, &professor).walls.touch_city(marfa.id), "nor is the city theirs to verify");

        // A partner at the place, registered or not.
        let elmira = lead(world);
        let joint = draft(world, &fund, &elmira);
        name_sitka(&signed_in(world, &elmira.official), &portal(world, joint)).must_be(200);
        let sitka = partner(world, joint).geoname_id.expect("a place of the register");
        assert_eq!(grounds(world, &professor, joint), []);
        declares(world, &professor, "", vec![(TieKind::Works, sitka)]);
        assert_eq!((grounds(world, &professor, joint), grounds(world, &professor, of_marfa)), (vec![Ground::Declared], vec![]));
    });
}
