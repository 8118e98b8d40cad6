//! The link that opens one application for one signature, and colleagues who write at once.

use crate::applying::{answer_all, home, plan, started};
use crate::claims::{PASSWORD, button, preparer};
use crate::grant::{City, city, fund};
use crate::support::{Page, Person, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::people::{Actor, CityRole, membership, password};

/// A complete draft of the city, and the path of the link that its official got.
fn asked_to_sign(world: &World, madison: &City) -> (Person, String, String) {
    let hash = password::hash(PASSWORD, world.db.ids()).expect("a hash");
    world.db.write(|tx| password::set_first(tx, &madison.official, &hash)).expect("a password");
    let clerk = preparer(world, madison, "Clara Clerk");
    let draft = home(&started(&clerk));
    answer_all(&clerk, &draft);
    plan(&clerk, &draft);
    clerk.press(&clerk.get(&format!("{draft}/check")), "Ask to sign", &[]).must_be(200);
    let sign = button(world, &madison.official.email, "Please sign application");
    (clerk, draft, sign)
}

#[test]
fn the_link_to_sign_opens_one_application_and_takes_one_signature() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let (clerk, draft, sign) = asked_to_sign(world, &madison);
        let name = madison.official.name.clone();
        let browser = world.browser();
        let page = browser.get(&sign);
        page.must_be(200).must_say("This page opens this application only.").must_say("Trade training for two").must_say("$7,000.50");
        page.must_say("By submitting I certify:").must_say("Kraków offer.pdf");
        page.must_say("A false statement can cost the city the grant and can be punished under federal law (18 U.S.C. 1001).");
        let file = browser.get(&page.link("Kraków offer.pdf"));
        assert_eq!((file.status, file.kind.as_str()), (200, "application/pdf"));
        // Nothing else of the account.
        browser.get("/portal").must_say("Sign in");
        browser.get(&draft).must_say("Sign in");
        let token = sign.rsplit('/').next().expect("a token");
        browser.get(&format!("/sign-in/link/{token}")).must_be(410);
        browser.post(&format!("/sign-in/link/{token}"), &[("name", &name)]).must_be(410);
        browser.get(&format!("/link/mailbox/{token}")).must_be(409);
        browser.get("/link/sign/not-a-token").must_be(404);

        let typed = |secret: &'static str| [("typed_name", name.clone()), ("agree", "yes".to_owned()), ("password", secret.to_owned())];
        let send = |page: &Page, secret| {
            let typed = typed(secret);
            let values: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (*k, v.as_str())).collect();
            browser.press(page, "Certify and submit", &values)
        };
        let wrong = send(&page, "a wrong password, surely");
        wrong.must_be(422).must_say("Enter your password.");
        assert!(!wrong.body.contains("a wrong password"), "a password is not sent back");
        send(&page, "").must_be(422).must_say("Enter your password.");
        browser.press(&page, "Certify and submit", &[("typed_name", "Eve"), ("password", PASSWORD)]).must_be(422).must_say("Check the box");

        // What changed meanwhile is shown before it is signed.
        let question = clerk.get(&format!("{draft}/questions/project_title"));
        clerk.press(&question, "Save and continue", &[("answer", "Another name")]).must_be(200);
        let changed = send(&page, PASSWORD);
        changed.must_be(422).must_say("changed after you opened this page").must_say("Another name");

        let values = typed(PASSWORD);
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let pressed = changed.fill(Some("Certify and submit"), &values);
        let receipt = browser.send_form(&pressed, &[]);
        receipt.must_be(200).must_say("Application submitted").must_say("UDF-2027-0001").must_say("SHA-256");
        browser.send_form(&pressed, &[]).must_be(200).must_say("Application submitted");
        let all = world.db.read(|conn| {
            let id = intake::by_reference(conn, "UDF-2027-0001")?.id;
            intake::submissions(conn, id)
        });
        let all = all.expect("the submissions");
        assert_eq!((all.len(), all[0].certified_name.as_str()), (1, name.as_str()), "a double click submits once");
        assert!(!is_kept(world, token), "a press is kept without the secret");
        browser.get(&sign).must_be(410);
        browser.get(&page.link("Kraków offer.pdf")).must_be(410);
        browser.get("/portal").must_say("Sign in");
        // It shows what came of it as long as the link lasts.
        browser.get(&receipt.path).must_be(200).must_say("Application submitted");
        world.at("2027-01-26T16:00:00Z");
        browser.get(&receipt.path).must_be(404);
    });
}

#[test]
fn a_link_to_sign_ends_and_somebody_without_a_password_signs_in_first() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara Clerk");
        let draft = home(&started(&clerk));
        answer_all(&clerk, &draft);
        plan(&clerk, &draft);
        clerk.press(&clerk.get(&format!("{draft}/check")), "Ask to sign", &[]).must_be(200);
        let sign = button(world, &madison.official.email, "Please sign application");
        let browser = world.browser();
        let page = browser.get(&sign);
        page.must_be(200).must_say("You have no password.");
        browser.get(&format!("{sign}/received")).must_be(404);
        browser.post(&sign, &[("typed_name", &madison.official.name), ("agree", "yes")]).must_be(422);
        let form = browser.get(&page.link("Sign in with a link"));
        browser.submit(&form, &[("link_email", &madison.official.email)]).must_be(200);
        let link = browser.get(&button(world, &madison.official.email, "link to sign in"));
        let back = browser.submit(&link, &[]);
        assert!(back.must_be(200).path.ends_with("/certify"), "they read and sign it here, or with the link");
        let back = browser.get(&sign);
        assert!(!back.must_be(200).body.contains("type=\"password\""), "the fresh link proves it");
        assert!(!is_kept(world, sign.rsplit('/').next().expect("a secret")));
        // Another person who is signed in proves nothing for the official.
        clerk.post(&sign, &[("typed_name", &madison.official.name), ("agree", "yes")]).must_be(422);
        world.at("2027-01-26T16:00:00Z");
        browser.get(&sign).must_be(410).must_say("its time is over");
        browser.post(&sign, &[]).must_be(410);
    });
}

/// Whether a secret stands in clear where presses of buttons and links are kept.
fn is_kept(world: &World, secret: &str) -> bool {
    use schema::{idempotency_keys as k, one_time_links as l};
    let wanted = format!("%{secret}%");
    let found = world.db.read(|conn| {
        let pressed: i64 = k::table.filter(k::route.like(&wanted).or(k::location.like(&wanted))).count().get_result(conn)?;
        let linked: i64 = l::table.filter(l::purpose.like(&wanted)).count().get_result(conn)?;
        Ok::<_, Error>(pressed + linked)
    });
    found.expect("read") > 0
}

#[test]
fn colleagues_see_who_writes_in_the_same_section() {
    on_both(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let (ana, ben) = (preparer(world, &madison, "Ana Diaz"), preparer(world, &madison, "Ben Ito"));
        let draft = home(&started(&ana));
        let (need, title) = (format!("{draft}/questions/need_now"), format!("{draft}/questions/project_title"));
        let says = "is editing this section";
        assert!(!ana.get(&need).says(says), "nobody else is there");
        // Another question of the same section, from when she came.
        ben.get(&title).must_say("Ana Diaz is editing this section, since 9:").must_say("CST");
        ana.get(&need).must_say("Ben Ito is editing this section");
        // It is no lock: both save.
        let page = ben.get(&title);
        ben.press(&page, "Save and continue", &[("answer", "A plan")]).must_be(200);
        ana.get(&draft);
        assert!(!ben.get(&title).says(says), "she went back to the list");
        let reader = world.person("Vera Viewer");
        world.db.write(|tx| membership::grant(tx, &Actor::system(), madison.id, reader.account, CityRole::Viewer)).expect("a role");
        reader.get(&title).must_be(200);
        assert!(!ben.get(&title).says("Vera"), "who only reads is not named");

        let (ana_budget, ben_budget) = budget_pages(world, &ana, &ben, &draft);
        assert!(!ana_budget.says(says));
        ben_budget.must_say("Ana Diaz is editing this section");
        world.at("2027-01-11T17:00:00Z");
        assert!(!ben.get(&ben_budget.path).says(says), "who has fallen silent has gone");
    });
}

/// The same budget, opened by one after the other.
fn budget_pages(_: &World, ana: &Person, ben: &Person, draft: &str) -> (Page, Page) {
    plan(ana, draft);
    let path = ana.get(&format!("{draft}/budget")).link("Protocol course");
    (ana.get(&path), ben.get(&path))
}
