//! How people come to belong to a city: by an invitation that is accepted from its letter, with an
//! account or without one, and by asking to join and being let in on the city's page.

use crate::applying::home;
use crate::claims::{button, letters, preparer};
use crate::grant::{application, city, fund, signed_in};
use crate::standard_way::number;
use crate::support::{Page, Person, World, on_both_with_its_own_mail};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{CityRole, Organisation, account, membership};

const INVITED: &str = "You are invited as";

/// The clerk invites from the page of the city.
#[track_caller]
fn invites(clerk: &Person, city: Id<Organisation>, (name, email, role): (&str, &str, &str)) -> Page {
    let page = clerk.get(&format!("/portal/cities/{city}"));
    clerk.press(&page, "Send invitation", &[("name", name), ("email", email), ("role", role)])
}

/// The roles of whoever has this address in the city.
fn roles(world: &World, city: Id<Organisation>, email: &str) -> Vec<CityRole> {
    let found = world.db.read(|conn| account::find_by_email(conn, email)).expect("a read");
    let Some(found) = found else { return vec![] };
    let actor = world.db.read(|conn| account::actor(conn, found.id)).expect("an actor");
    actor.memberships.iter().filter(|m| m.organisation == city).map(|m| m.role).collect()
}

#[test]
fn a_colleague_without_an_account_accepts_from_the_letter() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        let clerk = preparer(world, &madison, "Clara Clerk");
        let (email, status) = ("ned.new@people.example", format!("/portal/applications/{}/status", number(world, id)));
        invites(&clerk, madison.id, ("", "no address", "viewer")).must_be(422).must_say("Enter an email address").must_say("Enter a name");
        let page = clerk.get(&format!("/portal/cities/{}", madison.id));
        let kept = clerk.press(&page, "Send invitation", &[("name", "Ned New"), ("email", email)]);
        kept.must_be(422).must_say("Choose a role.");
        assert!(kept.body.contains("Ned New") && kept.body.contains(email), "what was typed stays");
        invites(&clerk, madison.id, ("Ned New", email, "viewer")).must_be(200).must_say("The invitation is sent.");

        // Reading the letter's page changes nothing; pressing its button does, once.
        let link = button(world, email, INVITED);
        let ned = world.browser();
        let page = ned.get(&link);
        page.must_be(200).must_say("You are invited as viewer for Madison, WI.").must_say(email);
        ned.get(&link).must_be(200);
        assert!(roles(world, madison.id, email).is_empty());
        ned.press(&page, "Accept and sign in", &[("name", " ")]).must_be(422).must_say("Enter your name.");
        ned.press(&page, "Accept and sign in", &[("name", "Ned New"), ("password", "short")]).must_be(422);
        ned.press(&page, "Accept and sign in", &[("name", "Ned New"), ("password", "a hill of seven oaks")]).must_be(200);
        assert_eq!(roles(world, madison.id, email), [CityRole::Viewer]);
        ned.get("/portal").must_be(200).must_say("Madison, WI");
        ned.get(&status).must_be(200).must_say("Received");
        assert!(!ned.get(&status).says("Withdraw this application"), "a viewer reads");
        clerk.get(&format!("/portal/cities/{}", madison.id)).must_say("Ned New").must_say("viewer");
        world.browser().get(&link).must_be(410).must_say("This link no longer works");
        signed_in(world, &madison.official).get(&format!("/portal/cities/{}/history", madison.id)).must_say("Ned New");
    });
}

#[test]
fn a_colleague_with_an_account_accepts_from_the_letter() {
    on_both_with_its_own_mail(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara Clerk");
        let eva = world.person("Eva Existing");
        invites(&clerk, madison.id, ("E. Existing", &eva.email, "preparer")).must_be(200);
        let link = button(world, &eva.email, INVITED);
        let browser = world.browser();
        let page = browser.get(&link);
        page.must_be(200).must_say("You are invited as preparer for Madison, WI.");
        assert!(page.all("input[name=name], input[name=password]").is_empty(), "the account is there already");
        browser.press(&page, "Accept and sign in", &[]).must_be(200);
        assert_eq!(roles(world, madison.id, &eva.email), [CityRole::Preparer]);
        browser.get("/account").must_be(200).must_say(&eva.email);
        let start = browser.get(&format!("/portal/start/{}", crate::applying::ROUND));
        browser.press(&start, "Start now", &[]).must_be(200).must_say("UDF-2027-");
        browser.get(&link).must_be(410);
        clerk.get(&format!("/portal/cities/{}", madison.id)).must_say("Eva Existing");
    });
}

#[test]
fn an_invitation_of_somebody_who_has_left_gives_nothing() {
    on_both_with_its_own_mail(|world| {
        fund(world, 100_000);
        let madison = city(world, "Madison");
        let clerk = preparer(world, &madison, "Clara Clerk");
        let email = "ned.new@people.example";
        invites(&clerk, madison.id, ("Ned New", email, "preparer")).must_be(200);
        let link = button(world, email, INVITED);
        let official = signed_in(world, &madison.official);
        let page = official.get(&format!("/portal/cities/{}", madison.id));
        let member = format!("{}/preparer", clerk.account);
        official.press(&page, "Take role away", &[("member", &member)]).must_be(200);
        let ned = world.browser();
        let page = ned.get(&link);
        let refused = ned.press(&page, "Accept and sign in", &[("name", "Ned New")]);
        assert!((400..500).contains(&refused.status), "{} {}", refused.status, refused.text());
        assert!(roles(world, madison.id, email).is_empty());
        assert!(!ned.get("/portal").says("Madison, WI"));
    });
}

#[test]
fn whoever_asks_to_join_is_let_in_on_the_page_of_the_city() {
    on_both_with_its_own_mail(|world| {
        let elmira = world.city("Elmira, NY");
        let clerk = world.citizen("Clara Clerk", "Elmira, NY", CityRole::Preparer);
        let finn = world.person("Finn First");
        let place = finn.follow(&finn.get("/portal/cities/new?name=Elmira&state=NY"), "Elmira");
        place.must_say("This city is registered. Ask its people to let you in");
        let asked = finn.press(&place, "Ask to join", &[]);
        asked.must_be(200).must_say("You asked Elmira, NY to let you in");
        finn.get(&format!("/portal/cities/{elmira}")).must_be(404);
        assert_eq!(letters(world, &clerk.email, "Finn First asks to work for Elmira, NY"), 1);

        let page = clerk.get(&format!("/portal/cities/{elmira}"));
        page.must_say("Waiting to join").must_say("Finn First").must_say(&finn.email);
        let person = finn.account.text();
        clerk.press(&page, "Let in", &[("admit_role", "viewer")]).must_be(422).must_say("Choose a person and a role.");
        clerk.press(&page, "Let in", &[("person", &person)]).must_be(422).must_say("Choose a person and a role.");
        clerk.post(&format!("/portal/cities/{elmira}/admit"), &[("person", &person), ("admit_role", "authorized_official")]).must_be(403);
        let press = page.fill(Some("Let in"), &[("person", &person), ("admit_role", "preparer")]);
        clerk.send_form(&press, &[]).must_be(200).must_say("The person belongs to your city now");
        clerk.send_form(&press, &[]).must_be(200);
        assert_eq!(roles(world, elmira, &finn.email), [CityRole::Preparer]);
        assert_eq!(letters(world, &finn.email, "You are now preparer for Elmira, NY"), 1, "a double press is one");
        let own = finn.get(&format!("/portal/cities/{elmira}"));
        own.must_be(200).must_say("Finn First");
        assert!(!own.says("Waiting to join"));
        assert_eq!(home(&own), format!("/portal/cities/{elmira}"));
        let listed = world.db.read(|conn| membership::list(conn, &world.actor(&clerk), elmira)).expect("members");
        assert!(listed.iter().any(|m| m.email == finn.email && m.role == CityRole::Preparer));
    });
}

/// Who asks for what of a city, with which form.
type Try<'a> = (&'a Person, &'a str, &'a [(&'a str, &'a str)]);

#[test]
fn a_stranger_reads_no_city_and_lets_nobody_in() {
    on_both_with_its_own_mail(|world| {
        let elmira = world.city("Elmira, NY");
        let (finn, sue) = (world.person("Finn First"), world.person("Sue Second"));
        finn.post(&format!("/portal/cities/{elmira}/join"), &[]).must_be(200);
        let person = finn.account.text();
        let tries: &[Try<'_>] = &[
            (&sue, "admit", &[("person", &person), ("admit_role", "preparer")]),
            (&finn, "admit", &[("person", &person), ("admit_role", "preparer")]),
            (&sue, "refuse", &[("refused", &person), ("reason", "Who is that?")]),
            (&sue, "invite", &[("name", "Sue"), ("email", "sue@x.example"), ("role", "preparer")]),
        ];
        for (who, verb, form) in tries {
            let answer = who.post(&format!("/portal/cities/{elmira}/{verb}"), form);
            assert!([403, 404].contains(&answer.status), "{verb}: {} {}", answer.status, answer.text());
        }
        assert!(roles(world, elmira, &finn.email).is_empty() && roles(world, elmira, &sue.email).is_empty());
    });
}
