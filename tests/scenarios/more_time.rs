//! More time for one city that has begun nothing: an officer finds it by its name, its people are
//! told, begin and submit; and more time for all, which stands on the public page of the round.

use crate::applying::ROUND;
use crate::grant::{self, Fund, fund};
use crate::support::{Page, Person, World, on_both_with_its_own_mail};
use urban_diplomacy_fund::intake::{self, MoreTime};
use urban_diplomacy_fund::kernel::Timestamp;
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, membership, organisation};

const STORM: &str = "A storm cut the power of Elmira.";

/// The page on which an officer gives more time.
fn deadline() -> String {
    format!("/desk/opportunities/{ROUND}/deadline")
}

/// The round, an hour after its deadline of February 26, 2027, 5 PM in New York.
fn closed(world: &World) -> (Fund, Timestamp) {
    let fund = fund(world, 100_000);
    let closes = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("the round").closes.at;
    world.at(&closes.plus(chrono::TimeDelta::hours(1)).iso());
    (fund, closes)
}

/// The official of a city who registered it too: the fund, which brings them in, confirms so that they act for it.
fn official(world: &World, name: &str, (city, state): (&str, &str)) -> Person {
    let (person, place) = (world.person(name), crate::joint::place(world, city, state));
    let actor = world.actor(&person);
    let id = world.db.write(|tx| organisation::register(tx, &actor, place)).expect("it is registered");
    let role = CityRole::AuthorizedOfficial;
    world.db.write(|tx| membership::grant(tx, &Actor::system(), id, person.account, role)).expect("a role");
    person
}

/// Which city the form would give time to.
fn chosen(page: &Page) -> Vec<String> {
    page.all("#city option[selected]")
}

/// The officer looks for the city, mistypes, and gives it time until March 3 at noon.
fn given(olive: &Person, (name, state, full): (&str, &str, &str)) -> Page {
    let found = olive.get(&format!("{}?name={name}&state={state}", deadline()));
    let form = olive.follow(&found, name);
    assert_eq!(chosen(&form), [full]);
    let typed = [("on_month", "3"), ("on_day", "3"), ("on_year", "2027"), ("at", "noon"), ("reason", STORM)];
    let again = olive.submit(&form, &typed);
    again.must_be(422).must_say("Enter the time, such as 9:00 AM.");
    assert_eq!(chosen(&again), [full], "the city is kept");
    olive.submit(&again, &[("at", "12:00 PM")])
}

#[test]
fn a_city_that_has_begun_nothing_is_found_given_time_and_applies() {
    on_both_with_its_own_mail(|world| {
        let (_, closes) = closed(world);
        let olive = world.staff("Olive Ott", FundRole::ProgramOfficer);
        let ada = official(world, "Ada Ames", ("Elmira", "NY"));
        let ivo = world.citizen("Ivo Ives", "Ithaca, NY", CityRole::AuthorizedOfficial);
        let start = format!("/portal/start/{ROUND}");
        assert!(!ada.get("/portal").says("Training and Conference Support 2027"), "it is closed");
        ada.post(&start, &[("city", &world.city("Elmira, NY").text())]).must_be(409);

        olive.get(&format!("{}?name=Nowhereville", deadline())).must_say("No place has this name.");
        given(&olive, ("Elmira", "NY", "Elmira, NY")).must_be(200).must_say("Elmira, NY").must_say(STORM).must_say("March 3, 2027");
        let letter = world.mail_to(&ada.email).into_iter().next().expect("its people are told");
        let said = &letter.body_text;
        assert!(
            said.contains("Elmira, NY has more time") && said.contains(STORM) && said.contains("has not begun an application"),
            "{said}"
        );
        assert!(said.contains(&start), "{said}");
        assert!(world.mail_to(&ivo.email).iter().all(|l| !l.subject_line.contains("More time")), "nobody else");

        // Its people find the round again, begin and submit; others do not.
        let round = ada.follow(&ada.get("/portal"), "Training and Conference Support 2027");
        let tasks = ada.press(&round, "Start now", &[]);
        tasks.must_be(200).must_say("March 3, 2027");
        let base = tasks.path.split('?').next().expect("a path").to_owned();
        let reference = base.rsplit('/').next().expect("a number").to_owned();
        let id = world.db.read(|conn| intake::by_reference(conn, &reference)).expect("a draft").id;
        let actor = world.actor(&ada);
        let write = world.db.write(|tx| {
            grant::write_everything(world, tx, &actor, (id, 8_000));
            Ok::<_, urban_diplomacy_fund::db::Error>(())
        });
        write.expect("it is written");
        let certify = ada.get(&format!("{base}/certify"));
        ada.submit(&certify, &[("typed_name", "Ada Ames"), ("agree", "yes")]).must_be(200);
        let kept = world.db.read(|conn| intake::latest_submission(conn, id)).expect("received");
        assert!(kept.deadline_at > closes && kept.received_at > closes);
        assert!(!ivo.get("/portal").says("Training and Conference Support 2027"));
        ivo.post(&start, &[("city", &world.city("Ithaca, NY").text())]).must_be(409);

        // When its time is over, nothing more is begun.
        world.at("2027-03-03T17:00:01Z");
        ada.post(&start, &[("city", &world.city("Elmira, NY").text())]).must_be(409);
        assert!(!world.browser().get(&format!("/opportunities/{ROUND}")).says(STORM), "what one city was given is not told to others");
    });
}

#[test]
fn a_city_that_nobody_has_registered_can_be_given_time_and_then_registers() {
    on_both_with_its_own_mail(|world| {
        closed(world);
        let olive = world.staff("Olive Ott", FundRole::ProgramOfficer);
        given(&olive, ("Marfa", "TX", "Marfa, TX")).must_be(200).must_say("Marfa, TX");
        let place = crate::joint::place(world, "Marfa", "TX");
        let known = world.db.read(|conn| organisation::find_by_place(conn, place)).expect("a read");
        assert!(known.is_some(), "it has a row to which the time was given");
        // Twice the same place is the same city, and no time is taken away.
        let form = olive.get(&format!("{}?city=place-{place}", deadline()));
        let earlier = [("on_month", "3"), ("on_day", "2"), ("on_year", "2027"), ("at", "9:00 AM"), ("reason", STORM)];
        olive.submit(&form, &earlier).must_be(422).must_say("A deadline is never moved forward.");
        olive.post(&deadline(), &[("city", "place-1"), ("reason", STORM)]).must_be(422);
    });
}

#[test]
fn an_officer_with_a_tie_to_the_city_gives_it_no_time() {
    on_both_with_its_own_mail(|world| {
        closed(world);
        let olive = world.citizen("Olive Ott", "Elmira, NY", CityRole::Viewer);
        world.give(&olive, FundRole::ProgramOfficer);
        given(&olive, ("Elmira", "NY", "Elmira, NY")).must_be(403).must_say("You have a tie to this city");
    });
}

#[test]
fn more_time_for_all_stands_on_the_public_page_with_when_and_why() {
    on_both_with_its_own_mail(|world| {
        let (fund, closes) = closed(world);
        let page = || world.browser().get(&format!("/opportunities/{ROUND}"));
        assert!(!page().says("The deadline has changed"));
        let extend = |days: i64, reason: &str| {
            let until = closes.plus(chrono::TimeDelta::days(days));
            let wanted = MoreTime { city: None, until, reason: reason.into() };
            world.db.write(|tx| intake::extend(tx, &fund.officer, fund.round, &wanted)).expect("given");
        };
        extend(4, "Our site was away.");
        extend(5, "It was away again.");
        let said = page();
        said.must_say("The deadline has changed");
        let changes = said.all("[aria-labelledby=deadline-changed] li");
        assert_eq!(changes.len(), 2, "{changes:?}");
        assert!(changes[0].contains("until March 3, 2027") && changes[0].contains("It had been March 2, 2027"), "{changes:?}");
        assert!(changes[0].contains("Changed February 26, 2027") && changes[0].contains("It was away again."), "{changes:?}");
        assert!(changes[1].contains("It had been February 26, 2027") && changes[1].contains("Our site was away."), "{changes:?}");
    });
}
