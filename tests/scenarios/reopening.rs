//! What its city withdrew, what was found ineligible and what was not sent after an invitation is
//! reopened by an officer, with a reason, for thirty days: on each workflow that ships.

use crate::grant::{self, City, Fund, application, city, fund_of, nothing_contradicts, screened, signed_in};
use crate::standard_way::{self, advance, marking, number};
use crate::support::{World, on_both_with_its_own_mail};
use crate::two_stage::{self, complete, note, send};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Subject};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, Press};

const WHY: &str = "The city withdrew the wrong one of its two applications.";

/// The official takes it back, on the page.
fn withdrawn(world: &World, who: &Actor, id: Id<Application>) {
    let official = signed_in(world, who);
    let form = official.get(&format!("/portal/applications/{}/withdraw", number(world, id)));
    official.submit(&form, &[("reason", "The course was called off.")]).must_be(200).must_say("Withdrawn");
}

/// An officer reopens it on its page, and everybody who should hears of it.
fn reopened(world: &World, who: &Actor, (madison, id): (&City, Id<Application>), place: &str) {
    let desk = format!("/desk/applications/{}", number(world, id));
    let officer = signed_in(world, who);
    let form = officer.follow(&officer.get(&desk), "Reopen");
    form.must_be(200).must_say("comes back as it was received").must_say("What happened");
    officer.submit(&form, &[]).must_be(422).must_say("Give the reason");
    officer.submit(&form, &[("reason", WHY)]).must_be(200).must_say("Reopened by an officer");
    assert_eq!(marking(world, id), place);
    officer.get(&format!("{desk}/reopen")).must_be(409);
    world.deliver();
    let letters = world.mail_to(&madison.official.email);
    let letter = letters.iter().find(|letter| letter.subject_line.contains("is open again at the fund")).expect("the city is told");
    assert!(letter.body_text.contains(WHY) && letter.body_text.contains("You have nothing to send"), "{}", letter.body_text);
    let official = signed_in(world, &madison.official);
    official.get(&format!("/portal/applications/{}/status", number(world, id))).must_say("Reopened by the fund").must_say(WHY);
    let events = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id), 100)).expect("events");
    assert!(events.iter().any(|event| event.fact == "application.reopened" && event.actor_name == who.name));
    let found = world.db.read(|conn| intake::application(conn, id)).expect("it");
    assert!(found.withdrawn_at.is_none() && !found.is_editable(), "as it was received, and closed");
}

/// Withdrawn, reopened, withdrawn again and left so: after thirty days it is final.
fn a_withdrawal_can_be_taken_up(world: &World, fund: &Fund, madison: &City, (id, place): (Id<Application>, &str)) {
    let desk = format!("/desk/applications/{}", number(world, id));
    let officer = signed_in(world, &fund.officer);
    assert!(!officer.get(&desk).all("main a").contains(&"Reopen".to_owned()), "nothing has ended");
    officer.get(&format!("{desk}/reopen")).must_be(409);
    withdrawn(world, &madison.official, id);
    let status = signed_in(world, &madison.official).get(&format!("/portal/applications/{}/status", number(world, id)));
    status.must_say("If this was a mistake, write to the fund by February 10, 2027");
    reopened(world, &fund.officer, (madison, id), place);

    withdrawn(world, &madison.official, id);
    world.at("2027-02-10T15:00:00Z");
    world.deliver();
    assert!(officer.get(&desk).all("main a").contains(&"Reopen".to_owned()), "the last day");
    world.at("2027-02-11T15:00:00Z");
    world.deliver();
    assert_eq!(marking(world, id), "withdrawn");
    assert!(!officer.get(&desk).all("main a").contains(&"Reopen".to_owned()), "its thirty days are over");
    officer.get(&format!("{desk}/reopen")).must_be(409);
    let late = world.db.write(|tx| process::reopen(tx, &fund.officer, id, WHY, &Press::default()));
    assert!(late.is_err(), "{late:?}");
    let status = signed_in(world, &madison.official).get(&format!("/portal/applications/{}/status", number(world, id)));
    assert!(!status.says("If this was a mistake"), "{}", status.text());
    nothing_contradicts(world, &[id]);
}

/// Found ineligible by one officer, reopened by another.
fn a_finding_can_be_taken_back(world: &World, fund: &Fund, madison: &City, (id, place): (Id<Application>, &str)) {
    let reference = number(world, id);
    let desk = format!("/desk/applications/{reference}");
    let boris = signed_in(world, &fund.both);
    let form = boris.get(&format!("{desk}/ineligible"));
    boris.submit(&form, &[("note", "The city has too many people.")]).must_be(200).must_say("Ineligible");
    boris.get(&format!("{desk}/reopen")).must_be(403);
    boris.post(&format!("{desk}/reopen"), &[("reason", WHY)]).must_be(403);
    reopened(world, &fund.officer, (madison, id), place);
}

#[test]
fn on_the_fast_track() {
    on_both_with_its_own_mail(|world| {
        let (fund, madison) = (fund_of(world, grant::ROUND, 60_000), city(world, "Madison"));
        let id = application(world, &fund, &madison, 8_000);
        a_finding_can_be_taken_back(world, &fund, &madison, (id, "submitted"));
        screened(world, &fund, id);
        a_withdrawal_can_be_taken_up(world, &fund, &madison, (id, "submitted"));
    });
}

#[test]
fn on_the_standard_way() {
    on_both_with_its_own_mail(|world| {
        let (fund, madison) = (fund_of(world, standard_way::ROUND, 60_000), city(world, "Madison"));
        let id = application(world, &fund, &madison, 8_000);
        a_finding_can_be_taken_back(world, &fund, &madison, (id, "conflicts eligibility"));
        screened(world, &fund, id);
        advance(world, &fund.officer, id, "clear_conflicts").expect("no conflicts");
        a_withdrawal_can_be_taken_up(world, &fund, &madison, (id, "conflicts eligibility"));
    });
}

#[test]
fn in_two_stages_what_was_never_whole_is_a_concept_note_again() {
    on_both_with_its_own_mail(|world| {
        let (fund, madison) = (fund_of(world, two_stage::ROUND, 200_000), city(world, "Madison"));
        let id = note(world, &fund, &madison);
        send(world, &madison, id);
        a_finding_can_be_taken_back(world, &fund, &madison, (id, "concept"));
        let invite = || world.db.write(|tx| process::invite(tx, &fund.officer, id, "", &Press::default())).expect("invited");
        invite();
        withdrawn(world, &madison.official, id);
        reopened(world, &fund.officer, (&madison, id), "concept");
        invite();
        complete(world, &madison, id);
        send(world, &madison, id);
        a_finding_can_be_taken_back(world, &fund, &madison, (id, "conflicts eligibility"));
        a_withdrawal_can_be_taken_up(world, &fund, &madison, (id, "conflicts eligibility"));
    });
}

#[test]
fn an_invitation_that_lapsed_can_be_given_again() {
    on_both_with_its_own_mail(|world| {
        let (fund, madison) = (fund_of(world, two_stage::ROUND, 200_000), city(world, "Madison"));
        let id = note(world, &fund, &madison);
        send(world, &madison, id);
        let invite = || world.db.write(|tx| process::invite(tx, &fund.officer, id, "", &Press::default())).expect("invited");
        invite();
        let until = world.db.read(|conn| intake::application(conn, id)).expect("it").answer_by.expect("a day");
        world.at(&until.plus(chrono::TimeDelta::minutes(2)).iso());
        world.deliver();
        assert_eq!(marking(world, id), "invitation_lapsed");
        reopened(world, &fund.officer, (&madison, id), "concept");
        invite();
        complete(world, &madison, id);
        send(world, &madison, id);
        assert_eq!(marking(world, id), "conflicts eligibility");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn a_city_that_has_begun_as_many_as_it_may_withdraws_one_first() {
    on_both_with_its_own_mail(|world| {
        let one_each = two_stage::ROUND.replace("max_applications_per_city = 2", "max_applications_per_city = 1");
        let (fund, madison) = (fund_of(world, &one_each, 200_000), city(world, "Madison"));
        let id = note(world, &fund, &madison);
        send(world, &madison, id);
        withdrawn(world, &madison.official, id);
        let other = note(world, &fund, &madison);
        let desk = format!("/desk/applications/{}", number(world, id));
        let olive = signed_in(world, &fund.officer);
        let form = olive.get(&format!("{desk}/reopen"));
        olive.submit(&form, &[("reason", WHY)]).must_be(409).must_say("has begun another application since");
        withdrawn(world, &madison.official, other);
        reopened(world, &fund.officer, (&madison, id), "concept");
    });
}

#[test]
fn a_draft_that_was_withdrawn_is_never_the_funds() {
    on_both_with_its_own_mail(|world| {
        let (fund, madison) = (fund_of(world, grant::ROUND, 60_000), city(world, "Madison"));
        let begun = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id));
        let id = begun.expect("a draft").id;
        withdrawn(world, &madison.official, id);
        assert_eq!(marking(world, id), "withdrawn");
        let desk = format!("/desk/applications/{}", number(world, id));
        signed_in(world, &fund.officer).get(&format!("{desk}/reopen")).must_be(404);
        let refused = world.db.write(|tx| process::reopen(tx, &fund.officer, id, WHY, &Press::default()));
        assert!(refused.is_err(), "{refused:?}");
    });
}
