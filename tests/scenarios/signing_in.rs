//! Signing up by a mailed link, signing in and out, and rights that end at once.

use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::people::{Actor, FundRole, account, role};

const PASSWORD: &str = "a hill of seven oaks";

/// The path of the link in the only letter with one to this address.
fn mailed_link(world: &World, email: &str) -> String {
    use schema::outbox_messages as m;
    let payloads: Vec<String> = world
        .db
        .read(|conn| Ok::<_, Error>(m::table.filter(m::to_address.eq(email)).select(m::payload).order(m::created_at).load(conn)?))
        .expect("the letters");
    let token: String = payloads.iter().find_map(|p| p.split("/sign-in/link/").nth(1)).expect("a link").chars().take(43).collect();
    format!("/sign-in/link/{token}")
}

fn sign_up(world: &World, email: &str) -> Browser {
    let browser = world.browser();
    let form = browser.get("/sign-up");
    browser.submit(&form, &[("name", "Ada Clerk"), ("email", email)]).must_be(200).must_say("Check your mail");
    let page = browser.get(&mailed_link(world, email));
    browser.submit(&page, &[("password", PASSWORD)]).must_be(200).must_say("You do not belong to a city yet");
    browser
}

fn sign_in(browser: &Browser, email: &str, password: &str) -> Page {
    let form = browser.get("/sign-in");
    browser.submit(&form, &[("email", email), ("password", password)])
}

#[test]
fn a_person_signs_up_by_a_mailed_link_that_works_once() {
    on_both(|world| {
        let browser = sign_up(world, "ada@city.example");
        let used = mailed_link(world, "ada@city.example");
        world.browser().get(&used).must_be(410).must_say("This link no longer works");
        browser.get("/account").must_be(200).must_say("ada@city.example");
        let account = browser.get("/account");
        browser.press(&account, "Create token", &[("label", "")]).must_be(422).must_say("Say what the token is for");
        browser.press(&account, "Create token", &[("label", "reports")]).must_be(200).must_say("udf_");
    });
}

#[test]
fn a_wrong_password_and_an_unknown_address_get_one_answer() {
    on_both(|world| {
        sign_up(world, "ada@city.example");
        let stranger = world.browser();
        let wrong = sign_in(&stranger, "ada@city.example", "not this one at all");
        let unknown = sign_in(&stranger, "nobody@city.example", "not this one at all");
        assert_eq!((wrong.status, wrong.errors()), (422, unknown.errors()));
        sign_in(&stranger, "ada@city.example", PASSWORD).must_be(200);
        assert_eq!(stranger.get("/account").heading(), "Your account");
    });
}

#[test]
fn a_session_that_was_signed_out_is_dead() {
    on_both(|world| {
        let browser = sign_up(world, "ada@city.example");
        let (_, moved) = browser.request_once("POST", "/sign-out", &[("sec-fetch-site", "same-origin")], b"");
        assert_eq!(moved.as_deref(), Some("/?done=signed-out"));
        assert_eq!(browser.get("/account").heading(), "Sign in");
    });
}

#[test]
fn a_role_taken_away_is_gone_at_the_next_request() {
    on_both(|world| {
        sign_up(world, "ada@city.example");
        let ada = world.db.read(|conn| account::find_by_email(conn, "ada@city.example")).expect("read").expect("Ada");
        let system = Actor::system();
        world.db.write(|tx| role::grant(tx, &system, ada.id, FundRole::Administrator)).expect("granted");
        let browser = world.browser();
        sign_in(&browser, "ada@city.example", PASSWORD).must_be(200);
        browser.get("/desk/people").must_be(200).must_say("administrator");
        world.db.write(|tx| role::revoke(tx, &system, ada.id, FundRole::Administrator)).expect("revoked");
        assert_eq!(browser.get("/desk/people").heading(), "Sign in", "a change of roles ends the sessions");
        sign_in(&browser, "ada@city.example", PASSWORD);
        browser.get("/desk/people").must_be(404);
    });
}
