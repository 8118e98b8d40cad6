//! A city is found not to be eligible, reads why, and appeals until a day; somebody who had no part
//! in the finding answers, and the city is told: on each workflow that ships.

use crate::grant::{self, City, Fund, application, city, fund_of, nothing_contradicts, person, signed_in};
use crate::standard_way::{self, marking, number};
use crate::support::{World, on_both_with_its_own_mail};
use crate::two_stage::{self, note, send};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{CityRole, membership};

const FOUND: &str = "The census counts more people than a small city may have.";
const APPEAL: &str = "The census counted the county.\nOur city has 9,000 people: see page 3.";

/// Found ineligible by an officer who may also decide appeals, on the page.
fn found_ineligible(world: &World, fund: &Fund, id: Id<Application>) {
    let boris = signed_in(world, &fund.both);
    let form = boris.get(&format!("/desk/applications/{}/ineligible", number(world, id)));
    form.must_say("The city gets your reason in a letter, and can appeal");
    boris.submit(&form, &[]).must_be(422).must_say("Give the reason");
    boris.submit(&form, &[("note", FOUND)]).must_be(200);
}

/// The city reads the reason and the last day, in its mail and on its page, and appeals.
fn appealed(world: &World, madison: &City, id: Id<Application>) {
    world.deliver();
    let letter = world.mail_to(&madison.official.email).into_iter().next().expect("the finding");
    assert!(letter.body_text.contains(FOUND) && letter.body_text.contains("February 10, 2027"), "{}", letter.body_text);
    let portal = format!("/portal/applications/{}", number(world, id));
    let official = signed_in(world, &madison.official);
    let status = official.get(&format!("{portal}/status"));
    status.must_say("Not eligible").must_say(FOUND).must_say("Your authorized official can appeal until February 10, 2027");

    // A preparer writes for the city, but does not bind it.
    let preparer = world.db.write(|tx| {
        let pia = person(tx, &format!("Pia-{}", number(world, id)), &[]);
        membership::grant(tx, &urban_diplomacy_fund::people::Actor::system(), madison.id, pia.account.expect("one"), CityRole::Preparer)
            .expect("a role");
        Ok::<_, Error>(pia)
    });
    let pia = signed_in(world, &preparer.expect("a preparer"));
    assert!(!pia.get(&format!("{portal}/status")).says("Appeal against the decision"));
    pia.post(&format!("{portal}/appeal"), &[("reason", APPEAL)]).must_be(403);

    let form = official.follow(&status, "Appeal against the decision");
    official.submit(&form, &[("reason", " ")]).must_be(422).must_say("Say why the decision should be looked at again");
    let long = "x".repeat(4_001);
    official.submit(&form, &[("reason", &long)]).must_be(422).must_say(&long);
    official.submit(&form, &[("reason", APPEAL)]).must_be(200).must_say("Appeal under way");
    official.get(&format!("{portal}/appeal")).must_be(409);
}

/// The appeal is answered by `answer`, an address on the desk.
fn answered(world: &World, fund: &Fund, id: Id<Application>, (answer, reason): (&str, &str)) {
    let desk = format!("/desk/applications/{}", number(world, id));
    world.deliver();
    let told = world.mail_to(&fund.approver.email).into_iter().next().expect("the officers hear of it");
    assert!(told.body_text.contains("9,000 people: see page 3"), "{}", told.body_text);
    for other in ["uphold-appeal", "dismiss-appeal"] {
        let boris = signed_in(world, &fund.both);
        boris.get(&format!("{desk}/{other}")).must_be(403);
        boris.post(&format!("{desk}/{other}"), &[("reason", "I was right.")]).must_be(403);
        signed_in(world, &fund.officer).get(&format!("{desk}/{other}")).must_be(403);
    }
    let april = signed_in(world, &fund.approver);
    april.get(&desk).must_be(200).must_say("Appealed").must_say("Our city has 9,000 people: see page 3.");
    let form = april.get(&format!("{desk}/{answer}"));
    form.must_say(FOUND).must_say("The census counted the county.").must_say("Our city has 9,000 people: see page 3.");
    april.submit(&form, &[]).must_be(422).must_say("Give the reason");
    april.submit(&form, &[("reason", reason)]).must_be(200);
    world.deliver();
}

fn both_answers(world: &World, fund: &Fund, (ids, upheld, before): ([(&City, Id<Application>); 2], &str, &str)) {
    let [(madison, first), (monona, second)] = ids;
    for (city, id) in ids {
        found_ineligible(world, fund, id);
        assert_eq!(marking(world, id), before);
        appealed(world, city, id);
    }
    answered(world, fund, first, ("uphold-appeal", "The city is right about the county."));
    assert_eq!(marking(world, first), upheld);
    let letter = world.mail_to(&madison.official.email).into_iter().next().expect("an answer");
    assert!(letter.subject_line.contains("was upheld") && letter.body_text.contains("right about the county"), "{letter:?}");
    let status = signed_in(world, &madison.official).get(&format!("/portal/applications/{}/status", number(world, first)));
    status.must_say("Your city’s appeal was upheld").must_say("right about the county");

    answered(world, fund, second, ("dismiss-appeal", "Page 3 says 90,000."));
    assert_eq!(marking(world, second), "ineligible");
    let letter = world.mail_to(&monona.official.email).into_iter().next().expect("an answer");
    assert!(letter.body_text.contains("Page 3 says 90,000."), "{letter:?}");
    let portal = format!("/portal/applications/{}", number(world, second));
    let official = signed_in(world, &monona.official);
    official.get(&format!("{portal}/status")).must_say("The appeal was dismissed").must_say("Page 3 says 90,000.");
    official.get(&format!("{portal}/appeal")).must_be(409);
    official.post(&format!("{portal}/appeal"), &[("reason", "Once more.")]).must_be(409);
    nothing_contradicts(world, &[first, second]);
}

#[test]
fn on_the_fast_track() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, grant::ROUND, 60_000);
        let cities = [city(world, "Madison"), city(world, "Monona")];
        let ids = [0, 1].map(|n| (&cities[n], application(world, &fund, &cities[n], 8_000)));
        both_answers(world, &fund, (ids, "in_review", "told_ineligible"));
    });
}

#[test]
fn on_the_standard_way() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, standard_way::ROUND, 60_000);
        let cities = [city(world, "Madison"), city(world, "Monona")];
        let ids = [0, 1].map(|n| (&cities[n], application(world, &fund, &cities[n], 8_000)));
        both_answers(world, &fund, (ids, "conflicts eligible", "told_ineligible"));
    });
}

#[test]
fn of_a_concept_note() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, two_stage::ROUND, 200_000);
        let cities = [city(world, "Madison"), city(world, "Monona")];
        let ids = [0, 1].map(|n| {
            let id = note(world, &fund, &cities[n]);
            send(world, &cities[n], id);
            (&cities[n], id)
        });
        both_answers(world, &fund, (ids, "concept", "concept_ineligible"));
    });
}

#[test]
fn after_its_last_day_the_finding_is_final() {
    on_both_with_its_own_mail(|world| {
        let (fund, madison) = (fund_of(world, grant::ROUND, 60_000), city(world, "Madison"));
        let id = application(world, &fund, &madison, 8_000);
        found_ineligible(world, &fund, id);
        let portal = format!("/portal/applications/{}", number(world, id));
        let official = signed_in(world, &madison.official);
        world.at("2027-02-10T23:00:00Z");
        world.deliver();
        let form = official.get(&format!("{portal}/appeal"));
        form.must_be(200);
        world.at("2027-02-11T15:00:00Z");
        world.deliver();
        assert_eq!(marking(world, id), "ineligible");
        official.submit(&form, &[("reason", APPEAL)]).must_be(409);
        let status = official.get(&format!("{portal}/status"));
        status.must_say(FOUND);
        assert!(!status.says("can appeal") && !status.says("Appeal against the decision"), "{}", status.text());
        nothing_contradicts(world, &[id]);
    });
}
