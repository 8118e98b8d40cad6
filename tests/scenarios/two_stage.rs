//! A round of two stages: a concept note, an invitation until a day, the whole application.

use crate::grant::{self, City, Fund, answer_everything, city, fund_of, nothing_contradicts, screened, signed_in};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use urban_diplomacy_fund::intake::{self, ActivityInput, Application, Certification, EditError};
use urban_diplomacy_fund::kernel::{Id, Refusal};
use urban_diplomacy_fund::opportunity::ImportError;
use urban_diplomacy_fund::process::{self, Press, Stage};
use urban_diplomacy_fund::workflow;

pub const ROUND: &str = include_str!("../../config/opportunities/joint-projects-abroad-2027.toml");

fn stage(world: &World, id: Id<Application>) -> Stage {
    world.db.read(|conn| process::stage(conn, id)).expect("a stage")
}

fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

/// Written by the city’s official, not sent.
pub fn note(world: &World, fund: &Fund, city: &City) -> Id<Application> {
    world
        .db
        .write(|tx| {
            let id = process::start_case(tx, &city.official, fund.round, city.id)?.id;
            answer_everything(tx, &city.official, id);
            Ok::<_, process::ProcessError>(id)
        })
        .expect("a concept note")
}

/// The rest of the form, after an invitation.
pub fn complete(world: &World, city: &City, id: Id<Application>) {
    let write = world.db.write(|tx| {
        grant::write_everything(world, tx, &city.official, (id, 30_000));
        Ok::<_, urban_diplomacy_fund::db::Error>(())
    });
    write.expect("it is written");
}

pub fn send(world: &World, city: &City, id: Id<Application>) {
    world
        .db
        .write(|tx| {
            let version = intake::application(tx, id)?.version;
            let certification = Certification { typed_name: city.official.name.clone(), has_agreed: true, version };
            process::submit(tx, &city.official, id, &certification, &Press::default())
        })
        .expect("it is received");
}

#[test]
fn a_concept_note_is_invited_and_the_whole_application_follows() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 200_000);
        let madison = city(world, "Madison");
        let id = note(world, &fund, &madison);
        let portal = format!("/portal/applications/{}", reference(world, id));
        let ada = signed_in(world, &madison.official);

        // Only the note is asked: no plan, no budget, no files, on the page and in the operation.
        let tasks = ada.get(&portal);
        tasks.must_say("This is a concept note").must_say("Describe what your city needs").must_say("Tell us about partners");
        for later in ["Say what will change", "Plan your activities", "Build your budget", "Attach files"] {
            assert!(!tasks.says(later), "{later} is not asked yet");
        }
        let early = world.db.write(|tx| intake::add_activity(tx, &madison.official, id, &ActivityInput::default()));
        assert!(matches!(early, Err(EditError::Closed)), "{early:?}");
        ada.get(&format!("{portal}/certify")).must_say("it asks for no money yet");
        send(world, &madison, id);
        assert_eq!(stage(world, id), Stage::Submitted);
        ada.get(&format!("{portal}/receipt"))
            .must_say("If it convinces us, we invite your city")
            .must_say("Nothing yet: this is a concept note");
        let receipt = world.mail_to(&madison.official.email);
        assert!(receipt.iter().any(|letter| letter.body_text.contains("We received the concept note")), "{receipt:?}");

        // The officer reads and invites, on the page; the letter names the last day.
        let desk = format!("/desk/applications/{}", reference(world, id));
        let olive = signed_in(world, &fund.officer);
        let case = olive.get(&desk);
        case.must_say("Invite to apply").must_say("Nothing yet: this is a concept note");
        assert!(!case.says("No activity is planned"), "a concept note has no plan");
        let form = olive.get(&format!("{desk}/invite"));
        form.must_say("It can submit until");
        olive.submit(&form, &[("note", "Say more about the second year.")]).must_be(200).must_say("Invited to apply");
        assert_eq!(stage(world, id), Stage::Invited);
        let letters = world.mail_to(&madison.official.email);
        let letter = letters.iter().find(|letter| letter.body_text.contains("is invited to write")).expect("the invitation");
        assert!(letter.body_text.contains("Say more about the second year.") && letter.body_text.contains("11:59 PM"), "{letter:?}");

        // Now everything is asked, what was written is kept, and the fund reads only what it received.
        ada.get("/portal").must_say("Write the whole application for");
        ada.get(&portal).must_say("Invited to apply").must_say("Build your budget").must_say("Say what will change");
        ada.get(&format!("{portal}/receipt")).must_say("Your concept note convinced: write the whole application now.");
        ada.get(&format!("{portal}/status")).must_say("The concept note convinced").must_say("Say more about the second year.");
        complete(world, &madison, id);
        assert!(!olive.get(&desk).says("Protocol course"), "what is not sent is not read");
        send(world, &madison, id);
        olive.get(&desk).must_say("Protocol course").must_say("Pass the eligibility check");
        let kept = world.db.read(|conn| intake::submissions(conn, id)).expect("what was received");
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0].content().expect("JSON")["part"], "concept_note");
        assert!(kept[1].content().expect("JSON").get("part").is_none());

        screened(world, &fund, id);
        world
            .db
            .write(|tx| process::advance(tx, &fund.officer, id, ("clear_conflicts", "Nobody here is from Madison."), &Press::default()))
            .expect("no conflicts");
        assert_eq!(stage(world, id), Stage::InReview, "the way of a standard grant");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn an_invitation_ends_on_its_day_and_what_was_typed_stays_readable() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 200_000);
        let madison = city(world, "Madison");
        let id = note(world, &fund, &madison);
        send(world, &madison, id);
        world.db.write(|tx| process::invite(tx, &fund.officer, id, "", &Press::default())).expect("invited");
        let twice = world.db.write(|tx| process::invite(tx, &fund.officer, id, "", &Press::default()));
        assert!(twice.is_err(), "only once");
        complete(world, &madison, id);
        let until = world.db.read(|conn| intake::application(conn, id)).expect("it").answer_by.expect("a day");
        world.at(&until.iso());
        world.deliver();
        assert_eq!(stage(world, id), Stage::Invited, "never early");
        world.at(&until.plus(chrono::TimeDelta::minutes(2)).iso());
        world.deliver();
        assert_eq!(stage(world, id), Stage::Withdrawn);
        let marking = world.db.read(|conn| workflow::instance(conn, &id.text())).expect("a case").marking.to_string();
        assert_eq!(marking, "invitation_lapsed");
        let letters = world.mail_to(&madison.official.email);
        assert!(letters.iter().any(|letter| letter.body_text.contains("the invitation has ended")), "{letters:?}");
        let ada = signed_in(world, &madison.official);
        let portal = format!("/portal/applications/{}", reference(world, id));
        ada.get(&format!("{portal}/status")).must_say("the invitation has ended");
        ada.get(&format!("{portal}/check")).must_say("Protocol course");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn a_city_that_is_not_invited_is_told_why_and_may_appeal() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 200_000);
        let madison = city(world, "Madison");
        let id = note(world, &fund, &madison);
        send(world, &madison, id);
        let reason = "The plan has no partner yet.";
        let officer = world.db.write(|tx| process::decline(tx, &fund.officer, id, reason, &Press::default()));
        assert!(officer.is_err(), "an officer invites, but only an approving official turns down");
        world.db.write(|tx| process::decline(tx, &fund.approver, id, reason, &Press::default())).expect("declined");
        let ada = signed_in(world, &madison.official);
        let portal = format!("/portal/applications/{}", reference(world, id));
        ada.get(&format!("{portal}/status")).must_say(reason).must_say("Appeal against the decision");
        world.db.write(|tx| process::appeal(tx, &madison.official, id, "There is a partner.", &Press::default())).expect("appealed");
        let own = world.db.write(|tx| process::uphold_appeal(tx, &fund.approver, id, "Indeed.", &Press::default()));
        assert!(own.is_err(), "not who declined (W19)");
        world.db.write(|tx| process::uphold_appeal(tx, &fund.both, id, "Indeed.", &Press::default())).expect("upheld");
        world.db.write(|tx| process::invite(tx, &fund.officer, id, "", &Press::default())).expect("invited after all");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn a_round_and_its_workflow_must_fit() {
    on_both(|world| {
        let officer = grant::fund(world, 10_000).officer;
        let import = |text: &str| world.db.write(|tx| process::import_round(tx, &officer, "round.toml", text));
        for (text, said) in [
            (ROUND.replace("workflow = \"two-stage\"", "workflow = \"grant-standard\""), "invites nobody after a concept note"),
            (ROUND.replace("workflow = \"two-stage\"", "workflow = \"no-such\""), "There is no workflow “no-such”"),
            (grant::ROUND.replace("workflow = \"fast-track\"", "workflow = \"two-stage\""), "begins with a concept note"),
            (ROUND.replace("sections = [\"need\", \"partners\"]", "sections = [\"need\", \"partner\"]"), "has no section “partner”"),
        ] {
            let refused = import(&text).expect_err("it does not fit");
            assert!(matches!(refused, ImportError::Definition(..)), "{refused:?}");
            assert!(refused.fields()[0].message.contains(said), "{:?}", refused.fields());
        }
        import(ROUND).expect("as shipped it fits");
    });
}
