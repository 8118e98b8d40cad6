//! Who acts next and by when, on the page of where an application stands, in every state of a grant's life; and how long
//! applying takes, before anybody signs up.

use crate::grant::{self, application, city, fund, fund_of, proposal, reviewed, screened, signed_in};
use crate::money;
use crate::standard_way::{self, advance, approve, recommend, tell, with_the_panel};
use crate::support::{Browser, World, on_both, on_both_with_its_own_mail};
use chrono::TimeDelta;
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::intake::{self, Application, Certification};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, Press, ProcessError, Screened};

const TWO_STAGES: &str = include_str!("../../config/opportunities/joint-projects-abroad-2027.toml");

/// The sentences below “Who acts next”.
fn told(world: &World, browser: &Browser, id: Id<Application>) -> String {
    let reference = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
    let page = browser.get(&format!("/portal/applications/{reference}/status"));
    let text = page.must_be(200).text();
    let (_, after) = text.split_once("Who acts next ").expect("the page says who acts next");
    after.split_once(" What happened and what comes next").expect("the way").0.to_owned()
}

fn send(world: &World, who: &Actor, id: Id<Application>) {
    let sent = world.db.write(|tx| {
        let version = intake::application(tx, id)?.version;
        let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
        process::submit(tx, who, id, &certification, &Press::default()).map(drop)
    });
    sent.expect("received");
}

fn screened_as(note: &str) -> Screened {
    Screened { checks: vec![], note: note.into() }
}

fn offered(world: &World, fund: &grant::Fund, id: Id<Application>) {
    let digest = grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)).expect("approved");
}

const IN_REVIEW: &str = "A program officer of the fund or an approving official of the fund, by March 31, 2027.";

#[test]
fn from_the_draft_to_the_active_award() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let (who, ada) = (&madison.official, signed_in(world, &madison.official));
        let id = world.db.write(|tx| process::start_case(tx, who, fund.round, madison.id)).expect("a draft").id;
        let closes = "by February 26, 2027, 5:00 PM EST (February 26, 2027, 4:00 PM CST).";
        assert_eq!(told(world, &ada, id), format!("Your city answers what is missing. Then your authorized official submits, {closes}"));
        let written = world.db.write(|tx| {
            grant::write_everything(world, tx, who, (id, 8_000));
            Ok::<_, ProcessError>(())
        });
        written.expect("written");
        let waits = format!("Every answer is there. Your authorized official reads, signs and submits, {closes}");
        assert_eq!(told(world, &ada, id), waits);
        world.db.write(|tx| intake::ask_to_sign(tx, who, id)).expect("asked to sign");
        let asked = told(world, &ada, id);
        assert!(asked.starts_with(&format!("{waits} Asked to sign by Official-Madison on January 11, 2027, 9:")), "{asked}");

        send(world, who, id);
        assert_eq!(told(world, &ada, id), "A program officer of the fund, by January 14, 2027.");
        world.at("2027-01-15T15:00:00Z");
        let late = "A program officer of the fund, by January 14, 2027. That day is over. Write to Urban Diplomacy Fund, program office, program@demo.example, if you hear nothing.";
        assert_eq!(told(world, &ada, id), late);
        let until = world.clock.now().plus(TimeDelta::days(10));
        let parts = ["need_now".to_owned()];
        let back = world.db.write(|tx| {
            process::return_for_changes(tx, &fund.officer, id, (&screened_as("Say more."), &parts, until), &Press::default()).map(drop)
        });
        back.expect("sent back");
        let answers = told(world, &ada, id);
        let wanted = "Your city answers the fund’s questions. Then your authorized official submits again, by January 25, 2027, ";
        assert!(answers.starts_with(wanted), "{answers}");
        send(world, who, id);
        assert_eq!(told(world, &ada, id), "A program officer of the fund, by January 21, 2027.", "Monday the 18th is a holiday");

        // From here on nothing that is decided inside the fund shows.
        screened(world, &fund, id);
        assert_eq!(told(world, &ada, id), IN_REVIEW);
        reviewed(world, &fund, id, 4);
        world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
        assert_eq!(told(world, &ada, id), IN_REVIEW, "a recommendation is not told");
        offered(world, &fund, id);
        let offer = told(world, &ada, id);
        assert!(offer.starts_with("Your authorized official: “Accept the agreement” or “Decline the offer”, by "), "{offer}");
        let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
        let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
        world.db.write(|tx| process::accept_agreement(tx, who, id, &signature, &Press::default()).map(drop)).expect("signed");
        let active = told(world, &ada, id);
        assert!(active.starts_with("Your authorized official: “Send the final report”, by ") && active.contains("2028"), "{active}");
    });
}

#[test]
fn where_a_way_ends_nobody_acts() {
    const NOBODY: &str = "Nobody: nothing more happens with this application.";
    const REOPENED: &str = "Nobody: nothing more happens with this application, unless the fund reopens it by February 10, 2027.";
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let withdrawn = application(world, &fund, &madison, 8_000);
        world.db.write(|tx| process::withdraw(tx, &madison.official, withdrawn, "Called off.", &Press::default())).expect("withdrawn");
        assert_eq!(told(world, &signed_in(world, &madison.official), withdrawn), REOPENED);
        let declined = grant::ready(world, &fund, &monona, 8_000);
        world.db.write(|tx| process::decline(tx, &fund.approver, declined, "Others were better.", &Press::default())).expect("declined");
        assert_eq!(told(world, &signed_in(world, &monona.official), declined), NOBODY);
        world.at("2027-02-11T15:00:00Z");
        world.deliver();
        assert_eq!(told(world, &signed_in(world, &madison.official), withdrawn), NOBODY, "its thirty days are over");
    });
}

#[test]
fn findings_and_decisions_can_be_appealed_until_their_day() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, standard_way::ROUND, 90_000);
        let (madison, monona, verona) = (city(world, "Madison"), city(world, "Monona"), city(world, "Verona"));
        let [ada, moira, vera] = [&madison, &monona, &verona].map(|city| signed_in(world, &city.official));
        let id = application(world, &fund, &madison, 8_000);
        assert_eq!(told(world, &ada, id), "A program officer of the fund, by January 26, 2027.");
        world
            .db
            .write(|tx| process::find_ineligible(tx, &fund.officer, id, &screened_as("It is too large."), &Press::default()))
            .expect("found ineligible");
        assert_eq!(
            told(world, &ada, id),
            "Nobody has to act. Your authorized official can choose “Appeal” until February 10, 2027.",
            "thirty days"
        );
        world.db.write(|tx| process::appeal(tx, &madison.official, id, "It is not.", &Press::default())).expect("appealed");
        assert_eq!(told(world, &ada, id), "An approving official of the fund, by February 9, 2027.");

        // What is decided and not told reads like a review.
        let second = application(world, &fund, &monona, 8_000);
        screened(world, &fund, second);
        advance(world, &fund.officer, second, "clear_conflicts").expect("no conflicts");
        let in_review = "A program officer of the fund or an approving official of the fund, by May 28, 2027.";
        assert_eq!(told(world, &moira, second), in_review);
        let third = with_the_panel(world, &fund, &verona, 8_000);
        assert_eq!(told(world, &vera, third), in_review);
        grant::checked(world, &fund.officer, third);
        recommend(world, &fund.officer, third, 8_000).expect("recommended");
        assert!(approve(world, &fund.approver, third).expect("approved"));
        assert_eq!(told(world, &vera, third), in_review, "decided, and not told");
        tell(world, &fund.officer, third);
        let offer = told(world, &vera, third);
        assert!(offer.starts_with("Your authorized official: “Accept the agreement”"), "{offer}");
    });
}

#[test]
fn a_concept_note_an_invitation_and_a_closed_award() {
    on_both(|world| {
        let fund = fund_of(world, TWO_STAGES, 200_000);
        let madison = city(world, "Madison");
        let (who, ada) = (&madison.official, signed_in(world, &madison.official));
        let id = world.db.write(|tx| {
            let id = process::start_case(tx, who, fund.round, madison.id)?.id;
            grant::answer_everything(tx, who, id);
            Ok::<_, ProcessError>(id)
        });
        let id = id.expect("a concept note");
        send(world, who, id);
        assert!(told(world, &ada, id).starts_with("A program officer of the fund, by February "), "{}", told(world, &ada, id));
        let reference = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
        let olive = signed_in(world, &fund.officer);
        let form = olive.get(&format!("/desk/applications/{reference}/invite"));
        olive.submit(&form, &[("note", "Say more.")]).must_be(200);
        let invited = told(world, &ada, id);
        assert!(invited.starts_with("Your city writes the whole application. Then your authorized official submits, by "), "{invited}");
    });
    on_both(|world| {
        let g = money::ground(world);
        let official = signed_in(world, &g.city.official);
        let active = told(world, &official, g.id);
        assert!(active.starts_with("Your authorized official: “Send the final report”, by "), "{active}");
        let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].clone();
        let (narrative, attended, person) =
            (format!("narrative-{}", activity.id), format!("attended-{}", activity.id), activity.attendees[0].id.text());
        let said = [(narrative.as_str(), "It took place."), (attended.as_str(), person.as_str()), ("summary", "Two learned it.")];
        let report = official.get(&format!("/portal/awards/{}/reports", g.number));
        official.submit(&report, &said).must_be(200).must_say("Waiting for review");
        assert_eq!(told(world, &official, g.id), "A program officer of the fund, by June 15, 2027.");
    });
}

#[test]
fn how_long_applying_takes_is_told_before_anybody_signs_up() {
    const EFFORT: &str = "Most cities need two to three hours. You can stop at any time. Every page you save is kept.";
    on_both(|world| {
        fund(world, 100_000);
        let stranger = world.browser();
        let page = stranger.get("/opportunities/training-and-conference-support-2027");
        page.must_be(200).must_say(&format!("How long it takes {EFFORT}"));
        stranger.follow(&page, "All questions on one page").must_be(200).must_say(EFFORT);
    });
}
