//! What the people of a city find on their own pages: where each application stands,
//! what waits for them, and why something cannot be done.

use crate::grant::{City, Fund, application, city, fund, proposal, ready, signed_in};
use crate::support::{World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Timestamp};
use urban_diplomacy_fund::people::CityRole;
use urban_diplomacy_fund::process::{self, Press, Screened};

const ROUND: &str = "training-and-conference-support-2027";

fn number(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

/// The approving official offers what was asked for.
fn offered(world: &World, fund: &Fund, id: Id<Application>) {
    world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
    let digest = crate::grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &crate::grant::fresh()).map(drop)).expect("approved");
}

fn accepted(world: &World, city: &City, id: Id<Application>) {
    let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
    let signature = Signature { typed_name: city.official.name.clone(), has_authority: true, seen_digest };
    world.db.write(|tx| process::accept_agreement(tx, &city.official, id, &signature, &Press::default()).map(drop)).expect("signed");
}

fn returned(world: &World, fund: &Fund, id: Id<Application>) {
    let found = Screened { checks: vec![], note: "Which dates?".into() };
    let until: Timestamp = Timestamp::parse("2027-03-20T22:00:00Z").expect("an instant");
    let parts = ["activities".to_owned()];
    world
        .db
        .write(|tx| process::return_for_changes(tx, &fund.officer, id, (&found, &parts, until), &Press::default()))
        .expect("it is sent back");
}

#[test]
fn the_status_moves_with_the_case_and_leads_to_the_award() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        let official = signed_in(world, &madison.official);
        let status = format!("/portal/applications/{}/status", number(world, id));
        official.get(&status).must_be(200).must_say("Received").must_say("Screening Now");
        crate::grant::screened(world, &fund, id);
        official.get(&status).must_say("In review").must_say("Review Now").must_say("Decision Later");
        crate::grant::reviewed(world, &fund, id, 4);
        world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
        let page = official.get(&status);
        page.must_say("Review Now");
        assert!(!page.says("ecommend"), "a recommendation is the fund's own: {}", page.text());
        let digest = crate::grant::digest(world, &fund.approver, id);
        world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &crate::grant::fresh()).map(drop)).expect("approved");
        let page = official.get(&status);
        page.must_say("Award offered").must_say("Agreement Your turn");
        official.follow(&page, "Go to the award").must_be(200).must_say("The fund offers your city an award.").must_say("Answer by");
        accepted(world, &madison, id);
        official.get(&status).must_say("Active award").must_say("Payment Now");
        official.get("/portal").must_say("Active award");
    });
}

#[test]
fn a_city_not_chosen_reads_why() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        world
            .db
            .write(|tx| process::decline(tx, &fund.approver, id, "The round had more good plans than money.", &Press::default()).map(drop))
            .expect("declined");
        let page = signed_in(world, &madison.official).get(&format!("/portal/applications/{}/status", number(world, id)));
        page.must_be(200).must_say("Not awarded").must_say("The round had more good plans than money.");
        assert!(!page.says("Agreement"), "what will not come is not shown: {}", page.text());
    });
}

#[test]
fn offers_and_questions_wait_on_top_of_the_city_s_page() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let id = ready(world, &fund, &madison, 8_000);
        let official = signed_in(world, &madison.official);
        assert!(!official.get("/portal").says("To do"));
        offered(world, &fund, id);
        let page = official.get("/portal");
        page.must_say("To do").must_say("Answer the offer of $8,000.00");
        official.follow(&page, "Answer the offer").must_be(200).must_say("Sign and accept the award");
        accepted(world, &madison, id);
        assert!(!official.get("/portal").says("Answer the offer"));

        let asked = application(world, &fund, &monona, 7_000);
        returned(world, &fund, asked);
        let official = signed_in(world, &monona.official);
        let page = official.get("/portal");
        page.must_say("Answer the fund’s questions").must_say("Changes needed").must_say("March 20, 2027");
        official.follow(&page, "Answer the fund’s questions").must_be(200).must_say("Which dates?");
    });
}

#[test]
fn an_application_can_be_withdrawn_only_while_its_process_lets_it_go() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let id = ready(world, &fund, &madison, 8_000);
        offered(world, &fund, id);
        accepted(world, &madison, id);
        let official = signed_in(world, &madison.official);
        let base = format!("/portal/applications/{}", number(world, id));
        assert!(!official.get(&format!("{base}/status")).says("Withdraw"));
        official.get(&format!("{base}/withdraw")).must_be(409).must_say("You cannot withdraw this application now");
        official.post(&format!("{base}/withdraw"), &[("reason", "We changed our plans.")]).must_be(409);

        let open = application(world, &fund, &monona, 7_000);
        let official = signed_in(world, &monona.official);
        let page = official.get(&format!("/portal/applications/{}/status", number(world, open)));
        let form = official.follow(&page, "Withdraw this application");
        let again = official.press(&form, "Withdraw", &[("reason", "")]);
        assert_eq!(again.must_be(422).errors(), ["Say why your city withdraws."]);
        official.press(&again, "Withdraw", &[("reason", "We changed our plans.")]).must_be(200).must_say("The application is withdrawn.");
    });
}

#[test]
fn whoever_signs_up_on_the_way_to_a_page_arrives_there() {
    on_both(|world| {
        fund(world, 20_000);
        let browser = world.browser();
        let sign_in = browser.get(&format!("/portal/start/{ROUND}"));
        sign_in.must_say("Sign in");
        let wrong = browser.press(&sign_in, "Sign in", &[]);
        assert_eq!(wrong.must_be(422).errors(), ["Enter your email address.", "Enter your password."]);
        let form = browser.follow(&wrong, "Create an account");
        browser.submit(&form, &[("name", "Nina New"), ("email", "nina@city.example")]).must_be(200).must_say("Check your mail");
        let payloads: Vec<String> = world
            .db
            .read(|conn| {
                use schema::outbox_messages as m;
                Ok::<_, Error>(m::table.filter(m::to_address.eq("nina@city.example")).select(m::payload).load(conn)?)
            })
            .expect("the letters");
        let token: String = payloads.iter().find_map(|p| p.split("/sign-in/link/").nth(1)).expect("a link").chars().take(43).collect();
        let link = browser.get(&format!("/sign-in/link/{token}"));
        let page = browser.submit(&link, &[]);
        assert_eq!(page.must_be(200).path, format!("/portal/start/{ROUND}"));
        page.must_say("To apply you must belong to a city.");
    });
}

#[test]
fn everybody_who_cannot_start_is_told_why() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let start = format!("/portal/start/{ROUND}");
        world.citizen("Paula Preparer", "Elmira, NY", CityRole::Preparer);
        let viewer = world.citizen("Vera Viewer", "Elmira, NY", CityRole::Viewer);
        viewer.get(&start).must_be(200).must_say("You can read for your city, but not write.").must_say("Paula Preparer");
        signed_in(world, &fund.officer).get(&start).must_be(200).must_say("You work for the fund.");
        let newcomer = world.person("Nina New");
        newcomer.get(&start).must_say("To apply you must belong to a city.");
        let found = newcomer.get("/portal/cities/new?name=Elmira");
        let place = newcomer.follow(&found, "Elmira");
        newcomer.press(&place, "Ask to join", &[]).must_be(200).must_say("You asked Elmira, NY to let you in on");
        newcomer.get(&start).must_say("Once they let you in, you can start here.");
    });
}

#[test]
fn a_registered_city_hears_that_it_needs_an_official_and_who_asks_to_join() {
    on_both(|world| {
        fund(world, 20_000);
        let clerk = world.person("Clara Clerk");
        let place = clerk.follow(&clerk.get("/portal/cities/new?name=Marfa"), "Marfa");
        place.must_say("Central time (Chicago)");
        let page = clerk.press(&place, "Register this city", &[]);
        page.must_be(200).must_say("Now prove that you act for it").must_say("Name the official").must_say("Invite somebody");
        let form = clerk.get(&format!("/portal/start/{ROUND}"));
        clerk.press(&form, "Start now", &[]).must_be(200).must_say("Nobody can sign for your city yet");
        let other = world.person("Otto Other");
        let place = other.follow(&other.get("/portal/cities/new?name=Marfa"), "Marfa");
        other.press(&place, "Ask to join", &[]).must_be(200);
        let home = clerk.get("/portal");
        home.must_say("1 person asks to join");
        clerk.follow(&home, "1 person asks to join").must_be(200).must_say("Otto Other");
    });
}

#[test]
fn answers_of_an_earlier_application_are_taken_over_where_nothing_is_answered() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let earlier = application(world, &fund, &madison, 8_000);
        let of_others = application(world, &fund, &monona, 8_000);
        let begun = world.db.write(|tx| process::start_case(tx, &madison.official, fund.round, madison.id)).expect("a second draft");
        let official = signed_in(world, &madison.official);
        let tasks = official.get(&format!("/portal/applications/{}", begun.reference));
        let page = official.follow(&tasks, "Copy answers or activities from an earlier application");
        page.must_be(200).must_say(&number(world, earlier));
        assert!(!page.says(&number(world, of_others)), "nothing of another city: {}", page.text());
        official.submit(&page, &[]).must_be(422).must_say("Choose an earlier application of your city.");
        let stranger = world.db.write(|tx| intake::copy_answers(tx, &madison.official, begun.id, of_others));
        assert!(matches!(stranger, Err(intake::EditError::Invalid(_))), "{stranger:?}");

        // What is answered already stays.
        let own = world.db.write(|tx| intake::save_answer(tx, &madison.official, begun.id, "project_title", ("Another plan", 0)));
        own.expect("saved");
        let done = official.submit(&page, &[("from", &earlier.text())]);
        done.must_be(200).must_say("The answers are taken over.").must_say("Another plan");
        let answers = |id| world.db.read(|conn| intake::draft(conn, id)).expect("a draft").answers();
        let (before, after) = (answers(earlier), answers(begun.id));
        let round = world.db.read(|conn| intake::draft(conn, begun.id)).expect("a draft").definition;
        for question in round.questions() {
            let is_own = question.id == "project_title";
            assert_eq!(after.get(&question.id) == before.get(&question.id), !is_own, "{}", question.id);
        }
        let again = official.submit(&official.get(&format!("/portal/applications/{}/copy", begun.reference)), &[("from", &earlier.text())]);
        again.must_be(200).must_say("There was nothing to take over");

        // What was received takes nothing over.
        let closed = world.db.write(|tx| intake::copy_answers(tx, &madison.official, earlier, begun.id));
        assert!(matches!(closed, Err(intake::EditError::Closed)), "{closed:?}");
    });
}

#[test]
fn all_questions_stand_on_one_page_for_everybody() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let browser = world.browser();
        let page = browser.follow(&browser.get(&format!("/opportunities/{ROUND}")), "All questions on one page");
        page.must_be(200).must_say("What your authorized official signs");
        let round = world.db.read(|conn| {
            let found = urban_diplomacy_fund::opportunity::opportunity(conn, fund.round)?;
            urban_diplomacy_fund::opportunity::definition(conn, &found.definition_sha256)
        });
        let round = round.expect("the round");
        assert!(round.questions().count() > 5);
        for question in round.questions() {
            page.must_say(&question.label);
        }
        for question in &round.eligibility {
            page.must_say(&question.text);
        }
        browser.get("/opportunities/nothing/questions").must_be(404);
    });
}
