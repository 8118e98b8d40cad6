//! Blind review: who is told when nobody waits any more, one rule for what has to be looked at again, labels of what nobody reviews, what
//! is on record, and what a list of reviews reads.

use crate::blind::scene::{Asked, COPIES, NEED, SLUG, Scene, assigned, clears, desk, field, hired, label, phase, reference};
use crate::grant::{self, city, fund, screened, signed_in};
use crate::meeting::{begins, of_panel, payloads, plans, seated};
use crate::score_sheet::{PAGE, Sheet};
use crate::support::on_both;
use diesel::prelude::*;
use urban_diplomacy_fund::blind;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::panel::{self, TypedTerms};
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::review;

#[test]
fn whoever_waited_for_a_copy_is_told_when_nobody_waits_any_more() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        // A reviewer whose copy is ready waits for nothing.
        let other = grant::application(world, &scene.fund, &city(world, "Monona"), 5_000);
        screened(world, &scene.fund, other);
        let rosa = &scene.fund.reviewers[2];
        assigned(world, &scene.fund, other, &[rosa]);
        let Asked { who: rita, browser, own, .. } = scene.asked(world);
        scene.wait("yes");
        scene.olive.press(&scene.olive.get(&desk(world, other)), "Save and mark ready", &[]).must_be(200).must_say("Read this copy.");
        browser.get(&own).must_say("This application is being prepared for blind review.");
        let told = |email: &str, id| {
            let subject = format!("You can read application {} now", label(world, id));
            world.mail_to(email).iter().filter(|letter| letter.subject_line == subject).count()
        };
        assert_eq!((told(&rita.email, scene.id), told(&rosa.email, other)), (0, 1));
        scene.wait("no");
        assert_eq!((told(&rita.email, scene.id), told(&rosa.email, other)), (1, 1));
        browser.get(&own).must_say("The Canary Queen has left.");
        // Who was told already is not told again.
        scene.wait("no");
        assert_eq!(told(&rita.email, scene.id), 1);
    });
}

#[test]
fn what_a_city_writes_makes_its_copy_stale_in_every_list_too() {
    on_both(|world| {
        let scene = Scene::received(world);
        scene.wait("yes");
        let need = field(NEED);
        let form = scene.olive.get(&desk(world, scene.id));
        scene.olive.press(&form, "Save and mark ready", &[(need.as_str(), "A town asks.")]).must_be(200);
        let waits = || {
            let asked = [(scene.id, scene.fund.round)];
            world.db.read(|conn| blind::list_waiting(conn, &asked)).expect("a list").contains(&scene.id)
        };
        scene.olive.get(COPIES).must_say("1 ready");
        assert!(!waits());
        scene.changed(world, "Canaryville asks for more.");
        scene.olive.get(&desk(world, scene.id)).must_say("Look again: the application has changed");
        scene.olive.get(COPIES).must_say("0 ready").must_say("Look again: the application has changed");
        assert!(waits(), "as its page says");
        scene.writes(world, NEED);
        scene.olive.get(COPIES).must_say("1 ready");
        assert!(!waits(), "it is what was looked at");
    });
}

#[test]
fn applications_that_nobody_reviews_are_told_apart_in_a_meeting() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let ids = ["Madison", "Monona"].map(|name| grant::application(world, &fund, &city(world, name), 5_000));
        for id in ids {
            screened(world, &fund, id);
        }
        phase(world, &fund, false);
        let (chair, mona) = (hired(world, "Cora", &[FundRole::Chair]), hired(world, "Mona", &[FundRole::Reviewer]));
        seated(world, &fund, &mona);
        let (cora, mona) = (signed_in(world, &chair), signed_in(world, &mona));
        let path = plans(&cora);
        let called = ids.map(|id| label(world, id));
        assert_ne!(called[0], called[1]);
        assert_eq!(payloads(world, "blind.label_drawn").len(), 2);
        begins(&cora, &path, &[&mona], &reference(world, ids[0]));
        mona.get(&of_panel(&path)).must_say(&format!("On the table: {}", called[0]));
        begins(&cora, &path, &[], &reference(world, ids[1]));
        mona.get(&of_panel(&path)).must_say(&format!("On the table: {}", called[1]));
        // Whoever is asked later reviews it under the same label.
        assigned(world, &fund, ids[1], &[&fund.reviewers[0]]);
        assert_eq!((label(world, ids[1]), payloads(world, "blind.label_drawn").len()), (called[1].clone(), 2));
    });
}

#[test]
fn c12_an_assignment_does_not_say_what_an_application_is_about_whose_city_is_withheld() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        let (clay, mona) = (hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]), hired(world, "Mona", &[FundRole::Reviewer]));
        seated(world, &scene.fund, &mona);
        let seat = world.db.read(|conn| panel::list_mine(conn, &mona)).expect("a look").remove(0);
        let (absent_from, absent_to, other_tags) = (Ok(None), Ok(None), "Queen".to_owned());
        let terms = TypedTerms { tags: vec![], other_tags, most_reviews: "9".into(), absent_from, absent_to, state: String::new() };
        world.db.write(|tx| panel::change_terms(tx, &mona, seat.id, (&terms, seat.version))).expect("what she knows");
        let task = assigned(world, &scene.fund, scene.id, &[&clay])[0];
        clears(world, &clay, task);
        let path = format!("/desk/panels/{SLUG}/assignment?reviews=2");
        scene.olive.get(&path).must_be(200).must_say("Mona (Queen)");
        let page = signed_in(world, &clay).get(&path);
        page.must_be(200).must_say(&label(world, scene.id)).must_say("Not told").must_say("Mona");
        assert!(!page.says("Queen"), "{}", page.text());
    });
}

#[test]
fn labels_and_what_is_read_in_place_of_texts_are_on_record() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        scene.asked(world);
        let drawn = payloads(world, "blind.label_drawn");
        assert!(drawn.len() == 1 && drawn[0].contains(&format!("\"{}\"", label(world, scene.id))), "{drawn:?}");
        let (need, words) = (field(NEED), "A town asks.");
        scene.olive.press(&scene.olive.get(&desk(world, scene.id)), "Save, not ready yet", &[(need.as_str(), words)]).must_be(200);
        let saved = payloads(world, "blind.copy_saved").pop().expect("a record");
        let saved: serde_json::Value = serde_json::from_str(&saved).expect("JSON");
        let place = saved["changed"].as_array().expect("a list").iter().position(|one| *one == blind::digest(NEED)).expect("the text");
        assert_eq!(saved["redacted"][place], blind::digest(words), "{saved}");
        assert!(!saved.to_string().contains(words));
    });
}

#[test]
fn a_list_of_reviews_reads_no_application_whole() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        let Asked { who: rita, task, browser, .. } = scene.asked(world);
        // Nobody could read this application whole.
        use schema::application_answers as a;
        let spoiled = world.db.write(|tx| {
            let answers = a::table.filter(a::application_id.eq(scene.id.text()));
            diesel::update(answers).set(a::value.eq("no answer")).execute(&mut **tx).map_err(Error::from)
        });
        assert!(spoiled.expect("spoiled") > 0);
        let read = world.db.read(|conn| {
            let (task, _) = review::review(conn, &rita, task)?;
            review::reading(conn, &task, world.clock.now()).map(drop)
        });
        read.expect_err("it is spoiled");
        browser.get(PAGE).must_be(200).must_say(&label(world, scene.id)).must_say("0 of 4");
        let sheet = Sheet::taken_out(&browser);
        assert_eq!((sheet.rows.len(), sheet.rows[1][1].as_str()), (2, "Name withheld"));
        phase(world, &scene.fund, true);
        assert_eq!(Sheet::taken_out(&browser).rows[1][1], "Canaryville trains");
    });
}

#[test]
fn a_sheet_names_a_plan_as_its_copy_does() {
    on_both(|world| {
        let scene = Scene::in_review(world);
        let browser = scene.asked(world).browser;
        let (title, form) = (field("Canaryville trains"), scene.olive.get(&desk(world, scene.id)));
        let begun = scene.olive.press(&form, "Save, not ready yet", &[(title.as_str(), "A town trains")]);
        assert_eq!(Sheet::taken_out(&browser).rows[1][1], "Name withheld", "nobody has finished it");
        scene.olive.press(&begun, "Save and mark ready", &[]).must_be(200);
        assert_eq!(Sheet::taken_out(&browser).rows[1][1], "A town trains");
    });
}
